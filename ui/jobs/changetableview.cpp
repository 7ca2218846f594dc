// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changetableview.h"

#include "ui/jobs/changecells.h"
#include "ui/jobs/changetablemodel.h"
#include "ui/jobs/changewords.h"
#include "ui/session/session.h"
#include "ui/widgets/changedelegate.h"

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

using Ranges = std::vector<std::pair<int, int>>;

struct Copy
{
    QString text;
    qint64 rows = 0;
};

Result<Copy> tabSeparated(JobStore &store, const ChangeTableModel::Source &source, const QStringList &columns,
                          const Ranges &ranges)
{
    ChangeReader reader(store, source.job, source.ofPreview);
    reader.only(source.kind);
    if (const Status read = reader.refresh(); !read)
        return read.error();
    Copy copy{.text = ChangeWords::tabSeparatedHeader(columns), .rows = 0};
    for (const auto &[first, last] : ranges) {
        for (qint64 at = first; at <= last && copy.rows < mostCopied; at += copyStep) {
            const int limit = int(std::min<qint64>({copyStep, last - at + 1, mostCopied - copy.rows}));
            const Result<std::vector<ChangedRecord>> records = reader.page(at, limit);
            if (!records)
                return records.error();
            for (const ChangedRecord &record : *records) {
                copy.text += u'\n' + ChangeWords::tabSeparated(record, columns);
                ++copy.rows;
            }
        }
    }
    return copy;
}

} // namespace

ChangeTableView::ChangeTableView(Session &session, ChangeTableModel &model, QWidget *parent)
    : QTableView(parent), m_session(session), m_model(model)
{
    setObjectName(u"changesTable"_s);
    //: accessible name of the table of what a job changed
    setAccessibleName(tr("Changes of the job"));
    setModel(&model);
    setUpTable(*this);
    setItemDelegate(new ChangeDelegate(this));
    setItemDelegateForColumn(ChangeTableModel::KindColumn, new ChangeKindDelegate(this));
    setEditTriggers(NoEditTriggers);

    auto *copy = new QAction(this);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &ChangeTableView::copySelection);
    addAction(copy);
}

void ChangeTableView::keyboardSearch(const QString &) {}

void ChangeTableView::copySelection()
{
    Ranges ranges;
    qint64 wanted = 0;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        ranges.emplace_back(range.top(), range.bottom());
        wanted += range.height();
    }
    if (wanted == 0)
        return;
    std::ranges::sort(ranges);
    m_session.ask<Copy>(
        this, Session::Lane::Background,
        [source = m_model.source(), columns = m_model.columns(), ranges](JobStore &store) {
            return tabSeparated(store, source, columns, ranges);
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
