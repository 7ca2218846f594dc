-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whose a job is as the server knows, who agreed to it, and what an operator's own statements may not do to it.
-- Administrators are those who may delete jobs; the functions here that check what they do work with an
-- administrator's rights (roles.sql gives them to bulkhead_administrator). What an operator may write at all is said
-- by columns in roles.sql: order, limits and rows of a job are not among them.

alter table bulkhead.job
    add column db_user     text not null default session_user, -- who submitted it; actor is whom the program named
    add column approved_by text;                               -- the second person who agreed to it

update bulkhead.job j
   set db_user = coalesce((select a.db_user from bulkhead.audit a where a.job_id = j.id
                            and a.action in ('submitted', 'retried', 'reverted') order by a.id limit 1), j.actor),
       approved_by = (select a.db_user from bulkhead.audit a where a.job_id = j.id and a.action = 'approved'
                       order by a.id desc limit 1);

create function bulkhead.guard_job() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        new.db_user := session_user;
        new.approved_by := null;
    end if;
    if has_table_privilege('bulkhead.job', 'delete') then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.actor := session_user;
        if new.state <> 'pending' or new.awaits is not null or new.started_at is not null or new.completed_at is not null
        then
            raise exception 'a job begins with its plan' using errcode = 'insufficient_privilege';
        end if;
        -- A key that stands there twice could be read in two ways.
        if coalesce(new.spec ->> 'trusted', 'false') <> 'false'
           or coalesce(new.spec ->> 'act_as', '') not in ('', session_user::text)
           or exists (select from json_object_keys(new.spec) k group by k having count(*) > 1)
        then
            raise exception 'only an administrator may act as somebody else, or with an administrator''s trust'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if old.completed_at is not null
       or (new.completed_at is null) <> (new.state not in ('completed', 'partial', 'failed', 'cancelled'))
       or new.state = 'pending' and old.state <> 'pending'
       or new.awaits is distinct from old.awaits and (old.state <> 'pending' or old.awaits is not null)
       or old.awaits is not null and new.state not in ('pending', 'failed', 'cancelled')
       -- It only grows, by the time for which a person paused the job.
       or new.timeout_s is distinct from old.timeout_s
          and (old.state <> 'paused' or new.timeout_s is null or new.timeout_s < coalesce(old.timeout_s, new.timeout_s + 1))
    then
        raise exception 'a job that waits goes on by bulkhead.start_job() only, one that has ended and what it may take stay as they are'
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger guard before insert or update on bulkhead.job for each row execute function bulkhead.guard_job();

-- The plan is its submitter's until the job waits for somebody or runs: what is looked at, agreed to and run is the same.
create function bulkhead.guard_plan() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if not has_table_privilege('bulkhead.job', 'delete') and exists (
        select from touched t left join bulkhead.job j on j.id = t.job_id
         where not coalesce(j.state = 'pending' and j.awaits is null and j.db_user = session_user
                            or tg_op = 'DELETE' and tg_table_name = 'chunk_preview'
                               and j.completed_at < now() - j.keep_days * interval '1 day', false))
    then
        raise exception 'only who submitted a job may make its plan, and nobody changes it later'
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end
$$;
drop trigger keep_job on bulkhead.chunk;
drop trigger keep_job on bulkhead.chunk_rows;
drop trigger keep_job on bulkhead.failure;
create trigger guard_made after insert on bulkhead.chunk referencing new table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_made after insert on bulkhead.chunk_rows referencing new table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_made after insert on bulkhead.chunk_preview referencing new table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_gone after delete on bulkhead.chunk referencing old table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_gone after delete on bulkhead.chunk_rows referencing old table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_gone after delete on bulkhead.chunk_preview referencing old table as touched
    for each statement execute function bulkhead.guard_plan();
create trigger guard_gone after delete on bulkhead.failure referencing old table as touched
    for each statement execute function bulkhead.guard_plan();

-- What was done is not done again, and what was changed is forgotten in its time and never rewritten.
create function bulkhead.guard_done() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if has_table_privilege('bulkhead.job', 'delete') then
        return new;
    end if;
    if tg_table_name = 'chunk_result' then
        if new.changes is null and exists (
            select from bulkhead.job j where j.id = new.job_id and j.completed_at < now() - j.keep_days * interval '1 day')
        then
            return new;
        end if;
    end if;
    raise exception 'what a job has done stays as it is' using errcode = 'insufficient_privilege';
end
$$;
create trigger guard before update on bulkhead.chunk for each row when (old.state in ('done', 'cancelled'))
    execute function bulkhead.guard_done();
create trigger guard before update on bulkhead.chunk_result for each row execute function bulkhead.guard_done();

-- Lets a job go on that waits for a person, and tells the audit. `said` is who acts in the words of an administrator's
-- program; anybody else is who they logged in as. With `approval` a second person is needed next, for whom it says so.
-- Returns started, awaits_approval, approved, second_person (who submitted it cannot agree to it) or not_waiting.
create function bulkhead.start_job(job_id uuid, said text, reason text, host text, program text, approval json)
    returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    waiting bulkhead.job;
    who     text := case when has_table_privilege(session_user, 'bulkhead.job', 'delete') then said
                         else session_user end;
    answer  text;
begin
    select * into waiting from bulkhead.job j where j.id = start_job.job_id for update;
    if waiting.state is distinct from 'pending' or waiting.awaits is null then
        return 'not_waiting';
    end if;
    answer := case when waiting.awaits = 'approval' then 'approved' when approval is null then 'started'
                   else 'awaits_approval' end;
    if answer = 'approved' and (who = waiting.actor or who = session_user and who = waiting.db_user) then
        return 'second_person';
    end if;
    if answer = 'awaits_approval' then
        update bulkhead.job j set awaits = 'approval', reason = approval where j.id = waiting.id;
    else
        update bulkhead.job j set awaits = null, reason = null, state = 'queued',
               approved_by = case when answer = 'approved' then who end where j.id = waiting.id;
    end if;
    insert into bulkhead.event (job_id, kind, detail)
    values (waiting.id, case answer when 'awaits_approval' then answer else 'queued' end, json_build_object('actor', who));
    insert into bulkhead.audit (actor, host, program, action, job_id, operation, reason, detail)
    values (who, start_job.host, start_job.program, case answer when 'approved' then answer else 'started' end, waiting.id,
            waiting.operation, start_job.reason,
            case answer when 'awaits_approval' then '{"awaits":"approval"}'::json else '{}'::json end);
    return answer;
end
$$;
revoke execute on function bulkhead.start_job(uuid, text, text, text, text, json) from public;
