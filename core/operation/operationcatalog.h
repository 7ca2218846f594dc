// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

namespace bulkhead {

/// The operations that can be chosen: those built in, an administrator's in /etc/bulkhead/operations, and the person's
/// own in $XDG_CONFIG_HOME/bulkhead/operations. A later one with the same id takes the place of one that is built in,
/// but never of an administrator's. Read once; immutable, so that any thread may look things up.
class OperationCatalog
{
public:
    static OperationCatalog load();
    /// Only those that are built in or in /etc/bulkhead/operations: which an operator cannot write.
    static OperationCatalog installed();
    /// From such folders, in this order: those built in, an administrator's, the person's own.
    static OperationCatalog from(const QStringList &folders);

    const std::vector<Operation> &operations() const { return m_operations; }
    /// Error UNKNOWN_OPERATION names those that exist.
    Result<Operation> find(const QString &id) const;
    /// Files that could not be used, and why.
    const std::vector<Error> &problems() const { return m_problems; }

private:
    std::vector<Operation> m_operations;
    std::vector<Error> m_problems;
};

} // namespace bulkhead
