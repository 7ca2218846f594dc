// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace bulkhead {

/// Titles of columns, quiet and flat, in line with the cells below them. The whole title is in the
/// tooltip when it is cut.
class ListHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit ListHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void paintEvent(QPaintEvent *event) override;
    QSize sectionSizeFromContents(int logicalIndex) const override;
};

} // namespace bulkhead
