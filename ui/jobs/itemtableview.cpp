// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemtableview.h"

#include "ui/jobs/itemcells.h"
#include "ui/jobs/itemtablemodel.h"
#include "ui/jobs/itemtext.h"
#include "ui/widgets/rowdelegate.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 mostCounted = 1000;

} // namespace

ItemTableView::ItemTableView(Session &session, ItemTableModel &model, QWidget *parent)
    : RowTableView(session, model, parent), m_model(model)
{
    setObjectName(u"itemsTable"_s);
    //: accessible name of the table of a job's rows
    setAccessibleName(tr("Rows of the job"));
    setItemDelegate(new ItemCellDelegate(this));
    setItemDelegateForColumn(ItemTableModel::RowColumn, new RowDelegate(this));
    setItemDelegateForColumn(ItemTableModel::StatusColumn, new StatusDelegate(itemLook, this));
    setItemDelegateForColumn(ItemTableModel::CodeColumn, new RowDelegate(this));
    setItemDelegateForColumn(ItemTableModel::OutcomeColumn, new RowDelegate(this));
    setEditTriggers(DoubleClicked | EditKeyPressed);

    connect(this, &QTableView::activated, this, &ItemTableView::editCurrent);
    connect(&model, &QAbstractItemModel::modelReset, this, &ItemTableView::selectionMoved);
}

void ItemTableView::editCurrent()
{
    if (currentIndex().flags() & Qt::ItemIsEditable && state() != EditingState)
        edit(currentIndex());
}

void ItemTableView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    RowTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved();
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

std::function<Result<RowTableView::Copy>(JobStore &)> ItemTableView::copyOf(const RowRanges &ranges) const
{
    return [job = m_model.job(), query = m_model.query(), ranges](JobStore &store) -> Result<Copy> {
        ItemReader reader(store, job);
        if (const Status read = reader.refresh(); !read)
            return read.error();
        return copyPages(
            ItemText::tabSeparatedHeader(reader.columns()), ranges,
            [&](qint64 at, int limit) { return reader.page(query, at, limit); },
            [&](const Item &item) { return ItemText::tabSeparated(item, reader.columns(), reader.maskedColumns()); });
    };
}

} // namespace bulkhead
