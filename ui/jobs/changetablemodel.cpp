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
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int pageRows = 200;
constexpr int pagesAtOnce = 3;
constexpr int pagesKept = 48;
// QTableView adds up row heights in an int; this many rows of 64 pixels still fit.
constexpr qint64 mostRows = std::numeric_limits<int>::max() / 64;

} // namespace

ChangeTableModel::ChangeTableModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session)
{
    m_fetchSoon.setSingleShot(true);
    m_fetchSoon.setInterval(0);
    connect(&m_fetchSoon, &QTimer::timeout, this, &ChangeTableModel::fetch);
}

int ChangeTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int ChangeTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstValueColumn + int(m_columns.size());
}

const ChangedRecord *ChangeTableModel::record(int row) const
{
    const auto page = m_pages.find(row / pageRows);
    if (page == m_pages.end())
        return nullptr;
    const std::size_t at = std::size_t(row % pageRows);
    page->used = ++m_clock;
    return at < page->records.size() ? &page->records[at] : nullptr;
}

QVariant ChangeTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == RowColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const qint64 page = index.row() / pageRows;
    const auto known = m_pages.constFind(page);
    if (known == m_pages.constEnd() || known->epoch != m_epoch)
        want(page);
    const ChangedRecord *found = record(index.row());
    if (!found)
        return {};
    return index.column() < FirstValueColumn
               ? recordData(*found, index.column(), role)
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
    m_wanted.clear();
    fetch();
}

void ChangeTableModel::jobMoved()
{
    ++m_epoch;
    m_recount = true;
    // What is on the screen is asked for again by painting it.
    if (m_count > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
    m_fetchSoon.start();
}

void ChangeTableModel::want(qint64 page) const
{
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (!m_asking && !m_fetchSoon.isActive())
        m_fetchSoon.start();
}

std::pair<qint64, int> ChangeTableModel::nextPages() const
{
    if (m_wanted.empty())
        return {0, 1};
    // The page that was looked at last, and its neighbours that are missing too.
    const auto isWanted = [this](qint64 page) { return std::ranges::find(m_wanted, page) != m_wanted.end(); };
    qint64 first = m_wanted.back();
    int pages = 1;
    for (; pages < pagesAtOnce && isWanted(first - 1); ++pages)
        --first;
    while (pages < pagesAtOnce && isWanted(first + pages))
        ++pages;
    return {first, pages};
}

void ChangeTableModel::fetch()
{
    if (m_asking || (m_wanted.empty() && !m_recount) || m_source.job.isNull())
        return;
    const bool whole = !m_loaded;
    m_recount = false;
    const auto [first, pages] = whole ? std::pair(qint64(0), 1) : nextPages();
    m_wanted.clear();
    m_asking = true;
    m_session.ask<Answer>(
        this, Session::Lane::Interactive,
        [source = m_source, first = first, pages = pages](JobStore &store) -> Result<Answer> {
            ChangeReader reader(store, source.job, source.ofPreview);
            reader.only(source.kind);
            if (const Status read = reader.refresh(); !read)
                return read.error();
            Result<std::vector<ChangedRecord>> records = reader.page(first * pageRows, pages * pageRows);
            if (!records)
                return records.error();
            return Answer{.count = reader.count(),
                          .columns = ChangeWords::columns(reader.total(), records.value()),
                          .records = records.take()};
        },
        [this, first = first, pages = pages, whole, serial = m_serial,
         epoch = m_epoch](Result<Answer> answer) {
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
                takePages(first, pages, answer.take(), epoch);
            if (!m_wanted.empty() || m_recount)
                m_fetchSoon.start();
        });
}

void ChangeTableModel::takeAll(Answer answer)
{
    beginResetModel();
    m_pages.clear();
    m_columns = answer.columns;
    m_forgotten = answer.count > 0 && answer.records.empty();
    m_count = m_forgotten ? 0 : int(std::min(answer.count, mostRows));
    m_loaded = true;
    keep(0, 1, std::move(answer.records), m_epoch);
    endResetModel();
    Q_EMIT columnsChanged();
    Q_EMIT loaded();
}

void ChangeTableModel::takePages(qint64 first, int pages, Answer answer, quint64 epoch)
{
    m_forgotten = answer.count > 0 && first == 0 && answer.records.empty();
    addColumns(answer.columns);
    keep(first, pages, std::move(answer.records), epoch);
    setCount(m_forgotten ? 0 : int(std::min(answer.count, mostRows)));
    const int firstRow = int(first * pageRows);
    const int lastRow = std::min(m_count, firstRow + pages * pageRows) - 1;
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

void ChangeTableModel::keep(qint64 first, int pages, std::vector<ChangedRecord> records, quint64 epoch)
{
    // A page without records is kept too, or it would be asked for again and again.
    for (int page = 0; page < pages; ++page) {
        const std::size_t from = std::min(records.size(), std::size_t(page) * pageRows);
        const std::size_t to = std::min(records.size(), from + pageRows);
        const auto begin = std::make_move_iterator(records.begin());
        m_pages.insert(first + page, {.records = {begin + std::ptrdiff_t(from), begin + std::ptrdiff_t(to)},
                                      .epoch = epoch,
                                      .used = ++m_clock});
    }
    while (m_pages.size() > pagesKept) {
        const auto oldest = std::min_element(m_pages.cbegin(), m_pages.cend(),
                                             [](const Page &a, const Page &b) { return a.used < b.used; });
        m_pages.erase(oldest);
    }
}

void ChangeTableModel::setCount(int count)
{
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) {
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        endRemoveRows();
    }
}

} // namespace bulkhead
