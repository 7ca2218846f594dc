-- SPDX-FileCopyrightText: 2026 Bulkhead contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who agreed to a job. A file has one user, who is its administrator, so that there is nobody to guard it from.

alter table bulkhead_job add column db_user text not null default '';
alter table bulkhead_job add column approved_by text; -- the second person who agreed to it
update bulkhead_job set approved_by = (select a.actor from bulkhead_audit a where a.job_id = bulkhead_job.id
                                        and a.action = 'approved' order by a.id desc limit 1);
