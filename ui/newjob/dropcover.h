// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace bulkhead {

/// Lies over a page while a file is held above it and says that it may be let go; what is below shines
/// through.
class DropCover : public QWidget
{
    Q_OBJECT

public:
    explicit DropCover(QWidget *page);

    void cover(); ///< all of the page

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace bulkhead
