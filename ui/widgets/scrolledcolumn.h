// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QLabel;
class QString;
class QWidget;

namespace bulkhead {

/// Fills the page with these sections, one under the other; it scrolls where the window is too low.
void fillWithColumn(QWidget *page, const QList<QWidget *> &sections);

/// Scrolls such a page to where all of `part` is seen, once the page has grown by what was shown a moment ago.
void bringIntoView(QWidget *part);

/// The heading of such a section.
QLabel *sectionHeading(const QString &words, QWidget *parent);

} // namespace bulkhead
