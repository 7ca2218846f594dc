// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemtableview.h"

#include "ui/jobs/itemcells.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/itemtext.h"
#include "ui/session/session.h"
#include "ui/widgets/rowdelegate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int copyStep = 1000;
// What a spreadsheet takes in one paste without a long wait.
constexpr qint64 mostCopied = 200000;
constexpr qint64 mostCounted = 1000;

struct Copy
{
    QString text;
    qint64 rows = 0;
};

Result<Copy> tabSeparated(JobStore &store, const Job &job, const ItemQuery &query, const RowRanges &ranges)
{
    ItemReader reader(store, job);
    if (const Status read = reader.refresh(); !read)
        return read.error();
    Copy copy{.text = ItemText::tabSeparatedHeader(reader.columns()), .rows = 0};
    for (const auto &[first, last] : ranges) {
        for (qint64 at = first; at <= last && copy.rows < mostCopied; at += copyStep) {
            const int limit = int(std::min<qint64>({copyStep, last - at + 1, mostCopied - copy.rows}));
            const Result<std::vector<Item>> items = reader.page(query, at, limit);
            if (!items)
                return items.error();
            for (const Item &item : *items) {
                copy.text += u'\n' + ItemText::tabSeparated(item, reader.columns(), reader.maskedColumns());
                ++copy.rows;
            }
        }
    }
    return copy;
}

} // namespace

ItemTableView::ItemTableView(Session &session, ItemTableModel &model, QWidget *parent)
    : QTableView(parent), m_session(session), m_model(model)
{
    setObjectName(u"itemsTable"_s);
    //: accessible name of the table of a job's rows
    setAccessibleName(tr("Rows of the job"));
    setModel(&model);
    setUpTable(*this);
    setItemDelegate(new ItemCellDelegate(this));
    setItemDelegateForColumn(ItemTableModel::RowColumn, new RowDelegate(this));
    setItemDelegateForColumn(ItemTableModel::StatusColumn, new ItemStatusDelegate(this));
    setItemDelegateForColumn(ItemTableModel::CodeColumn, new RowDelegate(this));
    setItemDelegateForColumn(ItemTableModel::OutcomeColumn, new RowDelegate(this));
    setEditTriggers(DoubleClicked | EditKeyPressed);

    auto *copy = new QAction(this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &ItemTableView::copySelection);
    addAction(copy);
    connect(this, &QTableView::activated, this, &ItemTableView::editCurrent);
    connect(&model, &QAbstractItemModel::modelReset, this, &ItemTableView::selectionMoved);
}

void ItemTableView::editCurrent()
{
    if (currentIndex().flags() & Qt::ItemIsEditable && state() != EditingState)
        edit(currentIndex());
}

void ItemTableView::keyboardSearch(const QString &) {}

void ItemTableView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved();
}

RowRanges ItemTableView::selectedRanges() const
{
    RowRanges ranges;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        ranges.emplace_back(range.top(), range.bottom());
    std::ranges::sort(ranges);
    return ranges;
}

qint64 ItemTableView::selectedCount() const
{
    qint64 count = 0;
    for (const auto &[first, last] : selectedRanges())
        count += last - first + 1;
    return count;
}

qint64 ItemTableView::selectedRetryable() const
{
    const qint64 count = selectedCount();
    if (count > mostCounted)
        return count;
    qint64 retryable = 0;
    for (const auto &[first, last] : selectedRanges()) {
        for (int row = first; row <= last; ++row) {
            const Item *item = m_model.item(row);
            retryable += !item || (item->state == ItemState::Failed && item->retriedIn.isNull()) ? 1 : 0;
        }
    }
    return retryable;
}

void ItemTableView::copySelection()
{
    const qint64 wanted = selectedCount();
    if (wanted == 0)
        return;
    m_session.ask<Copy>(
        this, Session::Lane::Background,
        [job = m_model.job(), query = m_model.query(), ranges = selectedRanges()](JobStore &store) {
            return tabSeparated(store, job, query, ranges);
        },
        [this, wanted](Result<Copy> copy) {
            if (!copy) {
                Q_EMIT failed(copy.error().toString());
                return;
            }
            QGuiApplication::clipboard()->setText(copy->text);
            Q_EMIT copied(copy->rows, copy->rows >= wanted);
        });
}

} // namespace bulkhead
