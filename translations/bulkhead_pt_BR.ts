<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>QFile</name>
    <message>
        <source>Is a directory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::BadRowsModel</name>
    <message>
        <source>line %1 of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>An error: its code in the tooltip of its text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::CheckStep</name>
    <message>
        <source>Every row is checked here before anything is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bad rows are found while the list is loaded, too, and fail one by one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that cannot be used, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check was skipped. Rows that cannot be used are found while the list is loaded; each fails with its reason and can be mended and retried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skipped</source>
        <comment>the check</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows checked, %2 bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking… %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows cannot be checked: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could not be done</source>
        <comment>the check</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list has no rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s), and all can be used.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 rows can be used; %3 cannot, for these reasons:</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln bad row(s) are shown. All of them will be listed in the job.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>All</source>
        <comment>errors</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First in row %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ChosenList</name>
    <message>
        <source>clipboard</source>
        <extracomment>The name of a list that was pasted</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ChunkStrip</name>
    <message>
        <source>Chunks of the job</source>
        <extracomment>accessible name of the strip that shows the chunks of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk %1 · rows %2–%3 · %4</source>
        <extracomment>one chunk of a job: %1 its number, %2 and %3 its first and last row, %4 its state</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 failed</source>
        <extracomment>appended to the words on a chunk</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · took %1</source>
        <extracomment>appended to the words on a chunk: %1 is a duration</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · attempt %1</source>
        <extracomment>appended to the words on a chunk: how often it was tried</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more chunk(s)</source>
        <extracomment>more chunks than are listed</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionForm</name>
    <message>
        <source>Keep it in the keychain of this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name, address, or folder of a socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the server offers it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always, and the certificate&apos;s issuer is known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always, and the certificate is the host&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the database is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user is missing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionIndicator</name>
    <message>
        <source>connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connecting…</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not connected</source>
        <extracomment>state of the connection to the database</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database: %1</source>
        <extracomment>accessible name of the connection indicator: %1 is a database and the state of the connection</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database of this computer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectionPage</name>
    <message>
        <source>Connected to PostgreSQL %1 in %2 ms, %3.</source>
        <comment>%3: encrypted or not</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is there to work with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the database of this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the tables of the systems, too (users, employees, orders …)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it off where these tables are there already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the tables and connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database has no tables of Bulkhead yet. They go into a schema of their own, &quot;bulkhead&quot;; nothing that is there is touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tables of Bulkhead in this database are older than the program. Updating them keeps what is in them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update the tables and connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the tables…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tables are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are now on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password could not go into a keychain (%1). It is kept until the program ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill in the form with this connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database of this computer, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a database, why</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ErrorChips</name>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (row %2)</source>
        <extracomment>tooltip of an error: %1 the message of the first such row, %2 the number of that row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 rows; show only these</source>
        <extracomment>accessible name of a button that filters: %1 an error&apos;s short name, %2 the number of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln more</source>
        <extracomment>a button with a menu of further kinds of errors</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::FieldRow</name>
    <message>
        <source>%1 *</source>
        <extracomment>Marks a field that must have a value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value of %1 for every row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same value for every row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– nothing –</source>
        <extracomment>A field that gets no value</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same for every row…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemActions</name>
    <message>
        <source>Export rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <extracomment>kinds of files in the save dialog</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON, one object a line (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing rows to %1…</source>
        <extracomment>%1 is the path of a file</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote %1 rows to %2.</source>
        <extracomment>%1 is a number of rows, %2 the path of a file</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemCellDelegate</name>
    <message>
        <source>New value of %1</source>
        <extracomment>accessible name of the editor of a cell: %1 is the name of the column</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableModel</name>
    <message>
        <source>Retried</source>
        <extracomment>state of a failed row that a later job took up</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts in line %1 of the file</source>
        <extracomment>%1 is the number of a line in a file</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken up by job %1</source>
        <extracomment>%1 is the id of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept secret; a new value is hashed before it is stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mended. Was: %1</source>
        <extracomment>%1 is the value of a cell before it was changed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row</source>
        <extracomment>column: number of the row in the source</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <extracomment>column: short name of the error</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <extracomment>column: what the operation gave back, such as a new id</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemTableView</name>
    <message>
        <source>Rows of the job</source>
        <extracomment>accessible name of the table of a job&apos;s rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemText</name>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsFooter</name>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a new job of the failed rows, as they are mended (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write rows to a file (Ctrl+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed rows as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded rows as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed rows as JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded rows as JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows as JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln row(s) with %1</source>
        <extracomment>%1 is the short name of an error</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %Ln mended</source>
        <extracomment>appended to &quot;Retry 37 rows&quot;: how many of them were mended</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Retry selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ItemsPanel</name>
    <message>
        <source>What to show of the job</source>
        <extracomment>accessible name of the tabs below a job: all rows, failed, succeeded, log, spec</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search failed rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln row(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied the first %Ln row(s); export the rest to a file.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Log of the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job as text</source>
        <extracomment>accessible name of the text that holds everything a job was told</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1</source>
        <extracomment>tab: all rows of a job; %1 is their number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed %1</source>
        <extracomment>tab: failed rows of a job; %1 is their number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeded %1</source>
        <extracomment>tab: rows of a job that succeeded; %1 is their number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <extracomment>tab: the events of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spec</source>
        <extracomment>tab: everything a job was told, as text</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No failed row matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No failed row has this error and this text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row has failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row is done yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No rows yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list is being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobActions</name>
    <message>
        <source>The job cannot be paused: it has ended meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job cannot be resumed: it is not paused any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job cannot be cancelled: it has ended meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1 again…</source>
        <extracomment>%1 is the name of a list, such as staff.csv</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only finished jobs can be deleted. Cancel the job first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s) from the history?</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The record of %1 rows goes with it: their values, what became of them, errors and log. What the job changed in the database stays as it is.</source>
        <extracomment>%1 is a number of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Deleted %Ln job(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::JobFilterBar</name>
    <message>
        <source>Search jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search list, operation, person or id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show jobs with this status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show jobs of this operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any operation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobHeader</name>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start no further chunk; those that run may finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop for good; rows that were done stay done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about this job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the job this one retries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the job&apos;s id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · by %2 · %3 · job %4</source>
        <extracomment>under the title of a job: %1 list, %2 person, %3 when, %4 the beginning of its id</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows read so far</source>
        <extracomment>a job whose list is being read: %1 is the number of rows so far</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <extracomment>progress of a job: %1 rows are settled, %2 is their total</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows</source>
        <extracomment>a finished job: %1 is the number of its rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>took %1</source>
        <extracomment>a finished job: %1 is a duration</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 done</source>
        <extracomment>rows of a job that succeeded</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed</source>
        <extracomment>rows of a job that failed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <extracomment>rows of a job that were left out</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <extracomment>rows of a job of which nobody knows whether they took effect</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <extracomment>rows of a job that were not worked on because it was stopped</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to go</source>
        <extracomment>rows of a job that are not settled yet</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListModel</name>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List</source>
        <extracomment>column: the file or other source of the rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <extracomment>column: how many rows the job has</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <extracomment>column: who started the job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitted</source>
        <extracomment>column: when the job was submitted</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>column: how long the job took, or the time left</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows read</source>
        <extracomment>a job whose list is being read; %1 is the number of rows so far</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <extracomment>progress of a job in percent</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 done</source>
        <extracomment>rows of a finished job that succeeded</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 failed</source>
        <extracomment>appended to &quot;4,963 done&quot;: rows that failed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 cancelled</source>
        <extracomment>appended to &quot;4,963 done&quot;: rows that were not worked on</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobListPage</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the job (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the same list with the same settings as a new job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as new…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open New job filled in as this job was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the record of finished jobs (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No job here has this status, operation and text together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job applies one operation to a list of records. Here you watch it run, see why a row failed, mend it and retry. Start with a CSV file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every finished job is kept here, whoever ran it: open it, run it again, or use it as the start of a new one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobLogModel</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <extracomment>column of the log of a job: what happened</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Submitted</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List read, waiting</source>
        <extracomment>event in the log of a job: its list was read and it waits for a worker</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk tried again</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker lost, chunk taken up</source>
        <extracomment>event in the log of a job: a worker died and its chunk was taken up</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resumed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed rows retried</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>event in the log of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::JobOptionsForm</name>
    <message>
        <source>Stop at the first row that fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the order: one chunk strictly after the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that are written together, and lost together if a connection breaks. 1 to 50,000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunks that are worked on at the same time. 1 to 64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go on whatever fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop when more rows failed than</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop when more of the rows failed than</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed rows beyond which the job stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of failed rows beyond which the job stops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> %</source>
        <comment>after a number</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows in a chunk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunks at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If rows fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often a chunk is tried again when the database was busy or away. 0 to 20.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs with a higher number go first. 0 to 10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retries of a chunk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the operation says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (as the operation says)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::MainWindow</name>
    <message>
        <source>New job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <extracomment>menu</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Connect…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <extracomment>menu</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;earch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Job</source>
        <extracomment>menu: what can be done with the job in front</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Retry failed rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export rows…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <extracomment>menu</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Bulkhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) running</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2: %3 done, %4 failed</source>
        <extracomment>news: %1 operation, %2 list, %3 rows that succeeded, %4 rows that failed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Bulkhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A console for bulk jobs over records. One bad row never sinks the batch.
Free software under the GNU General Public License, version 3 or later.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::MappingStep</name>
    <message>
        <source>or %1</source>
        <extracomment>After the title of a field: one of several fields is needed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows which column of the list feeds which field, once an operation and a list are chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save mapping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this for the next list with the same header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matched by name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in the job that was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As saved for this header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not used from the list: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) filled</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>choose columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved: found again with the next list that has this header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not shown</source>
        <comment>the values of a secret column</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::NavigationButton</name>
    <message>
        <source>%1, %2 unfinished</source>
        <extracomment>accessible name of a navigation entry: %1 its words, %2 a number of jobs</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::NewJobPage</name>
    <message>
        <source>Drop the list here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That job cannot be copied: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of the copied job (%1) was not a file, so it is gone. Choose a list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The copied job retried failed rows of another one. Choose a list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operation of that job, %1, is not here any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an operation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the columns that are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows are being checked. Nothing has been written yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row can be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows could not be checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes into %1. Rows that cannot be used are listed as failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes into %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used: the job will stop at the first of them.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) cannot be used, more than the threshold allows: the job will stop.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Goes into %1. %Ln row(s) cannot be used and will be listed as failed, to be mended and retried.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Making the job…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Loading %1: %Ln row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 could not be loaded: %2</source>
        <comment>a list, why</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln row(s)</source>
        <extracomment>On the button that starts a job. %1: title of the operation</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 %3</source>
        <extracomment>On the button that starts a job: &quot;Create 12,431 users&quot;. %1: first word of the operation&apos;s title, %2: number of rows, %3: its other words. Where the words after a number change with the number say it another way, as &quot;%1 %3: %2&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationCard</name>
    <message>
        <source>Can be taken back.</source>
        <comment>an operation</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::OperationStep</name>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose an operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An operation file cannot be used: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no operation to choose. Operation files are looked for in /etc/bulkhead/operations and in the folder shown under Settings.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::OutcomeBar</name>
    <message>
        <source>Progress of the job</source>
        <extracomment>accessible name of the progress bar of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::Phrases</name>
    <message>
        <source>%1 rows/s</source>
        <extracomment>speed of a job; %1 is a number</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>a duration in seconds; %1 is a number such as 0.4</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <extracomment>a duration; minutes and seconds</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>a duration; hours and minutes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a moment left</source>
        <extracomment>time left of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about %1 left</source>
        <extracomment>time left of a job; %1 is a duration</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <extracomment>%1 is a number of seconds</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <extracomment>%1 is a number of minutes</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <extracomment>%1 is a time of day</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::SettingsPage</name>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New jobs begin with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to what the program came with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where things are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program opens folders here. The folder is %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database and data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and own operations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when the program is started the next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No server yet. Passwords are never kept here, only in the keychain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n server(s), without their passwords.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SourceStep</name>
    <message>
        <source>comma ( , )</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>semicolon ( ; )</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bar ( | )</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds the names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is a row like the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Detect</source>
        <extracomment>%1 is an encoding, a delimiter, or what the first row is</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (detected)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a CSV or TSV file anywhere on this page, or paste rows copied from a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the sample list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first rows of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists (*.csv *.tsv *.tab *.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be used: %2</source>
        <comment>a list, why</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) so far…</source>
        <extracomment>A number that grows while the rows of a file are counted</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::StartBar</name>
    <message>
        <source>Progress of loading the list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::StartStep</name>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::StatusLook</name>
    <message>
        <source>Preparing</source>
        <extracomment>state of a job: its list is still being read</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <extracomment>state of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>state of a job</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>state of a job: every row succeeded
----------
state of a row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly done</source>
        <extracomment>state of a job: finished, but some rows failed</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <extracomment>state of a job
----------
state of a row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped</source>
        <extracomment>state of a row</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <extracomment>state of a row: nobody knows whether it took effect</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done, some rows failed</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <extracomment>state of a chunk of rows</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkhead::StepButton</name>
    <message>
        <source>waiting</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to do</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <comment>step</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>bulkheadctl</name>
    <message>
        <source>bulkheadctl: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>processing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleted job %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1 is now %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>submitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows written to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is wrong with this job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking  %1 rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking  %1 %2  %3 rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1 bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2  %3 of %4  %5 ok  %6 failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1 rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  %1 left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3 rows succeeded, %4 failed, %5 cancelled in %6 (%7 rows/s).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is wrong there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See them: bulkheadctl items %1 --status failed
Mend:     bulkheadctl export %1 -o failed.csv, mend it, bulkheadctl retry %1 --csv failed.csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bulk jobs over records, from the command line.

bulkheadctl [--database URL] [--json] COMMAND …

  migrate [up|down|status] [--domain]     make, take back or show the tables
  operations [ID]                         what can be done, and with which fields
  submit OPERATION --csv FILE|- [--map field=column]… [--set field=value]…
         [--encoding E] [--delimiter D] [--no-header]
         [--chunk-size N] [--concurrency N] [--stop-on-error] [--max-errors N|N%]
         [--max-retries N] [--priority N] [--ordered] [--no-wait]
  jobs [--status S] [--operation O] [--limit N]
  job ID
  items ID [--status failed|succeeded|all]
  retry ID [--code C] [--row N]… [--csv MENDED] [--no-wait]
  pause ID     cancel ID     delete ID
  resume ID [--no-wait]                   go on, also after a crash
  export ID [--status failed|succeeded|all] [--format csv|json] [--raw] [-o FILE]
  verify ID                               check that the job&apos;s books are right

The database is --database, else $BULKHEAD_DATABASE_URL, else a file of your own:
  sqlite:///absolute/file      postgresql://user:password@host:5432/name?sslmode=require

Ends with 0 done, 1 wrong usage or set-up, 2 cannot reach the database, 3 job failed,
4 done with failed rows, 130 interrupted (the job can be resumed).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“bulkheadctl --help” shows how it is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no command “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is one argument too many for “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>required</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least %1 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most %1 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hashed before it is stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: nothing to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 step(s) %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Which job? Its id is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“bulkheadctl jobs” lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than one job&apos;s id begins with %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give more of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no job %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--%1 wants a whole number, not “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--status wants failed, succeeded, cancelled, pending or all, not “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job that is %1 cannot take the order “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job is never “%1”; it is pending, queued, processing, paused, completed, partial, failed or cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--limit must be from 1 to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--format wants csv or json, not “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job was deleted meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>migrate knows up, down and status, not “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no encoding “%1”; known are: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The delimiter “%1” must be one of , ; | tab.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--max-errors wants a number of rows, or a share such as 5%, not “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--%1 wants field=value, not “%2”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which list? Give --csv FILE, or --csv - for standard input.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which operation? “bulkheadctl operations” lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job has ended already (%1); there is nothing to resume.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2: bytes that do not exist in the encoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2: the quote is never closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2: the cell is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1: the record is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1: the record has too many columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The encoding %1 is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells cannot be told apart with this delimiter and quote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two different ASCII characters, neither of them a line end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list could not be read on: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the file and load it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A character does not exist in %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose UTF-8 to write it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cell can only be written in quotes: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a quote character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list could not be written on: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the free space and the rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the database was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped at the first error, in row %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: %1 rows have failed, and at most %2 may fail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot write the export: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stored rows of this job are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the job database from a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was not enough memory to hash the password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before anything was written: %1 rows do not pass their checks, and at most %2 may fail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled while the list was being read; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the %2 rows in the mended file are not failed rows of this job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the file was exported from this job, and that its column bulkhead_row was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of these failed rows were retried already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry what failed again from the job that took them up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No failed row of this job is like that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at its failed rows first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This job is not finished yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it, and retry then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1 did not fail; only failed rows can be mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program ended while the failed rows were being collected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written; retry them again from the first job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The results of each chunk agree with its counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every succeeded row has an id of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every succeeded row is in the table %1 exactly once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; it must be from %3 to %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max-errors must not be negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max-errors must be from 0% to 100%.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This job was made by another version of the program (its order has format %1; this version reads %2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with the version that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: nothing stands before the @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has no domain after the @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has more than one @.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: it has a space in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an e-mail address: its domain has no dot inside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is neither true nor false; write true, false, yes, no, 1 or 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a date; write it as 2026-11-22.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a time; write it as 2026-11-22T14:30:00Z.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a UUID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not one of: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 characters; at most %3 are allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 characters; at least %3 are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a whole number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a number; write it as 1234.50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 contains a NUL character, which no database text can hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record with the %1 “%2” already exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database requires a value in %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record that %1 refers to does not exist (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a record already exists (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refuses the row by its rule %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is too long for its column: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refuses the row: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operation has no field “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its fields are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list has no column “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its columns are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column feeds the required field “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name its column, or give one value for all rows. The list has the columns: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column feeds any of the fields %1; one of them is required.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no operation “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operations are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not known here; known are: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be a text in quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be a whole number from %2 to %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be true or false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be a list of texts: [&quot;one&quot;, &quot;two&quot;].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be a text, or a text for each language: { en = &quot;…&quot;, ru = &quot;…&quot; }, with English among them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be written as [[%1]], once for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a type; types are: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret must not be stored in the clear: add hash = &quot;argon2id&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hash can only be &quot;argon2id&quot;, on a field of type secret.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A choice needs choices = [&quot;…&quot;, &quot;…&quot;].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no field “%1” in this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A fixed value must be a text, a whole number, true or false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” must be a table: column = value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field “%1” stands here twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An operation needs at least one [[field]].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a record already exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is required.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of these is required: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same %1 already stands in row %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to read in %1: it is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 has %2 columns instead of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions, and that no other program holds it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was read from a stream and cannot be read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written; submit the list again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file %1 was changed since the job was submitted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has none of the columns of this job.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The columns of the job are: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 of %2 does not say which row it mends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend a file that “export” wrote, and leave its columns bulkhead_row and bulkhead_code as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend the file and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1 stands twice in %2, again on line %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program counts as gone: it was silent for longer than its lease.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows of chunk %1 of job %2 are missing from the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the job and submit it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A chunk is recorded in the transaction of its effect, and none is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chunk %1 has %2 rows, but %3 were accounted for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a fault of the operation; nothing of the chunk was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write postgresql://user@host:5432/database or sqlite:///folder/file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A percent sign itself is written %25.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The port “%1” of the database URL is not a number from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL asks for an unknown sslmode “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known are disable, allow, prefer, require, verify-ca and verify-full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parameter host of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database name of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL has an unknown parameter “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known are host, port, user, password, dbname and sslmode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An IPv6 address stands in brackets: [::1]:5432.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL names no database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of the database URL is malformed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of the database URL is not an absolute path: “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL names a folder, not a file: “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL does not say what kind of database it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database URL asks for an unknown kind of database, “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the job again; somebody else may be at work on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1 of job %2 is no failed row that waits for a retry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the rows of job %2 are in another retry already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row succeeded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of job %1 is not being read any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was cancelled or deleted meanwhile, or is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program reads the list of job %1 already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chunks are numbered 0, 1, 2 … and tile the rows without gap or overlap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows of every finished chunk add up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chunk counts rows that it has not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every chunk has exactly as many failures as it counts, on rows of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every chunk has kept its rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only finished chunks have results, and where rows succeeded they are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures, rows and results all belong to a chunk of the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every chunk that runs or ran was claimed, and no two claims share a fence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A chunk that runs has a worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A finished job has no open chunk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a cancelled or stopped job has cancelled chunks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chunk of a job whose list is still being read was worked on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job&apos;s state fits the sums of its rows and its times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The job&apos;s log tells every change of its state, in an allowed order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every finished chunk was reported as finished exactly once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program does not carry the migration %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the program anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program knows them up to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a newer version of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs that are not finished: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for them or cancel them first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table %1 holds rows and is not dropped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty it by hand first, if its rows may really go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The migration %1 of %2 failed and was taken back: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run: bulkheadctl migrate up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database has no tables for jobs yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database has version %1 of the tables; this program needs %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver does not give out its connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server runs PostgreSQL %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL 13 or newer is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transaction was rolled back, since one of its statements had failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server refused the login to %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check user and password, and the server&apos;s pg_hba.conf.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no database “%1” on this server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name, or create it: createdb %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server of %1 takes no more connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs, or raise max_connections.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database %1 cannot be reached: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check host and port, that the server runs, and the firewall.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt&apos;s PostgreSQL driver is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-psql.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the server runs and the network is up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the database&apos;s administrator for the missing right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection or the server only allows reading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space on the disk of the database.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else changes the same rows; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement took longer than its time limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement was stopped on request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the database was lost: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refused: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refused “%1”: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database file %1 cannot be opened: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the folder %1 first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the rights of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it is a file you may read and write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the selected rows can be retried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select rows that failed and were not retried yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No database is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one with File &gt; Connect.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A console for bulk jobs over records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database: sqlite:///file or postgresql://user@host/name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new job with this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the window: en, ru or pt_BR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as --open FILE.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
