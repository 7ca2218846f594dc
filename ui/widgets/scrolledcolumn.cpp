// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrolledcolumn.h"

#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
/// Each level of the layout asks the one above it for room, and the page itself comes last.
constexpr auto settled = 50ms;

} // namespace

void fillWithColumn(QWidget *page, const QList<QWidget *> &sections)
{
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(3 * grid, 2 * grid, 3 * grid, 2 * grid);
    layout->setSpacing(3 * grid);
    for (QWidget *section : sections)
        layout->addWidget(section);
    layout->addStretch();
    auto *scroll = new QScrollArea(page);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
}

void bringIntoView(QWidget *part)
{
    QTimer::singleShot(settled, part, [part] {
        for (QWidget *above = part->parentWidget(); above; above = above->parentWidget()) {
            auto *scroll = qobject_cast<QScrollArea *>(above);
            if (!scroll)
                continue;
            // Not ensureWidgetVisible(): of a text that can be marked that shows the line of the cursor only.
            const QPoint middle = part->mapTo(scroll->widget(), part->rect().center());
            scroll->ensureVisible(middle.x(), middle.y(), 0, part->height() / 2 + grid);
        }
    });
}

QLabel *sectionHeading(const QString &words, QWidget *parent)
{
    auto *label = new QLabel(words, parent);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace bulkhead
