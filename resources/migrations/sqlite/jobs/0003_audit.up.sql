-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who did what, as in migrations/postgresql; the chain of hashes is made by the program.

create table bulkhead_audit (
    id            integer primary key,
    at            integer not null,
    actor         text not null,
    db_user       text not null,
    host          text not null,
    program       text not null,
    address       text not null,
    action        text not null,
    job_id        text,
    operation     text not null,
    reason        text not null,
    rows_touched  integer,
    columns_read  text,
    detail        text not null,
    previous_hash text not null,
    hash          text not null
);
create index bulkhead_audit_job on bulkhead_audit (job_id, id) where job_id is not null;

create table bulkhead_audit_head (
    one     integer primary key check (one = 1),
    last_id integer not null,
    hash    text not null
);
insert into bulkhead_audit_head values (1, 0, '');

create trigger bulkhead_audit_no_update before update on bulkhead_audit begin
    select raise(abort, 'the audit is append-only');
end;
create trigger bulkhead_audit_no_delete before delete on bulkhead_audit begin
    select raise(abort, 'the audit is append-only');
end;
-- "insert or replace" deletes without a word to the trigger above.
create trigger bulkhead_audit_no_replace before insert on bulkhead_audit
when exists (select 1 from bulkhead_audit where id = new.id) begin
    select raise(abort, 'the audit is append-only');
end;
create trigger bulkhead_audit_head_no_delete before delete on bulkhead_audit_head begin
    select raise(abort, 'the audit is append-only');
end;
