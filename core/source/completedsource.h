// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "core/store/celltable.h"
#include "core/store/sqlconnection.h"

#include <QHash>

#include <deque>

namespace bulkhead {

/// A list that names records by one of their fields, with what else the operation needs of them read from the
/// database, many rows at once: employees by phone, each of whom has an id. A row whose value has several records
/// becomes as many rows, in the order of the database's answer; one whose value has none, or is no value at all, stays
/// one row and says so. Rows are numbered anew; their lines stay those of the list.
class CompletedSource final : public RowSource
{
public:
    /// The completion that the mapping asks for: its field is given, and others that its operation requires are not.
    /// Null when the list is whole as it is.
    static const ListCompletion *neededBy(const Operation &operation, const Mapping &mapping);

    /// `list` must outlive it. `mapping` is extended by what is read. Error QUERY_KEY when the query does not give what
    /// it should.
    static Result<std::unique_ptr<RowSource>> open(RowSource &list, SqlConnection &connection,
                                                   const Operation &operation, const ListCompletion &completion,
                                                   Mapping &mapping);

    const SourceSpec &spec() const override { return m_spec; }
    Result<bool> next(SourceRow &row) override;
    double progress() const override { return m_list.progress(); }
    bool usesStore() const override { return true; }

private:
    struct Row
    {
        qint64 line = 0;
        std::vector<QByteArray> cells;
        std::vector<RowError> faults;
        QByteArray raw;
        std::string key; ///< as the field's checks leave it; empty: there is none
    };

    CompletedSource(RowSource &list, SqlConnection &connection, const Operation &operation,
                    const ListCompletion &completion, const Mapping &mapping);
    Status readBatch();
    Row copy(const SourceRow &row) const;
    Result<CellTable> answers(const std::vector<Row> &rows) const;
    void complete(Row row, const CellTable &answers, const QHash<QByteArray, std::vector<std::size_t>> &byKey);

    RowSource &m_list;
    SqlConnection &m_connection;
    const Operation m_operation;
    const ListCompletion m_completion;
    const Field m_field;
    QStringList m_added; ///< fields that the query gives
    qsizetype m_keyColumn = -1;
    QString m_constant; ///< of the key, where one value is given for all rows
    SourceSpec m_spec;
    std::deque<Row> m_rows;
    std::optional<Row> m_current;
    std::vector<QByteArrayView> m_views;
    qint64 m_number = 0;
    bool m_isLast = false;
};

} // namespace bulkhead
