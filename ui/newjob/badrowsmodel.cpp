// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/badrowsmodel.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestValue = 500;

/// Where the field of an error is fed from: a column of the list, or the field's own title.
QString columnOf(const RowError &error, const QStringList &columns, const Mapping &mapping)
{
    if (const QString column = mapping.columns.value(error.field); !column.isEmpty())
        return column;
    return columns.contains(error.field) ? error.field : QString();
}

QString valueOf(const RowError &error, const QString &column, const QStringList &columns, const Mapping &mapping,
                const QJsonArray &cells)
{
    if (mapping.constants.contains(error.field))
        return mapping.constants.value(error.field);
    const qsizetype index = column.isEmpty() ? -1 : columns.indexOf(column);
    if (index >= 0)
        return cells.at(index).toString().left(longestValue);
    // The whole row is meant: as it stands there.
    QStringList all;
    for (const QJsonValue &cell : cells)
        all << cell.toString().left(longestValue);
    return all.join(u" · "_s).left(longestValue);
}

} // namespace

void BadRowsModel::setRows(const Operation &operation, const QStringList &columns, const Mapping &mapping,
                           const std::vector<Failure> &rows)
{
    beginResetModel();
    m_lines.clear();
    for (const Failure &failure : rows) {
        const QJsonArray cells = QJsonDocument::fromJson(failure.input.toUtf8()).array();
        for (const RowError &error : failure.errors) {
            const Field *field = operation.field(error.field);
            const QString column = columnOf(error, columns, mapping);
            const bool hidden = field && (field->isSecret() || field->masked);
            m_lines.push_back({.row = failure.row,
                               .line = failure.line,
                               .code = error.code,
                               .where = column.isEmpty() && field ? field->title.toString() : column,
                               .value = hidden ? QString() : valueOf(error, column, columns, mapping, cells),
                               .reason = error.message.toString()});
        }
    }
    m_code.clear();
    filter();
    endResetModel();
}

void BadRowsModel::clear()
{
    setRows({}, {}, {}, {});
}

void BadRowsModel::setCode(const QString &code)
{
    if (code == m_code)
        return;
    beginResetModel();
    m_code = code;
    filter();
    endResetModel();
}

void BadRowsModel::filter()
{
    m_shown.clear();
    for (size_t i = 0; i < m_lines.size(); ++i) {
        if (m_code.isEmpty() || m_lines[i].code == m_code)
            m_shown.push_back(i);
    }
}

int BadRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int BadRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant BadRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[m_shown[size_t(index.row())]];
    if (role == Qt::TextAlignmentRole && index.column() == Row)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Row:
        if (role == Qt::ToolTipRole)
            return tr("line %1 of the file").arg(QLocale().toString(line.line));
        return QLocale().toString(line.row);
    case Where:
        return line.where;
    case Value:
        return line.value;
    case Reason:
        //: An error: its code in the tooltip of its text
        return role == Qt::ToolTipRole ? tr("%1 (%2)").arg(line.reason, line.code) : line.reason;
    default:
        return {};
    }
}

QVariant BadRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Row)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Row:
        return tr("Row");
    case Where:
        return tr("Column");
    case Value:
        return tr("Value");
    case Reason:
        return tr("What is wrong");
    default:
        return {};
    }
}

} // namespace bulkhead
