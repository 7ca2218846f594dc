// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationtree.h"

#include "core/operation/operationcatalog.h"
#include "ui/operations/operationwords.h"
#include "ui/widgets/listheader.h"
#include "ui/widgets/rowdelegate.h"

#include <QFileInfo>
#include <QSignalBlocker>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int idRole = Qt::UserRole;

/// Rows as high as in all tables; the titles of groups are bold.
class TreeRow final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + 10};
    }
};

} // namespace

OperationTree::OperationTree(QWidget *parent) : QTreeWidget(parent)
{
    setColumnCount(ColumnCount);
    setHeader(new ListHeader(this));
    //: column: what an operation does
    setHeaderLabels({tr("Operation"), tr("Id"), tr("Version"), tr("Does"), tr("Table"), tr("From")});
    setItemDelegate(new TreeRow(this));
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    connect(this, &QTreeWidget::currentItemChanged, this, &OperationTree::chosenChanged);
}

bool OperationTree::matches(const Operation &operation, const QStringList &words)
{
    const QString all = QStringList{operation.id,
                                    operation.title.toString(),
                                    operation.summary.toString(),
                                    operation.group.toString(),
                                    OperationWords::table(operation.effect),
                                    OperationWords::origin(operation)}
                            .join(u' ');
    return std::ranges::all_of(words, [&](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

QTreeWidgetItem *OperationTree::group(const QString &name)
{
    for (int i = 0; i < topLevelItemCount(); ++i) {
        if (topLevelItem(i)->text(TitleColumn) == name)
            return topLevelItem(i);
    }
    auto *item = new QTreeWidgetItem(this, {name});
    QFont bold = font();
    bold.setBold(true);
    item->setFont(TitleColumn, bold);
    item->setFlags(Qt::ItemIsEnabled);
    item->setFirstColumnSpanned(true);
    return item;
}

void OperationTree::show(const OperationCatalog &catalog, const QString &filter)
{
    const QString before = chosen();
    const QStringList words = filter.split(u' ', Qt::SkipEmptyParts);
    {
        const QSignalBlocker quiet(this);
        clear();
        m_shown = 0;
        for (const Operation &operation : catalog.operations()) {
            if (!matches(operation, words))
                continue;
            ++m_shown;
            const QString name = operation.group.toString();
            //: the group of operations whose file names none
            auto *item = new QTreeWidgetItem(group(name.isEmpty() ? tr("Others") : name));
            item->setData(TitleColumn, idRole, operation.id);
            item->setText(TitleColumn, operation.title.toString());
            item->setText(IdColumn, operation.id);
            item->setText(VersionColumn, QLocale().toString(operation.version));
            item->setTextAlignment(VersionColumn, Qt::AlignRight | Qt::AlignVCenter);
            item->setText(EffectColumn, OperationWords::effect(operation.effect.kind));
            item->setText(TableColumn, OperationWords::table(operation.effect));
            item->setText(OriginColumn, operation.isBuiltIn ? OperationWords::origin(operation)
                                                            : QFileInfo(operation.path).fileName());
            item->setToolTip(TitleColumn, operation.summary.toString());
            item->setToolTip(OriginColumn, OperationWords::origin(operation));
            item->setToolTip(TableColumn, item->text(TableColumn));
        }
        expandAll();
        if (!choose(before) && m_shown > 0)
            setCurrentItem(topLevelItem(0)->child(0));
    }
    Q_EMIT chosenChanged();
}

QString OperationTree::chosen() const
{
    return currentItem() ? currentItem()->data(TitleColumn, idRole).toString() : QString();
}

bool OperationTree::choose(const QString &id)
{
    for (int i = 0; i < topLevelItemCount() && !id.isEmpty(); ++i) {
        for (int k = 0; k < topLevelItem(i)->childCount(); ++k) {
            QTreeWidgetItem *item = topLevelItem(i)->child(k);
            if (item->data(TitleColumn, idRole).toString() != id)
                continue;
            setCurrentItem(item);
            scrollToItem(item);
            return true;
        }
    }
    return false;
}

} // namespace bulkhead
