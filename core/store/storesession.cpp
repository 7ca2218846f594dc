// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storesession.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

StoreSession::StoreSession(std::unique_ptr<SqlConnection> connection)
    : m_connection(std::move(connection)), m_dialect(m_connection->kind())
{}

StoreSession::~StoreSession() = default;

Result<SqlRows> StoreSession::run(const char *sql, const SqlValues &parameters)
{
    auto text = m_texts.constFind(sql);
    if (text == m_texts.cend())
        text = m_texts.insert(sql, m_dialect.text(sql));
    return m_connection->query(*text, parameters);
}

Result<SqlRows> StoreSession::runComposed(const QByteArray &sql, const SqlValues &parameters)
{
    return m_connection->query(m_dialect.text(sql), parameters);
}

Status StoreSession::addEvent(const QUuid &jobId, const QString &kind, const QJsonObject &detail)
{
    const auto added = run("insert into {event} (job_id, at, kind, detail) values ($1::uuid, {now}, $2, $3::json)",
                           {jobId, storable(kind), jsonText(detail)});
    if (!added)
        return added.error();
    return Done{};
}

SqlValue idOrNull(const QUuid &id)
{
    return id.isNull() ? SqlValue() : SqlValue(id);
}

QString storable(QString text)
{
    return text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
}

QString jsonText(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

QString jsonText(const QJsonArray &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

QJsonObject jsonObject(const SqlValue &value)
{
    return isNull(value) ? QJsonObject() : QJsonDocument::fromJson(toBytes(value)).object();
}

SqlValue textValue(const Text &text)
{
    return text.isEmpty() ? SqlValue() : SqlValue(jsonText(text.toJson().toArray()));
}

Text textOf(const SqlValue &value)
{
    return isNull(value) ? Text() : Text::fromJson(QJsonDocument::fromJson(toBytes(value)).array());
}

} // namespace bulkhead
