// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/httpclient.h"
#include "core/remote/httplookupspec.h"
#include "core/remote/lookup.h"

namespace bulkhead {

/// Makes the calls of an HttpLookupSpec. A single key that the service answers with 404 is NotFound, with
/// 400 or 422 InvalidInput; several that it answers so are to be asked about in smaller calls.
class HttpLookup final : public LookupCall
{
public:
    HttpLookup(const HttpLookupSpec &spec, const Endpoint &endpoint, int batch);

    QStringList fields() const override;
    int mostKeys() const override { return m_batch; }
    CallReply ask(const QStringList &keys, Instant deadline, std::stop_token stop) override;

private:
    HttpRequest request(const QStringList &keys) const;
    CallReply read(const QStringList &keys, const QByteArray &body) const;
    std::pair<QString, Answer> readOne(const QString &key, const QJsonValue &answer) const;

    const HttpLookupSpec m_spec;
    const QString m_address;
    const int m_batch;
    HttpClient m_client;
};

} // namespace bulkhead
