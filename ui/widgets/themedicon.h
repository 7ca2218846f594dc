// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace bulkhead {

/// The icon of this freedesktop name from the desktop's theme, or, where that has none or none that can
/// be seen on the present palette, the program's own drawing of it (resources/icons/<name>.svg), which
/// takes its colour from the palette and so follows light and dark.
QIcon themedIcon(const QString &name);

} // namespace bulkhead
