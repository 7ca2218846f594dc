// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/planner.h"

#include <QAbstractTableModel>

namespace bulkhead {

/// What the check found wrong, one line for each error of each row: row number, column, the value as
/// it stands in the list, the reason. Holds the rows that the check kept, which are not always all.
class BadRowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Row, Where, Value, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// `columns` and `mapping` are those that were checked: they say where a field's value stands.
    void setRows(const Operation &operation, const QStringList &columns, const Mapping &mapping,
                 const std::vector<Failure> &rows);
    void clear();
    /// Shows only this kind of error; all with an empty code.
    void setCode(const QString &code);
    const QString &code() const { return m_code; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        qint64 row;
        qint64 line; ///< of the file
        QString code;
        QString where;
        QString value;
        QString reason;
    };

    void filter();

    std::vector<Line> m_lines;
    std::vector<size_t> m_shown; ///< positions in m_lines
    QString m_code;
};

} // namespace bulkhead
