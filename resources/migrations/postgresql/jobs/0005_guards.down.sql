-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
drop function bulkhead.start_job(uuid, text, text, text, text, json);
drop trigger guard on bulkhead.chunk_result;
drop trigger guard on bulkhead.chunk;
drop function bulkhead.guard_done();
drop trigger guard_made on bulkhead.chunk;
drop trigger guard_made on bulkhead.chunk_rows;
drop trigger guard_made on bulkhead.chunk_preview;
drop trigger guard_gone on bulkhead.chunk;
drop trigger guard_gone on bulkhead.chunk_rows;
drop trigger guard_gone on bulkhead.chunk_preview;
drop trigger guard_gone on bulkhead.failure;
drop function bulkhead.guard_plan();
create trigger keep_job after delete on bulkhead.chunk referencing old table as gone
    for each statement execute function bulkhead.keep_job();
create trigger keep_job after delete on bulkhead.chunk_rows referencing old table as gone
    for each statement execute function bulkhead.keep_job();
create trigger keep_job after delete on bulkhead.failure referencing old table as gone
    for each statement execute function bulkhead.keep_job();
drop trigger guard on bulkhead.job;
drop function bulkhead.guard_job();
alter table bulkhead.job drop column approved_by, drop column db_user;
