-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who did what. Entries are only ever added; each is hashed together with the one before, so that a change
-- or a gap shows (bulkheadctl audit verify). Numbers, times, users, addresses and hashes are the server's
-- word, whatever a client says. The entry is the last thing that a transaction writes: from then on until
-- it commits, others that have something to tell wait for it.

create table bulkhead.audit (
    id            bigint primary key,  -- without gaps: 1, 2, 3 …
    at            timestamptz not null,
    actor         text not null,       -- as the program says
    db_user       text not null,       -- as the server knows
    host          text not null,
    program       text not null,
    address       text not null,       -- of the client; "local" through a socket
    action        text not null,
    job_id        uuid,                -- no foreign key: the entry outlives the job
    operation     text not null,
    reason        text not null,
    rows_touched  bigint,
    columns_read  json,
    detail        json not null,
    previous_hash text not null,       -- empty for the first entry
    hash          text not null
);
create index audit_job on bulkhead.audit (job_id, id) where job_id is not null;

-- The end of the chain: its lock puts the entries in order, and it tells when the newest ones are gone.
create table bulkhead.audit_head (
    one     integer primary key check (one = 1),
    last_id bigint not null,
    hash    text not null
);
insert into bulkhead.audit_head values (1, 0, '');

-- A part of the text that is hashed: its length in bytes, a colon and itself, or "-" for what is not there.
create function bulkhead.audit_part(value text) returns text language sql immutable as $$
    select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-') || ','
$$;

create function bulkhead.audit_chain() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    head bulkhead.audit_head;
begin
    select * into strict head from bulkhead.audit_head for update;
    new.id := head.last_id + 1;
    new.at := date_trunc('milliseconds', clock_timestamp());
    new.db_user := session_user;
    new.address := coalesce(host(inet_client_addr()), 'local');
    new.previous_hash := head.hash;
    new.hash := encode(sha256(convert_to(
        bulkhead.audit_part(new.id::text) || bulkhead.audit_part((extract(epoch from new.at) * 1000)::bigint::text)
        || bulkhead.audit_part(new.actor) || bulkhead.audit_part(new.db_user) || bulkhead.audit_part(new.host)
        || bulkhead.audit_part(new.program) || bulkhead.audit_part(new.address) || bulkhead.audit_part(new.action)
        || bulkhead.audit_part(new.job_id::text) || bulkhead.audit_part(new.operation)
        || bulkhead.audit_part(new.reason) || bulkhead.audit_part(new.rows_touched::text)
        || bulkhead.audit_part(new.columns_read::text) || bulkhead.audit_part(new.detail::text)
        || bulkhead.audit_part(new.previous_hash), 'UTF8')), 'hex');
    update bulkhead.audit_head set last_id = new.id, hash = new.hash;
    return new;
end
$$;
create trigger chain before insert on bulkhead.audit for each row execute function bulkhead.audit_chain();

create function bulkhead.audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger append_only before update or delete or truncate on bulkhead.audit
    for each statement execute function bulkhead.audit_is_append_only();
create trigger append_only before delete or truncate on bulkhead.audit_head
    for each statement execute function bulkhead.audit_is_append_only();
revoke update, delete, truncate on bulkhead.audit from public, current_user;
-- Also where a session calls itself a replica, which silences ordinary triggers.
alter table bulkhead.audit enable always trigger chain;
alter table bulkhead.audit enable always trigger append_only;
alter table bulkhead.audit_head enable always trigger append_only;

-- An operator may begin a plan anew, which deletes rows; those of any other job only an administrator may.
create function bulkhead.keep_job() returns trigger language plpgsql as $$
begin
    if not has_table_privilege('bulkhead.job', 'delete') and exists (
        select from gone g left join bulkhead.job j on j.id = g.job_id where j.state is distinct from 'pending')
    then
        raise exception 'only an administrator may delete what belongs to a job'
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
create trigger keep_job after delete on bulkhead.chunk referencing old table as gone
    for each statement execute function bulkhead.keep_job();
create trigger keep_job after delete on bulkhead.chunk_rows referencing old table as gone
    for each statement execute function bulkhead.keep_job();
create trigger keep_job after delete on bulkhead.failure referencing old table as gone
    for each statement execute function bulkhead.keep_job();

-- Administrators hand out roles that they could not hand out by their own right. Who may call these is
-- said in roles.sql.
create function bulkhead.role_name(role text) returns text language plpgsql immutable as $$
begin
    if role not in ('viewer', 'operator', 'administrator') then
        raise exception 'there is no role "%"', role using errcode = 'undefined_object';
    end if;
    return 'bulkhead_' || role;
end
$$;
create function bulkhead.grant_role(role text, member text) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    execute format('grant %I to %I', bulkhead.role_name(role), member);
end
$$;
create function bulkhead.revoke_role(role text, member text) returns void language plpgsql security definer
    set search_path = pg_catalog, pg_temp as $$
begin
    execute format('revoke %I from %I', bulkhead.role_name(role), member);
end
$$;
revoke execute on function bulkhead.grant_role(text, text), bulkhead.revoke_role(text, text) from public;
