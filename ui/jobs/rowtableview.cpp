// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/rowtableview.h"

#include "ui/session/session.h"
#include "ui/widgets/rowdelegate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace bulkhead {

RowTableView::RowTableView(Session &session, QAbstractItemModel &model, QWidget *parent)
    : QTableView(parent), m_session(session)
{
    setModel(&model);
    setUpTable(*this);
    auto *copy = new QAction(this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &RowTableView::copySelection);
    addAction(copy);
}

void RowTableView::keyboardSearch(const QString &) {}

RowRanges RowTableView::selectedRanges() const
{
    RowRanges ranges;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        ranges.emplace_back(range.top(), range.bottom());
    std::ranges::sort(ranges);
    return ranges;
}

qint64 RowTableView::selectedCount() const
{
    qint64 count = 0;
    for (const auto &[first, last] : selectedRanges())
        count += last - first + 1;
    return count;
}

void RowTableView::copySelection()
{
    const qint64 wanted = selectedCount();
    if (wanted == 0)
        return;
    m_session.ask<Copy>(this, Session::Lane::Background, copyOf(selectedRanges()), [this, wanted](Result<Copy> copy) {
        if (!copy) {
            Q_EMIT failed(copy.error().toString());
            return;
        }
        QGuiApplication::clipboard()->setText(copy->text);
        Q_EMIT copied(copy->rows, copy->rows >= wanted);
    });
}

} // namespace bulkhead
