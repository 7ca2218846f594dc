-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

drop table bulkhead_worker;
drop table bulkhead_event;
drop table bulkhead_failure;
drop table bulkhead_chunk_result;
drop table bulkhead_chunk_rows;
drop table bulkhead_chunk;
drop table bulkhead_job;
drop table bulkhead_fence;
