// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/effect.h"
#include "core/operation/operation.h"

namespace bulkhead {

/// An effect whose deleted records are told in the job's log, and so to other programs: an event for each value that
/// they had in one column, once a chunk.
class TellingEffect final : public Effect
{
public:
    TellingEffect(std::unique_ptr<Effect> effect, const RecordEvent &event)
        : m_effect(std::move(effect)), m_event(event)
    {}

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override;
    Result<Gathering> gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop) override;
    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override;
    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override;
    bool tidiesUp() const override { return m_effect->tidiesUp(); }
    Result<Tidied> tidyUp(SqlConnection &connection) override;
    bool worksOnSnapshot() const override { return m_effect->worksOnSnapshot(); }

private:
    std::unique_ptr<Effect> m_effect;
    const RecordEvent m_event;
};

} // namespace bulkhead
