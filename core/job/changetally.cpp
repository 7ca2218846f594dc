// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/changetally.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

qint64 ChangeTally::of(ChangeKind kind) const
{
    switch (kind) {
    case ChangeKind::Insert:
        return inserted;
    case ChangeKind::Update:
        return updated;
    case ChangeKind::Delete:
        return deleted;
    case ChangeKind::Unchanged:
        return unchanged;
    case ChangeKind::Read:
        return read;
    }
    Q_UNREACHABLE();
}

void ChangeTally::count(const TableChanges &table, const RowChange &change)
{
    switch (change.kind) {
    case ChangeKind::Insert:
        ++inserted;
        return;
    case ChangeKind::Delete:
        ++deleted;
        return;
    case ChangeKind::Unchanged:
        ++unchanged;
        return;
    case ChangeKind::Read:
        ++read;
        return;
    case ChangeKind::Update:
        break;
    }
    ++updated;
    for (std::size_t i = 0; i < change.before.size() && i < change.after.size(); ++i) {
        if (change.before[i] != change.after[i])
            ++columns[table.columns[qsizetype(i)]];
    }
}

void ChangeTally::add(const ChangeTally &other)
{
    inserted += other.inserted;
    updated += other.updated;
    deleted += other.deleted;
    unchanged += other.unchanged;
    read += other.read;
    for (auto it = other.columns.cbegin(); it != other.columns.cend(); ++it)
        columns[it.key()] += it.value();
    for (auto it = other.sums.cbegin(); it != other.sums.cend(); ++it)
        sums[it.key()] += it.value();
    services.add(other.services);
}

QJsonObject ChangeTally::toJson() const
{
    QJsonObject json{{u"inserted"_s, inserted},
                     {u"updated"_s, updated},
                     {u"deleted"_s, deleted},
                     {u"unchanged"_s, unchanged},
                     {u"read"_s, read}};
    QJsonObject byColumn;
    for (auto it = columns.cbegin(); it != columns.cend(); ++it)
        byColumn.insert(it.key(), it.value());
    json.insert(u"columns"_s, byColumn);
    if (!services.isEmpty())
        json.insert(u"services"_s, services.toJson());
    if (sums.isEmpty())
        return json;
    QJsonObject byGroup;
    for (auto it = sums.cbegin(); it != sums.cend(); ++it)
        byGroup.insert(it.key(), it.value());
    json.insert(u"sums"_s, byGroup);
    return json;
}

ChangeTally ChangeTally::fromJson(const QJsonObject &json)
{
    ChangeTally tally{.inserted = json.value("inserted"_L1).toInteger(),
                      .updated = json.value("updated"_L1).toInteger(),
                      .deleted = json.value("deleted"_L1).toInteger(),
                      .unchanged = json.value("unchanged"_L1).toInteger(),
                      .read = json.value("read"_L1).toInteger(),
                      .columns = {},
                      .sums = {},
                      .services = ServiceTally::fromJson(json.value("services"_L1).toObject())};
    const QJsonObject byColumn = json.value("columns"_L1).toObject();
    for (auto it = byColumn.constBegin(); it != byColumn.constEnd(); ++it)
        tally.columns.insert(it.key(), it.value().toInteger());
    const QJsonObject byGroup = json.value("sums"_L1).toObject();
    for (auto it = byGroup.constBegin(); it != byGroup.constEnd(); ++it)
        tally.sums.insert(it.key(), it.value().toDouble());
    return tally;
}

} // namespace bulkhead
