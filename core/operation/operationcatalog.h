// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

namespace bulkhead {

/// The operations that can be chosen: those built in, then an administrator's in
/// /etc/bulkhead/operations and $XDG_CONFIG_HOME/bulkhead/operations (a later one with the same id
/// takes the place of an earlier). Read once; immutable, so that any thread may look things up.
class OperationCatalog
{
public:
    static OperationCatalog load();

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
