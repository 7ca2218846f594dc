// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/effect.h"
#include "core/operation/lookupmemory.h"
#include "core/remote/lookup.h"

#include <string>

namespace bulkhead {

class ServiceRegistry;

/// What an operation's service says of the rows of one chunk: asked for by the value of a field, each distinct value
/// once (of the job, while its memory lasts), and matched by that value. Belongs to one worker.
class LookupStep
{
public:
    /// `services` may be null: then nobody can be asked, which counts as an outage.
    LookupStep(const ServiceLookup &spec, const Operation &operation, ServiceRegistry *services,
               std::shared_ptr<LookupMemory> memory = {});

    Gathering ask(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop);
    /// What was said of the row; nothing where it was not found or not asked.
    std::optional<std::string_view> value(std::size_t row, std::size_t index) const;

private:
    Status connect();
    std::optional<Outage> outageOf(const LookupResult &result) const;
    void settle(std::size_t row, const QString &key, const Answer &answer, Gathering &gathering);
    bool isTaken(const QString &key, const Answer &answer);
    Refusal refusal(std::size_t row, const QString &key, const Answer &answer) const;
    void keep(std::size_t row, const Answer &answer);

    const ServiceLookup &m_spec;
    const Operation &m_operation;
    std::size_t m_keyField;
    ServiceRegistry *m_services;
    std::shared_ptr<LookupMemory> m_memory; ///< never null
    std::shared_ptr<ServiceGate> m_gate;    ///< of the service as m_lookup knows it
    std::shared_ptr<Lookup> m_lookup;
    std::vector<qsizetype> m_places;   ///< by value: its place in Answer::values
    std::vector<std::string> m_values; ///< rows x values
    std::vector<bool> m_isFound;       ///< by row
};

/// How long a service rests that says nothing about it, and one of which no more is known than that it lets nobody in.
Outage restOf(const Outage &outage);
/// Likewise, of a service of which we could not even become a client.
Outage restOf(const Error &unusable);
/// What calls cost, as it is kept with the chunk; of no answers.
ServiceTally tallyOf(const CallAccount &account);

} // namespace bulkhead
