// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/jobstate.h"

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

using enum JobState;

constexpr std::array transitions{
    JobTransition{Pending, Queued, "queued"},
    JobTransition{Pending, Failed, "failed"},
    JobTransition{Pending, Cancelled, "cancelled"},
    JobTransition{Queued, Processing, "started"},
    JobTransition{Queued, Paused, "paused"},
    JobTransition{Queued, Paused, "waiting"}, // for a service; goes on by itself
    JobTransition{Queued, Cancelled, "cancelled"},
    JobTransition{Queued, Failed, "failed"},
    JobTransition{Queued, Completed, "completed"}, // nothing left to run: every row was settled by its checks
    JobTransition{Queued, Partial, "partial"},
    JobTransition{Processing, Paused, "paused"},
    JobTransition{Processing, Paused, "waiting"},
    JobTransition{Processing, Completed, "completed"},
    JobTransition{Processing, Partial, "partial"},
    JobTransition{Processing, Failed, "failed"},
    JobTransition{Processing, Cancelled, "cancelled"},
    JobTransition{Paused, Queued, "resumed"},
    JobTransition{Paused, Completed, "completed"}, // the chunk that ran when it was paused was the last one
    JobTransition{Paused, Partial, "partial"},
    JobTransition{Paused, Failed, "failed"},
    JobTransition{Paused, Cancelled, "cancelled"},
};

template <typename Enum> struct Name
{
    Enum value;
    const char16_t *name;
};

constexpr std::array jobStateNames{
    Name<JobState>{Pending, u"pending"},       Name<JobState>{Queued, u"queued"},
    Name<JobState>{Processing, u"processing"}, Name<JobState>{Paused, u"paused"},
    Name<JobState>{Completed, u"completed"},   Name<JobState>{Partial, u"partial"},
    Name<JobState>{Failed, u"failed"},         Name<JobState>{Cancelled, u"cancelled"},
};
constexpr std::array itemStateNames{
    Name<ItemState>{ItemState::Pending, u"pending"},     Name<ItemState>{ItemState::Succeeded, u"succeeded"},
    Name<ItemState>{ItemState::Failed, u"failed"},       Name<ItemState>{ItemState::Skipped, u"skipped"},
    Name<ItemState>{ItemState::Cancelled, u"cancelled"}, Name<ItemState>{ItemState::Unknown, u"unknown"},
};
constexpr std::array chunkStateNames{
    Name<ChunkState>{ChunkState::Ready, u"ready"},
    Name<ChunkState>{ChunkState::Running, u"running"},
    Name<ChunkState>{ChunkState::Done, u"done"},
    Name<ChunkState>{ChunkState::Cancelled, u"cancelled"},
};

template <typename Enum, std::size_t N> QString nameOf(const std::array<Name<Enum>, N> &names, Enum value)
{
    const auto found = std::ranges::find(names, value, &Name<Enum>::value);
    return QString::fromUtf16(found->name);
}

template <typename Enum, std::size_t N>
std::optional<Enum> valueOf(const std::array<Name<Enum>, N> &names, QStringView name)
{
    const auto found = std::ranges::find_if(names, [&](const auto &n) { return name == QStringView(n.name); });
    return found == names.end() ? std::nullopt : std::optional(found->value);
}

} // namespace

std::span<const JobTransition> jobTransitions()
{
    return transitions;
}

bool isAllowed(JobState from, JobState to)
{
    return std::ranges::any_of(transitions, [=](const auto &t) { return t.from == from && t.to == to; });
}

bool isFinal(JobState state)
{
    return std::ranges::none_of(transitions, [=](const auto &t) { return t.from == state; });
}

QString jobStateName(JobState state)
{
    return nameOf(jobStateNames, state);
}

std::optional<JobState> jobStateFromName(QStringView name)
{
    return valueOf(jobStateNames, name);
}

QString itemStateName(ItemState state)
{
    return nameOf(itemStateNames, state);
}

std::optional<ItemState> itemStateFromName(QStringView name)
{
    return valueOf(itemStateNames, name);
}

QString chunkStateName(ChunkState state)
{
    return nameOf(chunkStateNames, state);
}

std::optional<ChunkState> chunkStateFromName(QStringView name)
{
    return valueOf(chunkStateNames, name);
}

} // namespace bulkhead
