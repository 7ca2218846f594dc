-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The job record, as in migrations/postgresql; times are milliseconds since the epoch, ids their 36
-- characters, JSON is text.

create table bulkhead_fence (value integer not null);
insert into bulkhead_fence values (0);

create table bulkhead_job (
    id                text not null primary key,
    operation         text not null,
    operation_version integer not null,
    spec              text not null,
    state             text not null check (state in ('pending', 'queued', 'processing', 'paused',
                                                     'completed', 'partial', 'failed', 'cancelled')),
    reason            text,
    source_name       text not null,
    actor             text not null,
    host              text not null,
    priority          integer not null check (priority between 0 and 10),
    parent_id         text,
    planner_id        text,
    created_at        integer not null,
    started_at        integer,
    completed_at      integer
);
create index bulkhead_job_newest on bulkhead_job (created_at desc, id desc);
create index bulkhead_job_open on bulkhead_job (priority desc, created_at) where completed_at is null;
create index bulkhead_job_parent on bulkhead_job (parent_id) where parent_id is not null;

create table bulkhead_chunk (
    job_id      text not null references bulkhead_job,
    no          integer not null,
    first_item  integer not null,
    item_count  integer not null check (item_count >= 0),
    first_row   integer not null,
    last_row    integer not null,
    state       text not null default 'ready' check (state in ('ready', 'running', 'done', 'cancelled')),
    attempt     integer not null default 0,
    worker_id   text,
    claim_id    text,
    fence       integer,
    not_before  integer,
    refused     integer not null,
    succeeded   integer not null default 0,
    failed      integer not null default 0,
    skipped     integer not null default 0,
    cancelled   integer not null default 0,
    unknown     integer not null default 0,
    started_at  integer,
    duration_ms integer not null default 0,
    primary key (job_id, no)
) without rowid;

create table bulkhead_chunk_rows (
    job_id text not null,
    no     integer not null,
    rows   blob not null,
    primary key (job_id, no)
);

create table bulkhead_chunk_result (
    job_id  text not null,
    no      integer not null,
    results blob not null,
    primary key (job_id, no)
);

create table bulkhead_failure (
    job_id     text not null,
    row_no     integer not null,
    line       integer not null,
    chunk_no   integer not null,
    code       text not null,
    field      text not null,
    message    text not null,
    errors     text not null,
    retryable  integer not null,
    input      text not null,
    mended     text,
    retried_in text,
    primary key (job_id, row_no)
);
create index bulkhead_failure_code on bulkhead_failure (job_id, code, row_no);

create table bulkhead_event (
    id     integer primary key autoincrement,
    job_id text not null,
    at     integer not null,
    kind   text not null,
    detail text not null
);
create index bulkhead_event_job on bulkhead_event (job_id, id);

create table bulkhead_worker (
    id          text not null primary key,
    host        text not null,
    pid         integer not null,
    pid_space   text not null,
    program     text not null,
    started_at  integer not null,
    beat_at     integer not null,
    lease_until integer not null
);
