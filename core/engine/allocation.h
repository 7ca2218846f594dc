// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace bulkhead {

/// For a program that runs jobs, at its start: memory that a chunk gave back stays with the process, within
/// bounds, for the next chunk. Else the C library returns a chunk's large blocks to the system at once, and a quarter
/// of a worker's time went into having them mapped again, page by page.
void keepFreedMemory();

} // namespace bulkhead
