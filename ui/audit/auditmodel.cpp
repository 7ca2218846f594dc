// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditmodel.h"

#include "core/operation/operationcatalog.h"
#include "ui/audit/auditwords.h"
#include "ui/jobs/joblistmodel.h"
#include "ui/widgets/phrases.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

AuditModel::AuditModel(const OperationCatalog &catalog, QObject *parent)
    : QAbstractTableModel(parent), m_catalog(catalog)
{}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int AuditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AuditEntry &entry = m_entries[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(entry, column);
    case Qt::ToolTipRole:
        return tip(entry, column);
    default:
        return {};
    }
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case WhenColumn:
        //: column of the audit
        return tr("When");
    case WhoColumn:
        //: column of the audit
        return tr("Who");
    case ActionColumn:
        //: column of the audit: what was done
        return tr("Action");
    case OperationColumn:
        return tr("Operation");
    case WhatColumn:
        //: column of the audit: rows and columns that were touched or read, and the reason
        return tr("What and why");
    case WhereColumn:
        //: column of the audit: computer, program and address
        return tr("From where");
    case ColumnCount:
        break;
    }
    return {};
}

QString AuditModel::text(const AuditEntry &entry, Column column) const
{
    switch (column) {
    case WhenColumn:
        // The exact time: who audits compares it.
        return QDateTime::fromMSecsSinceEpoch(entry.at).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case WhoColumn:
        return AuditWords::who(entry);
    case ActionColumn:
        return AuditWords::action(entry.action);
    case OperationColumn:
        return operationTitle(m_catalog, entry.operation);
    case WhatColumn:
        return AuditWords::what(entry);
    case WhereColumn:
        return AuditWords::where(entry);
    case ColumnCount:
        break;
    }
    return {};
}

QString AuditModel::tip(const AuditEntry &entry, Column column) const
{
    switch (column) {
    case WhenColumn:
        //: %1 is a number, %2 a time, %3 many letters and digits by which a change would show
        return tr("Entry %1\n%2\nHash %3").arg(Phrases::count(entry.id), Phrases::exactTime(entry.at), entry.hash);
    case ActionColumn:
        return entry.action;
    case OperationColumn:
        return entry.jobId.isNull() ? entry.operation
                                    //: %1 is an operation, %2 the id of a job
                                    : tr("%1\nJob %2").arg(entry.operation, entry.jobId.toString(QUuid::WithoutBraces));
    case WhatColumn:
        return text(entry, column) + u'\n' +
               QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Indented)).trimmed();
    default:
        return text(entry, column);
    }
}

void AuditModel::update(std::vector<AuditEntry> newest, bool complete)
{
    const auto known =
        m_entries.empty() ? newest.end() : std::ranges::find(newest, m_entries.front().id, &AuditEntry::id);
    if (known == newest.end()) {
        beginResetModel();
        m_entries = std::move(newest);
        m_complete = complete;
        endResetModel();
        return;
    }
    if (known == newest.begin())
        return;
    beginInsertRows({}, 0, int(known - newest.begin()) - 1);
    m_entries.insert(m_entries.begin(), std::make_move_iterator(newest.begin()), std::make_move_iterator(known));
    endInsertRows();
}

void AuditModel::append(std::vector<AuditEntry> older, bool complete)
{
    m_complete = complete;
    if (older.empty())
        return;
    beginInsertRows({}, int(m_entries.size()), int(m_entries.size() + older.size()) - 1);
    std::ranges::move(older, std::back_inserter(m_entries));
    endInsertRows();
}

QString AuditModel::asText(const QModelIndexList &rows) const
{
    QList<int> numbers;
    for (const QModelIndex &row : rows)
        numbers.append(row.row());
    std::ranges::sort(numbers);
    const auto line = [](const std::function<QString(Column)> &cell) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column)
            cells.append(cell(Column(column)).simplified());
        return cells.join(u'\t');
    };
    QStringList lines{line([this](Column column) { return headerData(column, Qt::Horizontal).toString(); })};
    for (const int number : numbers)
        lines.append(line([&](Column column) { return text(entry(number), column); }));
    return lines.join(u'\n');
}

} // namespace bulkhead
