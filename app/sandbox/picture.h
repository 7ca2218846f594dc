// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace bulkhead::sandbox {

/// A made-up landscape as PNG: sky, sun and ridges, the same for the same name on every machine, and of one
/// of the shapes that cameras have. `longest` is its longer side in pixels.
QByteArray landscape(const QString &name, int longest);

} // namespace bulkhead::sandbox
