// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemtablemodel.h"

#include "core/engine/submission.h"
#include "ui/jobs/itemtext.h"
#include "ui/session/session.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"

#include <QGuiApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ItemTableModel::ItemTableModel(Session &session, QObject *parent) : PagedTableModel(parent), m_session(session) {}

int ItemTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstCellColumn + int(m_columns.size());
}

const Item *ItemTableModel::item(int row) const
{
    return m_pages.row(row);
}

QVariant ItemTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == RowColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (m_pages.want(index.row()))
        fetchSoonUnlessAsking();
    const Item *row = item(index.row());
    if (!row)
        return {};
    return index.column() < FirstCellColumn ? rowData(*row, index.column(), role)
                                            : cellData(*row, index.column() - FirstCellColumn, role);
}

QVariant ItemTableModel::rowData(const Item &item, int column, int role) const
{
    if (role == StateRole)
        return int(item.state);
    if (role == RetriedRole)
        return !item.retriedIn.isNull();
    if (role == Qt::ToolTipRole)
        return tip(item, column);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (Column(column)) {
    case RowColumn:
        return Phrases::count(item.row);
    case StatusColumn:
        if (!item.retriedIn.isNull()) {
            //: state of a failed row that a later job took up
            return tr("Retried");
        }
        return StatusLook::of(item.state, Theme::of(QGuiApplication::palette())).word;
    case CodeColumn:
        return ItemText::codes(item);
    case OutcomeColumn:
        return ItemText::outcome(item);
    case FirstCellColumn:
        break;
    }
    return {};
}

QVariant ItemTableModel::cellData(const Item &item, int column, int role) const
{
    const bool mended = item.mended.contains(m_columns.at(column));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return isMasked(column) ? u"••••••"_s : ItemText::cell(item, m_columns, column);
    case Qt::EditRole:
        return isMasked(column) ? QString() : ItemText::cell(item, m_columns, column);
    case Qt::ToolTipRole:
        return tip(item, column + FirstCellColumn);
    case StateRole:
        return int(item.state);
    case MendedRole:
        return mended;
    case MaskedRole:
        return isMasked(column);
    default:
        return {};
    }
}

QVariant ItemTableModel::tip(const Item &item, int column) const
{
    if (column == RowColumn && item.line > 0) {
        //: %1 is the number of a line in a file
        return tr("Starts in line %1 of the file").arg(Phrases::count(item.line));
    }
    if (column == StatusColumn && !item.retriedIn.isNull()) {
        //: %1 is the id of a job
        return tr("Taken up by job %1").arg(item.retriedIn.toString(QUuid::WithoutBraces));
    }
    if (column < FirstCellColumn)
        return rowData(item, column, Qt::DisplayRole);
    const int cell = column - FirstCellColumn;
    if (isMasked(cell))
        return tr("Kept secret; a new value is hashed before it is stored");
    if (item.mended.contains(m_columns.at(cell))) {
        //: %1 is the value of a cell before it was changed
        return tr("Mended. Was: %1").arg(ItemText::originalCell(item, cell));
    }
    return ItemText::originalCell(item, cell);
}

QVariant ItemTableModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case StatusColumn:
        return tr("Status");
    case CodeColumn:
        //: column: short name of the error
        return tr("Error");
    case OutcomeColumn:
        if (m_query.filter == ItemFilter::Succeeded || m_query.filter == ItemFilter::Skipped) {
            //: column: what the operation gave back, such as a new id
            return tr("Result");
        }
        if (m_query.filter == ItemFilter::Failed)
            return tr("What is wrong");
        return tr("What became of it");
    default:
        return m_columns.value(section - FirstCellColumn);
    }
}

Qt::ItemFlags ItemTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    const Item *row = item(index.row());
    if (row && isEditable(*row, index.column()))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool ItemTableModel::isEditable(const Item &item, int column) const
{
    return column >= FirstCellColumn && item.state == ItemState::Failed && item.retriedIn.isNull() && !item.undecoded;
}

bool ItemTableModel::isMasked(int column) const
{
    return std::size_t(column) < m_masked.size() && m_masked[std::size_t(column)];
}

bool ItemTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    Item &item = *m_pages.row(index.row());
    const int cell = index.column() - FirstCellColumn;
    const QString column = m_columns.at(cell);
    const QString text = value.toString();
    if (isMasked(cell) ? text.isEmpty() : text == ItemText::cell(item, m_columns, cell))
        return false;
    const QJsonValue before = item.mended.value(column);
    const QString shown = isMasked(cell) ? QString() : text;
    item.mended.insert(column, shown);
    m_mended[item.row].insert(column, shown);
    Q_EMIT dataChanged(index, index);
    keepMended(item.row, column, text, before);
    return true;
}

void ItemTableModel::keepMended(qint64 rowNumber, const QString &column, const QString &value, const QJsonValue &before)
{
    m_session.ask<Done>(
        this, Session::Lane::Interactive,
        [jobId = m_job.id, rowNumber, column, value](JobStore &store) {
            return mendCell(store, jobId, rowNumber, column, value);
        },
        [this, rowNumber, column, before](Result<Done> kept) {
            if (kept) {
                Q_EMIT mended();
                return;
            }
            dropMended(rowNumber, column, before);
            Q_EMIT failed(kept.error().toString());
        });
}

void ItemTableModel::dropMended(qint64 rowNumber, const QString &column, const QJsonValue &before)
{
    m_mended[rowNumber].remove(column);
    const int row = m_pages.find([rowNumber](const Item &item) { return item.row == rowNumber; });
    if (row < 0)
        return;
    Item &shown = *m_pages.row(row);
    if (before.isUndefined())
        shown.mended.remove(column);
    else
        shown.mended.insert(column, before);
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
}

void ItemTableModel::sort(int column, Qt::SortOrder order)
{
    if (m_query.filter != ItemFilter::Failed || m_job.id.isNull())
        return;
    ItemQuery query = m_query;
    query.sort = column == CodeColumn      ? FailureSort::Code
                 : column == OutcomeColumn ? FailureSort::Message
                 : column == StatusColumn  ? m_query.sort
                                           : FailureSort::Row;
    query.descending = order == Qt::DescendingOrder;
    if (query.sort != m_query.sort || query.descending != m_query.descending)
        show(m_job, query);
}

void ItemTableModel::show(const Job &job, const ItemQuery &query)
{
    ++m_serial;
    if (job.id != m_job.id)
        m_mended.clear();
    m_job = job;
    m_query = query;
    m_loaded = false;
    m_asking = false;
    m_recount = true;
    m_pages.wantNone();
    fetch();
}

void ItemTableModel::jobMoved(const Job &job)
{
    m_job = job;
    m_pages.outdate();
    m_recount = true;
    // What is on the screen is asked for again by painting it.
    if (m_count > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
    m_fetchSoon.start();
}

void ItemTableModel::fetch()
{
    if (m_asking || (!m_pages.isAnyWanted() && !m_recount) || m_job.id.isNull())
        return;
    const bool whole = !m_loaded;
    const bool recount = std::exchange(m_recount, false) || whole;
    const PageSpan wanted = m_pages.takeWanted();
    const PageSpan span = whole ? PageSpan() : wanted;
    m_asking = true;

    m_session.ask<Answer>(
        this, Session::Lane::Interactive,
        [job = m_job, query = m_query, span, recount](JobStore &store) -> Result<Answer> {
            ItemReader reader(store, job);
            if (const Status read = reader.refresh(); !read)
                return read.error();
            Answer answer;
            answer.columns = reader.columns();
            answer.masked = reader.maskedColumns();
            if (recount) {
                const Result<qint64> count = reader.count(query);
                if (!count)
                    return count.error();
                answer.count = count.value();
            }
            Result<std::vector<Item>> items = reader.page(query, span.firstRow(), span.rows());
            if (!items)
                return items.error();
            answer.items = items.take();
            return answer;
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
                takeAll(answer.take(), epoch);
            else
                takePages(span, answer.take(), epoch);
            if (m_pages.isAnyWanted() || m_recount)
                m_fetchSoon.start();
        });
}

void ItemTableModel::takeAll(Answer answer, quint64 epoch)
{
    const bool otherColumns = answer.columns != m_columns;
    beginResetModel();
    m_pages.clear();
    m_columns = answer.columns;
    m_masked = answer.masked;
    m_count = int(std::min(answer.count, PageSpan::mostRows));
    m_loaded = true;
    keep({}, std::move(answer.items), epoch);
    endResetModel();
    if (otherColumns)
        Q_EMIT columnsChanged();
    Q_EMIT loaded();
}

void ItemTableModel::takePages(const PageSpan &span, Answer answer, quint64 epoch)
{
    keep(span, std::move(answer.items), epoch);
    if (answer.count >= 0)
        setCount(int(std::min(answer.count, PageSpan::mostRows)));
    const int firstRow = int(span.firstRow());
    const int lastRow = std::min(m_count, firstRow + span.rows()) - 1;
    if (lastRow >= firstRow)
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, columnCount() - 1));
}

void ItemTableModel::keep(const PageSpan &span, std::vector<Item> items, quint64 epoch)
{
    for (Item &item : items) {
        const QJsonObject mended = item.retriedIn.isNull() ? m_mended.value(item.row) : QJsonObject();
        for (auto cell = mended.constBegin(); cell != mended.constEnd(); ++cell)
            item.mended.insert(cell.key(), cell.value());
    }
    m_pages.keep(span, std::move(items), epoch);
}

} // namespace bulkhead
