// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include <QCoreApplication>

namespace bulkhead {

/// What an entry of the audit tells, in the words of the program's language.
class AuditWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::AuditWords)

public:
    /// "Rows exported"; an action that this program does not know is said as it is.
    static QString action(const QString &action);
    /// "anna", or "anna as bulkhead_app" where the database knows the person by another name.
    static QString who(const AuditEntry &entry);
    /// "desk, bulkheadctl, 10.0.0.7"
    static QString where(const AuditEntry &entry);
    /// What was touched or read, and why: "people.csv · 12,480 rows · columns: email, name"
    static QString what(const AuditEntry &entry);
};

} // namespace bulkhead
