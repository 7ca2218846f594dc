// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/userclient.h"

#include "core/remote/httplookup.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

HttpLookupSpec specOf(const Service &service)
{
    HttpLookupSpec spec;
    spec.path = service.paths.value(u"user"_s, u"/users/{id}"_s).replace("{id}"_L1, "{key}"_L1);
    spec.key = service.paths.value(u"id"_s, u"/id"_s);
    for (const QString &flag : {u"show_montages"_s, u"show_checkins"_s})
        spec.values.emplace_back(flag, service.paths.value(flag, u'/' + flag));
    return spec;
}

} // namespace

UserClient::UserClient(const Service &service, const Endpoint &endpoint, std::shared_ptr<ServiceGate> gate)
    : m_lookup(std::make_unique<HttpLookup>(specOf(service), endpoint, 1), std::move(gate))
{}

LookupResult UserClient::find(const QStringList &userIds, std::stop_token stop)
{
    return m_lookup.find(userIds, stop);
}

MontagePrivacy UserClient::privacyOf(const Answer &answer)
{
    if (answer.kind != Answer::Kind::Found)
        return {};
    return {answer.values.value(0) == "true"_L1, answer.values.value(1) == "true"_L1};
}

} // namespace bulkhead
