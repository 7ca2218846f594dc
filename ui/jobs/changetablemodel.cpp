// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changetablemodel.h"

#include "ui/jobs/changewords.h"
#include "ui/session/session.h"
#include "ui/widgets/changedelegate.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"

#include <QGuiApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ChangeTableModel::ChangeTableModel(Session &session, QObject *parent) : PagedTableModel(parent), m_session(session) {}

int ChangeTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstValueColumn + int(m_columns.size());
}

const ChangedRecord *ChangeTableModel::record(int row) const
{
    return m_pages.row(row);
}

QVariant ChangeTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == RowColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (m_pages.want(index.row()))
        fetchSoonUnlessAsking();
    const ChangedRecord *found = record(index.row());
    if (!found)
        return {};
    return index.column() < FirstValueColumn ? recordData(*found, index.column(), role)
                                             : valueData(*found, m_columns.at(index.column() - FirstValueColumn), role);
}

QVariant ChangeTableModel::recordData(const ChangedRecord &record, int column, int role) const
{
    if (role == RecordKindRole)
        return int(record.kind);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    switch (Column(column)) {
    case RowColumn:
        return Phrases::count(record.row);
    case KindColumn:
        return StatusLook::of(record.kind, Theme::of(QGuiApplication::palette())).word;
    case TableColumn:
        return record.table;
    case KeyColumn:
        return record.key;
    case FirstValueColumn:
        break;
    }
    return {};
}

QVariant ChangeTableModel::valueData(const ChangedRecord &record, const QString &column, int role) const
{
    const auto value = std::ranges::find(record.values, column, &ChangedRecord::Value::column);
    if (value == record.values.end())
        return {};
    const ChangeWords::Cell cell = ChangeWords::cell(record, *value);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return ChangeDelegate::words(int(cell.kind), cell.before, cell.after);
    case ChangeDelegate::OldTextRole:
        return cell.before;
    case ChangeDelegate::NewTextRole:
        return cell.after;
    case ChangeDelegate::ChangeKindRole:
        return int(cell.kind);
    default:
        return {};
    }
}

QVariant ChangeTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == RowColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RowColumn:
        //: column: number of the row in the source
        return tr("Row");
    case KindColumn:
        //: column: what is done to a record: inserted, changed, deleted
        return tr("What");
    case TableColumn:
        //: column: table of the database
        return tr("Table");
    case KeyColumn:
        //: column: the key of a record of the database
        return tr("Record");
    default:
        return m_columns.value(section - FirstValueColumn);
    }
}

void ChangeTableModel::show(const Source &source)
{
    ++m_serial;
    m_source = source;
    m_loaded = false;
    m_asking = false;
    m_recount = true;
    m_pages.wantNone();
    fetch();
}

void ChangeTableModel::jobMoved()
{
    m_pages.outdate();
    m_recount = true;
    // What is on the screen is asked for again by painting it.
    if (m_count > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
    m_fetchSoon.start();
}

void ChangeTableModel::fetch()
{
    if (m_asking || (!m_pages.isAnyWanted() && !m_recount) || m_source.job.isNull())
        return;
    const bool whole = !m_loaded;
    m_recount = false;
    const PageSpan wanted = m_pages.takeWanted();
    const PageSpan span = whole ? PageSpan() : wanted;
    m_asking = true;
    m_session.ask<Answer>(
        this, Session::Lane::Interactive,
        [source = m_source, span](JobStore &store) -> Result<Answer> {
            ChangeReader reader(store, source.job, source.ofPreview);
            reader.only(source.kind);
            if (const Status read = reader.refresh(); !read)
                return read.error();
            Result<std::vector<ChangedRecord>> records = reader.page(span.firstRow(), span.rows());
            if (!records)
                return records.error();
            return Answer{.count = reader.count(),
                          .columns = ChangeWords::columns(reader.total(), records.value()),
                          .records = records.take()};
        },
        [this, span, whole, serial = m_serial, epoch = m_pages.epoch()](Result<Answer> answer) {
            if (serial != m_serial)
                return;
            m_asking = false;
            if (!answer) {
                Q_EMIT failed(answer.error().toString());
                return;
            }
            if (whole)
                takeAll(answer.take());
            else
                takePages(span, answer.take(), epoch);
            if (m_pages.isAnyWanted() || m_recount)
                m_fetchSoon.start();
        });
}

void ChangeTableModel::takeAll(Answer answer)
{
    beginResetModel();
    m_pages.clear();
    m_columns = answer.columns;
    m_forgotten = answer.count > 0 && answer.records.empty();
    m_count = m_forgotten ? 0 : int(std::min(answer.count, PageSpan::mostRows));
    m_loaded = true;
    m_pages.keep({}, std::move(answer.records), m_pages.epoch());
    endResetModel();
    Q_EMIT columnsChanged();
    Q_EMIT loaded();
}

void ChangeTableModel::takePages(const PageSpan &span, Answer answer, quint64 epoch)
{
    m_forgotten = answer.count > 0 && span.first == 0 && answer.records.empty();
    addColumns(answer.columns);
    m_pages.keep(span, std::move(answer.records), epoch);
    setCount(m_forgotten ? 0 : int(std::min(answer.count, PageSpan::mostRows)));
    const int firstRow = int(span.firstRow());
    const int lastRow = std::min(m_count, firstRow + span.rows()) - 1;
    if (lastRow >= firstRow)
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, columnCount() - 1));
}

void ChangeTableModel::addColumns(const QStringList &columns)
{
    QStringList added;
    std::ranges::copy_if(columns, std::back_inserter(added),
                         [this](const QString &column) { return !m_columns.contains(column); });
    if (added.isEmpty())
        return;
    beginInsertColumns({}, columnCount(), columnCount() + int(added.size()) - 1);
    m_columns += added;
    endInsertColumns();
    Q_EMIT columnsChanged();
}

} // namespace bulkhead
