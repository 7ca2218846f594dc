// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace bulkhead {

/// What the button says: "Create 12,431 users", from the operation's title ("Create users") and the
/// number of rows, in the language of the program.
QString startWords(const QString &operationTitle, qint64 rows);

} // namespace bulkhead
