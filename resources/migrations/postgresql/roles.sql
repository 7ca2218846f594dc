-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who may do what. Run after every `migrate up`, so that it may be run any number of times, by anyone: a
-- right that whoever migrates cannot give is left out. Roles belong to the whole server and outlive the
-- database; the rights of each stand here and nowhere else.

do $roles$
declare
    role  text;
    named record;
begin
    -- Only who owns the tables has something to give.
    if to_regclass('bulkhead.job') is null or to_regclass('bulkhead.audit') is null
       or not pg_has_role((select relowner from pg_class where oid = to_regclass('bulkhead.job')), 'usage') then
        return;
    end if;

    foreach role in array array['bulkhead_viewer', 'bulkhead_operator', 'bulkhead_administrator'] loop
        if not exists (select from pg_roles where rolname = role) then
            begin
                execute format('create role %I nologin', role);
            exception
                when duplicate_object or unique_violation then null; -- another database's migration was first
                when insufficient_privilege then return;             -- an administrator must make them
            end;
        end if;
    end loop;
    -- Each role may do what the one before may; and who migrates stays an administrator.
    for named in select * from (values ('bulkhead_viewer', 'bulkhead_operator'),
                                       ('bulkhead_operator', 'bulkhead_administrator'),
                                       ('bulkhead_administrator', current_user::text)) as m (given, member) loop
        if not pg_has_role(named.member, named.given, 'member') then
            begin
                execute format('grant %I to %I', named.given, named.member);
            exception when unique_violation or insufficient_privilege then null;
            end;
        end if;
    end loop;

    -- What earlier versions gave, and is more than is needed.
    for named in select c.oid::regclass as id from pg_class c
                 where c.relnamespace = 'bulkhead'::regnamespace and c.relkind = 'r' and c.relname in
                       ('job', 'chunk', 'chunk_rows', 'chunk_preview', 'chunk_result', 'failure')
                   and has_table_privilege('bulkhead_operator', c.oid, 'update') loop
        begin
            execute format('revoke update on %s from bulkhead_operator', named.id);
        exception when insufficient_privilege then null;
        end;
    end loop;

    for named in
        -- Viewers read, and tell the audit what they read out.
        select 'usage on schema bulkhead to bulkhead_viewer' as rights
        union all select 'insert on bulkhead.audit to bulkhead_viewer'
        union all select format('select on %s to bulkhead_viewer', c.oid::regclass) from pg_class c
                   where c.relnamespace = 'bulkhead'::regnamespace and c.relkind = 'r'
        -- Operators make jobs and work on them. What a table is not named for here they may not delete, and what a
        -- column is not named for they may not change: a job's order, limits and rows stay as they were submitted.
        union all select 'usage on sequence bulkhead.fence to bulkhead_operator'
        union all select format('%s on %s to bulkhead_operator',
                                case when c.relname in ('chunk', 'chunk_rows', 'chunk_preview', 'failure')
                                     then 'insert, delete'
                                     when c.relname = 'worker' then 'insert, update, delete'
                                     when c.relname in ('event', 'job', 'chunk_result') then 'insert'
                                     else 'insert, update' end, c.oid::regclass) from pg_class c
                   where c.relnamespace = 'bulkhead'::regnamespace and c.relkind = 'r'
                     and c.relname not in ('migration', 'audit', 'audit_head')
        union all select 'update (state, reason, started_at, completed_at, resume_at, awaits, planner_id, hold_after,'
                         ' pause_percent, timeout_s) on bulkhead.job to bulkhead_operator'
        union all select 'update (state, attempt, worker_id, claim_id, fence, not_before, refused, succeeded, failed,'
                         ' skipped, cancelled, unknown, started_at, duration_ms) on bulkhead.chunk to bulkhead_operator'
        union all select 'update (changes) on bulkhead.chunk_result to bulkhead_operator'
        union all select 'update (mended, retried_in) on bulkhead.failure to bulkhead_operator'
        union all select format('execute on function %s to bulkhead_operator', f)
                    from to_regprocedure('bulkhead.start_job(uuid, text, text, text, text, json)') f where f is not null
        -- Administrators may do all; where they can be made owners, below, also migrate. The audit stays whose it is.
        union all select format('all on %s to bulkhead_administrator', c.oid::regclass) from pg_class c
                   where c.relnamespace = 'bulkhead'::regnamespace and c.relkind = 'r'
                     and c.relname not in ('audit', 'audit_head')
        union all select 'create on schema bulkhead to bulkhead_administrator'
        union all select format('execute on function bulkhead.%s(text, text) to bulkhead_administrator', f)
                    from unnest(array['grant_role', 'revoke_role']) f
        -- The tables that the built-in operations work on, where they are ours to give.
        union all select format('select, insert, update, delete on %s to bulkhead_operator', t.id)
                    from unnest(array['users', 'universities', 'employees', 'activities', 'emission_factors',
                                      'emissions', 'accounts', 'professionals', 'services', 'orders', 'montages',
                                      'montage_items']) as name,
                         lateral to_regclass(name) as t (id) where t.id is not null
    loop
        begin
            execute 'grant ' || named.rights;
        exception when insufficient_privilege then null;
        end;
    end loop;
    for named in select c.oid::regclass as id from pg_class c
                 where c.relnamespace = 'bulkhead'::regnamespace and c.relkind = 'r'
                   and c.relname not in ('audit', 'audit_head')
                   and pg_get_userbyid(c.relowner) <> 'bulkhead_administrator' loop
        begin
            execute format('alter table %s owner to bulkhead_administrator', named.id);
        exception when insufficient_privilege then null;
        end;
    end loop;
    -- start_job works with the rights of its owner, and the others guard: also when whoever migrated is no
    -- administrator any more.
    for named in select p.oid::regprocedure as id from pg_proc p
                 where p.pronamespace = 'bulkhead'::regnamespace
                   and p.proname in ('start_job', 'guard_job', 'guard_plan', 'guard_done')
                   and pg_get_userbyid(p.proowner) <> 'bulkhead_administrator' loop
        begin
            execute format('alter function %s owner to bulkhead_administrator', named.id);
        exception when insufficient_privilege then null;
        end;
    end loop;
    begin
        alter sequence bulkhead.fence owner to bulkhead_administrator;
    exception when insufficient_privilege then null;
    end;
end
$roles$;
