// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/lookupstep.h"

#include "core/operation/codewords.h"
#include "core/remote/serviceregistry.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::chrono::milliseconds shortestRest = std::chrono::seconds(1);
/// Somebody has to do something about it first: a credential, an address.
constexpr std::chrono::milliseconds restOfUnusable = std::chrono::seconds(15);

} // namespace

Outage restOf(const Outage &outage)
{
    Outage rest = outage;
    rest.left = outage.left.count() == 0 ? restOfUnusable : std::max(outage.left, shortestRest);
    return rest;
}

Outage restOf(const Error &unusable)
{
    return {.reason = unusable.toText(), .left = restOfUnusable};
}

ServiceTally tallyOf(const CallAccount &account)
{
    return {.answers = {},
            .calls = account.calls,
            .retries = account.retries,
            .latencyMs = std::chrono::duration<double, std::milli>(account.latency).count()};
}

LookupStep::LookupStep(const ServiceLookup &spec, const Operation &operation, ServiceRegistry *services,
                       std::shared_ptr<LookupMemory> memory)
    : m_spec(spec), m_operation(operation), m_keyField(std::size_t(operation.fieldIndex(spec.key))),
      m_services(services), m_memory(memory ? std::move(memory) : std::make_shared<LookupMemory>())
{}

/// Anew where the operator has changed the service since.
Status LookupStep::connect()
{
    if (!m_services)
        return serviceMissing(m_spec.service);
    Result<std::shared_ptr<ServiceGate>> gate = m_services->gate(m_spec.service);
    if (!gate)
        return gate.error();
    if (m_lookup && m_gate == *gate)
        return Done{};
    Result<std::shared_ptr<Lookup>> lookup = m_services->lookup(m_spec.service, m_spec.http);
    if (!lookup)
        return lookup.error();
    m_gate = gate.take();
    m_lookup = lookup.take();
    m_places.clear();
    const QStringList fields = m_lookup->fields();
    for (const ServiceLookup::Value &value : m_spec.values) {
        const QString &name = m_spec.isHttp() ? value.name : value.where;
        m_places.push_back(fields.indexOf(name));
        if (m_places.back() < 0)
            return Error{u"SERVICE_KIND"_s,
                         Text{QT_TRANSLATE_NOOP("core", "The service “%1” does not give “%2”; it gives: %3."),
                              {m_spec.service, name, fields.join(u", "_s)}},
                         {}};
    }
    return Done{};
}

Gathering LookupStep::ask(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop)
{
    const std::size_t count = rows.rows().size();
    m_values.assign(count * m_spec.values.size(), {});
    m_isFound.assign(count, false);
    Gathering gathering;
    if (const Status connected = connect(); !connected) {
        m_lookup.reset();
        gathering.outage = restOf(connected.error());
        return gathering;
    }
    std::vector<QString> keys(count);
    QStringList asked; // find() asks for each once, however often it stands here
    for (const std::size_t row : chosen) {
        const auto key = rows.value(row, m_keyField);
        if (!key || key->empty())
            continue;
        keys[row] = QString::fromUtf8(key->data(), qsizetype(key->size()));
        asked.append(keys[row]);
    }
    const QHash<QString, Answer> known = m_memory->known(asked);
    if (!known.isEmpty())
        asked.removeIf([&](const QString &key) { return known.contains(key); });
    const LookupResult result = m_lookup->find(asked, stop);
    gathering.cancelled = result.cancelled;
    gathering.outage = outageOf(result);
    gathering.isFault = gathering.outage && result.account.isOnlyFaults();
    if (m_gate->isDenied())
        m_lookup.reset(); // the next one reads its secret anew
    gathering.tally = tallyOf(result.account);
    m_memory->keep(result.answers);
    if (result.cancelled || (gathering.outage && !gathering.isFault))
        return gathering;
    for (const std::size_t row : chosen) {
        if (keys[row].isEmpty())
            continue;
        const auto before = known.constFind(keys[row]);
        settle(row, keys[row], before == known.constEnd() ? result.answers.value(keys[row]) : *before, gathering);
    }
    return gathering;
}

std::optional<Outage> LookupStep::outageOf(const LookupResult &result) const
{
    if (result.cancelled)
        return std::nullopt; // that nobody was answered is our own doing
    if (result.outage)
        return restOf(*result.outage);
    // A job may be too small for the gate to notice: nobody was answered, so nothing is known about any row.
    const auto isUnanswered = [](const Answer &answer) { return answer.kind == Answer::Kind::Unavailable; };
    const auto sent =
        std::ranges::count_if(result.answers, [](const Answer &a) { return a.kind != Answer::Kind::InvalidInput; });
    if (sent == 0 || std::ranges::count_if(result.answers, isUnanswered) != sent)
        return std::nullopt;
    return restOf({.reason = std::ranges::find_if(result.answers, isUnanswered)->text, .left = shortestRest});
}

void LookupStep::settle(std::size_t row, const QString &key, const Answer &answer, Gathering &gathering)
{
    ++gathering.tally.answers.at(std::size_t(answer.kind));
    if (answer.kind != Answer::Kind::Found) {
        gathering.refused.push_back(refusal(row, key, answer));
    } else if (isTaken(key, answer)) {
        const Text otherwise{
            QT_TRANSLATE_NOOP("core", "The service gave the same for another %1; only one of them can be right."),
            {m_spec.key}};
        gathering.refused.push_back(
            {.row = row,
             .error = {m_spec.takenCode, m_spec.key, inWordsOf(m_operation, m_spec.takenCode, otherwise, {key})}});
    } else {
        keep(row, answer);
    }
}

bool LookupStep::isTaken(const QString &key, const Answer &answer)
{
    return std::ranges::any_of(m_spec.unique, [&](const QString &name) {
        const auto value = std::ranges::find(m_spec.values, name, &ServiceLookup::Value::name);
        const qsizetype place = m_places[std::size_t(value - m_spec.values.begin())];
        return !m_memory->isOwn(name, answer.values.value(place), key);
    });
}

void LookupStep::keep(std::size_t row, const Answer &answer)
{
    m_isFound[row] = true;
    for (std::size_t i = 0; i < m_places.size(); ++i)
        m_values[row * m_places.size() + i] = answer.values.value(m_places[i]).toStdString();
}

std::optional<std::string_view> LookupStep::value(std::size_t row, std::size_t index) const
{
    if (row >= m_isFound.size() || !m_isFound[row])
        return std::nullopt;
    return m_values[row * m_spec.values.size() + index];
}

/// Six answers are six codes: nothing, not found and not reachable must never look alike.
Refusal LookupStep::refusal(std::size_t row, const QString &key, const Answer &answer) const
{
    const QString code = [&] {
        switch (answer.kind) {
        case Answer::Kind::NotFound:
            return m_spec.notFoundCode;
        case Answer::Kind::InvalidInput:
            return m_spec.invalidCode;
        case Answer::Kind::Refused:
            return u"SERVICE_REFUSED"_s;
        case Answer::Kind::Unavailable:
            return u"SERVICE_UNAVAILABLE"_s;
        case Answer::Kind::Unknown:
        case Answer::Kind::Found:
            break;
        }
        return u"ANSWER_LOST"_s;
    }();
    return {.row = row,
            .error = {code, m_spec.key, inWordsOf(m_operation, code, answer.text, {key})},
            .others = {},
            .isTransient = answer.isTransient()};
}

} // namespace bulkhead
