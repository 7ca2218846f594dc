// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"
#include "core/store/sqlconnection.h"

namespace bulkhead {

class ServiceRegistry;

/// The rows that an operation finds by itself: by its query, or, for montages, by what the check-in service says.
/// `services` may be null where the operation asks none. Error NO_QUERY when the operation needs a list.
Result<std::unique_ptr<RowSource>> openOwnSource(SqlConnection &connection, const Operation &operation,
                                                 ServiceRegistry *services, const QMap<QString, QString> &settings);

/// The list with what its rows lack read from the database, where the operation's file says how; null when the list is
/// whole as it is. `list` must outlive it, and `mapping` is extended: see CompletedSource.
Result<std::unique_ptr<RowSource>> completedList(RowSource &list, SqlConnection &connection, const Operation &operation,
                                                 Mapping &mapping);
/// A list of an earlier job again, as that job had it: reopened, and completed where it was. The first may be what the
/// second reads from.
struct ReopenedList
{
    std::unique_ptr<RowSource> list;
    std::unique_ptr<RowSource> completed;

    RowSource &rows() const { return completed ? *completed : *list; }
};
Result<ReopenedList> reopenList(const JobSpec &spec, SqlConnection &connection, const Operation &operation);

} // namespace bulkhead
