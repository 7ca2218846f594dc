-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The job record. Counts of rows are never kept: they are sums over bulkhead.chunk.
-- No index mentions a state, so that a change of state stays on its page (HOT).

create sequence bulkhead.fence;

create table bulkhead.job (
    id                uuid primary key,
    operation         text not null,
    operation_version integer not null,
    spec              json not null,
    state             text not null check (state in ('pending', 'queued', 'processing', 'paused',
                                                     'completed', 'partial', 'failed', 'cancelled')),
    reason            json,
    source_name       text not null,
    actor             text not null,
    host              text not null,
    priority          smallint not null check (priority between 0 and 10),
    parent_id         uuid,  -- no foreign key: a child outlives its parent
    planner_id        uuid,  -- the worker that reads its list into chunks
    created_at        timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
    started_at        timestamptz,
    completed_at      timestamptz
);
create index job_newest on bulkhead.job (created_at desc, id desc);
create index job_open on bulkhead.job (priority desc, created_at) where completed_at is null;
create index job_parent on bulkhead.job (parent_id) where parent_id is not null;

create table bulkhead.chunk (
    job_id      uuid not null references bulkhead.job,
    no          bigint not null,
    first_item  bigint not null,
    item_count  bigint not null check (item_count >= 0),
    first_row   bigint not null,
    last_row    bigint not null,
    state       text not null default 'ready' check (state in ('ready', 'running', 'done', 'cancelled')),
    attempt     integer not null default 0,
    worker_id   uuid,
    claim_id    uuid,
    fence       bigint,
    not_before  timestamptz,
    refused     bigint not null,            -- rows that failed their checks before any work
    succeeded   bigint not null default 0,
    failed      bigint not null default 0,  -- rows that failed in the work
    skipped     bigint not null default 0,
    cancelled   bigint not null default 0,
    unknown     bigint not null default 0,
    started_at  timestamptz,
    duration_ms bigint not null default 0,
    primary key (job_id, no)
) with (fillfactor = 60);

-- Pages of rows and their results are compressed already, and stay out of the way of chunk's updates.
create table bulkhead.chunk_rows (
    job_id uuid not null,
    no     bigint not null,
    rows   bytea not null,
    primary key (job_id, no)
);
alter table bulkhead.chunk_rows alter column rows set storage external;

create table bulkhead.chunk_result (
    job_id  uuid not null,
    no      bigint not null,
    results bytea not null,
    primary key (job_id, no)
);
alter table bulkhead.chunk_result alter column results set storage external;

-- One row for each item that did not succeed. code, field and message are those of its first error;
-- message is English, for searching; errors has all of them, to be said in the reader's language.
create table bulkhead.failure (
    job_id     uuid not null,
    row_no     bigint not null,
    line       bigint not null,
    chunk_no   bigint not null,
    code       text not null,
    field      text not null,
    message    text not null,
    errors     json not null,
    retryable  boolean not null,
    input      text not null,
    mended     json,
    retried_in uuid,
    primary key (job_id, row_no)
);
create index failure_code on bulkhead.failure (job_id, code, row_no);

create table bulkhead.event (
    id     bigint generated always as identity primary key,
    job_id uuid not null,
    at     timestamptz not null default clock_timestamp(),
    kind   text not null,
    detail json not null
);
create index event_job on bulkhead.event (job_id, id);

create table bulkhead.worker (
    id          uuid primary key,
    host        text not null,
    pid         bigint not null,
    pid_space   text not null,  -- pids are only compared within one boot and one pid namespace
    program     text not null,
    started_at  timestamptz not null,
    beat_at     timestamptz not null,
    lease_until timestamptz not null
) with (fillfactor = 50);
