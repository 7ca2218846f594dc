// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changepage.h"
#include "core/job/servicetally.h"

#include <QJsonObject>
#include <QMap>

namespace bulkhead {

/// What a chunk, or a job, changed or would change, in figures.
struct ChangeTally
{
    qint64 inserted = 0;
    qint64 updated = 0;
    qint64 deleted = 0;
    qint64 unchanged = 0;
    qint64 read = 0;
    QMap<QString, qint64> columns; ///< column → values that change in updates
    /// What the operation sums up, by group: scope → kg CO2e. Empty where it sums nothing.
    QMap<QString, double> sums;
    ServiceTally services; ///< empty where none were asked

    qint64 written() const { return inserted + updated + deleted; }
    qint64 of(ChangeKind kind) const;
    void count(const TableChanges &table, const RowChange &change);
    void add(const ChangeTally &other);
    QJsonObject toJson() const;
    static ChangeTally fromJson(const QJsonObject &json);
};

} // namespace bulkhead
