// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "core/store/celltable.h"
#include "core/store/sqlconnection.h"

namespace bulkhead {

/// The rows of an operation's own query, in the order of its key, a page at a time: each page begins behind the
/// last key of the one before, so that rows which leave the query while it is read push no other row out of it.
class QuerySource final : public RowSource
{
public:
    /// Errors: NO_QUERY when the operation has none, and those of the database.
    static Result<std::unique_ptr<RowSource>> open(SqlConnection &connection, const Operation &operation);

    const SourceSpec &spec() const override { return m_spec; }
    Result<bool> next(SourceRow &row) override;
    double progress() const override { return -1; }
    bool usesStore() const override { return true; }

private:
    QuerySource(SqlConnection &connection, const Operation &operation);
    Status readPage();

    SqlConnection &m_connection;
    QByteArray m_query;
    QByteArray m_key;
    SourceSpec m_spec;
    CellTable m_page;
    std::size_t m_next = 0;
    qint64 m_row = 0;
    SqlValue m_lastKey;
    bool m_isFirst = true;
    bool m_isLast = false;
    std::vector<QByteArrayView> m_cells;
};

} // namespace bulkhead
