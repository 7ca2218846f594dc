// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/allocation.h"

#include <malloc.h>

namespace bulkhead {

namespace {

/// Larger than any block that a chunk needs all the time: its page, its images, what the server answers.
constexpr int largestKept = 8 * 1024 * 1024;
/// Of each thread's arena.
constexpr int mostKept = 16 * 1024 * 1024;

} // namespace

void keepFreedMemory()
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, largestKept);
    mallopt(M_TRIM_THRESHOLD, mostKept);
    mallopt(M_TOP_PAD, 1024 * 1024);
#endif
}

} // namespace bulkhead
