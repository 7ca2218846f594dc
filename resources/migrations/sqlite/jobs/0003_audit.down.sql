-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

drop table bulkhead_audit;
drop table bulkhead_audit_head;
