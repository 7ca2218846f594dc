-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
alter table bulkhead.job drop column resume_at, drop column timeout_s;
