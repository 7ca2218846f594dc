-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A job that rests until a service is back, and how long one may take.

alter table bulkhead.job
    add column resume_at timestamptz, -- of a paused job: it goes on by itself then
    add column timeout_s bigint;      -- from its start on; it fails then
