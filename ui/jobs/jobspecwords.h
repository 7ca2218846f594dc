// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

namespace bulkhead {

/// Everything the job was told, as text to read and copy: its spec as indented JSON, then the file of
/// its operation.
QString jobSpecWords(const Job &job);

} // namespace bulkhead
