// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montagesettings.h"
#include "core/operation/effect.h"
#include "core/operation/montagetables.h"
#include "core/remote/montagemaker.h"

namespace bulkhead {

class ServiceRegistry;

/// Chunks of a montage job that run at once, so that one is written while the other one's services are asked.
inline constexpr int montageChunksAtOnce = 2;

/// Makes the montages of a chunk of users: asks the services "checkins" and "users" first, then writes what changed,
/// with its items, and removes what is stale, in the chunk's transaction. What did not change is left as it is, but for
/// how long it lasts. A user about whom a service says nothing keeps what they have. What expired goes when the job is
/// done, whoever it belongs to: by then every montage that is to last longer was made to.
class MontageEffect final : public Effect
{
public:
    MontageEffect(Database kind, const Operation &operation, ServiceRegistry *services, const MontageValues &settings);
    ~MontageEffect() override;

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override;
    Result<Gathering> gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop) override;
    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override;
    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override;
    bool tidiesUp() const override { return true; }
    Result<Tidied> tidyUp(SqlConnection &connection) override;

private:
    struct Services;
    class Writing;

    Status connect();
    Result<EffectOutcome> perform(SqlConnection &connection, const EffectRequest &request, bool writes);

    std::size_t m_userField;
    ServiceRegistry *m_services;
    MontageSettingsRead m_settings;
    std::unique_ptr<Services> m_clients;
    QDateTime m_now;                                 ///< of the last gather()
    std::vector<std::optional<UserMontages>> m_made; ///< by row
};

} // namespace bulkhead
