// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changetableview.h"

#include "ui/jobs/changetablemodel.h"
#include "ui/jobs/changewords.h"
#include "ui/widgets/changedelegate.h"
#include "ui/widgets/rowdelegate.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

std::optional<StatusLook> kindLook(const QModelIndex &index, const Theme &theme)
{
    const QVariant kind = index.data(ChangeTableModel::RecordKindRole);
    return kind.isValid() ? std::optional(StatusLook::of(ChangeKind(kind.toInt()), theme)) : std::nullopt;
}

} // namespace

ChangeTableView::ChangeTableView(Session &session, ChangeTableModel &model, QWidget *parent)
    : RowTableView(session, model, parent), m_model(model)
{
    setObjectName(u"changesTable"_s);
    //: accessible name of the table of what a job changed
    setAccessibleName(tr("Changes of the job"));
    setItemDelegate(new ChangeDelegate(this));
    setItemDelegateForColumn(ChangeTableModel::KindColumn, new StatusDelegate(kindLook, this));
    setEditTriggers(NoEditTriggers);
}

std::function<Result<RowTableView::Copy>(JobStore &)> ChangeTableView::copyOf(const RowRanges &ranges) const
{
    return [source = m_model.source(), columns = m_model.columns(), ranges](JobStore &store) -> Result<Copy> {
        ChangeReader reader(store, source.job, source.ofPreview);
        reader.only(source.kind);
        if (const Status read = reader.refresh(); !read)
            return read.error();
        return copyPages(
            ChangeWords::tabSeparatedHeader(columns), ranges,
            [&](qint64 at, int limit) { return reader.page(at, limit); },
            [&](const ChangedRecord &record) { return ChangeWords::tabSeparated(record, columns); });
    };
}

} // namespace bulkhead
