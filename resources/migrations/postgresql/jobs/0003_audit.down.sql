-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

drop function bulkhead.grant_role(text, text);
drop function bulkhead.revoke_role(text, text);
drop function bulkhead.role_name(text);
drop trigger keep_job on bulkhead.chunk;
drop trigger keep_job on bulkhead.chunk_rows;
drop trigger keep_job on bulkhead.failure;
drop function bulkhead.keep_job();
drop table bulkhead.audit;
drop table bulkhead.audit_head;
drop function bulkhead.audit_chain();
drop function bulkhead.audit_is_append_only();
drop function bulkhead.audit_part(text);
