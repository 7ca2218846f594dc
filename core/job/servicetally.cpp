// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/servicetally.h"

#include <numeric>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

qint64 ServiceTally::answered() const
{
    return std::accumulate(answers.begin(), answers.end(), qint64(0));
}

void ServiceTally::add(const ServiceTally &other)
{
    for (std::size_t i = 0; i < answers.size(); ++i)
        answers[i] += other.answers[i];
    calls += other.calls;
    retries += other.retries;
    latencyMs += other.latencyMs;
}

QJsonObject ServiceTally::toJson() const
{
    QJsonObject byKind;
    for (std::size_t i = 0; i < answers.size(); ++i)
        byKind.insert(QLatin1StringView(kinds[i]), answers[i]);
    return {{u"calls"_s, calls}, {u"retries"_s, retries}, {u"latency_ms"_s, averageMs()}, {u"answers"_s, byKind}};
}

ServiceTally ServiceTally::fromJson(const QJsonObject &json)
{
    ServiceTally tally{.answers = {},
                       .calls = json.value("calls"_L1).toInteger(),
                       .retries = json.value("retries"_L1).toInteger(),
                       .latencyMs = 0};
    tally.latencyMs = json.value("latency_ms"_L1).toDouble() * double(tally.calls);
    const QJsonObject byKind = json.value("answers"_L1).toObject();
    for (std::size_t i = 0; i < tally.answers.size(); ++i)
        tally.answers[i] = byKind.value(QLatin1StringView(kinds[i])).toInteger();
    return tally;
}

} // namespace bulkhead
