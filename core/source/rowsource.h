// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/job/jobspec.h"

#include <QByteArrayView>

#include <functional>
#include <memory>
#include <span>
#include <vector>

class QIODevice;

namespace bulkhead {

/// One row as the source gives it. Views hold until the next row is read.
struct SourceRow
{
    qint64 row = 0;                        ///< 1-based number in the source; what everything later is matched by
    qint64 line = 0;                       ///< physical line on which it starts; 0 where there are no lines
    std::span<const QByteArrayView> cells; ///< UTF-8; as many as the row has, not as the header has
    std::vector<RowError> faults;          ///< why it cannot be used: COLUMN_COUNT, ENCODING …
    /// With an ENCODING fault: the record's bytes as they stand in the source; `cells` is then empty.
    QByteArrayView raw;
    /// The row number that an export of ours wrote beside it (bulkhead_row); 0 if the list has none.
    qint64 exportedRow = 0;
    /// Retry only: values of secret fields that were hashed before, by field name, for blank cells.
    std::span<const std::pair<QString, QByteArray>> keptSecrets;
};

/// A stream of rows: a file, standard input, the clipboard, the failed rows of a job. Memory stays
/// flat. Used from one thread.
class RowSource
{
public:
    virtual ~RowSource() = default;
    virtual const SourceSpec &spec() const = 0;
    /// `false` at the end; an Error when the source cannot be read on.
    virtual Result<bool> next(SourceRow &row) = 0;
    /// How much of it was read, 0…1; negative when unknown (standard input).
    virtual double progress() const = 0;
    /// While next() waits for somebody else it asks this some times a second, on the thread that called it. It ends
    /// with an Error soon after this said no. Null: nobody is asked.
    virtual void setWatch(const std::function<bool()> &) {}
    /// Whether it reads through the connection of the job's own store, which then cannot be used meanwhile.
    virtual bool usesStore() const { return false; }
};

/// Opens a CSV file, or a stream that was given. Detects what `overrides` leaves open.
/// Errors: FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, with the path.
Result<std::unique_ptr<RowSource>> openCsvFile(const QString &path, const CsvDialectOverrides &overrides);
Result<std::unique_ptr<RowSource>> openCsvStream(std::unique_ptr<QIODevice> device, const QString &name,
                                                 const CsvDialectOverrides &overrides);
/// Opens the file of an earlier job again; SOURCE_CHANGED or SOURCE_GONE when it is not the same list.
Result<std::unique_ptr<RowSource>> reopen(const SourceSpec &spec);

/// The first rows, for a preview: reads no more of the file than it needs.
struct SourcePreview
{
    SourceSpec spec;
    std::vector<std::vector<QString>> rows; ///< cells, for showing
    std::vector<qint64> rowNumbers;
};
Result<SourcePreview> previewCsv(QIODevice &device, const QString &name, const CsvDialectOverrides &overrides,
                                 int maxRows);

} // namespace bulkhead
