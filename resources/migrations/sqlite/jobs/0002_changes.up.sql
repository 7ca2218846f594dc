-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Before- and after-images of what a job changed, previews, and what a job waits for before it runs on.

alter table bulkhead_job add column kind text not null default 'run' check (kind in ('run', 'revert'));
alter table bulkhead_job add column awaits text check (awaits in ('start', 'approval')); -- a person, while pending
alter table bulkhead_job add column hold_after integer; -- items after which it pauses once
alter table bulkhead_job add column pause_percent real; -- share of failed rows at which it pauses once
alter table bulkhead_job add column keep_days integer not null default 30; -- its images, from its end on

alter table bulkhead_chunk_rows add column changes blob; -- of a revert: what this chunk takes back
alter table bulkhead_chunk_result add column changes blob;
alter table bulkhead_chunk_result add column summary text;

create table bulkhead_chunk_preview (
    job_id  text not null,
    no      integer not null,
    changes blob not null,
    summary text not null,
    primary key (job_id, no)
);
