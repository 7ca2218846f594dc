// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace bulkhead {

class OperationCatalog;
struct Operation;

/// The operations in their groups: title, id, version, effect, table and where each comes from.
class OperationTree : public QTreeWidget
{
    Q_OBJECT

public:
    enum Column { TitleColumn, IdColumn, VersionColumn, EffectColumn, TableColumn, OriginColumn, ColumnCount };

    explicit OperationTree(QWidget *parent = nullptr);

    /// Shows those in which every word of `filter` occurs; keeps the chosen one where it still is, else takes the
    /// first.
    void show(const OperationCatalog &catalog, const QString &filter);
    /// The id of the chosen operation, or nothing.
    QString chosen() const;
    bool choose(const QString &id);
    int shownCount() const { return m_shown; }

Q_SIGNALS:
    void chosenChanged();

private:
    static bool matches(const Operation &operation, const QStringList &words);
    QTreeWidgetItem *group(const QString &name);

    int m_shown = 0;
};

} // namespace bulkhead
