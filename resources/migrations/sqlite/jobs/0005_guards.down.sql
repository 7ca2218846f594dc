-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
alter table bulkhead_job drop column approved_by;
alter table bulkhead_job drop column db_user;
