<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>bulkhead::AuditExport</name>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, по объекту в строке (*.json)</translation>
    </message>
    <message>
        <source>Export the audit</source>
        <translation>Экспорт аудита</translation>
    </message>
    <message>
        <source>Writing the audit to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Аудит записывается в %1…</translation>
    </message>
    <message>
        <source>Wrote %1 entries to %2.</source>
        <extracomment>%1 is a number, %2 the path of a file</extracomment>
        <translation>Записей сохранено: %1, файл %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditFilterBar</name>
    <message>
        <source>Show this action</source>
        <translation>Показать это действие</translation>
    </message>
    <message>
        <source>Show entries of this time</source>
        <translation>Показать записи за это время</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Первый день</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Последний день</translation>
    </message>
    <message>
        <source>Search the audit</source>
        <translation>Поиск в аудите</translation>
    </message>
    <message>
        <source>Search person, computer, job or reason</source>
        <translation>Человек, компьютер, задание или причина</translation>
    </message>
    <message>
        <source>Any action</source>
        <translation>Любое действие</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Любое время</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Последние 7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Последние 30 дней</translation>
    </message>
    <message>
        <source>Between…</source>
        <extracomment>a choice: between two days that are then asked for</extracomment>
        <translation>Между…</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditModel</name>
    <message>
        <source>When</source>
        <extracomment>column of the audit</extracomment>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Who</source>
        <extracomment>column of the audit</extracomment>
        <translation>Кто</translation>
    </message>
    <message>
        <source>Action</source>
        <extracomment>column of the audit: what was done</extracomment>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Операция</translation>
    </message>
    <message>
        <source>What and why</source>
        <extracomment>column of the audit: rows and columns that were touched or read, and the reason</extracomment>
        <translation>Что и почему</translation>
    </message>
    <message>
        <source>From where</source>
        <extracomment>column of the audit: computer, program and address</extracomment>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>Entry %1
%2
Hash %3</source>
        <extracomment>%1 is a number, %2 a time, %3 many letters and digits by which a change would show</extracomment>
        <translation>Запись %1
%2
Хеш %3</translation>
    </message>
    <message>
        <source>%1
Job %2</source>
        <translation>%1
Задание %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>Аудит</translation>
    </message>
    <message>
        <source>Open job</source>
        <translation>Открыть задание</translation>
    </message>
    <message>
        <source>Open the job of this entry (Enter)</source>
        <translation>Открыть задание этой записи (Enter)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy the chosen entries as a table (Ctrl+C)</source>
        <translation>Скопировать выбранные записи как таблицу (Ctrl+C)</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Check by their hashes that no entry was changed or taken away</source>
        <translation>Проверить по хешам, что ни одна запись не изменена и не изъята</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>Write the entries that are shown, with all older ones, to a file</source>
        <translation>Записать в файл показанные записи и все более старые</translation>
    </message>
    <message>
        <source>No entry matches</source>
        <translation>Нет подходящих записей</translation>
    </message>
    <message>
        <source>Nothing was done here that fits this search, action, operation and time together.</source>
        <translation>Здесь не делали ничего, что подходит сразу под этот поиск, действие, операцию и время.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Сбросить фильтр</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Пока ничего не делали</translation>
    </message>
    <message>
        <source>Every job, change and export is written down here with who, when, from where and why. Entries can only be added; one that was changed shows.</source>
        <translation>Здесь записано каждое задание, изменение и экспорт: кто, когда, откуда и почему. Записи можно только добавлять; изменённую будет видно.</translation>
    </message>
    <message>
        <source>This job was deleted; only the audit still tells of it.</source>
        <translation>Это задание удалено; о нём помнит только аудит.</translation>
    </message>
    <message>
        <source>Checking the audit…</source>
        <translation>Аудит проверяется…</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <extracomment>%1 is a sentence, %2 a number</extracomment>
        <translation>Аудит нарушен. %1 Верных записей до неё: %2.</translation>
    </message>
    <message>
        <source>The audit holds: all %1 entries are as they were written.</source>
        <extracomment>%1 is a number</extracomment>
        <translation>Аудит цел: все записи (%1) такие, какими были сделаны.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditWords</name>
    <message>
        <source>Job submitted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание создано</translation>
    </message>
    <message>
        <source>Rows retried</source>
        <extracomment>action in the audit</extracomment>
        <translation>Строки повторены</translation>
    </message>
    <message>
        <source>Job paused</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание приостановлено</translation>
    </message>
    <message>
        <source>Job resumed</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание возобновлено</translation>
    </message>
    <message>
        <source>Job cancelled</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание отменено</translation>
    </message>
    <message>
        <source>Job stopped</source>
        <extracomment>action in the audit: by its own rule, as too many failed rows</extracomment>
        <translation>Задание остановлено</translation>
    </message>
    <message>
        <source>Job ended</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание завершено</translation>
    </message>
    <message>
        <source>Row mended</source>
        <extracomment>action in the audit: an operator corrected a failed row</extracomment>
        <translation>Строка исправлена</translation>
    </message>
    <message>
        <source>Job deleted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Задание удалено</translation>
    </message>
    <message>
        <source>Rows exported</source>
        <extracomment>action in the audit: rows or entries were written to a file</extracomment>
        <translation>Строки выгружены</translation>
    </message>
    <message>
        <source>Tables changed</source>
        <extracomment>action in the audit: the tables of the database were changed</extracomment>
        <translation>Таблицы изменены</translation>
    </message>
    <message>
        <source>Role given</source>
        <extracomment>action in the audit</extracomment>
        <translation>Роль выдана</translation>
    </message>
    <message>
        <source>Role taken</source>
        <extracomment>action in the audit</extracomment>
        <translation>Роль отозвана</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <extracomment>%1 is a person, %2 the name by which the database knows who is logged in</extracomment>
        <translation>%1 как %2</translation>
    </message>
    <message>
        <source>entries of the audit</source>
        <translation>записи аудита</translation>
    </message>
    <message>
        <source>row %1</source>
        <extracomment>%1 is the number of a row</extracomment>
        <translation>строка %1</translation>
    </message>
    <message>
        <source>%1 done, %2 failed</source>
        <extracomment>rows of a job that ended; %1 succeeded, %2 failed</extracomment>
        <translation>выполнено %1, с ошибкой %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>columns: %1</source>
        <extracomment>%1 is a list of names</extracomment>
        <translation>столбцы: %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <extracomment>why something was done; %1 is a sentence</extracomment>
        <translation>почему: %1</translation>
    </message>
    <message>
        <source>Job started</source>
        <translation>Задание запущено</translation>
    </message>
    <message>
        <source>Job approved</source>
        <translation>Задание одобрено</translation>
    </message>
    <message>
        <source>Job taken back</source>
        <translation>Выполнен откат задания</translation>
    </message>
</context>
<context>
    <name>bulkhead::BadRowsModel</name>
    <message>
        <source>line %1 of the file</source>
        <translation>строка файла %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>An error: its code in the tooltip of its text</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Строка</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Столбец</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Значение</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Что не так</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeDelegate</name>
    <message>
        <source>no value</source>
        <extracomment>Stands for NULL in a table of changes</extracomment>
        <translation>нет значения</translation>
    </message>
    <message>
        <source>empty</source>
        <extracomment>Stands for a text without characters in a table of changes</extracomment>
        <translation>пусто</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeFigures</name>
    <message>
        <source>Would be done:</source>
        <extracomment>before buttons such as &quot;Change 1,204&quot;: what a job that was only previewed would do</extracomment>
        <translation>Будет сделано:</translation>
    </message>
    <message>
        <source>Was done:</source>
        <translation>Сделано:</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Показать только эти</translation>
    </message>
    <message>
        <source>Nothing was written for these, so they are not listed</source>
        <translation>Для них ничего не записано, поэтому их нет в списке</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln record(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 says what is done, then the number of records</extracomment>
        <translation>
            <numerusform>%1: %Ln запись; показать только эти</numerusform>
            <numerusform>%1: %Ln записи; показать только эти</numerusform>
            <numerusform>%1: %Ln записей; показать только эти</numerusform>
        </translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>a button that shows all kinds of changes; %1 is their number</extracomment>
        <translation>Все %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableModel</name>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Строка</translation>
    </message>
    <message>
        <source>What</source>
        <extracomment>column: what is done to a record: inserted, changed, deleted</extracomment>
        <translation>Что</translation>
    </message>
    <message>
        <source>Table</source>
        <extracomment>column: table of the database</extracomment>
        <translation>Таблица</translation>
    </message>
    <message>
        <source>Record</source>
        <extracomment>column: the key of a record of the database</extracomment>
        <translation>Запись</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableView</name>
    <message>
        <source>Changes of the job</source>
        <extracomment>accessible name of the table of what a job changed</extracomment>
        <translation>Изменения задания</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeWords</name>
    <message>
        <source>row</source>
        <translation>строка</translation>
    </message>
    <message>
        <source>what</source>
        <translation>что</translation>
    </message>
    <message>
        <source>table</source>
        <translation>таблица</translation>
    </message>
    <message>
        <source>record</source>
        <translation>запись</translation>
    </message>
    <message>
        <source>%1 before</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 до</translation>
    </message>
    <message>
        <source>%1 after</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 после</translation>
    </message>
    <message>
        <source>Values that would change: %1</source>
        <extracomment>how many values change by column, as the preview says: %1 is a list such as &quot;email 334 · name 857&quot;</extracomment>
        <translation>Изменится значений: %1</translation>
    </message>
    <message>
        <source>Values that changed: %1</source>
        <translation>Изменилось значений: %1</translation>
    </message>
    <message numerus="yes">
        <source>Start: take back %Ln change(s)</source>
        <translation>
            <numerusform>Запустить: откатить %Ln изменение</numerusform>
            <numerusform>Запустить: откатить %Ln изменения</numerusform>
            <numerusform>Запустить: откатить %Ln изменений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: look up %Ln record(s)</source>
        <translation>
            <numerusform>Запустить: найти %Ln запись</numerusform>
            <numerusform>Запустить: найти %Ln записи</numerusform>
            <numerusform>Запустить: найти %Ln записей</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to start</source>
        <translation>Запускать нечего</translation>
    </message>
    <message numerus="yes">
        <source>Start: create %Ln record(s)</source>
        <translation>
            <numerusform>Запустить: создать %Ln запись</numerusform>
            <numerusform>Запустить: создать %Ln записи</numerusform>
            <numerusform>Запустить: создать %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: delete %Ln record(s)</source>
        <translation>
            <numerusform>Запустить: удалить %Ln запись</numerusform>
            <numerusform>Запустить: удалить %Ln записи</numerusform>
            <numerusform>Запустить: удалить %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: change %Ln record(s)</source>
        <translation>
            <numerusform>Запустить: изменить %Ln запись</numerusform>
            <numerusform>Запустить: изменить %Ln записи</numerusform>
            <numerusform>Запустить: изменить %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: create or change %Ln record(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Начать: создать или изменить %Ln запись</numerusform>
            <numerusform>Начать: создать или изменить %Ln записи</numerusform>
            <numerusform>Начать: создать или изменить %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: make montages of %Ln user(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Начать: монтажи %Ln пользователя</numerusform>
            <numerusform>Начать: монтажи %Ln пользователей</numerusform>
            <numerusform>Начать: монтажи %Ln пользователей</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangesPanel</name>
    <message numerus="yes">
        <source>Copied %Ln change(s).</source>
        <translation>
            <numerusform>Скопировано %Ln изменение.</numerusform>
            <numerusform>Скопировано %Ln изменения.</numerusform>
            <numerusform>Скопировано %Ln изменений.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln change(s), no more fit.</source>
        <translation>
            <numerusform>Скопировано первое %Ln изменение, больше не поместилось.</numerusform>
            <numerusform>Скопированы первые %Ln изменения, больше не поместилось.</numerusform>
            <numerusform>Скопированы первые %Ln изменений, больше не поместилось.</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Чтение…</translation>
    </message>
    <message>
        <source>What this job changed is no longer kept</source>
        <translation>То, что изменило это задание, больше не хранится</translation>
    </message>
    <message>
        <source>The figures stay; the values before and after were kept for a limited time.</source>
        <translation>Итоги остаются; значения до и после хранились ограниченное время.</translation>
    </message>
    <message>
        <source>This job was not previewed</source>
        <translation>Предпросмотра у этого задания не было</translation>
    </message>
    <message>
        <source>What it changes is listed here once it runs.</source>
        <translation>Что оно изменит, появится здесь, когда оно начнёт работу.</translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>Ничего не изменится</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Все записи уже такие, или их строки отклонены.</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Ничего не изменено</translation>
    </message>
    <message>
        <source>Records that this job inserts, changes or deletes are listed here, before and after.</source>
        <translation>Здесь будут записи, которые задание добавит, изменит или удалит: до и после.</translation>
    </message>
    <message>
        <source>Copy changes</source>
        <translation>Копировать изменения</translation>
    </message>
</context>
<context>
    <name>bulkhead::CheckStep</name>
    <message>
        <source>Every row is checked here before anything is written.</source>
        <translation>Здесь проверяется каждая строка, прежде чем что-либо будет записано.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Ход проверки</translation>
    </message>
    <message>
        <source>Skip the check</source>
        <translation>Пропустить проверку</translation>
    </message>
    <message>
        <source>Bad rows are found while the list is loaded, too, and fail one by one</source>
        <translation>Негодные строки найдутся и при загрузке списка: каждая получит свою ошибку</translation>
    </message>
    <message>
        <source>Rows that cannot be used, and why</source>
        <translation>Негодные строки и причины</translation>
    </message>
    <message>
        <source>The check was skipped. Rows that cannot be used are found while the list is loaded; each fails with its reason and can be mended and retried.</source>
        <translation>Проверка пропущена. Негодные строки найдутся при загрузке списка; у каждой будет указана причина, её можно исправить и повторить.</translation>
    </message>
    <message>
        <source>skipped</source>
        <comment>the check</comment>
        <translation>пропущена</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>проверяется…</translation>
    </message>
    <message>
        <source>checking… %1 %</source>
        <translation>проверяется… %1 %</translation>
    </message>
    <message>
        <source>The rows cannot be checked: %1</source>
        <translation>Не удалось проверить строки: %1</translation>
    </message>
    <message>
        <source>could not be done</source>
        <comment>the check</comment>
        <translation>не удалась</translation>
    </message>
    <message>
        <source>%1 good</source>
        <translation>годно %1</translation>
    </message>
    <message>
        <source>%1 bad</source>
        <translation>нет %1</translation>
    </message>
    <message>
        <source>The list has no rows.</source>
        <translation>В списке нет строк.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s), and all can be used.</source>
        <translation>
            <numerusform>%Ln строка, она годится.</numerusform>
            <numerusform>%Ln строки, все годятся.</numerusform>
            <numerusform>%Ln строк, все годятся.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln bad row(s) are shown. All of them will be listed in the job.</source>
        <translation>
            <numerusform>Показана первая %Ln негодная строка. В задании будут перечислены все.</numerusform>
            <numerusform>Показаны первые %Ln негодные строки. В задании будут перечислены все.</numerusform>
            <numerusform>Показаны первые %Ln негодных строк. В задании будут перечислены все.</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <comment>errors</comment>
        <translation>Все</translation>
    </message>
    <message>
        <source>First in row %1: %2</source>
        <translation>Впервые в строке %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) checked, %1 bad</source>
        <extracomment>%1 is the number of bad ones</extracomment>
        <translation>
            <numerusform>Проверена %Ln строка, негодных: %1</numerusform>
            <numerusform>Проверено %Ln строки, негодных: %1</numerusform>
            <numerusform>Проверено %Ln строк, негодных: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s) can be used; %2 cannot, for these reasons:</source>
        <extracomment>%1 good ones, %Ln all, %2 bad ones</extracomment>
        <translation>
            <numerusform>Годятся %1 из %Ln строки; не годятся %2, причины:</numerusform>
            <numerusform>Годятся %1 из %Ln строк; не годятся %2, причины:</numerusform>
            <numerusform>Годятся %1 из %Ln строк; не годятся %2, причины:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChosenList</name>
    <message>
        <source>clipboard</source>
        <extracomment>The name of a list that was pasted</extracomment>
        <translation>буфер обмена</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChunkStrip</name>
    <message>
        <source>Chunks of the job</source>
        <extracomment>accessible name of the strip that shows the chunks of a job</extracomment>
        <translation>Порции задания</translation>
    </message>
    <message>
        <source>Chunk %1 · rows %2–%3 · %4</source>
        <extracomment>one chunk of a job: %1 its number, %2 and %3 its first and last row, %4 its state</extracomment>
        <translation>Порция %1 · строки %2–%3 · %4</translation>
    </message>
    <message>
        <source> · %1 failed</source>
        <extracomment>appended to the words on a chunk</extracomment>
        <translation> · с ошибкой: %1</translation>
    </message>
    <message>
        <source> · took %1</source>
        <extracomment>appended to the words on a chunk: %1 is a duration</extracomment>
        <translation> · заняла %1</translation>
    </message>
    <message>
        <source> · attempt %1</source>
        <extracomment>appended to the words on a chunk: how often it was tried</extracomment>
        <translation> · попытка %1</translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more chunk(s)</source>
        <extracomment>more chunks than are listed</extracomment>
        <translation>
            <numerusform>… и ещё %Ln порция</numerusform>
            <numerusform>… и ещё %Ln порции</numerusform>
            <numerusform>… и ещё %Ln порций</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CollageView</name>
    <message>
        <source>Montage</source>
        <translation>Монтаж</translation>
    </message>
</context>
<context>
    <name>bulkhead::Confirmation</name>
    <message>
        <source>kept with the job and in the audit</source>
        <translation>сохраняется в задании и в аудите</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Число строк</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Причина</translation>
    </message>
    <message numerus="yes">
        <source>This list has %Ln row(s), more than the %1 that may be touched unasked. Type their number, and say why.</source>
        <translation>
            <numerusform>В этом списке %Ln строка, а без подтверждения можно не больше %1. Введите число строк и укажите причину.</numerusform>
            <numerusform>В этом списке %Ln строки, а без подтверждения можно не больше %1. Введите число строк и укажите причину.</numerusform>
            <numerusform>В этом списке %Ln строк, а без подтверждения можно не больше %1. Введите число строк и укажите причину.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionForm</name>
    <message>
        <source>Keep it in the keychain of this computer</source>
        <translation>Сохранить в хранилище паролей этого компьютера</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>name, address, or folder of a socket</source>
        <translation>имя, адрес или папка сокета</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Порт</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Пользователь</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>If the server offers it</source>
        <translation>Если сервер предлагает</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Всегда</translation>
    </message>
    <message>
        <source>Always, and the certificate&apos;s issuer is known</source>
        <translation>Всегда, с проверкой издателя сертификата</translation>
    </message>
    <message>
        <source>Always, and the certificate is the host&apos;s</source>
        <translation>Всегда, с проверкой издателя и имени сервера</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Никогда</translation>
    </message>
    <message>
        <source>The host is missing.</source>
        <translation>Не указан сервер.</translation>
    </message>
    <message>
        <source>The name of the database is missing.</source>
        <translation>Не указано имя базы данных.</translation>
    </message>
    <message>
        <source>The user is missing.</source>
        <translation>Не указан пользователь.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionIndicator</name>
    <message>
        <source>connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>подключено</translation>
    </message>
    <message>
        <source>connecting…</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>подключение…</translation>
    </message>
    <message>
        <source>not connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>не подключено</translation>
    </message>
    <message>
        <source>no database</source>
        <translation>нет базы данных</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <extracomment>accessible name of the connection indicator: %1 is a database and the state of the connection</extracomment>
        <translation>База данных: %1</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Подключиться…</translation>
    </message>
    <message>
        <source>Database of this computer</source>
        <translation>База этого компьютера</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionPage</name>
    <message>
        <source>Connected to PostgreSQL %1 in %2 ms, %3.</source>
        <comment>%3: encrypted or not</comment>
        <translation>Подключено к PostgreSQL %1 за %2 мс, %3.</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>с шифрованием</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>без шифрования</translation>
    </message>
    <message>
        <source>Everything is there to work with.</source>
        <translation>Для работы всё готово.</translation>
    </message>
    <message>
        <source>Back to the database of this computer</source>
        <translation>Вернуться к базе этого компьютера</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Сейчас</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Подключиться</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>PostgreSQL server</source>
        <translation>Сервер PostgreSQL</translation>
    </message>
    <message>
        <source>Make the tables of the systems, too (users, employees, orders …)</source>
        <translation>Создать и таблицы систем (пользователи, сотрудники, заказы…)</translation>
    </message>
    <message>
        <source>Leave it off where these tables are there already</source>
        <translation>Не включайте, если эти таблицы уже есть</translation>
    </message>
    <message>
        <source>Make the tables and connect</source>
        <translation>Создать таблицы и подключиться</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Прежние подключения</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Подключение…</translation>
    </message>
    <message>
        <source>The database has no tables of Bulkhead yet. They go into a schema of their own, &quot;bulkhead&quot;; nothing that is there is touched.</source>
        <translation>В этой базе ещё нет таблиц Bulkhead. Они будут созданы в отдельной схеме «bulkhead»; всё остальное останется нетронутым.</translation>
    </message>
    <message>
        <source>The tables of Bulkhead in this database are older than the program. Updating them keeps what is in them.</source>
        <translation>Таблицы Bulkhead в этой базе старее программы. При обновлении их содержимое сохранится.</translation>
    </message>
    <message>
        <source>Update the tables and connect</source>
        <translation>Обновить таблицы и подключиться</translation>
    </message>
    <message>
        <source>Making the tables…</source>
        <translation>Создание таблиц…</translation>
    </message>
    <message>
        <source>The tables are there.</source>
        <translation>Таблицы готовы.</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>Открывается %1…</translation>
    </message>
    <message>
        <source>You are now on %1.</source>
        <translation>Текущая база: %1.</translation>
    </message>
    <message>
        <source>Fill in the form with this connection</source>
        <translation>Заполнить форму этим подключением</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Забыть</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>Забыть %1</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>База данных не открыта.</translation>
    </message>
    <message>
        <source>The database of this computer, %1</source>
        <translation>База этого компьютера, %1</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a database, why</comment>
        <translation>Не удалось открыть %1: %2</translation>
    </message>
    <message>
        <source>The password is kept until the program ends, since it could not go into a keychain: %1</source>
        <translation>Пароль хранится до конца работы программы, так как в связку ключей он не попал: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::DropCover</name>
    <message>
        <source>Drop the list here</source>
        <translation>Отпустите список здесь</translation>
    </message>
</context>
<context>
    <name>bulkhead::DryRunPanel</name>
    <message>
        <source>Compares the rows with the records in the database. Nothing is written by it.</source>
        <translation>Сравнивает строки с записями базы данных. Ничего не записывается.</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>Что изменится</translation>
    </message>
    <message>
        <source>Show what will change</source>
        <translation>Показать, что изменится</translation>
    </message>
    <message>
        <source>The changes cannot be read: %1</source>
        <translation>Не удалось прочитать изменения: %1</translation>
    </message>
    <message>
        <source>Progress of the look at what will change</source>
        <translation>Ход предпросмотра изменений</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation>Остановить предпросмотр</translation>
    </message>
    <message>
        <source>What will change, record by record: old and new values</source>
        <translation>Что изменится по каждой записи: старые и новые значения</translation>
    </message>
    <message>
        <source>The order was changed, so what was shown before does not hold any more.</source>
        <translation>Настройки задания изменились, показанное раньше уже неверно.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) compared with the database</source>
        <translation>
            <numerusform>С базой данных сравнена %Ln строка</numerusform>
            <numerusform>С базой данных сравнены %Ln строки</numerusform>
            <numerusform>С базой данных сравнено %Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read</source>
        <translation>
            <numerusform>Прочитана %Ln строка</numerusform>
            <numerusform>Прочитаны %Ln строки</numerusform>
            <numerusform>Прочитано %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>What will change cannot be found out: %1</source>
        <translation>Не удалось узнать, что изменится: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be created</source>
        <translation>
            <numerusform>Будет создана %Ln запись</numerusform>
            <numerusform>Будут созданы %Ln записи</numerusform>
            <numerusform>Будет создано %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be changed</source>
        <translation>
            <numerusform>Будет изменена %Ln запись</numerusform>
            <numerusform>Будут изменены %Ln записи</numerusform>
            <numerusform>Будет изменено %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be deleted</source>
        <translation>
            <numerusform>Будет удалена %Ln запись</numerusform>
            <numerusform>Будут удалены %Ln записи</numerusform>
            <numerusform>Будет удалено %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be looked up</source>
        <translation>
            <numerusform>Будет найдена %Ln запись</numerusform>
            <numerusform>Будут найдены %Ln записи</numerusform>
            <numerusform>Будет найдено %Ln записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are so already</source>
        <comment>records</comment>
        <translation>
            <numerusform>%Ln запись уже такая</numerusform>
            <numerusform>%Ln записи уже такие</numerusform>
            <numerusform>%Ln записей уже такие</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used</source>
        <translation>
            <numerusform>%Ln строка не годится</numerusform>
            <numerusform>%Ln строки не годятся</numerusform>
            <numerusform>%Ln строк не годятся</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Ничего не изменится.</translation>
    </message>
    <message>
        <source>In all: %1</source>
        <extracomment>A sum over all records: %1 is the total with its unit, %2 its parts: &quot;scope 1: 12.5 · scope 2: 30.1&quot;</extracomment>
        <translation>Всего: %1</translation>
    </message>
    <message>
        <source>In all: %1 (%2)</source>
        <translation>Всего: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2 – as in row %3: %4</source>
        <extracomment>A kind of error: %1 its code, %2 how many rows have it, %3 the first such row, %4 what is wrong there</extracomment>
        <translation>%1 %2 — например, в строке %3: %4</translation>
    </message>
    <message>
        <source>Refused by the database as it is now:</source>
        <translation>База данных в нынешнем состоянии отклонит:</translation>
    </message>
    <message>
        <source>All</source>
        <comment>changes</comment>
        <translation>Все</translation>
    </message>
</context>
<context>
    <name>bulkhead::ErrorChips</name>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>%1 (row %2)</source>
        <extracomment>tooltip of an error: %1 the message of the first such row, %2 the number of that row</extracomment>
        <translation>%1 (строка %2)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <extracomment>a button with a menu of further kinds of errors</extracomment>
        <translation>
            <numerusform>Ещё %Ln</numerusform>
            <numerusform>Ещё %Ln</numerusform>
            <numerusform>Ещё %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln row(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 an error&apos;s short name, then the number of rows</extracomment>
        <translation>
            <numerusform>%1: %Ln строка; показать только её</numerusform>
            <numerusform>%1: %Ln строки; показать только их</numerusform>
            <numerusform>%1: %Ln строк; показать только их</numerusform>
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
        <translation>Столбец для поля «%1»</translation>
    </message>
    <message>
        <source>Value of %1 for every row</source>
        <translation>Значение поля «%1» для всех строк</translation>
    </message>
    <message>
        <source>the same value for every row</source>
        <translation>одно значение для всех строк</translation>
    </message>
    <message>
        <source>– nothing –</source>
        <extracomment>A field that gets no value</extracomment>
        <translation>– ничего –</translation>
    </message>
    <message>
        <source>The same for every row…</source>
        <translation>Одно для всех строк…</translation>
    </message>
</context>
<context>
    <name>bulkhead::FilterBar</name>
    <message>
        <source>Show jobs of this operation</source>
        <translation>Показать задания этой операции</translation>
    </message>
    <message>
        <source>Any operation</source>
        <translation>Любая операция</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemActions</name>
    <message>
        <source>Export rows</source>
        <translation>Экспорт строк</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, по объекту в строке (*.json)</translation>
    </message>
    <message>
        <source>Writing rows to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Запись строк в %1…</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln row(s) to %1.</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>
            <numerusform>Записана %Ln строка в %1.</numerusform>
            <numerusform>Записаны %Ln строки в %1.</numerusform>
            <numerusform>Записано %Ln строк в %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemCellDelegate</name>
    <message>
        <source>New value of %1</source>
        <extracomment>accessible name of the editor of a cell: %1 is the name of the column</extracomment>
        <translation>Новое значение, столбец «%1»</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableModel</name>
    <message>
        <source>Retried</source>
        <extracomment>state of a failed row that a later job took up</extracomment>
        <translation>Повторено</translation>
    </message>
    <message>
        <source>Starts in line %1 of the file</source>
        <extracomment>%1 is the number of a line in a file</extracomment>
        <translation>Начинается в строке файла %1</translation>
    </message>
    <message>
        <source>Taken up by job %1</source>
        <extracomment>%1 is the id of a job</extracomment>
        <translation>Повторяется в задании %1</translation>
    </message>
    <message>
        <source>Kept secret; a new value is hashed before it is stored</source>
        <translation>Хранится в секрете; новое значение хешируется перед записью</translation>
    </message>
    <message>
        <source>Mended. Was: %1</source>
        <extracomment>%1 is the value of a cell before it was changed</extracomment>
        <translation>Исправлено. Было: %1</translation>
    </message>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Строка</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Error</source>
        <extracomment>column: short name of the error</extracomment>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Result</source>
        <extracomment>column: what the operation gave back, such as a new id</extracomment>
        <translation>Результат</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Что не так</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>Итог</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableView</name>
    <message>
        <source>Rows of the job</source>
        <extracomment>accessible name of the table of a job&apos;s rows</extracomment>
        <translation>Строки задания</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemText</name>
    <message>
        <source>row</source>
        <translation>строка</translation>
    </message>
    <message>
        <source>status</source>
        <translation>статус</translation>
    </message>
    <message>
        <source>code</source>
        <translation>код</translation>
    </message>
    <message>
        <source>message</source>
        <translation>сообщение</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsFooter</name>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>Make a new job of the failed rows, as they are mended (Ctrl+R)</source>
        <translation>Создать задание из строк с ошибкой с учётом исправлений (Ctrl+R)</translation>
    </message>
    <message>
        <source>Write rows to a file (Ctrl+E)</source>
        <translation>Записать строки в файл (Ctrl+E)</translation>
    </message>
    <message>
        <source>Failed rows as CSV…</source>
        <translation>Строки с ошибкой в CSV…</translation>
    </message>
    <message>
        <source>Succeeded rows as CSV…</source>
        <translation>Успешные строки в CSV…</translation>
    </message>
    <message>
        <source>All rows as CSV…</source>
        <translation>Все строки в CSV…</translation>
    </message>
    <message>
        <source>Failed rows as JSON…</source>
        <translation>Строки с ошибкой в JSON…</translation>
    </message>
    <message>
        <source>Succeeded rows as JSON…</source>
        <translation>Успешные строки в JSON…</translation>
    </message>
    <message>
        <source>All rows as JSON…</source>
        <translation>Все строки в JSON…</translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s)</source>
        <translation>
            <numerusform>Повторить %Ln строку</numerusform>
            <numerusform>Повторить %Ln строки</numerusform>
            <numerusform>Повторить %Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s) with %1</source>
        <extracomment>%1 is the short name of an error</extracomment>
        <translation>
            <numerusform>Повторить %Ln строку с %1</numerusform>
            <numerusform>Повторить %Ln строки с %1</numerusform>
            <numerusform>Повторить %Ln строк с %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln mended</source>
        <extracomment>appended to &quot;Retry 37 rows&quot;: how many of them were mended</extracomment>
        <translation>
            <numerusform>, исправлена %Ln</numerusform>
            <numerusform>, исправлено %Ln</numerusform>
            <numerusform>, исправлено %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln selected</source>
        <translation>
            <numerusform>Повторить %Ln выбранную</numerusform>
            <numerusform>Повторить %Ln выбранные</numerusform>
            <numerusform>Повторить %Ln выбранных</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry selected</source>
        <translation>Повторить выбранные</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) selected</source>
        <translation>
            <numerusform>Выбрана %Ln строка</numerusform>
            <numerusform>Выбраны %Ln строки</numerusform>
            <numerusform>Выбрано %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows that were so already as CSV…</source>
        <translation>Строки, где уже так, в CSV…</translation>
    </message>
    <message>
        <source>Rows that were so already as JSON…</source>
        <translation>Строки, где уже так, в JSON…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsPanel</name>
    <message>
        <source>What to show of the job</source>
        <extracomment>accessible name of the tabs below a job: all rows, failed, succeeded, so already, changes, log, spec</extracomment>
        <translation>Что показать из задания</translation>
    </message>
    <message>
        <source>Search failed rows</source>
        <translation>Поиск в строках с ошибкой</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s).</source>
        <translation>
            <numerusform>Скопирована %Ln строка.</numerusform>
            <numerusform>Скопированы %Ln строки.</numerusform>
            <numerusform>Скопировано %Ln строк.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln row(s); export the rest to a file.</source>
        <translation>
            <numerusform>Скопирована первая %Ln строка; остальные экспортируйте в файл.</numerusform>
            <numerusform>Скопированы первые %Ln строки; остальные экспортируйте в файл.</numerusform>
            <numerusform>Скопированы первые %Ln строк; остальные экспортируйте в файл.</numerusform>
        </translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation>Журнал задания</translation>
    </message>
    <message>
        <source>The job as text</source>
        <extracomment>accessible name of the text that holds everything a job was told</extracomment>
        <translation>Задание в виде текста</translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>tab: all rows of a job; %1 is their number</extracomment>
        <translation>Все %1</translation>
    </message>
    <message>
        <source>Failed %1</source>
        <extracomment>tab: failed rows of a job; %1 is their number</extracomment>
        <translation>С ошибкой %1</translation>
    </message>
    <message>
        <source>Succeeded %1</source>
        <extracomment>tab: rows of a job that succeeded; %1 is their number</extracomment>
        <translation>Успешные %1</translation>
    </message>
    <message>
        <source>Log</source>
        <extracomment>tab: the events of a job</extracomment>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Spec</source>
        <extracomment>tab: everything a job was told, as text</extracomment>
        <translation>Параметры</translation>
    </message>
    <message>
        <source>No failed row matches</source>
        <translation>Ничего не найдено</translation>
    </message>
    <message>
        <source>No failed row has this error and this text.</source>
        <translation>Нет строк с такой ошибкой и таким текстом.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Сбросить фильтр</translation>
    </message>
    <message>
        <source>No row has failed</source>
        <translation>Строк с ошибкой нет</translation>
    </message>
    <message>
        <source>No row is done yet</source>
        <translation>Готовых строк ещё нет</translation>
    </message>
    <message>
        <source>No rows yet</source>
        <translation>Строк ещё нет</translation>
    </message>
    <message>
        <source>The list is being read.</source>
        <translation>Список читается.</translation>
    </message>
    <message>
        <source>Edit cell</source>
        <translation>Изменить ячейку</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Копировать строки</translation>
    </message>
    <message>
        <source>Preview %1</source>
        <extracomment>tab: what a job would change, as its preview says; %1 is the number of records</extracomment>
        <translation>Предпросмотр %1</translation>
    </message>
    <message>
        <source>Changes %1</source>
        <translation>Изменения %1</translation>
    </message>
    <message>
        <source>So already %1</source>
        <extracomment>tab: rows of a job whose records were as they should be before it; %1 is their number</extracomment>
        <translation>Уже так: %1</translation>
    </message>
    <message>
        <source>No row succeeded</source>
        <translation>Ни одна строка не выполнена</translation>
    </message>
    <message>
        <source>This job has no rows</source>
        <translation>В этом задании нет строк</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobActions</name>
    <message>
        <source>The job cannot be paused: it has ended meanwhile.</source>
        <translation>Приостановить задание нельзя: оно уже завершилось.</translation>
    </message>
    <message>
        <source>The job cannot be resumed: it is not paused any more.</source>
        <translation>Продолжить задание нельзя: оно уже не приостановлено.</translation>
    </message>
    <message>
        <source>The job cannot be cancelled: it has ended meanwhile.</source>
        <translation>Отменить задание нельзя: оно уже завершилось.</translation>
    </message>
    <message>
        <source>Reading %1 again…</source>
        <extracomment>%1 is the name of a list, such as staff.csv</extracomment>
        <translation>Повторное чтение «%1»…</translation>
    </message>
    <message>
        <source>Only finished jobs can be deleted. Cancel the job first.</source>
        <translation>Удалить можно только завершённые задания. Сначала отмените задание.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s) from the history?</source>
        <translation>
            <numerusform>Удалить из истории %Ln задание?</numerusform>
            <numerusform>Удалить из истории %Ln задания?</numerusform>
            <numerusform>Удалить из истории %Ln заданий?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s)</source>
        <translation>
            <numerusform>Удалить %Ln задание</numerusform>
            <numerusform>Удалить %Ln задания</numerusform>
            <numerusform>Удалить %Ln заданий</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted %Ln job(s).</source>
        <translation>
            <numerusform>Удалено %Ln задание.</numerusform>
            <numerusform>Удалены %Ln задания.</numerusform>
            <numerusform>Удалено %Ln заданий.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The record of %Ln row(s) goes with it: values, what became of them, errors and log. What the job changed in the database stays as it is.</source>
        <translation>
            <numerusform>Вместе с этим удалятся сведения о %Ln строке: её значения, итог, ошибки и журнал. То, что задание изменило в базе данных, останется как есть.</numerusform>
            <numerusform>Вместе с этим удалятся сведения о %Ln строках: их значения, итоги, ошибки и журнал. То, что задание изменило в базе данных, останется как есть.</numerusform>
            <numerusform>Вместе с этим удалятся сведения о %Ln строках: их значения, итоги, ошибки и журнал. То, что задание изменило в базе данных, останется как есть.</numerusform>
        </translation>
    </message>
    <message>
        <source>Thrown away; nothing was written.</source>
        <translation>Отброшено; ничего не записано.</translation>
    </message>
    <message>
        <source>The job does not wait any more.</source>
        <translation>Задание больше не ждёт.</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobFilterBar</name>
    <message>
        <source>Search jobs</source>
        <translation>Поиск заданий</translation>
    </message>
    <message>
        <source>Search list, operation, person or id</source>
        <translation>Список, операция, автор…</translation>
    </message>
    <message>
        <source>Show jobs with this status</source>
        <translation>Показать задания с этим статусом</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Любой статус</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobHeader</name>
    <message>
        <source>Pause</source>
        <translation>Приостановить</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Отменить задание</translation>
    </message>
    <message>
        <source>Start no further chunk; those that run may finish</source>
        <translation>Не начинать новых порций; начатые завершатся</translation>
    </message>
    <message>
        <source>Stop for good; rows that were done stay done</source>
        <translation>Остановить совсем; готовые строки останутся</translation>
    </message>
    <message>
        <source>More about this job</source>
        <translation>Ещё об этом задании</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Запустить снова</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Скопировать как новое…</translation>
    </message>
    <message>
        <source>Open the job this one retries</source>
        <translation>Открыть исходное задание</translation>
    </message>
    <message>
        <source>Copy the job&apos;s id</source>
        <translation>Копировать номер задания</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>%1 · by %2 · %3 · job %4</source>
        <extracomment>under the title of a job: %1 list, %2 person, %3 when, %4 the beginning of its id</extracomment>
        <translation>%1 · автор: %2 · %3 · задание %4</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>took %1</source>
        <extracomment>a finished job: %1 is a duration</extracomment>
        <translation>заняло %1</translation>
    </message>
    <message>
        <source>%1 to go</source>
        <extracomment>rows of a job that are not settled yet</extracomment>
        <translation>осталось: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read so far</source>
        <extracomment>a job whose list is being read</extracomment>
        <translation>
            <numerusform>Прочитана %Ln строка</numerusform>
            <numerusform>Прочитано %Ln строки</numerusform>
            <numerusform>Прочитано %Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s)</source>
        <extracomment>progress of a job: %1 rows are settled, %Ln is their total</extracomment>
        <translation>
            <numerusform>%1 из %Ln строки</numerusform>
            <numerusform>%1 из %Ln строк</numerusform>
            <numerusform>%1 из %Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <extracomment>a job that waits for a person: the number of its rows
----------
a finished job: the number of its rows</extracomment>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the job this one takes back</source>
        <translation>Открыть задание, которое это откатывает</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobKin</name>
    <message>
        <source>%1 · job %2</source>
        <extracomment>a job in a few words: %1 the name of its list, %2 the beginning of its id</extracomment>
        <translation>%1 · задание %2</translation>
    </message>
    <message>
        <source>Takes back %1</source>
        <extracomment>a way to the job that this one takes back: %1 is that job</extracomment>
        <translation>Откатывает %1</translation>
    </message>
    <message>
        <source>Retries rows of %1</source>
        <translation>Повторяет строки %1</translation>
    </message>
    <message>
        <source>Taken back by job %1 (%2)</source>
        <extracomment>a way to a job that takes this one back: %1 the beginning of its id, %2 its state</extracomment>
        <translation>Откат заданием %1 (%2)</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListModel</name>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Операция</translation>
    </message>
    <message>
        <source>List</source>
        <extracomment>column: the file or other source of the rows</extracomment>
        <translation>Список</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Ход</translation>
    </message>
    <message>
        <source>Rows</source>
        <extracomment>column: how many rows the job has</extracomment>
        <translation>Строки</translation>
    </message>
    <message>
        <source>By</source>
        <extracomment>column: who started the job</extracomment>
        <translation>Автор</translation>
    </message>
    <message>
        <source>Submitted</source>
        <extracomment>column: when the job was submitted</extracomment>
        <translation>Создано</translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>column: how long the job took, or the time left</extracomment>
        <translation>Время</translation>
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
            <numerusform>Прочитана %Ln строка</numerusform>
            <numerusform>Прочитано %Ln строки</numerusform>
            <numerusform>Прочитано %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes back: %1</source>
        <extracomment>title of a job that takes another one back: %1 is the operation of that job</extracomment>
        <translation>Откат: %1</translation>
    </message>
    <message>
        <source>nothing written yet</source>
        <extracomment>progress of a job that waits for a person</extracomment>
        <translation>ещё ничего не записано</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListPage</name>
    <message>
        <source>Jobs</source>
        <translation>Задания</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Open the job (Enter)</source>
        <translation>Открыть задание (Enter)</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Запустить снова</translation>
    </message>
    <message>
        <source>Run the same list with the same settings as a new job</source>
        <translation>Запустить тот же список с теми же параметрами новым заданием</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Скопировать как новое…</translation>
    </message>
    <message>
        <source>Open New job filled in as this job was</source>
        <translation>Открыть новое задание, заполненное как это</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>Delete the record of finished jobs (Del)</source>
        <translation>Удалить записи о завершённых заданиях (Del)</translation>
    </message>
    <message>
        <source>No job matches</source>
        <translation>Ничего не найдено</translation>
    </message>
    <message>
        <source>No job here has this status, operation and text together.</source>
        <translation>Здесь нет заданий с таким сочетанием статуса, операции и текста.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Сбросить фильтр</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>Заданий ещё нет</translation>
    </message>
    <message>
        <source>A job applies one operation to a list of records. Here you watch it run, see why a row failed, mend it and retry. Start with a CSV file.</source>
        <translation>Задание применяет одну операцию к списку записей. Здесь видны его ход и ошибки строк: исправьте их и повторите. Начните с файла CSV.</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>Новое задание</translation>
    </message>
    <message>
        <source>Nothing has finished yet</source>
        <translation>Ничего ещё не завершилось</translation>
    </message>
    <message>
        <source>Every finished job is kept here, whoever ran it: open it, run it again, or use it as the start of a new one.</source>
        <translation>Здесь хранятся все завершённые задания: их можно открыть, запустить снова или взять за основу нового.</translation>
    </message>
    <message>
        <source>This database is not open</source>
        <translation>Эта база данных не открыта</translation>
    </message>
    <message>
        <source>Choose another one, or try this one again, with File &gt; Connect.</source>
        <translation>Выберите другую или попробуйте эту снова: «Файл» &gt; «Подключиться».</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogModel</name>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Event</source>
        <extracomment>column of the log of a job: what happened</extracomment>
        <translation>Событие</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogWords</name>
    <message>
        <source>Submitted</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Создано</translation>
    </message>
    <message>
        <source>List read, waiting</source>
        <extracomment>event in the log of a job: its list was read and it waits for a worker</extracomment>
        <translation>Список прочитан, в очереди</translation>
    </message>
    <message>
        <source>Reading of the list taken over</source>
        <extracomment>event in the log of a job: the program that read its list ended, and another goes on</extracomment>
        <translation>Чтение списка передано другой программе</translation>
    </message>
    <message>
        <source>List read anew</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Список читается заново</translation>
    </message>
    <message>
        <source>Started</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Начато</translation>
    </message>
    <message>
        <source>Chunk done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Порция готова</translation>
    </message>
    <message>
        <source>Chunk to be tried again</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Порция будет повторена</translation>
    </message>
    <message>
        <source>Chunk given back</source>
        <extracomment>event in the log of a job: the program that worked on it ended</extracomment>
        <translation>Порция возвращена</translation>
    </message>
    <message>
        <source>Worker lost, chunk taken up</source>
        <extracomment>event in the log of a job: a worker died and its chunk was taken up</extracomment>
        <translation>Исполнитель пропал, порция передана другому</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Приостановлено</translation>
    </message>
    <message>
        <source>Resumed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Продолжено</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Готово частично</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Не удалось</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>after a wait of %1</source>
        <extracomment>in the log of a job: %1 is a duration</extracomment>
        <translation>после ожидания %1</translation>
    </message>
    <message>
        <source>chunk %1</source>
        <extracomment>in the log of a job: %1 is the number of a chunk</extracomment>
        <translation>порция %1</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <extracomment>in the log of a job: %1 counts how often a chunk was begun</extracomment>
        <translation>попытка %1</translation>
    </message>
    <message>
        <source>%1 succeeded</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>успешно: %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>с ошибкой: %1</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>пропущено: %1</translation>
    </message>
    <message>
        <source>retry of %1</source>
        <extracomment>in the log of a job: it was made of failed rows of job %1</extracomment>
        <translation>повтор задания %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <extracomment>in the log of a job: who did it</extracomment>
        <translation>кто: %1</translation>
    </message>
    <message>
        <source>on %1</source>
        <extracomment>in the log of a job: on which computer</extracomment>
        <translation>где: %1</translation>
    </message>
    <message>
        <source>worker %1</source>
        <extracomment>in the log of a job: %1 is the short id of a running program</extracomment>
        <translation>исполнитель %1</translation>
    </message>
    <message>
        <source>Waits to be started</source>
        <extracomment>event in the log of a job: its list was read, and it waits until somebody starts it</extracomment>
        <translation>Ждёт запуска</translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <extracomment>event in the log of a job: it waits for a second person</extracomment>
        <translation>Ждёт одобрения</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <extracomment>event in the log of a job: somebody let it run</extracomment>
        <translation>Подтверждено</translation>
    </message>
    <message>
        <source>Approved</source>
        <extracomment>event in the log of a job: a second person let it run</extracomment>
        <translation>Одобрено</translation>
    </message>
    <message>
        <source>Values before and after forgotten</source>
        <extracomment>event in the log of a job: what its records were before is not kept any more</extracomment>
        <translation>Значения до и после забыты</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <extracomment>in the log of a job: somebody confirmed it by typing this number of rows</extracomment>
        <translation>строк: %1</translation>
    </message>
    <message>
        <source>Waits for a service</source>
        <extracomment>event in the log of a job: a service does not answer, and the job goes on by itself later</extracomment>
        <translation>Ждёт службу</translation>
    </message>
    <message>
        <source>Montages made</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Монтажи созданы</translation>
    </message>
    <message>
        <source>Montages changed</source>
        <extracomment>event in the log of a job: whoever keeps copies of a person&apos;s montages must read them again</extracomment>
        <translation>Монтажи изменились</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobOptionsForm</name>
    <message>
        <source>Stop at the first row that fails</source>
        <translation>Остановиться на первой строке с ошибкой</translation>
    </message>
    <message>
        <source>Keep the order: one chunk strictly after the other</source>
        <translation>По порядку: порции строго одна за другой</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Дополнительно</translation>
    </message>
    <message>
        <source>Rows that are written together, and lost together if a connection breaks. 1 to 50,000.</source>
        <translation>Строки, которые записываются вместе и вместе теряются при обрыве связи. От 1 до 50 000.</translation>
    </message>
    <message>
        <source>go on whatever fails</source>
        <translation>продолжать при любых ошибках</translation>
    </message>
    <message>
        <source>stop when more rows failed than</source>
        <translation>остановиться, если строк с ошибкой больше</translation>
    </message>
    <message>
        <source>stop when more of the rows failed than</source>
        <translation>остановиться, если доля строк с ошибкой больше</translation>
    </message>
    <message>
        <source>Error threshold</source>
        <translation>Порог ошибок</translation>
    </message>
    <message>
        <source>Failed rows beyond which the job stops</source>
        <translation>Число строк с ошибкой, после которого задание остановится</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job stops</source>
        <translation>Доля строк с ошибкой, после которой задание остановится</translation>
    </message>
    <message>
        <source> %</source>
        <comment>after a number</comment>
        <translation> %</translation>
    </message>
    <message>
        <source>Rows in a chunk</source>
        <translation>Строк в порции</translation>
    </message>
    <message>
        <source>Chunks at once</source>
        <translation>Порций сразу</translation>
    </message>
    <message>
        <source>If rows fail</source>
        <translation>При ошибках</translation>
    </message>
    <message>
        <source>How often a chunk is tried again when the database was busy or away. 0 to 20.</source>
        <translation>Сколько раз повторить порцию, если база была занята или недоступна. От 0 до 20.</translation>
    </message>
    <message>
        <source>Jobs with a higher number go first. 0 to 10.</source>
        <translation>Задания с большим числом идут первыми. От 0 до 10.</translation>
    </message>
    <message>
        <source>Retries of a chunk</source>
        <translation>Повторов порции</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Приоритет</translation>
    </message>
    <message>
        <source>as the operation says</source>
        <translation>как задано в операции</translation>
    </message>
    <message>
        <source>%1 (as the operation says)</source>
        <translation>%1 (как задано в операции)</translation>
    </message>
    <message>
        <source>Run only so many rows first, then wait for me:</source>
        <translation>Сначала выполнить столько строк и подождать меня:</translation>
    </message>
    <message>
        <source>Pause when more of the rows failed than:</source>
        <translation>Приостановить, если доля строк с ошибкой больше:</translation>
    </message>
    <message>
        <source>The job pauses after them, so that the result can be looked at.</source>
        <translation>После них задание приостановится, чтобы можно было посмотреть результат.</translation>
    </message>
    <message>
        <source>Rows after which the job waits</source>
        <translation>Число строк, после которых задание ждёт</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job pauses</source>
        <translation>Доля строк с ошибкой, после которой задание приостановится</translation>
    </message>
    <message>
        <source>From the end of the job on. As long it can be taken back. 1 to 3,650.</source>
        <translation>Считая от завершения задания. Всё это время его можно откатить. От 1 до 3650.</translation>
    </message>
    <message>
        <source>Keep changes for days</source>
        <translation>Хранить изменения, дней</translation>
    </message>
    <message>
        <source>At most so many chunks are worked on at the same time, 1 to 64. With a database on this machine no more than it has cores.</source>
        <translation>Не больше стольких порций одновременно, от 1 до 64. Если база на этой же машине — не больше, чем у неё ядер.</translation>
    </message>
</context>
<context>
    <name>bulkhead::LargeMoment</name>
    <message>
        <source>Back to the collage</source>
        <translation>Назад к коллажу</translation>
    </message>
    <message>
        <source>Previous (Left)</source>
        <translation>Предыдущий (←)</translation>
    </message>
    <message>
        <source>Next (Right)</source>
        <translation>Следующий (→)</translation>
    </message>
    <message>
        <source>Play in the browser</source>
        <translation>Открыть в браузере</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>Момент</translation>
    </message>
    <message>
        <source>Back to the collage (Esc)</source>
        <translation>Назад к коллажу (Esc)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 and %2 are numbers: which of how many</extracomment>
        <translation>%1 из %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::MainWindow</name>
    <message>
        <source>New job</source>
        <translation>Новое задание</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Задания</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>menu</extracomment>
        <translation>&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;New job</source>
        <translation>&amp;Новое задание</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>&amp;Подключиться…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>В&amp;ыход</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <extracomment>menu</extracomment>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>&amp;Задания</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;История</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Настройки</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>Н&amp;азад</translation>
    </message>
    <message>
        <source>S&amp;earch</source>
        <translation>&amp;Поиск</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Обновить</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <extracomment>menu: what can be done with the job in front</extracomment>
        <translation>&amp;Задание</translation>
    </message>
    <message>
        <source>&amp;Retry failed rows</source>
        <translation>&amp;Повторить строки с ошибкой</translation>
    </message>
    <message>
        <source>&amp;Export rows…</source>
        <translation>&amp;Экспорт строк…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <extracomment>menu</extracomment>
        <translation>&amp;Справка</translation>
    </message>
    <message>
        <source>&amp;About Bulkhead</source>
        <translation>&amp;О программе Bulkhead</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Ничего не выполняется</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) running</source>
        <translation>
            <numerusform>Выполняется %Ln задание</numerusform>
            <numerusform>Выполняются %Ln задания</numerusform>
            <numerusform>Выполняется %Ln заданий</numerusform>
        </translation>
    </message>
    <message>
        <source>About Bulkhead</source>
        <translation>О программе Bulkhead</translation>
    </message>
    <message>
        <source>A console for bulk jobs over records. One bad row never sinks the batch.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Массовые задания над записями. Одна негодная строка не потопит весь список.
Свободная программа на условиях GNU General Public License версии 3 или новее.</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Аудит</translation>
    </message>
    <message>
        <source>&amp;Audit</source>
        <translation>&amp;Аудит</translation>
    </message>
    <message numerus="yes">
        <source>%Ln list(s) being read</source>
        <translation>
            <numerusform>Читается %Ln список</numerusform>
            <numerusform>Читаются %Ln списка</numerusform>
            <numerusform>Читаются %Ln списков</numerusform>
        </translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Операции</translation>
    </message>
    <message>
        <source>&amp;Operations</source>
        <translation>&amp;Операции</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Монтажи</translation>
    </message>
    <message>
        <source>&amp;Montages</source>
        <translation>&amp;Монтажи</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) waiting for a service</source>
        <extracomment>jobs that go on by themselves once the service answers again</extracomment>
        <translation>
            <numerusform>%Ln задание ждёт службу</numerusform>
            <numerusform>%Ln задания ждут службу</numerusform>
            <numerusform>%Ln заданий ждут службу</numerusform>
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
        <translation>или %1</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Столбцы</translation>
    </message>
    <message>
        <source>Shows which column of the list feeds which field, once an operation and a list are chosen.</source>
        <translation>Когда выбраны операция и список, здесь видно, какой столбец идёт в какое поле.</translation>
    </message>
    <message>
        <source>Save mapping</source>
        <translation>Сохранить сопоставление</translation>
    </message>
    <message>
        <source>Match by name</source>
        <translation>Сопоставить по именам</translation>
    </message>
    <message>
        <source>Keep this for the next list with the same header</source>
        <translation>Запомнить для следующего списка с тем же заголовком</translation>
    </message>
    <message>
        <source>Matched by name.</source>
        <translation>Сопоставлено по именам.</translation>
    </message>
    <message>
        <source>As in the job that was copied.</source>
        <translation>Как в скопированном задании.</translation>
    </message>
    <message>
        <source>As saved for this header.</source>
        <translation>Как сохранено для этого заголовка.</translation>
    </message>
    <message>
        <source>Not used from the list: %1</source>
        <translation>Не используется из списка: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) filled</source>
        <translation>
            <numerusform>заполнено %n поле</numerusform>
            <numerusform>заполнено %n поля</numerusform>
            <numerusform>заполнено %n полей</numerusform>
        </translation>
    </message>
    <message>
        <source>choose columns</source>
        <translation>выберите столбцы</translation>
    </message>
    <message>
        <source>Saved: found again with the next list that has this header.</source>
        <translation>Сохранено: подставится для следующего списка с этим заголовком.</translation>
    </message>
    <message>
        <source>not shown</source>
        <comment>the values of a secret column</comment>
        <translation>не показывается</translation>
    </message>
</context>
<context>
    <name>bulkhead::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Закрыть сообщение</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageJobs</name>
    <message>
        <source>No database is open.</source>
        <translation>База данных не открыта.</translation>
    </message>
    <message>
        <source>You may look at this database, but not run jobs on it.</source>
        <translation>Эту базу данных можно смотреть, но нельзя запускать на ней задания.</translation>
    </message>
    <message>
        <source>The operation %1 is not there.</source>
        <extracomment>%1 is the id of an operation</extracomment>
        <translation>Операции %1 нет.</translation>
    </message>
    <message>
        <source>one person</source>
        <extracomment>the name of a list with one row</extracomment>
        <translation>один человек</translation>
    </message>
    <message>
        <source>one montage</source>
        <translation>один монтаж</translation>
    </message>
    <message>
        <source>The montages of %1 are being made anew.</source>
        <translation>Монтажи создаются заново: %1.</translation>
    </message>
    <message>
        <source>%1 is being deleted.</source>
        <translation>Удаляется: %1.</translation>
    </message>
    <message>
        <source>The montages of %1 were made anew.</source>
        <translation>Монтажи созданы заново: %1.</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>Удалено: %1.</translation>
    </message>
    <message>
        <source>The montages of %1 were not made anew; the job says why.</source>
        <translation>Монтажи не созданы заново (%1); причина указана в задании.</translation>
    </message>
    <message>
        <source>%1 was not deleted; the job says why.</source>
        <translation>Не удалено: %1; причина указана в задании.</translation>
    </message>
    <message>
        <source>The montages of %1 wait. %2</source>
        <translation>Монтажи %1 ждут. %2</translation>
    </message>
    <message>
        <source>%1 is not deleted yet. %2</source>
        <translation>%1: ещё не удалено. %2</translation>
    </message>
    <message>
        <source>The montages of %1 stay as they are: their check-ins say nothing new.</source>
        <extracomment>%1 is a name</extracomment>
        <translation>Монтажи пользователя %1 остались прежними: в отметках нет ничего нового.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageListModel</name>
    <message numerus="yes">
        <source>%1, %Ln moment(s)</source>
        <extracomment>%1 is an interest</extracomment>
        <translation>
            <numerusform>%1, %Ln момент</numerusform>
            <numerusform>%1, %Ln момента</numerusform>
            <numerusform>%1, %Ln моментов</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Создано: %1</translation>
    </message>
    <message numerus="yes">
        <source>Chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>Выбрано из %Ln отметки</numerusform>
            <numerusform>Выбрано из %Ln отметок</numerusform>
            <numerusform>Выбрано из %Ln отметок</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageMoment</name>
    <message>
        <source>Picture missing</source>
        <translation>Изображения нет</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Изображение</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Видео</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Место</translation>
    </message>
    <message>
        <source>Check-in</source>
        <translation>Отметка</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Настроение</translation>
    </message>
    <message>
        <source>Everything</source>
        <extracomment>the montage of all of somebody&apos;s check-ins, whatever the interest</extracomment>
        <translation>Всё</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageNotice</name>
    <message>
        <source>Open job</source>
        <translation>Открыть задание</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagePanel</name>
    <message>
        <source>Regenerate</source>
        <translation>Создать заново</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Удалить…</translation>
    </message>
    <message>
        <source>Nothing in this montage</source>
        <translation>В этом монтаже ничего нет</translation>
    </message>
    <message>
        <source>Its check-ins are no longer shown to others. It goes when the montages of this person are made anew.</source>
        <translation>Его отметки больше не показываются другим. Он исчезнет, когда монтажи этого человека будут созданы заново.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln moment(s)</source>
        <translation>
            <numerusform>%Ln момент</numerusform>
            <numerusform>%Ln момента</numerusform>
            <numerusform>%Ln моментов</numerusform>
        </translation>
    </message>
    <message>
        <source>made %1</source>
        <extracomment>%1 is a time, such as &quot;5 min ago&quot;</extracomment>
        <translation>создан %1</translation>
    </message>
    <message numerus="yes">
        <source>chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>выбран из %Ln отметки</numerusform>
            <numerusform>выбран из %Ln отметок</numerusform>
            <numerusform>выбран из %Ln отметок</numerusform>
        </translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>устарел</translation>
    </message>
    <message>
        <source>Make all montages of this person anew, from the newest check-ins</source>
        <translation>Создать все монтажи этого человека заново из новейших отметок</translation>
    </message>
    <message>
        <source>Delete this montage (Del)</source>
        <translation>Удалить этот монтаж (Del)</translation>
    </message>
    <message>
        <source>The montage “%1” of %2</source>
        <extracomment>names a montage in a sentence: %1 an interest, %2 a person</extracomment>
        <translation>монтаж «%1» (%2)</translation>
    </message>
    <message numerus="yes">
        <source>Delete the montage “%1” of %2? Its %Ln moment(s) are lost. The check-ins stay, so it is made again when the montages of this person are next generated.</source>
        <translation>
            <numerusform>Удалить монтаж «%1» (%2)? Будет потерян %Ln момент. Отметки остаются, поэтому он появится снова, когда монтажи этого человека будут создаваться в следующий раз.</numerusform>
            <numerusform>Удалить монтаж «%1» (%2)? Будут потеряны %Ln момента. Отметки остаются, поэтому он появится снова, когда монтажи этого человека будут создаваться в следующий раз.</numerusform>
            <numerusform>Удалить монтаж «%1» (%2)? Будет потеряно %Ln моментов. Отметки остаются, поэтому он появится снова, когда монтажи этого человека будут создаваться в следующий раз.</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete montage</source>
        <translation>Удалить монтаж</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageSettingsPanel</name>
    <message>
        <source>File with montage settings</source>
        <translation>Файл с настройками монтажей</translation>
    </message>
    <message>
        <source>none: montages are made as the environment says</source>
        <translation>нет: монтажи создаются, как сказано в окружении</translation>
    </message>
    <message>
        <source>A file with lines like MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lists all names. The environment goes before it. It counts for new jobs, here and in bulkheadctl. A database or services that it names count in bulkheadctl only; here they are set above.</source>
        <translation>Файл со строками вида MONTAGE_MAX_ITEMS=20; все имена показывает «bulkheadctl montages settings». Окружение важнее файла. Он действует для новых заданий, здесь и в bulkheadctl. База данных и службы из него действуют только в bulkheadctl; здесь они задаются выше.</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Монтажи</translation>
    </message>
    <message>
        <source>Everything in this file makes sense.</source>
        <translation>Всё в этом файле понятно.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagesPage</name>
    <message>
        <source>Montages</source>
        <translation>Монтажи</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>Поиск людей</translation>
    </message>
    <message>
        <source>Search name or e-mail</source>
        <translation>Имя или эл. почта</translation>
    </message>
    <message>
        <source>People with montages</source>
        <translation>Люди с монтажами</translation>
    </message>
    <message>
        <source>Montages of the chosen person</source>
        <translation>Монтажи выбранного человека</translation>
    </message>
    <message>
        <source>Montages cannot be shown</source>
        <translation>Монтажи нельзя показать</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>Никто не найден</translation>
    </message>
    <message>
        <source>Nobody with montages has these letters in the name or e-mail address.</source>
        <translation>Ни у кого из людей с монтажами нет таких букв в имени или адресе.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Очистить поиск</translation>
    </message>
    <message>
        <source>No montages yet</source>
        <translation>Монтажей пока нет</translation>
    </message>
    <message>
        <source>A montage is a collage of somebody&apos;s newest check-ins: one of everything, and one for each interest. A job makes them for everybody with new check-ins.</source>
        <translation>Монтаж — это коллаж из новейших отметок человека: один обо всём и по одному на каждый интерес. Задание создаёт их для всех, у кого есть новые отметки.</translation>
    </message>
    <message>
        <source>Begin a new job</source>
        <translation>Начать новое задание</translation>
    </message>
</context>
<context>
    <name>bulkhead::NavigationButton</name>
    <message>
        <source>%1, %2 unfinished</source>
        <extracomment>accessible name of a navigation entry: %1 its words, %2 a number of jobs</extracomment>
        <translation>%1, незавершённых: %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::NewJobPage</name>
    <message>
        <source>That job cannot be copied: %1</source>
        <translation>Не удалось скопировать задание: %1</translation>
    </message>
    <message>
        <source>The list of the copied job (%1) was not a file, so it is gone. Choose a list.</source>
        <translation>Список скопированного задания (%1) не был файлом и не сохранился. Выберите список.</translation>
    </message>
    <message>
        <source>The copied job retried failed rows of another one. Choose a list.</source>
        <translation>Скопированное задание повторяло строки с ошибкой из другого. Выберите список.</translation>
    </message>
    <message>
        <source>The operation of that job, %1, is not here any more.</source>
        <translation>Операции того задания, %1, здесь больше нет.</translation>
    </message>
    <message>
        <source>Choose an operation.</source>
        <translation>Выберите операцию.</translation>
    </message>
    <message>
        <source>Choose a list.</source>
        <translation>Выберите список.</translation>
    </message>
    <message>
        <source>Choose the columns that are missing.</source>
        <translation>Выберите недостающие столбцы.</translation>
    </message>
    <message>
        <source>The rows are being checked. Nothing has been written yet.</source>
        <translation>Строки проверяются. Пока ничего не записано.</translation>
    </message>
    <message>
        <source>No row can be used.</source>
        <translation>Ни одна строка не годится.</translation>
    </message>
    <message>
        <source>The rows could not be checked.</source>
        <translation>Не удалось проверить строки.</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>База данных не открыта.</translation>
    </message>
    <message>
        <source>Goes into %1. Rows that cannot be used are listed as failed.</source>
        <translation>Куда: %1. Негодные строки будут показаны с ошибкой.</translation>
    </message>
    <message>
        <source>Goes into %1.</source>
        <translation>Куда: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used: the job will stop at the first of them.</source>
        <translation>
            <numerusform>%Ln строка не годится: задание остановится на ней.</numerusform>
            <numerusform>%Ln строки не годятся: задание остановится на первой из них.</numerusform>
            <numerusform>%Ln строк не годится: задание остановится на первой из них.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used, more than the threshold allows: the job will stop.</source>
        <translation>
            <numerusform>%Ln строка не годится, это больше порога: задание остановится.</numerusform>
            <numerusform>%Ln строки не годятся, это больше порога: задание остановится.</numerusform>
            <numerusform>%Ln строк не годится, это больше порога: задание остановится.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Запустить</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Making the job…</source>
        <translation>Создание задания…</translation>
    </message>
    <message numerus="yes">
        <source>Loading %1: %Ln row(s)</source>
        <translation>
            <numerusform>Загрузка «%1»: %Ln строка</numerusform>
            <numerusform>Загрузка «%1»: %Ln строки</numerusform>
            <numerusform>Загрузка «%1»: %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be loaded: %2</source>
        <comment>a list, why</comment>
        <translation>Не удалось загрузить «%1»: %2</translation>
    </message>
    <message>
        <source>The copied job had no list of its own. Choose one.</source>
        <translation>У скопированного задания не было своего списка. Выберите список.</translation>
    </message>
    <message>
        <source>The job could not be started: %1</source>
        <translation>Не удалось запустить задание: %1</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Ничего не изменится.</translation>
    </message>
    <message>
        <source>Goes into %1 exactly as shown.</source>
        <translation>Попадёт в %1 ровно в таком виде.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used and will be listed as failed, to be mended and retried.</source>
        <translation>
            <numerusform>%Ln строка не годится: она попадёт в строки с ошибкой, её можно исправить и повторить.</numerusform>
            <numerusform>%Ln строки не годятся: они попадут в строки с ошибкой, их можно исправить и повторить.</numerusform>
            <numerusform>%Ln строк не годятся: они попадут в строки с ошибкой, их можно исправить и повторить.</numerusform>
        </translation>
    </message>
    <message>
        <source>Another database was opened while the job was being made; it is in the one that was left.</source>
        <translation>Пока создавалось задание, была открыта другая база данных; оно осталось в прежней.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationCard</name>
    <message>
        <source>Reads only</source>
        <extracomment>Of an operation: it looks records up and changes nothing</extracomment>
        <translation>Только чтение</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <extracomment>Of an operation: whether its jobs can be undone</extracomment>
        <translation>Можно откатить</translation>
    </message>
    <message>
        <source>Cannot be taken back</source>
        <translation>Нельзя откатить</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationDetails</name>
    <message>
        <source>About the operation</source>
        <translation>Об операции</translation>
    </message>
    <message>
        <source>About</source>
        <extracomment>tab: what an operation is</extracomment>
        <translation>Сведения</translation>
    </message>
    <message>
        <source>File</source>
        <extracomment>tab: the text of an operation&apos;s file</extracomment>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Текст файла операции</translation>
    </message>
    <message>
        <source>Copy as new</source>
        <translation>Скопировать как новую</translation>
    </message>
    <message>
        <source>Begin a file of your own with the text of this one</source>
        <translation>Начать свой файл с текста этого</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Скопировать текст</translation>
    </message>
    <message>
        <source>Copy the text of the file</source>
        <translation>Скопировать текст файла</translation>
    </message>
    <message>
        <source>What is built in stays as it is; copy it as new</source>
        <translation>Встроенная операция не меняется; скопируйте её как новую</translation>
    </message>
    <message>
        <source>Change the file of this operation</source>
        <translation>Изменить файл этой операции</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationEditor</name>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Текст файла операции</translation>
    </message>
    <message>
        <source>‹ Operations</source>
        <translation>‹ Операции</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>Выйти из редактора</translation>
    </message>
    <message>
        <source>Check against the database</source>
        <translation>Сверить с базой данных</translation>
    </message>
    <message>
        <source>Ask whether its tables and columns are there and its SQL is understood; nothing is written</source>
        <translation>Спросить, есть ли её таблицы и столбцы и понятен ли её SQL; ничего не записывается</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Raise it</source>
        <translation>Увеличить</translation>
    </message>
    <message>
        <source>Write the next version into the text</source>
        <translation>Записать в текст следующую версию</translation>
    </message>
    <message>
        <source>Mistakes</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>New operation</source>
        <translation>Новая операция</translation>
    </message>
    <message>
        <source>%1 — not saved</source>
        <comment>a file</comment>
        <translation>%1 — не сохранено</translation>
    </message>
    <message>
        <source>Save it into the folder of your own operations</source>
        <translation>Сохранить в папку своих операций</translation>
    </message>
    <message>
        <source>Mend the mistakes first</source>
        <translation>Сначала исправьте ошибки</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <extracomment>a mistake in a file: where, and what</extracomment>
        <translation>Строка %1, столбец %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>✕ %Ln mistake(s)</source>
        <translation>
            <numerusform>✕ %Ln ошибка</numerusform>
            <numerusform>✕ %Ln ошибки</numerusform>
            <numerusform>✕ %Ln ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>○ No mistakes</source>
        <translation>○ Ошибок нет</translation>
    </message>
    <message>
        <source>○ No mistakes · asking %1 whether it fits…</source>
        <translation>○ Ошибок нет · проверяется, подходит ли к %1…</translation>
    </message>
    <message>
        <source>● No mistakes · fits %1</source>
        <comment>a database</comment>
        <translation>● Ошибок нет · подходит к %1</translation>
    </message>
    <message>
        <source>✕ Does not fit %1: %2</source>
        <comment>a database, why</comment>
        <translation>✕ Не подходит к %1: %2</translation>
    </message>
    <message>
        <source>The version is %1 as before. Raise it when the file now means something else, so that jobs tell which one they ran with.</source>
        <translation>Версия прежняя: %1. Увеличьте её, если смысл файла изменился: тогда по заданию видно, с какой версией оно выполнялось.</translation>
    </message>
    <message>
        <source>Leave the editor without saving?</source>
        <translation>Выйти из редактора без сохранения?</translation>
    </message>
    <message>
        <source>The new operation is lost.</source>
        <translation>Новая операция будет потеряна.</translation>
    </message>
    <message>
        <source>Your changes to %1 are lost.</source>
        <translation>Ваши изменения в %1 будут потеряны.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Put this in the place of the built-in operation “%1”?</source>
        <translation>Заменить этим встроенную операцию «%1»?</translation>
    </message>
    <message>
        <source>New jobs of “%1” will do what this file says. The built-in one comes back when the file %2 is removed. To keep both, give this one an id of its own.</source>
        <translation>Новые задания «%1» будут делать то, что сказано в этом файле. Встроенная операция вернётся, если удалить файл %2. Чтобы остались обе, дайте этой свой id.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Заменить</translation>
    </message>
    <message>
        <source>Write over %1?</source>
        <translation>Перезаписать %1?</translation>
    </message>
    <message>
        <source>What it says now is lost.</source>
        <translation>Его нынешнее содержимое будет потеряно.</translation>
    </message>
    <message>
        <source>Write over it</source>
        <translation>Перезаписать</translation>
    </message>
    <message>
        <source>Saved as %1. New job offers “%2”.</source>
        <translation>Сохранено как %1. «%2» уже можно выбрать в новом задании.</translation>
    </message>
    <message>
        <source>✕ Does not fit %1:</source>
        <comment>a database; what is wrong follows</comment>
        <translation>✕ Не подходит к %1:</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationProblems</name>
    <message numerus="yes">
        <source>… and %Ln more mistake(s)</source>
        <translation>
            <numerusform>… и ещё %Ln ошибка</numerusform>
            <numerusform>… и ещё %Ln ошибки</numerusform>
            <numerusform>… и ещё %Ln ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>✕ An operation file cannot be used: %1</source>
        <extracomment>✕ marks what is wrong; %1 says where and why</extracomment>
        <translation>✕ Не удалось использовать файл операции: %1</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Исправить</translation>
    </message>
    <message>
        <source>Open the file in the editor</source>
        <translation>Открыть файл в редакторе</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationSheet</name>
    <message>
        <source>What it does</source>
        <translation>Что делает</translation>
    </message>
    <message>
        <source>Only records where</source>
        <translation>Только записи, где</translation>
    </message>
    <message>
        <source>Rows without a list</source>
        <translation>Строки без списка</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <translation>Можно откатить</translation>
    </message>
    <message>
        <source>yes, by %1</source>
        <translation>да, могут %1</translation>
    </message>
    <message>
        <source>no</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>May be run by</source>
        <translation>Выполнять могут</translation>
    </message>
    <message>
        <source>Asks again</source>
        <translation>Переспрашивает</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s): their number is typed and a reason given</source>
        <translation>
            <numerusform>если больше %Ln строки: вводят их число и причину</numerusform>
            <numerusform>если больше %Ln строк: вводят их число и причину</numerusform>
            <numerusform>если больше %Ln строк: вводят их число и причину</numerusform>
        </translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>Второй человек</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s) another one must agree</source>
        <translation>
            <numerusform>если больше %Ln строки, должен согласиться ещё кто-то</numerusform>
            <numerusform>если больше %Ln строк, должен согласиться ещё кто-то</numerusform>
            <numerusform>если больше %Ln строк, должен согласиться ещё кто-то</numerusform>
        </translation>
    </message>
    <message>
        <source>Sums up</source>
        <translation>Подсчитывает</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 по %2</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Поля</translation>
    </message>
    <message>
        <source>At least one of these has a value: %1</source>
        <translation>Хотя бы одно из них заполнено: %1</translation>
    </message>
    <message>
        <source>Another record has this value already.</source>
        <translation>Это значение уже есть у другой записи.</translation>
    </message>
    <message>
        <source>Rows it refuses, by code</source>
        <translation>Какие строки отклоняет, по коду</translation>
    </message>
    <message>
        <source>%1 · version %2 · %3</source>
        <extracomment>%1 id of an operation, %2 its version, %3 where it comes from</extracomment>
        <translation>%1 · версия %2 · %3</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationStep</name>
    <message>
        <source>What</source>
        <translation>Что сделать</translation>
    </message>
    <message>
        <source>choose an operation</source>
        <translation>выберите операцию</translation>
    </message>
    <message>
        <source>An operation file cannot be used: %1</source>
        <translation>Не удалось использовать файл операции: %1</translation>
    </message>
    <message>
        <source>There is no operation to choose. Operation files are looked for in /etc/bulkhead/operations and in the folder shown under Settings.</source>
        <translation>Нет ни одной операции. Файлы операций ищутся в /etc/bulkhead/operations и в папке, указанной в настройках.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationTree</name>
    <message>
        <source>Operation</source>
        <extracomment>column: what an operation does</extracomment>
        <translation>Операция</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Версия</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Таблица</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>Others</source>
        <extracomment>the group of operations whose file names none</extracomment>
        <translation>Прочие</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationWords</name>
    <message>
        <source>Adds</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Добавляет</translation>
    </message>
    <message>
        <source>Changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Меняет</translation>
    </message>
    <message>
        <source>Adds or changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Добавляет или меняет</translation>
    </message>
    <message>
        <source>Marks as deleted</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Помечает удалёнными</translation>
    </message>
    <message>
        <source>Deletes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Удаляет</translation>
    </message>
    <message>
        <source>Reads</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Читает</translation>
    </message>
    <message>
        <source>Adds a record to %1 for each row.</source>
        <translation>Добавляет в %1 запись на каждую строку.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2.</source>
        <translation>Меняет запись %1, которую строка называет по %2.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2, or adds it.</source>
        <translation>Меняет запись %1, которую строка называет по %2, или добавляет её.</translation>
    </message>
    <message>
        <source>Marks the record of %1 that each row names by %2 as deleted; it stays in the table.</source>
        <translation>Помечает удалённой запись %1, которую строка называет по %2; она остаётся в таблице.</translation>
    </message>
    <message>
        <source>Deletes the record of %1 that each row names by %2.</source>
        <translation>Удаляет запись %1, которую строка называет по %2.</translation>
    </message>
    <message>
        <source>Reads %3 of the record of %1 that each row names by %2; changes nothing.</source>
        <translation>Читает %3 из записи %1, которую строка называет по %2; ничего не меняет.</translation>
    </message>
    <message>
        <source>text</source>
        <extracomment>type of a field</extracomment>
        <translation>текст</translation>
    </message>
    <message>
        <source>whole number</source>
        <extracomment>type of a field</extracomment>
        <translation>целое число</translation>
    </message>
    <message>
        <source>decimal number</source>
        <extracomment>type of a field</extracomment>
        <translation>десятичное число</translation>
    </message>
    <message>
        <source>yes or no</source>
        <extracomment>type of a field</extracomment>
        <translation>да или нет</translation>
    </message>
    <message>
        <source>date</source>
        <extracomment>type of a field</extracomment>
        <translation>дата</translation>
    </message>
    <message>
        <source>date and time</source>
        <extracomment>type of a field</extracomment>
        <translation>дата и время</translation>
    </message>
    <message>
        <source>e-mail address</source>
        <extracomment>type of a field</extracomment>
        <translation>адрес эл. почты</translation>
    </message>
    <message>
        <source>phone number</source>
        <extracomment>type of a field</extracomment>
        <translation>номер телефона</translation>
    </message>
    <message>
        <source>one of a list</source>
        <extracomment>type of a field</extracomment>
        <translation>одно из списка</translation>
    </message>
    <message>
        <source>secret</source>
        <extracomment>type of a field: a password</extracomment>
        <translation>секрет</translation>
    </message>
    <message>
        <source>required</source>
        <translation>обязательно</translation>
    </message>
    <message numerus="yes">
        <source>at least %Ln character(s)</source>
        <translation>
            <numerusform>не меньше %Ln знака</numerusform>
            <numerusform>не меньше %Ln знаков</numerusform>
            <numerusform>не меньше %Ln знаков</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %Ln character(s)</source>
        <translation>
            <numerusform>не больше %Ln знака</numerusform>
            <numerusform>не больше %Ln знаков</numerusform>
            <numerusform>не больше %Ln знаков</numerusform>
        </translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>от %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <extracomment>largest value of a number: &quot;from 0 · to 100&quot;</extracomment>
        <translation>до %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln digit(s) behind the point</source>
        <translation>
            <numerusform>%Ln знак после точки</numerusform>
            <numerusform>%Ln знака после точки</numerusform>
            <numerusform>%Ln знаков после точки</numerusform>
        </translation>
    </message>
    <message>
        <source>looks like %1</source>
        <translation>по образцу %1</translation>
    </message>
    <message>
        <source>put in lower case</source>
        <translation>переводится в строчные буквы</translation>
    </message>
    <message>
        <source>spaces at its ends are kept</source>
        <translation>пробелы по краям сохраняются</translation>
    </message>
    <message>
        <source>an empty cell empties the column</source>
        <translation>пустая ячейка очищает столбец</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>хешируется перед записью</translation>
    </message>
    <message>
        <source>shown as dots</source>
        <translation>показывается точками</translation>
    </message>
    <message>
        <source>not written itself</source>
        <translation>само не записывается</translation>
    </message>
    <message>
        <source>column %1</source>
        <translation>столбец %1</translation>
    </message>
    <message>
        <source>administrators</source>
        <translation>администраторы</translation>
    </message>
    <message>
        <source>operators and administrators</source>
        <translation>операторы и администраторы</translation>
    </message>
    <message>
        <source>built in</source>
        <extracomment>where an operation comes from</extracomment>
        <translation>встроенная</translation>
    </message>
    <message>
        <source>Makes montages</source>
        <extracomment>what an operation does: it makes the montages of users</extracomment>
        <translation>Создаёт монтажи</translation>
    </message>
    <message>
        <source>Makes the montages of the user that each row names by %1, and removes those that are out of date.</source>
        <translation>Создаёт монтажи пользователя, которого называет строка полем %1, и удаляет устаревшие.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>Операции</translation>
    </message>
    <message>
        <source>Search operations</source>
        <translation>Поиск операций</translation>
    </message>
    <message>
        <source>Search title, id or table</source>
        <translation>Название, id или таблица</translation>
    </message>
    <message>
        <source>New from table…</source>
        <translation>Новая по таблице…</translation>
    </message>
    <message>
        <source>Begin an operation for a table of the connected database</source>
        <translation>Начать операцию для таблицы открытой базы данных</translation>
    </message>
    <message>
        <source>No operation matches</source>
        <translation>Ничего не найдено</translation>
    </message>
    <message>
        <source>Neither title, id, table nor group has these words.</source>
        <translation>Этих слов нет ни в названии, ни в id, ни в таблице, ни в группе.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Очистить поиск</translation>
    </message>
</context>
<context>
    <name>bulkhead::OutcomeBar</name>
    <message>
        <source>Progress of the job</source>
        <extracomment>accessible name of the progress bar of a job</extracomment>
        <translation>Ход задания</translation>
    </message>
</context>
<context>
    <name>bulkhead::PathLine</name>
    <message>
        <source>Browse…</source>
        <translation>Обзор…</translation>
    </message>
    <message>
        <source>Browse for: %1</source>
        <translation>Выбрать: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::PeopleModel</name>
    <message numerus="yes">
        <source>%1, %2, %Ln montage(s)</source>
        <extracomment>%1 is a name, %2 an e-mail address</extracomment>
        <translation>
            <numerusform>%1, %2, %Ln монтаж</numerusform>
            <numerusform>%1, %2, %Ln монтажа</numerusform>
            <numerusform>%1, %2, %Ln монтажей</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Создано: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::Phrases</name>
    <message>
        <source>%1 rows/s</source>
        <extracomment>speed of a job; %1 is a number</extracomment>
        <translation>%1 строк/с</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>a duration in seconds; %1 is a number such as 0.4</extracomment>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <extracomment>a duration; minutes and seconds</extracomment>
        <translation>%1 мин %2 с</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>a duration; hours and minutes</extracomment>
        <translation>%1 ч %2 мин</translation>
    </message>
    <message>
        <source>a moment left</source>
        <extracomment>time left of a job</extracomment>
        <translation>почти готово</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 мин</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <extracomment>time left of a job; %1 is a duration</extracomment>
        <translation>осталось около %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>только что</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <extracomment>%1 is a number of seconds</extracomment>
        <translation>%1 с назад</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <extracomment>%1 is a number of minutes</extracomment>
        <translation>%1 мин назад</translation>
    </message>
    <message>
        <source>today %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>сегодня в %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>вчера в %1</translation>
    </message>
    <message>
        <source>%1 done</source>
        <extracomment>rows of a job that succeeded</extracomment>
        <translation>готово: %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>rows of a job that failed</extracomment>
        <translation>с ошибкой: %1</translation>
    </message>
    <message>
        <source>%1 so already</source>
        <extracomment>rows of a job whose records already were as they should be</extracomment>
        <translation>уже так: %1</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <extracomment>rows of a job of which nobody knows whether they took effect</extracomment>
        <translation>неизвестно: %1</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <extracomment>rows of a job that were not worked on because it was stopped</extracomment>
        <translation>отменено: %1</translation>
    </message>
    <message>
        <source>under 0.1 s</source>
        <extracomment>a duration that is too short for a figure</extracomment>
        <translation>меньше 0,1 с</translation>
    </message>
</context>
<context>
    <name>bulkhead::RevertPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Revert now</source>
        <translation>Откатить сейчас</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Сначала посмотреть</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Сохраняется в журнале и аудите</translation>
    </message>
    <message>
        <source>Find out what would be put back; nothing is written until you start it</source>
        <translation>Узнать, что будет возвращено; до запуска ничего не записывается</translation>
    </message>
    <message>
        <source>Why:</source>
        <translation>Причина:</translation>
    </message>
    <message numerus="yes">
        <source>Revert %Ln change(s)…</source>
        <translation>
            <numerusform>Откатить %Ln изменение…</numerusform>
            <numerusform>Откатить %Ln изменения…</numerusform>
            <numerusform>Откатить %Ln изменений…</numerusform>
        </translation>
    </message>
    <message>
        <source>Put every record back as it was before this job</source>
        <translation>Вернуть каждую запись такой, какой она была до задания</translation>
    </message>
    <message>
        <source>can be taken back until %1</source>
        <extracomment>%1 is a date</extracomment>
        <translation>можно откатить до %1</translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln record(s) back as they were? One that somebody changed since is kept and listed.</source>
        <translation>
            <numerusform>Вернуть %Ln запись к прежнему виду? Если её с тех пор изменили, она останется как есть и попадёт в список.</numerusform>
            <numerusform>Вернуть %Ln записи к прежнему виду? Изменённые с тех пор останутся как есть и попадут в список.</numerusform>
            <numerusform>Вернуть %Ln записей к прежнему виду? Изменённые с тех пор останутся как есть и попадут в список.</numerusform>
        </translation>
    </message>
    <message>
        <source>So many changes are taken back only with a reason.</source>
        <translation>Столько изменений можно откатить, только указав причину.</translation>
    </message>
    <message>
        <source>Collecting what is to be put back…</source>
        <translation>Собирается то, что нужно вернуть…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceEditor</name>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Calls the service as it stands here, before it is saved</source>
        <translation>Вызывает службу так, как она описана здесь, до сохранения</translation>
    </message>
    <message>
        <source>New service</source>
        <translation>Новая служба</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>Служба %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceForm</name>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Encrypted (TLS)</source>
        <translation>С шифрованием (TLS)</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>Файл ЦС</translation>
    </message>
    <message>
        <source>the authorities that this computer trusts</source>
        <translation>центры, которым доверяет этот компьютер</translation>
    </message>
    <message>
        <source>A file (PEM) with the authorities to trust instead of those of this computer</source>
        <translation>Файл (PEM) с центрами сертификации, которым доверять вместо центров этого компьютера</translation>
    </message>
    <message>
        <source>Name in certificate</source>
        <translation>Имя в сертификате</translation>
    </message>
    <message>
        <source>the name of the host</source>
        <translation>имя узла</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Секрет</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>New secret</source>
        <translation>Новый секрет</translation>
    </message>
    <message>
        <source>empty: the one that is there stays</source>
        <translation>пусто: останется прежний</translation>
    </message>
    <message>
        <source>Goes into the keychain of this computer when you save, and nowhere else</source>
        <translation>При сохранении попадёт в связку ключей этого компьютера и больше никуда</translation>
    </message>
    <message>
        <source>Sent in header</source>
        <translation>Заголовок</translation>
    </message>
    <message>
        <source>Put before it</source>
        <translation>Перед ним</translation>
    </message>
    <message>
        <source>What stands before the secret in the header, with its space</source>
        <translation>Что стоит в заголовке перед секретом, вместе с пробелом</translation>
    </message>
    <message>
        <source>Keys a call</source>
        <translation>Ключей за вызов</translation>
    </message>
    <message>
        <source>Calls at once</source>
        <translation>Вызовов сразу</translation>
    </message>
    <message>
        <source>Deadline of a call</source>
        <translation>Срок вызова</translation>
    </message>
    <message>
        <source> ms</source>
        <comment>milliseconds, after a number</comment>
        <translation> мс</translation>
    </message>
    <message>
        <source>Retries of a call</source>
        <translation>Повторов вызова</translation>
    </message>
    <message>
        <source>Calls a second</source>
        <translation>Вызовов в секунду</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>без ограничения</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Ограничения</translation>
    </message>
    <message>
        <source>Only where it differs from what is usual: %1</source>
        <translation>Только если отличается от обычного: %1</translation>
    </message>
    <message>
        <source>Path of the check-ins</source>
        <translation>Путь к отметкам</translation>
    </message>
    <message>
        <source>Path of active users</source>
        <translation>Путь к активным пользователям</translation>
    </message>
    <message>
        <source>Path of a user</source>
        <translation>Путь к пользователю</translation>
    </message>
    <message>
        <source>Flag: shows montages</source>
        <translation>Признак: показывает монтажи</translation>
    </message>
    <message>
        <source>Flag: shows check-ins</source>
        <translation>Признак: показывает отметки</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Переменная</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Запись</translation>
    </message>
    <message>
        <source>a name of your choice for it</source>
        <translation>любое имя для него</translation>
    </message>
    <message>
        <source>The environment names it; operations ask for it by this name.</source>
        <translation>Имя задано окружением; операции обращаются по этому имени.</translation>
    </message>
    <message>
        <source>Operations ask for the service by this name.</source>
        <translation>Операции обращаются к службе по этому имени.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceListModel</name>
    <message>
        <source>Own</source>
        <extracomment>where the description of a service comes from</extracomment>
        <translation>Своя</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Окружение</translation>
    </message>
    <message>
        <source>Last test</source>
        <translation>Последняя проверка</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Секрет</translation>
    </message>
    <message>
        <source>From</source>
        <extracomment>title of a column: where the description of a service comes from</extracomment>
        <translation>Откуда</translation>
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
        <translation>Отметки (HTTP)</translation>
    </message>
    <message>
        <source>Users (HTTP)</source>
        <translation>Пользователи (HTTP)</translation>
    </message>
    <message>
        <source>Other (HTTP)</source>
        <translation>Другая (HTTP)</translation>
    </message>
    <message>
        <source>None</source>
        <extracomment>where the secret of a service is: it has none</extracomment>
        <translation>Нет</translation>
    </message>
    <message>
        <source>In an environment variable</source>
        <translation>В переменной окружения</translation>
    </message>
    <message>
        <source>In a file</source>
        <translation>В файле</translation>
    </message>
    <message>
        <source>In the keychain</source>
        <translation>В связке ключей</translation>
    </message>
    <message>
        <source>Not tested</source>
        <extracomment>state of a service</extracomment>
        <translation>Не проверена</translation>
    </message>
    <message>
        <source>Testing…</source>
        <extracomment>state of a service: it is being tested now</extracomment>
        <translation>Проверяется…</translation>
    </message>
    <message>
        <source>Works, %1</source>
        <extracomment>state of a service; %1: how long its answer took, &quot;12 ms&quot;</extracomment>
        <translation>Работает, %1</translation>
    </message>
    <message>
        <source>%L1 ms</source>
        <translation>%L1 мс</translation>
    </message>
    <message>
        <source>Fails</source>
        <extracomment>state of a service: its test failed</extracomment>
        <translation>Не работает</translation>
    </message>
    <message>
        <source>Tested %1</source>
        <translation>Проверена %1</translation>
    </message>
    <message>
        <source>%1 It took %2.</source>
        <extracomment>%1: what the service said, a sentence; %2: &quot;12 ms&quot;</extracomment>
        <translation>%1 Ответ занял %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServicesPanel</name>
    <message>
        <source>Services</source>
        <translation>Службы</translation>
    </message>
    <message>
        <source>Programs elsewhere that operations ask, each under its name. Secrets stay where they are: in the environment, a file or the keychain.</source>
        <translation>Программы на других машинах, к которым обращаются операции, каждая под своим именем. Секреты остаются там, где они есть: в окружении, файле или связке ключей.</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translation>Добавить службу</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Проверить</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Put %1 back</source>
        <translation>Вернуть %1</translation>
    </message>
    <message>
        <source>%1 is again what the environment says of it.</source>
        <translation>%1 снова такая, как задано окружением.</translation>
    </message>
    <message>
        <source>Service %1 is removed.</source>
        <translation>Служба %1 удалена.</translation>
    </message>
    <message>
        <source>Service %1 is saved. Work that begins from now on uses it.</source>
        <translation>Служба %1 сохранена. Её использует вся работа, которая начнётся с этого момента.</translation>
    </message>
    <message>
        <source>It follows from the environment; edit it to put one of your own in its place</source>
        <translation>Она задана окружением; измените её, чтобы поставить на её место свою</translation>
    </message>
    <message>
        <source>Put the removed service back</source>
        <translation>Вернуть удалённую службу</translation>
    </message>
</context>
<context>
    <name>bulkhead::SettingsPage</name>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>New jobs begin with</source>
        <translation>Параметры новых заданий</translation>
    </message>
    <message>
        <source>Back to what the program came with</source>
        <translation>Вернуть исходные значения</translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation>Что запомнено</translation>
    </message>
    <message>
        <source>Forget the connections</source>
        <translation>Забыть подключения</translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation>Где что хранится</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Открыть папку</translation>
    </message>
    <message>
        <source>Open folder %1</source>
        <translation>Открыть папку %1</translation>
    </message>
    <message>
        <source>No program opens folders here. The folder is %1</source>
        <translation>Здесь нет программы, открывающей папки. Папка: %1</translation>
    </message>
    <message>
        <source>Database and data</source>
        <translation>База и данные</translation>
    </message>
    <message>
        <source>Settings and own operations</source>
        <translation>Настройки и свои операции</translation>
    </message>
    <message>
        <source>The language changes when the program is started the next time.</source>
        <translation>Язык сменится при следующем запуске программы.</translation>
    </message>
    <message>
        <source>No server yet. Passwords are never kept here, only in the keychain.</source>
        <translation>Серверов ещё нет. Пароли хранятся не здесь, а только в хранилище паролей.</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s), without their passwords.</source>
        <translation>
            <numerusform>%n сервер, без пароля.</numerusform>
            <numerusform>%n сервера, без паролей.</numerusform>
            <numerusform>%n серверов, без паролей.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SourceStep</name>
    <message>
        <source>comma ( , )</source>
        <translation>запятая ( , )</translation>
    </message>
    <message>
        <source>semicolon ( ; )</source>
        <translation>точка с запятой ( ; )</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>табуляция</translation>
    </message>
    <message>
        <source>bar ( | )</source>
        <translation>черта ( | )</translation>
    </message>
    <message>
        <source>holds the names</source>
        <translation>названия</translation>
    </message>
    <message>
        <source>is a row like the others</source>
        <translation>данные</translation>
    </message>
    <message>
        <source>Detect</source>
        <extracomment>%1 is an encoding, a delimiter, or what the first row is</extracomment>
        <translation>Определить</translation>
    </message>
    <message>
        <source>%1 (detected)</source>
        <translation>%1 (авто)</translation>
    </message>
    <message>
        <source>Which rows</source>
        <translation>Какие строки</translation>
    </message>
    <message>
        <source>Drop a CSV or TSV file anywhere on this page, or paste rows copied from a spreadsheet.</source>
        <translation>Перетащите файл CSV или TSV в любое место страницы или вставьте строки, скопированные из таблицы.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Выбрать файл…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Вставить</translation>
    </message>
    <message>
        <source>Use the sample list</source>
        <translation>Взять пример списка</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>Другой файл…</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Кодировка</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Разделитель</translation>
    </message>
    <message>
        <source>First row</source>
        <translation>Первая строка</translation>
    </message>
    <message>
        <source>The first rows of the list</source>
        <translation>Первые строки списка</translation>
    </message>
    <message>
        <source>There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here.</source>
        <translation>В буфере обмена нет строк. Скопируйте ячейки в таблице и вставьте их здесь.</translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation>Выбор списка</translation>
    </message>
    <message>
        <source>Lists (*.csv *.tsv *.tab *.txt)</source>
        <translation>Списки (*.csv *.tsv *.tab *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Все файлы (*)</translation>
    </message>
    <message>
        <source>choose a list</source>
        <translation>выберите список</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a list, why</comment>
        <translation>«%1» использовать нельзя: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln строка</numerusform>
            <numerusform>%Ln строки</numerusform>
            <numerusform>%Ln строк</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) so far…</source>
        <extracomment>A number that grows while the rows of a file are counted</extracomment>
        <translation>
            <numerusform>пока %Ln строка…</numerusform>
            <numerusform>пока %Ln строки…</numerusform>
            <numerusform>пока %Ln строк…</numerusform>
        </translation>
    </message>
    <message>
        <source>Use the query: %1</source>
        <extracomment>%1 is the title of a query: &quot;Activities without emissions&quot;</extracomment>
        <translation>Взять запрос: %1</translation>
    </message>
    <message>
        <source>Use the operation&apos;s own query</source>
        <translation>Взять запрос самой операции</translation>
    </message>
    <message>
        <source>read from the database when the job is made</source>
        <translation>читается из базы данных при создании задания</translation>
    </message>
    <message>
        <source>Asking for the rows: %1…</source>
        <comment>the title of a query</comment>
        <translation>Запрашиваются строки: %1…</translation>
    </message>
    <message>
        <source>asking…</source>
        <comment>for rows</comment>
        <translation>запрашивается…</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartBar</name>
    <message>
        <source>Progress of loading the list</source>
        <translation>Ход загрузки списка</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartStep</name>
    <message>
        <source>Start</source>
        <translation>Запуск</translation>
    </message>
    <message>
        <source>as yourself</source>
        <translation>от своего имени</translation>
    </message>
    <message>
        <source>Act as account</source>
        <translation>От имени учётной записи</translation>
    </message>
    <message>
        <source>Rows that this account may not touch are refused. Only an administrator may act as somebody else.</source>
        <translation>Строки, которые этой учётной записи трогать нельзя, отклоняются. От чужого имени может действовать только администратор.</translation>
    </message>
</context>
<context>
    <name>bulkhead::StatusLook</name>
    <message>
        <source>Preparing</source>
        <extracomment>state of a job: its list is still being read</extracomment>
        <translation>Подготовка</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>В очереди</translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>state of a job</extracomment>
        <translation>Выполняется</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>state of a job</extracomment>
        <translation>Приостановлено</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>state of a job: every row succeeded
----------
state of a row</extracomment>
        <translation>Готово</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>state of a job: finished, but some rows failed</extracomment>
        <translation>Частично</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>С ошибкой</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>state of a row: nobody knows whether it took effect</extracomment>
        <translation>Неизвестно</translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>в очереди</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>done, some rows failed</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>готово, есть строки с ошибкой</translation>
    </message>
    <message>
        <source>done</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>готово</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>отменено</translation>
    </message>
    <message>
        <source>To be started</source>
        <extracomment>state of a job: its list is read, and it waits until somebody starts it</extracomment>
        <translation>Ждёт запуска</translation>
    </message>
    <message>
        <source>To be approved</source>
        <extracomment>state of a job: it waits until a second person approves it</extracomment>
        <translation>Ждёт одобрения</translation>
    </message>
    <message>
        <source>Insert</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Change</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Delete</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Is so already</source>
        <extracomment>what is done to a record: nothing, it is so already
----------
state of a row: the record already was as the row wants it, so nothing was written</extracomment>
        <translation>Уже так</translation>
    </message>
    <message>
        <source>Look up</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Найти</translation>
    </message>
</context>
<context>
    <name>bulkhead::StepButton</name>
    <message>
        <source>waiting</source>
        <comment>step</comment>
        <translation>ожидает</translation>
    </message>
    <message>
        <source>to do</source>
        <comment>step</comment>
        <translation>не заполнено</translation>
    </message>
    <message>
        <source>working</source>
        <comment>step</comment>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>done</source>
        <comment>step</comment>
        <translation>готово</translation>
    </message>
    <message>
        <source>needs attention</source>
        <comment>step</comment>
        <translation>требует внимания</translation>
    </message>
</context>
<context>
    <name>bulkhead::SumsPanel</name>
    <message>
        <source>Bar chart: %1</source>
        <extracomment>accessible name of a bar chart: %1 is its content in words</extracomment>
        <translation>Столбчатая диаграмма: %1</translation>
    </message>
    <message>
        <source>Would be written: %1</source>
        <extracomment>above the sum of a job that was only previewed: %1 is what is summed up, such as &quot;emissions&quot;</extracomment>
        <translation>Было бы записано: %1</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Записано: %1</translation>
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
        <translation>Написать определение</translation>
    </message>
    <message>
        <source>Search tables</source>
        <translation>Поиск таблиц</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Таблицы</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>For which table?</source>
        <translation>Для какой таблицы?</translation>
    </message>
    <message>
        <source>The definition begins with the table&apos;s columns, key and rules, as an update; every line that you have to decide is explained. Nothing is saved yet.</source>
        <translation>Определение начинается со столбцов, ключа и правил таблицы, как изменение; каждая строка, которую решать вам, пояснена. Пока ничего не сохраняется.</translation>
    </message>
    <message>
        <source>Asking the database for its tables…</source>
        <translation>Запрашиваются таблицы базы данных…</translation>
    </message>
    <message>
        <source>This database has no tables of yours.</source>
        <translation>В этой базе нет ваших таблиц.</translation>
    </message>
</context>
<context>
    <name>bulkhead::WaitingNotice</name>
    <message>
        <source>Why:</source>
        <translation>Причина:</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Сохраняется в журнале и аудите</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>This job would change nothing.</source>
        <translation>Это задание ничего не изменит.</translation>
    </message>
    <message>
        <source>Nothing is written yet: look at what would change, then start.</source>
        <translation>Пока ничего не записано: посмотрите, что изменится, и запустите.</translation>
    </message>
    <message>
        <source>This job waits for you to start it.</source>
        <translation>Задание ждёт, чтобы вы его запустили.</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Все записи уже такие, или их строки отклонены.</translation>
    </message>
    <message>
        <source>A record that somebody changes meanwhile is left alone and listed.</source>
        <translation>Запись, которую за это время изменят, останется как есть и попадёт в список.</translation>
    </message>
    <message>
        <source>Type %1 to confirm:</source>
        <extracomment>before a field in which that number is to be typed; %1 is a number of rows</extracomment>
        <translation>Для подтверждения введите %1:</translation>
    </message>
    <message>
        <source>Discard preview</source>
        <translation>Отбросить предпросмотр</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Отбросить</translation>
    </message>
    <message>
        <source>Throw this job away; it has written nothing</source>
        <translation>Отбросить задание; оно ничего не записало</translation>
    </message>
    <message numerus="yes">
        <source>Start: %Ln row(s)</source>
        <translation>
            <numerusform>Запустить: %Ln строка</numerusform>
            <numerusform>Запустить: %Ln строки</numerusform>
            <numerusform>Запустить: %Ln строк</numerusform>
        </translation>
    </message>
    <message>
        <source>Submitted by %1.</source>
        <extracomment>who submitted a job that now waits for approval; %1 is a person</extracomment>
        <translation>Автор задания: %1.</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <extracomment>why somebody submitted a job; %1 are that person&apos;s own words</extracomment>
        <translation>Причина: %1</translation>
    </message>
    <message>
        <source>Approve</source>
        <extracomment>button: a second person lets a large job run</extracomment>
        <translation>Одобрить</translation>
    </message>
    <message>
        <source>You submitted this job, so somebody else must approve it.</source>
        <translation>Это задание создали вы, поэтому одобрить его должен кто-то другой.</translation>
    </message>
    <message>
        <source>The preview found nothing to change.</source>
        <translation>Предпросмотр показал, что менять нечего.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service “%1” is back; it asks again at %2.</source>
        <extracomment>the job waits for a service that does not answer; %1 is its name, %2 a time of day</extracomment>
        <translation>Задание продолжится само, когда служба «%1» снова ответит; следующая попытка в %2.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for a service that does not answer; %1 is a time of day</extracomment>
        <translation>Задание продолжится само, когда служба снова ответит; следующая попытка в %1.</translation>
    </message>
    <message>
        <source>Keep paused</source>
        <extracomment>button: the job that waits for a service stays paused until somebody resumes it</extracomment>
        <translation>Оставить на паузе</translation>
    </message>
    <message>
        <source>Do not go on until somebody resumes it</source>
        <translation>Не продолжать, пока кто-нибудь не возобновит</translation>
    </message>
    <message>
        <source>Ask again now</source>
        <extracomment>button: ask the service again at once</extracomment>
        <translation>Спросить сейчас</translation>
    </message>
    <message>
        <source>Whom the job is about is not known yet. It goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for the service that says whom it is about; %1 is a time of day</extracomment>
        <translation>Пока неизвестно, кого касается задание. Оно продолжится само, когда служба вернётся; следующий запрос в %1.</translation>
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
        <translation>подготовка</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>в очереди</translation>
    </message>
    <message>
        <source>processing</source>
        <translation>выполняется</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>приостановлено</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>готово</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>частично</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>с ошибкой</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 с</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 мин %2 с</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 ч %2 мин</translation>
    </message>
    <message>
        <source>Deleted job %1.</source>
        <translation>Задание %1 удалено.</translation>
    </message>
    <message>
        <source>Job %1 is now %2.</source>
        <translation>Задание %1: теперь %2.</translation>
    </message>
    <message>
        <source>job</source>
        <translation>задание</translation>
    </message>
    <message>
        <source>status</source>
        <translation>статус</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>операция</translation>
    </message>
    <message>
        <source>list</source>
        <translation>список</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>строк</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>успешно</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>создано</translation>
    </message>
    <message>
        <source>row</source>
        <translation>строка</translation>
    </message>
    <message>
        <source>code</source>
        <translation>код</translation>
    </message>
    <message>
        <source>field</source>
        <translation>поле</translation>
    </message>
    <message>
        <source>what is wrong</source>
        <translation>что не так</translation>
    </message>
    <message>
        <source>result</source>
        <translation>результат</translation>
    </message>
    <message>
        <source>All of it holds.</source>
        <translation>Всё сходится.</translation>
    </message>
    <message>
        <source>Something is wrong with this job.</source>
        <translation>С этим заданием что-то не так.</translation>
    </message>
    <message>
        <source>  %1 bad</source>
        <translation>  негодных: %1</translation>
    </message>
    <message>
        <source>%1 %2  %3 of %4  %5 ok  %6 failed</source>
        <translation>%1 %2  %3 из %4  успешно: %5  с ошибкой: %6</translation>
    </message>
    <message>
        <source>  paused</source>
        <translation>  приостановлено</translation>
    </message>
    <message>
        <source>  %1 rows/s</source>
        <translation>  %1 строк/с</translation>
    </message>
    <message>
        <source>  %1 left</source>
        <translation>  осталось %1</translation>
    </message>
    <message>
        <source>error</source>
        <translation>ошибка</translation>
    </message>
    <message>
        <source>first row</source>
        <translation>первая строка</translation>
    </message>
    <message>
        <source>what is wrong there</source>
        <translation>что в ней не так</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Задание %1</translation>
    </message>
    <message>
        <source>“bulkheadctl --help” shows how it is used.</source>
        <translation>Как пользоваться, покажет «bulkheadctl --help».</translation>
    </message>
    <message>
        <source>there is no command “%1”.</source>
        <translation>нет команды «%1».</translation>
    </message>
    <message>
        <source>“%1” is one argument too many for “%2”.</source>
        <translation>«%1» — лишний аргумент для «%2».</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>ещё нет</translation>
    </message>
    <message>
        <source>set</source>
        <translation>набор</translation>
    </message>
    <message>
        <source>version</source>
        <translation>версия</translation>
    </message>
    <message>
        <source>name</source>
        <translation>название</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>применено</translation>
    </message>
    <message>
        <source>required</source>
        <translation>обязательно</translation>
    </message>
    <message>
        <source>at least %1 characters</source>
        <translation>не меньше %1 симв.</translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation>не больше %1 симв.</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>хешируется перед записью</translation>
    </message>
    <message>
        <source>%1: nothing to do.</source>
        <translation>%1: делать нечего.</translation>
    </message>
    <message>
        <source>type</source>
        <translation>тип</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>правила</translation>
    </message>
    <message>
        <source>title</source>
        <translation>название</translation>
    </message>
    <message>
        <source>what it does</source>
        <translation>что делает</translation>
    </message>
    <message>
        <source>Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1</source>
        <translation>Прервано. Ничего не потеряно и не сделано дважды; продолжить: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>The connection to the database was lost; trying to get it back.</source>
        <translation>Связь с базой данных потеряна; пытаюсь восстановить.</translation>
    </message>
    <message>
        <source>%1: migrations applied: %2.</source>
        <translation>%1: применено миграций: %2.</translation>
    </message>
    <message>
        <source>%1: migrations taken back: %2.</source>
        <translation>%1: отменено миграций: %2.</translation>
    </message>
    <message>
        <source>Made-up services for trying things; Ctrl-C ends them.</source>
        <translation>Вымышленные службы для проб; завершение — Ctrl-C.</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>настройки</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>окружение</translation>
    </message>
    <message>
        <source>service</source>
        <translation>служба</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>вид</translation>
    </message>
    <message>
        <source>address</source>
        <translation>адрес</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>секрет</translation>
    </message>
    <message>
        <source>keys a call</source>
        <translation>ключей в вызове</translation>
    </message>
    <message>
        <source>calls at once</source>
        <translation>вызовов сразу</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>срок ответа</translation>
    </message>
    <message>
        <source>from</source>
        <translation>откуда</translation>
    </message>
    <message>
        <source>Kept. “bulkheadctl services test %1” tries it.</source>
        <translation>Сохранено. Проверить: «bulkheadctl services test %1».</translation>
    </message>
    <message>
        <source>%1 (%2 ms)</source>
        <translation>%1 (%2 мс)</translation>
    </message>
    <message>
        <source>Service “%1” is removed.</source>
        <translation>Служба «%1» удалена.</translation>
    </message>
    <message>
        <source>rows: %1</source>
        <translation>строк: %1</translation>
    </message>
    <message>
        <source>columns: %1</source>
        <translation>столбцы: %1</translation>
    </message>
    <message>
        <source>reason: %1</source>
        <translation>причина: %1</translation>
    </message>
    <message>
        <source>no.</source>
        <translation>№</translation>
    </message>
    <message>
        <source>when</source>
        <translation>когда</translation>
    </message>
    <message>
        <source>who</source>
        <translation>кто</translation>
    </message>
    <message>
        <source>host</source>
        <translation>компьютер</translation>
    </message>
    <message>
        <source>action</source>
        <translation>действие</translation>
    </message>
    <message>
        <source>what</source>
        <translation>что</translation>
    </message>
    <message>
        <source>Entries walked: %1</source>
        <translation>Просмотрено записей: %1</translation>
    </message>
    <message>
        <source>The audit holds: nothing was changed or taken away. Entries: %1. Last hash: %2</source>
        <translation>Аудит цел: ничего не изменено и не изъято. Записей: %1. Последний хеш: %2</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <translation>Аудит нарушен. %1 Верных записей до неё: %2.</translation>
    </message>
    <message>
        <source>%1 entries written to %2.</source>
        <translation>Записей сохранено: %1, файл %2.</translation>
    </message>
    <message>
        <source>insert</source>
        <translation>добавить</translation>
    </message>
    <message>
        <source>change</source>
        <translation>изменить</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>удалить</translation>
    </message>
    <message>
        <source>is so already</source>
        <translation>уже так</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитать</translation>
    </message>
    <message>
        <source>Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.</source>
        <translation>Будет добавлено: %1, изменено: %2, удалено: %3; уже так: %4. Ничего не записано.</translation>
    </message>
    <message>
        <source>Inserted %1, changed %2, deleted %3; %4 were so already.</source>
        <translation>Добавлено: %1, изменено: %2, удалено: %3; уже было так: %4.</translation>
    </message>
    <message>
        <source>Values that change, by column: %1</source>
        <translation>Меняющиеся значения по столбцам: %1</translation>
    </message>
    <message>
        <source>Total: %1 %2</source>
        <translation>Итого: %1 %2</translation>
    </message>
    <message>
        <source>Look:  bulkheadctl changes %1 --preview
Apply: bulkheadctl start %1</source>
        <translation>Посмотреть: bulkheadctl changes %1 --preview
Применить:  bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Approve, as somebody else: bulkheadctl start %1</source>
        <translation>Одобрить (другому человеку): bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Go on: bulkheadctl resume %1</source>
        <translation>Продолжить: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>%1: good. It defines “%2” (%3).</source>
        <translation>%1: ошибок нет. Определяет «%2» (%3).</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>наблюдатель</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>оператор</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>администратор</translation>
    </message>
    <message>
        <source>given</source>
        <translation>выдана</translation>
    </message>
    <message>
        <source>owns the tables</source>
        <translation>владеет таблицами</translation>
    </message>
    <message>
        <source>superuser of the server</source>
        <translation>суперпользователь сервера</translation>
    </message>
    <message>
        <source>The database is a file: %1, who works here, is its administrator.</source>
        <translation>База данных — файл: её администратор — %1, кто здесь работает.</translation>
    </message>
    <message>
        <source>user</source>
        <translation>пользователь</translation>
    </message>
    <message>
        <source>role</source>
        <translation>роль</translation>
    </message>
    <message>
        <source>how</source>
        <translation>откуда</translation>
    </message>
    <message>
        <source>Your own role: %1</source>
        <translation>Ваша роль: %1</translation>
    </message>
    <message>
        <source>%1 now has the role %2.</source>
        <translation>У %1 теперь роль «%2».</translation>
    </message>
    <message>
        <source>The role %2 was taken from %1.</source>
        <translation>Роль «%2» у %1 отозвана.</translation>
    </message>
    <message>
        <source>The roles %1 could not be made. %2</source>
        <translation>Роли %1 не удалось создать. %2</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ожидает</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>пропущена</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>неизвестно</translation>
    </message>
    <message>
        <source>Rows written to %2: %1.</source>
        <translation>Записано в %2 строк: %1.</translation>
    </message>
    <message>
        <source>Checking  rows: %1</source>
        <translation>Проверка  строк: %1</translation>
    </message>
    <message>
        <source>Checking  %1 %2  rows: %3</source>
        <translation>Проверка  %1 %2  строк: %3</translation>
    </message>
    <message>
        <source>  waiting</source>
        <translation>  ожидание</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>настройка</translation>
    </message>
    <message>
        <source>option</source>
        <translation>параметр</translation>
    </message>
    <message>
        <source>value</source>
        <translation>значение</translation>
    </message>
    <message>
        <source>Health check passed</source>
        <translation>Проверка состояния пройдена</translation>
    </message>
    <message>
        <source>The database has %1 made-up employees and %2 made-up users now.</source>
        <translation>Теперь в базе данных %1 вымышленных сотрудников и %2 вымышленных пользователей.</translation>
    </message>
    <message>
        <source>The database was filled before and stays as it is: %1 employees, %2 users.</source>
        <translation>База данных уже была заполнена и остаётся как есть: сотрудников %1, пользователей %2.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>файл</translation>
    </message>
    <message>
        <source>set by</source>
        <translation>чем задано</translation>
    </message>
    <message>
        <source>Also known, but without effect here:</source>
        <translation>Известны, но здесь ничего не меняют:</translation>
    </message>
    <message>
        <source>why</source>
        <translation>почему</translation>
    </message>
    <message>
        <source>%1: not used, since the service “%2” is set by hand (bulkheadctl services list).</source>
        <translation>%1: не используется, так как служба «%2» задана вручную (bulkheadctl services list).</translation>
    </message>
    <message>
        <source>%1: not used, since --database or BULKHEAD_DATABASE_URL names the database.</source>
        <translation>%1: не используется, так как базу данных называет --database или BULKHEAD_DATABASE_URL.</translation>
    </message>
    <message>
        <source>The next montages are made at %1. Ctrl+C ends this.</source>
        <translation>Следующие монтажи создаются %1. Ctrl+C завершает ожидание.</translation>
    </message>
    <message>
        <source>The schedule is kept no longer.</source>
        <translation>Расписание больше не соблюдается.</translation>
    </message>
    <message>
        <source>Another job makes montages already: %1. This time is left out.</source>
        <translation>Монтажи уже создаёт другое задание: %1. В этот раз пропускаем.</translation>
    </message>
    <message>
        <source>The job waits and goes on by itself once the service is back. %1</source>
        <translation>Задание ждёт и продолжится само, когда служба вернётся. %1</translation>
    </message>
    <message>
        <source>See them: bulkheadctl items %1 --status failed</source>
        <translation>Посмотреть: bulkheadctl items %1 --status failed</translation>
    </message>
    <message>
        <source>Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv</source>
        <translation>Исправить:  bulkheadctl export %1 -o failed.csv, исправьте файл, bulkheadctl retry %1 --csv failed.csv</translation>
    </message>
    <message>
        <source>Again:    bulkheadctl revert %1, once nothing stands in the way</source>
        <translation>Ещё раз:    bulkheadctl revert %1, когда ничто не мешает</translation>
    </message>
    <message>
        <source>%1: %2 of %3 succeeded, %4 skipped, %5 failed, %6 cancelled in %7 (%8 rows/s).</source>
        <translation>%1: успешно %2 из %3, пропущено %4, с ошибкой %5, отменено %6 за %7 (%8 строк/с).</translation>
    </message>
    <message>
        <source>With --query: %1.</source>
        <translation>С --query: %1.</translation>
    </message>
    <message>
        <source>Of a list one of these columns is enough: %1.</source>
        <translation>В списке достаточно одного из столбцов: %1.</translation>
    </message>
    <message>
        <source>Asks the service “%1”.</source>
        <translation>Спрашивает службу «%1».</translation>
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
        <translation>Массовые задания над записями из командной строки.

bulkheadctl [--database URL] [--json] COMMAND …

  migrate [up|down|status] [--domain]     создать, убрать или показать таблицы
  operations [ID]                         какие есть операции и какие у них поля
  operations check FILE                   все ошибки файла операции
  operations new TABLE                    файл операции для таблицы, с пояснениями
  submit OPERATION --csv FILE|-|--query [--map field=column]… [--set field=value]…
         [--encoding E] [--delimiter D] [--no-header]
         [--chunk-size N] [--concurrency N] [--stop-on-error] [--max-errors N|N%]
         [--max-retries N] [--priority N] [--ordered] [--no-wait]
         [--dry-run] [--first N] [--pause-at N%] [--keep-days N] [--timeout 30m]
         [--as ACCOUNT] [--confirm N] [--reason TEXT]
  start ID [--confirm N] [--reason TEXT] [--no-wait]
                                          выполнить ровно то, что показал предпросмотр; или одобрить
  changes ID [--preview]                  старое → новое: что сделано или будет сделано
  revert ID [--dry-run] [--confirm N] [--reason TEXT] [--no-wait]
                                          вернуть каждую запись к прежнему виду
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|skipped|cancelled|pending|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   продолжить, в том числе после сбоя
  export ID [--status failed|succeeded|skipped|…] [--format csv|json] [--raw] [-o FILE]
  verify ID                               сверить учёт задания
  events ID [--after N] [--limit N]       что было с заданием, по строке JSON, для публикации
  montages [run|once|scheduler|health|settings] [--settings-file FILE]
         [--montage-max-items N]…         ночное задание; успех (0) и тогда, когда отдельные пользователи
                                          не удались; settings называет все настройки
  services [list]                         внешние службы, к которым обращаются задания
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
                                          придуманные службы для проб; --fill сначала
                                          записывает их людей в пустую базу
  audit [list] [--actor A] [--action A] [--operation O] [--job ID]
        [--since TIME] [--until TIME] [--limit N]
  audit verify                            проверить, что аудит никто не трогал
  audit export [--format csv|json] [-o FILE] [--actor A] …
  roles [grant ROLE USER | revoke ROLE USER]   viewer, operator, administrator

База данных берётся из --database, иначе из $BULKHEAD_DATABASE_URL, иначе это ваш собственный файл:
  sqlite:///absolute/file      postgresql://user:password@host:5432/name?sslmode=require

Коды завершения: 0 — готово, 1 — ошибка вызова или настройки, 2 — база недоступна,
3 — задание не выполнено или аудит нарушен, 4 — готово, но есть строки с ошибкой, 130 — прервано (можно продолжить).</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Which job? Its id is missing.</source>
        <translation>Какое задание? Не указан его номер.</translation>
    </message>
    <message>
        <source>“bulkheadctl jobs” lists them.</source>
        <translation>Их покажет «bulkheadctl jobs».</translation>
    </message>
    <message>
        <source>More than one job&apos;s id begins with %1.</source>
        <translation>С %1 начинаются номера нескольких заданий.</translation>
    </message>
    <message>
        <source>Give more of it.</source>
        <translation>Укажите больше знаков.</translation>
    </message>
    <message>
        <source>There is no job %1.</source>
        <translation>Задания %1 нет.</translation>
    </message>
    <message>
        <source>--%1 wants a whole number, not “%2”.</source>
        <translation>--%1 принимает целое число, а не «%2».</translation>
    </message>
    <message>
        <source>A job that is %1 cannot take the order “%2”.</source>
        <translation>Задание в состоянии «%1» не принимает команду «%2».</translation>
    </message>
    <message>
        <source>A job is never “%1”; it is pending, queued, processing, paused, completed, partial, failed or cancelled.</source>
        <translation>Состояния «%1» не бывает; есть pending, queued, processing, paused, completed, partial, failed и cancelled.</translation>
    </message>
    <message>
        <source>--limit must be from 1 to %1.</source>
        <translation>--limit принимает число от 1 до %1.</translation>
    </message>
    <message>
        <source>--format wants csv or json, not “%1”.</source>
        <translation>--format принимает csv или json, а не «%1».</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>Не удалось записать %1: %2.</translation>
    </message>
    <message>
        <source>The job was deleted meanwhile.</source>
        <translation>Задание тем временем удалили.</translation>
    </message>
    <message>
        <source>migrate knows up, down and status, not “%1”.</source>
        <translation>migrate принимает up, down и status, а не «%1».</translation>
    </message>
    <message>
        <source>There is no encoding “%1”; known are: %2.</source>
        <translation>Кодировки «%1» нет; известны: %2.</translation>
    </message>
    <message>
        <source>The delimiter “%1” must be one of , ; | tab.</source>
        <translation>Разделитель «%1» не подходит; нужен один из: , ; | tab.</translation>
    </message>
    <message>
        <source>--max-errors wants a number of rows, or a share such as 5%, not “%1”.</source>
        <translation>--max-errors принимает число строк или долю, например 5%, а не «%1».</translation>
    </message>
    <message>
        <source>--%1 wants field=value, not “%2”.</source>
        <translation>--%1 принимает field=value, а не «%2».</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --csv - for standard input.</source>
        <translation>Какой список? Укажите --csv FILE или --csv - для стандартного ввода.</translation>
    </message>
    <message>
        <source>Which operation? “bulkheadctl operations” lists them.</source>
        <translation>Какая операция? Их покажет «bulkheadctl operations».</translation>
    </message>
    <message>
        <source>The job has ended already (%1); there is nothing to resume.</source>
        <translation>Задание уже завершилось (%1); продолжать нечего.</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>Подсчёт остановлен.</translation>
    </message>
    <message>
        <source>Line %1, column %2: bytes that do not exist in the encoding</source>
        <translation>Строка %1, столбец %2: таких байтов в этой кодировке нет</translation>
    </message>
    <message>
        <source>Line %1, column %2: the quote is never closed</source>
        <translation>Строка %1, столбец %2: кавычка не закрыта</translation>
    </message>
    <message>
        <source>Line %1, column %2: the cell is too long</source>
        <translation>Строка %1, столбец %2: слишком длинная ячейка</translation>
    </message>
    <message>
        <source>Line %1: the record is too long</source>
        <translation>Строка %1: слишком длинная запись</translation>
    </message>
    <message>
        <source>Line %1: the record has too many columns</source>
        <translation>Строка %1: в записи слишком много столбцов</translation>
    </message>
    <message>
        <source>The encoding %1 is not known.</source>
        <translation>Кодировка %1 неизвестна.</translation>
    </message>
    <message>
        <source>Choose one of %1.</source>
        <translation>Выберите одну из: %1.</translation>
    </message>
    <message>
        <source>Cells cannot be told apart with this delimiter and quote.</source>
        <translation>С такими разделителем и кавычкой ячейки не различить.</translation>
    </message>
    <message>
        <source>Choose two different ASCII characters, neither of them a line end.</source>
        <translation>Выберите два разных символа ASCII, не являющихся концом строки.</translation>
    </message>
    <message>
        <source>The list could not be read on: %1</source>
        <translation>Не удалось дочитать список: %1</translation>
    </message>
    <message>
        <source>Check the file and load it again.</source>
        <translation>Проверьте файл и загрузите его снова.</translation>
    </message>
    <message>
        <source>A character does not exist in %1: %2</source>
        <translation>Такого символа нет в %1: %2</translation>
    </message>
    <message>
        <source>Choose UTF-8 to write it.</source>
        <translation>Выберите UTF-8, чтобы его записать.</translation>
    </message>
    <message>
        <source>This cell can only be written in quotes: %1</source>
        <translation>Эту ячейку можно записать только в кавычках: %1</translation>
    </message>
    <message>
        <source>Choose a quote character.</source>
        <translation>Выберите знак кавычек.</translation>
    </message>
    <message>
        <source>The list could not be written on: %1</source>
        <translation>Не удалось дописать список: %1</translation>
    </message>
    <message>
        <source>Check the free space and the rights.</source>
        <translation>Проверьте свободное место и права.</translation>
    </message>
    <message>
        <source>The connection to the database was lost.</source>
        <translation>Связь с базой данных потеряна.</translation>
    </message>
    <message>
        <source>Stopped at the first error, in row %1.</source>
        <translation>Остановлено на первой ошибке, в строке %1.</translation>
    </message>
    <message>
        <source>Cannot write the export: %1.</source>
        <translation>Не удалось записать экспорт: %1.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Проверьте свободное место и права на папку.</translation>
    </message>
    <message>
        <source>The stored rows of this job are damaged.</source>
        <translation>Сохранённые строки этого задания повреждены.</translation>
    </message>
    <message>
        <source>Restore the job database from a backup.</source>
        <translation>Восстановите базу заданий из резервной копии.</translation>
    </message>
    <message>
        <source>There was not enough memory to hash the password.</source>
        <translation>Не хватило памяти, чтобы хешировать пароль.</translation>
    </message>
    <message>
        <source>Stopped before anything was written: %1 rows do not pass their checks, and at most %2 may fail.</source>
        <translation>Остановлено до начала записи: строк, не прошедших проверку, — %1, а допускается не больше %2.</translation>
    </message>
    <message>
        <source>Cancelled while the list was being read; nothing was written.</source>
        <translation>Отменено во время чтения списка; ничего не записано.</translation>
    </message>
    <message>
        <source>Check that the file was exported from this job, and that its column bulkhead_row was not changed.</source>
        <translation>Проверьте, что файл экспортирован из этого задания и столбец bulkhead_row не изменён.</translation>
    </message>
    <message>
        <source>All of these failed rows were retried already.</source>
        <translation>Все эти строки с ошибкой уже повторены.</translation>
    </message>
    <message>
        <source>Retry what failed again from the job that took them up.</source>
        <translation>Снова не прошедшие строки повторите из задания, которое их взяло.</translation>
    </message>
    <message>
        <source>No failed row of this job is like that.</source>
        <translation>Таких строк с ошибкой в этом задании нет.</translation>
    </message>
    <message>
        <source>Look at its failed rows first.</source>
        <translation>Сначала посмотрите его строки с ошибкой.</translation>
    </message>
    <message>
        <source>This job is not finished yet.</source>
        <translation>Это задание ещё не завершено.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and retry then.</source>
        <translation>Дождитесь конца или отмените задание, а затем повторите.</translation>
    </message>
    <message>
        <source>Row %1 did not fail; only failed rows can be mended.</source>
        <translation>Строка %1 прошла; исправлять можно только строки с ошибкой.</translation>
    </message>
    <message>
        <source>The program ended while the failed rows were being collected.</source>
        <translation>Программа завершилась, пока собирались строки с ошибкой.</translation>
    </message>
    <message>
        <source>Nothing was written; retry them again from the first job.</source>
        <translation>Ничего не записано; повторите их снова из первого задания.</translation>
    </message>
    <message>
        <source>The results of each chunk agree with its counts</source>
        <translation>Результаты каждой порции совпадают с её счётчиками</translation>
    </message>
    <message>
        <source>Every succeeded row has an id of its own</source>
        <translation>У каждой успешной строки свой номер</translation>
    </message>
    <message>
        <source>Every succeeded row is in the table %1 exactly once</source>
        <translation>Каждая успешная строка есть в таблице %1 ровно один раз</translation>
    </message>
    <message>
        <source>%1 is %2; it must be from %3 to %4.</source>
        <translation>%1 равно %2, а должно быть от %3 до %4.</translation>
    </message>
    <message>
        <source>max-errors must not be negative.</source>
        <translation>max-errors не может быть отрицательным.</translation>
    </message>
    <message>
        <source>max-errors must be from 0% to 100%.</source>
        <translation>max-errors должен быть от 0% до 100%.</translation>
    </message>
    <message>
        <source>This job was made by another version of the program (its order has format %1; this version reads %2).</source>
        <translation>Задание создано другой версией программы (формат %1; эта версия читает %2).</translation>
    </message>
    <message>
        <source>Open it with the version that made it.</source>
        <translation>Откройте его той версией, которая его создала.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no @.</source>
        <translation>«%1» — не адрес почты: нет знака @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: nothing stands before the @.</source>
        <translation>«%1» — не адрес почты: перед @ ничего нет.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no domain after the @.</source>
        <translation>«%1» — не адрес почты: после @ нет домена.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has more than one @.</source>
        <translation>«%1» — не адрес почты: больше одного знака @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has a space in it.</source>
        <translation>«%1» — не адрес почты: в нём есть пробел.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: its domain has no dot inside.</source>
        <translation>«%1» — не адрес почты: в домене нет точки.</translation>
    </message>
    <message>
        <source>“%1” is neither true nor false; write true, false, yes, no, 1 or 0.</source>
        <translation>«%1» — не «да» и не «нет»; напишите true, false, yes, no, 1 или 0.</translation>
    </message>
    <message>
        <source>“%1” is not a date; write it as 2026-11-22.</source>
        <translation>«%1» — не дата; пишите в виде 2026-11-22.</translation>
    </message>
    <message>
        <source>“%1” is not a time; write it as 2026-11-22T14:30:00Z.</source>
        <translation>«%1» — не время; пишите в виде 2026-11-22T14:30:00Z.</translation>
    </message>
    <message>
        <source>“%1” is not a UUID.</source>
        <translation>«%1» — не UUID.</translation>
    </message>
    <message>
        <source>“%1” is not one of: %2.</source>
        <translation>«%1» нет среди допустимых: %2.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at most %3 are allowed.</source>
        <translation>Длина %1 — %2, а можно до %3 симв.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at least %3 are needed.</source>
        <translation>Длина %1 — %2, а нужно от %3 симв.</translation>
    </message>
    <message>
        <source>“%1” is not a whole number.</source>
        <translation>«%1» — не целое число.</translation>
    </message>
    <message>
        <source>“%1” is not a number; write it as 1234.50.</source>
        <translation>«%1» — не число; пишите в виде 1234.50.</translation>
    </message>
    <message>
        <source>%1 contains a NUL character, which no database text can hold.</source>
        <translation>%1 содержит знак NUL, который нельзя хранить в базе данных.</translation>
    </message>
    <message>
        <source>A record with the %1 “%2” already exists.</source>
        <translation>Запись, где %1 = «%2», уже существует.</translation>
    </message>
    <message>
        <source>The database requires a value in %1.</source>
        <translation>База данных требует значение в %1.</translation>
    </message>
    <message>
        <source>The record that %1 refers to does not exist (%2).</source>
        <translation>Запись, на которую ссылается %1, не существует (%2).</translation>
    </message>
    <message>
        <source>Such a record already exists (%2).</source>
        <translation>Такая запись уже существует (%2).</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %2.</source>
        <translation>База данных отклоняет строку по правилу %2.</translation>
    </message>
    <message>
        <source>A value is too long for its column: %3.</source>
        <translation>Значение слишком длинное для столбца: %3.</translation>
    </message>
    <message>
        <source>The database refuses the row: %1.</source>
        <translation>База данных отклоняет строку: %1.</translation>
    </message>
    <message>
        <source>The operation has no field “%1”.</source>
        <translation>У операции нет поля «%1».</translation>
    </message>
    <message>
        <source>Its fields are: %1.</source>
        <translation>Её поля: %1.</translation>
    </message>
    <message>
        <source>The list has no column “%1”.</source>
        <translation>В списке нет столбца «%1».</translation>
    </message>
    <message>
        <source>Its columns are: %1.</source>
        <translation>Его столбцы: %1.</translation>
    </message>
    <message>
        <source>No column feeds the required field “%1”.</source>
        <translation>Обязательному полю «%1» не назначен столбец.</translation>
    </message>
    <message>
        <source>Name its column, or give one value for all rows. The list has the columns: %1.</source>
        <translation>Назовите столбец или одно значение для всех строк. Столбцы списка: %1.</translation>
    </message>
    <message>
        <source>No column feeds any of the fields %1; one of them is required.</source>
        <translation>Ни одному из полей %1 не назначен столбец; нужно хотя бы одно.</translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation>Не удалось прочитать %1: %2.</translation>
    </message>
    <message>
        <source>There is no operation “%1”.</source>
        <translation>Операции «%1» нет.</translation>
    </message>
    <message>
        <source>Operations are: %1.</source>
        <translation>Есть операции: %1.</translation>
    </message>
    <message>
        <source>“%1” is not known here; known are: %2.</source>
        <translation>«%1» здесь неизвестно; известны: %2.</translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation>Не хватает «%1».</translation>
    </message>
    <message>
        <source>“%1” must be a text in quotes.</source>
        <translation>«%1» должно быть текстом в кавычках.</translation>
    </message>
    <message>
        <source>“%1” must be a whole number from %2 to %3.</source>
        <translation>«%1» должно быть целым числом от %2 до %3.</translation>
    </message>
    <message>
        <source>“%1” must be true or false.</source>
        <translation>«%1» должно быть true или false.</translation>
    </message>
    <message>
        <source>“%1” must be a list of texts: [&quot;one&quot;, &quot;two&quot;].</source>
        <translation>«%1» должно быть списком текстов: [&quot;one&quot;, &quot;two&quot;].</translation>
    </message>
    <message>
        <source>“%1” must be a text, or a text for each language: { en = &quot;…&quot;, ru = &quot;…&quot; }, with English among them.</source>
        <translation>«%1» должно быть текстом или текстом на каждом языке: { en = &quot;…&quot;, ru = &quot;…&quot; }, обязательно с английским.</translation>
    </message>
    <message>
        <source>“%1” is not a type; types are: %2.</source>
        <translation>«%1» — не тип; есть типы: %2.</translation>
    </message>
    <message>
        <source>A secret must not be stored in the clear: add hash = &quot;argon2id&quot;.</source>
        <translation>Секрет нельзя хранить открытым: добавьте hash = &quot;argon2id&quot;.</translation>
    </message>
    <message>
        <source>hash can only be &quot;argon2id&quot;, on a field of type secret.</source>
        <translation>hash может быть только &quot;argon2id&quot; и только у поля типа secret.</translation>
    </message>
    <message>
        <source>A choice needs choices = [&quot;…&quot;, &quot;…&quot;].</source>
        <translation>Для выбора нужны choices = [&quot;…&quot;, &quot;…&quot;].</translation>
    </message>
    <message>
        <source>A fixed value must be a text, a whole number, true or false.</source>
        <translation>Постоянное значение — это текст, целое число, true или false.</translation>
    </message>
    <message>
        <source>“%1” must be a table: column = value.</source>
        <translation>«%1» должно быть таблицей: столбец = значение.</translation>
    </message>
    <message>
        <source>The field “%1” stands here twice.</source>
        <translation>Поле «%1» указано дважды.</translation>
    </message>
    <message>
        <source>An operation needs at least one [[field]].</source>
        <translation>Операции нужен хотя бы один [[field]].</translation>
    </message>
    <message>
        <source>%1 is required.</source>
        <translation>%1: нужно значение.</translation>
    </message>
    <message>
        <source>One of these is required: %1.</source>
        <translation>Нужно хотя бы одно из: %1.</translation>
    </message>
    <message>
        <source>The same %1 already stands in row %2.</source>
        <translation>То же значение %1 уже есть в строке %2.</translation>
    </message>
    <message>
        <source>There is nothing to read in %1: it is empty.</source>
        <translation>%1: читать нечего, там пусто.</translation>
    </message>
    <message>
        <source>Line %1 has %2 columns instead of %3.</source>
        <translation>В строке %1 столбцов: %2, а должно быть %3.</translation>
    </message>
    <message>
        <source>Check its permissions, and that no other program holds it.</source>
        <translation>Проверьте права и не занят ли он другой программой.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Файла %1 нет.</translation>
    </message>
    <message>
        <source>%1 was read from a stream and cannot be read again.</source>
        <translation>%1 читался как поток, и прочитать его снова нельзя.</translation>
    </message>
    <message>
        <source>Nothing was written; submit the list again.</source>
        <translation>Ничего не записано; отправьте список снова.</translation>
    </message>
    <message>
        <source>The file %1 is no longer there.</source>
        <translation>Файла %1 больше нет.</translation>
    </message>
    <message>
        <source>The file %1 was changed since the job was submitted.</source>
        <translation>Файл %1 изменился после создания задания.</translation>
    </message>
    <message>
        <source>%1 has none of the columns of this job.</source>
        <translation>В %1 нет ни одного столбца этого задания.</translation>
    </message>
    <message>
        <source>The columns of the job are: %1.</source>
        <translation>Столбцы задания: %1.</translation>
    </message>
    <message>
        <source>Line %1 of %2 does not say which row it mends.</source>
        <translation>Строка %1 в %2 не указывает, какую строку задания она исправляет.</translation>
    </message>
    <message>
        <source>Mend a file that “export” wrote, and leave its columns bulkhead_row and bulkhead_code as they are.</source>
        <translation>Исправляйте файл, записанный командой «export», и не меняйте столбцы bulkhead_row и bulkhead_code.</translation>
    </message>
    <message>
        <source>Mend the file and try again.</source>
        <translation>Исправьте файл и попробуйте снова.</translation>
    </message>
    <message>
        <source>Row %1 stands twice in %2, again on line %3.</source>
        <translation>Строка %1 указана в %2 дважды, второй раз в строке файла %3.</translation>
    </message>
    <message>
        <source>Keep one of them.</source>
        <translation>Оставьте одну из них.</translation>
    </message>
    <message>
        <source>This program counts as gone: it was silent for longer than its lease.</source>
        <translation>Эта программа считается пропавшей: она молчала дольше отведённого срока.</translation>
    </message>
    <message>
        <source>The rows of chunk %1 of job %2 are missing from the database.</source>
        <translation>В базе данных нет строк порции %1 задания %2.</translation>
    </message>
    <message>
        <source>Cancel the job and submit it again.</source>
        <translation>Отмените задание и отправьте его снова.</translation>
    </message>
    <message>
        <source>A chunk is recorded in the transaction of its effect, and none is open.</source>
        <translation>Порция отмечается в той же транзакции, что и её изменения, а транзакция не открыта.</translation>
    </message>
    <message>
        <source>Chunk %1 has %2 rows, but %3 were accounted for.</source>
        <translation>В порции %1 строк: %2, а учтено: %3.</translation>
    </message>
    <message>
        <source>This is a fault of the operation; nothing of the chunk was written.</source>
        <translation>Это ошибка операции; из порции ничего не записано.</translation>
    </message>
    <message>
        <source>Write postgresql://user@host:5432/database or sqlite:///folder/file.</source>
        <translation>Пишите postgresql://user@host:5432/database или sqlite:///folder/file.</translation>
    </message>
    <message>
        <source>A percent sign itself is written %25.</source>
        <translation>Сам знак процента пишется %25.</translation>
    </message>
    <message>
        <source>The port “%1” of the database URL is not a number from 1 to 65535.</source>
        <translation>Порт «%1» в адресе базы данных — не число от 1 до 65535.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown sslmode “%1”.</source>
        <translation>В адресе базы данных неизвестный sslmode «%1».</translation>
    </message>
    <message>
        <source>Known are disable, allow, prefer, require, verify-ca and verify-full.</source>
        <translation>Известны disable, allow, prefer, require, verify-ca и verify-full.</translation>
    </message>
    <message>
        <source>The parameter host of the database URL is malformed.</source>
        <translation>Параметр host в адресе базы данных записан неверно.</translation>
    </message>
    <message>
        <source>The user of the database URL is malformed.</source>
        <translation>Пользователь в адресе базы данных записан неверно.</translation>
    </message>
    <message>
        <source>The password of the database URL is malformed.</source>
        <translation>Пароль в адресе базы данных записан неверно.</translation>
    </message>
    <message>
        <source>The database name of the database URL is malformed.</source>
        <translation>Имя базы в адресе базы данных записано неверно.</translation>
    </message>
    <message>
        <source>The database URL has an unknown parameter “%1”.</source>
        <translation>В адресе базы данных неизвестный параметр «%1».</translation>
    </message>
    <message>
        <source>Known are host, port, user, password, dbname and sslmode.</source>
        <translation>Известны host, port, user, password, dbname и sslmode.</translation>
    </message>
    <message>
        <source>The host of the database URL is malformed.</source>
        <translation>Сервер в адресе базы данных записан неверно.</translation>
    </message>
    <message>
        <source>An IPv6 address stands in brackets: [::1]:5432.</source>
        <translation>Адрес IPv6 пишется в скобках: [::1]:5432.</translation>
    </message>
    <message>
        <source>The database URL names no database.</source>
        <translation>В адресе базы данных не указана база.</translation>
    </message>
    <message>
        <source>The file of the database URL is malformed.</source>
        <translation>Файл в адресе базы данных записан неверно.</translation>
    </message>
    <message>
        <source>The file of the database URL is not an absolute path: “%1”.</source>
        <translation>Путь к файлу в адресе базы данных не полный: «%1».</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>Пишите %1.</translation>
    </message>
    <message>
        <source>The database URL names a folder, not a file: “%1”.</source>
        <translation>В адресе базы данных указана папка, а не файл: «%1».</translation>
    </message>
    <message>
        <source>The database URL does not say what kind of database it is.</source>
        <translation>В адресе базы данных не указан вид базы.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown kind of database, “%1”.</source>
        <translation>В адресе базы данных неизвестный вид базы, «%1».</translation>
    </message>
    <message>
        <source>Look at the job again; somebody else may be at work on it.</source>
        <translation>Взгляните на задание ещё раз: возможно, с ним работает кто-то другой.</translation>
    </message>
    <message>
        <source>Row %1 of job %2 is no failed row that waits for a retry.</source>
        <translation>Строка %1 задания %2 не ожидает повтора.</translation>
    </message>
    <message>
        <source>No row succeeded.</source>
        <translation>Успешных строк нет.</translation>
    </message>
    <message>
        <source>The list of job %1 is not being read any more.</source>
        <translation>Список задания %1 больше не читается.</translation>
    </message>
    <message>
        <source>It was cancelled or deleted meanwhile, or is complete.</source>
        <translation>Тем временем его отменили, удалили или дочитали.</translation>
    </message>
    <message>
        <source>Another program reads the list of job %1 already.</source>
        <translation>Список задания %1 уже читает другая программа.</translation>
    </message>
    <message>
        <source>The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap</source>
        <translation>Порции пронумерованы 0, 1, 2 … и покрывают строки без пропусков и наложений</translation>
    </message>
    <message>
        <source>The rows of every finished chunk add up</source>
        <translation>Строки каждой завершённой порции сходятся</translation>
    </message>
    <message>
        <source>No chunk counts rows that it has not finished</source>
        <translation>Ни одна порция не учитывает незавершённых строк</translation>
    </message>
    <message>
        <source>Every chunk has exactly as many failures as it counts, on rows of its own</source>
        <translation>У каждой порции ровно столько ошибок, сколько учтено, и все на её строках</translation>
    </message>
    <message>
        <source>Every chunk has kept its rows</source>
        <translation>Каждая порция сохранила свои строки</translation>
    </message>
    <message>
        <source>Only finished chunks have results, and where rows succeeded they are there</source>
        <translation>Результаты есть только у завершённых порций, и есть везде, где были успешные строки</translation>
    </message>
    <message>
        <source>Failures, rows and results all belong to a chunk of the job</source>
        <translation>Ошибки, строки и результаты относятся к порциям этого задания</translation>
    </message>
    <message>
        <source>Every chunk that runs or ran was claimed, and no two claims share a fence</source>
        <translation>Каждая начатая порция была взята исполнителем, и номера захватов не повторяются</translation>
    </message>
    <message>
        <source>A chunk that runs has a worker</source>
        <translation>У каждой выполняемой порции есть исполнитель</translation>
    </message>
    <message>
        <source>A finished job has no open chunk</source>
        <translation>У завершённого задания нет открытых порций</translation>
    </message>
    <message>
        <source>Only a cancelled or stopped job has cancelled chunks</source>
        <translation>Отменённые порции есть только у отменённого или остановленного задания</translation>
    </message>
    <message>
        <source>No chunk of a job whose list is still being read was worked on</source>
        <translation>Пока список задания читается, ни одна порция не выполнялась</translation>
    </message>
    <message>
        <source>The job&apos;s state fits the sums of its rows and its times</source>
        <translation>Состояние задания соответствует суммам строк и времени</translation>
    </message>
    <message>
        <source>The job&apos;s log tells every change of its state, in an allowed order</source>
        <translation>В журнале задания есть все смены состояния, в допустимом порядке</translation>
    </message>
    <message>
        <source>Every finished chunk was reported as finished exactly once</source>
        <translation>О завершении каждой порции сообщено ровно один раз</translation>
    </message>
    <message>
        <source>The program does not carry the migration %1.</source>
        <translation>В программе нет миграции %1.</translation>
    </message>
    <message>
        <source>Install the program anew.</source>
        <translation>Установите программу заново.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program knows them up to %2.</source>
        <translation>Версия таблиц в базе данных — %1; программе известны версии до %2.</translation>
    </message>
    <message>
        <source>Use a newer version of the program.</source>
        <translation>Возьмите более новую версию программы.</translation>
    </message>
    <message>
        <source>Jobs that are not finished: %1.</source>
        <translation>Незавершённых заданий: %1.</translation>
    </message>
    <message>
        <source>Wait for them or cancel them first.</source>
        <translation>Сначала дождитесь их или отмените.</translation>
    </message>
    <message>
        <source>The table %1 holds rows and is not dropped.</source>
        <translation>В таблице %1 есть строки, она не будет удалена.</translation>
    </message>
    <message>
        <source>Empty it by hand first, if its rows may really go.</source>
        <translation>Сначала очистите её вручную, если строки и правда не нужны.</translation>
    </message>
    <message>
        <source>The migration %1 of %2 failed and was taken back: %3</source>
        <translation>Миграция %1 набора %2 не удалась и отменена: %3</translation>
    </message>
    <message>
        <source>Run: bulkheadctl migrate up</source>
        <translation>Выполните: bulkheadctl migrate up</translation>
    </message>
    <message>
        <source>The database has no tables for jobs yet.</source>
        <translation>В базе данных ещё нет таблиц для заданий.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program needs %2.</source>
        <translation>Версия таблиц в базе данных — %1; программе нужна %2.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver does not give out its connection.</source>
        <translation>Драйвер PostgreSQL из Qt не даёт доступа к своему соединению.</translation>
    </message>
    <message>
        <source>The server runs PostgreSQL %1.</source>
        <translation>На сервере работает PostgreSQL %1.</translation>
    </message>
    <message>
        <source>PostgreSQL 13 or newer is needed.</source>
        <translation>Нужен PostgreSQL 13 или новее.</translation>
    </message>
    <message>
        <source>The transaction was rolled back, since one of its statements had failed.</source>
        <translation>Транзакция отменена, так как одна из её команд не удалась.</translation>
    </message>
    <message>
        <source>The server refused the login to %1: %2</source>
        <translation>Сервер отказал во входе в %1: %2</translation>
    </message>
    <message>
        <source>Check user and password, and the server&apos;s pg_hba.conf.</source>
        <translation>Проверьте имя и пароль, а также файл pg_hba.conf на сервере.</translation>
    </message>
    <message>
        <source>There is no database “%1” on this server.</source>
        <translation>На этом сервере нет базы данных «%1».</translation>
    </message>
    <message>
        <source>Check the name, or create it: createdb %1</source>
        <translation>Проверьте имя или создайте базу: createdb %1</translation>
    </message>
    <message>
        <source>The server of %1 takes no more connections.</source>
        <translation>Сервер базы %1 больше не принимает подключений.</translation>
    </message>
    <message>
        <source>Close other programs, or raise max_connections.</source>
        <translation>Закройте другие программы или увеличьте max_connections.</translation>
    </message>
    <message>
        <source>The database %1 cannot be reached: %2</source>
        <translation>База данных %1 недоступна: %2</translation>
    </message>
    <message>
        <source>Check host and port, that the server runs, and the firewall.</source>
        <translation>Проверьте адрес и порт, работает ли сервер и что пропускает брандмауэр.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver is not installed.</source>
        <translation>Не установлен драйвер PostgreSQL для Qt.</translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-psql.</source>
        <translation>Установите пакет libqt6sql6-psql.</translation>
    </message>
    <message>
        <source>Check that the server runs and the network is up.</source>
        <translation>Проверьте, работают ли сервер и сеть.</translation>
    </message>
    <message>
        <source>The connection or the server only allows reading.</source>
        <translation>Подключение или сервер разрешает только чтение.</translation>
    </message>
    <message>
        <source>Free some space on the disk of the database.</source>
        <translation>Освободите место на диске базы данных.</translation>
    </message>
    <message>
        <source>Somebody else changes the same rows; try again.</source>
        <translation>Эти же строки меняет кто-то другой; попробуйте снова.</translation>
    </message>
    <message>
        <source>The statement took longer than its time limit.</source>
        <translation>Команда выполнялась дольше отведённого времени.</translation>
    </message>
    <message>
        <source>The statement was stopped on request.</source>
        <translation>Команда остановлена по запросу.</translation>
    </message>
    <message>
        <source>The connection to the database was lost: %1</source>
        <translation>Связь с базой данных потеряна: %1</translation>
    </message>
    <message>
        <source>The database refused: %1</source>
        <translation>База данных отказала: %1</translation>
    </message>
    <message>
        <source>The database refused “%1”: %2</source>
        <translation>База данных отклонила «%1»: %2</translation>
    </message>
    <message>
        <source>The database file %1 cannot be opened: %2</source>
        <translation>Не удалось открыть файл базы данных %1: %2</translation>
    </message>
    <message>
        <source>Make the folder %1 first.</source>
        <translation>Сначала создайте папку %1.</translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation>Проверьте права на её папку.</translation>
    </message>
    <message>
        <source>Check that it is a file you may read and write.</source>
        <translation>Проверьте, что это файл и он вам доступен для чтения и записи.</translation>
    </message>
    <message>
        <source>None of the selected rows can be retried.</source>
        <translation>Ни одну из выбранных строк нельзя повторить.</translation>
    </message>
    <message>
        <source>Select rows that failed and were not retried yet.</source>
        <translation>Выберите строки с ошибкой, которые ещё не повторялись.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Выберите другую папку.</translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation>Не заполнен ли диск?</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>База данных не открыта.</translation>
    </message>
    <message>
        <source>Choose one with File &gt; Connect.</source>
        <translation>Выберите её: Файл &gt; Подключиться.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 — это папка, а не файл.</translation>
    </message>
    <message>
        <source>Interrupted while the list was being read; nothing was written.</source>
        <translation>Прервано во время чтения списка; ничего не записано.</translation>
    </message>
    <message>
        <source>The sandbox has no switch “%1”, or not with this value.</source>
        <translation>У песочницы нет переключателя «%1» или он не принимает такое значение.</translation>
    </message>
    <message>
        <source>GET /sandbox/faults shows all of them.</source>
        <translation>GET /sandbox/faults показывает их все.</translation>
    </message>
    <message>
        <source>Port %1 cannot be opened.</source>
        <translation>Порт %1 открыть не удаётся.</translation>
    </message>
    <message>
        <source>Choose another one, or 0 for any that is free.</source>
        <translation>Выберите другой или 0 — тогда будет взят любой свободный.</translation>
    </message>
    <message>
        <source>The service gave two different answers.</source>
        <translation>Служба дала два разных ответа.</translation>
    </message>
    <message>
        <source>The service answered, but said nothing about this one.</source>
        <translation>Служба ответила, но об этом ничего не сообщила.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>Отменено.</translation>
    </message>
    <message>
        <source>The service did not answer in time.</source>
        <translation>Служба не ответила вовремя.</translation>
    </message>
    <message>
        <source>The service cannot be reached: %1</source>
        <translation>Служба недоступна: %1</translation>
    </message>
    <message>
        <source>The connection broke during the call: %1</source>
        <translation>Соединение прервалось во время вызова: %1</translation>
    </message>
    <message>
        <source>The service cannot answer now: %1</source>
        <translation>Служба сейчас не может ответить: %1</translation>
    </message>
    <message>
        <source>The service asks us to slow down: %1</source>
        <translation>Служба просит обращаться реже: %1</translation>
    </message>
    <message>
        <source>The service failed: %1</source>
        <translation>Сбой службы: %1</translation>
    </message>
    <message>
        <source>The service does not let us in: %1</source>
        <translation>Служба отказывает в доступе: %1</translation>
    </message>
    <message>
        <source>The service refused: %1</source>
        <translation>Служба отказала: %1</translation>
    </message>
    <message>
        <source>The service&apos;s certificate is not trusted: %1</source>
        <translation>Сертификат службы не заслуживает доверия: %1</translation>
    </message>
    <message>
        <source>This is no address of an HTTP service: %1</source>
        <translation>Это не адрес службы HTTP: %1</translation>
    </message>
    <message>
        <source>The service&apos;s answer is too large.</source>
        <translation>Ответ службы слишком велик.</translation>
    </message>
    <message>
        <source>The service does not know it.</source>
        <translation>Службе это неизвестно.</translation>
    </message>
    <message>
        <source>The service does not take it.</source>
        <translation>Служба это не принимает.</translation>
    </message>
    <message>
        <source>Mend the look-up&apos;s description.</source>
        <translation>Исправьте описание запроса.</translation>
    </message>
    <message>
        <source>The look-up sends no key: neither its path nor its body contains {key} or {keys}.</source>
        <translation>Запрос не отправляет ключ: ни в пути, ни в теле нет {key} или {keys}.</translation>
    </message>
    <message>
        <source>The look-up&apos;s body must be a JSON object or list.</source>
        <translation>Тело запроса должно быть объектом или списком JSON.</translation>
    </message>
    <message>
        <source>The look-up names no value that it brings.</source>
        <translation>В запросе не указано ни одного получаемого значения.</translation>
    </message>
    <message>
        <source>“%1” is no place in JSON: it begins with “/”.</source>
        <translation>«%1» — не место в JSON: оно начинается с «/».</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON: %1.</source>
        <translation>Ответ службы — не JSON: %1.</translation>
    </message>
    <message>
        <source>The service&apos;s answer has nothing at “%1”.</source>
        <translation>В ответе службы нет ничего по адресу «%1».</translation>
    </message>
    <message>
        <source>The service says that it knows this phone, but not its MAX id.</source>
        <translation>Служба сообщает, что знает этот телефон, но не даёт его идентификатор MAX.</translation>
    </message>
    <message>
        <source>The service knows no one with this phone.</source>
        <translation>Службе неизвестен человек с этим телефоном.</translation>
    </message>
    <message>
        <source>The service does not take this phone: %1</source>
        <translation>Служба не принимает этот телефон: %1</translation>
    </message>
    <message>
        <source>Write it like +7 999 123-45-67.</source>
        <translation>Пишите так: +7 999 123-45-67.</translation>
    </message>
    <message>
        <source>“%1” has too many digits for a Russian phone number.</source>
        <translation>В «%1» слишком много цифр для российского номера.</translation>
    </message>
    <message>
        <source>“%1” is not a Russian phone number.</source>
        <translation>«%1» — не российский номер телефона.</translation>
    </message>
    <message>
        <source>“%1” lacks +7 or 8 in front.</source>
        <translation>В «%1» не хватает +7 или 8 в начале.</translation>
    </message>
    <message>
        <source>“%1” has too few digits for a Russian phone number.</source>
        <translation>В «%1» слишком мало цифр для российского номера.</translation>
    </message>
    <message>
        <source>“%1” is not a phone number.</source>
        <translation>«%1» — не номер телефона.</translation>
    </message>
    <message>
        <source>There is no phone number.</source>
        <translation>Номер телефона не указан.</translation>
    </message>
    <message>
        <source>“%1” has an extension, which a personal phone has not.</source>
        <translation>В «%1» есть добавочный номер, а у личного телефона его не бывает.</translation>
    </message>
    <message>
        <source>The keychain does not give “%1”: %2</source>
        <translation>Связка ключей не выдаёт «%1»: %2</translation>
    </message>
    <message>
        <source>On a server without a keychain use env: or file: instead.</source>
        <translation>На сервере без связки ключей используйте env: или file:.</translation>
    </message>
    <message>
        <source>--%1 wants a number, not “%2”.</source>
        <translation>--%1: нужно число, а не «%2».</translation>
    </message>
    <message>
        <source>--%1 must lie between 0 and %2.</source>
        <translation>--%1: число от 0 до %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>Не удаётся прочитать %1: %2.</translation>
    </message>
    <message>
        <source>--now wants a time like 2026-01-31T12:00:00Z, not “%1”.</source>
        <translation>--now: нужно время, например 2026-01-31T12:00:00Z, а не «%1».</translation>
    </message>
    <message>
        <source>--path wants NAME=/path, not “%1”.</source>
        <translation>--path: нужно ИМЯ=/путь, а не «%1».</translation>
    </message>
    <message>
        <source>--%1 wants a duration like 5s or 500ms, not “%2”.</source>
        <translation>--%1: нужен промежуток времени, например 5s или 500ms, а не «%2».</translation>
    </message>
    <message>
        <source>Which kind of service is “%1”? --kind is missing: maxbot, checkins, users or http.</source>
        <translation>Какого вида служба «%1»? Не указан --kind: maxbot, checkins, users или http.</translation>
    </message>
    <message>
        <source>services knows list, set, remove and test, not “%1”.</source>
        <translation>services знает list, set, remove и test, но не «%1».</translation>
    </message>
    <message>
        <source>Which service? Its name is missing.</source>
        <translation>Какая служба? Не указано имя.</translation>
    </message>
    <message>
        <source>%1 is empty, or too large to be what it should be.</source>
        <translation>%1 — пустой файл или слишком большой для того, чем он должен быть.</translation>
    </message>
    <message>
        <source>The environment variable %1 is not set, which has the secret of service “%2”.</source>
        <translation>Не задана переменная окружения %1 с секретом службы «%2».</translation>
    </message>
    <message>
        <source>There is no keychain here, which has the secret of service “%1”.</source>
        <translation>Здесь нет связки ключей, где лежит секрет службы «%1».</translation>
    </message>
    <message>
        <source>%1 contains no certificate (PEM).</source>
        <translation>В %1 нет сертификата (PEM).</translation>
    </message>
    <message>
        <source>The secret of service “%1” has more than one line.</source>
        <translation>В секрете службы «%1» больше одной строки.</translation>
    </message>
    <message>
        <source>“%1” is no address of a MaxBot service.</source>
        <translation>«%1» — не адрес службы MaxBot.</translation>
    </message>
    <message>
        <source>Write it as host:port, for example localhost:9095.</source>
        <translation>Укажите как узел:порт, например localhost:9095.</translation>
    </message>
    <message>
        <source>“%1” is no address of an HTTP service.</source>
        <translation>«%1» — не адрес службы HTTP.</translation>
    </message>
    <message>
        <source>Write it as a URL, for example https://checkins.example.org/api.</source>
        <translation>Укажите URL, например https://checkins.example.org/api.</translation>
    </message>
    <message>
        <source>The address of service “%1” contains a user or password.</source>
        <translation>В адресе службы «%1» есть имя пользователя или пароль.</translation>
    </message>
    <message>
        <source>Keep secrets in the environment, a file or the keychain: env:, file:, keychain:.</source>
        <translation>Храните секреты в окружении, файле или связке ключей: env:, file:, keychain:.</translation>
    </message>
    <message>
        <source>%1 of service “%2” must lie between %3 and %4.</source>
        <translation>Параметр %1 службы «%2» должен быть от %3 до %4.</translation>
    </message>
    <message>
        <source>The deadline counts milliseconds, the rate calls a second (0: no limit).</source>
        <translation>Срок ответа — в миллисекундах, частота — в вызовах в секунду (0 — без ограничения).</translation>
    </message>
    <message>
        <source>There is no kind of service “%1”.</source>
        <translation>Нет такого вида службы: «%1».</translation>
    </message>
    <message>
        <source>The kinds are maxbot, checkins, users and http.</source>
        <translation>Виды: maxbot, checkins, users и http.</translation>
    </message>
    <message>
        <source>A credential says where the secret is, and is not the secret itself.</source>
        <translation>Здесь указывают, где лежит секрет, а не сам секрет.</translation>
    </message>
    <message>
        <source>Write env:VARIABLE, file:/path or keychain:NAME.</source>
        <translation>Напишите env:ПЕРЕМЕННАЯ, file:/путь или keychain:ИМЯ.</translation>
    </message>
    <message>
        <source>“%1” cannot name a service.</source>
        <translation>«%1» не годится как имя службы.</translation>
    </message>
    <message>
        <source>Use up to 64 letters, digits, “-”, “_” and “.”.</source>
        <translation>Используйте до 64 латинских букв, цифр и знаков «-», «_», «.».</translation>
    </message>
    <message>
        <source>“%1” cannot be the header that carries the secret of service “%2”.</source>
        <translation>«%1» не годится как заголовок с секретом службы «%2».</translation>
    </message>
    <message>
        <source>Usual are Authorization and X-API-Key.</source>
        <translation>Обычно это Authorization или X-API-Key.</translation>
    </message>
    <message>
        <source>The path “%1” of service “%2” must begin with “/”.</source>
        <translation>Путь «%1» службы «%2» должен начинаться с «/».</translation>
    </message>
    <message>
        <source>It is put behind the service&apos;s address.</source>
        <translation>Он добавляется к адресу службы.</translation>
    </message>
    <message>
        <source>There is no service “%1”.</source>
        <translation>Нет службы «%1».</translation>
    </message>
    <message>
        <source>%1 is “%2”, which is no duration.</source>
        <translation>%1 имеет значение «%2», а это не промежуток времени.</translation>
    </message>
    <message>
        <source>Write it like 5s, 500ms or 1m30s.</source>
        <translation>Пишите так: 5s, 500ms или 1m30s.</translation>
    </message>
    <message>
        <source>Service “%1” follows from the environment and cannot be removed.</source>
        <translation>Служба «%1» задана окружением, удалить её нельзя.</translation>
    </message>
    <message>
        <source>Check its secret (now: %1) and the header it goes in (now: %2).</source>
        <translation>Проверьте секрет (сейчас: %1) и заголовок, в котором он передаётся (сейчас: %2).</translation>
    </message>
    <message>
        <source>It works, but others use it too: set a rate that leaves room for them.</source>
        <translation>Она работает, но ею пользуются и другие: задайте частоту, которая оставит им место.</translation>
    </message>
    <message>
        <source>Something listens at %1, but it may not be this service, or want TLS, or need a longer deadline.</source>
        <translation>По адресу %1 что-то отвечает, но, возможно, это другая служба, или ей нужен TLS, или больший срок ответа.</translation>
    </message>
    <message>
        <source>Is it running, and is its address right? It is asked at %1.</source>
        <translation>Запущена ли она и верен ли адрес? Запрос идёт на %1.</translation>
    </message>
    <message>
        <source>Is this the right kind of service? It is set up as “%1”.</source>
        <translation>Верно ли указан вид службы? Она настроена как «%1».</translation>
    </message>
    <message>
        <source>The MaxBot service answered as “%1”.</source>
        <translation>Служба MaxBot ответила под именем «%1».</translation>
    </message>
    <message>
        <source>The MaxBot service answered.</source>
        <translation>Служба MaxBot ответила.</translation>
    </message>
    <message>
        <source>The service answered with HTTP status %1.</source>
        <translation>Служба ответила с кодом HTTP %1.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3, not “%4”.</source>
        <translation>%1: нужно целое число от %2 до %3, а не «%4».</translation>
    </message>
    <message>
        <source>%1 must be a duration from %2 to %3, not “%4”.</source>
        <translation>%1: нужен промежуток времени от %2 до %3, а не «%4».</translation>
    </message>
    <message>
        <source>%1 must be true or false, not “%2”.</source>
        <translation>%1: допустимо true или false, а не «%2».</translation>
    </message>
    <message>
        <source>%1 must be one of %2, not “%3”.</source>
        <translation>%1: допустимо одно из %2, а не «%3».</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1” and DB_SSL_MODE is “%2”: which one counts?</source>
        <translation>DB_SSLMODE — «%1», а DB_SSL_MODE — «%2»: что из них верно?</translation>
    </message>
    <message>
        <source>Keep DB_SSLMODE only.</source>
        <translation>Оставьте только DB_SSLMODE.</translation>
    </message>
    <message>
        <source>There is no setting %1.</source>
        <translation>Нет параметра %1.</translation>
    </message>
    <message>
        <source>Is it spelt right?</source>
        <translation>Нет ли опечатки?</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT (%1) is longer than BATCH_PROCESSING_TIMEOUT (%2).</source>
        <translation>MONTAGE_USER_TIMEOUT (%1) больше, чем BATCH_PROCESSING_TIMEOUT (%2).</translation>
    </message>
    <message>
        <source>One user&apos;s time is part of the whole job&apos;s.</source>
        <translation>Время одного пользователя входит во время всего задания.</translation>
    </message>
    <message>
        <source>DB_HOST is set, but DB_NAME or DB_USER is missing.</source>
        <translation>DB_HOST задан, а DB_NAME или DB_USER — нет.</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON object.</source>
        <translation>Ответ службы — не объект JSON.</translation>
    </message>
    <message>
        <source>The service sent a check-in without id, user or time.</source>
        <translation>Служба прислала отметку без идентификатора, пользователя или времени.</translation>
    </message>
    <message>
        <source>The service says that there is more, but repeats itself.</source>
        <translation>Служба сообщает, что есть ещё, но повторяется.</translation>
    </message>
    <message>
        <source>The service speaks of %1 check-ins, but sent %2.</source>
        <translation>Служба сообщает об отметках: %1, а прислала: %2.</translation>
    </message>
    <message>
        <source>The service&apos;s list of users is not in the order of their ids.</source>
        <translation>Список пользователей от службы не упорядочен по идентификаторам.</translation>
    </message>
    <message>
        <source>Reading the user&apos;s check-ins took too long.</source>
        <translation>Чтение отметок пользователя заняло слишком много времени.</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT says how long it may take.</source>
        <translation>Сколько это может длиться, задаёт MONTAGE_USER_TIMEOUT.</translation>
    </message>
    <message>
        <source>--%1 wants a day or a time like 2026-11-22 or 2026-11-22T09:00, not “%2”.</source>
        <translation>--%1 ждёт день или время вида 2026-11-22 или 2026-11-22T09:00, а не «%2».</translation>
    </message>
    <message>
        <source>The audit knows no action “%1”, only: %2.</source>
        <translation>Аудит не знает действия «%1», только: %2.</translation>
    </message>
    <message>
        <source>--job wants the whole id of a job, not “%1”.</source>
        <translation>--job ждёт полный id задания, а не «%1».</translation>
    </message>
    <message>
        <source>audit knows list, verify and export, not “%1”.</source>
        <translation>audit знает list, verify и export, но не «%1».</translation>
    </message>
    <message>
        <source>Which file? “bulkheadctl operations check FILE”.</source>
        <translation>Какой файл? «bulkheadctl operations check FILE».</translation>
    </message>
    <message>
        <source>For which table? This database has: %1.</source>
        <translation>Для какой таблицы? В этой базе есть: %1.</translation>
    </message>
    <message>
        <source>Which role, and whose? roles %1 ROLE USER</source>
        <translation>Какая роль и чья? roles %1 ROLE USER</translation>
    </message>
    <message>
        <source>There is no role “%1”; the roles are viewer, operator and administrator.</source>
        <translation>Роли «%1» нет; есть viewer, operator и administrator.</translation>
    </message>
    <message>
        <source>roles knows list, grant and revoke, not “%1”.</source>
        <translation>roles знает list, grant и revoke, но не «%1».</translation>
    </message>
    <message>
        <source>--pause-at wants a share of the rows such as 5%, not “%1”.</source>
        <translation>--pause-at принимает долю строк, например 5%, а не «%1».</translation>
    </message>
    <message>
        <source>Give --csv or --query, not both.</source>
        <translation>Укажите --csv или --query, но не оба сразу.</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --query for: %1.</source>
        <translation>Какой список? Укажите --csv FILE или --query, чтобы взять: %1.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being previewed; nothing was written.</source>
        <translation>Прервано во время предпросмотра изменений; ничего не записано.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being collected; nothing was written.</source>
        <translation>Прервано во время сбора изменений; ничего не записано.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and take it back then.</source>
        <translation>Дождитесь завершения или отмените задание, а потом откатите его.</translation>
    </message>
    <message>
        <source>This job only read; there is nothing to take back.</source>
        <translation>Это задание только читало; откатывать нечего.</translation>
    </message>
    <message>
        <source>The operation %1 cannot be taken back.</source>
        <translation>Операцию %1 нельзя откатить.</translation>
    </message>
    <message>
        <source>This job changed nothing.</source>
        <translation>Это задание ничего не изменило.</translation>
    </message>
    <message>
        <source>What the job changed was kept for a limited time, which is over.</source>
        <translation>Изменения задания хранились ограниченное время, и оно истекло.</translation>
    </message>
    <message>
        <source>Settings say how long the changes of new jobs are kept.</source>
        <translation>Сколько хранить изменения новых заданий, задано в настройках.</translation>
    </message>
    <message>
        <source>This job is being taken back already.</source>
        <translation>Откат этого задания уже идёт.</translation>
    </message>
    <message>
        <source>This job was taken back already.</source>
        <translation>Откат этого задания уже выполнен.</translation>
    </message>
    <message>
        <source>To apply it once more, revert the job that took it back.</source>
        <translation>Чтобы применить его снова, откатите задание, которое его откатило.</translation>
    </message>
    <message>
        <source>The job %1 waits for nobody.</source>
        <translation>Задание %1 никого не ждёт.</translation>
    </message>
    <message>
        <source>It runs already, or has ended.</source>
        <translation>Оно уже выполняется или завершилось.</translation>
    </message>
    <message>
        <source>%1 submitted this job, so somebody else must approve it.</source>
        <translation>Автор задания — %1, поэтому одобрить его должен кто-то другой.</translation>
    </message>
    <message>
        <source>Ask a colleague to look at its preview.</source>
        <translation>Попросите коллегу посмотреть его предпросмотр.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: confirm it by their number, and say why.</source>
        <translation>Строк в задании: %1, а без подтверждения можно не больше %2: подтвердите его числом строк и укажите причину.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: say why.</source>
        <translation>Строк в задании: %1, а без подтверждения можно не больше %2: укажите причину.</translation>
    </message>
    <message>
        <source>Waits for a second person: above %1 rows somebody other than who submitted it must approve.</source>
        <translation>Ждёт второго человека: если строк больше %1, задание должен одобрить не его автор.</translation>
    </message>
    <message>
        <source>A revert is not retried row by row.</source>
        <translation>Откат не повторяют построчно.</translation>
    </message>
    <message>
        <source>Revert the first job again: what is back already is passed over.</source>
        <translation>Откатите первое задание ещё раз: уже возвращённое будет пропущено.</translation>
    </message>
    <message>
        <source>The program ended while the changes were being collected.</source>
        <translation>Программа завершилась во время сбора изменений.</translation>
    </message>
    <message>
        <source>Nothing was written; revert the first job again.</source>
        <translation>Ничего не записано; откатите первое задание ещё раз.</translation>
    </message>
    <message>
        <source>Every succeeded row has told what it changed or read</source>
        <translation>Для каждой успешной строки отмечено, что она изменила или прочитала</translation>
    </message>
    <message>
        <source>first must be 1 or more.</source>
        <translation>first должно быть не меньше 1.</translation>
    </message>
    <message>
        <source>pause-at must be from 0% to 100%.</source>
        <translation>pause-at должно быть от 0% до 100%.</translation>
    </message>
    <message>
        <source>The record was changed since the preview, and was left as it is.</source>
        <translation>Запись изменили после предпросмотра; она оставлена как есть.</translation>
    </message>
    <message>
        <source>“%1” has more than %2 digits behind the point.</source>
        <translation>В «%1» знаков после точки больше, чем %2.</translation>
    </message>
    <message>
        <source>This is not JSON: %1 (at character %2).</source>
        <translation>Это не JSON: %1 (знак %2).</translation>
    </message>
    <message>
        <source>“%1” does not have the form %2.</source>
        <translation>«%1» не соответствует образцу %2.</translation>
    </message>
    <message>
        <source>%1 does not have the form that its column needs: %3.</source>
        <translation>%1: значение не в том виде, какой нужен столбцу: %3.</translation>
    </message>
    <message>
        <source>%1 does not fit its column: %3.</source>
        <translation>%1: значение не помещается в столбец: %3.</translation>
    </message>
    <message>
        <source>In conditions, t is the record, r the row by its field names, c what [compute] gave, actor the row of [actor].</source>
        <translation>В условиях t — запись, r — строка с именами полей, c — результат [compute], actor — строка из [actor].</translation>
    </message>
    <message>
        <source>min and max are for the types int and decimal; the length of a text has min_length and max_length.</source>
        <translation>min и max — для типов int и decimal; для длины текста есть min_length и max_length.</translation>
    </message>
    <message>
        <source>This pattern is no regular expression: %1.</source>
        <translation>Этот образец — не регулярное выражение: %1.</translation>
    </message>
    <message>
        <source>empty must be &quot;keep&quot; (an empty cell changes nothing) or &quot;clear&quot;.</source>
        <translation>empty должно быть &quot;keep&quot; (пустая ячейка ничего не меняет) или &quot;clear&quot;.</translation>
    </message>
    <message>
        <source>There is no field “%1” in this file; its fields are: %2.</source>
        <translation>В этом файле нет поля «%1»; его поля: %2.</translation>
    </message>
    <message>
        <source>Name the table: table = &quot;…&quot;; or the field that names it, and the tables it may name: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</source>
        <translation>Назовите таблицу: table = &quot;…&quot;; или поле с её именем и допустимые таблицы: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</translation>
    </message>
    <message>
        <source>Only a delete may let its rows name the table.</source>
        <translation>Таблицу из строк можно брать только при удалении.</translation>
    </message>
    <message>
        <source>A soft delete says how a record is marked: fixed = { deleted_at = &quot;now()&quot; }.</source>
        <translation>Для мягкого удаления укажите, как помечать запись: fixed = { deleted_at = &quot;now()&quot; }.</translation>
    </message>
    <message>
        <source>No field has the column “%1” of the key: add key_field = &quot;…&quot;.</source>
        <translation>Ни у одного поля нет столбца ключа «%1»: добавьте key_field = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>An operation has one effect, and this is the second.</source>
        <translation>У операции одно действие, а это уже второе.</translation>
    </message>
    <message>
        <source>The file does not say what is done: add one of these tables: %1.</source>
        <translation>В файле не сказано, что делать: добавьте одну из таблиц: %1.</translation>
    </message>
    <message>
        <source>The record is not there any more; somebody deleted it since.</source>
        <translation>Записи больше нет: с тех пор её удалили.</translation>
    </message>
    <message>
        <source>The database refuses to put the record back: %1.</source>
        <translation>База данных не даёт вернуть запись: %1.</translation>
    </message>
    <message>
        <source>What this chunk is to take back is not kept any more.</source>
        <translation>То, что должна откатить эта порция, больше не хранится.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2” any more, which the job wrote.</source>
        <translation>В таблице «%1» больше нет столбца «%2», в который писало задание.</translation>
    </message>
    <message>
        <source>Nothing can be put back into it; the table was changed since.</source>
        <translation>Вернуть в него ничего нельзя: таблицу с тех пор изменили.</translation>
    </message>
    <message>
        <source>Somebody changed the record since; it was left as it is.</source>
        <translation>Запись с тех пор изменили; она оставлена как есть.</translation>
    </message>
    <message>
        <source>A record with this key is there again; it was left as it is.</source>
        <translation>Запись с таким ключом снова есть; она оставлена как есть.</translation>
    </message>
    <message>
        <source>This database has no table “%1”.</source>
        <translation>В этой базе данных нет таблицы «%1».</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables of the built-in operations; for others, change the table&apos;s name in the operation file.</source>
        <translation>«bulkheadctl migrate up --domain» создаёт таблицы встроенных операций; для остальных исправьте имя таблицы в файле операции.</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %1.</source>
        <translation>База данных отклоняет строку по правилу %1.</translation>
    </message>
    <message>
        <source>Another record has the same %1.</source>
        <translation>У другой записи то же значение %1.</translation>
    </message>
    <message>
        <source>The record of %1 that %2 refers to does not exist.</source>
        <translation>Запись в %1, на которую ссылается %2, не существует.</translation>
    </message>
    <message>
        <source>Records of %1 still refer to it.</source>
        <translation>На неё ещё ссылаются записи в %1.</translation>
    </message>
    <message>
        <source>There is no record with the %1 “%2”.</source>
        <translation>Нет записи, где %1 = «%2».</translation>
    </message>
    <message>
        <source>The table “%1” has no primary key of one column.</source>
        <translation>В таблице «%1» нет первичного ключа из одного столбца.</translation>
    </message>
    <message>
        <source>Name the column that tells its records apart: key = &quot;…&quot;.</source>
        <translation>Назовите столбец, который различает её записи: key = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”, which the operation %3 names.</source>
        <translation>В таблице «%1» нет столбца «%2», который назван в операции %3.</translation>
    </message>
    <message>
        <source>Change the operation file, or the table.</source>
        <translation>Измените файл операции или таблицу.</translation>
    </message>
    <message>
        <source>“%1” must be a number.</source>
        <translation>«%1» должно быть числом.</translation>
    </message>
    <message>
        <source>“%1” must be SQL in quotes, or { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</source>
        <translation>«%1» должно быть SQL в кавычках или { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</translation>
    </message>
    <message>
        <source>The operation %1 has no query of its own.</source>
        <translation>У операции %1 нет своего запроса.</translation>
    </message>
    <message>
        <source>Give it a list.</source>
        <translation>Дайте ей список.</translation>
    </message>
    <message>
        <source>The query does not give its key “%1”.</source>
        <translation>Запрос не возвращает свой ключ «%1».</translation>
    </message>
    <message>
        <source>Add the column to the query in the operation file.</source>
        <translation>Добавьте столбец в запрос в файле операции.</translation>
    </message>
    <message>
        <source>A database file has no roles: whoever may write it is its administrator.</source>
        <translation>У файла базы нет ролей: кто может в него писать, тот и администратор.</translation>
    </message>
    <message>
        <source>Let the file&apos;s owner and permissions say who that is.</source>
        <translation>Кто это, решают владелец и права файла.</translation>
    </message>
    <message>
        <source>This takes the role %1, and you have none here.</source>
        <translation>Для этого нужна роль %1, а у вас здесь нет никакой.</translation>
    </message>
    <message>
        <source>This takes the role %1; you have the role %2.</source>
        <translation>Для этого нужна роль %1; у вас роль %2.</translation>
    </message>
    <message>
        <source>Ask the database&apos;s administrator for it.</source>
        <translation>Попросите её у администратора базы данных.</translation>
    </message>
    <message>
        <source>Ask one who has it, or have it given to you: %1.</source>
        <translation>Обратитесь к тем, у кого она есть, или попросите выдать её вам: %1.</translation>
    </message>
    <message>
        <source>The server has no roles %1.</source>
        <translation>На сервере нет ролей %1.</translation>
    </message>
    <message>
        <source>The server has no user “%1”.</source>
        <translation>На сервере нет пользователя «%1».</translation>
    </message>
    <message>
        <source>Have the server&apos;s administrator create the user first.</source>
        <translation>Пусть администратор сервера сначала создаст пользователя.</translation>
    </message>
    <message>
        <source>An administrator of the server runs “%1”, and you “bulkheadctl migrate up” again.</source>
        <translation>Администратор сервера выполняет «%1», а вы — снова «bulkheadctl migrate up».</translation>
    </message>
    <message>
        <source>The end of the audit&apos;s chain is missing.</source>
        <translation>Нет конца цепочки аудита.</translation>
    </message>
    <message>
        <source>Somebody changed the audit. Put the database back from a backup.</source>
        <translation>Кто-то изменил аудит. Восстановите базу из резервной копии.</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>Проверка прервана до её конца.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit is missing.</source>
        <translation>Нет записи аудита %1.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was changed: its hash does not fit it.</source>
        <translation>Запись аудита %1 изменена: хеш ей не соответствует.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit does not follow the one before it: one of the two was replaced.</source>
        <translation>Запись аудита %1 не продолжает предыдущую: одна из двух подменена.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit stands behind the end of the chain.</source>
        <translation>Запись аудита %1 стоит за концом цепочки.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was replaced: the chain ends with another hash.</source>
        <translation>Запись аудита %1 подменена: цепочка кончается другим хешем.</translation>
    </message>
    <message>
        <source>The export was stopped before its end.</source>
        <translation>Экспорт прерван до его конца.</translation>
    </message>
    <message>
        <source>The first %1 rows are done. Look at them, and resume to go on.</source>
        <translation>Первые строки выполнены: %1. Посмотрите на них и возобновите задание.</translation>
    </message>
    <message>
        <source>Paused by itself: %1 of the first %2 rows failed, more than %3 %.</source>
        <translation>Приостановлено автоматически: с ошибкой %1 из первых %2 строк, больше %3 %.</translation>
    </message>
    <message>
        <source>It takes another role; “bulkheadctl roles” shows who has which.</source>
        <translation>Нужна другая роль; у кого какая, покажет «bulkheadctl roles».</translation>
    </message>
    <message>
        <source>You may not do this in this database: %1</source>
        <translation>В этой базе вам это не разрешено: %1</translation>
    </message>
    <message>
        <source>Stopped, since more rows failed (%1) than may (%2).</source>
        <translation>Остановлено: строк с ошибкой больше (%1), чем допустимо (%2).</translation>
    </message>
    <message>
        <source>Rows of job %2 that are in another retry already: %1.</source>
        <translation>Строки задания %2, которые уже в другом повторе: %1.</translation>
    </message>
    <message>
        <source>Rows of the mended file that are not failed rows of this job: %1 of %2.</source>
        <translation>Строки исправленного файла, которых нет среди строк этого задания с ошибкой: %1 из %2.</translation>
    </message>
    <message>
        <source>“%1” cannot run jobs; roles that can are: operator, administrator.</source>
        <translation>«%1» не может запускать задания; могут роли operator и administrator.</translation>
    </message>
    <message>
        <source>It was only looked at, and is not wanted any more.</source>
        <translation>Его только просматривали, и больше оно не нужно.</translation>
    </message>
    <message>
        <source>The id “%1” cannot be the name of a file.</source>
        <translation>Id «%1» не может быть именем файла.</translation>
    </message>
    <message>
        <source>Take letters a to z, digits, dots, dashes and underscores: books.update.</source>
        <translation>Годятся буквы a–z, цифры, точки, дефисы и подчёркивания: books.update.</translation>
    </message>
    <message>
        <source>%1 says something else than when it was opened here.</source>
        <translation>В %1 теперь не то, что было, когда файл открыли здесь.</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 больше нет.</translation>
    </message>
    <message>
        <source>--employees says how many --fill writes; --fill is missing.</source>
        <translation>--employees задаёт, сколько запишет --fill, а --fill не указан.</translation>
    </message>
    <message>
        <source>--timeout wants a time such as 30m, not “%1”.</source>
        <translation>--timeout ждёт время, например 30m, а не «%1».</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables.</source>
        <translation>Таблицы создаёт «bulkheadctl migrate up --domain».</translation>
    </message>
    <message>
        <source>This database has %1 employees and %2 users that are not the sandbox&apos;s.</source>
        <translation>В этой базе данных %1 сотрудников и %2 пользователей не из песочницы.</translation>
    </message>
    <message>
        <source>Made-up people belong into no database that is in use: name an empty one.</source>
        <translation>Вымышленным людям не место в базе, которой пользуются: укажите пустую.</translation>
    </message>
    <message>
        <source>Interrupted while a service was asked.</source>
        <translation>Прервано во время запроса к службе.</translation>
    </message>
    <message>
        <source>This database has no tables for montages.</source>
        <translation>В этой базе данных нет таблиц монтажей.</translation>
    </message>
    <message>
        <source>An administrator makes them with bulkheadctl migrate up --domain.</source>
        <translation>Их создаёт администратор командой bulkheadctl migrate up --domain.</translation>
    </message>
    <message>
        <source>Nothing was written; make the preview again once the service is back.</source>
        <translation>Ничего не записано; повторите предпросмотр, когда служба снова ответит.</translation>
    </message>
    <message>
        <source>Montage jobs are switched off: ENABLE_BATCH_PROCESSING is false.</source>
        <translation>Задания монтажей выключены: ENABLE_BATCH_PROCESSING равно false.</translation>
    </message>
    <message>
        <source>timeout must not be negative.</source>
        <translation>timeout не может быть отрицательным.</translation>
    </message>
    <message>
        <source>The service “%1” does not give “%2”; it gives: %3.</source>
        <translation>Служба «%1» не даёт «%2»; она даёт: %3.</translation>
    </message>
    <message>
        <source>The check-in service knows this user, but the table “users” does not.</source>
        <translation>Служба отметок знает этого пользователя, а таблица «users» — нет.</translation>
    </message>
    <message>
        <source>region is for the type phone, two capitals: region = &quot;RU&quot;.</source>
        <translation>region — для типа phone, две заглавные буквы: region = &quot;RU&quot;.</translation>
    </message>
    <message>
        <source>dependents must be &quot;keep&quot; (a record that others refer to is refused) or &quot;delete&quot;.</source>
        <translation>dependents должно быть &quot;keep&quot; (запись, на которую ссылаются, отклоняется) или &quot;delete&quot;.</translation>
    </message>
    <message>
        <source>“%1” is a field already; call the answer otherwise.</source>
        <translation>«%1» — уже поле; назовите ответ иначе.</translation>
    </message>
    <message>
        <source>“%1” describes a call over HTTP, which needs a path = &quot;/…&quot;.</source>
        <translation>«%1» описывает запрос по HTTP, которому нужен path = &quot;/…&quot;.</translation>
    </message>
    <message>
        <source>The body must be JSON, such as &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</source>
        <translation>Тело должно быть JSON, например &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set NAME --credential …” say where it is.</source>
        <translation>Где он, говорят настройки или «bulkheadctl services set ИМЯ --credential …».</translation>
    </message>
    <message>
        <source>It is not said where the secret of service “%1” is.</source>
        <translation>Не сказано, где секрет службы «%1».</translation>
    </message>
    <message>
        <source>Name the environment variable, the file or the entry of the keychain.</source>
        <translation>Назовите переменную окружения, файл или запись в связке ключей.</translation>
    </message>
    <message>
        <source>Settings and “bulkheadctl services list” show them, and there one is added.</source>
        <translation>Их показывают настройки и «bulkheadctl services list», там же добавляют новую.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set” put one of your own in its place.</source>
        <translation>Настройки или «bulkheadctl services set» ставят на её место свою.</translation>
    </message>
    <message>
        <source>Name the certificate of its authority (CA file), or check the name in its certificate.</source>
        <translation>Укажите сертификат её центра (файл ЦС) или проверьте имя в её сертификате.</translation>
    </message>
    <message>
        <source>The keychain does not keep “%1”: %2</source>
        <translation>Связка ключей не сохранила «%1»: %2</translation>
    </message>
    <message>
        <source>this program was built without one</source>
        <translation>программа собрана без неё</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>она не отвечает</translation>
    </message>
    <message>
        <source>Stopped, since it took longer than the %1 s that it may take.</source>
        <translation>Остановлено: заняло больше отведённых %1 с.</translation>
    </message>
    <message>
        <source>There is a service “%1” already.</source>
        <translation>Служба «%1» уже есть.</translation>
    </message>
    <message>
        <source>Choose another name, or change that one.</source>
        <translation>Выберите другое имя или измените ту службу.</translation>
    </message>
    <message>
        <source>DB_HOST is missing beside %1: which database is meant?</source>
        <translation>Рядом с %1 нет DB_HOST: какая база данных имеется в виду?</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1”, and the database URL says sslmode=%2: which one counts?</source>
        <translation>DB_SSLMODE — «%1», а в адресе базы данных sslmode=%2: что верно?</translation>
    </message>
    <message>
        <source>Another process that keeps this schedule was first, and makes these montages.</source>
        <translation>Другой процесс с этим расписанием был первым и создаёт эти монтажи.</translation>
    </message>
    <message>
        <source>Unknown execution mode: %1. Known are run, once, scheduler, health and settings.</source>
        <translation>Неизвестный режим: %1. Есть run, once, scheduler, health и settings.</translation>
    </message>
    <message>
        <source>MONTAGE_BATCH_CRON names no moment in the next years.</source>
        <translation>MONTAGE_BATCH_CRON не называет ни одного момента в ближайшие годы.</translation>
    </message>
    <message>
        <source>Let %1 do it, or an administrator put the operation into /etc/bulkhead/operations.</source>
        <translation>Пусть это сделает %1 или администратор положит операцию в /etc/bulkhead/operations.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: a job is taken back with the rights of who asked for it.</source>
        <translation>Ждёт исполнителя пользователя %1: задание отменяют с правами того, кто об этом попросил.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: the operation %2 is that person&apos;s own, and runs with nobody else&apos;s rights.</source>
        <translation>Ждёт исполнителя пользователя %1: операция %2 — его собственная и с чужими правами не выполняется.</translation>
    </message>
    <message>
        <source>Waits for an administrator: %1, who submitted it, may not run it.</source>
        <translation>Ждёт администратора: %1, кто отправил задание, не имеет права его выполнять.</translation>
    </message>
    <message>
        <source>The operation %2 of this job is one of %1&apos;s own, and would run with your rights.</source>
        <translation>Операция %2 этого задания — собственная операция пользователя %1, а выполнялась бы с вашими правами.</translation>
    </message>
    <message>
        <source>Stopped before it began: a job of %1 rows needs a second person, and nobody approved it.</source>
        <translation>Остановлено до начала: заданию на %1 строк нужен второй человек, а его никто не одобрил.</translation>
    </message>
    <message>
        <source>What the job says it changed is in the table “%1”, which its operation does not name.</source>
        <translation>По записи задания оно изменило таблицу «%1», которую его операция не называет.</translation>
    </message>
    <message>
        <source>Nothing is put back: somebody may have changed the job&apos;s record.</source>
        <translation>Ничего не возвращено: возможно, запись задания кто-то изменил.</translation>
    </message>
    <message>
        <source>%1 is no schedule: %2</source>
        <translation>%1 — не расписание: %2</translation>
    </message>
    <message>
        <source>Five fields: minute, hour, day, month, day of the week. 0 3 * * * is every night at three.</source>
        <translation>Пять полей: минута, час, день, месяц, день недели. 0 3 * * * — каждую ночь в три.</translation>
    </message>
    <message>
        <source>%1 contains a user or password.</source>
        <translation>%1 содержит имя пользователя или пароль.</translation>
    </message>
    <message>
        <source>A key has a name of its own, which ends in _API_KEY.</source>
        <translation>У ключа своё имя, оно кончается на _API_KEY.</translation>
    </message>
    <message>
        <source>%1 must be the URL of an HTTP service, not “%2”.</source>
        <translation>%1 должен быть URL службы HTTP, а не «%2».</translation>
    </message>
    <message>
        <source>%1 has more than one line.</source>
        <translation>В %1 больше одной строки.</translation>
    </message>
    <message>
        <source>%1 changes nothing here: %2</source>
        <translation>%1 здесь ничего не меняет: %2</translation>
    </message>
    <message>
        <source>montages are made by jobs; one person&apos;s are made at once by “Regenerate” or by a list.</source>
        <translation>монтажи создают задания; для одного человека это сразу делает «Создать заново» или список.</translation>
    </message>
    <message>
        <source>no montage is cached; whoever caches them hears montage.cache.invalidated.</source>
        <translation>монтажи не кэшируются; кто их кэширует, слышит montage.cache.invalidated.</translation>
    </message>
    <message>
        <source>what happened stands in the job, whole, and “bulkheadctl events” prints it.</source>
        <translation>всё, что произошло, записано в задании, и «bulkheadctl events» это печатает.</translation>
    </message>
    <message>
        <source>a job takes a handful of connections, and gives them up at its end.</source>
        <translation>заданию хватает нескольких соединений, и в конце оно их отпускает.</translation>
    </message>
    <message>
        <source>%2 has lines that are no NAME=value: %1.</source>
        <translation>В %2 есть строки, которые не NAME=value: %1.</translation>
    </message>
    <message>
        <source>What would be written is not what the preview showed any more; the record was left as it is.</source>
        <translation>Записано было бы уже не то, что показал предпросмотр; запись оставлена как есть.</translation>
    </message>
    <message>
        <source>The table did not keep the row: one of its triggers leaves it out.</source>
        <translation>Таблица не сохранила строку: её отбрасывает один из триггеров.</translation>
    </message>
    <message>
        <source>The service gave the same for another %1; only one of them can be right.</source>
        <translation>Служба вернула то же самое для другого значения поля %1; верным может быть лишь одно.</translation>
    </message>
    <message>
        <source>This user is deactivated or deleted, and gets no montages.</source>
        <translation>Этот пользователь отключён или удалён и монтажей не получает.</translation>
    </message>
    <message>
        <source>%1 is not used: the operation “%2” is an administrator&apos;s, in %3.</source>
        <translation>%1 не используется: операция «%2» задана администратором, в %3.</translation>
    </message>
    <message>
        <source>Give your operation an id of its own.</source>
        <translation>Дайте своей операции собственный id.</translation>
    </message>
    <message>
        <source>The database does not understand this SQL: %1.</source>
        <translation>База данных не понимает этот SQL: %1.</translation>
    </message>
    <message>
        <source>The query gives no column “%1”; it gives: %2.</source>
        <translation>Запрос не даёт столбца «%1»; он даёт: %2.</translation>
    </message>
    <message>
        <source>What goes along is not kept, so such a delete cannot be taken back: take revertible = true out of the file, or write dependents = &quot;keep&quot;.</source>
        <translation>Удаляемое вместе с записью не сохраняется, поэтому такое удаление не отменить: уберите из файла revertible = true или напишите dependents = &quot;keep&quot;.</translation>
    </message>
    <message>
        <source>There may be %1 reasons to refuse a row; put some together.</source>
        <translation>Причин отклонить строку может быть не больше %1; объедините некоторые.</translation>
    </message>
    <message>
        <source>[events.record] tells of deleted records, and goes with [delete] only.</source>
        <translation>[events.record] сообщает об удалённых записях и бывает только вместе с [delete].</translation>
    </message>
    <message>
        <source>“%1” is none of the values.</source>
        <translation>«%1» нет среди значений.</translation>
    </message>
    <message>
        <source>Records of one of these still refer to it: %1.</source>
        <translation>На неё ещё ссылаются записи одной из этих таблиц: %1.</translation>
    </message>
    <message>
        <source>Several records of “%1” may have the same “%2”: it is no key.</source>
        <translation>В таблице «%1» несколько записей могут иметь одинаковое «%2»: это не ключ.</translation>
    </message>
    <message>
        <source>Name its primary key, or give the column a unique index of its own.</source>
        <translation>Назовите её первичный ключ или создайте для этого столбца отдельный уникальный индекс.</translation>
    </message>
    <message>
        <source>New records of “%1” have no key: its column “%2” (%3) has no default and takes no UUID.</source>
        <translation>У новых записей «%1» нет ключа: у столбца «%2» (%3) нет значения по умолчанию, и UUID он не принимает.</translation>
    </message>
    <message>
        <source>Let the list say it: add a [[field]] for this column.</source>
        <translation>Пусть его называет список: добавьте [[field]] для этого столбца.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”; its columns are: %3.</source>
        <translation>В таблице «%1» нет столбца «%2»; её столбцы: %3.</translation>
    </message>
    <message>
        <source>The service sent a user without the time of their last check-in.</source>
        <translation>Служба прислала пользователя без времени последней отметки.</translation>
    </message>
    <message>
        <source>{keys} becomes a list, so it must be the whole of a text in the body, not a part of “%1”.</source>
        <translation>{keys} становится списком, поэтому в теле это должен быть весь текст, а не часть «%1».</translation>
    </message>
    <message>
        <source>There was no time left to ask the service.</source>
        <translation>На запрос к службе не осталось времени.</translation>
    </message>
    <message>
        <source>the minute</source>
        <translation>минуты</translation>
    </message>
    <message>
        <source>the hour</source>
        <translation>часа</translation>
    </message>
    <message>
        <source>the day</source>
        <translation>дня</translation>
    </message>
    <message>
        <source>the month</source>
        <translation>месяца</translation>
    </message>
    <message>
        <source>the day of the week</source>
        <translation>дня недели</translation>
    </message>
    <message>
        <source>“%1” has not five fields.</source>
        <translation>В «%1» не пять полей.</translation>
    </message>
    <message>
        <source>“%1” is wrong for %2.</source>
        <translation>«%1» не годится для %2.</translation>
    </message>
    <message>
        <source>found %1</source>
        <translation>найдено %1</translation>
    </message>
    <message>
        <source>not known %1</source>
        <translation>неизвестно службе %1</translation>
    </message>
    <message>
        <source>not accepted %1</source>
        <translation>не принято %1</translation>
    </message>
    <message>
        <source>refused %1</source>
        <translation>отказано %1</translation>
    </message>
    <message>
        <source>without an answer %1</source>
        <translation>без ответа %1</translation>
    </message>
    <message>
        <source>answer lost %1</source>
        <translation>ответ потерян %1</translation>
    </message>
    <message>
        <source>calls %1</source>
        <translation>вызовов %1</translation>
    </message>
    <message>
        <source>of them again %1</source>
        <translation>из них повторных %1</translation>
    </message>
    <message>
        <source>%1 ms each</source>
        <translation>по %1 мс</translation>
    </message>
    <message>
        <source>Asked services: %1</source>
        <translation>Запросы к службам: %1</translation>
    </message>
    <message>
        <source>Asked services: %1; %2</source>
        <translation>Запросы к службам: %1; %2</translation>
    </message>
    <message>
        <source>The secret of service “%1” is empty.</source>
        <translation>Секрет сервиса «%1» пуст.</translation>
    </message>
    <message>
        <source>The secret of service “%1”, or what stands before it, has a character that no header can carry.</source>
        <translation>В секрете сервиса «%1» или в том, что стоит перед ним, есть символ, который не передать в заголовке.</translation>
    </message>
    <message>
        <source>The settings cannot be written to %1.</source>
        <translation>Не удаётся записать настройки в %1.</translation>
    </message>
    <message>
        <source>Check that its folder can be written to, and that there is room left.</source>
        <translation>Проверьте, что в эту папку можно писать и что есть свободное место.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at least %3.</source>
        <translation>%1 равно %2, а должно быть не меньше %3.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at most %3.</source>
        <translation>%1 равно %2, а должно быть не больше %3.</translation>
    </message>
    <message>
        <source>Give its address in %1, or add it in Settings or with “bulkheadctl services set”.</source>
        <translation>Укажите её адрес в %1 или добавьте её в настройках либо командой «bulkheadctl services set».</translation>
    </message>
    <message>
        <source>--status wants failed, succeeded, skipped, cancelled, pending or all, not “%1”.</source>
        <translation>--status принимает failed, succeeded, skipped, cancelled, pending или all, а не «%1».</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A console for bulk jobs over records.</source>
        <translation>Массовые задания над записями.</translation>
    </message>
    <message>
        <source>Database: sqlite:///file or postgresql://user@host/name.</source>
        <translation>База данных: sqlite:///file или postgresql://user@host/name.</translation>
    </message>
    <message>
        <source>Begin a new job with this list.</source>
        <translation>Начать новое задание с этим списком.</translation>
    </message>
    <message>
        <source>Language of the window: en, ru or pt_BR.</source>
        <translation>Язык окна: en, ru или pt_BR.</translation>
    </message>
    <message>
        <source>The same as --open FILE.</source>
        <translation>То же, что --open FILE.</translation>
    </message>
</context>
</TS>
