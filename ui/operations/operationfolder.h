// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <optional>

namespace bulkhead {

/// Where the operations of one's own are kept: $XDG_CONFIG_HOME/bulkhead/operations.
QString ownOperationsFolder();

/// The file for an operation of this id in that folder. Error OPERATION_ID where the id is no name for a file.
Result<QString> ownOperationFile(const QString &id);

/// For a thread that may wait on files. Error FILE_UNREADABLE.
Result<QString> readOperationText(const QString &path);

/// Writes the whole file or leaves the old one as it was; makes its folder. `expected` is what the file says
/// now as far as the writer knows, nothing where there should be none; Error FILE_CHANGED where that is not so,
/// FILE_UNWRITABLE where it cannot be written. For a thread that may wait on files.
Status writeOperationText(const QString &path, const QString &text, const std::optional<QString> &expected);

/// The same, whatever stands there now.
Status replaceOperationText(const QString &path, const QString &text);

} // namespace bulkhead
