// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

namespace bulkhead {

/// The fields of an entry in the order in which they are hashed and read: id, at (ms), actor, db_user, host,
/// program, address, action, job_id, operation, reason, rows_touched, columns_read, detail, previous_hash;
/// a sixteenth, the hash, is passed over. As bulkhead.audit_chain() does on PostgreSQL: SHA-256, in hex, of
/// each field's length in UTF-8, a colon, the field and a comma, or "-," for a null.
QString auditHash(const SqlValues &entry);

/// Sees the entries of the chain in the order of their ids and finds the first that does not fit.
class AuditWalk
{
public:
    /// The end of the chain as the database remembers it, and the newest entry that is there.
    struct End
    {
        bool isThere = false;
        qint64 lastId = 0;
        QString hash;
        qint64 newestId = 0;
    };

    explicit AuditWalk(End end);

    void see(const SqlValues &entry);
    /// The first fault was found, or the end was reached.
    bool isOver() const;
    qint64 lastSeen() const { return m_seen; }
    AuditVerdict verdict();

private:
    void blame(qint64 id, const char *why);

    End m_end;
    qint64 m_seen = 0;
    AuditVerdict m_verdict;
};

} // namespace bulkhead
