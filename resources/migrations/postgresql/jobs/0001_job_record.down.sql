-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

drop table bulkhead.worker;
drop table bulkhead.event;
drop table bulkhead.failure;
drop table bulkhead.chunk_result;
drop table bulkhead.chunk_rows;
drop table bulkhead.chunk;
drop table bulkhead.job;
drop sequence bulkhead.fence;
