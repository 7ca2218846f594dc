-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
drop table bulkhead.chunk_preview;
alter table bulkhead.chunk_result drop column changes, drop column summary;
alter table bulkhead.chunk_rows drop column changes;
alter table bulkhead.job
    drop column kind, drop column awaits, drop column hold_after, drop column pause_percent, drop column keep_days;
