<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>bulkhead::AuditExport</name>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, um objeto por linha (*.json)</translation>
    </message>
    <message>
        <source>Export the audit</source>
        <translation>Exportar a auditoria</translation>
    </message>
    <message>
        <source>Writing the audit to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Gravando a auditoria em %1…</translation>
    </message>
    <message>
        <source>Wrote %1 entries to %2.</source>
        <extracomment>%1 is a number, %2 the path of a file</extracomment>
        <translation>%1 registros gravados em %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditFilterBar</name>
    <message>
        <source>Show this action</source>
        <translation>Mostrar esta ação</translation>
    </message>
    <message>
        <source>Show entries of this time</source>
        <translation>Mostrar registros deste período</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primeiro dia</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último dia</translation>
    </message>
    <message>
        <source>Search the audit</source>
        <translation>Buscar na auditoria</translation>
    </message>
    <message>
        <source>Search person, computer, job or reason</source>
        <translation>Buscar pessoa, computador, tarefa ou motivo</translation>
    </message>
    <message>
        <source>Any action</source>
        <translation>Qualquer ação</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Qualquer data</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoje</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Últimos 7 dias</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Últimos 30 dias</translation>
    </message>
    <message>
        <source>Between…</source>
        <extracomment>a choice: between two days that are then asked for</extracomment>
        <translation>Entre…</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditModel</name>
    <message>
        <source>When</source>
        <extracomment>column of the audit</extracomment>
        <translation>Quando</translation>
    </message>
    <message>
        <source>Who</source>
        <extracomment>column of the audit</extracomment>
        <translation>Quem</translation>
    </message>
    <message>
        <source>Action</source>
        <extracomment>column of the audit: what was done</extracomment>
        <translation>Ação</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operação</translation>
    </message>
    <message>
        <source>What and why</source>
        <extracomment>column of the audit: rows and columns that were touched or read, and the reason</extracomment>
        <translation>O quê e por quê</translation>
    </message>
    <message>
        <source>From where</source>
        <extracomment>column of the audit: computer, program and address</extracomment>
        <translation>De onde</translation>
    </message>
    <message>
        <source>Entry %1
%2
Hash %3</source>
        <extracomment>%1 is a number, %2 a time, %3 many letters and digits by which a change would show</extracomment>
        <translation>Registro %1
%2
Hash %3</translation>
    </message>
    <message>
        <source>%1
Job %2</source>
        <translation>%1
Tarefa %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>Auditoria</translation>
    </message>
    <message>
        <source>Open job</source>
        <translation>Abrir tarefa</translation>
    </message>
    <message>
        <source>Open the job of this entry (Enter)</source>
        <translation>Abrir a tarefa deste registro (Enter)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy the chosen entries as a table (Ctrl+C)</source>
        <translation>Copiar os registros escolhidos como tabela (Ctrl+C)</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verificar</translation>
    </message>
    <message>
        <source>Check by their hashes that no entry was changed or taken away</source>
        <translation>Conferir pelos hashes que nenhum registro foi alterado ou retirado</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Write the entries that are shown, with all older ones, to a file</source>
        <translation>Gravar em um arquivo os registros mostrados e todos os mais antigos</translation>
    </message>
    <message>
        <source>No entry matches</source>
        <translation>Nenhum registro corresponde</translation>
    </message>
    <message>
        <source>Nothing was done here that fits this search, action, operation and time together.</source>
        <translation>Nada foi feito aqui que atenda ao mesmo tempo a esta busca, ação, operação e período.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Limpar o filtro</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Nada foi feito ainda</translation>
    </message>
    <message>
        <source>Every job, change and export is written down here with who, when, from where and why. Entries can only be added; one that was changed shows.</source>
        <translation>Cada tarefa, alteração e exportação fica anotada aqui com quem, quando, de onde e por quê. Registros só podem ser acrescentados; um que foi alterado aparece.</translation>
    </message>
    <message>
        <source>This job was deleted; only the audit still tells of it.</source>
        <translation>Esta tarefa foi excluída; só a auditoria ainda fala dela.</translation>
    </message>
    <message>
        <source>Checking the audit…</source>
        <translation>Verificando a auditoria…</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <extracomment>%1 is a sentence, %2 a number</extracomment>
        <translation>A auditoria está violada. %1 Registros corretos antes dele: %2.</translation>
    </message>
    <message>
        <source>The audit holds: all %1 entries are as they were written.</source>
        <extracomment>%1 is a number</extracomment>
        <translation>A auditoria está íntegra: todos os %1 registros estão como foram gravados.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditWords</name>
    <message>
        <source>Job submitted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa enviada</translation>
    </message>
    <message>
        <source>Rows retried</source>
        <extracomment>action in the audit</extracomment>
        <translation>Linhas repetidas</translation>
    </message>
    <message>
        <source>Job paused</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa pausada</translation>
    </message>
    <message>
        <source>Job resumed</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa retomada</translation>
    </message>
    <message>
        <source>Job cancelled</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa cancelada</translation>
    </message>
    <message>
        <source>Job stopped</source>
        <extracomment>action in the audit: by its own rule, as too many failed rows</extracomment>
        <translation>Tarefa interrompida</translation>
    </message>
    <message>
        <source>Job ended</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa terminada</translation>
    </message>
    <message>
        <source>Row mended</source>
        <extracomment>action in the audit: an operator corrected a failed row</extracomment>
        <translation>Linha corrigida</translation>
    </message>
    <message>
        <source>Job deleted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Tarefa excluída</translation>
    </message>
    <message>
        <source>Rows exported</source>
        <extracomment>action in the audit: rows or entries were written to a file</extracomment>
        <translation>Linhas exportadas</translation>
    </message>
    <message>
        <source>Tables changed</source>
        <extracomment>action in the audit: the tables of the database were changed</extracomment>
        <translation>Tabelas alteradas</translation>
    </message>
    <message>
        <source>Role given</source>
        <extracomment>action in the audit</extracomment>
        <translation>Papel concedido</translation>
    </message>
    <message>
        <source>Role taken</source>
        <extracomment>action in the audit</extracomment>
        <translation>Papel retirado</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <extracomment>%1 is a person, %2 the name by which the database knows who is logged in</extracomment>
        <translation>%1 como %2</translation>
    </message>
    <message>
        <source>entries of the audit</source>
        <translation>registros da auditoria</translation>
    </message>
    <message>
        <source>row %1</source>
        <extracomment>%1 is the number of a row</extracomment>
        <translation>linha %1</translation>
    </message>
    <message>
        <source>%1 done, %2 failed</source>
        <extracomment>rows of a job that ended; %1 succeeded, %2 failed</extracomment>
        <translation>%1 concluídas, %2 com falha</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln linha</numerusform>
            <numerusform>%Ln linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>columns: %1</source>
        <extracomment>%1 is a list of names</extracomment>
        <translation>colunas: %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <extracomment>why something was done; %1 is a sentence</extracomment>
        <translation>por quê: %1</translation>
    </message>
    <message>
        <source>Job started</source>
        <translation>Tarefa iniciada</translation>
    </message>
    <message>
        <source>Job approved</source>
        <translation>Tarefa aprovada</translation>
    </message>
    <message>
        <source>Job taken back</source>
        <translation>Tarefa desfeita</translation>
    </message>
</context>
<context>
    <name>bulkhead::BadRowsModel</name>
    <message>
        <source>line %1 of the file</source>
        <translation>linha %1 do arquivo</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>An error: its code in the tooltip of its text</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Linha</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Coluna</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>O que está errado</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeDelegate</name>
    <message>
        <source>no value</source>
        <extracomment>Stands for NULL in a table of changes</extracomment>
        <translation>sem valor</translation>
    </message>
    <message>
        <source>empty</source>
        <extracomment>Stands for a text without characters in a table of changes</extracomment>
        <translation>vazio</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeFigures</name>
    <message>
        <source>Would be done:</source>
        <extracomment>before buttons such as &quot;Change 1,204&quot;: what a job that was only previewed would do</extracomment>
        <translation>Seria feito:</translation>
    </message>
    <message>
        <source>Was done:</source>
        <translation>Foi feito:</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Mostrar apenas estes</translation>
    </message>
    <message>
        <source>Nothing was written for these, so they are not listed</source>
        <translation>Nada foi gravado para estes, por isso não são listados</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln record(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 says what is done, then the number of records</extracomment>
        <translation>
            <numerusform>%1: %Ln registro; mostrar apenas estes</numerusform>
            <numerusform>%1: %Ln registros; mostrar apenas estes</numerusform>
        </translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>a button that shows all kinds of changes; %1 is their number</extracomment>
        <translation>Todos %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableModel</name>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Linha</translation>
    </message>
    <message>
        <source>What</source>
        <extracomment>column: what is done to a record: inserted, changed, deleted</extracomment>
        <translation>O quê</translation>
    </message>
    <message>
        <source>Table</source>
        <extracomment>column: table of the database</extracomment>
        <translation>Tabela</translation>
    </message>
    <message>
        <source>Record</source>
        <extracomment>column: the key of a record of the database</extracomment>
        <translation>Registro</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableView</name>
    <message>
        <source>Changes of the job</source>
        <extracomment>accessible name of the table of what a job changed</extracomment>
        <translation>Alterações da tarefa</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeWords</name>
    <message>
        <source>row</source>
        <translation>linha</translation>
    </message>
    <message>
        <source>what</source>
        <translation>o quê</translation>
    </message>
    <message>
        <source>table</source>
        <translation>tabela</translation>
    </message>
    <message>
        <source>record</source>
        <translation>registro</translation>
    </message>
    <message>
        <source>%1 before</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 antes</translation>
    </message>
    <message>
        <source>%1 after</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 depois</translation>
    </message>
    <message>
        <source>Values that would change: %1</source>
        <extracomment>how many values change by column, as the preview says: %1 is a list such as &quot;email 334 · name 857&quot;</extracomment>
        <translation>Valores que mudariam: %1</translation>
    </message>
    <message>
        <source>Values that changed: %1</source>
        <translation>Valores que mudaram: %1</translation>
    </message>
    <message numerus="yes">
        <source>Start: take back %Ln change(s)</source>
        <translation>
            <numerusform>Iniciar: desfazer %Ln alteração</numerusform>
            <numerusform>Iniciar: desfazer %Ln alterações</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: look up %Ln record(s)</source>
        <translation>
            <numerusform>Iniciar: consultar %Ln registro</numerusform>
            <numerusform>Iniciar: consultar %Ln registros</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to start</source>
        <translation>Nada a iniciar</translation>
    </message>
    <message numerus="yes">
        <source>Start: create %Ln record(s)</source>
        <translation>
            <numerusform>Iniciar: criar %Ln registro</numerusform>
            <numerusform>Iniciar: criar %Ln registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: delete %Ln record(s)</source>
        <translation>
            <numerusform>Iniciar: excluir %Ln registro</numerusform>
            <numerusform>Iniciar: excluir %Ln registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: change %Ln record(s)</source>
        <translation>
            <numerusform>Iniciar: alterar %Ln registro</numerusform>
            <numerusform>Iniciar: alterar %Ln registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: create or change %Ln record(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Iniciar: criar ou alterar %Ln registro</numerusform>
            <numerusform>Iniciar: criar ou alterar %Ln registros</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: make montages of %Ln user(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Iniciar: criar montagens de %Ln usuário</numerusform>
            <numerusform>Iniciar: criar montagens de %Ln usuários</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangesPanel</name>
    <message numerus="yes">
        <source>Copied %Ln change(s).</source>
        <translation>
            <numerusform>%Ln alteração copiada.</numerusform>
            <numerusform>%Ln alterações copiadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln change(s), no more fit.</source>
        <translation>
            <numerusform>Copiada a primeira %Ln alteração; não cabem mais.</numerusform>
            <numerusform>Copiadas as primeiras %Ln alterações; não cabem mais.</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Lendo…</translation>
    </message>
    <message>
        <source>What this job changed is no longer kept</source>
        <translation>O que esta tarefa alterou não é mais guardado</translation>
    </message>
    <message>
        <source>The figures stay; the values before and after were kept for a limited time.</source>
        <translation>Os totais permanecem; os valores de antes e depois foram guardados por tempo limitado.</translation>
    </message>
    <message>
        <source>This job was not previewed</source>
        <translation>Esta tarefa não teve prévia</translation>
    </message>
    <message>
        <source>What it changes is listed here once it runs.</source>
        <translation>O que ela alterar será listado aqui quando for executada.</translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>Nada mudaria</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Cada linha já está assim ou foi recusada.</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Nada foi alterado</translation>
    </message>
    <message>
        <source>Records that this job inserts, changes or deletes are listed here, before and after.</source>
        <translation>Aqui são listados os registros que esta tarefa insere, altera ou exclui, antes e depois.</translation>
    </message>
    <message>
        <source>Copy changes</source>
        <translation>Copiar alterações</translation>
    </message>
</context>
<context>
    <name>bulkhead::CheckStep</name>
    <message>
        <source>Every row is checked here before anything is written.</source>
        <translation>Aqui cada linha é verificada antes de qualquer gravação.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Verificação</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Progresso da verificação</translation>
    </message>
    <message>
        <source>Skip the check</source>
        <translation>Pular a verificação</translation>
    </message>
    <message>
        <source>Bad rows are found while the list is loaded, too, and fail one by one</source>
        <translation>Linhas com problema também são encontradas ao carregar a lista e falham uma a uma</translation>
    </message>
    <message>
        <source>Rows that cannot be used, and why</source>
        <translation>Linhas que não podem ser usadas e o motivo</translation>
    </message>
    <message>
        <source>The check was skipped. Rows that cannot be used are found while the list is loaded; each fails with its reason and can be mended and retried.</source>
        <translation>A verificação foi pulada. As linhas que não podem ser usadas são encontradas ao carregar a lista; cada uma falha com o seu motivo e pode ser corrigida e tentada de novo.</translation>
    </message>
    <message>
        <source>skipped</source>
        <comment>the check</comment>
        <translation>pulada</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>verificando…</translation>
    </message>
    <message>
        <source>checking… %1 %</source>
        <translation>verificando… %1 %</translation>
    </message>
    <message>
        <source>The rows cannot be checked: %1</source>
        <translation>Não é possível verificar as linhas: %1</translation>
    </message>
    <message>
        <source>could not be done</source>
        <comment>the check</comment>
        <translation>não foi possível</translation>
    </message>
    <message>
        <source>%1 good</source>
        <translation>%1 em ordem</translation>
    </message>
    <message>
        <source>%1 bad</source>
        <translation>%1 com problema</translation>
    </message>
    <message>
        <source>The list has no rows.</source>
        <translation>A lista não tem linhas.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s), and all can be used.</source>
        <translation>
            <numerusform>%Ln linha, e pode ser usada.</numerusform>
            <numerusform>%Ln linhas, e todas podem ser usadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln bad row(s) are shown. All of them will be listed in the job.</source>
        <translation>
            <numerusform>É mostrada a primeira linha (%Ln) com problema. Todas serão listadas na tarefa.</numerusform>
            <numerusform>São mostradas as primeiras %Ln linhas com problema. Todas serão listadas na tarefa.</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <comment>errors</comment>
        <translation>Todos</translation>
    </message>
    <message>
        <source>First in row %1: %2</source>
        <translation>Primeira vez na linha %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) checked, %1 bad</source>
        <extracomment>%1 is the number of bad ones</extracomment>
        <translation>
            <numerusform>%Ln linha verificada, %1 com erro</numerusform>
            <numerusform>%Ln linhas verificadas, %1 com erro</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s) can be used; %2 cannot, for these reasons:</source>
        <extracomment>%1 good ones, %Ln all, %2 bad ones</extracomment>
        <translation>
            <numerusform>%1 de %Ln linha pode ser usada; %2 não, por estes motivos:</numerusform>
            <numerusform>%1 de %Ln linhas podem ser usadas; %2 não, por estes motivos:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChosenList</name>
    <message>
        <source>clipboard</source>
        <extracomment>The name of a list that was pasted</extracomment>
        <translation>área de transferência</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChunkStrip</name>
    <message>
        <source>Chunks of the job</source>
        <extracomment>accessible name of the strip that shows the chunks of a job</extracomment>
        <translation>Blocos da tarefa</translation>
    </message>
    <message>
        <source>Chunk %1 · rows %2–%3 · %4</source>
        <extracomment>one chunk of a job: %1 its number, %2 and %3 its first and last row, %4 its state</extracomment>
        <translation>Bloco %1 · linhas %2–%3 · %4</translation>
    </message>
    <message>
        <source> · %1 failed</source>
        <extracomment>appended to the words on a chunk</extracomment>
        <translation> · %1 com falha</translation>
    </message>
    <message>
        <source> · took %1</source>
        <extracomment>appended to the words on a chunk: %1 is a duration</extracomment>
        <translation> · levou %1</translation>
    </message>
    <message>
        <source> · attempt %1</source>
        <extracomment>appended to the words on a chunk: how often it was tried</extracomment>
        <translation> · tentativa %1</translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more chunk(s)</source>
        <extracomment>more chunks than are listed</extracomment>
        <translation>
            <numerusform>… e mais %Ln bloco</numerusform>
            <numerusform>… e mais %Ln blocos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CollageView</name>
    <message>
        <source>Montage</source>
        <translation>Montagem</translation>
    </message>
</context>
<context>
    <name>bulkhead::Confirmation</name>
    <message>
        <source>kept with the job and in the audit</source>
        <translation>fica guardado na tarefa e na auditoria</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Número de linhas</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message numerus="yes">
        <source>This list has %Ln row(s), more than the %1 that may be touched unasked. Type their number, and say why.</source>
        <translation>
            <numerusform>Esta lista tem %Ln linha, mais do que %1, o limite sem confirmação. Digite o número de linhas e informe o motivo.</numerusform>
            <numerusform>Esta lista tem %Ln linhas, mais do que %1, o limite sem confirmação. Digite o número de linhas e informe o motivo.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionForm</name>
    <message>
        <source>Keep it in the keychain of this computer</source>
        <translation>Guardar no chaveiro deste computador</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>name, address, or folder of a socket</source>
        <translation>nome, endereço ou pasta de um soquete</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Porta</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Banco de dados</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuário</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Senha</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>If the server offers it</source>
        <translation>Se o servidor oferecer</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Sempre</translation>
    </message>
    <message>
        <source>Always, and the certificate&apos;s issuer is known</source>
        <translation>Sempre, e o emissor do certificado é conhecido</translation>
    </message>
    <message>
        <source>Always, and the certificate is the host&apos;s</source>
        <translation>Sempre, e o certificado é do host</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nunca</translation>
    </message>
    <message>
        <source>The host is missing.</source>
        <translation>Falta o host.</translation>
    </message>
    <message>
        <source>The name of the database is missing.</source>
        <translation>Falta o nome do banco de dados.</translation>
    </message>
    <message>
        <source>The user is missing.</source>
        <translation>Falta o usuário.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionIndicator</name>
    <message>
        <source>connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>conectado</translation>
    </message>
    <message>
        <source>connecting…</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>conectando…</translation>
    </message>
    <message>
        <source>not connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>não conectado</translation>
    </message>
    <message>
        <source>no database</source>
        <translation>nenhum banco de dados</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <extracomment>accessible name of the connection indicator: %1 is a database and the state of the connection</extracomment>
        <translation>Banco de dados: %1</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Conectar…</translation>
    </message>
    <message>
        <source>Database of this computer</source>
        <translation>Banco de dados deste computador</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionPage</name>
    <message>
        <source>Connected to PostgreSQL %1 in %2 ms, %3.</source>
        <comment>%3: encrypted or not</comment>
        <translation>Conectado ao PostgreSQL %1 em %2 ms, %3.</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>com criptografia</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>sem criptografia</translation>
    </message>
    <message>
        <source>Everything is there to work with.</source>
        <translation>Tudo pronto para trabalhar.</translation>
    </message>
    <message>
        <source>Back to the database of this computer</source>
        <translation>Voltar ao banco de dados deste computador</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Agora</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testar</translation>
    </message>
    <message>
        <source>PostgreSQL server</source>
        <translation>Servidor PostgreSQL</translation>
    </message>
    <message>
        <source>Make the tables of the systems, too (users, employees, orders …)</source>
        <translation>Criar também as tabelas dos sistemas (usuários, funcionários, pedidos…)</translation>
    </message>
    <message>
        <source>Leave it off where these tables are there already</source>
        <translation>Deixe desmarcado onde essas tabelas já existem</translation>
    </message>
    <message>
        <source>Make the tables and connect</source>
        <translation>Criar as tabelas e conectar</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Usados antes</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>The database has no tables of Bulkhead yet. They go into a schema of their own, &quot;bulkhead&quot;; nothing that is there is touched.</source>
        <translation>O banco de dados ainda não tem as tabelas do Bulkhead. Elas ficam em um esquema próprio, “bulkhead”; nada do que já existe é alterado.</translation>
    </message>
    <message>
        <source>The tables of Bulkhead in this database are older than the program. Updating them keeps what is in them.</source>
        <translation>As tabelas do Bulkhead neste banco de dados são mais antigas que o programa. Atualizá-las preserva o seu conteúdo.</translation>
    </message>
    <message>
        <source>Update the tables and connect</source>
        <translation>Atualizar as tabelas e conectar</translation>
    </message>
    <message>
        <source>Making the tables…</source>
        <translation>Criando as tabelas…</translation>
    </message>
    <message>
        <source>The tables are there.</source>
        <translation>As tabelas estão prontas.</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>Abrindo %1…</translation>
    </message>
    <message>
        <source>You are now on %1.</source>
        <translation>Agora você está em %1.</translation>
    </message>
    <message>
        <source>Fill in the form with this connection</source>
        <translation>Preencher o formulário com esta conexão</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Esquecer</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>Esquecer %1</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>Nenhum banco de dados está aberto.</translation>
    </message>
    <message>
        <source>The database of this computer, %1</source>
        <translation>O banco de dados deste computador, %1</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a database, why</comment>
        <translation>Não é possível usar %1: %2</translation>
    </message>
    <message>
        <source>The password is kept until the program ends, since it could not go into a keychain: %1</source>
        <translation>A senha fica guardada até o programa terminar, pois não pôde ir para um chaveiro: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::DropCover</name>
    <message>
        <source>Drop the list here</source>
        <translation>Solte a lista aqui</translation>
    </message>
</context>
<context>
    <name>bulkhead::DryRunPanel</name>
    <message>
        <source>Compares the rows with the records in the database. Nothing is written by it.</source>
        <translation>Compara as linhas com os registros do banco de dados. Nada é gravado.</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>O que vai mudar</translation>
    </message>
    <message>
        <source>Show what will change</source>
        <translation>Mostrar o que vai mudar</translation>
    </message>
    <message>
        <source>The changes cannot be read: %1</source>
        <translation>Não é possível ler as alterações: %1</translation>
    </message>
    <message>
        <source>Progress of the look at what will change</source>
        <translation>Progresso da prévia das alterações</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation>Parar a prévia</translation>
    </message>
    <message>
        <source>What will change, record by record: old and new values</source>
        <translation>O que vai mudar, registro por registro: valores antigos e novos</translation>
    </message>
    <message>
        <source>The order was changed, so what was shown before does not hold any more.</source>
        <translation>As configurações da tarefa mudaram; o que foi mostrado antes não vale mais.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) compared with the database</source>
        <translation>
            <numerusform>%Ln linha comparada com o banco de dados</numerusform>
            <numerusform>%Ln linhas comparadas com o banco de dados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read</source>
        <translation>
            <numerusform>%Ln linha lida</numerusform>
            <numerusform>%Ln linhas lidas</numerusform>
        </translation>
    </message>
    <message>
        <source>What will change cannot be found out: %1</source>
        <translation>Não é possível determinar o que vai mudar: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be created</source>
        <translation>
            <numerusform>%Ln registro será criado</numerusform>
            <numerusform>%Ln registros serão criados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be changed</source>
        <translation>
            <numerusform>%Ln registro será alterado</numerusform>
            <numerusform>%Ln registros serão alterados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be deleted</source>
        <translation>
            <numerusform>%Ln registro será excluído</numerusform>
            <numerusform>%Ln registros serão excluídos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be looked up</source>
        <translation>
            <numerusform>%Ln registro será consultado</numerusform>
            <numerusform>%Ln registros serão consultados</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are so already</source>
        <comment>records</comment>
        <translation>
            <numerusform>%Ln já está assim</numerusform>
            <numerusform>%Ln já estão assim</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used</source>
        <translation>
            <numerusform>%Ln linha não pode ser usada</numerusform>
            <numerusform>%Ln linhas não podem ser usadas</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Nada mudaria.</translation>
    </message>
    <message>
        <source>In all: %1</source>
        <extracomment>A sum over all records: %1 is the total with its unit, %2 its parts: &quot;scope 1: 12.5 · scope 2: 30.1&quot;</extracomment>
        <translation>No total: %1</translation>
    </message>
    <message>
        <source>In all: %1 (%2)</source>
        <translation>No total: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2 – as in row %3: %4</source>
        <extracomment>A kind of error: %1 its code, %2 how many rows have it, %3 the first such row, %4 what is wrong there</extracomment>
        <translation>%1 %2 – como na linha %3: %4</translation>
    </message>
    <message>
        <source>Refused by the database as it is now:</source>
        <translation>Recusadas pelo banco de dados como está agora:</translation>
    </message>
    <message>
        <source>All</source>
        <comment>changes</comment>
        <translation>Todas</translation>
    </message>
</context>
<context>
    <name>bulkhead::ErrorChips</name>
    <message>
        <source>Errors</source>
        <translation>Erros</translation>
    </message>
    <message>
        <source>%1 (row %2)</source>
        <extracomment>tooltip of an error: %1 the message of the first such row, %2 the number of that row</extracomment>
        <translation>%1 (linha %2)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <extracomment>a button with a menu of further kinds of errors</extracomment>
        <translation>
            <numerusform>Mais %Ln</numerusform>
            <numerusform>Mais %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln row(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 an error&apos;s short name, then the number of rows</extracomment>
        <translation>
            <numerusform>%1: %Ln linha; mostrar só esta</numerusform>
            <numerusform>%1: %Ln linhas; mostrar só estas</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::FieldRow</name>
    <message>
        <source>%1 *</source>
        <extracomment>Marks a field that must have a value</extracomment>
        <translation>%1 *</translation>
    </message>
    <message>
        <source>Column for %1</source>
        <translation>Coluna para %1</translation>
    </message>
    <message>
        <source>Value of %1 for every row</source>
        <translation>Valor de %1 em todas as linhas</translation>
    </message>
    <message>
        <source>the same value for every row</source>
        <translation>o mesmo valor em todas as linhas</translation>
    </message>
    <message>
        <source>– nothing –</source>
        <extracomment>A field that gets no value</extracomment>
        <translation>– nada –</translation>
    </message>
    <message>
        <source>The same for every row…</source>
        <translation>O mesmo em todas as linhas…</translation>
    </message>
</context>
<context>
    <name>bulkhead::FilterBar</name>
    <message>
        <source>Show jobs of this operation</source>
        <translation>Mostrar tarefas desta operação</translation>
    </message>
    <message>
        <source>Any operation</source>
        <translation>Qualquer operação</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemActions</name>
    <message>
        <source>Export rows</source>
        <translation>Exportar linhas</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, um objeto por linha (*.json)</translation>
    </message>
    <message>
        <source>Writing rows to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Gravando linhas em %1…</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln row(s) to %1.</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>
            <numerusform>%Ln linha gravada em %1.</numerusform>
            <numerusform>%Ln linhas gravadas em %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemCellDelegate</name>
    <message>
        <source>New value of %1</source>
        <extracomment>accessible name of the editor of a cell: %1 is the name of the column</extracomment>
        <translation>Novo valor de %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableModel</name>
    <message>
        <source>Retried</source>
        <extracomment>state of a failed row that a later job took up</extracomment>
        <translation>Tentada de novo</translation>
    </message>
    <message>
        <source>Starts in line %1 of the file</source>
        <extracomment>%1 is the number of a line in a file</extracomment>
        <translation>Começa na linha %1 do arquivo</translation>
    </message>
    <message>
        <source>Taken up by job %1</source>
        <extracomment>%1 is the id of a job</extracomment>
        <translation>Retomada pela tarefa %1</translation>
    </message>
    <message>
        <source>Kept secret; a new value is hashed before it is stored</source>
        <translation>Mantido em segredo; um novo valor é transformado em hash antes de ser gravado</translation>
    </message>
    <message>
        <source>Mended. Was: %1</source>
        <extracomment>%1 is the value of a cell before it was changed</extracomment>
        <translation>Corrigido. Antes: %1</translation>
    </message>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Linha</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Error</source>
        <extracomment>column: short name of the error</extracomment>
        <translation>Erro</translation>
    </message>
    <message>
        <source>Result</source>
        <extracomment>column: what the operation gave back, such as a new id</extracomment>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>O que está errado</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>O que aconteceu com ela</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableView</name>
    <message>
        <source>Rows of the job</source>
        <extracomment>accessible name of the table of a job&apos;s rows</extracomment>
        <translation>Linhas da tarefa</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemText</name>
    <message>
        <source>row</source>
        <translation>linha</translation>
    </message>
    <message>
        <source>status</source>
        <translation>status</translation>
    </message>
    <message>
        <source>code</source>
        <translation>código</translation>
    </message>
    <message>
        <source>message</source>
        <translation>mensagem</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsFooter</name>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Make a new job of the failed rows, as they are mended (Ctrl+R)</source>
        <translation>Criar uma nova tarefa com as linhas com falha, já corrigidas (Ctrl+R)</translation>
    </message>
    <message>
        <source>Write rows to a file (Ctrl+E)</source>
        <translation>Gravar linhas em um arquivo (Ctrl+E)</translation>
    </message>
    <message>
        <source>Failed rows as CSV…</source>
        <translation>Linhas com falha em CSV…</translation>
    </message>
    <message>
        <source>Succeeded rows as CSV…</source>
        <translation>Linhas com sucesso em CSV…</translation>
    </message>
    <message>
        <source>All rows as CSV…</source>
        <translation>Todas as linhas em CSV…</translation>
    </message>
    <message>
        <source>Failed rows as JSON…</source>
        <translation>Linhas com falha em JSON…</translation>
    </message>
    <message>
        <source>Succeeded rows as JSON…</source>
        <translation>Linhas com sucesso em JSON…</translation>
    </message>
    <message>
        <source>All rows as JSON…</source>
        <translation>Todas as linhas em JSON…</translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s)</source>
        <translation>
            <numerusform>Tentar de novo %Ln linha</numerusform>
            <numerusform>Tentar de novo %Ln linhas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s) with %1</source>
        <extracomment>%1 is the short name of an error</extracomment>
        <translation>
            <numerusform>Tentar de novo %Ln linha com %1</numerusform>
            <numerusform>Tentar de novo %Ln linhas com %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln mended</source>
        <extracomment>appended to &quot;Retry 37 rows&quot;: how many of them were mended</extracomment>
        <translation>
            <numerusform>, %Ln corrigida</numerusform>
            <numerusform>, %Ln corrigidas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln selected</source>
        <translation>
            <numerusform>Tentar de novo %Ln selecionada</numerusform>
            <numerusform>Tentar de novo %Ln selecionadas</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry selected</source>
        <translation>Tentar de novo a seleção</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) selected</source>
        <translation>
            <numerusform>%Ln linha selecionada</numerusform>
            <numerusform>%Ln linhas selecionadas</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows that were so already as CSV…</source>
        <translation>Linhas que já estavam assim em CSV…</translation>
    </message>
    <message>
        <source>Rows that were so already as JSON…</source>
        <translation>Linhas que já estavam assim em JSON…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsPanel</name>
    <message>
        <source>What to show of the job</source>
        <extracomment>accessible name of the tabs below a job: all rows, failed, succeeded, so already, changes, log, spec</extracomment>
        <translation>O que mostrar da tarefa</translation>
    </message>
    <message>
        <source>Search failed rows</source>
        <translation>Pesquisar linhas com falha</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s).</source>
        <translation>
            <numerusform>%Ln linha copiada.</numerusform>
            <numerusform>%Ln linhas copiadas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln row(s); export the rest to a file.</source>
        <translation>
            <numerusform>A primeira linha (%Ln) foi copiada; exporte o restante para um arquivo.</numerusform>
            <numerusform>As primeiras %Ln linhas foram copiadas; exporte o restante para um arquivo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation>Log da tarefa</translation>
    </message>
    <message>
        <source>The job as text</source>
        <extracomment>accessible name of the text that holds everything a job was told</extracomment>
        <translation>A tarefa como texto</translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>tab: all rows of a job; %1 is their number</extracomment>
        <translation>Todas %1</translation>
    </message>
    <message>
        <source>Failed %1</source>
        <extracomment>tab: failed rows of a job; %1 is their number</extracomment>
        <translation>Com falha %1</translation>
    </message>
    <message>
        <source>Succeeded %1</source>
        <extracomment>tab: rows of a job that succeeded; %1 is their number</extracomment>
        <translation>Com sucesso %1</translation>
    </message>
    <message>
        <source>Log</source>
        <extracomment>tab: the events of a job</extracomment>
        <translation>Log</translation>
    </message>
    <message>
        <source>Spec</source>
        <extracomment>tab: everything a job was told, as text</extracomment>
        <translation>Definição</translation>
    </message>
    <message>
        <source>No failed row matches</source>
        <translation>Nenhuma linha com falha corresponde</translation>
    </message>
    <message>
        <source>No failed row has this error and this text.</source>
        <translation>Nenhuma linha com falha tem este erro e este texto.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Limpar o filtro</translation>
    </message>
    <message>
        <source>No row has failed</source>
        <translation>Nenhuma linha falhou</translation>
    </message>
    <message>
        <source>No row is done yet</source>
        <translation>Nenhuma linha concluída ainda</translation>
    </message>
    <message>
        <source>No rows yet</source>
        <translation>Nenhuma linha ainda</translation>
    </message>
    <message>
        <source>The list is being read.</source>
        <translation>A lista está sendo lida.</translation>
    </message>
    <message>
        <source>Edit cell</source>
        <translation>Editar célula</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Copiar linhas</translation>
    </message>
    <message>
        <source>Preview %1</source>
        <extracomment>tab: what a job would change, as its preview says; %1 is the number of records</extracomment>
        <translation>Prévia %1</translation>
    </message>
    <message>
        <source>Changes %1</source>
        <translation>Alterações %1</translation>
    </message>
    <message>
        <source>So already %1</source>
        <extracomment>tab: rows of a job whose records were as they should be before it; %1 is their number</extracomment>
        <translation>Já assim: %1</translation>
    </message>
    <message>
        <source>No row succeeded</source>
        <translation>Nenhuma linha teve sucesso</translation>
    </message>
    <message>
        <source>This job has no rows</source>
        <translation>Esta tarefa não tem linhas</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobActions</name>
    <message>
        <source>The job cannot be paused: it has ended meanwhile.</source>
        <translation>Não é possível pausar a tarefa: ela já terminou.</translation>
    </message>
    <message>
        <source>The job cannot be resumed: it is not paused any more.</source>
        <translation>Não é possível retomar a tarefa: ela não está mais pausada.</translation>
    </message>
    <message>
        <source>The job cannot be cancelled: it has ended meanwhile.</source>
        <translation>Não é possível cancelar a tarefa: ela já terminou.</translation>
    </message>
    <message>
        <source>Reading %1 again…</source>
        <extracomment>%1 is the name of a list, such as staff.csv</extracomment>
        <translation>Lendo %1 de novo…</translation>
    </message>
    <message>
        <source>Only finished jobs can be deleted. Cancel the job first.</source>
        <translation>Só é possível excluir tarefas terminadas. Cancele a tarefa primeiro.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s) from the history?</source>
        <translation>
            <numerusform>Excluir %Ln tarefa do histórico?</numerusform>
            <numerusform>Excluir %Ln tarefas do histórico?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s)</source>
        <translation>
            <numerusform>Excluir %Ln tarefa</numerusform>
            <numerusform>Excluir %Ln tarefas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted %Ln job(s).</source>
        <translation>
            <numerusform>%Ln tarefa excluída.</numerusform>
            <numerusform>%Ln tarefas excluídas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The record of %Ln row(s) goes with it: values, what became of them, errors and log. What the job changed in the database stays as it is.</source>
        <translation>
            <numerusform>O registro de %Ln linha vai junto: valores, resultado, erros e log. O que a tarefa mudou no banco de dados fica como está.</numerusform>
            <numerusform>O registro de %Ln linhas vai junto: valores, resultados, erros e log. O que a tarefa mudou no banco de dados fica como está.</numerusform>
        </translation>
    </message>
    <message>
        <source>Thrown away; nothing was written.</source>
        <translation>Descartada; nada foi gravado.</translation>
    </message>
    <message>
        <source>The job does not wait any more.</source>
        <translation>A tarefa não está mais esperando.</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobFilterBar</name>
    <message>
        <source>Search jobs</source>
        <translation>Pesquisar tarefas</translation>
    </message>
    <message>
        <source>Search list, operation, person or id</source>
        <translation>Pesquisar lista, operação, pessoa ou ID</translation>
    </message>
    <message>
        <source>Show jobs with this status</source>
        <translation>Mostrar tarefas com este status</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Qualquer status</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobHeader</name>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Retomar</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Cancelar tarefa</translation>
    </message>
    <message>
        <source>Start no further chunk; those that run may finish</source>
        <translation>Não iniciar novos blocos; os que estão em execução podem terminar</translation>
    </message>
    <message>
        <source>Stop for good; rows that were done stay done</source>
        <translation>Parar de vez; as linhas já concluídas continuam concluídas</translation>
    </message>
    <message>
        <source>More about this job</source>
        <translation>Mais sobre esta tarefa</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Executar de novo</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Copiar como nova…</translation>
    </message>
    <message>
        <source>Open the job this one retries</source>
        <translation>Abrir a tarefa que esta tenta de novo</translation>
    </message>
    <message>
        <source>Copy the job&apos;s id</source>
        <translation>Copiar o ID da tarefa</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Excluir…</translation>
    </message>
    <message>
        <source>%1 · by %2 · %3 · job %4</source>
        <extracomment>under the title of a job: %1 list, %2 person, %3 when, %4 the beginning of its id</extracomment>
        <translation>%1 · por %2 · %3 · tarefa %4</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>took %1</source>
        <extracomment>a finished job: %1 is a duration</extracomment>
        <translation>levou %1</translation>
    </message>
    <message>
        <source>%1 to go</source>
        <extracomment>rows of a job that are not settled yet</extracomment>
        <translation>%1 por fazer</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read so far</source>
        <extracomment>a job whose list is being read</extracomment>
        <translation>
            <numerusform>%Ln linha lida até agora</numerusform>
            <numerusform>%Ln linhas lidas até agora</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s)</source>
        <extracomment>progress of a job: %1 rows are settled, %Ln is their total</extracomment>
        <translation>
            <numerusform>%1 de %Ln linha</numerusform>
            <numerusform>%1 de %Ln linhas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <extracomment>a job that waits for a person: the number of its rows
----------
a finished job: the number of its rows</extracomment>
        <translation>
            <numerusform>%Ln linha</numerusform>
            <numerusform>%Ln linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the job this one takes back</source>
        <translation>Abrir a tarefa que esta desfaz</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobKin</name>
    <message>
        <source>%1 · job %2</source>
        <extracomment>a job in a few words: %1 the name of its list, %2 the beginning of its id</extracomment>
        <translation>%1 · tarefa %2</translation>
    </message>
    <message>
        <source>Takes back %1</source>
        <extracomment>a way to the job that this one takes back: %1 is that job</extracomment>
        <translation>Desfaz %1</translation>
    </message>
    <message>
        <source>Retries rows of %1</source>
        <translation>Repete linhas de %1</translation>
    </message>
    <message>
        <source>Taken back by job %1 (%2)</source>
        <extracomment>a way to a job that takes this one back: %1 the beginning of its id, %2 its state</extracomment>
        <translation>Desfeita pela tarefa %1 (%2)</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListModel</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operação</translation>
    </message>
    <message>
        <source>List</source>
        <extracomment>column: the file or other source of the rows</extracomment>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progresso</translation>
    </message>
    <message>
        <source>Rows</source>
        <extracomment>column: how many rows the job has</extracomment>
        <translation>Linhas</translation>
    </message>
    <message>
        <source>By</source>
        <extracomment>column: who started the job</extracomment>
        <translation>Por</translation>
    </message>
    <message>
        <source>Submitted</source>
        <extracomment>column: when the job was submitted</extracomment>
        <translation>Enviada</translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>column: how long the job took, or the time left</extracomment>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%1 %</source>
        <extracomment>progress of a job in percent</extracomment>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read</source>
        <extracomment>a job whose list is being read</extracomment>
        <translation>
            <numerusform>%Ln linha lida</numerusform>
            <numerusform>%Ln linhas lidas</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes back: %1</source>
        <extracomment>title of a job that takes another one back: %1 is the operation of that job</extracomment>
        <translation>Desfaz: %1</translation>
    </message>
    <message>
        <source>nothing written yet</source>
        <extracomment>progress of a job that waits for a person</extracomment>
        <translation>nada gravado ainda</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListPage</name>
    <message>
        <source>Jobs</source>
        <translation>Tarefas</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Histórico</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Open the job (Enter)</source>
        <translation>Abrir a tarefa (Enter)</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Executar de novo</translation>
    </message>
    <message>
        <source>Run the same list with the same settings as a new job</source>
        <translation>Executar a mesma lista com as mesmas configurações em uma nova tarefa</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Copiar como nova…</translation>
    </message>
    <message>
        <source>Open New job filled in as this job was</source>
        <translation>Abrir Nova tarefa preenchida como nesta</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Excluir…</translation>
    </message>
    <message>
        <source>Delete the record of finished jobs (Del)</source>
        <translation>Excluir o registro de tarefas terminadas (Del)</translation>
    </message>
    <message>
        <source>No job matches</source>
        <translation>Nenhuma tarefa corresponde</translation>
    </message>
    <message>
        <source>No job here has this status, operation and text together.</source>
        <translation>Nenhuma tarefa aqui reúne este status, esta operação e este texto.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Limpar o filtro</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>Nenhuma tarefa ainda</translation>
    </message>
    <message>
        <source>A job applies one operation to a list of records. Here you watch it run, see why a row failed, mend it and retry. Start with a CSV file.</source>
        <translation>Uma tarefa aplica uma operação a uma lista de registros. Aqui você acompanha a execução, vê por que uma linha falhou, corrige-a e tenta de novo. Comece com um arquivo CSV.</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>Nova tarefa</translation>
    </message>
    <message>
        <source>Nothing has finished yet</source>
        <translation>Nada terminou ainda</translation>
    </message>
    <message>
        <source>Every finished job is kept here, whoever ran it: open it, run it again, or use it as the start of a new one.</source>
        <translation>Toda tarefa terminada fica guardada aqui, não importa quem a executou: abra-a, execute-a de novo ou use-a como ponto de partida de uma nova.</translation>
    </message>
    <message>
        <source>This database is not open</source>
        <translation>Este banco de dados não está aberto</translation>
    </message>
    <message>
        <source>Choose another one, or try this one again, with File &gt; Connect.</source>
        <translation>Escolha outro, ou tente este de novo, em Arquivo &gt; Conectar.</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Event</source>
        <extracomment>column of the log of a job: what happened</extracomment>
        <translation>Evento</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalhes</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogWords</name>
    <message>
        <source>Submitted</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Enviada</translation>
    </message>
    <message>
        <source>List read, waiting</source>
        <extracomment>event in the log of a job: its list was read and it waits for a worker</extracomment>
        <translation>Lista lida, aguardando</translation>
    </message>
    <message>
        <source>Reading of the list taken over</source>
        <extracomment>event in the log of a job: the program that read its list ended, and another goes on</extracomment>
        <translation>Leitura da lista assumida por outro programa</translation>
    </message>
    <message>
        <source>List read anew</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Lista lida de novo</translation>
    </message>
    <message>
        <source>Started</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Iniciada</translation>
    </message>
    <message>
        <source>Chunk done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Bloco concluído</translation>
    </message>
    <message>
        <source>Chunk to be tried again</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Bloco será tentado de novo</translation>
    </message>
    <message>
        <source>Chunk given back</source>
        <extracomment>event in the log of a job: the program that worked on it ended</extracomment>
        <translation>Bloco devolvido</translation>
    </message>
    <message>
        <source>Worker lost, chunk taken up</source>
        <extracomment>event in the log of a job: a worker died and its chunk was taken up</extracomment>
        <translation>Executor perdido, bloco retomado</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Pausada</translation>
    </message>
    <message>
        <source>Resumed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Retomada</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Concluída</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Concluída em parte</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Com falha</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>after a wait of %1</source>
        <extracomment>in the log of a job: %1 is a duration</extracomment>
        <translation>após esperar %1</translation>
    </message>
    <message>
        <source>chunk %1</source>
        <extracomment>in the log of a job: %1 is the number of a chunk</extracomment>
        <translation>bloco %1</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <extracomment>in the log of a job: %1 counts how often a chunk was begun</extracomment>
        <translation>tentativa %1</translation>
    </message>
    <message>
        <source>%1 succeeded</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 com sucesso</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 com falha</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 ignoradas</translation>
    </message>
    <message>
        <source>retry of %1</source>
        <extracomment>in the log of a job: it was made of failed rows of job %1</extracomment>
        <translation>nova tentativa de %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <extracomment>in the log of a job: who did it</extracomment>
        <translation>por %1</translation>
    </message>
    <message>
        <source>on %1</source>
        <extracomment>in the log of a job: on which computer</extracomment>
        <translation>em %1</translation>
    </message>
    <message>
        <source>worker %1</source>
        <extracomment>in the log of a job: %1 is the short id of a running program</extracomment>
        <translation>executor %1</translation>
    </message>
    <message>
        <source>Waits to be started</source>
        <extracomment>event in the log of a job: its list was read, and it waits until somebody starts it</extracomment>
        <translation>Aguarda o início</translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <extracomment>event in the log of a job: it waits for a second person</extracomment>
        <translation>Aguarda aprovação</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <extracomment>event in the log of a job: somebody let it run</extracomment>
        <translation>Confirmada</translation>
    </message>
    <message>
        <source>Approved</source>
        <extracomment>event in the log of a job: a second person let it run</extracomment>
        <translation>Aprovada</translation>
    </message>
    <message>
        <source>Values before and after forgotten</source>
        <extracomment>event in the log of a job: what its records were before is not kept any more</extracomment>
        <translation>Valores de antes e depois esquecidos</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <extracomment>in the log of a job: somebody confirmed it by typing this number of rows</extracomment>
        <translation>%1 linhas</translation>
    </message>
    <message>
        <source>Waits for a service</source>
        <extracomment>event in the log of a job: a service does not answer, and the job goes on by itself later</extracomment>
        <translation>Espera por um serviço</translation>
    </message>
    <message>
        <source>Montages made</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Montagens criadas</translation>
    </message>
    <message>
        <source>Montages changed</source>
        <extracomment>event in the log of a job: whoever keeps copies of a person&apos;s montages must read them again</extracomment>
        <translation>Montagens alteradas</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobOptionsForm</name>
    <message>
        <source>Stop at the first row that fails</source>
        <translation>Parar na primeira linha que falhar</translation>
    </message>
    <message>
        <source>Keep the order: one chunk strictly after the other</source>
        <translation>Manter a ordem: um bloco estritamente após o outro</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Mais opções</translation>
    </message>
    <message>
        <source>Rows that are written together, and lost together if a connection breaks. 1 to 50,000.</source>
        <translation>Linhas gravadas juntas, e perdidas juntas se uma conexão cair. De 1 a 50.000.</translation>
    </message>
    <message>
        <source>go on whatever fails</source>
        <translation>continuar, falhe o que falhar</translation>
    </message>
    <message>
        <source>stop when more rows failed than</source>
        <translation>parar quando falharem mais linhas que</translation>
    </message>
    <message>
        <source>stop when more of the rows failed than</source>
        <translation>parar quando falhar uma parcela maior que</translation>
    </message>
    <message>
        <source>Error threshold</source>
        <translation>Limite de erros</translation>
    </message>
    <message>
        <source>Failed rows beyond which the job stops</source>
        <translation>Número de linhas com falha a partir do qual a tarefa para</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job stops</source>
        <translation>Parcela de linhas com falha a partir da qual a tarefa para</translation>
    </message>
    <message>
        <source> %</source>
        <comment>after a number</comment>
        <translation> %</translation>
    </message>
    <message>
        <source>Rows in a chunk</source>
        <translation>Linhas por bloco</translation>
    </message>
    <message>
        <source>Chunks at once</source>
        <translation>Blocos ao mesmo tempo</translation>
    </message>
    <message>
        <source>If rows fail</source>
        <translation>Se linhas falharem</translation>
    </message>
    <message>
        <source>How often a chunk is tried again when the database was busy or away. 0 to 20.</source>
        <translation>Quantas vezes um bloco é tentado de novo quando o banco de dados estava ocupado ou indisponível. De 0 a 20.</translation>
    </message>
    <message>
        <source>Jobs with a higher number go first. 0 to 10.</source>
        <translation>Tarefas com número maior vão primeiro. De 0 a 10.</translation>
    </message>
    <message>
        <source>Retries of a chunk</source>
        <translation>Novas tentativas de um bloco</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Prioridade</translation>
    </message>
    <message>
        <source>as the operation says</source>
        <translation>como define a operação</translation>
    </message>
    <message>
        <source>%1 (as the operation says)</source>
        <translation>%1 (como define a operação)</translation>
    </message>
    <message>
        <source>Run only so many rows first, then wait for me:</source>
        <translation>Executar primeiro só este número de linhas e depois esperar por mim:</translation>
    </message>
    <message>
        <source>Pause when more of the rows failed than:</source>
        <translation>Pausar quando a parcela de linhas com falha passar de:</translation>
    </message>
    <message>
        <source>The job pauses after them, so that the result can be looked at.</source>
        <translation>A tarefa pausa depois delas, para que o resultado possa ser visto.</translation>
    </message>
    <message>
        <source>Rows after which the job waits</source>
        <translation>Linhas após as quais a tarefa espera</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job pauses</source>
        <translation>Parcela de linhas com falha a partir da qual a tarefa pausa</translation>
    </message>
    <message>
        <source>From the end of the job on. As long it can be taken back. 1 to 3,650.</source>
        <translation>A partir do fim da tarefa. Durante esse tempo ela pode ser desfeita. De 1 a 3.650.</translation>
    </message>
    <message>
        <source>Keep changes for days</source>
        <translation>Dias para guardar as alterações</translation>
    </message>
    <message>
        <source>At most so many chunks are worked on at the same time, 1 to 64. With a database on this machine no more than it has cores.</source>
        <translation>No máximo tantos blocos ao mesmo tempo, de 1 a 64. Com o banco de dados nesta máquina, não mais do que os núcleos dela.</translation>
    </message>
</context>
<context>
    <name>bulkhead::LargeMoment</name>
    <message>
        <source>Back to the collage</source>
        <translation>Voltar à colagem</translation>
    </message>
    <message>
        <source>Previous (Left)</source>
        <translation>Anterior (←)</translation>
    </message>
    <message>
        <source>Next (Right)</source>
        <translation>Próximo (→)</translation>
    </message>
    <message>
        <source>Play in the browser</source>
        <translation>Reproduzir no navegador</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>Momento</translation>
    </message>
    <message>
        <source>Back to the collage (Esc)</source>
        <translation>Voltar à colagem (Esc)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 and %2 are numbers: which of how many</extracomment>
        <translation>%1 de %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::MainWindow</name>
    <message>
        <source>New job</source>
        <translation>Nova tarefa</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Tarefas</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Histórico</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Configurações</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>menu</extracomment>
        <translation>&amp;Arquivo</translation>
    </message>
    <message>
        <source>&amp;New job</source>
        <translation>&amp;Nova tarefa</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>&amp;Conectar…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Sair</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <extracomment>menu</extracomment>
        <translation>E&amp;xibir</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>&amp;Tarefas</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;Histórico</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Configurações</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Voltar</translation>
    </message>
    <message>
        <source>S&amp;earch</source>
        <translation>&amp;Pesquisar</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Atualizar</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <extracomment>menu: what can be done with the job in front</extracomment>
        <translation>&amp;Tarefa</translation>
    </message>
    <message>
        <source>&amp;Retry failed rows</source>
        <translation>&amp;Tentar de novo as linhas com falha</translation>
    </message>
    <message>
        <source>&amp;Export rows…</source>
        <translation>&amp;Exportar linhas…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <extracomment>menu</extracomment>
        <translation>Aj&amp;uda</translation>
    </message>
    <message>
        <source>&amp;About Bulkhead</source>
        <translation>&amp;Sobre o Bulkhead</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nada em execução</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) running</source>
        <translation>
            <numerusform>%Ln tarefa em execução</numerusform>
            <numerusform>%Ln tarefas em execução</numerusform>
        </translation>
    </message>
    <message>
        <source>About Bulkhead</source>
        <translation>Sobre o Bulkhead</translation>
    </message>
    <message>
        <source>A console for bulk jobs over records. One bad row never sinks the batch.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Um console para tarefas em massa sobre registros. Uma linha com problema nunca afunda o lote.
Software livre sob a Licença Pública Geral GNU (GPL), versão 3 ou posterior.</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Auditoria</translation>
    </message>
    <message>
        <source>&amp;Audit</source>
        <translation>&amp;Auditoria</translation>
    </message>
    <message numerus="yes">
        <source>%Ln list(s) being read</source>
        <translation>
            <numerusform>%Ln lista sendo lida</numerusform>
            <numerusform>%Ln listas sendo lidas</numerusform>
        </translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Operações</translation>
    </message>
    <message>
        <source>&amp;Operations</source>
        <translation>&amp;Operações</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Montagens</translation>
    </message>
    <message>
        <source>&amp;Montages</source>
        <translation>&amp;Montagens</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) waiting for a service</source>
        <extracomment>jobs that go on by themselves once the service answers again</extracomment>
        <translation>
            <numerusform>%Ln tarefa à espera de um serviço</numerusform>
            <numerusform>%Ln tarefas à espera de um serviço</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2: %3</source>
        <extracomment>news: %1 operation, %2 list, %3 what became of its rows, such as &quot;4,963 done · 37 failed&quot;</extracomment>
        <translation>%1 · %2: %3</translation>
    </message>
</context>
<context>
    <name>bulkhead::MappingStep</name>
    <message>
        <source>or %1</source>
        <extracomment>After the title of a field: one of several fields is needed</extracomment>
        <translation>ou %1</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Colunas</translation>
    </message>
    <message>
        <source>Shows which column of the list feeds which field, once an operation and a list are chosen.</source>
        <translation>Mostra qual coluna da lista alimenta qual campo, assim que uma operação e uma lista forem escolhidas.</translation>
    </message>
    <message>
        <source>Save mapping</source>
        <translation>Salvar mapeamento</translation>
    </message>
    <message>
        <source>Match by name</source>
        <translation>Associar por nome</translation>
    </message>
    <message>
        <source>Keep this for the next list with the same header</source>
        <translation>Guardar para a próxima lista com o mesmo cabeçalho</translation>
    </message>
    <message>
        <source>Matched by name.</source>
        <translation>Associadas por nome.</translation>
    </message>
    <message>
        <source>As in the job that was copied.</source>
        <translation>Como na tarefa copiada.</translation>
    </message>
    <message>
        <source>As saved for this header.</source>
        <translation>Como salvo para este cabeçalho.</translation>
    </message>
    <message>
        <source>Not used from the list: %1</source>
        <translation>Não usadas da lista: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) filled</source>
        <translation>
            <numerusform>%n campo preenchido</numerusform>
            <numerusform>%n campos preenchidos</numerusform>
        </translation>
    </message>
    <message>
        <source>choose columns</source>
        <translation>escolha as colunas</translation>
    </message>
    <message>
        <source>Saved: found again with the next list that has this header.</source>
        <translation>Salvo: será reconhecido na próxima lista com este cabeçalho.</translation>
    </message>
    <message>
        <source>not shown</source>
        <comment>the values of a secret column</comment>
        <translation>não exibido</translation>
    </message>
</context>
<context>
    <name>bulkhead::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Fechar esta mensagem</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageJobs</name>
    <message>
        <source>No database is open.</source>
        <translation>Nenhum banco de dados está aberto.</translation>
    </message>
    <message>
        <source>You may look at this database, but not run jobs on it.</source>
        <translation>Você pode ver este banco de dados, mas não executar tarefas nele.</translation>
    </message>
    <message>
        <source>The operation %1 is not there.</source>
        <extracomment>%1 is the id of an operation</extracomment>
        <translation>A operação %1 não existe.</translation>
    </message>
    <message>
        <source>one person</source>
        <extracomment>the name of a list with one row</extracomment>
        <translation>uma pessoa</translation>
    </message>
    <message>
        <source>one montage</source>
        <translation>uma montagem</translation>
    </message>
    <message>
        <source>The montages of %1 are being made anew.</source>
        <translation>As montagens de %1 estão sendo refeitas.</translation>
    </message>
    <message>
        <source>%1 is being deleted.</source>
        <translation>Excluindo: %1.</translation>
    </message>
    <message>
        <source>The montages of %1 were made anew.</source>
        <translation>As montagens de %1 foram refeitas.</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>Excluída: %1.</translation>
    </message>
    <message>
        <source>The montages of %1 were not made anew; the job says why.</source>
        <translation>As montagens de %1 não foram refeitas; a tarefa diz por quê.</translation>
    </message>
    <message>
        <source>%1 was not deleted; the job says why.</source>
        <translation>Não excluída: %1; a tarefa diz por quê.</translation>
    </message>
    <message>
        <source>The montages of %1 wait. %2</source>
        <translation>As montagens de %1 estão à espera. %2</translation>
    </message>
    <message>
        <source>%1 is not deleted yet. %2</source>
        <translation>%1 ainda não foi excluída. %2</translation>
    </message>
    <message>
        <source>The montages of %1 stay as they are: their check-ins say nothing new.</source>
        <extracomment>%1 is a name</extracomment>
        <translation>As montagens de %1 ficam como estão: os check-ins não trazem nada de novo.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageListModel</name>
    <message numerus="yes">
        <source>%1, %Ln moment(s)</source>
        <extracomment>%1 is an interest</extracomment>
        <translation>
            <numerusform>%1, %Ln momento</numerusform>
            <numerusform>%1, %Ln momentos</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Criada: %1</translation>
    </message>
    <message numerus="yes">
        <source>Chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>Escolhida de %Ln check-in</numerusform>
            <numerusform>Escolhida de %Ln check-ins</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageMoment</name>
    <message>
        <source>Picture missing</source>
        <translation>Imagem ausente</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Imagem</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Vídeo</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lugar</translation>
    </message>
    <message>
        <source>Check-in</source>
        <translation>Check-in</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Humor</translation>
    </message>
    <message>
        <source>Everything</source>
        <extracomment>the montage of all of somebody&apos;s check-ins, whatever the interest</extracomment>
        <translation>Tudo</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageNotice</name>
    <message>
        <source>Open job</source>
        <translation>Abrir tarefa</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagePanel</name>
    <message>
        <source>Regenerate</source>
        <translation>Refazer</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Excluir…</translation>
    </message>
    <message>
        <source>Nothing in this montage</source>
        <translation>Nada nesta montagem</translation>
    </message>
    <message>
        <source>Its check-ins are no longer shown to others. It goes when the montages of this person are made anew.</source>
        <translation>Seus check-ins não são mais mostrados a outros. Ela some quando as montagens desta pessoa forem refeitas.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln moment(s)</source>
        <translation>
            <numerusform>%Ln momento</numerusform>
            <numerusform>%Ln momentos</numerusform>
        </translation>
    </message>
    <message>
        <source>made %1</source>
        <extracomment>%1 is a time, such as &quot;5 min ago&quot;</extracomment>
        <translation>criada %1</translation>
    </message>
    <message numerus="yes">
        <source>chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>escolhida de %Ln check-in</numerusform>
            <numerusform>escolhida de %Ln check-ins</numerusform>
        </translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>desatualizada</translation>
    </message>
    <message>
        <source>Make all montages of this person anew, from the newest check-ins</source>
        <translation>Refazer todas as montagens desta pessoa com os check-ins mais recentes</translation>
    </message>
    <message>
        <source>Delete this montage (Del)</source>
        <translation>Excluir esta montagem (Del)</translation>
    </message>
    <message>
        <source>The montage “%1” of %2</source>
        <extracomment>names a montage in a sentence: %1 an interest, %2 a person</extracomment>
        <translation>A montagem “%1” de %2</translation>
    </message>
    <message numerus="yes">
        <source>Delete the montage “%1” of %2? Its %Ln moment(s) are lost. The check-ins stay, so it is made again when the montages of this person are next generated.</source>
        <translation>
            <numerusform>Excluir a montagem “%1” de %2? O seu %Ln momento será perdido. Os check-ins ficam, e ela é refeita quando as montagens desta pessoa forem criadas de novo.</numerusform>
            <numerusform>Excluir a montagem “%1” de %2? Os seus %Ln momentos serão perdidos. Os check-ins ficam, e ela é refeita quando as montagens desta pessoa forem criadas de novo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete montage</source>
        <translation>Excluir montagem</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageSettingsPanel</name>
    <message>
        <source>File with montage settings</source>
        <translation>Arquivo com as configurações de montagens</translation>
    </message>
    <message>
        <source>none: montages are made as the environment says</source>
        <translation>nenhum: as montagens são criadas como diz o ambiente</translation>
    </message>
    <message>
        <source>A file with lines like MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lists all names. The environment goes before it. It counts for new jobs, here and in bulkheadctl. A database or services that it names count in bulkheadctl only; here they are set above.</source>
        <translation>Um arquivo com linhas como MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lista todos os nomes. O ambiente vale antes dele. Vale para novas tarefas, aqui e no bulkheadctl. Banco de dados e serviços nele valem só no bulkheadctl; aqui são definidos acima.</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Montagens</translation>
    </message>
    <message>
        <source>Everything in this file makes sense.</source>
        <translation>Tudo neste arquivo faz sentido.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagesPage</name>
    <message>
        <source>Montages</source>
        <translation>Montagens</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>Pesquisar pessoas</translation>
    </message>
    <message>
        <source>Search name or e-mail</source>
        <translation>Pesquisar nome ou e-mail</translation>
    </message>
    <message>
        <source>People with montages</source>
        <translation>Pessoas com montagens</translation>
    </message>
    <message>
        <source>Montages of the chosen person</source>
        <translation>Montagens da pessoa escolhida</translation>
    </message>
    <message>
        <source>Montages cannot be shown</source>
        <translation>As montagens não podem ser mostradas</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Tentar de novo</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>Ninguém corresponde</translation>
    </message>
    <message>
        <source>Nobody with montages has these letters in the name or e-mail address.</source>
        <translation>Ninguém com montagens tem essas letras no nome ou no e-mail.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Limpar a pesquisa</translation>
    </message>
    <message>
        <source>No montages yet</source>
        <translation>Ainda não há montagens</translation>
    </message>
    <message>
        <source>A montage is a collage of somebody&apos;s newest check-ins: one of everything, and one for each interest. A job makes them for everybody with new check-ins.</source>
        <translation>Uma montagem é uma colagem dos check-ins mais recentes de alguém: uma de tudo e uma para cada interesse. Uma tarefa as cria para todos com novos check-ins.</translation>
    </message>
    <message>
        <source>Begin a new job</source>
        <translation>Começar uma nova tarefa</translation>
    </message>
</context>
<context>
    <name>bulkhead::NavigationButton</name>
    <message>
        <source>%1, %2 unfinished</source>
        <extracomment>accessible name of a navigation entry: %1 its words, %2 a number of jobs</extracomment>
        <translation>%1, %2 não terminadas</translation>
    </message>
</context>
<context>
    <name>bulkhead::NewJobPage</name>
    <message>
        <source>That job cannot be copied: %1</source>
        <translation>Não é possível copiar essa tarefa: %1</translation>
    </message>
    <message>
        <source>The list of the copied job (%1) was not a file, so it is gone. Choose a list.</source>
        <translation>A lista da tarefa copiada (%1) não era um arquivo e por isso não existe mais. Escolha uma lista.</translation>
    </message>
    <message>
        <source>The copied job retried failed rows of another one. Choose a list.</source>
        <translation>A tarefa copiada tentava de novo as linhas com falha de outra. Escolha uma lista.</translation>
    </message>
    <message>
        <source>The operation of that job, %1, is not here any more.</source>
        <translation>A operação dessa tarefa, %1, não está mais disponível.</translation>
    </message>
    <message>
        <source>Choose an operation.</source>
        <translation>Escolha uma operação.</translation>
    </message>
    <message>
        <source>Choose a list.</source>
        <translation>Escolha uma lista.</translation>
    </message>
    <message>
        <source>Choose the columns that are missing.</source>
        <translation>Escolha as colunas que faltam.</translation>
    </message>
    <message>
        <source>The rows are being checked. Nothing has been written yet.</source>
        <translation>As linhas estão sendo verificadas. Nada foi gravado ainda.</translation>
    </message>
    <message>
        <source>No row can be used.</source>
        <translation>Nenhuma linha pode ser usada.</translation>
    </message>
    <message>
        <source>The rows could not be checked.</source>
        <translation>Não foi possível verificar as linhas.</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>Nenhum banco de dados está aberto.</translation>
    </message>
    <message>
        <source>Goes into %1. Rows that cannot be used are listed as failed.</source>
        <translation>Destino: %1. As linhas que não podem ser usadas são listadas como falhas.</translation>
    </message>
    <message>
        <source>Goes into %1.</source>
        <translation>Destino: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used: the job will stop at the first of them.</source>
        <translation>
            <numerusform>%Ln linha não pode ser usada: a tarefa vai parar nela.</numerusform>
            <numerusform>%Ln linhas não podem ser usadas: a tarefa vai parar na primeira delas.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used, more than the threshold allows: the job will stop.</source>
        <translation>
            <numerusform>%Ln linha não pode ser usada, mais do que o limite permite: a tarefa vai parar.</numerusform>
            <numerusform>%Ln linhas não podem ser usadas, mais do que o limite permite: a tarefa vai parar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln linha</numerusform>
            <numerusform>%Ln linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>Making the job…</source>
        <translation>Criando a tarefa…</translation>
    </message>
    <message numerus="yes">
        <source>Loading %1: %Ln row(s)</source>
        <translation>
            <numerusform>Carregando %1: %Ln linha</numerusform>
            <numerusform>Carregando %1: %Ln linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be loaded: %2</source>
        <comment>a list, why</comment>
        <translation>Não foi possível carregar %1: %2</translation>
    </message>
    <message>
        <source>The copied job had no list of its own. Choose one.</source>
        <translation>A tarefa copiada não tinha lista própria. Escolha uma.</translation>
    </message>
    <message>
        <source>The job could not be started: %1</source>
        <translation>Não foi possível iniciar a tarefa: %1</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Nada mudaria.</translation>
    </message>
    <message>
        <source>Goes into %1 exactly as shown.</source>
        <translation>Vai para %1 exatamente como mostrado.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used and will be listed as failed, to be mended and retried.</source>
        <translation>
            <numerusform>%Ln linha não pode ser usada; será listada como falha, para ser corrigida e tentada de novo.</numerusform>
            <numerusform>%Ln linhas não podem ser usadas; serão listadas como falhas, para serem corrigidas e tentadas de novo.</numerusform>
        </translation>
    </message>
    <message>
        <source>Another database was opened while the job was being made; it is in the one that was left.</source>
        <translation>Outro banco de dados foi aberto enquanto a tarefa era criada; ela está no anterior.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationCard</name>
    <message>
        <source>Reads only</source>
        <extracomment>Of an operation: it looks records up and changes nothing</extracomment>
        <translation>Somente leitura</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <extracomment>Of an operation: whether its jobs can be undone</extracomment>
        <translation>Pode ser desfeita</translation>
    </message>
    <message>
        <source>Cannot be taken back</source>
        <translation>Não pode ser desfeita</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationDetails</name>
    <message>
        <source>About the operation</source>
        <translation>Sobre a operação</translation>
    </message>
    <message>
        <source>About</source>
        <extracomment>tab: what an operation is</extracomment>
        <translation>Sobre</translation>
    </message>
    <message>
        <source>File</source>
        <extracomment>tab: the text of an operation&apos;s file</extracomment>
        <translation>Arquivo</translation>
    </message>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Texto do arquivo da operação</translation>
    </message>
    <message>
        <source>Copy as new</source>
        <translation>Copiar como nova</translation>
    </message>
    <message>
        <source>Begin a file of your own with the text of this one</source>
        <translation>Começar um arquivo seu com o texto deste</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Copiar texto</translation>
    </message>
    <message>
        <source>Copy the text of the file</source>
        <translation>Copiar o texto do arquivo</translation>
    </message>
    <message>
        <source>What is built in stays as it is; copy it as new</source>
        <translation>A operação embutida não muda; copie-a como nova</translation>
    </message>
    <message>
        <source>Change the file of this operation</source>
        <translation>Alterar o arquivo desta operação</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationEditor</name>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Texto do arquivo da operação</translation>
    </message>
    <message>
        <source>‹ Operations</source>
        <translation>‹ Operações</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>Sair do editor</translation>
    </message>
    <message>
        <source>Check against the database</source>
        <translation>Verificar no banco de dados</translation>
    </message>
    <message>
        <source>Ask whether its tables and columns are there and its SQL is understood; nothing is written</source>
        <translation>Perguntar se as tabelas e colunas existem e se o SQL é entendido; nada é gravado</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Salvar</translation>
    </message>
    <message>
        <source>Raise it</source>
        <translation>Aumentar</translation>
    </message>
    <message>
        <source>Write the next version into the text</source>
        <translation>Escrever a próxima versão no texto</translation>
    </message>
    <message>
        <source>Mistakes</source>
        <translation>Erros</translation>
    </message>
    <message>
        <source>New operation</source>
        <translation>Nova operação</translation>
    </message>
    <message>
        <source>%1 — not saved</source>
        <comment>a file</comment>
        <translation>%1 — não salvo</translation>
    </message>
    <message>
        <source>Save it into the folder of your own operations</source>
        <translation>Salvar na pasta das suas operações</translation>
    </message>
    <message>
        <source>Mend the mistakes first</source>
        <translation>Corrija os erros primeiro</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <extracomment>a mistake in a file: where, and what</extracomment>
        <translation>Linha %1, coluna %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>✕ %Ln mistake(s)</source>
        <translation>
            <numerusform>✕ %Ln erro</numerusform>
            <numerusform>✕ %Ln erros</numerusform>
        </translation>
    </message>
    <message>
        <source>○ No mistakes</source>
        <translation>○ Sem erros</translation>
    </message>
    <message>
        <source>○ No mistakes · asking %1 whether it fits…</source>
        <translation>○ Sem erros · verificando se serve para %1…</translation>
    </message>
    <message>
        <source>● No mistakes · fits %1</source>
        <comment>a database</comment>
        <translation>● Sem erros · serve para %1</translation>
    </message>
    <message>
        <source>✕ Does not fit %1: %2</source>
        <comment>a database, why</comment>
        <translation>✕ Não serve para %1: %2</translation>
    </message>
    <message>
        <source>The version is %1 as before. Raise it when the file now means something else, so that jobs tell which one they ran with.</source>
        <translation>A versão continua %1. Aumente-a se o arquivo agora significa outra coisa, para que as tarefas digam com qual foram executadas.</translation>
    </message>
    <message>
        <source>Leave the editor without saving?</source>
        <translation>Sair do editor sem salvar?</translation>
    </message>
    <message>
        <source>The new operation is lost.</source>
        <translation>A nova operação será perdida.</translation>
    </message>
    <message>
        <source>Your changes to %1 are lost.</source>
        <translation>Suas alterações em %1 serão perdidas.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Sair</translation>
    </message>
    <message>
        <source>Put this in the place of the built-in operation “%1”?</source>
        <translation>Colocar isto no lugar da operação embutida “%1”?</translation>
    </message>
    <message>
        <source>New jobs of “%1” will do what this file says. The built-in one comes back when the file %2 is removed. To keep both, give this one an id of its own.</source>
        <translation>Novas tarefas de “%1” farão o que este arquivo diz. A embutida volta quando o arquivo %2 for removido. Para manter as duas, dê a esta um id próprio.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Substituir</translation>
    </message>
    <message>
        <source>Write over %1?</source>
        <translation>Sobrescrever %1?</translation>
    </message>
    <message>
        <source>What it says now is lost.</source>
        <translation>O conteúdo atual será perdido.</translation>
    </message>
    <message>
        <source>Write over it</source>
        <translation>Sobrescrever</translation>
    </message>
    <message>
        <source>Saved as %1. New job offers “%2”.</source>
        <translation>Salvo como %1. “%2” já pode ser escolhida em uma nova tarefa.</translation>
    </message>
    <message>
        <source>✕ Does not fit %1:</source>
        <comment>a database; what is wrong follows</comment>
        <translation>✕ Não serve para %1:</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationProblems</name>
    <message numerus="yes">
        <source>… and %Ln more mistake(s)</source>
        <translation>
            <numerusform>… e mais %Ln erro</numerusform>
            <numerusform>… e mais %Ln erros</numerusform>
        </translation>
    </message>
    <message>
        <source>✕ An operation file cannot be used: %1</source>
        <extracomment>✕ marks what is wrong; %1 says where and why</extracomment>
        <translation>✕ Um arquivo de operação não pode ser usado: %1</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Corrigir</translation>
    </message>
    <message>
        <source>Open the file in the editor</source>
        <translation>Abrir o arquivo no editor</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationSheet</name>
    <message>
        <source>What it does</source>
        <translation>O que faz</translation>
    </message>
    <message>
        <source>Only records where</source>
        <translation>Só registros em que</translation>
    </message>
    <message>
        <source>Rows without a list</source>
        <translation>Linhas sem lista</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <translation>Pode ser desfeita</translation>
    </message>
    <message>
        <source>yes, by %1</source>
        <translation>sim, por %1</translation>
    </message>
    <message>
        <source>no</source>
        <translation>não</translation>
    </message>
    <message>
        <source>May be run by</source>
        <translation>Pode ser executada por</translation>
    </message>
    <message>
        <source>Asks again</source>
        <translation>Pergunta de novo</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s): their number is typed and a reason given</source>
        <translation>
            <numerusform>acima de %Ln linha: digita-se o número e um motivo</numerusform>
            <numerusform>acima de %Ln linhas: digita-se o número e um motivo</numerusform>
        </translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>Segunda pessoa</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s) another one must agree</source>
        <translation>
            <numerusform>acima de %Ln linha, outra pessoa deve concordar</numerusform>
            <numerusform>acima de %Ln linhas, outra pessoa deve concordar</numerusform>
        </translation>
    </message>
    <message>
        <source>Sums up</source>
        <translation>Soma</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 por %2</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Campos</translation>
    </message>
    <message>
        <source>At least one of these has a value: %1</source>
        <translation>Pelo menos um destes tem valor: %1</translation>
    </message>
    <message>
        <source>Another record has this value already.</source>
        <translation>Outro registro já tem este valor.</translation>
    </message>
    <message>
        <source>Rows it refuses, by code</source>
        <translation>Linhas que recusa, por código</translation>
    </message>
    <message>
        <source>%1 · version %2 · %3</source>
        <extracomment>%1 id of an operation, %2 its version, %3 where it comes from</extracomment>
        <translation>%1 · versão %2 · %3</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationStep</name>
    <message>
        <source>What</source>
        <translation>O quê</translation>
    </message>
    <message>
        <source>choose an operation</source>
        <translation>escolha uma operação</translation>
    </message>
    <message>
        <source>An operation file cannot be used: %1</source>
        <translation>Não é possível usar um arquivo de operação: %1</translation>
    </message>
    <message>
        <source>There is no operation to choose. Operation files are looked for in /etc/bulkhead/operations and in the folder shown under Settings.</source>
        <translation>Não há operação para escolher. Os arquivos de operação são procurados em /etc/bulkhead/operations e na pasta indicada em Configurações.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationTree</name>
    <message>
        <source>Operation</source>
        <extracomment>column: what an operation does</extracomment>
        <translation>Operação</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versão</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Ação</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabela</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Origem</translation>
    </message>
    <message>
        <source>Others</source>
        <extracomment>the group of operations whose file names none</extracomment>
        <translation>Outras</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationWords</name>
    <message>
        <source>Adds</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Adiciona</translation>
    </message>
    <message>
        <source>Changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Altera</translation>
    </message>
    <message>
        <source>Adds or changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Adiciona ou altera</translation>
    </message>
    <message>
        <source>Marks as deleted</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Marca como excluído</translation>
    </message>
    <message>
        <source>Deletes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Exclui</translation>
    </message>
    <message>
        <source>Reads</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Lê</translation>
    </message>
    <message>
        <source>Adds a record to %1 for each row.</source>
        <translation>Adiciona um registro a %1 para cada linha.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2.</source>
        <translation>Altera o registro de %1 que cada linha indica por %2.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2, or adds it.</source>
        <translation>Altera o registro de %1 que cada linha indica por %2, ou o adiciona.</translation>
    </message>
    <message>
        <source>Marks the record of %1 that each row names by %2 as deleted; it stays in the table.</source>
        <translation>Marca como excluído o registro de %1 que cada linha indica por %2; ele permanece na tabela.</translation>
    </message>
    <message>
        <source>Deletes the record of %1 that each row names by %2.</source>
        <translation>Exclui o registro de %1 que cada linha indica por %2.</translation>
    </message>
    <message>
        <source>Reads %3 of the record of %1 that each row names by %2; changes nothing.</source>
        <translation>Lê %3 do registro de %1 que cada linha indica por %2; não altera nada.</translation>
    </message>
    <message>
        <source>text</source>
        <extracomment>type of a field</extracomment>
        <translation>texto</translation>
    </message>
    <message>
        <source>whole number</source>
        <extracomment>type of a field</extracomment>
        <translation>número inteiro</translation>
    </message>
    <message>
        <source>decimal number</source>
        <extracomment>type of a field</extracomment>
        <translation>número decimal</translation>
    </message>
    <message>
        <source>yes or no</source>
        <extracomment>type of a field</extracomment>
        <translation>sim ou não</translation>
    </message>
    <message>
        <source>date</source>
        <extracomment>type of a field</extracomment>
        <translation>data</translation>
    </message>
    <message>
        <source>date and time</source>
        <extracomment>type of a field</extracomment>
        <translation>data e hora</translation>
    </message>
    <message>
        <source>e-mail address</source>
        <extracomment>type of a field</extracomment>
        <translation>endereço de e-mail</translation>
    </message>
    <message>
        <source>phone number</source>
        <extracomment>type of a field</extracomment>
        <translation>número de telefone</translation>
    </message>
    <message>
        <source>one of a list</source>
        <extracomment>type of a field</extracomment>
        <translation>um de uma lista</translation>
    </message>
    <message>
        <source>secret</source>
        <extracomment>type of a field: a password</extracomment>
        <translation>segredo</translation>
    </message>
    <message>
        <source>required</source>
        <translation>obrigatório</translation>
    </message>
    <message numerus="yes">
        <source>at least %Ln character(s)</source>
        <translation>
            <numerusform>pelo menos %Ln caractere</numerusform>
            <numerusform>pelo menos %Ln caracteres</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %Ln character(s)</source>
        <translation>
            <numerusform>no máximo %Ln caractere</numerusform>
            <numerusform>no máximo %Ln caracteres</numerusform>
        </translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <extracomment>largest value of a number: &quot;from 0 · to 100&quot;</extracomment>
        <translation>até %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln digit(s) behind the point</source>
        <translation>
            <numerusform>%Ln casa decimal</numerusform>
            <numerusform>%Ln casas decimais</numerusform>
        </translation>
    </message>
    <message>
        <source>looks like %1</source>
        <translation>no formato %1</translation>
    </message>
    <message>
        <source>put in lower case</source>
        <translation>convertido em minúsculas</translation>
    </message>
    <message>
        <source>spaces at its ends are kept</source>
        <translation>espaços nas pontas são mantidos</translation>
    </message>
    <message>
        <source>an empty cell empties the column</source>
        <translation>célula vazia esvazia a coluna</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>transformado em hash antes de ser gravado</translation>
    </message>
    <message>
        <source>shown as dots</source>
        <translation>mostrado como pontos</translation>
    </message>
    <message>
        <source>not written itself</source>
        <translation>não é gravado em si</translation>
    </message>
    <message>
        <source>column %1</source>
        <translation>coluna %1</translation>
    </message>
    <message>
        <source>administrators</source>
        <translation>administradores</translation>
    </message>
    <message>
        <source>operators and administrators</source>
        <translation>operadores e administradores</translation>
    </message>
    <message>
        <source>built in</source>
        <extracomment>where an operation comes from</extracomment>
        <translation>embutida</translation>
    </message>
    <message>
        <source>Makes montages</source>
        <extracomment>what an operation does: it makes the montages of users</extracomment>
        <translation>Cria montagens</translation>
    </message>
    <message>
        <source>Makes the montages of the user that each row names by %1, and removes those that are out of date.</source>
        <translation>Cria as montagens do usuário que cada linha indica por %1 e remove as desatualizadas.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>Operações</translation>
    </message>
    <message>
        <source>Search operations</source>
        <translation>Buscar operações</translation>
    </message>
    <message>
        <source>Search title, id or table</source>
        <translation>Buscar título, id ou tabela</translation>
    </message>
    <message>
        <source>New from table…</source>
        <translation>Nova a partir de tabela…</translation>
    </message>
    <message>
        <source>Begin an operation for a table of the connected database</source>
        <translation>Começar uma operação para uma tabela do banco de dados aberto</translation>
    </message>
    <message>
        <source>No operation matches</source>
        <translation>Nenhuma operação corresponde</translation>
    </message>
    <message>
        <source>Neither title, id, table nor group has these words.</source>
        <translation>Nem título, id, tabela nem grupo têm estas palavras.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Limpar a busca</translation>
    </message>
</context>
<context>
    <name>bulkhead::OutcomeBar</name>
    <message>
        <source>Progress of the job</source>
        <extracomment>accessible name of the progress bar of a job</extracomment>
        <translation>Progresso da tarefa</translation>
    </message>
</context>
<context>
    <name>bulkhead::PathLine</name>
    <message>
        <source>Browse…</source>
        <translation>Procurar…</translation>
    </message>
    <message>
        <source>Browse for: %1</source>
        <translation>Procurar: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::PeopleModel</name>
    <message numerus="yes">
        <source>%1, %2, %Ln montage(s)</source>
        <extracomment>%1 is a name, %2 an e-mail address</extracomment>
        <translation>
            <numerusform>%1, %2, %Ln montagem</numerusform>
            <numerusform>%1, %2, %Ln montagens</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Criada: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::Phrases</name>
    <message>
        <source>%1 rows/s</source>
        <extracomment>speed of a job; %1 is a number</extracomment>
        <translation>%1 linhas/s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>a duration in seconds; %1 is a number such as 0.4</extracomment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <extracomment>a duration; minutes and seconds</extracomment>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>a duration; hours and minutes</extracomment>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>a moment left</source>
        <extracomment>time left of a job</extracomment>
        <translation>falta um instante</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <extracomment>time left of a job; %1 is a duration</extracomment>
        <translation>faltam cerca de %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>agora mesmo</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <extracomment>%1 is a number of seconds</extracomment>
        <translation>há %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <extracomment>%1 is a number of minutes</extracomment>
        <translation>há %1 min</translation>
    </message>
    <message>
        <source>today %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>hoje, %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>ontem, %1</translation>
    </message>
    <message>
        <source>%1 done</source>
        <extracomment>rows of a job that succeeded</extracomment>
        <translation>%1 com sucesso</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>rows of a job that failed</extracomment>
        <translation>%1 com falha</translation>
    </message>
    <message>
        <source>%1 so already</source>
        <extracomment>rows of a job whose records already were as they should be</extracomment>
        <translation>%1 já assim</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <extracomment>rows of a job of which nobody knows whether they took effect</extracomment>
        <translation>%1 com resultado incerto</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <extracomment>rows of a job that were not worked on because it was stopped</extracomment>
        <translation>%1 canceladas</translation>
    </message>
    <message>
        <source>under 0.1 s</source>
        <extracomment>a duration that is too short for a figure</extracomment>
        <translation>menos de 0,1 s</translation>
    </message>
</context>
<context>
    <name>bulkhead::RevertPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Revert now</source>
        <translation>Desfazer agora</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Ver antes</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Fica no registro e na auditoria</translation>
    </message>
    <message>
        <source>Find out what would be put back; nothing is written until you start it</source>
        <translation>Descobrir o que seria restaurado; nada é gravado até você iniciar</translation>
    </message>
    <message>
        <source>Why:</source>
        <translation>Motivo:</translation>
    </message>
    <message numerus="yes">
        <source>Revert %Ln change(s)…</source>
        <translation>
            <numerusform>Desfazer %Ln alteração…</numerusform>
            <numerusform>Desfazer %Ln alterações…</numerusform>
        </translation>
    </message>
    <message>
        <source>Put every record back as it was before this job</source>
        <translation>Devolver cada registro ao que era antes desta tarefa</translation>
    </message>
    <message>
        <source>can be taken back until %1</source>
        <extracomment>%1 is a date</extracomment>
        <translation>pode ser desfeita até %1</translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln record(s) back as they were? One that somebody changed since is kept and listed.</source>
        <translation>
            <numerusform>Devolver %Ln registro ao que era? O que alguém alterou desde então é mantido e listado.</numerusform>
            <numerusform>Devolver %Ln registros ao que eram? O que alguém alterou desde então é mantido e listado.</numerusform>
        </translation>
    </message>
    <message>
        <source>So many changes are taken back only with a reason.</source>
        <translation>Tantas alterações só são desfeitas com um motivo.</translation>
    </message>
    <message>
        <source>Collecting what is to be put back…</source>
        <translation>Reunindo o que será restaurado…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceEditor</name>
    <message>
        <source>Save</source>
        <translation>Salvar</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Calls the service as it stands here, before it is saved</source>
        <translation>Chama o serviço como está aqui, antes de salvar</translation>
    </message>
    <message>
        <source>New service</source>
        <translation>Novo serviço</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>Serviço %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceForm</name>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Endereço</translation>
    </message>
    <message>
        <source>Encrypted (TLS)</source>
        <translation>Criptografado (TLS)</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>Arquivo da AC</translation>
    </message>
    <message>
        <source>the authorities that this computer trusts</source>
        <translation>as autoridades em que este computador confia</translation>
    </message>
    <message>
        <source>A file (PEM) with the authorities to trust instead of those of this computer</source>
        <translation>Um arquivo (PEM) com as autoridades em que confiar em vez das deste computador</translation>
    </message>
    <message>
        <source>Name in certificate</source>
        <translation>Nome no certificado</translation>
    </message>
    <message>
        <source>the name of the host</source>
        <translation>o nome do host</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Segredo</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Arquivo</translation>
    </message>
    <message>
        <source>New secret</source>
        <translation>Novo segredo</translation>
    </message>
    <message>
        <source>empty: the one that is there stays</source>
        <translation>vazio: fica o que já está lá</translation>
    </message>
    <message>
        <source>Goes into the keychain of this computer when you save, and nowhere else</source>
        <translation>Vai para o chaveiro deste computador ao salvar, e para nenhum outro lugar</translation>
    </message>
    <message>
        <source>Sent in header</source>
        <translation>Enviado no cabeçalho</translation>
    </message>
    <message>
        <source>Put before it</source>
        <translation>Antes dele</translation>
    </message>
    <message>
        <source>What stands before the secret in the header, with its space</source>
        <translation>O que vem antes do segredo no cabeçalho, com o espaço</translation>
    </message>
    <message>
        <source>Keys a call</source>
        <translation>Chaves por chamada</translation>
    </message>
    <message>
        <source>Calls at once</source>
        <translation>Chamadas simultâneas</translation>
    </message>
    <message>
        <source>Deadline of a call</source>
        <translation>Prazo de uma chamada</translation>
    </message>
    <message>
        <source> ms</source>
        <comment>milliseconds, after a number</comment>
        <translation> ms</translation>
    </message>
    <message>
        <source>Retries of a call</source>
        <translation>Novas tentativas por chamada</translation>
    </message>
    <message>
        <source>Calls a second</source>
        <translation>Chamadas por segundo</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>sem limite</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limites</translation>
    </message>
    <message>
        <source>Only where it differs from what is usual: %1</source>
        <translation>Somente se diferente do habitual: %1</translation>
    </message>
    <message>
        <source>Path of the check-ins</source>
        <translation>Caminho dos check-ins</translation>
    </message>
    <message>
        <source>Path of active users</source>
        <translation>Caminho dos usuários ativos</translation>
    </message>
    <message>
        <source>Path of a user</source>
        <translation>Caminho de um usuário</translation>
    </message>
    <message>
        <source>Flag: shows montages</source>
        <translation>Indicador: mostra montagens</translation>
    </message>
    <message>
        <source>Flag: shows check-ins</source>
        <translation>Indicador: mostra check-ins</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variável</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrada</translation>
    </message>
    <message>
        <source>a name of your choice for it</source>
        <translation>um nome à sua escolha</translation>
    </message>
    <message>
        <source>The environment names it; operations ask for it by this name.</source>
        <translation>O nome vem do ambiente; as operações o procuram por este nome.</translation>
    </message>
    <message>
        <source>Operations ask for the service by this name.</source>
        <translation>As operações procuram o serviço por este nome.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceListModel</name>
    <message>
        <source>Own</source>
        <extracomment>where the description of a service comes from</extracomment>
        <translation>Próprio</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Ambiente</translation>
    </message>
    <message>
        <source>Last test</source>
        <translation>Último teste</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Endereço</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Segredo</translation>
    </message>
    <message>
        <source>From</source>
        <extracomment>title of a column: where the description of a service comes from</extracomment>
        <translation>Origem</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceWords</name>
    <message>
        <source>MaxBot (gRPC)</source>
        <translation>MaxBot (gRPC)</translation>
    </message>
    <message>
        <source>Check-ins (HTTP)</source>
        <translation>Check-ins (HTTP)</translation>
    </message>
    <message>
        <source>Users (HTTP)</source>
        <translation>Usuários (HTTP)</translation>
    </message>
    <message>
        <source>Other (HTTP)</source>
        <translation>Outro (HTTP)</translation>
    </message>
    <message>
        <source>None</source>
        <extracomment>where the secret of a service is: it has none</extracomment>
        <translation>Nenhum</translation>
    </message>
    <message>
        <source>In an environment variable</source>
        <translation>Em uma variável de ambiente</translation>
    </message>
    <message>
        <source>In a file</source>
        <translation>Em um arquivo</translation>
    </message>
    <message>
        <source>In the keychain</source>
        <translation>No chaveiro</translation>
    </message>
    <message>
        <source>Not tested</source>
        <extracomment>state of a service</extracomment>
        <translation>Não testado</translation>
    </message>
    <message>
        <source>Testing…</source>
        <extracomment>state of a service: it is being tested now</extracomment>
        <translation>Testando…</translation>
    </message>
    <message>
        <source>Works, %1</source>
        <extracomment>state of a service; %1: how long its answer took, &quot;12 ms&quot;</extracomment>
        <translation>Funciona, %1</translation>
    </message>
    <message>
        <source>%L1 ms</source>
        <translation>%L1 ms</translation>
    </message>
    <message>
        <source>Fails</source>
        <extracomment>state of a service: its test failed</extracomment>
        <translation>Falha</translation>
    </message>
    <message>
        <source>Tested %1</source>
        <translation>Testado em %1</translation>
    </message>
    <message>
        <source>%1 It took %2.</source>
        <extracomment>%1: what the service said, a sentence; %2: &quot;12 ms&quot;</extracomment>
        <translation>%1 Levou %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServicesPanel</name>
    <message>
        <source>Services</source>
        <translation>Serviços</translation>
    </message>
    <message>
        <source>Programs elsewhere that operations ask, each under its name. Secrets stay where they are: in the environment, a file or the keychain.</source>
        <translation>Programas em outros lugares que as operações consultam, cada um pelo seu nome. Os segredos ficam onde estão: no ambiente, em um arquivo ou no chaveiro.</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translation>Adicionar serviço</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testar</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Remover</translation>
    </message>
    <message>
        <source>Put %1 back</source>
        <translation>Restaurar %1</translation>
    </message>
    <message>
        <source>%1 is again what the environment says of it.</source>
        <translation>%1 volta a ser o que o ambiente define.</translation>
    </message>
    <message>
        <source>Service %1 is removed.</source>
        <translation>O serviço %1 foi removido.</translation>
    </message>
    <message>
        <source>Service %1 is saved. Work that begins from now on uses it.</source>
        <translation>O serviço %1 foi salvo. O trabalho que começar a partir de agora o usa.</translation>
    </message>
    <message>
        <source>It follows from the environment; edit it to put one of your own in its place</source>
        <translation>Ele vem do ambiente; edite-o para pôr um seu no lugar</translation>
    </message>
    <message>
        <source>Put the removed service back</source>
        <translation>Recolocar o serviço removido</translation>
    </message>
</context>
<context>
    <name>bulkhead::SettingsPage</name>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como no sistema</translation>
    </message>
    <message>
        <source>New jobs begin with</source>
        <translation>Novas tarefas começam com</translation>
    </message>
    <message>
        <source>Back to what the program came with</source>
        <translation>Restaurar os valores originais</translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation>Lembrados</translation>
    </message>
    <message>
        <source>Forget the connections</source>
        <translation>Esquecer as conexões</translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation>Onde ficam os dados</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Abrir pasta</translation>
    </message>
    <message>
        <source>Open folder %1</source>
        <translation>Abrir pasta %1</translation>
    </message>
    <message>
        <source>No program opens folders here. The folder is %1</source>
        <translation>Nenhum programa abre pastas aqui. A pasta é %1</translation>
    </message>
    <message>
        <source>Database and data</source>
        <translation>Banco de dados e dados</translation>
    </message>
    <message>
        <source>Settings and own operations</source>
        <translation>Configurações e operações próprias</translation>
    </message>
    <message>
        <source>The language changes when the program is started the next time.</source>
        <translation>O idioma muda na próxima vez que o programa for iniciado.</translation>
    </message>
    <message>
        <source>No server yet. Passwords are never kept here, only in the keychain.</source>
        <translation>Nenhum servidor ainda. As senhas nunca ficam aqui, só no chaveiro.</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s), without their passwords.</source>
        <translation>
            <numerusform>%n servidor, sem a senha.</numerusform>
            <numerusform>%n servidores, sem as senhas.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SourceStep</name>
    <message>
        <source>comma ( , )</source>
        <translation>vírgula ( , )</translation>
    </message>
    <message>
        <source>semicolon ( ; )</source>
        <translation>ponto e vírgula ( ; )</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>tabulação</translation>
    </message>
    <message>
        <source>bar ( | )</source>
        <translation>barra vertical ( | )</translation>
    </message>
    <message>
        <source>holds the names</source>
        <translation>contém os nomes</translation>
    </message>
    <message>
        <source>is a row like the others</source>
        <translation>é uma linha como as outras</translation>
    </message>
    <message>
        <source>Detect</source>
        <extracomment>%1 is an encoding, a delimiter, or what the first row is</extracomment>
        <translation>Detectar</translation>
    </message>
    <message>
        <source>%1 (detected)</source>
        <translation>%1 (detectado)</translation>
    </message>
    <message>
        <source>Which rows</source>
        <translation>Quais linhas</translation>
    </message>
    <message>
        <source>Drop a CSV or TSV file anywhere on this page, or paste rows copied from a spreadsheet.</source>
        <translation>Solte um arquivo CSV ou TSV em qualquer lugar desta página ou cole linhas copiadas de uma planilha.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Escolher arquivo…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Colar</translation>
    </message>
    <message>
        <source>Use the sample list</source>
        <translation>Usar a lista de exemplo</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>Outro arquivo…</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Codificação</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Delimitador</translation>
    </message>
    <message>
        <source>First row</source>
        <translation>Primeira linha</translation>
    </message>
    <message>
        <source>The first rows of the list</source>
        <translation>As primeiras linhas da lista</translation>
    </message>
    <message>
        <source>There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here.</source>
        <translation>Não há linhas na área de transferência. Copie algumas células em uma planilha e cole aqui.</translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation>Escolher uma lista</translation>
    </message>
    <message>
        <source>Lists (*.csv *.tsv *.tab *.txt)</source>
        <translation>Listas (*.csv *.tsv *.tab *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Todos os arquivos (*)</translation>
    </message>
    <message>
        <source>choose a list</source>
        <translation>escolha uma lista</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a list, why</comment>
        <translation>Não é possível usar %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln linha</numerusform>
            <numerusform>%Ln linhas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) so far…</source>
        <extracomment>A number that grows while the rows of a file are counted</extracomment>
        <translation>
            <numerusform>%Ln linha até agora…</numerusform>
            <numerusform>%Ln linhas até agora…</numerusform>
        </translation>
    </message>
    <message>
        <source>Use the query: %1</source>
        <extracomment>%1 is the title of a query: &quot;Activities without emissions&quot;</extracomment>
        <translation>Usar a consulta: %1</translation>
    </message>
    <message>
        <source>Use the operation&apos;s own query</source>
        <translation>Usar a consulta da própria operação</translation>
    </message>
    <message>
        <source>read from the database when the job is made</source>
        <translation>lida do banco de dados quando a tarefa é criada</translation>
    </message>
    <message>
        <source>Asking for the rows: %1…</source>
        <comment>the title of a query</comment>
        <translation>Consultando as linhas: %1…</translation>
    </message>
    <message>
        <source>asking…</source>
        <comment>for rows</comment>
        <translation>consultando…</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartBar</name>
    <message>
        <source>Progress of loading the list</source>
        <translation>Progresso do carregamento da lista</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartStep</name>
    <message>
        <source>Start</source>
        <translation>Iniciar</translation>
    </message>
    <message>
        <source>as yourself</source>
        <translation>em seu próprio nome</translation>
    </message>
    <message>
        <source>Act as account</source>
        <translation>Agir como a conta</translation>
    </message>
    <message>
        <source>Rows that this account may not touch are refused. Only an administrator may act as somebody else.</source>
        <translation>As linhas em que esta conta não pode mexer são recusadas. Só um administrador pode agir em nome de outra pessoa.</translation>
    </message>
</context>
<context>
    <name>bulkhead::StatusLook</name>
    <message>
        <source>Preparing</source>
        <extracomment>state of a job: its list is still being read</extracomment>
        <translation>Em preparação</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Aguardando</translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>state of a job</extracomment>
        <translation>Em execução</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>state of a job</extracomment>
        <translation>Pausada</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>state of a job: every row succeeded
----------
state of a row</extracomment>
        <translation>Concluída</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>state of a job: finished, but some rows failed</extracomment>
        <translation>Parcial</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Com falha</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Cancelada</translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>state of a row: nobody knows whether it took effect</extracomment>
        <translation>Resultado incerto</translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>aguardando</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>em execução</translation>
    </message>
    <message>
        <source>done, some rows failed</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>concluído, algumas linhas com falha</translation>
    </message>
    <message>
        <source>done</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>concluído</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>cancelado</translation>
    </message>
    <message>
        <source>To be started</source>
        <extracomment>state of a job: its list is read, and it waits until somebody starts it</extracomment>
        <translation>A iniciar</translation>
    </message>
    <message>
        <source>To be approved</source>
        <extracomment>state of a job: it waits until a second person approves it</extracomment>
        <translation>A aprovar</translation>
    </message>
    <message>
        <source>Insert</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Inserir</translation>
    </message>
    <message>
        <source>Change</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Alterar</translation>
    </message>
    <message>
        <source>Delete</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Excluir</translation>
    </message>
    <message>
        <source>Is so already</source>
        <extracomment>what is done to a record: nothing, it is so already
----------
state of a row: the record already was as the row wants it, so nothing was written</extracomment>
        <translation>Já está assim</translation>
    </message>
    <message>
        <source>Look up</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Consultar</translation>
    </message>
</context>
<context>
    <name>bulkhead::StepButton</name>
    <message>
        <source>waiting</source>
        <comment>step</comment>
        <translation>aguardando</translation>
    </message>
    <message>
        <source>to do</source>
        <comment>step</comment>
        <translation>a fazer</translation>
    </message>
    <message>
        <source>working</source>
        <comment>step</comment>
        <translation>em andamento</translation>
    </message>
    <message>
        <source>done</source>
        <comment>step</comment>
        <translation>concluída</translation>
    </message>
    <message>
        <source>needs attention</source>
        <comment>step</comment>
        <translation>requer atenção</translation>
    </message>
</context>
<context>
    <name>bulkhead::SumsPanel</name>
    <message>
        <source>Bar chart: %1</source>
        <extracomment>accessible name of a bar chart: %1 is its content in words</extracomment>
        <translation>Gráfico de barras: %1</translation>
    </message>
    <message>
        <source>Would be written: %1</source>
        <extracomment>above the sum of a job that was only previewed: %1 is what is summed up, such as &quot;emissions&quot;</extracomment>
        <translation>Seria gravado: %1</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Gravado: %1</translation>
    </message>
    <message>
        <source>%1: %2 (%3 %)</source>
        <extracomment>one group of a sum: %1 what it is, such as &quot;scope 1&quot;, %2 an amount with unit, %3 its share in percent</extracomment>
        <translation>%1: %2 (%3 %)</translation>
    </message>
</context>
<context>
    <name>bulkhead::TableChooser</name>
    <message>
        <source>Write the definition</source>
        <translation>Escrever a definição</translation>
    </message>
    <message>
        <source>Search tables</source>
        <translation>Buscar tabelas</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tabelas</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>For which table?</source>
        <translation>Para qual tabela?</translation>
    </message>
    <message>
        <source>The definition begins with the table&apos;s columns, key and rules, as an update; every line that you have to decide is explained. Nothing is saved yet.</source>
        <translation>A definição começa com as colunas, a chave e as regras da tabela, como atualização; cada linha que você deve decidir é explicada. Nada é salvo ainda.</translation>
    </message>
    <message>
        <source>Asking the database for its tables…</source>
        <translation>Consultando as tabelas do banco de dados…</translation>
    </message>
    <message>
        <source>This database has no tables of yours.</source>
        <translation>Este banco de dados não tem tabelas suas.</translation>
    </message>
</context>
<context>
    <name>bulkhead::WaitingNotice</name>
    <message>
        <source>Why:</source>
        <translation>Motivo:</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Fica no registro e na auditoria</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Retomar</translation>
    </message>
    <message>
        <source>This job would change nothing.</source>
        <translation>Esta tarefa não alteraria nada.</translation>
    </message>
    <message>
        <source>Nothing is written yet: look at what would change, then start.</source>
        <translation>Nada foi gravado ainda: veja o que mudaria e inicie.</translation>
    </message>
    <message>
        <source>This job waits for you to start it.</source>
        <translation>Esta tarefa espera que você a inicie.</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Cada linha já está assim ou foi recusada.</translation>
    </message>
    <message>
        <source>A record that somebody changes meanwhile is left alone and listed.</source>
        <translation>Um registro que alguém alterar nesse meio-tempo é deixado como está e listado.</translation>
    </message>
    <message>
        <source>Type %1 to confirm:</source>
        <extracomment>before a field in which that number is to be typed; %1 is a number of rows</extracomment>
        <translation>Digite %1 para confirmar:</translation>
    </message>
    <message>
        <source>Discard preview</source>
        <translation>Descartar prévia</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Descartar</translation>
    </message>
    <message>
        <source>Throw this job away; it has written nothing</source>
        <translation>Descartar esta tarefa; ela não gravou nada</translation>
    </message>
    <message numerus="yes">
        <source>Start: %Ln row(s)</source>
        <translation>
            <numerusform>Iniciar: %Ln linha</numerusform>
            <numerusform>Iniciar: %Ln linhas</numerusform>
        </translation>
    </message>
    <message>
        <source>Submitted by %1.</source>
        <extracomment>who submitted a job that now waits for approval; %1 is a person</extracomment>
        <translation>Enviada por %1.</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <extracomment>why somebody submitted a job; %1 are that person&apos;s own words</extracomment>
        <translation>Motivo: %1</translation>
    </message>
    <message>
        <source>Approve</source>
        <extracomment>button: a second person lets a large job run</extracomment>
        <translation>Aprovar</translation>
    </message>
    <message>
        <source>You submitted this job, so somebody else must approve it.</source>
        <translation>Você enviou esta tarefa, então outra pessoa precisa aprová-la.</translation>
    </message>
    <message>
        <source>The preview found nothing to change.</source>
        <translation>A prévia não encontrou nada a alterar.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service “%1” is back; it asks again at %2.</source>
        <extracomment>the job waits for a service that does not answer; %1 is its name, %2 a time of day</extracomment>
        <translation>O trabalho continua sozinho quando o serviço “%1” voltar; ele pergunta de novo às %2.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for a service that does not answer; %1 is a time of day</extracomment>
        <translation>O trabalho continua sozinho quando o serviço voltar; ele pergunta de novo às %1.</translation>
    </message>
    <message>
        <source>Keep paused</source>
        <extracomment>button: the job that waits for a service stays paused until somebody resumes it</extracomment>
        <translation>Manter pausado</translation>
    </message>
    <message>
        <source>Do not go on until somebody resumes it</source>
        <translation>Não continuar até que alguém o retome</translation>
    </message>
    <message>
        <source>Ask again now</source>
        <extracomment>button: ask the service again at once</extracomment>
        <translation>Perguntar agora</translation>
    </message>
    <message>
        <source>Whom the job is about is not known yet. It goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for the service that says whom it is about; %1 is a time of day</extracomment>
        <translation>Ainda não se sabe de quem o trabalho trata. Ele continua sozinho quando o serviço voltar; pergunta de novo às %1.</translation>
    </message>
</context>
<context>
    <name>bulkheadctl</name>
    <message>
        <source>bulkheadctl: %1</source>
        <translation>bulkheadctl: %1</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>pendente</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>na fila</translation>
    </message>
    <message>
        <source>processing</source>
        <translation>em execução</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausada</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>concluída</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>parcial</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>com falha</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelada</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>Deleted job %1.</source>
        <translation>Tarefa %1 excluída.</translation>
    </message>
    <message>
        <source>Job %1 is now %2.</source>
        <translation>A tarefa %1 agora está %2.</translation>
    </message>
    <message>
        <source>job</source>
        <translation>tarefa</translation>
    </message>
    <message>
        <source>status</source>
        <translation>status</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>operação</translation>
    </message>
    <message>
        <source>list</source>
        <translation>lista</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>linhas</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>com sucesso</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>enviada</translation>
    </message>
    <message>
        <source>row</source>
        <translation>linha</translation>
    </message>
    <message>
        <source>code</source>
        <translation>código</translation>
    </message>
    <message>
        <source>field</source>
        <translation>campo</translation>
    </message>
    <message>
        <source>what is wrong</source>
        <translation>o que está errado</translation>
    </message>
    <message>
        <source>result</source>
        <translation>resultado</translation>
    </message>
    <message>
        <source>All of it holds.</source>
        <translation>Tudo confere.</translation>
    </message>
    <message>
        <source>Something is wrong with this job.</source>
        <translation>Há algo errado com esta tarefa.</translation>
    </message>
    <message>
        <source>  %1 bad</source>
        <translation>  %1 com problema</translation>
    </message>
    <message>
        <source>%1 %2  %3 of %4  %5 ok  %6 failed</source>
        <translation>%1 %2  %3 de %4  %5 ok  %6 com falha</translation>
    </message>
    <message>
        <source>  paused</source>
        <translation>  em pausa</translation>
    </message>
    <message>
        <source>  %1 rows/s</source>
        <translation>  %1 linhas/s</translation>
    </message>
    <message>
        <source>  %1 left</source>
        <translation>  faltam %1</translation>
    </message>
    <message>
        <source>error</source>
        <translation>erro</translation>
    </message>
    <message>
        <source>first row</source>
        <translation>primeira linha</translation>
    </message>
    <message>
        <source>what is wrong there</source>
        <translation>o que está errado nela</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Tarefa %1</translation>
    </message>
    <message>
        <source>“bulkheadctl --help” shows how it is used.</source>
        <translation>“bulkheadctl --help” mostra como usar.</translation>
    </message>
    <message>
        <source>there is no command “%1”.</source>
        <translation>não existe o comando “%1”.</translation>
    </message>
    <message>
        <source>“%1” is one argument too many for “%2”.</source>
        <translation>“%1” é um argumento a mais para “%2”.</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ainda não</translation>
    </message>
    <message>
        <source>set</source>
        <translation>conjunto</translation>
    </message>
    <message>
        <source>version</source>
        <translation>versão</translation>
    </message>
    <message>
        <source>name</source>
        <translation>nome</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>aplicada</translation>
    </message>
    <message>
        <source>required</source>
        <translation>obrigatório</translation>
    </message>
    <message>
        <source>at least %1 characters</source>
        <translation>no mínimo %1 caracteres</translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation>no máximo %1 caracteres</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>transformado em hash antes de ser gravado</translation>
    </message>
    <message>
        <source>%1: nothing to do.</source>
        <translation>%1: nada a fazer.</translation>
    </message>
    <message>
        <source>type</source>
        <translation>tipo</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>regras</translation>
    </message>
    <message>
        <source>title</source>
        <translation>título</translation>
    </message>
    <message>
        <source>what it does</source>
        <translation>o que faz</translation>
    </message>
    <message>
        <source>Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1</source>
        <translation>Interrompido. Nada se perdeu nem foi feito duas vezes; continue com: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>The connection to the database was lost; trying to get it back.</source>
        <translation>A conexão com o banco de dados foi perdida; tentando restabelecê-la.</translation>
    </message>
    <message>
        <source>%1: migrations applied: %2.</source>
        <translation>%1: migrações aplicadas: %2.</translation>
    </message>
    <message>
        <source>%1: migrations taken back: %2.</source>
        <translation>%1: migrações desfeitas: %2.</translation>
    </message>
    <message>
        <source>Made-up services for trying things; Ctrl-C ends them.</source>
        <translation>Serviços fictícios para experimentar; Ctrl-C os encerra.</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>configurações</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>ambiente</translation>
    </message>
    <message>
        <source>service</source>
        <translation>serviço</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>tipo</translation>
    </message>
    <message>
        <source>address</source>
        <translation>endereço</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>segredo</translation>
    </message>
    <message>
        <source>keys a call</source>
        <translation>chaves por chamada</translation>
    </message>
    <message>
        <source>calls at once</source>
        <translation>chamadas simultâneas</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>prazo</translation>
    </message>
    <message>
        <source>from</source>
        <translation>origem</translation>
    </message>
    <message>
        <source>Kept. “bulkheadctl services test %1” tries it.</source>
        <translation>Guardado. “bulkheadctl services test %1” o experimenta.</translation>
    </message>
    <message>
        <source>%1 (%2 ms)</source>
        <translation>%1 (%2 ms)</translation>
    </message>
    <message>
        <source>Service “%1” is removed.</source>
        <translation>O serviço “%1” foi removido.</translation>
    </message>
    <message>
        <source>rows: %1</source>
        <translation>linhas: %1</translation>
    </message>
    <message>
        <source>columns: %1</source>
        <translation>colunas: %1</translation>
    </message>
    <message>
        <source>reason: %1</source>
        <translation>motivo: %1</translation>
    </message>
    <message>
        <source>no.</source>
        <translation>nº</translation>
    </message>
    <message>
        <source>when</source>
        <translation>quando</translation>
    </message>
    <message>
        <source>who</source>
        <translation>quem</translation>
    </message>
    <message>
        <source>host</source>
        <translation>computador</translation>
    </message>
    <message>
        <source>action</source>
        <translation>ação</translation>
    </message>
    <message>
        <source>what</source>
        <translation>o quê</translation>
    </message>
    <message>
        <source>Entries walked: %1</source>
        <translation>Registros percorridos: %1</translation>
    </message>
    <message>
        <source>The audit holds: nothing was changed or taken away. Entries: %1. Last hash: %2</source>
        <translation>A auditoria está íntegra: nada foi alterado nem retirado. Registros: %1. Último hash: %2</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <translation>A auditoria está violada. %1 Registros corretos antes dele: %2.</translation>
    </message>
    <message>
        <source>%1 entries written to %2.</source>
        <translation>%1 registros gravados em %2.</translation>
    </message>
    <message>
        <source>insert</source>
        <translation>inserir</translation>
    </message>
    <message>
        <source>change</source>
        <translation>alterar</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>excluir</translation>
    </message>
    <message>
        <source>is so already</source>
        <translation>já está assim</translation>
    </message>
    <message>
        <source>read</source>
        <translation>ler</translation>
    </message>
    <message>
        <source>Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.</source>
        <translation>Seriam inseridos: %1, alterados: %2, excluídos: %3; já assim: %4. Nada foi gravado.</translation>
    </message>
    <message>
        <source>Inserted %1, changed %2, deleted %3; %4 were so already.</source>
        <translation>Inseridos: %1, alterados: %2, excluídos: %3; já estavam assim: %4.</translation>
    </message>
    <message>
        <source>Values that change, by column: %1</source>
        <translation>Valores que mudam, por coluna: %1</translation>
    </message>
    <message>
        <source>Total: %1 %2</source>
        <translation>Total: %1 %2</translation>
    </message>
    <message>
        <source>Look:  bulkheadctl changes %1 --preview
Apply: bulkheadctl start %1</source>
        <translation>Ver:     bulkheadctl changes %1 --preview
Aplicar: bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Approve, as somebody else: bulkheadctl start %1</source>
        <translation>Aprovar (outra pessoa): bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Go on: bulkheadctl resume %1</source>
        <translation>Continuar: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>%1: good. It defines “%2” (%3).</source>
        <translation>%1: sem erros. Define “%2” (%3).</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nenhum</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>observador</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>operador</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>administrador</translation>
    </message>
    <message>
        <source>given</source>
        <translation>concedido</translation>
    </message>
    <message>
        <source>owns the tables</source>
        <translation>dono das tabelas</translation>
    </message>
    <message>
        <source>superuser of the server</source>
        <translation>superusuário do servidor</translation>
    </message>
    <message>
        <source>The database is a file: %1, who works here, is its administrator.</source>
        <translation>O banco é um arquivo: %1, quem trabalha aqui, é seu administrador.</translation>
    </message>
    <message>
        <source>user</source>
        <translation>usuário</translation>
    </message>
    <message>
        <source>role</source>
        <translation>papel</translation>
    </message>
    <message>
        <source>how</source>
        <translation>como</translation>
    </message>
    <message>
        <source>Your own role: %1</source>
        <translation>Seu papel: %1</translation>
    </message>
    <message>
        <source>%1 now has the role %2.</source>
        <translation>%1 agora tem o papel %2.</translation>
    </message>
    <message>
        <source>The role %2 was taken from %1.</source>
        <translation>O papel %2 foi retirado de %1.</translation>
    </message>
    <message>
        <source>The roles %1 could not be made. %2</source>
        <translation>Não foi possível criar os papéis %1. %2</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>aguardando</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>pulada</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconhecido</translation>
    </message>
    <message>
        <source>Rows written to %2: %1.</source>
        <translation>Linhas gravadas em %2: %1.</translation>
    </message>
    <message>
        <source>Checking  rows: %1</source>
        <translation>Verificando  linhas: %1</translation>
    </message>
    <message>
        <source>Checking  %1 %2  rows: %3</source>
        <translation>Verificando  %1 %2  linhas: %3</translation>
    </message>
    <message>
        <source>  waiting</source>
        <translation>  esperando</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>configuração</translation>
    </message>
    <message>
        <source>option</source>
        <translation>opção</translation>
    </message>
    <message>
        <source>value</source>
        <translation>valor</translation>
    </message>
    <message>
        <source>Health check passed</source>
        <translation>Verificação de saúde aprovada</translation>
    </message>
    <message>
        <source>The database has %1 made-up employees and %2 made-up users now.</source>
        <translation>O banco de dados tem agora %1 funcionários e %2 usuários inventados.</translation>
    </message>
    <message>
        <source>The database was filled before and stays as it is: %1 employees, %2 users.</source>
        <translation>O banco de dados já tinha sido preenchido e fica como está: %1 funcionários, %2 usuários.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>arquivo</translation>
    </message>
    <message>
        <source>set by</source>
        <translation>definido por</translation>
    </message>
    <message>
        <source>Also known, but without effect here:</source>
        <translation>Também conhecidos, mas sem efeito aqui:</translation>
    </message>
    <message>
        <source>why</source>
        <translation>por quê</translation>
    </message>
    <message>
        <source>%1: not used, since the service “%2” is set by hand (bulkheadctl services list).</source>
        <translation>%1: não usado, pois o serviço “%2” foi definido à mão (bulkheadctl services list).</translation>
    </message>
    <message>
        <source>%1: not used, since --database or BULKHEAD_DATABASE_URL names the database.</source>
        <translation>%1: não usado, pois --database ou BULKHEAD_DATABASE_URL indica o banco de dados.</translation>
    </message>
    <message>
        <source>The next montages are made at %1. Ctrl+C ends this.</source>
        <translation>As próximas montagens são criadas em %1. Ctrl+C encerra.</translation>
    </message>
    <message>
        <source>The schedule is kept no longer.</source>
        <translation>A agenda não é mais seguida.</translation>
    </message>
    <message>
        <source>Another job makes montages already: %1. This time is left out.</source>
        <translation>Outra tarefa já cria montagens: %1. Desta vez fica de fora.</translation>
    </message>
    <message>
        <source>The job waits and goes on by itself once the service is back. %1</source>
        <translation>A tarefa espera e continua sozinha quando o serviço voltar. %1</translation>
    </message>
    <message>
        <source>See them: bulkheadctl items %1 --status failed</source>
        <translation>Ver:        bulkheadctl items %1 --status failed</translation>
    </message>
    <message>
        <source>Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv</source>
        <translation>Corrigir:   bulkheadctl export %1 -o failed.csv, corrija o arquivo, bulkheadctl retry %1 --csv failed.csv</translation>
    </message>
    <message>
        <source>Again:    bulkheadctl revert %1, once nothing stands in the way</source>
        <translation>De novo:    bulkheadctl revert %1, quando nada mais impedir</translation>
    </message>
    <message>
        <source>%1: %2 of %3 succeeded, %4 skipped, %5 failed, %6 cancelled in %7 (%8 rows/s).</source>
        <translation>%1: %2 de %3 com sucesso, %4 puladas, %5 com falha, %6 canceladas em %7 (%8 linhas/s).</translation>
    </message>
    <message>
        <source>With --query: %1.</source>
        <translation>Com --query: %1.</translation>
    </message>
    <message>
        <source>Of a list one of these columns is enough: %1.</source>
        <translation>Na lista basta uma destas colunas: %1.</translation>
    </message>
    <message>
        <source>Asks the service “%1”.</source>
        <translation>Consulta o serviço “%1”.</translation>
    </message>
    <message>
        <source>Bulk jobs over records, from the command line.

bulkheadctl [--database URL] [--json] COMMAND …

  migrate [up|down|status] [--domain]     make, take back or show the tables
  operations [ID]                         what can be done, and with which fields
  operations check FILE                   every mistake of an operation file
  operations new TABLE                    a commented operation file for a table
  submit OPERATION --csv FILE|-|--query [--map field=column]… [--set field=value]…
         [--encoding E] [--delimiter D] [--no-header]
         [--chunk-size N] [--concurrency N] [--stop-on-error] [--max-errors N|N%]
         [--max-retries N] [--priority N] [--ordered] [--no-wait]
         [--dry-run] [--first N] [--pause-at N%] [--keep-days N] [--timeout 30m]
         [--as ACCOUNT] [--confirm N] [--reason TEXT]
  start ID [--confirm N] [--reason TEXT] [--no-wait]
                                          run what was previewed, exactly; or approve it
  changes ID [--preview]                  old → new of what was done, or would be
  revert ID [--dry-run] [--confirm N] [--reason TEXT] [--no-wait]
                                          put every record back
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|skipped|cancelled|pending|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   go on, also after a crash
  export ID [--status failed|succeeded|skipped|…] [--format csv|json] [--raw] [-o FILE]
  verify ID                               check that the job&apos;s books are right
  events ID [--after N] [--limit N]       what happened to a job, one JSON line each, for publishing
  montages [run|once|scheduler|health|settings] [--settings-file FILE]
         [--montage-max-items N]…         the nightly job; done (0) also when single users fail;
                                          “settings” names all that can be set
  services [list]                         services outside that jobs ask
  services set NAME [--kind maxbot|checkins|users|http] [--address A] [--tls|--no-tls]
         [--ca-file FILE] [--tls-name NAME] [--credential env:V|file:F|keychain:N]
         [--header H] [--prefix P] [--batch N] [--concurrency N] [--rate N]
         [--deadline 5s] [--retries N] [--path NAME=/path]…
  services test NAME     services remove NAME
  sandbox [--maxbot-port N] [--http-port N] [--seed N] [--users N] [--now TIME]
         [--token T] [--tls-cert FILE --tls-key FILE] [--latency MS] [--jitter MS]
         [--error-rate P] [--rate-limit N] [--retry-after S] [--wrong P] [--missing P]
         [--duplicate P] [--contradict P] [--foreign P] [--hang P] [--die-after N]
         [--poison N] [--phone-ids] [--one-id] [--strange-ids]
         [--reorder] [--no-batch] [--fill [--employees N]]
                                          made-up services to try things with; --fill writes
                                          their people into an empty database first
  audit [list] [--actor A] [--action A] [--operation O] [--job ID]
        [--since TIME] [--until TIME] [--limit N]
  audit verify                            check that nobody touched the audit
  audit export [--format csv|json] [-o FILE] [--actor A] …
  roles [grant ROLE USER | revoke ROLE USER]   viewer, operator, administrator

The database is --database, else $BULKHEAD_DATABASE_URL, else a file of your own:
  sqlite:///absolute/file      postgresql://user:password@host:5432/name?sslmode=require

Ends with 0 done, 1 wrong usage or set-up, 2 cannot reach the database,
3 job failed or audit broken, 4 done with failed rows, 130 interrupted (the job can be resumed).</source>
        <translation>Tarefas em massa sobre registros, pela linha de comando.

bulkheadctl [--database URL] [--json] COMMAND …

  migrate [up|down|status] [--domain]     cria, desfaz ou mostra as tabelas
  operations [ID]                         o que se pode fazer, e com quais campos
  operations check FILE                   todos os erros de um arquivo de operação
  operations new TABLE                    um arquivo de operação comentado para uma tabela
  submit OPERATION --csv FILE|-|--query [--map field=column]… [--set field=value]…
         [--encoding E] [--delimiter D] [--no-header]
         [--chunk-size N] [--concurrency N] [--stop-on-error] [--max-errors N|N%]
         [--max-retries N] [--priority N] [--ordered] [--no-wait]
         [--dry-run] [--first N] [--pause-at N%] [--keep-days N] [--timeout 30m]
         [--as ACCOUNT] [--confirm N] [--reason TEXT]
  start ID [--confirm N] [--reason TEXT] [--no-wait]
                                          executa exatamente o que a prévia mostrou; ou aprova
  changes ID [--preview]                  antigo → novo do que foi feito, ou seria
  revert ID [--dry-run] [--confirm N] [--reason TEXT] [--no-wait]
                                          devolve cada registro ao que era
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|skipped|cancelled|pending|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   continua, também após uma queda
  export ID [--status failed|succeeded|skipped|…] [--format csv|json] [--raw] [-o FILE]
  verify ID                               confere se as contas da tarefa batem
  events ID [--after N] [--limit N]       o que houve com um trabalho, uma linha JSON cada, para publicar
  montages [run|once|scheduler|health|settings] [--settings-file FILE]
         [--montage-max-items N]…         a tarefa noturna; sucesso (0) também quando alguns usuários
                                          falham; “settings” mostra tudo o que se pode definir
  services [list]                         serviços externos que as tarefas consultam
  services set NAME [--kind maxbot|checkins|users|http] [--address A] [--tls|--no-tls]
         [--ca-file FILE] [--tls-name NAME] [--credential env:V|file:F|keychain:N]
         [--header H] [--prefix P] [--batch N] [--concurrency N] [--rate N]
         [--deadline 5s] [--retries N] [--path NAME=/path]…
  services test NAME     services remove NAME
  sandbox [--maxbot-port N] [--http-port N] [--seed N] [--users N] [--now TIME]
         [--token T] [--tls-cert FILE --tls-key FILE] [--latency MS] [--jitter MS]
         [--error-rate P] [--rate-limit N] [--retry-after S] [--wrong P] [--missing P]
         [--duplicate P] [--contradict P] [--foreign P] [--hang P] [--die-after N]
         [--poison N] [--phone-ids] [--one-id] [--strange-ids]
         [--reorder] [--no-batch] [--fill [--employees N]]
                                          serviços inventados para testes; --fill grava antes
                                          as pessoas deles em um banco vazio
  audit [list] [--actor A] [--action A] [--operation O] [--job ID]
        [--since TIME] [--until TIME] [--limit N]
  audit verify                            confere se ninguém mexeu na auditoria
  audit export [--format csv|json] [-o FILE] [--actor A] …
  roles [grant ROLE USER | revoke ROLE USER]   viewer, operator, administrator

O banco é o de --database, senão o de $BULKHEAD_DATABASE_URL, senão um arquivo seu:
  sqlite:///absolute/file      postgresql://user:password@host:5432/name?sslmode=require

Termina com 0 concluída, 1 uso ou configuração incorretos, 2 banco inacessível,
3 tarefa com falha ou auditoria violada, 4 concluída com linhas com falha, 130 interrompida (pode ser retomada).</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Which job? Its id is missing.</source>
        <translation>Qual tarefa? Falta o ID.</translation>
    </message>
    <message>
        <source>“bulkheadctl jobs” lists them.</source>
        <translation>“bulkheadctl jobs” lista as tarefas.</translation>
    </message>
    <message>
        <source>More than one job&apos;s id begins with %1.</source>
        <translation>O ID de mais de uma tarefa começa com %1.</translation>
    </message>
    <message>
        <source>Give more of it.</source>
        <translation>Informe mais caracteres.</translation>
    </message>
    <message>
        <source>There is no job %1.</source>
        <translation>Não existe a tarefa %1.</translation>
    </message>
    <message>
        <source>--%1 wants a whole number, not “%2”.</source>
        <translation>--%1 exige um número inteiro, não “%2”.</translation>
    </message>
    <message>
        <source>A job that is %1 cannot take the order “%2”.</source>
        <translation>Uma tarefa %1 não aceita o comando “%2”.</translation>
    </message>
    <message>
        <source>A job is never “%1”; it is pending, queued, processing, paused, completed, partial, failed or cancelled.</source>
        <translation>Uma tarefa nunca está “%1”; os status são pending, queued, processing, paused, completed, partial, failed ou cancelled.</translation>
    </message>
    <message>
        <source>--limit must be from 1 to %1.</source>
        <translation>--limit deve ser de 1 a %1.</translation>
    </message>
    <message>
        <source>--format wants csv or json, not “%1”.</source>
        <translation>--format exige csv ou json, não “%1”.</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>Não é possível gravar %1: %2.</translation>
    </message>
    <message>
        <source>The job was deleted meanwhile.</source>
        <translation>A tarefa foi excluída nesse meio-tempo.</translation>
    </message>
    <message>
        <source>migrate knows up, down and status, not “%1”.</source>
        <translation>migrate aceita up, down e status, não “%1”.</translation>
    </message>
    <message>
        <source>There is no encoding “%1”; known are: %2.</source>
        <translation>Não existe a codificação “%1”; as conhecidas são: %2.</translation>
    </message>
    <message>
        <source>The delimiter “%1” must be one of , ; | tab.</source>
        <translation>O delimitador “%1” deve ser um destes: , ; | tab.</translation>
    </message>
    <message>
        <source>--max-errors wants a number of rows, or a share such as 5%, not “%1”.</source>
        <translation>--max-errors exige um número de linhas ou uma parcela como 5%, não “%1”.</translation>
    </message>
    <message>
        <source>--%1 wants field=value, not “%2”.</source>
        <translation>--%1 exige field=value, não “%2”.</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --csv - for standard input.</source>
        <translation>Qual lista? Informe --csv FILE, ou --csv - para a entrada padrão.</translation>
    </message>
    <message>
        <source>Which operation? “bulkheadctl operations” lists them.</source>
        <translation>Qual operação? “bulkheadctl operations” lista as operações.</translation>
    </message>
    <message>
        <source>The job has ended already (%1); there is nothing to resume.</source>
        <translation>A tarefa já terminou (%1); não há nada a retomar.</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>A contagem foi interrompida.</translation>
    </message>
    <message>
        <source>Line %1, column %2: bytes that do not exist in the encoding</source>
        <translation>Linha %1, coluna %2: bytes que não existem na codificação</translation>
    </message>
    <message>
        <source>Line %1, column %2: the quote is never closed</source>
        <translation>Linha %1, coluna %2: as aspas não são fechadas</translation>
    </message>
    <message>
        <source>Line %1, column %2: the cell is too long</source>
        <translation>Linha %1, coluna %2: a célula é longa demais</translation>
    </message>
    <message>
        <source>Line %1: the record is too long</source>
        <translation>Linha %1: o registro é longo demais</translation>
    </message>
    <message>
        <source>Line %1: the record has too many columns</source>
        <translation>Linha %1: o registro tem colunas demais</translation>
    </message>
    <message>
        <source>The encoding %1 is not known.</source>
        <translation>A codificação %1 não é conhecida.</translation>
    </message>
    <message>
        <source>Choose one of %1.</source>
        <translation>Escolha uma destas: %1.</translation>
    </message>
    <message>
        <source>Cells cannot be told apart with this delimiter and quote.</source>
        <translation>Não é possível separar as células com este delimitador e estas aspas.</translation>
    </message>
    <message>
        <source>Choose two different ASCII characters, neither of them a line end.</source>
        <translation>Escolha dois caracteres ASCII diferentes, nenhum deles de fim de linha.</translation>
    </message>
    <message>
        <source>The list could not be read on: %1</source>
        <translation>Não foi possível continuar lendo a lista: %1</translation>
    </message>
    <message>
        <source>Check the file and load it again.</source>
        <translation>Verifique o arquivo e carregue-o de novo.</translation>
    </message>
    <message>
        <source>A character does not exist in %1: %2</source>
        <translation>Um caractere não existe em %1: %2</translation>
    </message>
    <message>
        <source>Choose UTF-8 to write it.</source>
        <translation>Escolha UTF-8 para gravá-lo.</translation>
    </message>
    <message>
        <source>This cell can only be written in quotes: %1</source>
        <translation>Esta célula só pode ser gravada entre aspas: %1</translation>
    </message>
    <message>
        <source>Choose a quote character.</source>
        <translation>Escolha um caractere de aspas.</translation>
    </message>
    <message>
        <source>The list could not be written on: %1</source>
        <translation>Não foi possível continuar gravando a lista: %1</translation>
    </message>
    <message>
        <source>Check the free space and the rights.</source>
        <translation>Verifique o espaço livre e as permissões.</translation>
    </message>
    <message>
        <source>The connection to the database was lost.</source>
        <translation>A conexão com o banco de dados foi perdida.</translation>
    </message>
    <message>
        <source>Stopped at the first error, in row %1.</source>
        <translation>Parou no primeiro erro, na linha %1.</translation>
    </message>
    <message>
        <source>Cannot write the export: %1.</source>
        <translation>Não é possível gravar a exportação: %1.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Verifique o espaço livre e as permissões da pasta.</translation>
    </message>
    <message>
        <source>The stored rows of this job are damaged.</source>
        <translation>As linhas guardadas desta tarefa estão danificadas.</translation>
    </message>
    <message>
        <source>Restore the job database from a backup.</source>
        <translation>Restaure o banco de dados de tarefas a partir de um backup.</translation>
    </message>
    <message>
        <source>There was not enough memory to hash the password.</source>
        <translation>Não havia memória suficiente para gerar o hash da senha.</translation>
    </message>
    <message>
        <source>Stopped before anything was written: %1 rows do not pass their checks, and at most %2 may fail.</source>
        <translation>Parou antes de qualquer gravação: %1 linhas não passam na verificação, e no máximo %2 podem falhar.</translation>
    </message>
    <message>
        <source>Cancelled while the list was being read; nothing was written.</source>
        <translation>Cancelada enquanto a lista era lida; nada foi gravado.</translation>
    </message>
    <message>
        <source>Check that the file was exported from this job, and that its column bulkhead_row was not changed.</source>
        <translation>Verifique se o arquivo foi exportado desta tarefa e se a sua coluna bulkhead_row não foi alterada.</translation>
    </message>
    <message>
        <source>All of these failed rows were retried already.</source>
        <translation>Todas estas linhas com falha já foram tentadas de novo.</translation>
    </message>
    <message>
        <source>Retry what failed again from the job that took them up.</source>
        <translation>O que falhou outra vez, tente de novo a partir da tarefa que retomou as linhas.</translation>
    </message>
    <message>
        <source>No failed row of this job is like that.</source>
        <translation>Nenhuma linha com falha desta tarefa corresponde.</translation>
    </message>
    <message>
        <source>Look at its failed rows first.</source>
        <translation>Veja primeiro as linhas com falha.</translation>
    </message>
    <message>
        <source>This job is not finished yet.</source>
        <translation>Esta tarefa ainda não terminou.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and retry then.</source>
        <translation>Aguarde o fim ou cancele a tarefa, e então tente de novo.</translation>
    </message>
    <message>
        <source>Row %1 did not fail; only failed rows can be mended.</source>
        <translation>A linha %1 não falhou; só linhas com falha podem ser corrigidas.</translation>
    </message>
    <message>
        <source>The program ended while the failed rows were being collected.</source>
        <translation>O programa terminou enquanto as linhas com falha eram reunidas.</translation>
    </message>
    <message>
        <source>Nothing was written; retry them again from the first job.</source>
        <translation>Nada foi gravado; tente-as de novo a partir da primeira tarefa.</translation>
    </message>
    <message>
        <source>The results of each chunk agree with its counts</source>
        <translation>Os resultados de cada bloco batem com as suas contagens</translation>
    </message>
    <message>
        <source>Every succeeded row has an id of its own</source>
        <translation>Cada linha com sucesso tem um ID próprio</translation>
    </message>
    <message>
        <source>Every succeeded row is in the table %1 exactly once</source>
        <translation>Cada linha com sucesso está exatamente uma vez na tabela %1</translation>
    </message>
    <message>
        <source>%1 is %2; it must be from %3 to %4.</source>
        <translation>%1 é %2; deve ser de %3 a %4.</translation>
    </message>
    <message>
        <source>max-errors must not be negative.</source>
        <translation>max-errors não pode ser negativo.</translation>
    </message>
    <message>
        <source>max-errors must be from 0% to 100%.</source>
        <translation>max-errors deve ser de 0% a 100%.</translation>
    </message>
    <message>
        <source>This job was made by another version of the program (its order has format %1; this version reads %2).</source>
        <translation>Esta tarefa foi criada por outra versão do programa (a definição tem o formato %1; esta versão lê %2).</translation>
    </message>
    <message>
        <source>Open it with the version that made it.</source>
        <translation>Abra-a com a versão que a criou.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no @.</source>
        <translation>“%1” não é um endereço de e-mail: não tem @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: nothing stands before the @.</source>
        <translation>“%1” não é um endereço de e-mail: não há nada antes da @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no domain after the @.</source>
        <translation>“%1” não é um endereço de e-mail: não tem domínio depois da @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has more than one @.</source>
        <translation>“%1” não é um endereço de e-mail: tem mais de uma @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has a space in it.</source>
        <translation>“%1” não é um endereço de e-mail: contém um espaço.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: its domain has no dot inside.</source>
        <translation>“%1” não é um endereço de e-mail: o domínio não contém ponto.</translation>
    </message>
    <message>
        <source>“%1” is neither true nor false; write true, false, yes, no, 1 or 0.</source>
        <translation>“%1” não é verdadeiro nem falso; escreva true, false, yes, no, 1 ou 0.</translation>
    </message>
    <message>
        <source>“%1” is not a date; write it as 2026-11-22.</source>
        <translation>“%1” não é uma data; escreva como 2026-11-22.</translation>
    </message>
    <message>
        <source>“%1” is not a time; write it as 2026-11-22T14:30:00Z.</source>
        <translation>“%1” não é uma data e hora; escreva como 2026-11-22T14:30:00Z.</translation>
    </message>
    <message>
        <source>“%1” is not a UUID.</source>
        <translation>“%1” não é um UUID.</translation>
    </message>
    <message>
        <source>“%1” is not one of: %2.</source>
        <translation>“%1” não é um destes: %2.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at most %3 are allowed.</source>
        <translation>%1 tem %2 caracteres; no máximo %3 são permitidos.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at least %3 are needed.</source>
        <translation>%1 tem %2 caracteres; no mínimo %3 são necessários.</translation>
    </message>
    <message>
        <source>“%1” is not a whole number.</source>
        <translation>“%1” não é um número inteiro.</translation>
    </message>
    <message>
        <source>“%1” is not a number; write it as 1234.50.</source>
        <translation>“%1” não é um número; escreva como 1234.50.</translation>
    </message>
    <message>
        <source>%1 contains a NUL character, which no database text can hold.</source>
        <translation>%1 contém um caractere NUL, que nenhum texto do banco de dados pode conter.</translation>
    </message>
    <message>
        <source>A record with the %1 “%2” already exists.</source>
        <translation>Já existe um registro com %1 “%2”.</translation>
    </message>
    <message>
        <source>The database requires a value in %1.</source>
        <translation>O banco de dados exige um valor em %1.</translation>
    </message>
    <message>
        <source>The record that %1 refers to does not exist (%2).</source>
        <translation>O registro a que %1 se refere não existe (%2).</translation>
    </message>
    <message>
        <source>Such a record already exists (%2).</source>
        <translation>Já existe um registro assim (%2).</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %2.</source>
        <translation>O banco de dados recusa a linha pela regra %2.</translation>
    </message>
    <message>
        <source>A value is too long for its column: %3.</source>
        <translation>Um valor é longo demais para a sua coluna: %3.</translation>
    </message>
    <message>
        <source>The database refuses the row: %1.</source>
        <translation>O banco de dados recusa a linha: %1.</translation>
    </message>
    <message>
        <source>The operation has no field “%1”.</source>
        <translation>A operação não tem o campo “%1”.</translation>
    </message>
    <message>
        <source>Its fields are: %1.</source>
        <translation>Os campos são: %1.</translation>
    </message>
    <message>
        <source>The list has no column “%1”.</source>
        <translation>A lista não tem a coluna “%1”.</translation>
    </message>
    <message>
        <source>Its columns are: %1.</source>
        <translation>As colunas são: %1.</translation>
    </message>
    <message>
        <source>No column feeds the required field “%1”.</source>
        <translation>Nenhuma coluna alimenta o campo obrigatório “%1”.</translation>
    </message>
    <message>
        <source>Name its column, or give one value for all rows. The list has the columns: %1.</source>
        <translation>Indique a coluna ou dê um único valor para todas as linhas. A lista tem as colunas: %1.</translation>
    </message>
    <message>
        <source>No column feeds any of the fields %1; one of them is required.</source>
        <translation>Nenhuma coluna alimenta qualquer um dos campos %1; um deles é obrigatório.</translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation>Não é possível ler %1: %2.</translation>
    </message>
    <message>
        <source>There is no operation “%1”.</source>
        <translation>Não existe a operação “%1”.</translation>
    </message>
    <message>
        <source>Operations are: %1.</source>
        <translation>As operações são: %1.</translation>
    </message>
    <message>
        <source>“%1” is not known here; known are: %2.</source>
        <translation>“%1” não é conhecido aqui; são conhecidos: %2.</translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation>Falta “%1”.</translation>
    </message>
    <message>
        <source>“%1” must be a text in quotes.</source>
        <translation>“%1” deve ser um texto entre aspas.</translation>
    </message>
    <message>
        <source>“%1” must be a whole number from %2 to %3.</source>
        <translation>“%1” deve ser um número inteiro de %2 a %3.</translation>
    </message>
    <message>
        <source>“%1” must be true or false.</source>
        <translation>“%1” deve ser true ou false.</translation>
    </message>
    <message>
        <source>“%1” must be a list of texts: [&quot;one&quot;, &quot;two&quot;].</source>
        <translation>“%1” deve ser uma lista de textos: [&quot;one&quot;, &quot;two&quot;].</translation>
    </message>
    <message>
        <source>“%1” must be a text, or a text for each language: { en = &quot;…&quot;, ru = &quot;…&quot; }, with English among them.</source>
        <translation>“%1” deve ser um texto, ou um texto para cada idioma: { en = &quot;…&quot;, ru = &quot;…&quot; }, com o inglês entre eles.</translation>
    </message>
    <message>
        <source>“%1” is not a type; types are: %2.</source>
        <translation>“%1” não é um tipo; os tipos são: %2.</translation>
    </message>
    <message>
        <source>A secret must not be stored in the clear: add hash = &quot;argon2id&quot;.</source>
        <translation>Um segredo não pode ser gravado às claras: acrescente hash = &quot;argon2id&quot;.</translation>
    </message>
    <message>
        <source>hash can only be &quot;argon2id&quot;, on a field of type secret.</source>
        <translation>hash só pode ser &quot;argon2id&quot;, em um campo do tipo secret.</translation>
    </message>
    <message>
        <source>A choice needs choices = [&quot;…&quot;, &quot;…&quot;].</source>
        <translation>Um campo choice precisa de choices = [&quot;…&quot;, &quot;…&quot;].</translation>
    </message>
    <message>
        <source>A fixed value must be a text, a whole number, true or false.</source>
        <translation>Um valor fixo deve ser um texto, um número inteiro, true ou false.</translation>
    </message>
    <message>
        <source>“%1” must be a table: column = value.</source>
        <translation>“%1” deve ser uma tabela: column = value.</translation>
    </message>
    <message>
        <source>The field “%1” stands here twice.</source>
        <translation>O campo “%1” aparece aqui duas vezes.</translation>
    </message>
    <message>
        <source>An operation needs at least one [[field]].</source>
        <translation>Uma operação precisa de pelo menos um [[field]].</translation>
    </message>
    <message>
        <source>%1 is required.</source>
        <translation>%1: valor obrigatório.</translation>
    </message>
    <message>
        <source>One of these is required: %1.</source>
        <translation>Um destes é obrigatório: %1.</translation>
    </message>
    <message>
        <source>The same %1 already stands in row %2.</source>
        <translation>O mesmo valor de %1 já está na linha %2.</translation>
    </message>
    <message>
        <source>There is nothing to read in %1: it is empty.</source>
        <translation>Não há nada para ler em %1: está vazio.</translation>
    </message>
    <message>
        <source>Line %1 has %2 columns instead of %3.</source>
        <translation>A linha %1 tem %2 colunas em vez de %3.</translation>
    </message>
    <message>
        <source>Check its permissions, and that no other program holds it.</source>
        <translation>Verifique as permissões e se nenhum outro programa o está usando.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Não existe o arquivo %1.</translation>
    </message>
    <message>
        <source>%1 was read from a stream and cannot be read again.</source>
        <translation>%1 foi lido de um fluxo e não pode ser lido de novo.</translation>
    </message>
    <message>
        <source>Nothing was written; submit the list again.</source>
        <translation>Nada foi gravado; envie a lista de novo.</translation>
    </message>
    <message>
        <source>The file %1 is no longer there.</source>
        <translation>O arquivo %1 não está mais lá.</translation>
    </message>
    <message>
        <source>The file %1 was changed since the job was submitted.</source>
        <translation>O arquivo %1 foi alterado depois que a tarefa foi enviada.</translation>
    </message>
    <message>
        <source>%1 has none of the columns of this job.</source>
        <translation>%1 não tem nenhuma das colunas desta tarefa.</translation>
    </message>
    <message>
        <source>The columns of the job are: %1.</source>
        <translation>As colunas da tarefa são: %1.</translation>
    </message>
    <message>
        <source>Line %1 of %2 does not say which row it mends.</source>
        <translation>A linha %1 de %2 não diz qual linha ela corrige.</translation>
    </message>
    <message>
        <source>Mend a file that “export” wrote, and leave its columns bulkhead_row and bulkhead_code as they are.</source>
        <translation>Corrija um arquivo gravado por “export” e deixe as colunas bulkhead_row e bulkhead_code como estão.</translation>
    </message>
    <message>
        <source>Mend the file and try again.</source>
        <translation>Corrija o arquivo e tente de novo.</translation>
    </message>
    <message>
        <source>Row %1 stands twice in %2, again on line %3.</source>
        <translation>A linha %1 aparece duas vezes em %2, de novo na linha %3 do arquivo.</translation>
    </message>
    <message>
        <source>Keep one of them.</source>
        <translation>Mantenha uma delas.</translation>
    </message>
    <message>
        <source>This program counts as gone: it was silent for longer than its lease.</source>
        <translation>Este programa é dado como perdido: ficou em silêncio por mais tempo que a sua reserva (lease).</translation>
    </message>
    <message>
        <source>The rows of chunk %1 of job %2 are missing from the database.</source>
        <translation>As linhas do bloco %1 da tarefa %2 não estão no banco de dados.</translation>
    </message>
    <message>
        <source>Cancel the job and submit it again.</source>
        <translation>Cancele a tarefa e envie-a de novo.</translation>
    </message>
    <message>
        <source>A chunk is recorded in the transaction of its effect, and none is open.</source>
        <translation>Um bloco é registrado na mesma transação do seu efeito, e nenhuma está aberta.</translation>
    </message>
    <message>
        <source>Chunk %1 has %2 rows, but %3 were accounted for.</source>
        <translation>O bloco %1 tem %2 linhas, mas foram contabilizadas %3.</translation>
    </message>
    <message>
        <source>This is a fault of the operation; nothing of the chunk was written.</source>
        <translation>É um defeito da operação; nada do bloco foi gravado.</translation>
    </message>
    <message>
        <source>Write postgresql://user@host:5432/database or sqlite:///folder/file.</source>
        <translation>Escreva postgresql://user@host:5432/database ou sqlite:///folder/file.</translation>
    </message>
    <message>
        <source>A percent sign itself is written %25.</source>
        <translation>O próprio sinal de porcentagem se escreve %25.</translation>
    </message>
    <message>
        <source>The port “%1” of the database URL is not a number from 1 to 65535.</source>
        <translation>A porta “%1” da URL do banco de dados não é um número de 1 a 65535.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown sslmode “%1”.</source>
        <translation>A URL do banco de dados pede um sslmode desconhecido, “%1”.</translation>
    </message>
    <message>
        <source>Known are disable, allow, prefer, require, verify-ca and verify-full.</source>
        <translation>Os conhecidos são disable, allow, prefer, require, verify-ca e verify-full.</translation>
    </message>
    <message>
        <source>The parameter host of the database URL is malformed.</source>
        <translation>O parâmetro host da URL do banco de dados está malformado.</translation>
    </message>
    <message>
        <source>The user of the database URL is malformed.</source>
        <translation>O usuário da URL do banco de dados está malformado.</translation>
    </message>
    <message>
        <source>The password of the database URL is malformed.</source>
        <translation>A senha da URL do banco de dados está malformada.</translation>
    </message>
    <message>
        <source>The database name of the database URL is malformed.</source>
        <translation>O nome do banco na URL do banco de dados está malformado.</translation>
    </message>
    <message>
        <source>The database URL has an unknown parameter “%1”.</source>
        <translation>A URL do banco de dados tem um parâmetro desconhecido, “%1”.</translation>
    </message>
    <message>
        <source>Known are host, port, user, password, dbname and sslmode.</source>
        <translation>Os conhecidos são host, port, user, password, dbname e sslmode.</translation>
    </message>
    <message>
        <source>The host of the database URL is malformed.</source>
        <translation>O host da URL do banco de dados está malformado.</translation>
    </message>
    <message>
        <source>An IPv6 address stands in brackets: [::1]:5432.</source>
        <translation>Um endereço IPv6 fica entre colchetes: [::1]:5432.</translation>
    </message>
    <message>
        <source>The database URL names no database.</source>
        <translation>A URL do banco de dados não indica nenhum banco.</translation>
    </message>
    <message>
        <source>The file of the database URL is malformed.</source>
        <translation>O arquivo da URL do banco de dados está malformado.</translation>
    </message>
    <message>
        <source>The file of the database URL is not an absolute path: “%1”.</source>
        <translation>O arquivo da URL do banco de dados não é um caminho absoluto: “%1”.</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>Escreva %1.</translation>
    </message>
    <message>
        <source>The database URL names a folder, not a file: “%1”.</source>
        <translation>A URL do banco de dados indica uma pasta, não um arquivo: “%1”.</translation>
    </message>
    <message>
        <source>The database URL does not say what kind of database it is.</source>
        <translation>A URL do banco de dados não diz qual é o tipo do banco.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown kind of database, “%1”.</source>
        <translation>A URL do banco de dados pede um tipo de banco desconhecido, “%1”.</translation>
    </message>
    <message>
        <source>Look at the job again; somebody else may be at work on it.</source>
        <translation>Veja a tarefa de novo; outra pessoa pode estar trabalhando nela.</translation>
    </message>
    <message>
        <source>Row %1 of job %2 is no failed row that waits for a retry.</source>
        <translation>A linha %1 da tarefa %2 não é uma linha com falha à espera de nova tentativa.</translation>
    </message>
    <message>
        <source>No row succeeded.</source>
        <translation>Nenhuma linha teve sucesso.</translation>
    </message>
    <message>
        <source>The list of job %1 is not being read any more.</source>
        <translation>A lista da tarefa %1 não está mais sendo lida.</translation>
    </message>
    <message>
        <source>It was cancelled or deleted meanwhile, or is complete.</source>
        <translation>Nesse meio-tempo ela foi cancelada ou excluída, ou está completa.</translation>
    </message>
    <message>
        <source>Another program reads the list of job %1 already.</source>
        <translation>Outro programa já está lendo a lista da tarefa %1.</translation>
    </message>
    <message>
        <source>The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap</source>
        <translation>Os blocos são numerados 0, 1, 2 … e cobrem as linhas sem lacuna nem sobreposição</translation>
    </message>
    <message>
        <source>The rows of every finished chunk add up</source>
        <translation>As linhas de cada bloco terminado somam o total</translation>
    </message>
    <message>
        <source>No chunk counts rows that it has not finished</source>
        <translation>Nenhum bloco conta linhas que não terminou</translation>
    </message>
    <message>
        <source>Every chunk has exactly as many failures as it counts, on rows of its own</source>
        <translation>Cada bloco tem exatamente tantas falhas quantas conta, em linhas próprias</translation>
    </message>
    <message>
        <source>Every chunk has kept its rows</source>
        <translation>Cada bloco manteve as suas linhas</translation>
    </message>
    <message>
        <source>Only finished chunks have results, and where rows succeeded they are there</source>
        <translation>Só blocos terminados têm resultados, e onde linhas tiveram sucesso eles existem</translation>
    </message>
    <message>
        <source>Failures, rows and results all belong to a chunk of the job</source>
        <translation>Falhas, linhas e resultados pertencem todos a um bloco da tarefa</translation>
    </message>
    <message>
        <source>Every chunk that runs or ran was claimed, and no two claims share a fence</source>
        <translation>Cada bloco em execução ou já executado foi reservado, e nenhuma reserva repete a mesma barreira (fence)</translation>
    </message>
    <message>
        <source>A chunk that runs has a worker</source>
        <translation>Um bloco em execução tem um executor</translation>
    </message>
    <message>
        <source>A finished job has no open chunk</source>
        <translation>Uma tarefa terminada não tem bloco aberto</translation>
    </message>
    <message>
        <source>Only a cancelled or stopped job has cancelled chunks</source>
        <translation>Só uma tarefa cancelada ou interrompida tem blocos cancelados</translation>
    </message>
    <message>
        <source>No chunk of a job whose list is still being read was worked on</source>
        <translation>Nenhum bloco de uma tarefa cuja lista ainda está sendo lida foi processado</translation>
    </message>
    <message>
        <source>The job&apos;s state fits the sums of its rows and its times</source>
        <translation>O estado da tarefa condiz com as somas das linhas e com os horários</translation>
    </message>
    <message>
        <source>The job&apos;s log tells every change of its state, in an allowed order</source>
        <translation>O log da tarefa registra cada mudança de estado, em uma ordem permitida</translation>
    </message>
    <message>
        <source>Every finished chunk was reported as finished exactly once</source>
        <translation>Cada bloco terminado foi informado como terminado exatamente uma vez</translation>
    </message>
    <message>
        <source>The program does not carry the migration %1.</source>
        <translation>O programa não contém a migração %1.</translation>
    </message>
    <message>
        <source>Install the program anew.</source>
        <translation>Instale o programa de novo.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program knows them up to %2.</source>
        <translation>O banco de dados tem a versão %1 das tabelas; este programa as conhece até a %2.</translation>
    </message>
    <message>
        <source>Use a newer version of the program.</source>
        <translation>Use uma versão mais nova do programa.</translation>
    </message>
    <message>
        <source>Jobs that are not finished: %1.</source>
        <translation>Tarefas que não terminaram: %1.</translation>
    </message>
    <message>
        <source>Wait for them or cancel them first.</source>
        <translation>Aguarde o fim delas ou cancele-as primeiro.</translation>
    </message>
    <message>
        <source>The table %1 holds rows and is not dropped.</source>
        <translation>A tabela %1 contém linhas e não será removida.</translation>
    </message>
    <message>
        <source>Empty it by hand first, if its rows may really go.</source>
        <translation>Esvazie-a à mão primeiro, se as linhas puderem mesmo ser perdidas.</translation>
    </message>
    <message>
        <source>The migration %1 of %2 failed and was taken back: %3</source>
        <translation>A migração %1 de %2 falhou e foi desfeita: %3</translation>
    </message>
    <message>
        <source>Run: bulkheadctl migrate up</source>
        <translation>Execute: bulkheadctl migrate up</translation>
    </message>
    <message>
        <source>The database has no tables for jobs yet.</source>
        <translation>O banco de dados ainda não tem tabelas para tarefas.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program needs %2.</source>
        <translation>O banco de dados tem a versão %1 das tabelas; este programa precisa da %2.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver does not give out its connection.</source>
        <translation>O driver PostgreSQL do Qt não dá acesso à sua conexão.</translation>
    </message>
    <message>
        <source>The server runs PostgreSQL %1.</source>
        <translation>O servidor usa o PostgreSQL %1.</translation>
    </message>
    <message>
        <source>PostgreSQL 13 or newer is needed.</source>
        <translation>É necessário o PostgreSQL 13 ou mais novo.</translation>
    </message>
    <message>
        <source>The transaction was rolled back, since one of its statements had failed.</source>
        <translation>A transação foi desfeita, pois uma das suas instruções falhou.</translation>
    </message>
    <message>
        <source>The server refused the login to %1: %2</source>
        <translation>O servidor recusou o acesso a %1: %2</translation>
    </message>
    <message>
        <source>Check user and password, and the server&apos;s pg_hba.conf.</source>
        <translation>Verifique o usuário, a senha e o pg_hba.conf do servidor.</translation>
    </message>
    <message>
        <source>There is no database “%1” on this server.</source>
        <translation>Não existe o banco de dados “%1” neste servidor.</translation>
    </message>
    <message>
        <source>Check the name, or create it: createdb %1</source>
        <translation>Verifique o nome ou crie-o: createdb %1</translation>
    </message>
    <message>
        <source>The server of %1 takes no more connections.</source>
        <translation>O servidor de %1 não aceita mais conexões.</translation>
    </message>
    <message>
        <source>Close other programs, or raise max_connections.</source>
        <translation>Feche outros programas ou aumente max_connections.</translation>
    </message>
    <message>
        <source>The database %1 cannot be reached: %2</source>
        <translation>Não é possível acessar o banco de dados %1: %2</translation>
    </message>
    <message>
        <source>Check host and port, that the server runs, and the firewall.</source>
        <translation>Verifique o host e a porta, se o servidor está ativo e o firewall.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver is not installed.</source>
        <translation>O driver PostgreSQL do Qt não está instalado.</translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-psql.</source>
        <translation>Instale o pacote libqt6sql6-psql.</translation>
    </message>
    <message>
        <source>Check that the server runs and the network is up.</source>
        <translation>Verifique se o servidor está ativo e se a rede funciona.</translation>
    </message>
    <message>
        <source>The connection or the server only allows reading.</source>
        <translation>A conexão ou o servidor só permite leitura.</translation>
    </message>
    <message>
        <source>Free some space on the disk of the database.</source>
        <translation>Libere espaço no disco do banco de dados.</translation>
    </message>
    <message>
        <source>Somebody else changes the same rows; try again.</source>
        <translation>Outra pessoa está alterando as mesmas linhas; tente de novo.</translation>
    </message>
    <message>
        <source>The statement took longer than its time limit.</source>
        <translation>A instrução levou mais que o seu tempo limite.</translation>
    </message>
    <message>
        <source>The statement was stopped on request.</source>
        <translation>A instrução foi interrompida a pedido.</translation>
    </message>
    <message>
        <source>The connection to the database was lost: %1</source>
        <translation>A conexão com o banco de dados foi perdida: %1</translation>
    </message>
    <message>
        <source>The database refused: %1</source>
        <translation>O banco de dados recusou: %1</translation>
    </message>
    <message>
        <source>The database refused “%1”: %2</source>
        <translation>O banco de dados recusou “%1”: %2</translation>
    </message>
    <message>
        <source>The database file %1 cannot be opened: %2</source>
        <translation>Não é possível abrir o arquivo do banco de dados %1: %2</translation>
    </message>
    <message>
        <source>Make the folder %1 first.</source>
        <translation>Crie primeiro a pasta %1.</translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation>Verifique as permissões da pasta.</translation>
    </message>
    <message>
        <source>Check that it is a file you may read and write.</source>
        <translation>Verifique se é um arquivo que você pode ler e gravar.</translation>
    </message>
    <message>
        <source>None of the selected rows can be retried.</source>
        <translation>Nenhuma das linhas selecionadas pode ser tentada de novo.</translation>
    </message>
    <message>
        <source>Select rows that failed and were not retried yet.</source>
        <translation>Selecione linhas que falharam e ainda não foram tentadas de novo.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Escolha outra pasta.</translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation>O disco está cheio?</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>Nenhum banco de dados está aberto.</translation>
    </message>
    <message>
        <source>Choose one with File &gt; Connect.</source>
        <translation>Escolha um em Arquivo &gt; Conectar.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 é uma pasta, não um arquivo.</translation>
    </message>
    <message>
        <source>Interrupted while the list was being read; nothing was written.</source>
        <translation>Interrompida enquanto a lista era lida; nada foi gravado.</translation>
    </message>
    <message>
        <source>The sandbox has no switch “%1”, or not with this value.</source>
        <translation>O sandbox não tem a opção “%1”, ou não com este valor.</translation>
    </message>
    <message>
        <source>GET /sandbox/faults shows all of them.</source>
        <translation>GET /sandbox/faults mostra todas.</translation>
    </message>
    <message>
        <source>Port %1 cannot be opened.</source>
        <translation>A porta %1 não pode ser aberta.</translation>
    </message>
    <message>
        <source>Choose another one, or 0 for any that is free.</source>
        <translation>Escolha outra, ou 0 para qualquer porta livre.</translation>
    </message>
    <message>
        <source>The service gave two different answers.</source>
        <translation>O serviço deu duas respostas diferentes.</translation>
    </message>
    <message>
        <source>The service answered, but said nothing about this one.</source>
        <translation>O serviço respondeu, mas nada disse sobre este item.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>Foi cancelado.</translation>
    </message>
    <message>
        <source>The service did not answer in time.</source>
        <translation>O serviço não respondeu a tempo.</translation>
    </message>
    <message>
        <source>The service cannot be reached: %1</source>
        <translation>Não foi possível contatar o serviço: %1</translation>
    </message>
    <message>
        <source>The connection broke during the call: %1</source>
        <translation>A conexão caiu durante a chamada: %1</translation>
    </message>
    <message>
        <source>The service cannot answer now: %1</source>
        <translation>O serviço não pode responder agora: %1</translation>
    </message>
    <message>
        <source>The service asks us to slow down: %1</source>
        <translation>O serviço pede menos chamadas: %1</translation>
    </message>
    <message>
        <source>The service failed: %1</source>
        <translation>Falha no serviço: %1</translation>
    </message>
    <message>
        <source>The service does not let us in: %1</source>
        <translation>O serviço nega o acesso: %1</translation>
    </message>
    <message>
        <source>The service refused: %1</source>
        <translation>O serviço recusou: %1</translation>
    </message>
    <message>
        <source>The service&apos;s certificate is not trusted: %1</source>
        <translation>O certificado do serviço não é confiável: %1</translation>
    </message>
    <message>
        <source>This is no address of an HTTP service: %1</source>
        <translation>Este não é o endereço de um serviço HTTP: %1</translation>
    </message>
    <message>
        <source>The service&apos;s answer is too large.</source>
        <translation>A resposta do serviço é grande demais.</translation>
    </message>
    <message>
        <source>The service does not know it.</source>
        <translation>O serviço não o conhece.</translation>
    </message>
    <message>
        <source>The service does not take it.</source>
        <translation>O serviço não o aceita.</translation>
    </message>
    <message>
        <source>Mend the look-up&apos;s description.</source>
        <translation>Corrija a descrição da consulta.</translation>
    </message>
    <message>
        <source>The look-up sends no key: neither its path nor its body contains {key} or {keys}.</source>
        <translation>A consulta não envia a chave: nem o caminho nem o corpo contêm {key} ou {keys}.</translation>
    </message>
    <message>
        <source>The look-up&apos;s body must be a JSON object or list.</source>
        <translation>O corpo da consulta deve ser um objeto ou uma lista JSON.</translation>
    </message>
    <message>
        <source>The look-up names no value that it brings.</source>
        <translation>A consulta não indica nenhum valor a obter.</translation>
    </message>
    <message>
        <source>“%1” is no place in JSON: it begins with “/”.</source>
        <translation>“%1” não é um lugar em JSON: ele começa com “/”.</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON: %1.</source>
        <translation>A resposta do serviço não é JSON: %1.</translation>
    </message>
    <message>
        <source>The service&apos;s answer has nothing at “%1”.</source>
        <translation>A resposta do serviço não tem nada em “%1”.</translation>
    </message>
    <message>
        <source>The service says that it knows this phone, but not its MAX id.</source>
        <translation>O serviço diz conhecer este telefone, mas não informa o identificador MAX.</translation>
    </message>
    <message>
        <source>The service knows no one with this phone.</source>
        <translation>O serviço não conhece ninguém com este telefone.</translation>
    </message>
    <message>
        <source>The service does not take this phone: %1</source>
        <translation>O serviço não aceita este telefone: %1</translation>
    </message>
    <message>
        <source>Write it like +7 999 123-45-67.</source>
        <translation>Escreva assim: +7 999 123-45-67.</translation>
    </message>
    <message>
        <source>“%1” has too many digits for a Russian phone number.</source>
        <translation>“%1” tem dígitos demais para um número russo.</translation>
    </message>
    <message>
        <source>“%1” is not a Russian phone number.</source>
        <translation>“%1” não é um número de telefone russo.</translation>
    </message>
    <message>
        <source>“%1” lacks +7 or 8 in front.</source>
        <translation>Em “%1” falta +7 ou 8 no início.</translation>
    </message>
    <message>
        <source>“%1” has too few digits for a Russian phone number.</source>
        <translation>“%1” tem dígitos de menos para um número russo.</translation>
    </message>
    <message>
        <source>“%1” is not a phone number.</source>
        <translation>“%1” não é um número de telefone.</translation>
    </message>
    <message>
        <source>There is no phone number.</source>
        <translation>Não há número de telefone.</translation>
    </message>
    <message>
        <source>“%1” has an extension, which a personal phone has not.</source>
        <translation>“%1” tem um ramal, o que um telefone pessoal não tem.</translation>
    </message>
    <message>
        <source>The keychain does not give “%1”: %2</source>
        <translation>O chaveiro não fornece “%1”: %2</translation>
    </message>
    <message>
        <source>On a server without a keychain use env: or file: instead.</source>
        <translation>Num servidor sem chaveiro, use env: ou file:.</translation>
    </message>
    <message>
        <source>--%1 wants a number, not “%2”.</source>
        <translation>--%1 espera um número, não “%2”.</translation>
    </message>
    <message>
        <source>--%1 must lie between 0 and %2.</source>
        <translation>--%1 deve estar entre 0 e %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>Não é possível ler %1: %2.</translation>
    </message>
    <message>
        <source>--now wants a time like 2026-01-31T12:00:00Z, not “%1”.</source>
        <translation>--now espera um instante como 2026-01-31T12:00:00Z, não “%1”.</translation>
    </message>
    <message>
        <source>--path wants NAME=/path, not “%1”.</source>
        <translation>--path espera NOME=/caminho, não “%1”.</translation>
    </message>
    <message>
        <source>--%1 wants a duration like 5s or 500ms, not “%2”.</source>
        <translation>--%1 espera uma duração como 5s ou 500ms, não “%2”.</translation>
    </message>
    <message>
        <source>Which kind of service is “%1”? --kind is missing: maxbot, checkins, users or http.</source>
        <translation>De que tipo é o serviço “%1”? Falta --kind: maxbot, checkins, users ou http.</translation>
    </message>
    <message>
        <source>services knows list, set, remove and test, not “%1”.</source>
        <translation>services conhece list, set, remove e test, não “%1”.</translation>
    </message>
    <message>
        <source>Which service? Its name is missing.</source>
        <translation>Qual serviço? Falta o nome.</translation>
    </message>
    <message>
        <source>%1 is empty, or too large to be what it should be.</source>
        <translation>%1 está vazio, ou é grande demais para ser o que deveria.</translation>
    </message>
    <message>
        <source>The environment variable %1 is not set, which has the secret of service “%2”.</source>
        <translation>A variável de ambiente %1, com o segredo do serviço “%2”, não está definida.</translation>
    </message>
    <message>
        <source>There is no keychain here, which has the secret of service “%1”.</source>
        <translation>Não há aqui um chaveiro, que guarda o segredo do serviço “%1”.</translation>
    </message>
    <message>
        <source>%1 contains no certificate (PEM).</source>
        <translation>%1 não contém um certificado (PEM).</translation>
    </message>
    <message>
        <source>The secret of service “%1” has more than one line.</source>
        <translation>O segredo do serviço “%1” tem mais de uma linha.</translation>
    </message>
    <message>
        <source>“%1” is no address of a MaxBot service.</source>
        <translation>“%1” não é o endereço de um serviço MaxBot.</translation>
    </message>
    <message>
        <source>Write it as host:port, for example localhost:9095.</source>
        <translation>Escreva como host:porta, por exemplo localhost:9095.</translation>
    </message>
    <message>
        <source>“%1” is no address of an HTTP service.</source>
        <translation>“%1” não é o endereço de um serviço HTTP.</translation>
    </message>
    <message>
        <source>Write it as a URL, for example https://checkins.example.org/api.</source>
        <translation>Escreva como URL, por exemplo https://checkins.example.org/api.</translation>
    </message>
    <message>
        <source>The address of service “%1” contains a user or password.</source>
        <translation>O endereço do serviço “%1” contém usuário ou senha.</translation>
    </message>
    <message>
        <source>Keep secrets in the environment, a file or the keychain: env:, file:, keychain:.</source>
        <translation>Guarde segredos no ambiente, num arquivo ou no chaveiro: env:, file:, keychain:.</translation>
    </message>
    <message>
        <source>%1 of service “%2” must lie between %3 and %4.</source>
        <translation>%1 do serviço “%2” deve estar entre %3 e %4.</translation>
    </message>
    <message>
        <source>The deadline counts milliseconds, the rate calls a second (0: no limit).</source>
        <translation>O prazo é em milissegundos, a taxa em chamadas por segundo (0: sem limite).</translation>
    </message>
    <message>
        <source>There is no kind of service “%1”.</source>
        <translation>Não existe o tipo de serviço “%1”.</translation>
    </message>
    <message>
        <source>The kinds are maxbot, checkins, users and http.</source>
        <translation>Os tipos são maxbot, checkins, users e http.</translation>
    </message>
    <message>
        <source>A credential says where the secret is, and is not the secret itself.</source>
        <translation>A credencial diz onde está o segredo, e não é o próprio segredo.</translation>
    </message>
    <message>
        <source>Write env:VARIABLE, file:/path or keychain:NAME.</source>
        <translation>Escreva env:VARIÁVEL, file:/caminho ou keychain:NOME.</translation>
    </message>
    <message>
        <source>“%1” cannot name a service.</source>
        <translation>“%1” não pode ser o nome de um serviço.</translation>
    </message>
    <message>
        <source>Use up to 64 letters, digits, “-”, “_” and “.”.</source>
        <translation>Use até 64 letras, dígitos, “-”, “_” e “.”.</translation>
    </message>
    <message>
        <source>“%1” cannot be the header that carries the secret of service “%2”.</source>
        <translation>“%1” não pode ser o cabeçalho que leva o segredo do serviço “%2”.</translation>
    </message>
    <message>
        <source>Usual are Authorization and X-API-Key.</source>
        <translation>Os usuais são Authorization e X-API-Key.</translation>
    </message>
    <message>
        <source>The path “%1” of service “%2” must begin with “/”.</source>
        <translation>O caminho “%1” do serviço “%2” deve começar com “/”.</translation>
    </message>
    <message>
        <source>It is put behind the service&apos;s address.</source>
        <translation>Ele é acrescentado ao endereço do serviço.</translation>
    </message>
    <message>
        <source>There is no service “%1”.</source>
        <translation>Não existe o serviço “%1”.</translation>
    </message>
    <message>
        <source>%1 is “%2”, which is no duration.</source>
        <translation>%1 é “%2”, que não é uma duração.</translation>
    </message>
    <message>
        <source>Write it like 5s, 500ms or 1m30s.</source>
        <translation>Escreva como 5s, 500ms ou 1m30s.</translation>
    </message>
    <message>
        <source>Service “%1” follows from the environment and cannot be removed.</source>
        <translation>O serviço “%1” vem do ambiente e não pode ser removido.</translation>
    </message>
    <message>
        <source>Check its secret (now: %1) and the header it goes in (now: %2).</source>
        <translation>Verifique o segredo (agora: %1) e o cabeçalho em que ele vai (agora: %2).</translation>
    </message>
    <message>
        <source>It works, but others use it too: set a rate that leaves room for them.</source>
        <translation>Funciona, mas outros também o usam: defina uma taxa que deixe espaço para eles.</translation>
    </message>
    <message>
        <source>Something listens at %1, but it may not be this service, or want TLS, or need a longer deadline.</source>
        <translation>Algo escuta em %1, mas pode não ser este serviço, ou exigir TLS, ou precisar de mais prazo.</translation>
    </message>
    <message>
        <source>Is it running, and is its address right? It is asked at %1.</source>
        <translation>Ele está em execução, e o endereço está certo? A chamada vai para %1.</translation>
    </message>
    <message>
        <source>Is this the right kind of service? It is set up as “%1”.</source>
        <translation>É o tipo certo de serviço? Está configurado como “%1”.</translation>
    </message>
    <message>
        <source>The MaxBot service answered as “%1”.</source>
        <translation>O serviço MaxBot respondeu como “%1”.</translation>
    </message>
    <message>
        <source>The MaxBot service answered.</source>
        <translation>O serviço MaxBot respondeu.</translation>
    </message>
    <message>
        <source>The service answered with HTTP status %1.</source>
        <translation>O serviço respondeu com o código HTTP %1.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3, not “%4”.</source>
        <translation>%1 deve ser um número inteiro de %2 a %3, não “%4”.</translation>
    </message>
    <message>
        <source>%1 must be a duration from %2 to %3, not “%4”.</source>
        <translation>%1 deve ser uma duração de %2 a %3, não “%4”.</translation>
    </message>
    <message>
        <source>%1 must be true or false, not “%2”.</source>
        <translation>%1 deve ser true ou false, não “%2”.</translation>
    </message>
    <message>
        <source>%1 must be one of %2, not “%3”.</source>
        <translation>%1 deve ser um destes: %2, não “%3”.</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1” and DB_SSL_MODE is “%2”: which one counts?</source>
        <translation>DB_SSLMODE é “%1” e DB_SSL_MODE é “%2”: qual deles vale?</translation>
    </message>
    <message>
        <source>Keep DB_SSLMODE only.</source>
        <translation>Deixe apenas DB_SSLMODE.</translation>
    </message>
    <message>
        <source>There is no setting %1.</source>
        <translation>Não existe a configuração %1.</translation>
    </message>
    <message>
        <source>Is it spelt right?</source>
        <translation>Está escrito corretamente?</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT (%1) is longer than BATCH_PROCESSING_TIMEOUT (%2).</source>
        <translation>MONTAGE_USER_TIMEOUT (%1) é maior que BATCH_PROCESSING_TIMEOUT (%2).</translation>
    </message>
    <message>
        <source>One user&apos;s time is part of the whole job&apos;s.</source>
        <translation>O tempo de um usuário faz parte do tempo do trabalho inteiro.</translation>
    </message>
    <message>
        <source>DB_HOST is set, but DB_NAME or DB_USER is missing.</source>
        <translation>DB_HOST está definido, mas falta DB_NAME ou DB_USER.</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON object.</source>
        <translation>A resposta do serviço não é um objeto JSON.</translation>
    </message>
    <message>
        <source>The service sent a check-in without id, user or time.</source>
        <translation>O serviço enviou um check-in sem id, usuário ou horário.</translation>
    </message>
    <message>
        <source>The service says that there is more, but repeats itself.</source>
        <translation>O serviço diz que há mais, mas se repete.</translation>
    </message>
    <message>
        <source>The service speaks of %1 check-ins, but sent %2.</source>
        <translation>O serviço anuncia %1 check-ins, mas enviou %2.</translation>
    </message>
    <message>
        <source>The service&apos;s list of users is not in the order of their ids.</source>
        <translation>A lista de usuários do serviço não está na ordem dos ids.</translation>
    </message>
    <message>
        <source>Reading the user&apos;s check-ins took too long.</source>
        <translation>A leitura dos check-ins do usuário demorou demais.</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT says how long it may take.</source>
        <translation>MONTAGE_USER_TIMEOUT diz quanto isso pode demorar.</translation>
    </message>
    <message>
        <source>--%1 wants a day or a time like 2026-11-22 or 2026-11-22T09:00, not “%2”.</source>
        <translation>--%1 pede um dia ou uma hora como 2026-11-22 ou 2026-11-22T09:00, não “%2”.</translation>
    </message>
    <message>
        <source>The audit knows no action “%1”, only: %2.</source>
        <translation>A auditoria não conhece a ação “%1”, apenas: %2.</translation>
    </message>
    <message>
        <source>--job wants the whole id of a job, not “%1”.</source>
        <translation>--job pede o id completo de uma tarefa, não “%1”.</translation>
    </message>
    <message>
        <source>audit knows list, verify and export, not “%1”.</source>
        <translation>audit conhece list, verify e export, não “%1”.</translation>
    </message>
    <message>
        <source>Which file? “bulkheadctl operations check FILE”.</source>
        <translation>Qual arquivo? “bulkheadctl operations check FILE”.</translation>
    </message>
    <message>
        <source>For which table? This database has: %1.</source>
        <translation>Para qual tabela? Este banco de dados tem: %1.</translation>
    </message>
    <message>
        <source>Which role, and whose? roles %1 ROLE USER</source>
        <translation>Qual papel, e de quem? roles %1 ROLE USER</translation>
    </message>
    <message>
        <source>There is no role “%1”; the roles are viewer, operator and administrator.</source>
        <translation>Não existe o papel “%1”; os papéis são viewer, operator e administrator.</translation>
    </message>
    <message>
        <source>roles knows list, grant and revoke, not “%1”.</source>
        <translation>roles conhece list, grant e revoke, não “%1”.</translation>
    </message>
    <message>
        <source>--pause-at wants a share of the rows such as 5%, not “%1”.</source>
        <translation>--pause-at exige uma parcela das linhas como 5%, não “%1”.</translation>
    </message>
    <message>
        <source>Give --csv or --query, not both.</source>
        <translation>Indique --csv ou --query, não os dois.</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --query for: %1.</source>
        <translation>Qual lista? Indique --csv FILE, ou --query para: %1.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being previewed; nothing was written.</source>
        <translation>Interrompida durante a prévia das alterações; nada foi gravado.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being collected; nothing was written.</source>
        <translation>Interrompida enquanto as alterações eram reunidas; nada foi gravado.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and take it back then.</source>
        <translation>Espere o fim dela, ou cancele-a, e então a desfaça.</translation>
    </message>
    <message>
        <source>This job only read; there is nothing to take back.</source>
        <translation>Esta tarefa só leu; não há nada a desfazer.</translation>
    </message>
    <message>
        <source>The operation %1 cannot be taken back.</source>
        <translation>A operação %1 não pode ser desfeita.</translation>
    </message>
    <message>
        <source>This job changed nothing.</source>
        <translation>Esta tarefa não alterou nada.</translation>
    </message>
    <message>
        <source>What the job changed was kept for a limited time, which is over.</source>
        <translation>O que a tarefa alterou foi guardado por tempo limitado, que já terminou.</translation>
    </message>
    <message>
        <source>Settings say how long the changes of new jobs are kept.</source>
        <translation>As configurações dizem por quanto tempo se guardam as alterações das novas tarefas.</translation>
    </message>
    <message>
        <source>This job is being taken back already.</source>
        <translation>Esta tarefa já está sendo desfeita.</translation>
    </message>
    <message>
        <source>This job was taken back already.</source>
        <translation>Esta tarefa já foi desfeita.</translation>
    </message>
    <message>
        <source>To apply it once more, revert the job that took it back.</source>
        <translation>Para aplicá-la de novo, desfaça a tarefa que a desfez.</translation>
    </message>
    <message>
        <source>The job %1 waits for nobody.</source>
        <translation>A tarefa %1 não espera por ninguém.</translation>
    </message>
    <message>
        <source>It runs already, or has ended.</source>
        <translation>Ela já está em execução ou já terminou.</translation>
    </message>
    <message>
        <source>%1 submitted this job, so somebody else must approve it.</source>
        <translation>%1 enviou esta tarefa, então outra pessoa precisa aprová-la.</translation>
    </message>
    <message>
        <source>Ask a colleague to look at its preview.</source>
        <translation>Peça a um colega que veja a prévia.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: confirm it by their number, and say why.</source>
        <translation>Esta tarefa tem %1 linhas, mais do que %2, o limite sem confirmação: confirme com o número de linhas e informe o motivo.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: say why.</source>
        <translation>Esta tarefa tem %1 linhas, mais do que %2, o limite sem confirmação: informe o motivo.</translation>
    </message>
    <message>
        <source>Waits for a second person: above %1 rows somebody other than who submitted it must approve.</source>
        <translation>Aguarda uma segunda pessoa: acima de %1 linhas, quem aprova deve ser outra pessoa, e não quem a enviou.</translation>
    </message>
    <message>
        <source>A revert is not retried row by row.</source>
        <translation>Uma reversão não é repetida linha por linha.</translation>
    </message>
    <message>
        <source>Revert the first job again: what is back already is passed over.</source>
        <translation>Desfaça a primeira tarefa de novo: o que já foi restaurado é ignorado.</translation>
    </message>
    <message>
        <source>The program ended while the changes were being collected.</source>
        <translation>O programa terminou enquanto as alterações eram reunidas.</translation>
    </message>
    <message>
        <source>Nothing was written; revert the first job again.</source>
        <translation>Nada foi gravado; desfaça a primeira tarefa de novo.</translation>
    </message>
    <message>
        <source>Every succeeded row has told what it changed or read</source>
        <translation>Cada linha bem-sucedida informou o que alterou ou leu</translation>
    </message>
    <message>
        <source>first must be 1 or more.</source>
        <translation>first deve ser 1 ou mais.</translation>
    </message>
    <message>
        <source>pause-at must be from 0% to 100%.</source>
        <translation>pause-at deve ser de 0% a 100%.</translation>
    </message>
    <message>
        <source>The record was changed since the preview, and was left as it is.</source>
        <translation>O registro foi alterado desde a prévia e foi deixado como está.</translation>
    </message>
    <message>
        <source>“%1” has more than %2 digits behind the point.</source>
        <translation>“%1” tem mais de %2 casas decimais.</translation>
    </message>
    <message>
        <source>This is not JSON: %1 (at character %2).</source>
        <translation>Isto não é JSON: %1 (no caractere %2).</translation>
    </message>
    <message>
        <source>“%1” does not have the form %2.</source>
        <translation>“%1” não tem o formato %2.</translation>
    </message>
    <message>
        <source>%1 does not have the form that its column needs: %3.</source>
        <translation>%1 não tem o formato que a coluna exige: %3.</translation>
    </message>
    <message>
        <source>%1 does not fit its column: %3.</source>
        <translation>%1 não cabe na coluna: %3.</translation>
    </message>
    <message>
        <source>In conditions, t is the record, r the row by its field names, c what [compute] gave, actor the row of [actor].</source>
        <translation>Nas condições, t é o registro, r a linha com os nomes dos campos, c o resultado de [compute], actor a linha de [actor].</translation>
    </message>
    <message>
        <source>min and max are for the types int and decimal; the length of a text has min_length and max_length.</source>
        <translation>min e max servem para os tipos int e decimal; para o tamanho de um texto há min_length e max_length.</translation>
    </message>
    <message>
        <source>This pattern is no regular expression: %1.</source>
        <translation>Este padrão não é uma expressão regular: %1.</translation>
    </message>
    <message>
        <source>empty must be &quot;keep&quot; (an empty cell changes nothing) or &quot;clear&quot;.</source>
        <translation>empty deve ser &quot;keep&quot; (uma célula vazia não altera nada) ou &quot;clear&quot;.</translation>
    </message>
    <message>
        <source>There is no field “%1” in this file; its fields are: %2.</source>
        <translation>Não há campo “%1” neste arquivo; os campos são: %2.</translation>
    </message>
    <message>
        <source>Name the table: table = &quot;…&quot;; or the field that names it, and the tables it may name: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</source>
        <translation>Indique a tabela: table = &quot;…&quot;; ou o campo que a indica e as tabelas permitidas: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</translation>
    </message>
    <message>
        <source>Only a delete may let its rows name the table.</source>
        <translation>Só uma exclusão pode deixar que as linhas indiquem a tabela.</translation>
    </message>
    <message>
        <source>A soft delete says how a record is marked: fixed = { deleted_at = &quot;now()&quot; }.</source>
        <translation>Uma exclusão lógica diz como o registro é marcado: fixed = { deleted_at = &quot;now()&quot; }.</translation>
    </message>
    <message>
        <source>No field has the column “%1” of the key: add key_field = &quot;…&quot;.</source>
        <translation>Nenhum campo tem a coluna “%1” da chave: acrescente key_field = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>An operation has one effect, and this is the second.</source>
        <translation>Uma operação tem um só efeito, e este é o segundo.</translation>
    </message>
    <message>
        <source>The file does not say what is done: add one of these tables: %1.</source>
        <translation>O arquivo não diz o que é feito: acrescente uma destas tabelas: %1.</translation>
    </message>
    <message>
        <source>The record is not there any more; somebody deleted it since.</source>
        <translation>O registro não existe mais; alguém o excluiu desde então.</translation>
    </message>
    <message>
        <source>The database refuses to put the record back: %1.</source>
        <translation>O banco de dados recusa restaurar o registro: %1.</translation>
    </message>
    <message>
        <source>What this chunk is to take back is not kept any more.</source>
        <translation>O que este bloco deve desfazer não é mais guardado.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2” any more, which the job wrote.</source>
        <translation>A tabela “%1” não tem mais a coluna “%2”, em que a tarefa gravou.</translation>
    </message>
    <message>
        <source>Nothing can be put back into it; the table was changed since.</source>
        <translation>Nada pode ser restaurado nela; a tabela foi alterada desde então.</translation>
    </message>
    <message>
        <source>Somebody changed the record since; it was left as it is.</source>
        <translation>Alguém alterou o registro desde então; ele foi deixado como está.</translation>
    </message>
    <message>
        <source>A record with this key is there again; it was left as it is.</source>
        <translation>Já existe de novo um registro com esta chave; ele foi deixado como está.</translation>
    </message>
    <message>
        <source>This database has no table “%1”.</source>
        <translation>Este banco de dados não tem a tabela “%1”.</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables of the built-in operations; for others, change the table&apos;s name in the operation file.</source>
        <translation>“bulkheadctl migrate up --domain” cria as tabelas das operações embutidas; para as outras, mude o nome da tabela no arquivo da operação.</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %1.</source>
        <translation>O banco de dados recusa a linha pela regra %1.</translation>
    </message>
    <message>
        <source>Another record has the same %1.</source>
        <translation>Outro registro tem o mesmo valor de %1.</translation>
    </message>
    <message>
        <source>The record of %1 that %2 refers to does not exist.</source>
        <translation>O registro de %1 a que %2 se refere não existe.</translation>
    </message>
    <message>
        <source>Records of %1 still refer to it.</source>
        <translation>Registros de %1 ainda se referem a ele.</translation>
    </message>
    <message>
        <source>There is no record with the %1 “%2”.</source>
        <translation>Não há registro com %1 “%2”.</translation>
    </message>
    <message>
        <source>The table “%1” has no primary key of one column.</source>
        <translation>A tabela “%1” não tem chave primária de uma só coluna.</translation>
    </message>
    <message>
        <source>Name the column that tells its records apart: key = &quot;…&quot;.</source>
        <translation>Indique a coluna que distingue os registros: key = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”, which the operation %3 names.</source>
        <translation>A tabela “%1” não tem a coluna “%2”, indicada na operação %3.</translation>
    </message>
    <message>
        <source>Change the operation file, or the table.</source>
        <translation>Altere o arquivo da operação ou a tabela.</translation>
    </message>
    <message>
        <source>“%1” must be a number.</source>
        <translation>“%1” deve ser um número.</translation>
    </message>
    <message>
        <source>“%1” must be SQL in quotes, or { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</source>
        <translation>“%1” deve ser SQL entre aspas, ou { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</translation>
    </message>
    <message>
        <source>The operation %1 has no query of its own.</source>
        <translation>A operação %1 não tem consulta própria.</translation>
    </message>
    <message>
        <source>Give it a list.</source>
        <translation>Dê uma lista a ela.</translation>
    </message>
    <message>
        <source>The query does not give its key “%1”.</source>
        <translation>A consulta não devolve a sua chave “%1”.</translation>
    </message>
    <message>
        <source>Add the column to the query in the operation file.</source>
        <translation>Acrescente a coluna à consulta no arquivo da operação.</translation>
    </message>
    <message>
        <source>A database file has no roles: whoever may write it is its administrator.</source>
        <translation>Um arquivo de banco não tem papéis: quem pode gravá-lo é seu administrador.</translation>
    </message>
    <message>
        <source>Let the file&apos;s owner and permissions say who that is.</source>
        <translation>Quem é, dizem o dono e as permissões do arquivo.</translation>
    </message>
    <message>
        <source>This takes the role %1, and you have none here.</source>
        <translation>Isto exige o papel %1, e você não tem nenhum aqui.</translation>
    </message>
    <message>
        <source>This takes the role %1; you have the role %2.</source>
        <translation>Isto exige o papel %1; você tem o papel %2.</translation>
    </message>
    <message>
        <source>Ask the database&apos;s administrator for it.</source>
        <translation>Peça-o ao administrador do banco.</translation>
    </message>
    <message>
        <source>Ask one who has it, or have it given to you: %1.</source>
        <translation>Peça a quem o tem, ou que o concedam a você: %1.</translation>
    </message>
    <message>
        <source>The server has no roles %1.</source>
        <translation>O servidor não tem os papéis %1.</translation>
    </message>
    <message>
        <source>The server has no user “%1”.</source>
        <translation>O servidor não tem o usuário “%1”.</translation>
    </message>
    <message>
        <source>Have the server&apos;s administrator create the user first.</source>
        <translation>Peça antes ao administrador do servidor que crie o usuário.</translation>
    </message>
    <message>
        <source>An administrator of the server runs “%1”, and you “bulkheadctl migrate up” again.</source>
        <translation>Um administrador do servidor executa “%1”, e você de novo “bulkheadctl migrate up”.</translation>
    </message>
    <message>
        <source>The end of the audit&apos;s chain is missing.</source>
        <translation>Falta o fim da cadeia da auditoria.</translation>
    </message>
    <message>
        <source>Somebody changed the audit. Put the database back from a backup.</source>
        <translation>Alguém alterou a auditoria. Restaure o banco de uma cópia de segurança.</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>A verificação foi interrompida antes do fim.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit is missing.</source>
        <translation>Falta o registro %1 da auditoria.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was changed: its hash does not fit it.</source>
        <translation>O registro %1 da auditoria foi alterado: o hash não confere.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit does not follow the one before it: one of the two was replaced.</source>
        <translation>O registro %1 da auditoria não segue o anterior: um dos dois foi trocado.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit stands behind the end of the chain.</source>
        <translation>O registro %1 da auditoria está além do fim da cadeia.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was replaced: the chain ends with another hash.</source>
        <translation>O registro %1 da auditoria foi trocado: a cadeia termina com outro hash.</translation>
    </message>
    <message>
        <source>The export was stopped before its end.</source>
        <translation>A exportação foi interrompida antes do fim.</translation>
    </message>
    <message>
        <source>The first %1 rows are done. Look at them, and resume to go on.</source>
        <translation>As primeiras %1 linhas estão prontas. Veja-as e retome a tarefa para continuar.</translation>
    </message>
    <message>
        <source>Paused by itself: %1 of the first %2 rows failed, more than %3 %.</source>
        <translation>Pausada automaticamente: %1 das primeiras %2 linhas falharam, mais de %3 %.</translation>
    </message>
    <message>
        <source>It takes another role; “bulkheadctl roles” shows who has which.</source>
        <translation>É preciso outro papel; “bulkheadctl roles” mostra quem tem qual.</translation>
    </message>
    <message>
        <source>You may not do this in this database: %1</source>
        <translation>Você não pode fazer isto neste banco: %1</translation>
    </message>
    <message>
        <source>Stopped, since more rows failed (%1) than may (%2).</source>
        <translation>Interrompida: há mais linhas com falha (%1) do que o permitido (%2).</translation>
    </message>
    <message>
        <source>Rows of job %2 that are in another retry already: %1.</source>
        <translation>Linhas da tarefa %2 que já estão em outra nova tentativa: %1.</translation>
    </message>
    <message>
        <source>Rows of the mended file that are not failed rows of this job: %1 of %2.</source>
        <translation>Linhas do arquivo corrigido que não são linhas com falha desta tarefa: %1 de %2.</translation>
    </message>
    <message>
        <source>“%1” cannot run jobs; roles that can are: operator, administrator.</source>
        <translation>“%1” não pode executar tarefas; os papéis que podem são: operator, administrator.</translation>
    </message>
    <message>
        <source>It was only looked at, and is not wanted any more.</source>
        <translation>Foi apenas vista e não é mais necessária.</translation>
    </message>
    <message>
        <source>The id “%1” cannot be the name of a file.</source>
        <translation>O id “%1” não pode ser nome de arquivo.</translation>
    </message>
    <message>
        <source>Take letters a to z, digits, dots, dashes and underscores: books.update.</source>
        <translation>Use letras de a a z, dígitos, pontos, hífens e sublinhados: books.update.</translation>
    </message>
    <message>
        <source>%1 says something else than when it was opened here.</source>
        <translation>%1 diz algo diferente de quando foi aberto aqui.</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 não está mais lá.</translation>
    </message>
    <message>
        <source>--employees says how many --fill writes; --fill is missing.</source>
        <translation>--employees diz quantos --fill grava; falta --fill.</translation>
    </message>
    <message>
        <source>--timeout wants a time such as 30m, not “%1”.</source>
        <translation>--timeout quer um tempo como 30m, não “%1”.</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables.</source>
        <translation>“bulkheadctl migrate up --domain” cria as tabelas.</translation>
    </message>
    <message>
        <source>This database has %1 employees and %2 users that are not the sandbox&apos;s.</source>
        <translation>Este banco de dados tem %1 funcionários e %2 usuários que não são da sandbox.</translation>
    </message>
    <message>
        <source>Made-up people belong into no database that is in use: name an empty one.</source>
        <translation>Pessoas inventadas não pertencem a um banco de dados em uso: indique um vazio.</translation>
    </message>
    <message>
        <source>Interrupted while a service was asked.</source>
        <translation>Interrompido enquanto um serviço era consultado.</translation>
    </message>
    <message>
        <source>This database has no tables for montages.</source>
        <translation>Este banco de dados não tem tabelas de montagens.</translation>
    </message>
    <message>
        <source>An administrator makes them with bulkheadctl migrate up --domain.</source>
        <translation>Um administrador as cria com bulkheadctl migrate up --domain.</translation>
    </message>
    <message>
        <source>Nothing was written; make the preview again once the service is back.</source>
        <translation>Nada foi gravado; refaça a prévia quando o serviço voltar.</translation>
    </message>
    <message>
        <source>Montage jobs are switched off: ENABLE_BATCH_PROCESSING is false.</source>
        <translation>Os trabalhos de montagem estão desligados: ENABLE_BATCH_PROCESSING é false.</translation>
    </message>
    <message>
        <source>timeout must not be negative.</source>
        <translation>timeout não pode ser negativo.</translation>
    </message>
    <message>
        <source>The service “%1” does not give “%2”; it gives: %3.</source>
        <translation>O serviço “%1” não fornece “%2”; ele fornece: %3.</translation>
    </message>
    <message>
        <source>The check-in service knows this user, but the table “users” does not.</source>
        <translation>O serviço de check-ins conhece este usuário, mas a tabela “users” não.</translation>
    </message>
    <message>
        <source>region is for the type phone, two capitals: region = &quot;RU&quot;.</source>
        <translation>region é para o tipo phone, duas maiúsculas: region = &quot;RU&quot;.</translation>
    </message>
    <message>
        <source>dependents must be &quot;keep&quot; (a record that others refer to is refused) or &quot;delete&quot;.</source>
        <translation>dependents deve ser &quot;keep&quot; (um registro ao qual outros se referem é recusado) ou &quot;delete&quot;.</translation>
    </message>
    <message>
        <source>“%1” is a field already; call the answer otherwise.</source>
        <translation>“%1” já é um campo; dê outro nome à resposta.</translation>
    </message>
    <message>
        <source>“%1” describes a call over HTTP, which needs a path = &quot;/…&quot;.</source>
        <translation>“%1” descreve uma chamada HTTP, que precisa de path = &quot;/…&quot;.</translation>
    </message>
    <message>
        <source>The body must be JSON, such as &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</source>
        <translation>O corpo deve ser JSON, como &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set NAME --credential …” say where it is.</source>
        <translation>As configurações ou “bulkheadctl services set NOME --credential …” dizem onde está.</translation>
    </message>
    <message>
        <source>It is not said where the secret of service “%1” is.</source>
        <translation>Não está dito onde fica o segredo do serviço “%1”.</translation>
    </message>
    <message>
        <source>Name the environment variable, the file or the entry of the keychain.</source>
        <translation>Indique a variável de ambiente, o arquivo ou a entrada do chaveiro.</translation>
    </message>
    <message>
        <source>Settings and “bulkheadctl services list” show them, and there one is added.</source>
        <translation>As configurações e “bulkheadctl services list” os mostram, e lá se adiciona um.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set” put one of your own in its place.</source>
        <translation>As configurações ou “bulkheadctl services set” põem um seu no lugar.</translation>
    </message>
    <message>
        <source>Name the certificate of its authority (CA file), or check the name in its certificate.</source>
        <translation>Indique o certificado da autoridade (arquivo da AC) ou verifique o nome no certificado.</translation>
    </message>
    <message>
        <source>The keychain does not keep “%1”: %2</source>
        <translation>O chaveiro não guardou “%1”: %2</translation>
    </message>
    <message>
        <source>this program was built without one</source>
        <translation>este programa foi compilado sem um</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>ele não responde</translation>
    </message>
    <message>
        <source>Stopped, since it took longer than the %1 s that it may take.</source>
        <translation>Parado, pois levou mais que os %1 s permitidos.</translation>
    </message>
    <message>
        <source>There is a service “%1” already.</source>
        <translation>Já existe um serviço “%1”.</translation>
    </message>
    <message>
        <source>Choose another name, or change that one.</source>
        <translation>Escolha outro nome ou altere aquele.</translation>
    </message>
    <message>
        <source>DB_HOST is missing beside %1: which database is meant?</source>
        <translation>Falta DB_HOST junto de %1: qual banco de dados é?</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1”, and the database URL says sslmode=%2: which one counts?</source>
        <translation>DB_SSLMODE é “%1”, e a URL do banco diz sslmode=%2: qual vale?</translation>
    </message>
    <message>
        <source>Another process that keeps this schedule was first, and makes these montages.</source>
        <translation>Outro processo com esta agenda chegou primeiro e cria estas montagens.</translation>
    </message>
    <message>
        <source>Unknown execution mode: %1. Known are run, once, scheduler, health and settings.</source>
        <translation>Modo de execução desconhecido: %1. Há run, once, scheduler, health e settings.</translation>
    </message>
    <message>
        <source>MONTAGE_BATCH_CRON names no moment in the next years.</source>
        <translation>MONTAGE_BATCH_CRON não indica nenhum momento nos próximos anos.</translation>
    </message>
    <message>
        <source>Let %1 do it, or an administrator put the operation into /etc/bulkhead/operations.</source>
        <translation>Deixe que %1 o faça, ou que um administrador coloque a operação em /etc/bulkhead/operations.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: a job is taken back with the rights of who asked for it.</source>
        <translation>Espera um executor de %1: um trabalho é desfeito com os direitos de quem pediu.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: the operation %2 is that person&apos;s own, and runs with nobody else&apos;s rights.</source>
        <translation>Espera um executor de %1: a operação %2 é dessa pessoa e não roda com os direitos de mais ninguém.</translation>
    </message>
    <message>
        <source>Waits for an administrator: %1, who submitted it, may not run it.</source>
        <translation>Espera um administrador: %1, que o enviou, não pode executá-lo.</translation>
    </message>
    <message>
        <source>The operation %2 of this job is one of %1&apos;s own, and would run with your rights.</source>
        <translation>A operação %2 deste trabalho é própria de %1 e rodaria com os seus direitos.</translation>
    </message>
    <message>
        <source>Stopped before it began: a job of %1 rows needs a second person, and nobody approved it.</source>
        <translation>Parado antes de começar: um trabalho de %1 linhas precisa de uma segunda pessoa, e ninguém o aprovou.</translation>
    </message>
    <message>
        <source>What the job says it changed is in the table “%1”, which its operation does not name.</source>
        <translation>Segundo o registro, o trabalho mudou a tabela “%1”, que sua operação não menciona.</translation>
    </message>
    <message>
        <source>Nothing is put back: somebody may have changed the job&apos;s record.</source>
        <translation>Nada é devolvido: alguém pode ter alterado o registro do trabalho.</translation>
    </message>
    <message>
        <source>%1 is no schedule: %2</source>
        <translation>%1 não é uma agenda: %2</translation>
    </message>
    <message>
        <source>Five fields: minute, hour, day, month, day of the week. 0 3 * * * is every night at three.</source>
        <translation>Cinco campos: minuto, hora, dia, mês, dia da semana. 0 3 * * * é toda noite às três.</translation>
    </message>
    <message>
        <source>%1 contains a user or password.</source>
        <translation>%1 contém usuário ou senha.</translation>
    </message>
    <message>
        <source>A key has a name of its own, which ends in _API_KEY.</source>
        <translation>A chave tem um nome próprio, que termina em _API_KEY.</translation>
    </message>
    <message>
        <source>%1 must be the URL of an HTTP service, not “%2”.</source>
        <translation>%1 deve ser a URL de um serviço HTTP, não “%2”.</translation>
    </message>
    <message>
        <source>%1 has more than one line.</source>
        <translation>%1 tem mais de uma linha.</translation>
    </message>
    <message>
        <source>%1 changes nothing here: %2</source>
        <translation>%1 não muda nada aqui: %2</translation>
    </message>
    <message>
        <source>montages are made by jobs; one person&apos;s are made at once by “Regenerate” or by a list.</source>
        <translation>montagens são criadas por tarefas; as de uma pessoa são criadas na hora com “Refazer” ou com uma lista.</translation>
    </message>
    <message>
        <source>no montage is cached; whoever caches them hears montage.cache.invalidated.</source>
        <translation>nenhuma montagem fica em cache; quem as guarda em cache ouve montage.cache.invalidated.</translation>
    </message>
    <message>
        <source>what happened stands in the job, whole, and “bulkheadctl events” prints it.</source>
        <translation>o que aconteceu está na tarefa, por inteiro, e “bulkheadctl events” imprime.</translation>
    </message>
    <message>
        <source>a job takes a handful of connections, and gives them up at its end.</source>
        <translation>uma tarefa usa poucas conexões e as libera no fim.</translation>
    </message>
    <message>
        <source>%2 has lines that are no NAME=value: %1.</source>
        <translation>%2 tem linhas que não são NAME=value: %1.</translation>
    </message>
    <message>
        <source>What would be written is not what the preview showed any more; the record was left as it is.</source>
        <translation>O que seria gravado já não é o que a prévia mostrou; o registro ficou como está.</translation>
    </message>
    <message>
        <source>The table did not keep the row: one of its triggers leaves it out.</source>
        <translation>A tabela não guardou a linha: um de seus gatilhos a deixa de fora.</translation>
    </message>
    <message>
        <source>The service gave the same for another %1; only one of them can be right.</source>
        <translation>O serviço deu o mesmo para outro %1; só um deles pode estar certo.</translation>
    </message>
    <message>
        <source>This user is deactivated or deleted, and gets no montages.</source>
        <translation>Este usuário está desativado ou excluído e não recebe montagens.</translation>
    </message>
    <message>
        <source>%1 is not used: the operation “%2” is an administrator&apos;s, in %3.</source>
        <translation>%1 não é usado: a operação “%2” é de um administrador, em %3.</translation>
    </message>
    <message>
        <source>Give your operation an id of its own.</source>
        <translation>Dê à sua operação um id próprio.</translation>
    </message>
    <message>
        <source>The database does not understand this SQL: %1.</source>
        <translation>O banco de dados não entende este SQL: %1.</translation>
    </message>
    <message>
        <source>The query gives no column “%1”; it gives: %2.</source>
        <translation>A consulta não dá a coluna “%1”; ela dá: %2.</translation>
    </message>
    <message>
        <source>What goes along is not kept, so such a delete cannot be taken back: take revertible = true out of the file, or write dependents = &quot;keep&quot;.</source>
        <translation>O que é excluído junto não é guardado, portanto essa exclusão não pode ser desfeita: tire revertible = true do arquivo ou escreva dependents = &quot;keep&quot;.</translation>
    </message>
    <message>
        <source>There may be %1 reasons to refuse a row; put some together.</source>
        <translation>Pode haver no máximo %1 motivos para recusar uma linha; junte alguns.</translation>
    </message>
    <message>
        <source>[events.record] tells of deleted records, and goes with [delete] only.</source>
        <translation>[events.record] informa registros excluídos e só vale com [delete].</translation>
    </message>
    <message>
        <source>“%1” is none of the values.</source>
        <translation>“%1” não é nenhum dos valores.</translation>
    </message>
    <message>
        <source>Records of one of these still refer to it: %1.</source>
        <translation>Registros de uma destas tabelas ainda se referem a ele: %1.</translation>
    </message>
    <message>
        <source>Several records of “%1” may have the same “%2”: it is no key.</source>
        <translation>Vários registros de “%1” podem ter o mesmo “%2”: não é uma chave.</translation>
    </message>
    <message>
        <source>Name its primary key, or give the column a unique index of its own.</source>
        <translation>Indique a chave primária ou dê à coluna um índice único só dela.</translation>
    </message>
    <message>
        <source>New records of “%1” have no key: its column “%2” (%3) has no default and takes no UUID.</source>
        <translation>Registros novos de “%1” ficam sem chave: a coluna “%2” (%3) não tem valor padrão e não aceita UUID.</translation>
    </message>
    <message>
        <source>Let the list say it: add a [[field]] for this column.</source>
        <translation>Deixe que a lista a informe: acrescente um [[field]] para esta coluna.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”; its columns are: %3.</source>
        <translation>A tabela “%1” não tem a coluna “%2”; suas colunas são: %3.</translation>
    </message>
    <message>
        <source>The service sent a user without the time of their last check-in.</source>
        <translation>O serviço enviou um usuário sem a hora do último check-in.</translation>
    </message>
    <message>
        <source>{keys} becomes a list, so it must be the whole of a text in the body, not a part of “%1”.</source>
        <translation>{keys} vira uma lista, então no corpo deve ser o texto inteiro, e não parte de “%1”.</translation>
    </message>
    <message>
        <source>There was no time left to ask the service.</source>
        <translation>Não restou tempo para consultar o serviço.</translation>
    </message>
    <message>
        <source>the minute</source>
        <translation>o minuto</translation>
    </message>
    <message>
        <source>the hour</source>
        <translation>a hora</translation>
    </message>
    <message>
        <source>the day</source>
        <translation>o dia</translation>
    </message>
    <message>
        <source>the month</source>
        <translation>o mês</translation>
    </message>
    <message>
        <source>the day of the week</source>
        <translation>o dia da semana</translation>
    </message>
    <message>
        <source>“%1” has not five fields.</source>
        <translation>“%1” não tem cinco campos.</translation>
    </message>
    <message>
        <source>“%1” is wrong for %2.</source>
        <translation>“%1” não serve para %2.</translation>
    </message>
    <message>
        <source>found %1</source>
        <translation>encontrados %1</translation>
    </message>
    <message>
        <source>not known %1</source>
        <translation>desconhecidos %1</translation>
    </message>
    <message>
        <source>not accepted %1</source>
        <translation>não aceitos %1</translation>
    </message>
    <message>
        <source>refused %1</source>
        <translation>recusados %1</translation>
    </message>
    <message>
        <source>without an answer %1</source>
        <translation>sem resposta %1</translation>
    </message>
    <message>
        <source>answer lost %1</source>
        <translation>resposta perdida %1</translation>
    </message>
    <message>
        <source>calls %1</source>
        <translation>chamadas %1</translation>
    </message>
    <message>
        <source>of them again %1</source>
        <translation>delas repetidas %1</translation>
    </message>
    <message>
        <source>%1 ms each</source>
        <translation>%1 ms cada</translation>
    </message>
    <message>
        <source>Asked services: %1</source>
        <translation>Serviços consultados: %1</translation>
    </message>
    <message>
        <source>Asked services: %1; %2</source>
        <translation>Serviços consultados: %1; %2</translation>
    </message>
    <message>
        <source>The secret of service “%1” is empty.</source>
        <translation>O segredo do serviço “%1” está vazio.</translation>
    </message>
    <message>
        <source>The secret of service “%1”, or what stands before it, has a character that no header can carry.</source>
        <translation>O segredo do serviço “%1”, ou o que vem antes dele, tem um caractere que nenhum cabeçalho pode levar.</translation>
    </message>
    <message>
        <source>The settings cannot be written to %1.</source>
        <translation>Não é possível gravar as configurações em %1.</translation>
    </message>
    <message>
        <source>Check that its folder can be written to, and that there is room left.</source>
        <translation>Verifique se é possível gravar na pasta e se há espaço livre.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at least %3.</source>
        <translation>%1 é %2; deve ser no mínimo %3.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at most %3.</source>
        <translation>%1 é %2; deve ser no máximo %3.</translation>
    </message>
    <message>
        <source>Give its address in %1, or add it in Settings or with “bulkheadctl services set”.</source>
        <translation>Informe o endereço dele em %1, ou adicione-o nas Configurações ou com “bulkheadctl services set”.</translation>
    </message>
    <message>
        <source>--status wants failed, succeeded, skipped, cancelled, pending or all, not “%1”.</source>
        <translation>--status exige failed, succeeded, skipped, cancelled, pending ou all, não “%1”.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A console for bulk jobs over records.</source>
        <translation>Um console para tarefas em massa sobre registros.</translation>
    </message>
    <message>
        <source>Database: sqlite:///file or postgresql://user@host/name.</source>
        <translation>Banco de dados: sqlite:///file ou postgresql://user@host/name.</translation>
    </message>
    <message>
        <source>Begin a new job with this list.</source>
        <translation>Começar uma nova tarefa com esta lista.</translation>
    </message>
    <message>
        <source>Language of the window: en, ru or pt_BR.</source>
        <translation>Idioma da janela: en, ru ou pt_BR.</translation>
    </message>
    <message>
        <source>The same as --open FILE.</source>
        <translation>O mesmo que --open FILE.</translation>
    </message>
</context>
</TS>
