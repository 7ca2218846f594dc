// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/rowpage.h"
#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "core/store/jobstore.h"

#include <QHash>

namespace bulkhead {

/// Rows that were mended outside: row number → cells in the order of the job's columns. A cell that the
/// file has no column for is null, and stays as it was; a row without cells was not mended.
using MendedRows = QHash<qint64, std::vector<QByteArray>>;

/// Reads a mended export. Errors: MENDED_NO_ROW_COLUMN when it has no bulkhead_row column,
/// MENDED_COLUMNS when it has none of the job's columns, MENDED_ROW_TWICE, and those of openCsvFile().
Result<MendedRows> readMendedRows(const QString &path, const QStringList &columns);

/// The failed rows of a job as a source for its child, in row order: cells as they stood, with what was
/// mended in their place; secrets that were hashed before are kept where no new one is given. A row
/// that could not be read (ENCODING, COLUMN_COUNT) has that fault again unless it was mended.
class RetrySource final : public RowSource
{
public:
    /// `failures` chooses the rows (its limit and offset are not looked at). `spec` is the parent's.
    RetrySource(JobStore &store, FailureQuery failures, const Operation &operation, const JobSpec &spec,
                MendedRows mended, qint64 total);

    const SourceSpec &spec() const override { return m_spec; }
    Result<bool> next(SourceRow &row) override;
    bool usesStore() const override { return true; }
    double progress() const override { return m_total > 0 ? double(m_given) / double(m_total) : -1; }

private:
    Status readMore();
    Status loadPageOf(qint64 row);
    void compose(const Failure &failure, const RowPage::Row &stored);
    void keepSecrets(const RowPage::Row &stored);

    JobStore &m_store;
    FailureQuery m_query;
    const Operation &m_operation;
    Mapping m_mapping;
    SourceSpec m_spec;
    MendedRows m_mended;
    qint64 m_total = 0;
    qint64 m_given = 0;

    std::vector<Failure> m_failures;
    std::size_t m_next = 0;
    std::optional<RowPage> m_page;

    std::vector<QByteArray> m_cells;
    std::vector<QByteArrayView> m_views;
    std::vector<RowError> m_faults;
    std::vector<std::pair<QString, QByteArray>> m_secrets;
    QByteArray m_raw;
};

} // namespace bulkhead
