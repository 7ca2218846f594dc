// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace bulkhead {

/// The list that comes with the program, to try things with; empty if there is none.
QString sampleListPath();

} // namespace bulkhead
