// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QLabel;
class QWidget;

namespace bulkhead {

/// The font of what names a page or a large part of one, `factor` times as large as `font`.
QFont headline(QFont font, qreal factor = 1.35);
/// The name of a page, as it stands at its top.
QLabel *pageTitle(const QString &words, QWidget *parent);

} // namespace bulkhead
