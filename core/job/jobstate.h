// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <span>

namespace bulkhead {

/// Where a job stands. The names in the database, in JSON and on the command line are jobStateName().
enum class JobState {
    Pending,    ///< its list is still being read into chunks; nothing has been written to the target
    Queued,     ///< complete, waiting for a worker
    Processing, ///< at least one chunk was claimed
    Paused,     ///< no new chunk is claimed; what runs may finish
    Completed,  ///< every row succeeded
    Partial,    ///< finished, some rows failed
    Failed,     ///< no row succeeded, or the job was stopped by its own rules
    Cancelled,  ///< stopped by a person
};

/// What became of one row.
enum class ItemState : quint8 { Pending, Succeeded, Failed, Skipped, Cancelled, Unknown };

enum class ChunkState { Ready, Running, Done, Cancelled };

/// One allowed change of a job's state, and the event that is logged with it.
struct JobTransition
{
    JobState from;
    JobState to;
    const char *event;
};

/// The only list of allowed changes; JobStore::transition() turns it into guarded SQL.
std::span<const JobTransition> jobTransitions();
bool isAllowed(JobState from, JobState to);
bool isFinal(JobState state);

QString jobStateName(JobState state);
std::optional<JobState> jobStateFromName(QStringView name);
QString itemStateName(ItemState state);
std::optional<ItemState> itemStateFromName(QStringView name);
QString chunkStateName(ChunkState state);
std::optional<ChunkState> chunkStateFromName(QStringView name);

} // namespace bulkhead
