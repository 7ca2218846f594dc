-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Before- and after-images of what a job changed, previews, and what a job waits for before it runs on.

alter table bulkhead.job
    add column kind          text not null default 'run' check (kind in ('run', 'revert')),
    add column awaits        text check (awaits in ('start', 'approval')), -- a person, while it is pending
    add column hold_after    bigint,           -- items after which it pauses once
    add column pause_percent double precision, -- share of failed rows at which it pauses once
    add column keep_days     integer not null default 30; -- its images, from its end on

alter table bulkhead.chunk_rows add column changes bytea; -- of a revert: what this chunk takes back
alter table bulkhead.chunk_rows alter column changes set storage external;

alter table bulkhead.chunk_result
    add column changes bytea,
    add column summary json;
alter table bulkhead.chunk_result alter column changes set storage external;

create table bulkhead.chunk_preview (
    job_id  uuid not null,
    no      bigint not null,
    changes bytea not null,
    summary json not null,
    primary key (job_id, no)
);
alter table bulkhead.chunk_preview alter column changes set storage external;
