// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/ownsource.h"

#include "core/remote/serviceregistry.h"
#include "core/source/completedsource.h"
#include "core/source/montageusers.h"
#include "core/source/querysource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Result<std::unique_ptr<RowSource>> openOwnSource(SqlConnection &connection, const Operation &operation,
                                                 ServiceRegistry *services, const QMap<QString, QString> &settings)
{
    if (operation.effect.kind != EffectKind::Montages)
        return QuerySource::open(connection, operation);
    if (!services)
        return serviceMissing(checkinService);
    return MontageUsers::open(connection, *services, settings);
}

Result<std::unique_ptr<RowSource>> completedList(RowSource &list, SqlConnection &connection, const Operation &operation,
                                                 Mapping &mapping)
{
    const ListCompletion *completion = CompletedSource::neededBy(operation, mapping);
    if (!completion)
        return std::unique_ptr<RowSource>();
    return CompletedSource::open(list, connection, operation, *completion, mapping);
}

Result<ReopenedList> reopenList(const JobSpec &spec, SqlConnection &connection, const Operation &operation)
{
    SourceSpec own = spec.source;
    Mapping mapping = spec.mapping;
    for (int i = 0; i < spec.source.addedColumns; ++i)
        mapping.columns.remove(mapping.columns.key(own.columns.takeLast()));
    Result<std::unique_ptr<RowSource>> list = reopen(own);
    if (!list)
        return list.error();
    ReopenedList reopened{.list = list.take(), .completed = nullptr};
    if (spec.source.completedBy.isEmpty())
        return reopened;
    Result<std::unique_ptr<RowSource>> completed = completedList(*reopened.list, connection, operation, mapping);
    if (!completed)
        return completed.error();
    reopened.completed = completed.take();
    return reopened;
}

} // namespace bulkhead
