// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/store/jobstore.h"

#include <functional>
#include <map>

namespace bulkhead {

/// One row of a job as people see it: cells of secrets are empty.
struct Item
{
    qint64 item = 0; ///< 1…total within the job
    qint64 row = 0;  ///< number in the source
    qint64 line = 0;
    ItemState state = ItemState::Pending;
    std::vector<QByteArray> cells; ///< UTF-8, as in the source; one raw cell when `undecoded`
    bool undecoded = false;
    std::vector<RowError> errors; ///< of a failed row
    bool retryable = false;
    QJsonObject mended; ///< column → new value, not yet retried
    QUuid retriedIn;
    QString result; ///< the new id, say
};

enum class ItemFilter { All, Failed, Succeeded, Skipped, Cancelled, Pending };

struct ItemQuery
{
    ItemFilter filter = ItemFilter::All;
    // These four are for failed rows only (they are answered in SQL):
    QString code;
    QString text;
    FailureSort sort = FailureSort::Row;
    bool descending = false;
};

/// Pages through the rows of a job without ever holding more than a few chunks: the failed ones from
/// SQL, the others chunk by chunk. Bound to the thread of its store. Holds a small cache of decoded
/// chunks; make a new one, or call refresh(), when the job has moved on.
class ItemReader
{
public:
    ItemReader(JobStore &store, const Job &job);
    ~ItemReader();

    /// Reads the chunk list again.
    Status refresh();
    /// How many rows the query has.
    Result<qint64> count(const ItemQuery &query);
    /// `limit` rows from the 0-based position on.
    Result<std::vector<Item>> page(const ItemQuery &query, qint64 offset, int limit);
    /// Every row of the query in order, one at a time, until `visit` says false: for exports.
    Status each(const ItemQuery &query, const std::function<bool(const Item &)> &visit);

    const QStringList &columns() const;
    /// Columns whose cells are not shown (secrets and masked fields), by position.
    const std::vector<bool> &maskedColumns() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace bulkhead
