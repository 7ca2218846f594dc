-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
drop table bulkhead_chunk_preview;
alter table bulkhead_chunk_result drop column summary;
alter table bulkhead_chunk_result drop column changes;
alter table bulkhead_chunk_rows drop column changes;
alter table bulkhead_job drop column keep_days;
alter table bulkhead_job drop column pause_percent;
alter table bulkhead_job drop column hold_after;
alter table bulkhead_job drop column awaits;
alter table bulkhead_job drop column kind;
