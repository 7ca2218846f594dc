// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/endpoint.h"
#include "core/remote/lookup.h"

namespace bulkhead {

/// Asks a MaxBot service (maxbot.proto) for the MAX ids of phones; one kept channel for all calls.
/// Keys are phones in any spelling (see phone.h); the one value is `max_id`. 100 phones a call; where the
/// service lacks the batch call (UNIMPLEMENTED) one phone a call, which BatchedLookup then has several of
/// under way.
class MaxBotClient final : public LookupCall
{
public:
    MaxBotClient(const Endpoint &endpoint, int batch);
    ~MaxBotClient() override;

    QStringList fields() const override { return {QStringLiteral("max_id")}; }
    int mostKeys() const override;
    Result<QString> form(const QString &key) const override;
    CallReply ask(const QStringList &phones, Instant deadline, std::stop_token stop) override;

    /// GetMe: the bot's name, to see whether address, certificate and token are right.
    Attempt introduce(Instant deadline, std::stop_token stop, QString *botName);

private:
    struct Channel;
    CallReply askOne(const QString &phone, Instant deadline, std::stop_token stop);

    const std::unique_ptr<Channel> m_channel;
    const int m_batch;
    std::atomic_bool m_lacksBatch = false;
};

} // namespace bulkhead
