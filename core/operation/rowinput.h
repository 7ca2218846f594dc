// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QByteArrayView>

#include <span>
#include <string_view>

namespace bulkhead {

/// Which columns of a source are not shown and not searched: those of secrets and of masked fields.
std::vector<bool> maskedColumns(const Operation &operation, const QStringList &columns, const Mapping &mapping);

/// A failed row's cells as a JSON array of strings, masked ones empty: what Failure::input holds.
QString rowInput(std::span<const QByteArrayView> cells, const std::vector<bool> &masked);
QString rowInput(std::span<const std::string_view> cells, const std::vector<bool> &masked);

} // namespace bulkhead
