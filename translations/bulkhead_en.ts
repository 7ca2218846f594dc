<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>bulkhead::AuditExport</name>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, one object a line (*.json)</translation>
    </message>
    <message>
        <source>Export the audit</source>
        <translation>Export the audit</translation>
    </message>
    <message>
        <source>Writing the audit to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Writing the audit to %1…</translation>
    </message>
    <message>
        <source>Wrote %1 entries to %2.</source>
        <extracomment>%1 is a number, %2 the path of a file</extracomment>
        <translation>Wrote %1 entries to %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditFilterBar</name>
    <message>
        <source>Show this action</source>
        <translation>Show this action</translation>
    </message>
    <message>
        <source>Show entries of this time</source>
        <translation>Show entries of this time</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>First day</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Last day</translation>
    </message>
    <message>
        <source>Search the audit</source>
        <translation>Search the audit</translation>
    </message>
    <message>
        <source>Search person, computer, job or reason</source>
        <translation>Search person, computer, job or reason</translation>
    </message>
    <message>
        <source>Any action</source>
        <translation>Any action</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Any time</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Last 7 days</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Last 30 days</translation>
    </message>
    <message>
        <source>Between…</source>
        <extracomment>a choice: between two days that are then asked for</extracomment>
        <translation>Between…</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditModel</name>
    <message>
        <source>When</source>
        <extracomment>column of the audit</extracomment>
        <translation>When</translation>
    </message>
    <message>
        <source>Who</source>
        <extracomment>column of the audit</extracomment>
        <translation>Who</translation>
    </message>
    <message>
        <source>Action</source>
        <extracomment>column of the audit: what was done</extracomment>
        <translation>Action</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operation</translation>
    </message>
    <message>
        <source>What and why</source>
        <extracomment>column of the audit: rows and columns that were touched or read, and the reason</extracomment>
        <translation>What and why</translation>
    </message>
    <message>
        <source>From where</source>
        <extracomment>column of the audit: computer, program and address</extracomment>
        <translation>From where</translation>
    </message>
    <message>
        <source>Entry %1
%2
Hash %3</source>
        <extracomment>%1 is a number, %2 a time, %3 many letters and digits by which a change would show</extracomment>
        <translation>Entry %1
%2
Hash %3</translation>
    </message>
    <message>
        <source>%1
Job %2</source>
        <translation>%1
Job %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditPage</name>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Open job</source>
        <translation>Open job</translation>
    </message>
    <message>
        <source>Open the job of this entry (Enter)</source>
        <translation>Open the job of this entry (Enter)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Copy the chosen entries as a table (Ctrl+C)</source>
        <translation>Copy the chosen entries as a table (Ctrl+C)</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verify</translation>
    </message>
    <message>
        <source>Check by their hashes that no entry was changed or taken away</source>
        <translation>Check by their hashes that no entry was changed or taken away</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Write the entries that are shown, with all older ones, to a file</source>
        <translation>Write the entries that are shown, with all older ones, to a file</translation>
    </message>
    <message>
        <source>No entry matches</source>
        <translation>No entry matches</translation>
    </message>
    <message>
        <source>Nothing was done here that fits this search, action, operation and time together.</source>
        <translation>Nothing was done here that fits this search, action, operation and time together.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Clear the filter</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Nothing was done yet</translation>
    </message>
    <message>
        <source>Every job, change and export is written down here with who, when, from where and why. Entries can only be added; one that was changed shows.</source>
        <translation>Every job, change and export is written down here with who, when, from where and why. Entries can only be added; one that was changed shows.</translation>
    </message>
    <message>
        <source>This job was deleted; only the audit still tells of it.</source>
        <translation>This job was deleted; only the audit still tells of it.</translation>
    </message>
    <message>
        <source>Checking the audit…</source>
        <translation>Checking the audit…</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <extracomment>%1 is a sentence, %2 a number</extracomment>
        <translation>The audit is broken. %1 Entries before it that hold: %2.</translation>
    </message>
    <message>
        <source>The audit holds: all %1 entries are as they were written.</source>
        <extracomment>%1 is a number</extracomment>
        <translation>The audit holds: all %1 entries are as they were written.</translation>
    </message>
</context>
<context>
    <name>bulkhead::AuditWords</name>
    <message>
        <source>Job submitted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job submitted</translation>
    </message>
    <message>
        <source>Rows retried</source>
        <extracomment>action in the audit</extracomment>
        <translation>Rows retried</translation>
    </message>
    <message>
        <source>Job paused</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job paused</translation>
    </message>
    <message>
        <source>Job resumed</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job resumed</translation>
    </message>
    <message>
        <source>Job cancelled</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job cancelled</translation>
    </message>
    <message>
        <source>Job stopped</source>
        <extracomment>action in the audit: by its own rule, as too many failed rows</extracomment>
        <translation>Job stopped</translation>
    </message>
    <message>
        <source>Job ended</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job ended</translation>
    </message>
    <message>
        <source>Row mended</source>
        <extracomment>action in the audit: an operator corrected a failed row</extracomment>
        <translation>Row mended</translation>
    </message>
    <message>
        <source>Job deleted</source>
        <extracomment>action in the audit</extracomment>
        <translation>Job deleted</translation>
    </message>
    <message>
        <source>Rows exported</source>
        <extracomment>action in the audit: rows or entries were written to a file</extracomment>
        <translation>Rows exported</translation>
    </message>
    <message>
        <source>Tables changed</source>
        <extracomment>action in the audit: the tables of the database were changed</extracomment>
        <translation>Tables changed</translation>
    </message>
    <message>
        <source>Role given</source>
        <extracomment>action in the audit</extracomment>
        <translation>Role given</translation>
    </message>
    <message>
        <source>Role taken</source>
        <extracomment>action in the audit</extracomment>
        <translation>Role taken</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <extracomment>%1 is a person, %2 the name by which the database knows who is logged in</extracomment>
        <translation>%1 as %2</translation>
    </message>
    <message>
        <source>entries of the audit</source>
        <translation>entries of the audit</translation>
    </message>
    <message>
        <source>row %1</source>
        <extracomment>%1 is the number of a row</extracomment>
        <translation>row %1</translation>
    </message>
    <message>
        <source>%1 done, %2 failed</source>
        <extracomment>rows of a job that ended; %1 succeeded, %2 failed</extracomment>
        <translation>%1 done, %2 failed</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message>
        <source>columns: %1</source>
        <extracomment>%1 is a list of names</extracomment>
        <translation>columns: %1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <extracomment>why something was done; %1 is a sentence</extracomment>
        <translation>why: %1</translation>
    </message>
    <message>
        <source>Job started</source>
        <translation>Job started</translation>
    </message>
    <message>
        <source>Job approved</source>
        <translation>Job approved</translation>
    </message>
    <message>
        <source>Job taken back</source>
        <translation>Job taken back</translation>
    </message>
</context>
<context>
    <name>bulkhead::BadRowsModel</name>
    <message>
        <source>line %1 of the file</source>
        <translation>line %1 of the file</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>An error: its code in the tooltip of its text</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Row</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Column</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>What is wrong</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeDelegate</name>
    <message>
        <source>no value</source>
        <extracomment>Stands for NULL in a table of changes</extracomment>
        <translation>no value</translation>
    </message>
    <message>
        <source>empty</source>
        <extracomment>Stands for a text without characters in a table of changes</extracomment>
        <translation>empty</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeFigures</name>
    <message>
        <source>Would be done:</source>
        <extracomment>before buttons such as &quot;Change 1,204&quot;: what a job that was only previewed would do</extracomment>
        <translation>Would be done:</translation>
    </message>
    <message>
        <source>Was done:</source>
        <translation>Was done:</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Show only these</translation>
    </message>
    <message>
        <source>Nothing was written for these, so they are not listed</source>
        <translation>Nothing was written for these, so they are not listed</translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln record(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 says what is done, then the number of records</extracomment>
        <translation>
            <numerusform>%1: %Ln record; show only these</numerusform>
            <numerusform>%1: %Ln records; show only these</numerusform>
        </translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>a button that shows all kinds of changes; %1 is their number</extracomment>
        <translation>All %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableModel</name>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Row</translation>
    </message>
    <message>
        <source>What</source>
        <extracomment>column: what is done to a record: inserted, changed, deleted</extracomment>
        <translation>What</translation>
    </message>
    <message>
        <source>Table</source>
        <extracomment>column: table of the database</extracomment>
        <translation>Table</translation>
    </message>
    <message>
        <source>Record</source>
        <extracomment>column: the key of a record of the database</extracomment>
        <translation>Record</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeTableView</name>
    <message>
        <source>Changes of the job</source>
        <extracomment>accessible name of the table of what a job changed</extracomment>
        <translation>Changes of the job</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangeWords</name>
    <message>
        <source>row</source>
        <translation>row</translation>
    </message>
    <message>
        <source>what</source>
        <translation>what</translation>
    </message>
    <message>
        <source>table</source>
        <translation>table</translation>
    </message>
    <message>
        <source>record</source>
        <translation>record</translation>
    </message>
    <message>
        <source>%1 before</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 before</translation>
    </message>
    <message>
        <source>%1 after</source>
        <extracomment>heading in a copied table: %1 is the name of a column</extracomment>
        <translation>%1 after</translation>
    </message>
    <message>
        <source>Values that would change: %1</source>
        <extracomment>how many values change by column, as the preview says: %1 is a list such as &quot;email 334 · name 857&quot;</extracomment>
        <translation>Values that would change: %1</translation>
    </message>
    <message>
        <source>Values that changed: %1</source>
        <translation>Values that changed: %1</translation>
    </message>
    <message numerus="yes">
        <source>Start: take back %Ln change(s)</source>
        <translation>
            <numerusform>Start: take back %Ln change</numerusform>
            <numerusform>Start: take back %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: look up %Ln record(s)</source>
        <translation>
            <numerusform>Start: look up %Ln record</numerusform>
            <numerusform>Start: look up %Ln records</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to start</source>
        <translation>Nothing to start</translation>
    </message>
    <message numerus="yes">
        <source>Start: create %Ln record(s)</source>
        <translation>
            <numerusform>Start: create %Ln record</numerusform>
            <numerusform>Start: create %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: delete %Ln record(s)</source>
        <translation>
            <numerusform>Start: delete %Ln record</numerusform>
            <numerusform>Start: delete %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: change %Ln record(s)</source>
        <translation>
            <numerusform>Start: change %Ln record</numerusform>
            <numerusform>Start: change %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: create or change %Ln record(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Start: create or change %Ln record</numerusform>
            <numerusform>Start: create or change %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start: make montages of %Ln user(s)</source>
        <extracomment>On the button that starts a job</extracomment>
        <translation>
            <numerusform>Start: make montages of %Ln user</numerusform>
            <numerusform>Start: make montages of %Ln users</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChangesPanel</name>
    <message numerus="yes">
        <source>Copied %Ln change(s).</source>
        <translation>
            <numerusform>Copied %Ln change.</numerusform>
            <numerusform>Copied %Ln changes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln change(s), no more fit.</source>
        <translation>
            <numerusform>Copied the first %Ln change, no more fit.</numerusform>
            <numerusform>Copied the first %Ln changes, no more fit.</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>What this job changed is no longer kept</source>
        <translation>What this job changed is no longer kept</translation>
    </message>
    <message>
        <source>The figures stay; the values before and after were kept for a limited time.</source>
        <translation>The figures stay; the values before and after were kept for a limited time.</translation>
    </message>
    <message>
        <source>This job was not previewed</source>
        <translation>This job was not previewed</translation>
    </message>
    <message>
        <source>What it changes is listed here once it runs.</source>
        <translation>What it changes is listed here once it runs.</translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>Nothing would change</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Every row is so already, or was refused.</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Nothing was changed</translation>
    </message>
    <message>
        <source>Records that this job inserts, changes or deletes are listed here, before and after.</source>
        <translation>Records that this job inserts, changes or deletes are listed here, before and after.</translation>
    </message>
    <message>
        <source>Copy changes</source>
        <translation>Copy changes</translation>
    </message>
</context>
<context>
    <name>bulkhead::CheckStep</name>
    <message>
        <source>Every row is checked here before anything is written.</source>
        <translation>Every row is checked here before anything is written.</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Progress of the check</translation>
    </message>
    <message>
        <source>Skip the check</source>
        <translation>Skip the check</translation>
    </message>
    <message>
        <source>Bad rows are found while the list is loaded, too, and fail one by one</source>
        <translation>Bad rows are found while the list is loaded, too, and fail one by one</translation>
    </message>
    <message>
        <source>Rows that cannot be used, and why</source>
        <translation>Rows that cannot be used, and why</translation>
    </message>
    <message>
        <source>The check was skipped. Rows that cannot be used are found while the list is loaded; each fails with its reason and can be mended and retried.</source>
        <translation>The check was skipped. Rows that cannot be used are found while the list is loaded; each fails with its reason and can be mended and retried.</translation>
    </message>
    <message>
        <source>skipped</source>
        <comment>the check</comment>
        <translation>skipped</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>checking…</translation>
    </message>
    <message>
        <source>checking… %1 %</source>
        <translation>checking… %1 %</translation>
    </message>
    <message>
        <source>The rows cannot be checked: %1</source>
        <translation>The rows cannot be checked: %1</translation>
    </message>
    <message>
        <source>could not be done</source>
        <comment>the check</comment>
        <translation>could not be done</translation>
    </message>
    <message>
        <source>%1 good</source>
        <translation>%1 good</translation>
    </message>
    <message>
        <source>%1 bad</source>
        <translation>%1 bad</translation>
    </message>
    <message>
        <source>The list has no rows.</source>
        <translation>The list has no rows.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s), and all can be used.</source>
        <translation>
            <numerusform>%Ln row, and it can be used.</numerusform>
            <numerusform>%Ln rows, and all can be used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln bad row(s) are shown. All of them will be listed in the job.</source>
        <translation>
            <numerusform>The first %Ln bad row is shown. All of them will be listed in the job.</numerusform>
            <numerusform>The first %Ln bad rows are shown. All of them will be listed in the job.</numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <comment>errors</comment>
        <translation>All</translation>
    </message>
    <message>
        <source>First in row %1: %2</source>
        <translation>First in row %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) checked, %1 bad</source>
        <extracomment>%1 is the number of bad ones</extracomment>
        <translation>
            <numerusform>%Ln row checked, %1 bad</numerusform>
            <numerusform>%Ln rows checked, %1 bad</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s) can be used; %2 cannot, for these reasons:</source>
        <extracomment>%1 good ones, %Ln all, %2 bad ones</extracomment>
        <translation>
            <numerusform>%1 of %Ln row can be used; %2 cannot, for these reasons:</numerusform>
            <numerusform>%1 of %Ln rows can be used; %2 cannot, for these reasons:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ChosenList</name>
    <message>
        <source>clipboard</source>
        <extracomment>The name of a list that was pasted</extracomment>
        <translation>clipboard</translation>
    </message>
</context>
<context>
    <name>bulkhead::ChunkStrip</name>
    <message>
        <source>Chunks of the job</source>
        <extracomment>accessible name of the strip that shows the chunks of a job</extracomment>
        <translation>Chunks of the job</translation>
    </message>
    <message>
        <source>Chunk %1 · rows %2–%3 · %4</source>
        <extracomment>one chunk of a job: %1 its number, %2 and %3 its first and last row, %4 its state</extracomment>
        <translation>Chunk %1 · rows %2–%3 · %4</translation>
    </message>
    <message>
        <source> · %1 failed</source>
        <extracomment>appended to the words on a chunk</extracomment>
        <translation> · %1 failed</translation>
    </message>
    <message>
        <source> · took %1</source>
        <extracomment>appended to the words on a chunk: %1 is a duration</extracomment>
        <translation> · took %1</translation>
    </message>
    <message>
        <source> · attempt %1</source>
        <extracomment>appended to the words on a chunk: how often it was tried</extracomment>
        <translation> · attempt %1</translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more chunk(s)</source>
        <extracomment>more chunks than are listed</extracomment>
        <translation>
            <numerusform>… and %Ln more chunk</numerusform>
            <numerusform>… and %Ln more chunks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CollageView</name>
    <message>
        <source>Montage</source>
        <translation>Montage</translation>
    </message>
</context>
<context>
    <name>bulkhead::Confirmation</name>
    <message>
        <source>kept with the job and in the audit</source>
        <translation>kept with the job and in the audit</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>Number of rows</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Why</translation>
    </message>
    <message numerus="yes">
        <source>This list has %Ln row(s), more than the %1 that may be touched unasked. Type their number, and say why.</source>
        <translation>
            <numerusform>This list has %Ln row, more than the %1 that may be touched unasked. Type their number, and say why.</numerusform>
            <numerusform>This list has %Ln rows, more than the %1 that may be touched unasked. Type their number, and say why.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionForm</name>
    <message>
        <source>Keep it in the keychain of this computer</source>
        <translation>Keep it in the keychain of this computer</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>name, address, or folder of a socket</source>
        <translation>name, address, or folder of a socket</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Database</translation>
    </message>
    <message>
        <source>User</source>
        <translation>User</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>If the server offers it</source>
        <translation>If the server offers it</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>Always</translation>
    </message>
    <message>
        <source>Always, and the certificate&apos;s issuer is known</source>
        <translation>Always, and the certificate&apos;s issuer is known</translation>
    </message>
    <message>
        <source>Always, and the certificate is the host&apos;s</source>
        <translation>Always, and the certificate is the host&apos;s</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Never</translation>
    </message>
    <message>
        <source>The host is missing.</source>
        <translation>The host is missing.</translation>
    </message>
    <message>
        <source>The name of the database is missing.</source>
        <translation>The name of the database is missing.</translation>
    </message>
    <message>
        <source>The user is missing.</source>
        <translation>The user is missing.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionIndicator</name>
    <message>
        <source>connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>connected</translation>
    </message>
    <message>
        <source>connecting…</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>connecting…</translation>
    </message>
    <message>
        <source>not connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation>not connected</translation>
    </message>
    <message>
        <source>no database</source>
        <translation>no database</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <extracomment>accessible name of the connection indicator: %1 is a database and the state of the connection</extracomment>
        <translation>Database: %1</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Connect…</translation>
    </message>
    <message>
        <source>Database of this computer</source>
        <translation>Database of this computer</translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionPage</name>
    <message>
        <source>Connected to PostgreSQL %1 in %2 ms, %3.</source>
        <comment>%3: encrypted or not</comment>
        <translation>Connected to PostgreSQL %1 in %2 ms, %3.</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>encrypted</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>not encrypted</translation>
    </message>
    <message>
        <source>Everything is there to work with.</source>
        <translation>Everything is there to work with.</translation>
    </message>
    <message>
        <source>Back to the database of this computer</source>
        <translation>Back to the database of this computer</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Connect</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>PostgreSQL server</source>
        <translation>PostgreSQL server</translation>
    </message>
    <message>
        <source>Make the tables of the systems, too (users, employees, orders …)</source>
        <translation>Make the tables of the systems, too (users, employees, orders …)</translation>
    </message>
    <message>
        <source>Leave it off where these tables are there already</source>
        <translation>Leave it off where these tables are there already</translation>
    </message>
    <message>
        <source>Make the tables and connect</source>
        <translation>Make the tables and connect</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>Used before</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Connecting…</translation>
    </message>
    <message>
        <source>The database has no tables of Bulkhead yet. They go into a schema of their own, &quot;bulkhead&quot;; nothing that is there is touched.</source>
        <translation>The database has no tables of Bulkhead yet. They go into a schema of their own, &quot;bulkhead&quot;; nothing that is there is touched.</translation>
    </message>
    <message>
        <source>The tables of Bulkhead in this database are older than the program. Updating them keeps what is in them.</source>
        <translation>The tables of Bulkhead in this database are older than the program. Updating them keeps what is in them.</translation>
    </message>
    <message>
        <source>Update the tables and connect</source>
        <translation>Update the tables and connect</translation>
    </message>
    <message>
        <source>Making the tables…</source>
        <translation>Making the tables…</translation>
    </message>
    <message>
        <source>The tables are there.</source>
        <translation>The tables are there.</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>Opening %1…</translation>
    </message>
    <message>
        <source>You are now on %1.</source>
        <translation>You are now on %1.</translation>
    </message>
    <message>
        <source>Fill in the form with this connection</source>
        <translation>Fill in the form with this connection</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Forget</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>Forget %1</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>No database is open.</translation>
    </message>
    <message>
        <source>The database of this computer, %1</source>
        <translation>The database of this computer, %1</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a database, why</comment>
        <translation>%1 cannot be used: %2</translation>
    </message>
    <message>
        <source>The password is kept until the program ends, since it could not go into a keychain: %1</source>
        <translation>The password is kept until the program ends, since it could not go into a keychain: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::DropCover</name>
    <message>
        <source>Drop the list here</source>
        <translation>Drop the list here</translation>
    </message>
</context>
<context>
    <name>bulkhead::DryRunPanel</name>
    <message>
        <source>Compares the rows with the records in the database. Nothing is written by it.</source>
        <translation>Compares the rows with the records in the database. Nothing is written by it.</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>What will change</translation>
    </message>
    <message>
        <source>Show what will change</source>
        <translation>Show what will change</translation>
    </message>
    <message>
        <source>The changes cannot be read: %1</source>
        <translation>The changes cannot be read: %1</translation>
    </message>
    <message>
        <source>Progress of the look at what will change</source>
        <translation>Progress of the look at what will change</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <translation>Stop looking</translation>
    </message>
    <message>
        <source>What will change, record by record: old and new values</source>
        <translation>What will change, record by record: old and new values</translation>
    </message>
    <message>
        <source>The order was changed, so what was shown before does not hold any more.</source>
        <translation>The order was changed, so what was shown before does not hold any more.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) compared with the database</source>
        <translation>
            <numerusform>%Ln row compared with the database</numerusform>
            <numerusform>%Ln rows compared with the database</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read</source>
        <translation>
            <numerusform>%Ln row read</numerusform>
            <numerusform>%Ln rows read</numerusform>
        </translation>
    </message>
    <message>
        <source>What will change cannot be found out: %1</source>
        <translation>What will change cannot be found out: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be created</source>
        <translation>
            <numerusform>%Ln record will be created</numerusform>
            <numerusform>%Ln records will be created</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be changed</source>
        <translation>
            <numerusform>%Ln record will be changed</numerusform>
            <numerusform>%Ln records will be changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be deleted</source>
        <translation>
            <numerusform>%Ln record will be deleted</numerusform>
            <numerusform>%Ln records will be deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be looked up</source>
        <translation>
            <numerusform>%Ln record will be looked up</numerusform>
            <numerusform>%Ln records will be looked up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are so already</source>
        <comment>records</comment>
        <translation>
            <numerusform>%Ln is so already</numerusform>
            <numerusform>%Ln are so already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used</source>
        <translation>
            <numerusform>%Ln row cannot be used</numerusform>
            <numerusform>%Ln rows cannot be used</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Nothing would change.</translation>
    </message>
    <message>
        <source>In all: %1</source>
        <extracomment>A sum over all records: %1 is the total with its unit, %2 its parts: &quot;scope 1: 12.5 · scope 2: 30.1&quot;</extracomment>
        <translation>In all: %1</translation>
    </message>
    <message>
        <source>In all: %1 (%2)</source>
        <translation>In all: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2 – as in row %3: %4</source>
        <extracomment>A kind of error: %1 its code, %2 how many rows have it, %3 the first such row, %4 what is wrong there</extracomment>
        <translation>%1 %2 – as in row %3: %4</translation>
    </message>
    <message>
        <source>Refused by the database as it is now:</source>
        <translation>Refused by the database as it is now:</translation>
    </message>
    <message>
        <source>All</source>
        <comment>changes</comment>
        <translation>All</translation>
    </message>
</context>
<context>
    <name>bulkhead::ErrorChips</name>
    <message>
        <source>Errors</source>
        <translation>Errors</translation>
    </message>
    <message>
        <source>%1 (row %2)</source>
        <extracomment>tooltip of an error: %1 the message of the first such row, %2 the number of that row</extracomment>
        <translation>%1 (row %2)</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <extracomment>a button with a menu of further kinds of errors</extracomment>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln row(s); show only these</source>
        <extracomment>accessible name of a button that filters: %1 an error&apos;s short name, then the number of rows</extracomment>
        <translation>
            <numerusform>%1: %Ln row; show only this</numerusform>
            <numerusform>%1: %Ln rows; show only these</numerusform>
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
        <translation>Column for %1</translation>
    </message>
    <message>
        <source>Value of %1 for every row</source>
        <translation>Value of %1 for every row</translation>
    </message>
    <message>
        <source>the same value for every row</source>
        <translation>the same value for every row</translation>
    </message>
    <message>
        <source>– nothing –</source>
        <extracomment>A field that gets no value</extracomment>
        <translation>– nothing –</translation>
    </message>
    <message>
        <source>The same for every row…</source>
        <translation>The same for every row…</translation>
    </message>
</context>
<context>
    <name>bulkhead::FilterBar</name>
    <message>
        <source>Show jobs of this operation</source>
        <translation>Show jobs of this operation</translation>
    </message>
    <message>
        <source>Any operation</source>
        <translation>Any operation</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemActions</name>
    <message>
        <source>Export rows</source>
        <translation>Export rows</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation>JSON, one object a line (*.json)</translation>
    </message>
    <message>
        <source>Writing rows to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>Writing rows to %1…</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %Ln row(s) to %1.</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation>
            <numerusform>Wrote %Ln row to %1.</numerusform>
            <numerusform>Wrote %Ln rows to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemCellDelegate</name>
    <message>
        <source>New value of %1</source>
        <extracomment>accessible name of the editor of a cell: %1 is the name of the column</extracomment>
        <translation>New value of %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableModel</name>
    <message>
        <source>Retried</source>
        <extracomment>state of a failed row that a later job took up</extracomment>
        <translation>Retried</translation>
    </message>
    <message>
        <source>Starts in line %1 of the file</source>
        <extracomment>%1 is the number of a line in a file</extracomment>
        <translation>Starts in line %1 of the file</translation>
    </message>
    <message>
        <source>Taken up by job %1</source>
        <extracomment>%1 is the id of a job</extracomment>
        <translation>Taken up by job %1</translation>
    </message>
    <message>
        <source>Kept secret; a new value is hashed before it is stored</source>
        <translation>Kept secret; a new value is hashed before it is stored</translation>
    </message>
    <message>
        <source>Mended. Was: %1</source>
        <extracomment>%1 is the value of a cell before it was changed</extracomment>
        <translation>Mended. Was: %1</translation>
    </message>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation>Row</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Error</source>
        <extracomment>column: short name of the error</extracomment>
        <translation>Error</translation>
    </message>
    <message>
        <source>Result</source>
        <extracomment>column: what the operation gave back, such as a new id</extracomment>
        <translation>Result</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>What is wrong</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>What became of it</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableView</name>
    <message>
        <source>Rows of the job</source>
        <extracomment>accessible name of the table of a job&apos;s rows</extracomment>
        <translation>Rows of the job</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemText</name>
    <message>
        <source>row</source>
        <translation>row</translation>
    </message>
    <message>
        <source>status</source>
        <translation>status</translation>
    </message>
    <message>
        <source>code</source>
        <translation>code</translation>
    </message>
    <message>
        <source>message</source>
        <translation>message</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsFooter</name>
    <message>
        <source>Export…</source>
        <translation>Export…</translation>
    </message>
    <message>
        <source>Make a new job of the failed rows, as they are mended (Ctrl+R)</source>
        <translation>Make a new job of the failed rows, as they are mended (Ctrl+R)</translation>
    </message>
    <message>
        <source>Write rows to a file (Ctrl+E)</source>
        <translation>Write rows to a file (Ctrl+E)</translation>
    </message>
    <message>
        <source>Failed rows as CSV…</source>
        <translation>Failed rows as CSV…</translation>
    </message>
    <message>
        <source>Succeeded rows as CSV…</source>
        <translation>Succeeded rows as CSV…</translation>
    </message>
    <message>
        <source>All rows as CSV…</source>
        <translation>All rows as CSV…</translation>
    </message>
    <message>
        <source>Failed rows as JSON…</source>
        <translation>Failed rows as JSON…</translation>
    </message>
    <message>
        <source>Succeeded rows as JSON…</source>
        <translation>Succeeded rows as JSON…</translation>
    </message>
    <message>
        <source>All rows as JSON…</source>
        <translation>All rows as JSON…</translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s)</source>
        <translation>
            <numerusform>Retry %Ln row</numerusform>
            <numerusform>Retry %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s) with %1</source>
        <extracomment>%1 is the short name of an error</extracomment>
        <translation>
            <numerusform>Retry %Ln row with %1</numerusform>
            <numerusform>Retry %Ln rows with %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln mended</source>
        <extracomment>appended to &quot;Retry 37 rows&quot;: how many of them were mended</extracomment>
        <translation>
            <numerusform>, %Ln mended</numerusform>
            <numerusform>, %Ln mended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln selected</source>
        <translation>
            <numerusform>Retry %Ln selected</numerusform>
            <numerusform>Retry %Ln selected</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry selected</source>
        <translation>Retry selected</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) selected</source>
        <translation>
            <numerusform>%Ln row selected</numerusform>
            <numerusform>%Ln rows selected</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows that were so already as CSV…</source>
        <translation>Rows that were so already as CSV…</translation>
    </message>
    <message>
        <source>Rows that were so already as JSON…</source>
        <translation>Rows that were so already as JSON…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsPanel</name>
    <message>
        <source>What to show of the job</source>
        <extracomment>accessible name of the tabs below a job: all rows, failed, succeeded, so already, changes, log, spec</extracomment>
        <translation>What to show of the job</translation>
    </message>
    <message>
        <source>Search failed rows</source>
        <translation>Search failed rows</translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s).</source>
        <translation>
            <numerusform>Copied %Ln row.</numerusform>
            <numerusform>Copied %Ln rows.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln row(s); export the rest to a file.</source>
        <translation>
            <numerusform>Copied the first %Ln row; export the rest to a file.</numerusform>
            <numerusform>Copied the first %Ln rows; export the rest to a file.</numerusform>
        </translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation>Log of the job</translation>
    </message>
    <message>
        <source>The job as text</source>
        <extracomment>accessible name of the text that holds everything a job was told</extracomment>
        <translation>The job as text</translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>tab: all rows of a job; %1 is their number</extracomment>
        <translation>All %1</translation>
    </message>
    <message>
        <source>Failed %1</source>
        <extracomment>tab: failed rows of a job; %1 is their number</extracomment>
        <translation>Failed %1</translation>
    </message>
    <message>
        <source>Succeeded %1</source>
        <extracomment>tab: rows of a job that succeeded; %1 is their number</extracomment>
        <translation>Succeeded %1</translation>
    </message>
    <message>
        <source>Log</source>
        <extracomment>tab: the events of a job</extracomment>
        <translation>Log</translation>
    </message>
    <message>
        <source>Spec</source>
        <extracomment>tab: everything a job was told, as text</extracomment>
        <translation>Spec</translation>
    </message>
    <message>
        <source>No failed row matches</source>
        <translation>No failed row matches</translation>
    </message>
    <message>
        <source>No failed row has this error and this text.</source>
        <translation>No failed row has this error and this text.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Clear the filter</translation>
    </message>
    <message>
        <source>No row has failed</source>
        <translation>No row has failed</translation>
    </message>
    <message>
        <source>No row is done yet</source>
        <translation>No row is done yet</translation>
    </message>
    <message>
        <source>No rows yet</source>
        <translation>No rows yet</translation>
    </message>
    <message>
        <source>The list is being read.</source>
        <translation>The list is being read.</translation>
    </message>
    <message>
        <source>Edit cell</source>
        <translation>Edit cell</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Copy rows</translation>
    </message>
    <message>
        <source>Preview %1</source>
        <extracomment>tab: what a job would change, as its preview says; %1 is the number of records</extracomment>
        <translation>Preview %1</translation>
    </message>
    <message>
        <source>Changes %1</source>
        <translation>Changes %1</translation>
    </message>
    <message>
        <source>So already %1</source>
        <extracomment>tab: rows of a job whose records were as they should be before it; %1 is their number</extracomment>
        <translation>So already %1</translation>
    </message>
    <message>
        <source>No row succeeded</source>
        <translation>No row succeeded</translation>
    </message>
    <message>
        <source>This job has no rows</source>
        <translation>This job has no rows</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobActions</name>
    <message>
        <source>The job cannot be paused: it has ended meanwhile.</source>
        <translation>The job cannot be paused: it has ended meanwhile.</translation>
    </message>
    <message>
        <source>The job cannot be resumed: it is not paused any more.</source>
        <translation>The job cannot be resumed: it is not paused any more.</translation>
    </message>
    <message>
        <source>The job cannot be cancelled: it has ended meanwhile.</source>
        <translation>The job cannot be cancelled: it has ended meanwhile.</translation>
    </message>
    <message>
        <source>Reading %1 again…</source>
        <extracomment>%1 is the name of a list, such as staff.csv</extracomment>
        <translation>Reading %1 again…</translation>
    </message>
    <message>
        <source>Only finished jobs can be deleted. Cancel the job first.</source>
        <translation>Only finished jobs can be deleted. Cancel the job first.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s) from the history?</source>
        <translation>
            <numerusform>Delete %Ln job from the history?</numerusform>
            <numerusform>Delete %Ln jobs from the history?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s)</source>
        <translation>
            <numerusform>Delete %Ln job</numerusform>
            <numerusform>Delete %Ln jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted %Ln job(s).</source>
        <translation>
            <numerusform>Deleted %Ln job.</numerusform>
            <numerusform>Deleted %Ln jobs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The record of %Ln row(s) goes with it: values, what became of them, errors and log. What the job changed in the database stays as it is.</source>
        <translation>
            <numerusform>The record of %Ln row goes with it: its values, what became of it, errors and log. What the job changed in the database stays as it is.</numerusform>
            <numerusform>The record of %Ln rows goes with it: their values, what became of them, errors and log. What the job changed in the database stays as it is.</numerusform>
        </translation>
    </message>
    <message>
        <source>Thrown away; nothing was written.</source>
        <translation>Thrown away; nothing was written.</translation>
    </message>
    <message>
        <source>The job does not wait any more.</source>
        <translation>The job does not wait any more.</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobFilterBar</name>
    <message>
        <source>Search jobs</source>
        <translation>Search jobs</translation>
    </message>
    <message>
        <source>Search list, operation, person or id</source>
        <translation>Search list, operation, person or id</translation>
    </message>
    <message>
        <source>Show jobs with this status</source>
        <translation>Show jobs with this status</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Any status</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobHeader</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>Cancel job</translation>
    </message>
    <message>
        <source>Start no further chunk; those that run may finish</source>
        <translation>Start no further chunk; those that run may finish</translation>
    </message>
    <message>
        <source>Stop for good; rows that were done stay done</source>
        <translation>Stop for good; rows that were done stay done</translation>
    </message>
    <message>
        <source>More about this job</source>
        <translation>More about this job</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Run again</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Copy as new…</translation>
    </message>
    <message>
        <source>Open the job this one retries</source>
        <translation>Open the job this one retries</translation>
    </message>
    <message>
        <source>Copy the job&apos;s id</source>
        <translation>Copy the job&apos;s id</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Delete…</translation>
    </message>
    <message>
        <source>%1 · by %2 · %3 · job %4</source>
        <extracomment>under the title of a job: %1 list, %2 person, %3 when, %4 the beginning of its id</extracomment>
        <translation>%1 · by %2 · %3 · job %4</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>took %1</source>
        <extracomment>a finished job: %1 is a duration</extracomment>
        <translation>took %1</translation>
    </message>
    <message>
        <source>%1 to go</source>
        <extracomment>rows of a job that are not settled yet</extracomment>
        <translation>%1 to go</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) read so far</source>
        <extracomment>a job whose list is being read</extracomment>
        <translation>
            <numerusform>%Ln row read so far</numerusform>
            <numerusform>%Ln rows read so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln row(s)</source>
        <extracomment>progress of a job: %1 rows are settled, %Ln is their total</extracomment>
        <translation>
            <numerusform>%1 of %Ln row</numerusform>
            <numerusform>%1 of %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <extracomment>a job that waits for a person: the number of its rows
----------
a finished job: the number of its rows</extracomment>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the job this one takes back</source>
        <translation>Open the job this one takes back</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobKin</name>
    <message>
        <source>%1 · job %2</source>
        <extracomment>a job in a few words: %1 the name of its list, %2 the beginning of its id</extracomment>
        <translation>%1 · job %2</translation>
    </message>
    <message>
        <source>Takes back %1</source>
        <extracomment>a way to the job that this one takes back: %1 is that job</extracomment>
        <translation>Takes back %1</translation>
    </message>
    <message>
        <source>Retries rows of %1</source>
        <translation>Retries rows of %1</translation>
    </message>
    <message>
        <source>Taken back by job %1 (%2)</source>
        <extracomment>a way to a job that takes this one back: %1 the beginning of its id, %2 its state</extracomment>
        <translation>Taken back by job %1 (%2)</translation>
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
        <translation>Operation</translation>
    </message>
    <message>
        <source>List</source>
        <extracomment>column: the file or other source of the rows</extracomment>
        <translation>List</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Rows</source>
        <extracomment>column: how many rows the job has</extracomment>
        <translation>Rows</translation>
    </message>
    <message>
        <source>By</source>
        <extracomment>column: who started the job</extracomment>
        <translation>By</translation>
    </message>
    <message>
        <source>Submitted</source>
        <extracomment>column: when the job was submitted</extracomment>
        <translation>Submitted</translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>column: how long the job took, or the time left</extracomment>
        <translation>Time</translation>
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
            <numerusform>%Ln row read</numerusform>
            <numerusform>%Ln rows read</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes back: %1</source>
        <extracomment>title of a job that takes another one back: %1 is the operation of that job</extracomment>
        <translation>Takes back: %1</translation>
    </message>
    <message>
        <source>nothing written yet</source>
        <extracomment>progress of a job that waits for a person</extracomment>
        <translation>nothing written yet</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListPage</name>
    <message>
        <source>Jobs</source>
        <translation>Jobs</translation>
    </message>
    <message>
        <source>History</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Open the job (Enter)</source>
        <translation>Open the job (Enter)</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Run again</translation>
    </message>
    <message>
        <source>Run the same list with the same settings as a new job</source>
        <translation>Run the same list with the same settings as a new job</translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation>Copy as new…</translation>
    </message>
    <message>
        <source>Open New job filled in as this job was</source>
        <translation>Open New job filled in as this job was</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Delete…</translation>
    </message>
    <message>
        <source>Delete the record of finished jobs (Del)</source>
        <translation>Delete the record of finished jobs (Del)</translation>
    </message>
    <message>
        <source>No job matches</source>
        <translation>No job matches</translation>
    </message>
    <message>
        <source>No job here has this status, operation and text together.</source>
        <translation>No job here has this status, operation and text together.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Clear the filter</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>No jobs yet</translation>
    </message>
    <message>
        <source>A job applies one operation to a list of records. Here you watch it run, see why a row failed, mend it and retry. Start with a CSV file.</source>
        <translation>A job applies one operation to a list of records. Here you watch it run, see why a row failed, mend it and retry. Start with a CSV file.</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>New job</translation>
    </message>
    <message>
        <source>Nothing has finished yet</source>
        <translation>Nothing has finished yet</translation>
    </message>
    <message>
        <source>Every finished job is kept here, whoever ran it: open it, run it again, or use it as the start of a new one.</source>
        <translation>Every finished job is kept here, whoever ran it: open it, run it again, or use it as the start of a new one.</translation>
    </message>
    <message>
        <source>This database is not open</source>
        <translation>This database is not open</translation>
    </message>
    <message>
        <source>Choose another one, or try this one again, with File &gt; Connect.</source>
        <translation>Choose another one, or try this one again, with File &gt; Connect.</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogModel</name>
    <message>
        <source>Time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>Event</source>
        <extracomment>column of the log of a job: what happened</extracomment>
        <translation>Event</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogWords</name>
    <message>
        <source>Submitted</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Submitted</translation>
    </message>
    <message>
        <source>List read, waiting</source>
        <extracomment>event in the log of a job: its list was read and it waits for a worker</extracomment>
        <translation>List read, waiting</translation>
    </message>
    <message>
        <source>Reading of the list taken over</source>
        <extracomment>event in the log of a job: the program that read its list ended, and another goes on</extracomment>
        <translation>Reading of the list taken over</translation>
    </message>
    <message>
        <source>List read anew</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>List read anew</translation>
    </message>
    <message>
        <source>Started</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Started</translation>
    </message>
    <message>
        <source>Chunk done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Chunk done</translation>
    </message>
    <message>
        <source>Chunk to be tried again</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Chunk to be tried again</translation>
    </message>
    <message>
        <source>Chunk given back</source>
        <extracomment>event in the log of a job: the program that worked on it ended</extracomment>
        <translation>Chunk given back</translation>
    </message>
    <message>
        <source>Worker lost, chunk taken up</source>
        <extracomment>event in the log of a job: a worker died and its chunk was taken up</extracomment>
        <translation>Worker lost, chunk taken up</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Paused</translation>
    </message>
    <message>
        <source>Resumed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Resumed</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Done</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Partly done</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Failed</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>after a wait of %1</source>
        <extracomment>in the log of a job: %1 is a duration</extracomment>
        <translation>after a wait of %1</translation>
    </message>
    <message>
        <source>chunk %1</source>
        <extracomment>in the log of a job: %1 is the number of a chunk</extracomment>
        <translation>chunk %1</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <extracomment>in the log of a job: %1 counts how often a chunk was begun</extracomment>
        <translation>attempt %1</translation>
    </message>
    <message>
        <source>%1 succeeded</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 succeeded</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 failed</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <extracomment>in the log of a job: a number of rows</extracomment>
        <translation>%1 skipped</translation>
    </message>
    <message>
        <source>retry of %1</source>
        <extracomment>in the log of a job: it was made of failed rows of job %1</extracomment>
        <translation>retry of %1</translation>
    </message>
    <message>
        <source>by %1</source>
        <extracomment>in the log of a job: who did it</extracomment>
        <translation>by %1</translation>
    </message>
    <message>
        <source>on %1</source>
        <extracomment>in the log of a job: on which computer</extracomment>
        <translation>on %1</translation>
    </message>
    <message>
        <source>worker %1</source>
        <extracomment>in the log of a job: %1 is the short id of a running program</extracomment>
        <translation>worker %1</translation>
    </message>
    <message>
        <source>Waits to be started</source>
        <extracomment>event in the log of a job: its list was read, and it waits until somebody starts it</extracomment>
        <translation>Waits to be started</translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <extracomment>event in the log of a job: it waits for a second person</extracomment>
        <translation>Waits for approval</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <extracomment>event in the log of a job: somebody let it run</extracomment>
        <translation>Confirmed</translation>
    </message>
    <message>
        <source>Approved</source>
        <extracomment>event in the log of a job: a second person let it run</extracomment>
        <translation>Approved</translation>
    </message>
    <message>
        <source>Values before and after forgotten</source>
        <extracomment>event in the log of a job: what its records were before is not kept any more</extracomment>
        <translation>Values before and after forgotten</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <extracomment>in the log of a job: somebody confirmed it by typing this number of rows</extracomment>
        <translation>%1 rows</translation>
    </message>
    <message>
        <source>Waits for a service</source>
        <extracomment>event in the log of a job: a service does not answer, and the job goes on by itself later</extracomment>
        <translation>Waits for a service</translation>
    </message>
    <message>
        <source>Montages made</source>
        <extracomment>event in the log of a job</extracomment>
        <translation>Montages made</translation>
    </message>
    <message>
        <source>Montages changed</source>
        <extracomment>event in the log of a job: whoever keeps copies of a person&apos;s montages must read them again</extracomment>
        <translation>Montages changed</translation>
    </message>
</context>
<context>
    <name>bulkhead::JobOptionsForm</name>
    <message>
        <source>Stop at the first row that fails</source>
        <translation>Stop at the first row that fails</translation>
    </message>
    <message>
        <source>Keep the order: one chunk strictly after the other</source>
        <translation>Keep the order: one chunk strictly after the other</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>More options</translation>
    </message>
    <message>
        <source>Rows that are written together, and lost together if a connection breaks. 1 to 50,000.</source>
        <translation>Rows that are written together, and lost together if a connection breaks. 1 to 50,000.</translation>
    </message>
    <message>
        <source>go on whatever fails</source>
        <translation>go on whatever fails</translation>
    </message>
    <message>
        <source>stop when more rows failed than</source>
        <translation>stop when more rows failed than</translation>
    </message>
    <message>
        <source>stop when more of the rows failed than</source>
        <translation>stop when more of the rows failed than</translation>
    </message>
    <message>
        <source>Error threshold</source>
        <translation>Error threshold</translation>
    </message>
    <message>
        <source>Failed rows beyond which the job stops</source>
        <translation>Failed rows beyond which the job stops</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job stops</source>
        <translation>Share of failed rows beyond which the job stops</translation>
    </message>
    <message>
        <source> %</source>
        <comment>after a number</comment>
        <translation> %</translation>
    </message>
    <message>
        <source>Rows in a chunk</source>
        <translation>Rows in a chunk</translation>
    </message>
    <message>
        <source>Chunks at once</source>
        <translation>Chunks at once</translation>
    </message>
    <message>
        <source>If rows fail</source>
        <translation>If rows fail</translation>
    </message>
    <message>
        <source>How often a chunk is tried again when the database was busy or away. 0 to 20.</source>
        <translation>How often a chunk is tried again when the database was busy or away. 0 to 20.</translation>
    </message>
    <message>
        <source>Jobs with a higher number go first. 0 to 10.</source>
        <translation>Jobs with a higher number go first. 0 to 10.</translation>
    </message>
    <message>
        <source>Retries of a chunk</source>
        <translation>Retries of a chunk</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>as the operation says</source>
        <translation>as the operation says</translation>
    </message>
    <message>
        <source>%1 (as the operation says)</source>
        <translation>%1 (as the operation says)</translation>
    </message>
    <message>
        <source>Run only so many rows first, then wait for me:</source>
        <translation>Run only so many rows first, then wait for me:</translation>
    </message>
    <message>
        <source>Pause when more of the rows failed than:</source>
        <translation>Pause when more of the rows failed than:</translation>
    </message>
    <message>
        <source>The job pauses after them, so that the result can be looked at.</source>
        <translation>The job pauses after them, so that the result can be looked at.</translation>
    </message>
    <message>
        <source>Rows after which the job waits</source>
        <translation>Rows after which the job waits</translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job pauses</source>
        <translation>Share of failed rows beyond which the job pauses</translation>
    </message>
    <message>
        <source>From the end of the job on. As long it can be taken back. 1 to 3,650.</source>
        <translation>From the end of the job on. As long it can be taken back. 1 to 3,650.</translation>
    </message>
    <message>
        <source>Keep changes for days</source>
        <translation>Keep changes for days</translation>
    </message>
    <message>
        <source>At most so many chunks are worked on at the same time, 1 to 64. With a database on this machine no more than it has cores.</source>
        <translation>At most so many chunks are worked on at the same time, 1 to 64. With a database on this machine no more than it has cores.</translation>
    </message>
</context>
<context>
    <name>bulkhead::LargeMoment</name>
    <message>
        <source>Back to the collage</source>
        <translation>Back to the collage</translation>
    </message>
    <message>
        <source>Previous (Left)</source>
        <translation>Previous (Left)</translation>
    </message>
    <message>
        <source>Next (Right)</source>
        <translation>Next (Right)</translation>
    </message>
    <message>
        <source>Play in the browser</source>
        <translation>Play in the browser</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>Moment</translation>
    </message>
    <message>
        <source>Back to the collage (Esc)</source>
        <translation>Back to the collage (Esc)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>%1 and %2 are numbers: which of how many</extracomment>
        <translation>%1 of %2</translation>
    </message>
</context>
<context>
    <name>bulkhead::MainWindow</name>
    <message>
        <source>New job</source>
        <translation>New job</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Jobs</translation>
    </message>
    <message>
        <source>History</source>
        <translation>History</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>menu</extracomment>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>&amp;New job</source>
        <translation>&amp;New job</translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation>&amp;Connect…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Quit</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <extracomment>menu</extracomment>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation>&amp;Jobs</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>&amp;History</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Settings</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Back</translation>
    </message>
    <message>
        <source>S&amp;earch</source>
        <translation>S&amp;earch</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Refresh</translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <extracomment>menu: what can be done with the job in front</extracomment>
        <translation>&amp;Job</translation>
    </message>
    <message>
        <source>&amp;Retry failed rows</source>
        <translation>&amp;Retry failed rows</translation>
    </message>
    <message>
        <source>&amp;Export rows…</source>
        <translation>&amp;Export rows…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <extracomment>menu</extracomment>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>&amp;About Bulkhead</source>
        <translation>&amp;About Bulkhead</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nothing is running</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) running</source>
        <translation>
            <numerusform>%Ln job running</numerusform>
            <numerusform>%Ln jobs running</numerusform>
        </translation>
    </message>
    <message>
        <source>About Bulkhead</source>
        <translation>About Bulkhead</translation>
    </message>
    <message>
        <source>A console for bulk jobs over records. One bad row never sinks the batch.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation>A console for bulk jobs over records. One bad row never sinks the batch.
Free software under the GNU General Public License, version 3 or later.</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>&amp;Audit</source>
        <translation>&amp;Audit</translation>
    </message>
    <message numerus="yes">
        <source>%Ln list(s) being read</source>
        <translation>
            <numerusform>%Ln list being read</numerusform>
            <numerusform>%Ln lists being read</numerusform>
        </translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Operations</translation>
    </message>
    <message>
        <source>&amp;Operations</source>
        <translation>&amp;Operations</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Montages</translation>
    </message>
    <message>
        <source>&amp;Montages</source>
        <translation>&amp;Montages</translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) waiting for a service</source>
        <extracomment>jobs that go on by themselves once the service answers again</extracomment>
        <translation>
            <numerusform>%Ln job waiting for a service</numerusform>
            <numerusform>%Ln jobs waiting for a service</numerusform>
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
        <translation>or %1</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>Shows which column of the list feeds which field, once an operation and a list are chosen.</source>
        <translation>Shows which column of the list feeds which field, once an operation and a list are chosen.</translation>
    </message>
    <message>
        <source>Save mapping</source>
        <translation>Save mapping</translation>
    </message>
    <message>
        <source>Match by name</source>
        <translation>Match by name</translation>
    </message>
    <message>
        <source>Keep this for the next list with the same header</source>
        <translation>Keep this for the next list with the same header</translation>
    </message>
    <message>
        <source>Matched by name.</source>
        <translation>Matched by name.</translation>
    </message>
    <message>
        <source>As in the job that was copied.</source>
        <translation>As in the job that was copied.</translation>
    </message>
    <message>
        <source>As saved for this header.</source>
        <translation>As saved for this header.</translation>
    </message>
    <message>
        <source>Not used from the list: %1</source>
        <translation>Not used from the list: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) filled</source>
        <translation>
            <numerusform>%n field filled</numerusform>
            <numerusform>%n fields filled</numerusform>
        </translation>
    </message>
    <message>
        <source>choose columns</source>
        <translation>choose columns</translation>
    </message>
    <message>
        <source>Saved: found again with the next list that has this header.</source>
        <translation>Saved: found again with the next list that has this header.</translation>
    </message>
    <message>
        <source>not shown</source>
        <comment>the values of a secret column</comment>
        <translation>not shown</translation>
    </message>
</context>
<context>
    <name>bulkhead::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Close this message</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageJobs</name>
    <message>
        <source>No database is open.</source>
        <translation>No database is open.</translation>
    </message>
    <message>
        <source>You may look at this database, but not run jobs on it.</source>
        <translation>You may look at this database, but not run jobs on it.</translation>
    </message>
    <message>
        <source>The operation %1 is not there.</source>
        <extracomment>%1 is the id of an operation</extracomment>
        <translation>The operation %1 is not there.</translation>
    </message>
    <message>
        <source>one person</source>
        <extracomment>the name of a list with one row</extracomment>
        <translation>one person</translation>
    </message>
    <message>
        <source>one montage</source>
        <translation>one montage</translation>
    </message>
    <message>
        <source>The montages of %1 are being made anew.</source>
        <translation>The montages of %1 are being made anew.</translation>
    </message>
    <message>
        <source>%1 is being deleted.</source>
        <translation>%1 is being deleted.</translation>
    </message>
    <message>
        <source>The montages of %1 were made anew.</source>
        <translation>The montages of %1 were made anew.</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>%1 was deleted.</translation>
    </message>
    <message>
        <source>The montages of %1 were not made anew; the job says why.</source>
        <translation>The montages of %1 were not made anew; the job says why.</translation>
    </message>
    <message>
        <source>%1 was not deleted; the job says why.</source>
        <translation>%1 was not deleted; the job says why.</translation>
    </message>
    <message>
        <source>The montages of %1 wait. %2</source>
        <translation>The montages of %1 wait. %2</translation>
    </message>
    <message>
        <source>%1 is not deleted yet. %2</source>
        <translation>%1 is not deleted yet. %2</translation>
    </message>
    <message>
        <source>The montages of %1 stay as they are: their check-ins say nothing new.</source>
        <extracomment>%1 is a name</extracomment>
        <translation>The montages of %1 stay as they are: their check-ins say nothing new.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageListModel</name>
    <message numerus="yes">
        <source>%1, %Ln moment(s)</source>
        <extracomment>%1 is an interest</extracomment>
        <translation>
            <numerusform>%1, %Ln moment</numerusform>
            <numerusform>%1, %Ln moments</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Made %1</translation>
    </message>
    <message numerus="yes">
        <source>Chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>Chosen from %Ln check-in</numerusform>
            <numerusform>Chosen from %Ln check-ins</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageMoment</name>
    <message>
        <source>Picture missing</source>
        <translation>Picture missing</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Picture</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>Check-in</source>
        <translation>Check-in</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Mood</translation>
    </message>
    <message>
        <source>Everything</source>
        <extracomment>the montage of all of somebody&apos;s check-ins, whatever the interest</extracomment>
        <translation>Everything</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageNotice</name>
    <message>
        <source>Open job</source>
        <translation>Open job</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagePanel</name>
    <message>
        <source>Regenerate</source>
        <translation>Regenerate</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Delete…</translation>
    </message>
    <message>
        <source>Nothing in this montage</source>
        <translation>Nothing in this montage</translation>
    </message>
    <message>
        <source>Its check-ins are no longer shown to others. It goes when the montages of this person are made anew.</source>
        <translation>Its check-ins are no longer shown to others. It goes when the montages of this person are made anew.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln moment(s)</source>
        <translation>
            <numerusform>%Ln moment</numerusform>
            <numerusform>%Ln moments</numerusform>
        </translation>
    </message>
    <message>
        <source>made %1</source>
        <extracomment>%1 is a time, such as &quot;5 min ago&quot;</extracomment>
        <translation>made %1</translation>
    </message>
    <message numerus="yes">
        <source>chosen from %Ln check-in(s)</source>
        <translation>
            <numerusform>chosen from %Ln check-in</numerusform>
            <numerusform>chosen from %Ln check-ins</numerusform>
        </translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>out of date</translation>
    </message>
    <message>
        <source>Make all montages of this person anew, from the newest check-ins</source>
        <translation>Make all montages of this person anew, from the newest check-ins</translation>
    </message>
    <message>
        <source>Delete this montage (Del)</source>
        <translation>Delete this montage (Del)</translation>
    </message>
    <message>
        <source>The montage “%1” of %2</source>
        <extracomment>names a montage in a sentence: %1 an interest, %2 a person</extracomment>
        <translation>The montage “%1” of %2</translation>
    </message>
    <message numerus="yes">
        <source>Delete the montage “%1” of %2? Its %Ln moment(s) are lost. The check-ins stay, so it is made again when the montages of this person are next generated.</source>
        <translation>
            <numerusform>Delete the montage “%1” of %2? Its %Ln moment is lost. The check-ins stay, so it is made again when the montages of this person are next generated.</numerusform>
            <numerusform>Delete the montage “%1” of %2? Its %Ln moments are lost. The check-ins stay, so it is made again when the montages of this person are next generated.</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete montage</source>
        <translation>Delete montage</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontageSettingsPanel</name>
    <message>
        <source>File with montage settings</source>
        <translation>File with montage settings</translation>
    </message>
    <message>
        <source>none: montages are made as the environment says</source>
        <translation>none: montages are made as the environment says</translation>
    </message>
    <message>
        <source>A file with lines like MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lists all names. The environment goes before it. It counts for new jobs, here and in bulkheadctl. A database or services that it names count in bulkheadctl only; here they are set above.</source>
        <translation>A file with lines like MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lists all names. The environment goes before it. It counts for new jobs, here and in bulkheadctl. A database or services that it names count in bulkheadctl only; here they are set above.</translation>
    </message>
    <message>
        <source>Montages</source>
        <translation>Montages</translation>
    </message>
    <message>
        <source>Everything in this file makes sense.</source>
        <translation>Everything in this file makes sense.</translation>
    </message>
</context>
<context>
    <name>bulkhead::MontagesPage</name>
    <message>
        <source>Montages</source>
        <translation>Montages</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>Search people</translation>
    </message>
    <message>
        <source>Search name or e-mail</source>
        <translation>Search name or e-mail</translation>
    </message>
    <message>
        <source>People with montages</source>
        <translation>People with montages</translation>
    </message>
    <message>
        <source>Montages of the chosen person</source>
        <translation>Montages of the chosen person</translation>
    </message>
    <message>
        <source>Montages cannot be shown</source>
        <translation>Montages cannot be shown</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Nobody matches</source>
        <translation>Nobody matches</translation>
    </message>
    <message>
        <source>Nobody with montages has these letters in the name or e-mail address.</source>
        <translation>Nobody with montages has these letters in the name or e-mail address.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Clear the search</translation>
    </message>
    <message>
        <source>No montages yet</source>
        <translation>No montages yet</translation>
    </message>
    <message>
        <source>A montage is a collage of somebody&apos;s newest check-ins: one of everything, and one for each interest. A job makes them for everybody with new check-ins.</source>
        <translation>A montage is a collage of somebody&apos;s newest check-ins: one of everything, and one for each interest. A job makes them for everybody with new check-ins.</translation>
    </message>
    <message>
        <source>Begin a new job</source>
        <translation>Begin a new job</translation>
    </message>
</context>
<context>
    <name>bulkhead::NavigationButton</name>
    <message>
        <source>%1, %2 unfinished</source>
        <extracomment>accessible name of a navigation entry: %1 its words, %2 a number of jobs</extracomment>
        <translation>%1, %2 unfinished</translation>
    </message>
</context>
<context>
    <name>bulkhead::NewJobPage</name>
    <message>
        <source>That job cannot be copied: %1</source>
        <translation>That job cannot be copied: %1</translation>
    </message>
    <message>
        <source>The list of the copied job (%1) was not a file, so it is gone. Choose a list.</source>
        <translation>The list of the copied job (%1) was not a file, so it is gone. Choose a list.</translation>
    </message>
    <message>
        <source>The copied job retried failed rows of another one. Choose a list.</source>
        <translation>The copied job retried failed rows of another one. Choose a list.</translation>
    </message>
    <message>
        <source>The operation of that job, %1, is not here any more.</source>
        <translation>The operation of that job, %1, is not here any more.</translation>
    </message>
    <message>
        <source>Choose an operation.</source>
        <translation>Choose an operation.</translation>
    </message>
    <message>
        <source>Choose a list.</source>
        <translation>Choose a list.</translation>
    </message>
    <message>
        <source>Choose the columns that are missing.</source>
        <translation>Choose the columns that are missing.</translation>
    </message>
    <message>
        <source>The rows are being checked. Nothing has been written yet.</source>
        <translation>The rows are being checked. Nothing has been written yet.</translation>
    </message>
    <message>
        <source>No row can be used.</source>
        <translation>No row can be used.</translation>
    </message>
    <message>
        <source>The rows could not be checked.</source>
        <translation>The rows could not be checked.</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>No database is open.</translation>
    </message>
    <message>
        <source>Goes into %1. Rows that cannot be used are listed as failed.</source>
        <translation>Goes into %1. Rows that cannot be used are listed as failed.</translation>
    </message>
    <message>
        <source>Goes into %1.</source>
        <translation>Goes into %1.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used: the job will stop at the first of them.</source>
        <translation>
            <numerusform>%Ln row cannot be used: the job will stop at it.</numerusform>
            <numerusform>%Ln rows cannot be used: the job will stop at the first of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used, more than the threshold allows: the job will stop.</source>
        <translation>
            <numerusform>%Ln row cannot be used, more than the threshold allows: the job will stop.</numerusform>
            <numerusform>%Ln rows cannot be used, more than the threshold allows: the job will stop.</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message>
        <source>Making the job…</source>
        <translation>Making the job…</translation>
    </message>
    <message numerus="yes">
        <source>Loading %1: %Ln row(s)</source>
        <translation>
            <numerusform>Loading %1: %Ln row</numerusform>
            <numerusform>Loading %1: %Ln rows</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be loaded: %2</source>
        <comment>a list, why</comment>
        <translation>%1 could not be loaded: %2</translation>
    </message>
    <message>
        <source>The copied job had no list of its own. Choose one.</source>
        <translation>The copied job had no list of its own. Choose one.</translation>
    </message>
    <message>
        <source>The job could not be started: %1</source>
        <translation>The job could not be started: %1</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Nothing would change.</translation>
    </message>
    <message>
        <source>Goes into %1 exactly as shown.</source>
        <translation>Goes into %1 exactly as shown.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used and will be listed as failed, to be mended and retried.</source>
        <translation>
            <numerusform>%Ln row cannot be used and will be listed as failed, to be mended and retried.</numerusform>
            <numerusform>%Ln rows cannot be used and will be listed as failed, to be mended and retried.</numerusform>
        </translation>
    </message>
    <message>
        <source>Another database was opened while the job was being made; it is in the one that was left.</source>
        <translation>Another database was opened while the job was being made; it is in the one that was left.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationCard</name>
    <message>
        <source>Reads only</source>
        <extracomment>Of an operation: it looks records up and changes nothing</extracomment>
        <translation>Reads only</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <extracomment>Of an operation: whether its jobs can be undone</extracomment>
        <translation>Can be taken back</translation>
    </message>
    <message>
        <source>Cannot be taken back</source>
        <translation>Cannot be taken back</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationDetails</name>
    <message>
        <source>About the operation</source>
        <translation>About the operation</translation>
    </message>
    <message>
        <source>About</source>
        <extracomment>tab: what an operation is</extracomment>
        <translation>About</translation>
    </message>
    <message>
        <source>File</source>
        <extracomment>tab: the text of an operation&apos;s file</extracomment>
        <translation>File</translation>
    </message>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Text of the operation&apos;s file</translation>
    </message>
    <message>
        <source>Copy as new</source>
        <translation>Copy as new</translation>
    </message>
    <message>
        <source>Begin a file of your own with the text of this one</source>
        <translation>Begin a file of your own with the text of this one</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Copy text</translation>
    </message>
    <message>
        <source>Copy the text of the file</source>
        <translation>Copy the text of the file</translation>
    </message>
    <message>
        <source>What is built in stays as it is; copy it as new</source>
        <translation>What is built in stays as it is; copy it as new</translation>
    </message>
    <message>
        <source>Change the file of this operation</source>
        <translation>Change the file of this operation</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationEditor</name>
    <message>
        <source>Text of the operation&apos;s file</source>
        <translation>Text of the operation&apos;s file</translation>
    </message>
    <message>
        <source>‹ Operations</source>
        <translation>‹ Operations</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>Leave the editor</translation>
    </message>
    <message>
        <source>Check against the database</source>
        <translation>Check against the database</translation>
    </message>
    <message>
        <source>Ask whether its tables and columns are there and its SQL is understood; nothing is written</source>
        <translation>Ask whether its tables and columns are there and its SQL is understood; nothing is written</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Raise it</source>
        <translation>Raise it</translation>
    </message>
    <message>
        <source>Write the next version into the text</source>
        <translation>Write the next version into the text</translation>
    </message>
    <message>
        <source>Mistakes</source>
        <translation>Mistakes</translation>
    </message>
    <message>
        <source>New operation</source>
        <translation>New operation</translation>
    </message>
    <message>
        <source>%1 — not saved</source>
        <comment>a file</comment>
        <translation>%1 — not saved</translation>
    </message>
    <message>
        <source>Save it into the folder of your own operations</source>
        <translation>Save it into the folder of your own operations</translation>
    </message>
    <message>
        <source>Mend the mistakes first</source>
        <translation>Mend the mistakes first</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <extracomment>a mistake in a file: where, and what</extracomment>
        <translation>Line %1, column %2: %3</translation>
    </message>
    <message numerus="yes">
        <source>✕ %Ln mistake(s)</source>
        <translation>
            <numerusform>✕ %Ln mistake</numerusform>
            <numerusform>✕ %Ln mistakes</numerusform>
        </translation>
    </message>
    <message>
        <source>○ No mistakes</source>
        <translation>○ No mistakes</translation>
    </message>
    <message>
        <source>○ No mistakes · asking %1 whether it fits…</source>
        <translation>○ No mistakes · asking %1 whether it fits…</translation>
    </message>
    <message>
        <source>● No mistakes · fits %1</source>
        <comment>a database</comment>
        <translation>● No mistakes · fits %1</translation>
    </message>
    <message>
        <source>✕ Does not fit %1: %2</source>
        <comment>a database, why</comment>
        <translation>✕ Does not fit %1: %2</translation>
    </message>
    <message>
        <source>The version is %1 as before. Raise it when the file now means something else, so that jobs tell which one they ran with.</source>
        <translation>The version is %1 as before. Raise it when the file now means something else, so that jobs tell which one they ran with.</translation>
    </message>
    <message>
        <source>Leave the editor without saving?</source>
        <translation>Leave the editor without saving?</translation>
    </message>
    <message>
        <source>The new operation is lost.</source>
        <translation>The new operation is lost.</translation>
    </message>
    <message>
        <source>Your changes to %1 are lost.</source>
        <translation>Your changes to %1 are lost.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>Put this in the place of the built-in operation “%1”?</source>
        <translation>Put this in the place of the built-in operation “%1”?</translation>
    </message>
    <message>
        <source>New jobs of “%1” will do what this file says. The built-in one comes back when the file %2 is removed. To keep both, give this one an id of its own.</source>
        <translation>New jobs of “%1” will do what this file says. The built-in one comes back when the file %2 is removed. To keep both, give this one an id of its own.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Replace it</translation>
    </message>
    <message>
        <source>Write over %1?</source>
        <translation>Write over %1?</translation>
    </message>
    <message>
        <source>What it says now is lost.</source>
        <translation>What it says now is lost.</translation>
    </message>
    <message>
        <source>Write over it</source>
        <translation>Write over it</translation>
    </message>
    <message>
        <source>Saved as %1. New job offers “%2”.</source>
        <translation>Saved as %1. New job offers “%2”.</translation>
    </message>
    <message>
        <source>✕ Does not fit %1:</source>
        <comment>a database; what is wrong follows</comment>
        <translation>✕ Does not fit %1:</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationProblems</name>
    <message numerus="yes">
        <source>… and %Ln more mistake(s)</source>
        <translation>
            <numerusform>… and %Ln more mistake</numerusform>
            <numerusform>… and %Ln more mistakes</numerusform>
        </translation>
    </message>
    <message>
        <source>✕ An operation file cannot be used: %1</source>
        <extracomment>✕ marks what is wrong; %1 says where and why</extracomment>
        <translation>✕ An operation file cannot be used: %1</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>Mend</translation>
    </message>
    <message>
        <source>Open the file in the editor</source>
        <translation>Open the file in the editor</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationSheet</name>
    <message>
        <source>What it does</source>
        <translation>What it does</translation>
    </message>
    <message>
        <source>Only records where</source>
        <translation>Only records where</translation>
    </message>
    <message>
        <source>Rows without a list</source>
        <translation>Rows without a list</translation>
    </message>
    <message>
        <source>Can be taken back</source>
        <translation>Can be taken back</translation>
    </message>
    <message>
        <source>yes, by %1</source>
        <translation>yes, by %1</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>May be run by</source>
        <translation>May be run by</translation>
    </message>
    <message>
        <source>Asks again</source>
        <translation>Asks again</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s): their number is typed and a reason given</source>
        <translation>
            <numerusform>above %Ln row: their number is typed and a reason given</numerusform>
            <numerusform>above %Ln rows: their number is typed and a reason given</numerusform>
        </translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>Second person</translation>
    </message>
    <message numerus="yes">
        <source>above %Ln row(s) another one must agree</source>
        <translation>
            <numerusform>above %Ln row another one must agree</numerusform>
            <numerusform>above %Ln rows another one must agree</numerusform>
        </translation>
    </message>
    <message>
        <source>Sums up</source>
        <translation>Sums up</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 by %2</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Fields</translation>
    </message>
    <message>
        <source>At least one of these has a value: %1</source>
        <translation>At least one of these has a value: %1</translation>
    </message>
    <message>
        <source>Another record has this value already.</source>
        <translation>Another record has this value already.</translation>
    </message>
    <message>
        <source>Rows it refuses, by code</source>
        <translation>Rows it refuses, by code</translation>
    </message>
    <message>
        <source>%1 · version %2 · %3</source>
        <extracomment>%1 id of an operation, %2 its version, %3 where it comes from</extracomment>
        <translation>%1 · version %2 · %3</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationStep</name>
    <message>
        <source>What</source>
        <translation>What</translation>
    </message>
    <message>
        <source>choose an operation</source>
        <translation>choose an operation</translation>
    </message>
    <message>
        <source>An operation file cannot be used: %1</source>
        <translation>An operation file cannot be used: %1</translation>
    </message>
    <message>
        <source>There is no operation to choose. Operation files are looked for in /etc/bulkhead/operations and in the folder shown under Settings.</source>
        <translation>There is no operation to choose. Operation files are looked for in /etc/bulkhead/operations and in the folder shown under Settings.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationTree</name>
    <message>
        <source>Operation</source>
        <extracomment>column: what an operation does</extracomment>
        <translation>Operation</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Does</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Table</translation>
    </message>
    <message>
        <source>From</source>
        <translation>From</translation>
    </message>
    <message>
        <source>Others</source>
        <extracomment>the group of operations whose file names none</extracomment>
        <translation>Others</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationWords</name>
    <message>
        <source>Adds</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Adds</translation>
    </message>
    <message>
        <source>Changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Changes</translation>
    </message>
    <message>
        <source>Adds or changes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Adds or changes</translation>
    </message>
    <message>
        <source>Marks as deleted</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Marks as deleted</translation>
    </message>
    <message>
        <source>Deletes</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Deletes</translation>
    </message>
    <message>
        <source>Reads</source>
        <extracomment>what an operation does to records</extracomment>
        <translation>Reads</translation>
    </message>
    <message>
        <source>Adds a record to %1 for each row.</source>
        <translation>Adds a record to %1 for each row.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2.</source>
        <translation>Changes the record of %1 that each row names by %2.</translation>
    </message>
    <message>
        <source>Changes the record of %1 that each row names by %2, or adds it.</source>
        <translation>Changes the record of %1 that each row names by %2, or adds it.</translation>
    </message>
    <message>
        <source>Marks the record of %1 that each row names by %2 as deleted; it stays in the table.</source>
        <translation>Marks the record of %1 that each row names by %2 as deleted; it stays in the table.</translation>
    </message>
    <message>
        <source>Deletes the record of %1 that each row names by %2.</source>
        <translation>Deletes the record of %1 that each row names by %2.</translation>
    </message>
    <message>
        <source>Reads %3 of the record of %1 that each row names by %2; changes nothing.</source>
        <translation>Reads %3 of the record of %1 that each row names by %2; changes nothing.</translation>
    </message>
    <message>
        <source>text</source>
        <extracomment>type of a field</extracomment>
        <translation>text</translation>
    </message>
    <message>
        <source>whole number</source>
        <extracomment>type of a field</extracomment>
        <translation>whole number</translation>
    </message>
    <message>
        <source>decimal number</source>
        <extracomment>type of a field</extracomment>
        <translation>decimal number</translation>
    </message>
    <message>
        <source>yes or no</source>
        <extracomment>type of a field</extracomment>
        <translation>yes or no</translation>
    </message>
    <message>
        <source>date</source>
        <extracomment>type of a field</extracomment>
        <translation>date</translation>
    </message>
    <message>
        <source>date and time</source>
        <extracomment>type of a field</extracomment>
        <translation>date and time</translation>
    </message>
    <message>
        <source>e-mail address</source>
        <extracomment>type of a field</extracomment>
        <translation>e-mail address</translation>
    </message>
    <message>
        <source>phone number</source>
        <extracomment>type of a field</extracomment>
        <translation>phone number</translation>
    </message>
    <message>
        <source>one of a list</source>
        <extracomment>type of a field</extracomment>
        <translation>one of a list</translation>
    </message>
    <message>
        <source>secret</source>
        <extracomment>type of a field: a password</extracomment>
        <translation>secret</translation>
    </message>
    <message>
        <source>required</source>
        <translation>required</translation>
    </message>
    <message numerus="yes">
        <source>at least %Ln character(s)</source>
        <translation>
            <numerusform>at least %Ln character</numerusform>
            <numerusform>at least %Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %Ln character(s)</source>
        <translation>
            <numerusform>at most %Ln character</numerusform>
            <numerusform>at most %Ln characters</numerusform>
        </translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>from %1</translation>
    </message>
    <message>
        <source>to %1</source>
        <extracomment>largest value of a number: &quot;from 0 · to 100&quot;</extracomment>
        <translation>to %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln digit(s) behind the point</source>
        <translation>
            <numerusform>%Ln digit behind the point</numerusform>
            <numerusform>%Ln digits behind the point</numerusform>
        </translation>
    </message>
    <message>
        <source>looks like %1</source>
        <translation>looks like %1</translation>
    </message>
    <message>
        <source>put in lower case</source>
        <translation>put in lower case</translation>
    </message>
    <message>
        <source>spaces at its ends are kept</source>
        <translation>spaces at its ends are kept</translation>
    </message>
    <message>
        <source>an empty cell empties the column</source>
        <translation>an empty cell empties the column</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>hashed before it is stored</translation>
    </message>
    <message>
        <source>shown as dots</source>
        <translation>shown as dots</translation>
    </message>
    <message>
        <source>not written itself</source>
        <translation>not written itself</translation>
    </message>
    <message>
        <source>column %1</source>
        <translation>column %1</translation>
    </message>
    <message>
        <source>administrators</source>
        <translation>administrators</translation>
    </message>
    <message>
        <source>operators and administrators</source>
        <translation>operators and administrators</translation>
    </message>
    <message>
        <source>built in</source>
        <extracomment>where an operation comes from</extracomment>
        <translation>built in</translation>
    </message>
    <message>
        <source>Makes montages</source>
        <extracomment>what an operation does: it makes the montages of users</extracomment>
        <translation>Makes montages</translation>
    </message>
    <message>
        <source>Makes the montages of the user that each row names by %1, and removes those that are out of date.</source>
        <translation>Makes the montages of the user that each row names by %1, and removes those that are out of date.</translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationsPage</name>
    <message>
        <source>Operations</source>
        <translation>Operations</translation>
    </message>
    <message>
        <source>Search operations</source>
        <translation>Search operations</translation>
    </message>
    <message>
        <source>Search title, id or table</source>
        <translation>Search title, id or table</translation>
    </message>
    <message>
        <source>New from table…</source>
        <translation>New from table…</translation>
    </message>
    <message>
        <source>Begin an operation for a table of the connected database</source>
        <translation>Begin an operation for a table of the connected database</translation>
    </message>
    <message>
        <source>No operation matches</source>
        <translation>No operation matches</translation>
    </message>
    <message>
        <source>Neither title, id, table nor group has these words.</source>
        <translation>Neither title, id, table nor group has these words.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Clear the search</translation>
    </message>
</context>
<context>
    <name>bulkhead::OutcomeBar</name>
    <message>
        <source>Progress of the job</source>
        <extracomment>accessible name of the progress bar of a job</extracomment>
        <translation>Progress of the job</translation>
    </message>
</context>
<context>
    <name>bulkhead::PathLine</name>
    <message>
        <source>Browse…</source>
        <translation>Browse…</translation>
    </message>
    <message>
        <source>Browse for: %1</source>
        <translation>Browse for: %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::PeopleModel</name>
    <message numerus="yes">
        <source>%1, %2, %Ln montage(s)</source>
        <extracomment>%1 is a name, %2 an e-mail address</extracomment>
        <translation>
            <numerusform>%1, %2, %Ln montage</numerusform>
            <numerusform>%1, %2, %Ln montages</numerusform>
        </translation>
    </message>
    <message>
        <source>Made %1</source>
        <extracomment>%1 is a time</extracomment>
        <translation>Made %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::Phrases</name>
    <message>
        <source>%1 rows/s</source>
        <extracomment>speed of a job; %1 is a number</extracomment>
        <translation>%1 rows/s</translation>
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
        <translation>a moment left</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <extracomment>time left of a job; %1 is a duration</extracomment>
        <translation>about %1 left</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>just now</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <extracomment>%1 is a number of seconds</extracomment>
        <translation>%1 s ago</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <extracomment>%1 is a number of minutes</extracomment>
        <translation>%1 min ago</translation>
    </message>
    <message>
        <source>today %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>today %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation>yesterday %1</translation>
    </message>
    <message>
        <source>%1 done</source>
        <extracomment>rows of a job that succeeded</extracomment>
        <translation>%1 done</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>rows of a job that failed</extracomment>
        <translation>%1 failed</translation>
    </message>
    <message>
        <source>%1 so already</source>
        <extracomment>rows of a job whose records already were as they should be</extracomment>
        <translation>%1 so already</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <extracomment>rows of a job of which nobody knows whether they took effect</extracomment>
        <translation>%1 unknown</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <extracomment>rows of a job that were not worked on because it was stopped</extracomment>
        <translation>%1 cancelled</translation>
    </message>
    <message>
        <source>under 0.1 s</source>
        <extracomment>a duration that is too short for a figure</extracomment>
        <translation>under 0.1 s</translation>
    </message>
</context>
<context>
    <name>bulkhead::RevertPanel</name>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Revert now</source>
        <translation>Revert now</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Look first</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Kept in the log and the audit</translation>
    </message>
    <message>
        <source>Find out what would be put back; nothing is written until you start it</source>
        <translation>Find out what would be put back; nothing is written until you start it</translation>
    </message>
    <message>
        <source>Why:</source>
        <translation>Why:</translation>
    </message>
    <message numerus="yes">
        <source>Revert %Ln change(s)…</source>
        <translation>
            <numerusform>Revert %Ln change…</numerusform>
            <numerusform>Revert %Ln changes…</numerusform>
        </translation>
    </message>
    <message>
        <source>Put every record back as it was before this job</source>
        <translation>Put every record back as it was before this job</translation>
    </message>
    <message>
        <source>can be taken back until %1</source>
        <extracomment>%1 is a date</extracomment>
        <translation>can be taken back until %1</translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln record(s) back as they were? One that somebody changed since is kept and listed.</source>
        <translation>
            <numerusform>Put %Ln record back as they were? One that somebody changed since is kept and listed.</numerusform>
            <numerusform>Put %Ln records back as they were? One that somebody changed since is kept and listed.</numerusform>
        </translation>
    </message>
    <message>
        <source>So many changes are taken back only with a reason.</source>
        <translation>So many changes are taken back only with a reason.</translation>
    </message>
    <message>
        <source>Collecting what is to be put back…</source>
        <translation>Collecting what is to be put back…</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceEditor</name>
    <message>
        <source>Save</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Calls the service as it stands here, before it is saved</source>
        <translation>Calls the service as it stands here, before it is saved</translation>
    </message>
    <message>
        <source>New service</source>
        <translation>New service</translation>
    </message>
    <message>
        <source>Service %1</source>
        <translation>Service %1</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceForm</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Encrypted (TLS)</source>
        <translation>Encrypted (TLS)</translation>
    </message>
    <message>
        <source>CA file</source>
        <translation>CA file</translation>
    </message>
    <message>
        <source>the authorities that this computer trusts</source>
        <translation>the authorities that this computer trusts</translation>
    </message>
    <message>
        <source>A file (PEM) with the authorities to trust instead of those of this computer</source>
        <translation>A file (PEM) with the authorities to trust instead of those of this computer</translation>
    </message>
    <message>
        <source>Name in certificate</source>
        <translation>Name in certificate</translation>
    </message>
    <message>
        <source>the name of the host</source>
        <translation>the name of the host</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>File</source>
        <translation>File</translation>
    </message>
    <message>
        <source>New secret</source>
        <translation>New secret</translation>
    </message>
    <message>
        <source>empty: the one that is there stays</source>
        <translation>empty: the one that is there stays</translation>
    </message>
    <message>
        <source>Goes into the keychain of this computer when you save, and nowhere else</source>
        <translation>Goes into the keychain of this computer when you save, and nowhere else</translation>
    </message>
    <message>
        <source>Sent in header</source>
        <translation>Sent in header</translation>
    </message>
    <message>
        <source>Put before it</source>
        <translation>Put before it</translation>
    </message>
    <message>
        <source>What stands before the secret in the header, with its space</source>
        <translation>What stands before the secret in the header, with its space</translation>
    </message>
    <message>
        <source>Keys a call</source>
        <translation>Keys a call</translation>
    </message>
    <message>
        <source>Calls at once</source>
        <translation>Calls at once</translation>
    </message>
    <message>
        <source>Deadline of a call</source>
        <translation>Deadline of a call</translation>
    </message>
    <message>
        <source> ms</source>
        <comment>milliseconds, after a number</comment>
        <translation> ms</translation>
    </message>
    <message>
        <source>Retries of a call</source>
        <translation>Retries of a call</translation>
    </message>
    <message>
        <source>Calls a second</source>
        <translation>Calls a second</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>no limit</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limits</translation>
    </message>
    <message>
        <source>Only where it differs from what is usual: %1</source>
        <translation>Only where it differs from what is usual: %1</translation>
    </message>
    <message>
        <source>Path of the check-ins</source>
        <translation>Path of the check-ins</translation>
    </message>
    <message>
        <source>Path of active users</source>
        <translation>Path of active users</translation>
    </message>
    <message>
        <source>Path of a user</source>
        <translation>Path of a user</translation>
    </message>
    <message>
        <source>Flag: shows montages</source>
        <translation>Flag: shows montages</translation>
    </message>
    <message>
        <source>Flag: shows check-ins</source>
        <translation>Flag: shows check-ins</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entry</translation>
    </message>
    <message>
        <source>a name of your choice for it</source>
        <translation>a name of your choice for it</translation>
    </message>
    <message>
        <source>The environment names it; operations ask for it by this name.</source>
        <translation>The environment names it; operations ask for it by this name.</translation>
    </message>
    <message>
        <source>Operations ask for the service by this name.</source>
        <translation>Operations ask for the service by this name.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServiceListModel</name>
    <message>
        <source>Own</source>
        <extracomment>where the description of a service comes from</extracomment>
        <translation>Own</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Environment</translation>
    </message>
    <message>
        <source>Last test</source>
        <translation>Last test</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>From</source>
        <extracomment>title of a column: where the description of a service comes from</extracomment>
        <translation>From</translation>
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
        <translation>Users (HTTP)</translation>
    </message>
    <message>
        <source>Other (HTTP)</source>
        <translation>Other (HTTP)</translation>
    </message>
    <message>
        <source>None</source>
        <extracomment>where the secret of a service is: it has none</extracomment>
        <translation>None</translation>
    </message>
    <message>
        <source>In an environment variable</source>
        <translation>In an environment variable</translation>
    </message>
    <message>
        <source>In a file</source>
        <translation>In a file</translation>
    </message>
    <message>
        <source>In the keychain</source>
        <translation>In the keychain</translation>
    </message>
    <message>
        <source>Not tested</source>
        <extracomment>state of a service</extracomment>
        <translation>Not tested</translation>
    </message>
    <message>
        <source>Testing…</source>
        <extracomment>state of a service: it is being tested now</extracomment>
        <translation>Testing…</translation>
    </message>
    <message>
        <source>Works, %1</source>
        <extracomment>state of a service; %1: how long its answer took, &quot;12 ms&quot;</extracomment>
        <translation>Works, %1</translation>
    </message>
    <message>
        <source>%L1 ms</source>
        <translation>%L1 ms</translation>
    </message>
    <message>
        <source>Fails</source>
        <extracomment>state of a service: its test failed</extracomment>
        <translation>Fails</translation>
    </message>
    <message>
        <source>Tested %1</source>
        <translation>Tested %1</translation>
    </message>
    <message>
        <source>%1 It took %2.</source>
        <extracomment>%1: what the service said, a sentence; %2: &quot;12 ms&quot;</extracomment>
        <translation>%1 It took %2.</translation>
    </message>
</context>
<context>
    <name>bulkhead::ServicesPanel</name>
    <message>
        <source>Services</source>
        <translation>Services</translation>
    </message>
    <message>
        <source>Programs elsewhere that operations ask, each under its name. Secrets stay where they are: in the environment, a file or the keychain.</source>
        <translation>Programs elsewhere that operations ask, each under its name. Secrets stay where they are: in the environment, a file or the keychain.</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translation>Add a service</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Edit</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Put %1 back</source>
        <translation>Put %1 back</translation>
    </message>
    <message>
        <source>%1 is again what the environment says of it.</source>
        <translation>%1 is again what the environment says of it.</translation>
    </message>
    <message>
        <source>Service %1 is removed.</source>
        <translation>Service %1 is removed.</translation>
    </message>
    <message>
        <source>Service %1 is saved. Work that begins from now on uses it.</source>
        <translation>Service %1 is saved. Work that begins from now on uses it.</translation>
    </message>
    <message>
        <source>It follows from the environment; edit it to put one of your own in its place</source>
        <translation>It follows from the environment; edit it to put one of your own in its place</translation>
    </message>
    <message>
        <source>Put the removed service back</source>
        <translation>Put the removed service back</translation>
    </message>
</context>
<context>
    <name>bulkhead::SettingsPage</name>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>New jobs begin with</source>
        <translation>New jobs begin with</translation>
    </message>
    <message>
        <source>Back to what the program came with</source>
        <translation>Back to what the program came with</translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation>Remembered</translation>
    </message>
    <message>
        <source>Forget the connections</source>
        <translation>Forget the connections</translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation>Where things are kept</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Open folder %1</source>
        <translation>Open folder %1</translation>
    </message>
    <message>
        <source>No program opens folders here. The folder is %1</source>
        <translation>No program opens folders here. The folder is %1</translation>
    </message>
    <message>
        <source>Database and data</source>
        <translation>Database and data</translation>
    </message>
    <message>
        <source>Settings and own operations</source>
        <translation>Settings and own operations</translation>
    </message>
    <message>
        <source>The language changes when the program is started the next time.</source>
        <translation>The language changes when the program is started the next time.</translation>
    </message>
    <message>
        <source>No server yet. Passwords are never kept here, only in the keychain.</source>
        <translation>No server yet. Passwords are never kept here, only in the keychain.</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s), without their passwords.</source>
        <translation>
            <numerusform>%n server, without its password.</numerusform>
            <numerusform>%n servers, without their passwords.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SourceStep</name>
    <message>
        <source>comma ( , )</source>
        <translation>comma ( , )</translation>
    </message>
    <message>
        <source>semicolon ( ; )</source>
        <translation>semicolon ( ; )</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>tab</translation>
    </message>
    <message>
        <source>bar ( | )</source>
        <translation>bar ( | )</translation>
    </message>
    <message>
        <source>holds the names</source>
        <translation>holds the names</translation>
    </message>
    <message>
        <source>is a row like the others</source>
        <translation>is a row like the others</translation>
    </message>
    <message>
        <source>Detect</source>
        <extracomment>%1 is an encoding, a delimiter, or what the first row is</extracomment>
        <translation>Detect</translation>
    </message>
    <message>
        <source>%1 (detected)</source>
        <translation>%1 (detected)</translation>
    </message>
    <message>
        <source>Which rows</source>
        <translation>Which rows</translation>
    </message>
    <message>
        <source>Drop a CSV or TSV file anywhere on this page, or paste rows copied from a spreadsheet.</source>
        <translation>Drop a CSV or TSV file anywhere on this page, or paste rows copied from a spreadsheet.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Choose a file…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>Use the sample list</source>
        <translation>Use the sample list</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>Another file…</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Encoding</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>Delimiter</translation>
    </message>
    <message>
        <source>First row</source>
        <translation>First row</translation>
    </message>
    <message>
        <source>The first rows of the list</source>
        <translation>The first rows of the list</translation>
    </message>
    <message>
        <source>There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here.</source>
        <translation>There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here.</translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation>Choose a list</translation>
    </message>
    <message>
        <source>Lists (*.csv *.tsv *.tab *.txt)</source>
        <translation>Lists (*.csv *.tsv *.tab *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>All files (*)</translation>
    </message>
    <message>
        <source>choose a list</source>
        <translation>choose a list</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a list, why</comment>
        <translation>%1 cannot be used: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) so far…</source>
        <extracomment>A number that grows while the rows of a file are counted</extracomment>
        <translation>
            <numerusform>%Ln row so far…</numerusform>
            <numerusform>%Ln rows so far…</numerusform>
        </translation>
    </message>
    <message>
        <source>Use the query: %1</source>
        <extracomment>%1 is the title of a query: &quot;Activities without emissions&quot;</extracomment>
        <translation>Use the query: %1</translation>
    </message>
    <message>
        <source>Use the operation&apos;s own query</source>
        <translation>Use the operation&apos;s own query</translation>
    </message>
    <message>
        <source>read from the database when the job is made</source>
        <translation>read from the database when the job is made</translation>
    </message>
    <message>
        <source>Asking for the rows: %1…</source>
        <comment>the title of a query</comment>
        <translation>Asking for the rows: %1…</translation>
    </message>
    <message>
        <source>asking…</source>
        <comment>for rows</comment>
        <translation>asking…</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartBar</name>
    <message>
        <source>Progress of loading the list</source>
        <translation>Progress of loading the list</translation>
    </message>
</context>
<context>
    <name>bulkhead::StartStep</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>as yourself</source>
        <translation>as yourself</translation>
    </message>
    <message>
        <source>Act as account</source>
        <translation>Act as account</translation>
    </message>
    <message>
        <source>Rows that this account may not touch are refused. Only an administrator may act as somebody else.</source>
        <translation>Rows that this account may not touch are refused. Only an administrator may act as somebody else.</translation>
    </message>
</context>
<context>
    <name>bulkhead::StatusLook</name>
    <message>
        <source>Preparing</source>
        <extracomment>state of a job: its list is still being read</extracomment>
        <translation>Preparing</translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>state of a job</extracomment>
        <translation>Running</translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>state of a job</extracomment>
        <translation>Paused</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>state of a job: every row succeeded
----------
state of a row</extracomment>
        <translation>Done</translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>state of a job: finished, but some rows failed</extracomment>
        <translation>Partly done</translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Failed</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>state of a row: nobody knows whether it took effect</extracomment>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>waiting</translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>running</translation>
    </message>
    <message>
        <source>done, some rows failed</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>done, some rows failed</translation>
    </message>
    <message>
        <source>done</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>done</translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation>cancelled</translation>
    </message>
    <message>
        <source>To be started</source>
        <extracomment>state of a job: its list is read, and it waits until somebody starts it</extracomment>
        <translation>To be started</translation>
    </message>
    <message>
        <source>To be approved</source>
        <extracomment>state of a job: it waits until a second person approves it</extracomment>
        <translation>To be approved</translation>
    </message>
    <message>
        <source>Insert</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Insert</translation>
    </message>
    <message>
        <source>Change</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Change</translation>
    </message>
    <message>
        <source>Delete</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Is so already</source>
        <extracomment>what is done to a record: nothing, it is so already
----------
state of a row: the record already was as the row wants it, so nothing was written</extracomment>
        <translation>Is so already</translation>
    </message>
    <message>
        <source>Look up</source>
        <extracomment>what is done to a record</extracomment>
        <translation>Look up</translation>
    </message>
</context>
<context>
    <name>bulkhead::StepButton</name>
    <message>
        <source>waiting</source>
        <comment>step</comment>
        <translation>waiting</translation>
    </message>
    <message>
        <source>to do</source>
        <comment>step</comment>
        <translation>to do</translation>
    </message>
    <message>
        <source>working</source>
        <comment>step</comment>
        <translation>working</translation>
    </message>
    <message>
        <source>done</source>
        <comment>step</comment>
        <translation>done</translation>
    </message>
    <message>
        <source>needs attention</source>
        <comment>step</comment>
        <translation>needs attention</translation>
    </message>
</context>
<context>
    <name>bulkhead::SumsPanel</name>
    <message>
        <source>Bar chart: %1</source>
        <extracomment>accessible name of a bar chart: %1 is its content in words</extracomment>
        <translation>Bar chart: %1</translation>
    </message>
    <message>
        <source>Would be written: %1</source>
        <extracomment>above the sum of a job that was only previewed: %1 is what is summed up, such as &quot;emissions&quot;</extracomment>
        <translation>Would be written: %1</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Written: %1</translation>
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
        <translation>Write the definition</translation>
    </message>
    <message>
        <source>Search tables</source>
        <translation>Search tables</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>For which table?</source>
        <translation>For which table?</translation>
    </message>
    <message>
        <source>The definition begins with the table&apos;s columns, key and rules, as an update; every line that you have to decide is explained. Nothing is saved yet.</source>
        <translation>The definition begins with the table&apos;s columns, key and rules, as an update; every line that you have to decide is explained. Nothing is saved yet.</translation>
    </message>
    <message>
        <source>Asking the database for its tables…</source>
        <translation>Asking the database for its tables…</translation>
    </message>
    <message>
        <source>This database has no tables of yours.</source>
        <translation>This database has no tables of yours.</translation>
    </message>
</context>
<context>
    <name>bulkhead::WaitingNotice</name>
    <message>
        <source>Why:</source>
        <translation>Why:</translation>
    </message>
    <message>
        <source>Kept in the log and the audit</source>
        <translation>Kept in the log and the audit</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>This job would change nothing.</source>
        <translation>This job would change nothing.</translation>
    </message>
    <message>
        <source>Nothing is written yet: look at what would change, then start.</source>
        <translation>Nothing is written yet: look at what would change, then start.</translation>
    </message>
    <message>
        <source>This job waits for you to start it.</source>
        <translation>This job waits for you to start it.</translation>
    </message>
    <message>
        <source>Every row is so already, or was refused.</source>
        <translation>Every row is so already, or was refused.</translation>
    </message>
    <message>
        <source>A record that somebody changes meanwhile is left alone and listed.</source>
        <translation>A record that somebody changes meanwhile is left alone and listed.</translation>
    </message>
    <message>
        <source>Type %1 to confirm:</source>
        <extracomment>before a field in which that number is to be typed; %1 is a number of rows</extracomment>
        <translation>Type %1 to confirm:</translation>
    </message>
    <message>
        <source>Discard preview</source>
        <translation>Discard preview</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Throw this job away; it has written nothing</source>
        <translation>Throw this job away; it has written nothing</translation>
    </message>
    <message numerus="yes">
        <source>Start: %Ln row(s)</source>
        <translation>
            <numerusform>Start: %Ln row</numerusform>
            <numerusform>Start: %Ln rows</numerusform>
        </translation>
    </message>
    <message>
        <source>Submitted by %1.</source>
        <extracomment>who submitted a job that now waits for approval; %1 is a person</extracomment>
        <translation>Submitted by %1.</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <extracomment>why somebody submitted a job; %1 are that person&apos;s own words</extracomment>
        <translation>Reason: %1</translation>
    </message>
    <message>
        <source>Approve</source>
        <extracomment>button: a second person lets a large job run</extracomment>
        <translation>Approve</translation>
    </message>
    <message>
        <source>You submitted this job, so somebody else must approve it.</source>
        <translation>You submitted this job, so somebody else must approve it.</translation>
    </message>
    <message>
        <source>The preview found nothing to change.</source>
        <translation>The preview found nothing to change.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service “%1” is back; it asks again at %2.</source>
        <extracomment>the job waits for a service that does not answer; %1 is its name, %2 a time of day</extracomment>
        <translation>The job goes on by itself once the service “%1” is back; it asks again at %2.</translation>
    </message>
    <message>
        <source>The job goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for a service that does not answer; %1 is a time of day</extracomment>
        <translation>The job goes on by itself once the service is back; it asks again at %1.</translation>
    </message>
    <message>
        <source>Keep paused</source>
        <extracomment>button: the job that waits for a service stays paused until somebody resumes it</extracomment>
        <translation>Keep paused</translation>
    </message>
    <message>
        <source>Do not go on until somebody resumes it</source>
        <translation>Do not go on until somebody resumes it</translation>
    </message>
    <message>
        <source>Ask again now</source>
        <extracomment>button: ask the service again at once</extracomment>
        <translation>Ask again now</translation>
    </message>
    <message>
        <source>Whom the job is about is not known yet. It goes on by itself once the service is back; it asks again at %1.</source>
        <extracomment>the job waits for the service that says whom it is about; %1 is a time of day</extracomment>
        <translation>Whom the job is about is not known yet. It goes on by itself once the service is back; it asks again at %1.</translation>
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
        <translation>pending</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>queued</translation>
    </message>
    <message>
        <source>processing</source>
        <translation>processing</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>paused</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>completed</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>partial</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>cancelled</translation>
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
        <translation>Deleted job %1.</translation>
    </message>
    <message>
        <source>Job %1 is now %2.</source>
        <translation>Job %1 is now %2.</translation>
    </message>
    <message>
        <source>job</source>
        <translation>job</translation>
    </message>
    <message>
        <source>status</source>
        <translation>status</translation>
    </message>
    <message>
        <source>operation</source>
        <translation>operation</translation>
    </message>
    <message>
        <source>list</source>
        <translation>list</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>rows</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>succeeded</translation>
    </message>
    <message>
        <source>submitted</source>
        <translation>submitted</translation>
    </message>
    <message>
        <source>row</source>
        <translation>row</translation>
    </message>
    <message>
        <source>code</source>
        <translation>code</translation>
    </message>
    <message>
        <source>field</source>
        <translation>field</translation>
    </message>
    <message>
        <source>what is wrong</source>
        <translation>what is wrong</translation>
    </message>
    <message>
        <source>result</source>
        <translation>result</translation>
    </message>
    <message>
        <source>All of it holds.</source>
        <translation>All of it holds.</translation>
    </message>
    <message>
        <source>Something is wrong with this job.</source>
        <translation>Something is wrong with this job.</translation>
    </message>
    <message>
        <source>  %1 bad</source>
        <translation>  %1 bad</translation>
    </message>
    <message>
        <source>%1 %2  %3 of %4  %5 ok  %6 failed</source>
        <translation>%1 %2  %3 of %4  %5 ok  %6 failed</translation>
    </message>
    <message>
        <source>  paused</source>
        <translation>  paused</translation>
    </message>
    <message>
        <source>  %1 rows/s</source>
        <translation>  %1 rows/s</translation>
    </message>
    <message>
        <source>  %1 left</source>
        <translation>  %1 left</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>first row</source>
        <translation>first row</translation>
    </message>
    <message>
        <source>what is wrong there</source>
        <translation>what is wrong there</translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation>Job %1</translation>
    </message>
    <message>
        <source>“bulkheadctl --help” shows how it is used.</source>
        <translation>“bulkheadctl --help” shows how it is used.</translation>
    </message>
    <message>
        <source>there is no command “%1”.</source>
        <translation>there is no command “%1”.</translation>
    </message>
    <message>
        <source>“%1” is one argument too many for “%2”.</source>
        <translation>“%1” is one argument too many for “%2”.</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>not yet</translation>
    </message>
    <message>
        <source>set</source>
        <translation>set</translation>
    </message>
    <message>
        <source>version</source>
        <translation>version</translation>
    </message>
    <message>
        <source>name</source>
        <translation>name</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>applied</translation>
    </message>
    <message>
        <source>required</source>
        <translation>required</translation>
    </message>
    <message>
        <source>at least %1 characters</source>
        <translation>at least %1 characters</translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation>at most %1 characters</translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation>hashed before it is stored</translation>
    </message>
    <message>
        <source>%1: nothing to do.</source>
        <translation>%1: nothing to do.</translation>
    </message>
    <message>
        <source>type</source>
        <translation>type</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>rules</translation>
    </message>
    <message>
        <source>title</source>
        <translation>title</translation>
    </message>
    <message>
        <source>what it does</source>
        <translation>what it does</translation>
    </message>
    <message>
        <source>Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1</source>
        <translation>Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>The connection to the database was lost; trying to get it back.</source>
        <translation>The connection to the database was lost; trying to get it back.</translation>
    </message>
    <message>
        <source>%1: migrations applied: %2.</source>
        <translation>%1: migrations applied: %2.</translation>
    </message>
    <message>
        <source>%1: migrations taken back: %2.</source>
        <translation>%1: migrations taken back: %2.</translation>
    </message>
    <message>
        <source>Made-up services for trying things; Ctrl-C ends them.</source>
        <translation>Made-up services for trying things; Ctrl-C ends them.</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>settings</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>environment</translation>
    </message>
    <message>
        <source>service</source>
        <translation>service</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>kind</translation>
    </message>
    <message>
        <source>address</source>
        <translation>address</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>secret</translation>
    </message>
    <message>
        <source>keys a call</source>
        <translation>keys a call</translation>
    </message>
    <message>
        <source>calls at once</source>
        <translation>calls at once</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>deadline</translation>
    </message>
    <message>
        <source>from</source>
        <translation>from</translation>
    </message>
    <message>
        <source>Kept. “bulkheadctl services test %1” tries it.</source>
        <translation>Kept. “bulkheadctl services test %1” tries it.</translation>
    </message>
    <message>
        <source>%1 (%2 ms)</source>
        <translation>%1 (%2 ms)</translation>
    </message>
    <message>
        <source>Service “%1” is removed.</source>
        <translation>Service “%1” is removed.</translation>
    </message>
    <message>
        <source>rows: %1</source>
        <translation>rows: %1</translation>
    </message>
    <message>
        <source>columns: %1</source>
        <translation>columns: %1</translation>
    </message>
    <message>
        <source>reason: %1</source>
        <translation>reason: %1</translation>
    </message>
    <message>
        <source>no.</source>
        <translation>no.</translation>
    </message>
    <message>
        <source>when</source>
        <translation>when</translation>
    </message>
    <message>
        <source>who</source>
        <translation>who</translation>
    </message>
    <message>
        <source>host</source>
        <translation>host</translation>
    </message>
    <message>
        <source>action</source>
        <translation>action</translation>
    </message>
    <message>
        <source>what</source>
        <translation>what</translation>
    </message>
    <message>
        <source>Entries walked: %1</source>
        <translation>Entries walked: %1</translation>
    </message>
    <message>
        <source>The audit holds: nothing was changed or taken away. Entries: %1. Last hash: %2</source>
        <translation>The audit holds: nothing was changed or taken away. Entries: %1. Last hash: %2</translation>
    </message>
    <message>
        <source>The audit is broken. %1 Entries before it that hold: %2.</source>
        <translation>The audit is broken. %1 Entries before it that hold: %2.</translation>
    </message>
    <message>
        <source>%1 entries written to %2.</source>
        <translation>%1 entries written to %2.</translation>
    </message>
    <message>
        <source>insert</source>
        <translation>insert</translation>
    </message>
    <message>
        <source>change</source>
        <translation>change</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>delete</translation>
    </message>
    <message>
        <source>is so already</source>
        <translation>is so already</translation>
    </message>
    <message>
        <source>read</source>
        <translation>read</translation>
    </message>
    <message>
        <source>Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.</source>
        <translation>Would insert %1, change %2, delete %3; %4 are so already. Nothing was written.</translation>
    </message>
    <message>
        <source>Inserted %1, changed %2, deleted %3; %4 were so already.</source>
        <translation>Inserted %1, changed %2, deleted %3; %4 were so already.</translation>
    </message>
    <message>
        <source>Values that change, by column: %1</source>
        <translation>Values that change, by column: %1</translation>
    </message>
    <message>
        <source>Total: %1 %2</source>
        <translation>Total: %1 %2</translation>
    </message>
    <message>
        <source>Look:  bulkheadctl changes %1 --preview
Apply: bulkheadctl start %1</source>
        <translation>Look:  bulkheadctl changes %1 --preview
Apply: bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Approve, as somebody else: bulkheadctl start %1</source>
        <translation>Approve, as somebody else: bulkheadctl start %1</translation>
    </message>
    <message>
        <source>Go on: bulkheadctl resume %1</source>
        <translation>Go on: bulkheadctl resume %1</translation>
    </message>
    <message>
        <source>%1: good. It defines “%2” (%3).</source>
        <translation>%1: good. It defines “%2” (%3).</translation>
    </message>
    <message>
        <source>none</source>
        <translation>none</translation>
    </message>
    <message>
        <source>viewer</source>
        <translation>viewer</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>operator</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>administrator</translation>
    </message>
    <message>
        <source>given</source>
        <translation>given</translation>
    </message>
    <message>
        <source>owns the tables</source>
        <translation>owns the tables</translation>
    </message>
    <message>
        <source>superuser of the server</source>
        <translation>superuser of the server</translation>
    </message>
    <message>
        <source>The database is a file: %1, who works here, is its administrator.</source>
        <translation>The database is a file: %1, who works here, is its administrator.</translation>
    </message>
    <message>
        <source>user</source>
        <translation>user</translation>
    </message>
    <message>
        <source>role</source>
        <translation>role</translation>
    </message>
    <message>
        <source>how</source>
        <translation>how</translation>
    </message>
    <message>
        <source>Your own role: %1</source>
        <translation>Your own role: %1</translation>
    </message>
    <message>
        <source>%1 now has the role %2.</source>
        <translation>%1 now has the role %2.</translation>
    </message>
    <message>
        <source>The role %2 was taken from %1.</source>
        <translation>The role %2 was taken from %1.</translation>
    </message>
    <message>
        <source>The roles %1 could not be made. %2</source>
        <translation>The roles %1 could not be made. %2</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>skipped</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>Rows written to %2: %1.</source>
        <translation>Rows written to %2: %1.</translation>
    </message>
    <message>
        <source>Checking  rows: %1</source>
        <translation>Checking  rows: %1</translation>
    </message>
    <message>
        <source>Checking  %1 %2  rows: %3</source>
        <translation>Checking  %1 %2  rows: %3</translation>
    </message>
    <message>
        <source>  waiting</source>
        <translation>  waiting</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>setting</translation>
    </message>
    <message>
        <source>option</source>
        <translation>option</translation>
    </message>
    <message>
        <source>value</source>
        <translation>value</translation>
    </message>
    <message>
        <source>Health check passed</source>
        <translation>Health check passed</translation>
    </message>
    <message>
        <source>The database has %1 made-up employees and %2 made-up users now.</source>
        <translation>The database has %1 made-up employees and %2 made-up users now.</translation>
    </message>
    <message>
        <source>The database was filled before and stays as it is: %1 employees, %2 users.</source>
        <translation>The database was filled before and stays as it is: %1 employees, %2 users.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>file</translation>
    </message>
    <message>
        <source>set by</source>
        <translation>set by</translation>
    </message>
    <message>
        <source>Also known, but without effect here:</source>
        <translation>Also known, but without effect here:</translation>
    </message>
    <message>
        <source>why</source>
        <translation>why</translation>
    </message>
    <message>
        <source>%1: not used, since the service “%2” is set by hand (bulkheadctl services list).</source>
        <translation>%1: not used, since the service “%2” is set by hand (bulkheadctl services list).</translation>
    </message>
    <message>
        <source>%1: not used, since --database or BULKHEAD_DATABASE_URL names the database.</source>
        <translation>%1: not used, since --database or BULKHEAD_DATABASE_URL names the database.</translation>
    </message>
    <message>
        <source>The next montages are made at %1. Ctrl+C ends this.</source>
        <translation>The next montages are made at %1. Ctrl+C ends this.</translation>
    </message>
    <message>
        <source>The schedule is kept no longer.</source>
        <translation>The schedule is kept no longer.</translation>
    </message>
    <message>
        <source>Another job makes montages already: %1. This time is left out.</source>
        <translation>Another job makes montages already: %1. This time is left out.</translation>
    </message>
    <message>
        <source>The job waits and goes on by itself once the service is back. %1</source>
        <translation>The job waits and goes on by itself once the service is back. %1</translation>
    </message>
    <message>
        <source>See them: bulkheadctl items %1 --status failed</source>
        <translation>See them: bulkheadctl items %1 --status failed</translation>
    </message>
    <message>
        <source>Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv</source>
        <translation>Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv</translation>
    </message>
    <message>
        <source>Again:    bulkheadctl revert %1, once nothing stands in the way</source>
        <translation>Again:    bulkheadctl revert %1, once nothing stands in the way</translation>
    </message>
    <message>
        <source>%1: %2 of %3 succeeded, %4 skipped, %5 failed, %6 cancelled in %7 (%8 rows/s).</source>
        <translation>%1: %2 of %3 succeeded, %4 skipped, %5 failed, %6 cancelled in %7 (%8 rows/s).</translation>
    </message>
    <message>
        <source>With --query: %1.</source>
        <translation>With --query: %1.</translation>
    </message>
    <message>
        <source>Of a list one of these columns is enough: %1.</source>
        <translation>Of a list one of these columns is enough: %1.</translation>
    </message>
    <message>
        <source>Asks the service “%1”.</source>
        <translation>Asks the service “%1”.</translation>
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
        <translation>Bulk jobs over records, from the command line.

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
3 job failed or audit broken, 4 done with failed rows, 130 interrupted (the job can be resumed).</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Which job? Its id is missing.</source>
        <translation>Which job? Its id is missing.</translation>
    </message>
    <message>
        <source>“bulkheadctl jobs” lists them.</source>
        <translation>“bulkheadctl jobs” lists them.</translation>
    </message>
    <message>
        <source>More than one job&apos;s id begins with %1.</source>
        <translation>More than one job&apos;s id begins with %1.</translation>
    </message>
    <message>
        <source>Give more of it.</source>
        <translation>Give more of it.</translation>
    </message>
    <message>
        <source>There is no job %1.</source>
        <translation>There is no job %1.</translation>
    </message>
    <message>
        <source>--%1 wants a whole number, not “%2”.</source>
        <translation>--%1 wants a whole number, not “%2”.</translation>
    </message>
    <message>
        <source>A job that is %1 cannot take the order “%2”.</source>
        <translation>A job that is %1 cannot take the order “%2”.</translation>
    </message>
    <message>
        <source>A job is never “%1”; it is pending, queued, processing, paused, completed, partial, failed or cancelled.</source>
        <translation>A job is never “%1”; it is pending, queued, processing, paused, completed, partial, failed or cancelled.</translation>
    </message>
    <message>
        <source>--limit must be from 1 to %1.</source>
        <translation>--limit must be from 1 to %1.</translation>
    </message>
    <message>
        <source>--format wants csv or json, not “%1”.</source>
        <translation>--format wants csv or json, not “%1”.</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>Cannot write %1: %2.</translation>
    </message>
    <message>
        <source>The job was deleted meanwhile.</source>
        <translation>The job was deleted meanwhile.</translation>
    </message>
    <message>
        <source>migrate knows up, down and status, not “%1”.</source>
        <translation>migrate knows up, down and status, not “%1”.</translation>
    </message>
    <message>
        <source>There is no encoding “%1”; known are: %2.</source>
        <translation>There is no encoding “%1”; known are: %2.</translation>
    </message>
    <message>
        <source>The delimiter “%1” must be one of , ; | tab.</source>
        <translation>The delimiter “%1” must be one of , ; | tab.</translation>
    </message>
    <message>
        <source>--max-errors wants a number of rows, or a share such as 5%, not “%1”.</source>
        <translation>--max-errors wants a number of rows, or a share such as 5%, not “%1”.</translation>
    </message>
    <message>
        <source>--%1 wants field=value, not “%2”.</source>
        <translation>--%1 wants field=value, not “%2”.</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --csv - for standard input.</source>
        <translation>Which list? Give --csv FILE, or --csv - for standard input.</translation>
    </message>
    <message>
        <source>Which operation? “bulkheadctl operations” lists them.</source>
        <translation>Which operation? “bulkheadctl operations” lists them.</translation>
    </message>
    <message>
        <source>The job has ended already (%1); there is nothing to resume.</source>
        <translation>The job has ended already (%1); there is nothing to resume.</translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation>Counting was stopped.</translation>
    </message>
    <message>
        <source>Line %1, column %2: bytes that do not exist in the encoding</source>
        <translation>Line %1, column %2: bytes that do not exist in the encoding</translation>
    </message>
    <message>
        <source>Line %1, column %2: the quote is never closed</source>
        <translation>Line %1, column %2: the quote is never closed</translation>
    </message>
    <message>
        <source>Line %1, column %2: the cell is too long</source>
        <translation>Line %1, column %2: the cell is too long</translation>
    </message>
    <message>
        <source>Line %1: the record is too long</source>
        <translation>Line %1: the record is too long</translation>
    </message>
    <message>
        <source>Line %1: the record has too many columns</source>
        <translation>Line %1: the record has too many columns</translation>
    </message>
    <message>
        <source>The encoding %1 is not known.</source>
        <translation>The encoding %1 is not known.</translation>
    </message>
    <message>
        <source>Choose one of %1.</source>
        <translation>Choose one of %1.</translation>
    </message>
    <message>
        <source>Cells cannot be told apart with this delimiter and quote.</source>
        <translation>Cells cannot be told apart with this delimiter and quote.</translation>
    </message>
    <message>
        <source>Choose two different ASCII characters, neither of them a line end.</source>
        <translation>Choose two different ASCII characters, neither of them a line end.</translation>
    </message>
    <message>
        <source>The list could not be read on: %1</source>
        <translation>The list could not be read on: %1</translation>
    </message>
    <message>
        <source>Check the file and load it again.</source>
        <translation>Check the file and load it again.</translation>
    </message>
    <message>
        <source>A character does not exist in %1: %2</source>
        <translation>A character does not exist in %1: %2</translation>
    </message>
    <message>
        <source>Choose UTF-8 to write it.</source>
        <translation>Choose UTF-8 to write it.</translation>
    </message>
    <message>
        <source>This cell can only be written in quotes: %1</source>
        <translation>This cell can only be written in quotes: %1</translation>
    </message>
    <message>
        <source>Choose a quote character.</source>
        <translation>Choose a quote character.</translation>
    </message>
    <message>
        <source>The list could not be written on: %1</source>
        <translation>The list could not be written on: %1</translation>
    </message>
    <message>
        <source>Check the free space and the rights.</source>
        <translation>Check the free space and the rights.</translation>
    </message>
    <message>
        <source>The connection to the database was lost.</source>
        <translation>The connection to the database was lost.</translation>
    </message>
    <message>
        <source>Stopped at the first error, in row %1.</source>
        <translation>Stopped at the first error, in row %1.</translation>
    </message>
    <message>
        <source>Cannot write the export: %1.</source>
        <translation>Cannot write the export: %1.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>Check the free space and the permissions of the folder.</translation>
    </message>
    <message>
        <source>The stored rows of this job are damaged.</source>
        <translation>The stored rows of this job are damaged.</translation>
    </message>
    <message>
        <source>Restore the job database from a backup.</source>
        <translation>Restore the job database from a backup.</translation>
    </message>
    <message>
        <source>There was not enough memory to hash the password.</source>
        <translation>There was not enough memory to hash the password.</translation>
    </message>
    <message>
        <source>Stopped before anything was written: %1 rows do not pass their checks, and at most %2 may fail.</source>
        <translation>Stopped before anything was written: %1 rows do not pass their checks, and at most %2 may fail.</translation>
    </message>
    <message>
        <source>Cancelled while the list was being read; nothing was written.</source>
        <translation>Cancelled while the list was being read; nothing was written.</translation>
    </message>
    <message>
        <source>Check that the file was exported from this job, and that its column bulkhead_row was not changed.</source>
        <translation>Check that the file was exported from this job, and that its column bulkhead_row was not changed.</translation>
    </message>
    <message>
        <source>All of these failed rows were retried already.</source>
        <translation>All of these failed rows were retried already.</translation>
    </message>
    <message>
        <source>Retry what failed again from the job that took them up.</source>
        <translation>Retry what failed again from the job that took them up.</translation>
    </message>
    <message>
        <source>No failed row of this job is like that.</source>
        <translation>No failed row of this job is like that.</translation>
    </message>
    <message>
        <source>Look at its failed rows first.</source>
        <translation>Look at its failed rows first.</translation>
    </message>
    <message>
        <source>This job is not finished yet.</source>
        <translation>This job is not finished yet.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and retry then.</source>
        <translation>Wait for its end, or cancel it, and retry then.</translation>
    </message>
    <message>
        <source>Row %1 did not fail; only failed rows can be mended.</source>
        <translation>Row %1 did not fail; only failed rows can be mended.</translation>
    </message>
    <message>
        <source>The program ended while the failed rows were being collected.</source>
        <translation>The program ended while the failed rows were being collected.</translation>
    </message>
    <message>
        <source>Nothing was written; retry them again from the first job.</source>
        <translation>Nothing was written; retry them again from the first job.</translation>
    </message>
    <message>
        <source>The results of each chunk agree with its counts</source>
        <translation>The results of each chunk agree with its counts</translation>
    </message>
    <message>
        <source>Every succeeded row has an id of its own</source>
        <translation>Every succeeded row has an id of its own</translation>
    </message>
    <message>
        <source>Every succeeded row is in the table %1 exactly once</source>
        <translation>Every succeeded row is in the table %1 exactly once</translation>
    </message>
    <message>
        <source>%1 is %2; it must be from %3 to %4.</source>
        <translation>%1 is %2; it must be from %3 to %4.</translation>
    </message>
    <message>
        <source>max-errors must not be negative.</source>
        <translation>max-errors must not be negative.</translation>
    </message>
    <message>
        <source>max-errors must be from 0% to 100%.</source>
        <translation>max-errors must be from 0% to 100%.</translation>
    </message>
    <message>
        <source>This job was made by another version of the program (its order has format %1; this version reads %2).</source>
        <translation>This job was made by another version of the program (its order has format %1; this version reads %2).</translation>
    </message>
    <message>
        <source>Open it with the version that made it.</source>
        <translation>Open it with the version that made it.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no @.</source>
        <translation>“%1” is not an e-mail address: it has no @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: nothing stands before the @.</source>
        <translation>“%1” is not an e-mail address: nothing stands before the @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no domain after the @.</source>
        <translation>“%1” is not an e-mail address: it has no domain after the @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has more than one @.</source>
        <translation>“%1” is not an e-mail address: it has more than one @.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has a space in it.</source>
        <translation>“%1” is not an e-mail address: it has a space in it.</translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: its domain has no dot inside.</source>
        <translation>“%1” is not an e-mail address: its domain has no dot inside.</translation>
    </message>
    <message>
        <source>“%1” is neither true nor false; write true, false, yes, no, 1 or 0.</source>
        <translation>“%1” is neither true nor false; write true, false, yes, no, 1 or 0.</translation>
    </message>
    <message>
        <source>“%1” is not a date; write it as 2026-11-22.</source>
        <translation>“%1” is not a date; write it as 2026-11-22.</translation>
    </message>
    <message>
        <source>“%1” is not a time; write it as 2026-11-22T14:30:00Z.</source>
        <translation>“%1” is not a time; write it as 2026-11-22T14:30:00Z.</translation>
    </message>
    <message>
        <source>“%1” is not a UUID.</source>
        <translation>“%1” is not a UUID.</translation>
    </message>
    <message>
        <source>“%1” is not one of: %2.</source>
        <translation>“%1” is not one of: %2.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at most %3 are allowed.</source>
        <translation>%1 has %2 characters; at most %3 are allowed.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; at least %3 are needed.</source>
        <translation>%1 has %2 characters; at least %3 are needed.</translation>
    </message>
    <message>
        <source>“%1” is not a whole number.</source>
        <translation>“%1” is not a whole number.</translation>
    </message>
    <message>
        <source>“%1” is not a number; write it as 1234.50.</source>
        <translation>“%1” is not a number; write it as 1234.50.</translation>
    </message>
    <message>
        <source>%1 contains a NUL character, which no database text can hold.</source>
        <translation>%1 contains a NUL character, which no database text can hold.</translation>
    </message>
    <message>
        <source>A record with the %1 “%2” already exists.</source>
        <translation>A record with the %1 “%2” already exists.</translation>
    </message>
    <message>
        <source>The database requires a value in %1.</source>
        <translation>The database requires a value in %1.</translation>
    </message>
    <message>
        <source>The record that %1 refers to does not exist (%2).</source>
        <translation>The record that %1 refers to does not exist (%2).</translation>
    </message>
    <message>
        <source>Such a record already exists (%2).</source>
        <translation>Such a record already exists (%2).</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %2.</source>
        <translation>The database refuses the row by its rule %2.</translation>
    </message>
    <message>
        <source>A value is too long for its column: %3.</source>
        <translation>A value is too long for its column: %3.</translation>
    </message>
    <message>
        <source>The database refuses the row: %1.</source>
        <translation>The database refuses the row: %1.</translation>
    </message>
    <message>
        <source>The operation has no field “%1”.</source>
        <translation>The operation has no field “%1”.</translation>
    </message>
    <message>
        <source>Its fields are: %1.</source>
        <translation>Its fields are: %1.</translation>
    </message>
    <message>
        <source>The list has no column “%1”.</source>
        <translation>The list has no column “%1”.</translation>
    </message>
    <message>
        <source>Its columns are: %1.</source>
        <translation>Its columns are: %1.</translation>
    </message>
    <message>
        <source>No column feeds the required field “%1”.</source>
        <translation>No column feeds the required field “%1”.</translation>
    </message>
    <message>
        <source>Name its column, or give one value for all rows. The list has the columns: %1.</source>
        <translation>Name its column, or give one value for all rows. The list has the columns: %1.</translation>
    </message>
    <message>
        <source>No column feeds any of the fields %1; one of them is required.</source>
        <translation>No column feeds any of the fields %1; one of them is required.</translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation>Cannot read %1: %2.</translation>
    </message>
    <message>
        <source>There is no operation “%1”.</source>
        <translation>There is no operation “%1”.</translation>
    </message>
    <message>
        <source>Operations are: %1.</source>
        <translation>Operations are: %1.</translation>
    </message>
    <message>
        <source>“%1” is not known here; known are: %2.</source>
        <translation>“%1” is not known here; known are: %2.</translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation>“%1” is missing.</translation>
    </message>
    <message>
        <source>“%1” must be a text in quotes.</source>
        <translation>“%1” must be a text in quotes.</translation>
    </message>
    <message>
        <source>“%1” must be a whole number from %2 to %3.</source>
        <translation>“%1” must be a whole number from %2 to %3.</translation>
    </message>
    <message>
        <source>“%1” must be true or false.</source>
        <translation>“%1” must be true or false.</translation>
    </message>
    <message>
        <source>“%1” must be a list of texts: [&quot;one&quot;, &quot;two&quot;].</source>
        <translation>“%1” must be a list of texts: [&quot;one&quot;, &quot;two&quot;].</translation>
    </message>
    <message>
        <source>“%1” must be a text, or a text for each language: { en = &quot;…&quot;, ru = &quot;…&quot; }, with English among them.</source>
        <translation>“%1” must be a text, or a text for each language: { en = &quot;…&quot;, ru = &quot;…&quot; }, with English among them.</translation>
    </message>
    <message>
        <source>“%1” is not a type; types are: %2.</source>
        <translation>“%1” is not a type; types are: %2.</translation>
    </message>
    <message>
        <source>A secret must not be stored in the clear: add hash = &quot;argon2id&quot;.</source>
        <translation>A secret must not be stored in the clear: add hash = &quot;argon2id&quot;.</translation>
    </message>
    <message>
        <source>hash can only be &quot;argon2id&quot;, on a field of type secret.</source>
        <translation>hash can only be &quot;argon2id&quot;, on a field of type secret.</translation>
    </message>
    <message>
        <source>A choice needs choices = [&quot;…&quot;, &quot;…&quot;].</source>
        <translation>A choice needs choices = [&quot;…&quot;, &quot;…&quot;].</translation>
    </message>
    <message>
        <source>A fixed value must be a text, a whole number, true or false.</source>
        <translation>A fixed value must be a text, a whole number, true or false.</translation>
    </message>
    <message>
        <source>“%1” must be a table: column = value.</source>
        <translation>“%1” must be a table: column = value.</translation>
    </message>
    <message>
        <source>The field “%1” stands here twice.</source>
        <translation>The field “%1” stands here twice.</translation>
    </message>
    <message>
        <source>An operation needs at least one [[field]].</source>
        <translation>An operation needs at least one [[field]].</translation>
    </message>
    <message>
        <source>%1 is required.</source>
        <translation>%1 is required.</translation>
    </message>
    <message>
        <source>One of these is required: %1.</source>
        <translation>One of these is required: %1.</translation>
    </message>
    <message>
        <source>The same %1 already stands in row %2.</source>
        <translation>The same %1 already stands in row %2.</translation>
    </message>
    <message>
        <source>There is nothing to read in %1: it is empty.</source>
        <translation>There is nothing to read in %1: it is empty.</translation>
    </message>
    <message>
        <source>Line %1 has %2 columns instead of %3.</source>
        <translation>Line %1 has %2 columns instead of %3.</translation>
    </message>
    <message>
        <source>Check its permissions, and that no other program holds it.</source>
        <translation>Check its permissions, and that no other program holds it.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>There is no file %1.</translation>
    </message>
    <message>
        <source>%1 was read from a stream and cannot be read again.</source>
        <translation>%1 was read from a stream and cannot be read again.</translation>
    </message>
    <message>
        <source>Nothing was written; submit the list again.</source>
        <translation>Nothing was written; submit the list again.</translation>
    </message>
    <message>
        <source>The file %1 is no longer there.</source>
        <translation>The file %1 is no longer there.</translation>
    </message>
    <message>
        <source>The file %1 was changed since the job was submitted.</source>
        <translation>The file %1 was changed since the job was submitted.</translation>
    </message>
    <message>
        <source>%1 has none of the columns of this job.</source>
        <translation>%1 has none of the columns of this job.</translation>
    </message>
    <message>
        <source>The columns of the job are: %1.</source>
        <translation>The columns of the job are: %1.</translation>
    </message>
    <message>
        <source>Line %1 of %2 does not say which row it mends.</source>
        <translation>Line %1 of %2 does not say which row it mends.</translation>
    </message>
    <message>
        <source>Mend a file that “export” wrote, and leave its columns bulkhead_row and bulkhead_code as they are.</source>
        <translation>Mend a file that “export” wrote, and leave its columns bulkhead_row and bulkhead_code as they are.</translation>
    </message>
    <message>
        <source>Mend the file and try again.</source>
        <translation>Mend the file and try again.</translation>
    </message>
    <message>
        <source>Row %1 stands twice in %2, again on line %3.</source>
        <translation>Row %1 stands twice in %2, again on line %3.</translation>
    </message>
    <message>
        <source>Keep one of them.</source>
        <translation>Keep one of them.</translation>
    </message>
    <message>
        <source>This program counts as gone: it was silent for longer than its lease.</source>
        <translation>This program counts as gone: it was silent for longer than its lease.</translation>
    </message>
    <message>
        <source>The rows of chunk %1 of job %2 are missing from the database.</source>
        <translation>The rows of chunk %1 of job %2 are missing from the database.</translation>
    </message>
    <message>
        <source>Cancel the job and submit it again.</source>
        <translation>Cancel the job and submit it again.</translation>
    </message>
    <message>
        <source>A chunk is recorded in the transaction of its effect, and none is open.</source>
        <translation>A chunk is recorded in the transaction of its effect, and none is open.</translation>
    </message>
    <message>
        <source>Chunk %1 has %2 rows, but %3 were accounted for.</source>
        <translation>Chunk %1 has %2 rows, but %3 were accounted for.</translation>
    </message>
    <message>
        <source>This is a fault of the operation; nothing of the chunk was written.</source>
        <translation>This is a fault of the operation; nothing of the chunk was written.</translation>
    </message>
    <message>
        <source>Write postgresql://user@host:5432/database or sqlite:///folder/file.</source>
        <translation>Write postgresql://user@host:5432/database or sqlite:///folder/file.</translation>
    </message>
    <message>
        <source>A percent sign itself is written %25.</source>
        <translation>A percent sign itself is written %25.</translation>
    </message>
    <message>
        <source>The port “%1” of the database URL is not a number from 1 to 65535.</source>
        <translation>The port “%1” of the database URL is not a number from 1 to 65535.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown sslmode “%1”.</source>
        <translation>The database URL asks for an unknown sslmode “%1”.</translation>
    </message>
    <message>
        <source>Known are disable, allow, prefer, require, verify-ca and verify-full.</source>
        <translation>Known are disable, allow, prefer, require, verify-ca and verify-full.</translation>
    </message>
    <message>
        <source>The parameter host of the database URL is malformed.</source>
        <translation>The parameter host of the database URL is malformed.</translation>
    </message>
    <message>
        <source>The user of the database URL is malformed.</source>
        <translation>The user of the database URL is malformed.</translation>
    </message>
    <message>
        <source>The password of the database URL is malformed.</source>
        <translation>The password of the database URL is malformed.</translation>
    </message>
    <message>
        <source>The database name of the database URL is malformed.</source>
        <translation>The database name of the database URL is malformed.</translation>
    </message>
    <message>
        <source>The database URL has an unknown parameter “%1”.</source>
        <translation>The database URL has an unknown parameter “%1”.</translation>
    </message>
    <message>
        <source>Known are host, port, user, password, dbname and sslmode.</source>
        <translation>Known are host, port, user, password, dbname and sslmode.</translation>
    </message>
    <message>
        <source>The host of the database URL is malformed.</source>
        <translation>The host of the database URL is malformed.</translation>
    </message>
    <message>
        <source>An IPv6 address stands in brackets: [::1]:5432.</source>
        <translation>An IPv6 address stands in brackets: [::1]:5432.</translation>
    </message>
    <message>
        <source>The database URL names no database.</source>
        <translation>The database URL names no database.</translation>
    </message>
    <message>
        <source>The file of the database URL is malformed.</source>
        <translation>The file of the database URL is malformed.</translation>
    </message>
    <message>
        <source>The file of the database URL is not an absolute path: “%1”.</source>
        <translation>The file of the database URL is not an absolute path: “%1”.</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>Write %1.</translation>
    </message>
    <message>
        <source>The database URL names a folder, not a file: “%1”.</source>
        <translation>The database URL names a folder, not a file: “%1”.</translation>
    </message>
    <message>
        <source>The database URL does not say what kind of database it is.</source>
        <translation>The database URL does not say what kind of database it is.</translation>
    </message>
    <message>
        <source>The database URL asks for an unknown kind of database, “%1”.</source>
        <translation>The database URL asks for an unknown kind of database, “%1”.</translation>
    </message>
    <message>
        <source>Look at the job again; somebody else may be at work on it.</source>
        <translation>Look at the job again; somebody else may be at work on it.</translation>
    </message>
    <message>
        <source>Row %1 of job %2 is no failed row that waits for a retry.</source>
        <translation>Row %1 of job %2 is no failed row that waits for a retry.</translation>
    </message>
    <message>
        <source>No row succeeded.</source>
        <translation>No row succeeded.</translation>
    </message>
    <message>
        <source>The list of job %1 is not being read any more.</source>
        <translation>The list of job %1 is not being read any more.</translation>
    </message>
    <message>
        <source>It was cancelled or deleted meanwhile, or is complete.</source>
        <translation>It was cancelled or deleted meanwhile, or is complete.</translation>
    </message>
    <message>
        <source>Another program reads the list of job %1 already.</source>
        <translation>Another program reads the list of job %1 already.</translation>
    </message>
    <message>
        <source>The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap</source>
        <translation>The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap</translation>
    </message>
    <message>
        <source>The rows of every finished chunk add up</source>
        <translation>The rows of every finished chunk add up</translation>
    </message>
    <message>
        <source>No chunk counts rows that it has not finished</source>
        <translation>No chunk counts rows that it has not finished</translation>
    </message>
    <message>
        <source>Every chunk has exactly as many failures as it counts, on rows of its own</source>
        <translation>Every chunk has exactly as many failures as it counts, on rows of its own</translation>
    </message>
    <message>
        <source>Every chunk has kept its rows</source>
        <translation>Every chunk has kept its rows</translation>
    </message>
    <message>
        <source>Only finished chunks have results, and where rows succeeded they are there</source>
        <translation>Only finished chunks have results, and where rows succeeded they are there</translation>
    </message>
    <message>
        <source>Failures, rows and results all belong to a chunk of the job</source>
        <translation>Failures, rows and results all belong to a chunk of the job</translation>
    </message>
    <message>
        <source>Every chunk that runs or ran was claimed, and no two claims share a fence</source>
        <translation>Every chunk that runs or ran was claimed, and no two claims share a fence</translation>
    </message>
    <message>
        <source>A chunk that runs has a worker</source>
        <translation>A chunk that runs has a worker</translation>
    </message>
    <message>
        <source>A finished job has no open chunk</source>
        <translation>A finished job has no open chunk</translation>
    </message>
    <message>
        <source>Only a cancelled or stopped job has cancelled chunks</source>
        <translation>Only a cancelled or stopped job has cancelled chunks</translation>
    </message>
    <message>
        <source>No chunk of a job whose list is still being read was worked on</source>
        <translation>No chunk of a job whose list is still being read was worked on</translation>
    </message>
    <message>
        <source>The job&apos;s state fits the sums of its rows and its times</source>
        <translation>The job&apos;s state fits the sums of its rows and its times</translation>
    </message>
    <message>
        <source>The job&apos;s log tells every change of its state, in an allowed order</source>
        <translation>The job&apos;s log tells every change of its state, in an allowed order</translation>
    </message>
    <message>
        <source>Every finished chunk was reported as finished exactly once</source>
        <translation>Every finished chunk was reported as finished exactly once</translation>
    </message>
    <message>
        <source>The program does not carry the migration %1.</source>
        <translation>The program does not carry the migration %1.</translation>
    </message>
    <message>
        <source>Install the program anew.</source>
        <translation>Install the program anew.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program knows them up to %2.</source>
        <translation>The database has version %1 of the tables; this program knows them up to %2.</translation>
    </message>
    <message>
        <source>Use a newer version of the program.</source>
        <translation>Use a newer version of the program.</translation>
    </message>
    <message>
        <source>Jobs that are not finished: %1.</source>
        <translation>Jobs that are not finished: %1.</translation>
    </message>
    <message>
        <source>Wait for them or cancel them first.</source>
        <translation>Wait for them or cancel them first.</translation>
    </message>
    <message>
        <source>The table %1 holds rows and is not dropped.</source>
        <translation>The table %1 holds rows and is not dropped.</translation>
    </message>
    <message>
        <source>Empty it by hand first, if its rows may really go.</source>
        <translation>Empty it by hand first, if its rows may really go.</translation>
    </message>
    <message>
        <source>The migration %1 of %2 failed and was taken back: %3</source>
        <translation>The migration %1 of %2 failed and was taken back: %3</translation>
    </message>
    <message>
        <source>Run: bulkheadctl migrate up</source>
        <translation>Run: bulkheadctl migrate up</translation>
    </message>
    <message>
        <source>The database has no tables for jobs yet.</source>
        <translation>The database has no tables for jobs yet.</translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program needs %2.</source>
        <translation>The database has version %1 of the tables; this program needs %2.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver does not give out its connection.</source>
        <translation>Qt&apos;s PostgreSQL driver does not give out its connection.</translation>
    </message>
    <message>
        <source>The server runs PostgreSQL %1.</source>
        <translation>The server runs PostgreSQL %1.</translation>
    </message>
    <message>
        <source>PostgreSQL 13 or newer is needed.</source>
        <translation>PostgreSQL 13 or newer is needed.</translation>
    </message>
    <message>
        <source>The transaction was rolled back, since one of its statements had failed.</source>
        <translation>The transaction was rolled back, since one of its statements had failed.</translation>
    </message>
    <message>
        <source>The server refused the login to %1: %2</source>
        <translation>The server refused the login to %1: %2</translation>
    </message>
    <message>
        <source>Check user and password, and the server&apos;s pg_hba.conf.</source>
        <translation>Check user and password, and the server&apos;s pg_hba.conf.</translation>
    </message>
    <message>
        <source>There is no database “%1” on this server.</source>
        <translation>There is no database “%1” on this server.</translation>
    </message>
    <message>
        <source>Check the name, or create it: createdb %1</source>
        <translation>Check the name, or create it: createdb %1</translation>
    </message>
    <message>
        <source>The server of %1 takes no more connections.</source>
        <translation>The server of %1 takes no more connections.</translation>
    </message>
    <message>
        <source>Close other programs, or raise max_connections.</source>
        <translation>Close other programs, or raise max_connections.</translation>
    </message>
    <message>
        <source>The database %1 cannot be reached: %2</source>
        <translation>The database %1 cannot be reached: %2</translation>
    </message>
    <message>
        <source>Check host and port, that the server runs, and the firewall.</source>
        <translation>Check host and port, that the server runs, and the firewall.</translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver is not installed.</source>
        <translation>Qt&apos;s PostgreSQL driver is not installed.</translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-psql.</source>
        <translation>Install the package libqt6sql6-psql.</translation>
    </message>
    <message>
        <source>Check that the server runs and the network is up.</source>
        <translation>Check that the server runs and the network is up.</translation>
    </message>
    <message>
        <source>The connection or the server only allows reading.</source>
        <translation>The connection or the server only allows reading.</translation>
    </message>
    <message>
        <source>Free some space on the disk of the database.</source>
        <translation>Free some space on the disk of the database.</translation>
    </message>
    <message>
        <source>Somebody else changes the same rows; try again.</source>
        <translation>Somebody else changes the same rows; try again.</translation>
    </message>
    <message>
        <source>The statement took longer than its time limit.</source>
        <translation>The statement took longer than its time limit.</translation>
    </message>
    <message>
        <source>The statement was stopped on request.</source>
        <translation>The statement was stopped on request.</translation>
    </message>
    <message>
        <source>The connection to the database was lost: %1</source>
        <translation>The connection to the database was lost: %1</translation>
    </message>
    <message>
        <source>The database refused: %1</source>
        <translation>The database refused: %1</translation>
    </message>
    <message>
        <source>The database refused “%1”: %2</source>
        <translation>The database refused “%1”: %2</translation>
    </message>
    <message>
        <source>The database file %1 cannot be opened: %2</source>
        <translation>The database file %1 cannot be opened: %2</translation>
    </message>
    <message>
        <source>Make the folder %1 first.</source>
        <translation>Make the folder %1 first.</translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation>Check the rights of its folder.</translation>
    </message>
    <message>
        <source>Check that it is a file you may read and write.</source>
        <translation>Check that it is a file you may read and write.</translation>
    </message>
    <message>
        <source>None of the selected rows can be retried.</source>
        <translation>None of the selected rows can be retried.</translation>
    </message>
    <message>
        <source>Select rows that failed and were not retried yet.</source>
        <translation>Select rows that failed and were not retried yet.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Choose another folder.</translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation>Is the disk full?</translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation>No database is open.</translation>
    </message>
    <message>
        <source>Choose one with File &gt; Connect.</source>
        <translation>Choose one with File &gt; Connect.</translation>
    </message>
    <message>
        <source>%1 is a folder, not a file.</source>
        <translation>%1 is a folder, not a file.</translation>
    </message>
    <message>
        <source>Interrupted while the list was being read; nothing was written.</source>
        <translation>Interrupted while the list was being read; nothing was written.</translation>
    </message>
    <message>
        <source>The sandbox has no switch “%1”, or not with this value.</source>
        <translation>The sandbox has no switch “%1”, or not with this value.</translation>
    </message>
    <message>
        <source>GET /sandbox/faults shows all of them.</source>
        <translation>GET /sandbox/faults shows all of them.</translation>
    </message>
    <message>
        <source>Port %1 cannot be opened.</source>
        <translation>Port %1 cannot be opened.</translation>
    </message>
    <message>
        <source>Choose another one, or 0 for any that is free.</source>
        <translation>Choose another one, or 0 for any that is free.</translation>
    </message>
    <message>
        <source>The service gave two different answers.</source>
        <translation>The service gave two different answers.</translation>
    </message>
    <message>
        <source>The service answered, but said nothing about this one.</source>
        <translation>The service answered, but said nothing about this one.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>It was cancelled.</translation>
    </message>
    <message>
        <source>The service did not answer in time.</source>
        <translation>The service did not answer in time.</translation>
    </message>
    <message>
        <source>The service cannot be reached: %1</source>
        <translation>The service cannot be reached: %1</translation>
    </message>
    <message>
        <source>The connection broke during the call: %1</source>
        <translation>The connection broke during the call: %1</translation>
    </message>
    <message>
        <source>The service cannot answer now: %1</source>
        <translation>The service cannot answer now: %1</translation>
    </message>
    <message>
        <source>The service asks us to slow down: %1</source>
        <translation>The service asks us to slow down: %1</translation>
    </message>
    <message>
        <source>The service failed: %1</source>
        <translation>The service failed: %1</translation>
    </message>
    <message>
        <source>The service does not let us in: %1</source>
        <translation>The service does not let us in: %1</translation>
    </message>
    <message>
        <source>The service refused: %1</source>
        <translation>The service refused: %1</translation>
    </message>
    <message>
        <source>The service&apos;s certificate is not trusted: %1</source>
        <translation>The service&apos;s certificate is not trusted: %1</translation>
    </message>
    <message>
        <source>This is no address of an HTTP service: %1</source>
        <translation>This is no address of an HTTP service: %1</translation>
    </message>
    <message>
        <source>The service&apos;s answer is too large.</source>
        <translation>The service&apos;s answer is too large.</translation>
    </message>
    <message>
        <source>The service does not know it.</source>
        <translation>The service does not know it.</translation>
    </message>
    <message>
        <source>The service does not take it.</source>
        <translation>The service does not take it.</translation>
    </message>
    <message>
        <source>Mend the look-up&apos;s description.</source>
        <translation>Mend the look-up&apos;s description.</translation>
    </message>
    <message>
        <source>The look-up sends no key: neither its path nor its body contains {key} or {keys}.</source>
        <translation>The look-up sends no key: neither its path nor its body contains {key} or {keys}.</translation>
    </message>
    <message>
        <source>The look-up&apos;s body must be a JSON object or list.</source>
        <translation>The look-up&apos;s body must be a JSON object or list.</translation>
    </message>
    <message>
        <source>The look-up names no value that it brings.</source>
        <translation>The look-up names no value that it brings.</translation>
    </message>
    <message>
        <source>“%1” is no place in JSON: it begins with “/”.</source>
        <translation>“%1” is no place in JSON: it begins with “/”.</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON: %1.</source>
        <translation>The service&apos;s answer is no JSON: %1.</translation>
    </message>
    <message>
        <source>The service&apos;s answer has nothing at “%1”.</source>
        <translation>The service&apos;s answer has nothing at “%1”.</translation>
    </message>
    <message>
        <source>The service says that it knows this phone, but not its MAX id.</source>
        <translation>The service says that it knows this phone, but not its MAX id.</translation>
    </message>
    <message>
        <source>The service knows no one with this phone.</source>
        <translation>The service knows no one with this phone.</translation>
    </message>
    <message>
        <source>The service does not take this phone: %1</source>
        <translation>The service does not take this phone: %1</translation>
    </message>
    <message>
        <source>Write it like +7 999 123-45-67.</source>
        <translation>Write it like +7 999 123-45-67.</translation>
    </message>
    <message>
        <source>“%1” has too many digits for a Russian phone number.</source>
        <translation>“%1” has too many digits for a Russian phone number.</translation>
    </message>
    <message>
        <source>“%1” is not a Russian phone number.</source>
        <translation>“%1” is not a Russian phone number.</translation>
    </message>
    <message>
        <source>“%1” lacks +7 or 8 in front.</source>
        <translation>“%1” lacks +7 or 8 in front.</translation>
    </message>
    <message>
        <source>“%1” has too few digits for a Russian phone number.</source>
        <translation>“%1” has too few digits for a Russian phone number.</translation>
    </message>
    <message>
        <source>“%1” is not a phone number.</source>
        <translation>“%1” is not a phone number.</translation>
    </message>
    <message>
        <source>There is no phone number.</source>
        <translation>There is no phone number.</translation>
    </message>
    <message>
        <source>“%1” has an extension, which a personal phone has not.</source>
        <translation>“%1” has an extension, which a personal phone has not.</translation>
    </message>
    <message>
        <source>The keychain does not give “%1”: %2</source>
        <translation>The keychain does not give “%1”: %2</translation>
    </message>
    <message>
        <source>On a server without a keychain use env: or file: instead.</source>
        <translation>On a server without a keychain use env: or file: instead.</translation>
    </message>
    <message>
        <source>--%1 wants a number, not “%2”.</source>
        <translation>--%1 wants a number, not “%2”.</translation>
    </message>
    <message>
        <source>--%1 must lie between 0 and %2.</source>
        <translation>--%1 must lie between 0 and %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 cannot be read: %2.</translation>
    </message>
    <message>
        <source>--now wants a time like 2026-01-31T12:00:00Z, not “%1”.</source>
        <translation>--now wants a time like 2026-01-31T12:00:00Z, not “%1”.</translation>
    </message>
    <message>
        <source>--path wants NAME=/path, not “%1”.</source>
        <translation>--path wants NAME=/path, not “%1”.</translation>
    </message>
    <message>
        <source>--%1 wants a duration like 5s or 500ms, not “%2”.</source>
        <translation>--%1 wants a duration like 5s or 500ms, not “%2”.</translation>
    </message>
    <message>
        <source>Which kind of service is “%1”? --kind is missing: maxbot, checkins, users or http.</source>
        <translation>Which kind of service is “%1”? --kind is missing: maxbot, checkins, users or http.</translation>
    </message>
    <message>
        <source>services knows list, set, remove and test, not “%1”.</source>
        <translation>services knows list, set, remove and test, not “%1”.</translation>
    </message>
    <message>
        <source>Which service? Its name is missing.</source>
        <translation>Which service? Its name is missing.</translation>
    </message>
    <message>
        <source>%1 is empty, or too large to be what it should be.</source>
        <translation>%1 is empty, or too large to be what it should be.</translation>
    </message>
    <message>
        <source>The environment variable %1 is not set, which has the secret of service “%2”.</source>
        <translation>The environment variable %1 is not set, which has the secret of service “%2”.</translation>
    </message>
    <message>
        <source>There is no keychain here, which has the secret of service “%1”.</source>
        <translation>There is no keychain here, which has the secret of service “%1”.</translation>
    </message>
    <message>
        <source>%1 contains no certificate (PEM).</source>
        <translation>%1 contains no certificate (PEM).</translation>
    </message>
    <message>
        <source>The secret of service “%1” has more than one line.</source>
        <translation>The secret of service “%1” has more than one line.</translation>
    </message>
    <message>
        <source>“%1” is no address of a MaxBot service.</source>
        <translation>“%1” is no address of a MaxBot service.</translation>
    </message>
    <message>
        <source>Write it as host:port, for example localhost:9095.</source>
        <translation>Write it as host:port, for example localhost:9095.</translation>
    </message>
    <message>
        <source>“%1” is no address of an HTTP service.</source>
        <translation>“%1” is no address of an HTTP service.</translation>
    </message>
    <message>
        <source>Write it as a URL, for example https://checkins.example.org/api.</source>
        <translation>Write it as a URL, for example https://checkins.example.org/api.</translation>
    </message>
    <message>
        <source>The address of service “%1” contains a user or password.</source>
        <translation>The address of service “%1” contains a user or password.</translation>
    </message>
    <message>
        <source>Keep secrets in the environment, a file or the keychain: env:, file:, keychain:.</source>
        <translation>Keep secrets in the environment, a file or the keychain: env:, file:, keychain:.</translation>
    </message>
    <message>
        <source>%1 of service “%2” must lie between %3 and %4.</source>
        <translation>%1 of service “%2” must lie between %3 and %4.</translation>
    </message>
    <message>
        <source>The deadline counts milliseconds, the rate calls a second (0: no limit).</source>
        <translation>The deadline counts milliseconds, the rate calls a second (0: no limit).</translation>
    </message>
    <message>
        <source>There is no kind of service “%1”.</source>
        <translation>There is no kind of service “%1”.</translation>
    </message>
    <message>
        <source>The kinds are maxbot, checkins, users and http.</source>
        <translation>The kinds are maxbot, checkins, users and http.</translation>
    </message>
    <message>
        <source>A credential says where the secret is, and is not the secret itself.</source>
        <translation>A credential says where the secret is, and is not the secret itself.</translation>
    </message>
    <message>
        <source>Write env:VARIABLE, file:/path or keychain:NAME.</source>
        <translation>Write env:VARIABLE, file:/path or keychain:NAME.</translation>
    </message>
    <message>
        <source>“%1” cannot name a service.</source>
        <translation>“%1” cannot name a service.</translation>
    </message>
    <message>
        <source>Use up to 64 letters, digits, “-”, “_” and “.”.</source>
        <translation>Use up to 64 letters, digits, “-”, “_” and “.”.</translation>
    </message>
    <message>
        <source>“%1” cannot be the header that carries the secret of service “%2”.</source>
        <translation>“%1” cannot be the header that carries the secret of service “%2”.</translation>
    </message>
    <message>
        <source>Usual are Authorization and X-API-Key.</source>
        <translation>Usual are Authorization and X-API-Key.</translation>
    </message>
    <message>
        <source>The path “%1” of service “%2” must begin with “/”.</source>
        <translation>The path “%1” of service “%2” must begin with “/”.</translation>
    </message>
    <message>
        <source>It is put behind the service&apos;s address.</source>
        <translation>It is put behind the service&apos;s address.</translation>
    </message>
    <message>
        <source>There is no service “%1”.</source>
        <translation>There is no service “%1”.</translation>
    </message>
    <message>
        <source>%1 is “%2”, which is no duration.</source>
        <translation>%1 is “%2”, which is no duration.</translation>
    </message>
    <message>
        <source>Write it like 5s, 500ms or 1m30s.</source>
        <translation>Write it like 5s, 500ms or 1m30s.</translation>
    </message>
    <message>
        <source>Service “%1” follows from the environment and cannot be removed.</source>
        <translation>Service “%1” follows from the environment and cannot be removed.</translation>
    </message>
    <message>
        <source>Check its secret (now: %1) and the header it goes in (now: %2).</source>
        <translation>Check its secret (now: %1) and the header it goes in (now: %2).</translation>
    </message>
    <message>
        <source>It works, but others use it too: set a rate that leaves room for them.</source>
        <translation>It works, but others use it too: set a rate that leaves room for them.</translation>
    </message>
    <message>
        <source>Something listens at %1, but it may not be this service, or want TLS, or need a longer deadline.</source>
        <translation>Something listens at %1, but it may not be this service, or want TLS, or need a longer deadline.</translation>
    </message>
    <message>
        <source>Is it running, and is its address right? It is asked at %1.</source>
        <translation>Is it running, and is its address right? It is asked at %1.</translation>
    </message>
    <message>
        <source>Is this the right kind of service? It is set up as “%1”.</source>
        <translation>Is this the right kind of service? It is set up as “%1”.</translation>
    </message>
    <message>
        <source>The MaxBot service answered as “%1”.</source>
        <translation>The MaxBot service answered as “%1”.</translation>
    </message>
    <message>
        <source>The MaxBot service answered.</source>
        <translation>The MaxBot service answered.</translation>
    </message>
    <message>
        <source>The service answered with HTTP status %1.</source>
        <translation>The service answered with HTTP status %1.</translation>
    </message>
    <message>
        <source>%1 must be a whole number from %2 to %3, not “%4”.</source>
        <translation>%1 must be a whole number from %2 to %3, not “%4”.</translation>
    </message>
    <message>
        <source>%1 must be a duration from %2 to %3, not “%4”.</source>
        <translation>%1 must be a duration from %2 to %3, not “%4”.</translation>
    </message>
    <message>
        <source>%1 must be true or false, not “%2”.</source>
        <translation>%1 must be true or false, not “%2”.</translation>
    </message>
    <message>
        <source>%1 must be one of %2, not “%3”.</source>
        <translation>%1 must be one of %2, not “%3”.</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1” and DB_SSL_MODE is “%2”: which one counts?</source>
        <translation>DB_SSLMODE is “%1” and DB_SSL_MODE is “%2”: which one counts?</translation>
    </message>
    <message>
        <source>Keep DB_SSLMODE only.</source>
        <translation>Keep DB_SSLMODE only.</translation>
    </message>
    <message>
        <source>There is no setting %1.</source>
        <translation>There is no setting %1.</translation>
    </message>
    <message>
        <source>Is it spelt right?</source>
        <translation>Is it spelt right?</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT (%1) is longer than BATCH_PROCESSING_TIMEOUT (%2).</source>
        <translation>MONTAGE_USER_TIMEOUT (%1) is longer than BATCH_PROCESSING_TIMEOUT (%2).</translation>
    </message>
    <message>
        <source>One user&apos;s time is part of the whole job&apos;s.</source>
        <translation>One user&apos;s time is part of the whole job&apos;s.</translation>
    </message>
    <message>
        <source>DB_HOST is set, but DB_NAME or DB_USER is missing.</source>
        <translation>DB_HOST is set, but DB_NAME or DB_USER is missing.</translation>
    </message>
    <message>
        <source>The service&apos;s answer is no JSON object.</source>
        <translation>The service&apos;s answer is no JSON object.</translation>
    </message>
    <message>
        <source>The service sent a check-in without id, user or time.</source>
        <translation>The service sent a check-in without id, user or time.</translation>
    </message>
    <message>
        <source>The service says that there is more, but repeats itself.</source>
        <translation>The service says that there is more, but repeats itself.</translation>
    </message>
    <message>
        <source>The service speaks of %1 check-ins, but sent %2.</source>
        <translation>The service speaks of %1 check-ins, but sent %2.</translation>
    </message>
    <message>
        <source>The service&apos;s list of users is not in the order of their ids.</source>
        <translation>The service&apos;s list of users is not in the order of their ids.</translation>
    </message>
    <message>
        <source>Reading the user&apos;s check-ins took too long.</source>
        <translation>Reading the user&apos;s check-ins took too long.</translation>
    </message>
    <message>
        <source>MONTAGE_USER_TIMEOUT says how long it may take.</source>
        <translation>MONTAGE_USER_TIMEOUT says how long it may take.</translation>
    </message>
    <message>
        <source>--%1 wants a day or a time like 2026-11-22 or 2026-11-22T09:00, not “%2”.</source>
        <translation>--%1 wants a day or a time like 2026-11-22 or 2026-11-22T09:00, not “%2”.</translation>
    </message>
    <message>
        <source>The audit knows no action “%1”, only: %2.</source>
        <translation>The audit knows no action “%1”, only: %2.</translation>
    </message>
    <message>
        <source>--job wants the whole id of a job, not “%1”.</source>
        <translation>--job wants the whole id of a job, not “%1”.</translation>
    </message>
    <message>
        <source>audit knows list, verify and export, not “%1”.</source>
        <translation>audit knows list, verify and export, not “%1”.</translation>
    </message>
    <message>
        <source>Which file? “bulkheadctl operations check FILE”.</source>
        <translation>Which file? “bulkheadctl operations check FILE”.</translation>
    </message>
    <message>
        <source>For which table? This database has: %1.</source>
        <translation>For which table? This database has: %1.</translation>
    </message>
    <message>
        <source>Which role, and whose? roles %1 ROLE USER</source>
        <translation>Which role, and whose? roles %1 ROLE USER</translation>
    </message>
    <message>
        <source>There is no role “%1”; the roles are viewer, operator and administrator.</source>
        <translation>There is no role “%1”; the roles are viewer, operator and administrator.</translation>
    </message>
    <message>
        <source>roles knows list, grant and revoke, not “%1”.</source>
        <translation>roles knows list, grant and revoke, not “%1”.</translation>
    </message>
    <message>
        <source>--pause-at wants a share of the rows such as 5%, not “%1”.</source>
        <translation>--pause-at wants a share of the rows such as 5%, not “%1”.</translation>
    </message>
    <message>
        <source>Give --csv or --query, not both.</source>
        <translation>Give --csv or --query, not both.</translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --query for: %1.</source>
        <translation>Which list? Give --csv FILE, or --query for: %1.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being previewed; nothing was written.</source>
        <translation>Interrupted while the changes were being previewed; nothing was written.</translation>
    </message>
    <message>
        <source>Interrupted while the changes were being collected; nothing was written.</source>
        <translation>Interrupted while the changes were being collected; nothing was written.</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and take it back then.</source>
        <translation>Wait for its end, or cancel it, and take it back then.</translation>
    </message>
    <message>
        <source>This job only read; there is nothing to take back.</source>
        <translation>This job only read; there is nothing to take back.</translation>
    </message>
    <message>
        <source>The operation %1 cannot be taken back.</source>
        <translation>The operation %1 cannot be taken back.</translation>
    </message>
    <message>
        <source>This job changed nothing.</source>
        <translation>This job changed nothing.</translation>
    </message>
    <message>
        <source>What the job changed was kept for a limited time, which is over.</source>
        <translation>What the job changed was kept for a limited time, which is over.</translation>
    </message>
    <message>
        <source>Settings say how long the changes of new jobs are kept.</source>
        <translation>Settings say how long the changes of new jobs are kept.</translation>
    </message>
    <message>
        <source>This job is being taken back already.</source>
        <translation>This job is being taken back already.</translation>
    </message>
    <message>
        <source>This job was taken back already.</source>
        <translation>This job was taken back already.</translation>
    </message>
    <message>
        <source>To apply it once more, revert the job that took it back.</source>
        <translation>To apply it once more, revert the job that took it back.</translation>
    </message>
    <message>
        <source>The job %1 waits for nobody.</source>
        <translation>The job %1 waits for nobody.</translation>
    </message>
    <message>
        <source>It runs already, or has ended.</source>
        <translation>It runs already, or has ended.</translation>
    </message>
    <message>
        <source>%1 submitted this job, so somebody else must approve it.</source>
        <translation>%1 submitted this job, so somebody else must approve it.</translation>
    </message>
    <message>
        <source>Ask a colleague to look at its preview.</source>
        <translation>Ask a colleague to look at its preview.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: confirm it by their number, and say why.</source>
        <translation>This job has %1 rows, more than the %2 that may run unasked: confirm it by their number, and say why.</translation>
    </message>
    <message>
        <source>This job has %1 rows, more than the %2 that may run unasked: say why.</source>
        <translation>This job has %1 rows, more than the %2 that may run unasked: say why.</translation>
    </message>
    <message>
        <source>Waits for a second person: above %1 rows somebody other than who submitted it must approve.</source>
        <translation>Waits for a second person: above %1 rows somebody other than who submitted it must approve.</translation>
    </message>
    <message>
        <source>A revert is not retried row by row.</source>
        <translation>A revert is not retried row by row.</translation>
    </message>
    <message>
        <source>Revert the first job again: what is back already is passed over.</source>
        <translation>Revert the first job again: what is back already is passed over.</translation>
    </message>
    <message>
        <source>The program ended while the changes were being collected.</source>
        <translation>The program ended while the changes were being collected.</translation>
    </message>
    <message>
        <source>Nothing was written; revert the first job again.</source>
        <translation>Nothing was written; revert the first job again.</translation>
    </message>
    <message>
        <source>Every succeeded row has told what it changed or read</source>
        <translation>Every succeeded row has told what it changed or read</translation>
    </message>
    <message>
        <source>first must be 1 or more.</source>
        <translation>first must be 1 or more.</translation>
    </message>
    <message>
        <source>pause-at must be from 0% to 100%.</source>
        <translation>pause-at must be from 0% to 100%.</translation>
    </message>
    <message>
        <source>The record was changed since the preview, and was left as it is.</source>
        <translation>The record was changed since the preview, and was left as it is.</translation>
    </message>
    <message>
        <source>“%1” has more than %2 digits behind the point.</source>
        <translation>“%1” has more than %2 digits behind the point.</translation>
    </message>
    <message>
        <source>This is not JSON: %1 (at character %2).</source>
        <translation>This is not JSON: %1 (at character %2).</translation>
    </message>
    <message>
        <source>“%1” does not have the form %2.</source>
        <translation>“%1” does not have the form %2.</translation>
    </message>
    <message>
        <source>%1 does not have the form that its column needs: %3.</source>
        <translation>%1 does not have the form that its column needs: %3.</translation>
    </message>
    <message>
        <source>%1 does not fit its column: %3.</source>
        <translation>%1 does not fit its column: %3.</translation>
    </message>
    <message>
        <source>In conditions, t is the record, r the row by its field names, c what [compute] gave, actor the row of [actor].</source>
        <translation>In conditions, t is the record, r the row by its field names, c what [compute] gave, actor the row of [actor].</translation>
    </message>
    <message>
        <source>min and max are for the types int and decimal; the length of a text has min_length and max_length.</source>
        <translation>min and max are for the types int and decimal; the length of a text has min_length and max_length.</translation>
    </message>
    <message>
        <source>This pattern is no regular expression: %1.</source>
        <translation>This pattern is no regular expression: %1.</translation>
    </message>
    <message>
        <source>empty must be &quot;keep&quot; (an empty cell changes nothing) or &quot;clear&quot;.</source>
        <translation>empty must be &quot;keep&quot; (an empty cell changes nothing) or &quot;clear&quot;.</translation>
    </message>
    <message>
        <source>There is no field “%1” in this file; its fields are: %2.</source>
        <translation>There is no field “%1” in this file; its fields are: %2.</translation>
    </message>
    <message>
        <source>Name the table: table = &quot;…&quot;; or the field that names it, and the tables it may name: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</source>
        <translation>Name the table: table = &quot;…&quot;; or the field that names it, and the tables it may name: table_field = &quot;…&quot;, tables = [&quot;…&quot;].</translation>
    </message>
    <message>
        <source>Only a delete may let its rows name the table.</source>
        <translation>Only a delete may let its rows name the table.</translation>
    </message>
    <message>
        <source>A soft delete says how a record is marked: fixed = { deleted_at = &quot;now()&quot; }.</source>
        <translation>A soft delete says how a record is marked: fixed = { deleted_at = &quot;now()&quot; }.</translation>
    </message>
    <message>
        <source>No field has the column “%1” of the key: add key_field = &quot;…&quot;.</source>
        <translation>No field has the column “%1” of the key: add key_field = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>An operation has one effect, and this is the second.</source>
        <translation>An operation has one effect, and this is the second.</translation>
    </message>
    <message>
        <source>The file does not say what is done: add one of these tables: %1.</source>
        <translation>The file does not say what is done: add one of these tables: %1.</translation>
    </message>
    <message>
        <source>The record is not there any more; somebody deleted it since.</source>
        <translation>The record is not there any more; somebody deleted it since.</translation>
    </message>
    <message>
        <source>The database refuses to put the record back: %1.</source>
        <translation>The database refuses to put the record back: %1.</translation>
    </message>
    <message>
        <source>What this chunk is to take back is not kept any more.</source>
        <translation>What this chunk is to take back is not kept any more.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2” any more, which the job wrote.</source>
        <translation>The table “%1” has no column “%2” any more, which the job wrote.</translation>
    </message>
    <message>
        <source>Nothing can be put back into it; the table was changed since.</source>
        <translation>Nothing can be put back into it; the table was changed since.</translation>
    </message>
    <message>
        <source>Somebody changed the record since; it was left as it is.</source>
        <translation>Somebody changed the record since; it was left as it is.</translation>
    </message>
    <message>
        <source>A record with this key is there again; it was left as it is.</source>
        <translation>A record with this key is there again; it was left as it is.</translation>
    </message>
    <message>
        <source>This database has no table “%1”.</source>
        <translation>This database has no table “%1”.</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables of the built-in operations; for others, change the table&apos;s name in the operation file.</source>
        <translation>“bulkheadctl migrate up --domain” makes the tables of the built-in operations; for others, change the table&apos;s name in the operation file.</translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %1.</source>
        <translation>The database refuses the row by its rule %1.</translation>
    </message>
    <message>
        <source>Another record has the same %1.</source>
        <translation>Another record has the same %1.</translation>
    </message>
    <message>
        <source>The record of %1 that %2 refers to does not exist.</source>
        <translation>The record of %1 that %2 refers to does not exist.</translation>
    </message>
    <message>
        <source>Records of %1 still refer to it.</source>
        <translation>Records of %1 still refer to it.</translation>
    </message>
    <message>
        <source>There is no record with the %1 “%2”.</source>
        <translation>There is no record with the %1 “%2”.</translation>
    </message>
    <message>
        <source>The table “%1” has no primary key of one column.</source>
        <translation>The table “%1” has no primary key of one column.</translation>
    </message>
    <message>
        <source>Name the column that tells its records apart: key = &quot;…&quot;.</source>
        <translation>Name the column that tells its records apart: key = &quot;…&quot;.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”, which the operation %3 names.</source>
        <translation>The table “%1” has no column “%2”, which the operation %3 names.</translation>
    </message>
    <message>
        <source>Change the operation file, or the table.</source>
        <translation>Change the operation file, or the table.</translation>
    </message>
    <message>
        <source>“%1” must be a number.</source>
        <translation>“%1” must be a number.</translation>
    </message>
    <message>
        <source>“%1” must be SQL in quotes, or { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</source>
        <translation>“%1” must be SQL in quotes, or { postgresql = &quot;…&quot;, sqlite = &quot;…&quot; }.</translation>
    </message>
    <message>
        <source>The operation %1 has no query of its own.</source>
        <translation>The operation %1 has no query of its own.</translation>
    </message>
    <message>
        <source>Give it a list.</source>
        <translation>Give it a list.</translation>
    </message>
    <message>
        <source>The query does not give its key “%1”.</source>
        <translation>The query does not give its key “%1”.</translation>
    </message>
    <message>
        <source>Add the column to the query in the operation file.</source>
        <translation>Add the column to the query in the operation file.</translation>
    </message>
    <message>
        <source>A database file has no roles: whoever may write it is its administrator.</source>
        <translation>A database file has no roles: whoever may write it is its administrator.</translation>
    </message>
    <message>
        <source>Let the file&apos;s owner and permissions say who that is.</source>
        <translation>Let the file&apos;s owner and permissions say who that is.</translation>
    </message>
    <message>
        <source>This takes the role %1, and you have none here.</source>
        <translation>This takes the role %1, and you have none here.</translation>
    </message>
    <message>
        <source>This takes the role %1; you have the role %2.</source>
        <translation>This takes the role %1; you have the role %2.</translation>
    </message>
    <message>
        <source>Ask the database&apos;s administrator for it.</source>
        <translation>Ask the database&apos;s administrator for it.</translation>
    </message>
    <message>
        <source>Ask one who has it, or have it given to you: %1.</source>
        <translation>Ask one who has it, or have it given to you: %1.</translation>
    </message>
    <message>
        <source>The server has no roles %1.</source>
        <translation>The server has no roles %1.</translation>
    </message>
    <message>
        <source>The server has no user “%1”.</source>
        <translation>The server has no user “%1”.</translation>
    </message>
    <message>
        <source>Have the server&apos;s administrator create the user first.</source>
        <translation>Have the server&apos;s administrator create the user first.</translation>
    </message>
    <message>
        <source>An administrator of the server runs “%1”, and you “bulkheadctl migrate up” again.</source>
        <translation>An administrator of the server runs “%1”, and you “bulkheadctl migrate up” again.</translation>
    </message>
    <message>
        <source>The end of the audit&apos;s chain is missing.</source>
        <translation>The end of the audit&apos;s chain is missing.</translation>
    </message>
    <message>
        <source>Somebody changed the audit. Put the database back from a backup.</source>
        <translation>Somebody changed the audit. Put the database back from a backup.</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>The check was stopped before its end.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit is missing.</source>
        <translation>Entry %1 of the audit is missing.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was changed: its hash does not fit it.</source>
        <translation>Entry %1 of the audit was changed: its hash does not fit it.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit does not follow the one before it: one of the two was replaced.</source>
        <translation>Entry %1 of the audit does not follow the one before it: one of the two was replaced.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit stands behind the end of the chain.</source>
        <translation>Entry %1 of the audit stands behind the end of the chain.</translation>
    </message>
    <message>
        <source>Entry %1 of the audit was replaced: the chain ends with another hash.</source>
        <translation>Entry %1 of the audit was replaced: the chain ends with another hash.</translation>
    </message>
    <message>
        <source>The export was stopped before its end.</source>
        <translation>The export was stopped before its end.</translation>
    </message>
    <message>
        <source>The first %1 rows are done. Look at them, and resume to go on.</source>
        <translation>The first %1 rows are done. Look at them, and resume to go on.</translation>
    </message>
    <message>
        <source>Paused by itself: %1 of the first %2 rows failed, more than %3 %.</source>
        <translation>Paused by itself: %1 of the first %2 rows failed, more than %3 %.</translation>
    </message>
    <message>
        <source>It takes another role; “bulkheadctl roles” shows who has which.</source>
        <translation>It takes another role; “bulkheadctl roles” shows who has which.</translation>
    </message>
    <message>
        <source>You may not do this in this database: %1</source>
        <translation>You may not do this in this database: %1</translation>
    </message>
    <message>
        <source>Stopped, since more rows failed (%1) than may (%2).</source>
        <translation>Stopped, since more rows failed (%1) than may (%2).</translation>
    </message>
    <message>
        <source>Rows of job %2 that are in another retry already: %1.</source>
        <translation>Rows of job %2 that are in another retry already: %1.</translation>
    </message>
    <message>
        <source>Rows of the mended file that are not failed rows of this job: %1 of %2.</source>
        <translation>Rows of the mended file that are not failed rows of this job: %1 of %2.</translation>
    </message>
    <message>
        <source>“%1” cannot run jobs; roles that can are: operator, administrator.</source>
        <translation>“%1” cannot run jobs; roles that can are: operator, administrator.</translation>
    </message>
    <message>
        <source>It was only looked at, and is not wanted any more.</source>
        <translation>It was only looked at, and is not wanted any more.</translation>
    </message>
    <message>
        <source>The id “%1” cannot be the name of a file.</source>
        <translation>The id “%1” cannot be the name of a file.</translation>
    </message>
    <message>
        <source>Take letters a to z, digits, dots, dashes and underscores: books.update.</source>
        <translation>Take letters a to z, digits, dots, dashes and underscores: books.update.</translation>
    </message>
    <message>
        <source>%1 says something else than when it was opened here.</source>
        <translation>%1 says something else than when it was opened here.</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 is not there any more.</translation>
    </message>
    <message>
        <source>--employees says how many --fill writes; --fill is missing.</source>
        <translation>--employees says how many --fill writes; --fill is missing.</translation>
    </message>
    <message>
        <source>--timeout wants a time such as 30m, not “%1”.</source>
        <translation>--timeout wants a time such as 30m, not “%1”.</translation>
    </message>
    <message>
        <source>“bulkheadctl migrate up --domain” makes the tables.</source>
        <translation>“bulkheadctl migrate up --domain” makes the tables.</translation>
    </message>
    <message>
        <source>This database has %1 employees and %2 users that are not the sandbox&apos;s.</source>
        <translation>This database has %1 employees and %2 users that are not the sandbox&apos;s.</translation>
    </message>
    <message>
        <source>Made-up people belong into no database that is in use: name an empty one.</source>
        <translation>Made-up people belong into no database that is in use: name an empty one.</translation>
    </message>
    <message>
        <source>Interrupted while a service was asked.</source>
        <translation>Interrupted while a service was asked.</translation>
    </message>
    <message>
        <source>This database has no tables for montages.</source>
        <translation>This database has no tables for montages.</translation>
    </message>
    <message>
        <source>An administrator makes them with bulkheadctl migrate up --domain.</source>
        <translation>An administrator makes them with bulkheadctl migrate up --domain.</translation>
    </message>
    <message>
        <source>Nothing was written; make the preview again once the service is back.</source>
        <translation>Nothing was written; make the preview again once the service is back.</translation>
    </message>
    <message>
        <source>Montage jobs are switched off: ENABLE_BATCH_PROCESSING is false.</source>
        <translation>Montage jobs are switched off: ENABLE_BATCH_PROCESSING is false.</translation>
    </message>
    <message>
        <source>timeout must not be negative.</source>
        <translation>timeout must not be negative.</translation>
    </message>
    <message>
        <source>The service “%1” does not give “%2”; it gives: %3.</source>
        <translation>The service “%1” does not give “%2”; it gives: %3.</translation>
    </message>
    <message>
        <source>The check-in service knows this user, but the table “users” does not.</source>
        <translation>The check-in service knows this user, but the table “users” does not.</translation>
    </message>
    <message>
        <source>region is for the type phone, two capitals: region = &quot;RU&quot;.</source>
        <translation>region is for the type phone, two capitals: region = &quot;RU&quot;.</translation>
    </message>
    <message>
        <source>dependents must be &quot;keep&quot; (a record that others refer to is refused) or &quot;delete&quot;.</source>
        <translation>dependents must be &quot;keep&quot; (a record that others refer to is refused) or &quot;delete&quot;.</translation>
    </message>
    <message>
        <source>“%1” is a field already; call the answer otherwise.</source>
        <translation>“%1” is a field already; call the answer otherwise.</translation>
    </message>
    <message>
        <source>“%1” describes a call over HTTP, which needs a path = &quot;/…&quot;.</source>
        <translation>“%1” describes a call over HTTP, which needs a path = &quot;/…&quot;.</translation>
    </message>
    <message>
        <source>The body must be JSON, such as &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</source>
        <translation>The body must be JSON, such as &apos;{&quot;ids&quot;: &quot;{keys}&quot;}&apos;.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set NAME --credential …” say where it is.</source>
        <translation>Settings or “bulkheadctl services set NAME --credential …” say where it is.</translation>
    </message>
    <message>
        <source>It is not said where the secret of service “%1” is.</source>
        <translation>It is not said where the secret of service “%1” is.</translation>
    </message>
    <message>
        <source>Name the environment variable, the file or the entry of the keychain.</source>
        <translation>Name the environment variable, the file or the entry of the keychain.</translation>
    </message>
    <message>
        <source>Settings and “bulkheadctl services list” show them, and there one is added.</source>
        <translation>Settings and “bulkheadctl services list” show them, and there one is added.</translation>
    </message>
    <message>
        <source>Settings or “bulkheadctl services set” put one of your own in its place.</source>
        <translation>Settings or “bulkheadctl services set” put one of your own in its place.</translation>
    </message>
    <message>
        <source>Name the certificate of its authority (CA file), or check the name in its certificate.</source>
        <translation>Name the certificate of its authority (CA file), or check the name in its certificate.</translation>
    </message>
    <message>
        <source>The keychain does not keep “%1”: %2</source>
        <translation>The keychain does not keep “%1”: %2</translation>
    </message>
    <message>
        <source>this program was built without one</source>
        <translation>this program was built without one</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>it does not answer</translation>
    </message>
    <message>
        <source>Stopped, since it took longer than the %1 s that it may take.</source>
        <translation>Stopped, since it took longer than the %1 s that it may take.</translation>
    </message>
    <message>
        <source>There is a service “%1” already.</source>
        <translation>There is a service “%1” already.</translation>
    </message>
    <message>
        <source>Choose another name, or change that one.</source>
        <translation>Choose another name, or change that one.</translation>
    </message>
    <message>
        <source>DB_HOST is missing beside %1: which database is meant?</source>
        <translation>DB_HOST is missing beside %1: which database is meant?</translation>
    </message>
    <message>
        <source>DB_SSLMODE is “%1”, and the database URL says sslmode=%2: which one counts?</source>
        <translation>DB_SSLMODE is “%1”, and the database URL says sslmode=%2: which one counts?</translation>
    </message>
    <message>
        <source>Another process that keeps this schedule was first, and makes these montages.</source>
        <translation>Another process that keeps this schedule was first, and makes these montages.</translation>
    </message>
    <message>
        <source>Unknown execution mode: %1. Known are run, once, scheduler, health and settings.</source>
        <translation>Unknown execution mode: %1. Known are run, once, scheduler, health and settings.</translation>
    </message>
    <message>
        <source>MONTAGE_BATCH_CRON names no moment in the next years.</source>
        <translation>MONTAGE_BATCH_CRON names no moment in the next years.</translation>
    </message>
    <message>
        <source>Let %1 do it, or an administrator put the operation into /etc/bulkhead/operations.</source>
        <translation>Let %1 do it, or an administrator put the operation into /etc/bulkhead/operations.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: a job is taken back with the rights of who asked for it.</source>
        <translation>Waits for a runner of %1: a job is taken back with the rights of who asked for it.</translation>
    </message>
    <message>
        <source>Waits for a runner of %1: the operation %2 is that person&apos;s own, and runs with nobody else&apos;s rights.</source>
        <translation>Waits for a runner of %1: the operation %2 is that person&apos;s own, and runs with nobody else&apos;s rights.</translation>
    </message>
    <message>
        <source>Waits for an administrator: %1, who submitted it, may not run it.</source>
        <translation>Waits for an administrator: %1, who submitted it, may not run it.</translation>
    </message>
    <message>
        <source>The operation %2 of this job is one of %1&apos;s own, and would run with your rights.</source>
        <translation>The operation %2 of this job is one of %1&apos;s own, and would run with your rights.</translation>
    </message>
    <message>
        <source>Stopped before it began: a job of %1 rows needs a second person, and nobody approved it.</source>
        <translation>Stopped before it began: a job of %1 rows needs a second person, and nobody approved it.</translation>
    </message>
    <message>
        <source>What the job says it changed is in the table “%1”, which its operation does not name.</source>
        <translation>What the job says it changed is in the table “%1”, which its operation does not name.</translation>
    </message>
    <message>
        <source>Nothing is put back: somebody may have changed the job&apos;s record.</source>
        <translation>Nothing is put back: somebody may have changed the job&apos;s record.</translation>
    </message>
    <message>
        <source>%1 is no schedule: %2</source>
        <translation>%1 is no schedule: %2</translation>
    </message>
    <message>
        <source>Five fields: minute, hour, day, month, day of the week. 0 3 * * * is every night at three.</source>
        <translation>Five fields: minute, hour, day, month, day of the week. 0 3 * * * is every night at three.</translation>
    </message>
    <message>
        <source>%1 contains a user or password.</source>
        <translation>%1 contains a user or password.</translation>
    </message>
    <message>
        <source>A key has a name of its own, which ends in _API_KEY.</source>
        <translation>A key has a name of its own, which ends in _API_KEY.</translation>
    </message>
    <message>
        <source>%1 must be the URL of an HTTP service, not “%2”.</source>
        <translation>%1 must be the URL of an HTTP service, not “%2”.</translation>
    </message>
    <message>
        <source>%1 has more than one line.</source>
        <translation>%1 has more than one line.</translation>
    </message>
    <message>
        <source>%1 changes nothing here: %2</source>
        <translation>%1 changes nothing here: %2</translation>
    </message>
    <message>
        <source>montages are made by jobs; one person&apos;s are made at once by “Regenerate” or by a list.</source>
        <translation>montages are made by jobs; one person&apos;s are made at once by “Regenerate” or by a list.</translation>
    </message>
    <message>
        <source>no montage is cached; whoever caches them hears montage.cache.invalidated.</source>
        <translation>no montage is cached; whoever caches them hears montage.cache.invalidated.</translation>
    </message>
    <message>
        <source>what happened stands in the job, whole, and “bulkheadctl events” prints it.</source>
        <translation>what happened stands in the job, whole, and “bulkheadctl events” prints it.</translation>
    </message>
    <message>
        <source>a job takes a handful of connections, and gives them up at its end.</source>
        <translation>a job takes a handful of connections, and gives them up at its end.</translation>
    </message>
    <message>
        <source>%2 has lines that are no NAME=value: %1.</source>
        <translation>%2 has lines that are no NAME=value: %1.</translation>
    </message>
    <message>
        <source>What would be written is not what the preview showed any more; the record was left as it is.</source>
        <translation>What would be written is not what the preview showed any more; the record was left as it is.</translation>
    </message>
    <message>
        <source>The table did not keep the row: one of its triggers leaves it out.</source>
        <translation>The table did not keep the row: one of its triggers leaves it out.</translation>
    </message>
    <message>
        <source>The service gave the same for another %1; only one of them can be right.</source>
        <translation>The service gave the same for another %1; only one of them can be right.</translation>
    </message>
    <message>
        <source>This user is deactivated or deleted, and gets no montages.</source>
        <translation>This user is deactivated or deleted, and gets no montages.</translation>
    </message>
    <message>
        <source>%1 is not used: the operation “%2” is an administrator&apos;s, in %3.</source>
        <translation>%1 is not used: the operation “%2” is an administrator&apos;s, in %3.</translation>
    </message>
    <message>
        <source>Give your operation an id of its own.</source>
        <translation>Give your operation an id of its own.</translation>
    </message>
    <message>
        <source>The database does not understand this SQL: %1.</source>
        <translation>The database does not understand this SQL: %1.</translation>
    </message>
    <message>
        <source>The query gives no column “%1”; it gives: %2.</source>
        <translation>The query gives no column “%1”; it gives: %2.</translation>
    </message>
    <message>
        <source>What goes along is not kept, so such a delete cannot be taken back: take revertible = true out of the file, or write dependents = &quot;keep&quot;.</source>
        <translation>What goes along is not kept, so such a delete cannot be taken back: take revertible = true out of the file, or write dependents = &quot;keep&quot;.</translation>
    </message>
    <message>
        <source>There may be %1 reasons to refuse a row; put some together.</source>
        <translation>There may be %1 reasons to refuse a row; put some together.</translation>
    </message>
    <message>
        <source>[events.record] tells of deleted records, and goes with [delete] only.</source>
        <translation>[events.record] tells of deleted records, and goes with [delete] only.</translation>
    </message>
    <message>
        <source>“%1” is none of the values.</source>
        <translation>“%1” is none of the values.</translation>
    </message>
    <message>
        <source>Records of one of these still refer to it: %1.</source>
        <translation>Records of one of these still refer to it: %1.</translation>
    </message>
    <message>
        <source>Several records of “%1” may have the same “%2”: it is no key.</source>
        <translation>Several records of “%1” may have the same “%2”: it is no key.</translation>
    </message>
    <message>
        <source>Name its primary key, or give the column a unique index of its own.</source>
        <translation>Name its primary key, or give the column a unique index of its own.</translation>
    </message>
    <message>
        <source>New records of “%1” have no key: its column “%2” (%3) has no default and takes no UUID.</source>
        <translation>New records of “%1” have no key: its column “%2” (%3) has no default and takes no UUID.</translation>
    </message>
    <message>
        <source>Let the list say it: add a [[field]] for this column.</source>
        <translation>Let the list say it: add a [[field]] for this column.</translation>
    </message>
    <message>
        <source>The table “%1” has no column “%2”; its columns are: %3.</source>
        <translation>The table “%1” has no column “%2”; its columns are: %3.</translation>
    </message>
    <message>
        <source>The service sent a user without the time of their last check-in.</source>
        <translation>The service sent a user without the time of their last check-in.</translation>
    </message>
    <message>
        <source>{keys} becomes a list, so it must be the whole of a text in the body, not a part of “%1”.</source>
        <translation>{keys} becomes a list, so it must be the whole of a text in the body, not a part of “%1”.</translation>
    </message>
    <message>
        <source>There was no time left to ask the service.</source>
        <translation>There was no time left to ask the service.</translation>
    </message>
    <message>
        <source>the minute</source>
        <translation>the minute</translation>
    </message>
    <message>
        <source>the hour</source>
        <translation>the hour</translation>
    </message>
    <message>
        <source>the day</source>
        <translation>the day</translation>
    </message>
    <message>
        <source>the month</source>
        <translation>the month</translation>
    </message>
    <message>
        <source>the day of the week</source>
        <translation>the day of the week</translation>
    </message>
    <message>
        <source>“%1” has not five fields.</source>
        <translation>“%1” has not five fields.</translation>
    </message>
    <message>
        <source>“%1” is wrong for %2.</source>
        <translation>“%1” is wrong for %2.</translation>
    </message>
    <message>
        <source>found %1</source>
        <translation>found %1</translation>
    </message>
    <message>
        <source>not known %1</source>
        <translation>not known %1</translation>
    </message>
    <message>
        <source>not accepted %1</source>
        <translation>not accepted %1</translation>
    </message>
    <message>
        <source>refused %1</source>
        <translation>refused %1</translation>
    </message>
    <message>
        <source>without an answer %1</source>
        <translation>without an answer %1</translation>
    </message>
    <message>
        <source>answer lost %1</source>
        <translation>answer lost %1</translation>
    </message>
    <message>
        <source>calls %1</source>
        <translation>calls %1</translation>
    </message>
    <message>
        <source>of them again %1</source>
        <translation>of them again %1</translation>
    </message>
    <message>
        <source>%1 ms each</source>
        <translation>%1 ms each</translation>
    </message>
    <message>
        <source>Asked services: %1</source>
        <translation>Asked services: %1</translation>
    </message>
    <message>
        <source>Asked services: %1; %2</source>
        <translation>Asked services: %1; %2</translation>
    </message>
    <message>
        <source>The secret of service “%1” is empty.</source>
        <translation>The secret of service “%1” is empty.</translation>
    </message>
    <message>
        <source>The secret of service “%1”, or what stands before it, has a character that no header can carry.</source>
        <translation>The secret of service “%1”, or what stands before it, has a character that no header can carry.</translation>
    </message>
    <message>
        <source>The settings cannot be written to %1.</source>
        <translation>The settings cannot be written to %1.</translation>
    </message>
    <message>
        <source>Check that its folder can be written to, and that there is room left.</source>
        <translation>Check that its folder can be written to, and that there is room left.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at least %3.</source>
        <translation>%1 is %2; it must be at least %3.</translation>
    </message>
    <message>
        <source>%1 is %2; it must be at most %3.</source>
        <translation>%1 is %2; it must be at most %3.</translation>
    </message>
    <message>
        <source>Give its address in %1, or add it in Settings or with “bulkheadctl services set”.</source>
        <translation>Give its address in %1, or add it in Settings or with “bulkheadctl services set”.</translation>
    </message>
    <message>
        <source>--status wants failed, succeeded, skipped, cancelled, pending or all, not “%1”.</source>
        <translation>--status wants failed, succeeded, skipped, cancelled, pending or all, not “%1”.</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A console for bulk jobs over records.</source>
        <translation>A console for bulk jobs over records.</translation>
    </message>
    <message>
        <source>Database: sqlite:///file or postgresql://user@host/name.</source>
        <translation>Database: sqlite:///file or postgresql://user@host/name.</translation>
    </message>
    <message>
        <source>Begin a new job with this list.</source>
        <translation>Begin a new job with this list.</translation>
    </message>
    <message>
        <source>Language of the window: en, ru or pt_BR.</source>
        <translation>Language of the window: en, ru or pt_BR.</translation>
    </message>
    <message>
        <source>The same as --open FILE.</source>
        <translation>The same as --open FILE.</translation>
    </message>
</context>
</TS>
