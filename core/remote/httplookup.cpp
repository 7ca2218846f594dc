// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/httplookup.h"

#include "core/remote/jsonpointer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto oneKey = "{key}"_L1;
constexpr auto allKeys = "{keys}"_L1;
/// How services say in their answers that nothing went wrong, where they say it at all.
constexpr QLatin1StringView noError[] = {""_L1, "false"_L1, "0"_L1, "[]"_L1, "{}"_L1};

bool mentions(const QJsonValue &value, QLatin1StringView word)
{
    if (value.isString())
        return value.toString().contains(word);
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::ranges::any_of(array, [&](const QJsonValue &item) { return mentions(item, word); });
    }
    const QJsonObject object = value.toObject();
    return std::ranges::any_of(object, [&](const QJsonValue &item) { return mentions(item, word); });
}

/// A text in which the list of keys cannot be put in, since it is only a part of it; nothing when there is none.
QString mixedText(const QJsonValue &value)
{
    if (value.isString() && value.toString().contains(allKeys) && value.toString() != allKeys)
        return value.toString();
    QString found;
    for (const QJsonValue &item : value.toArray())
        found = found.isEmpty() ? mixedText(item) : found;
    const QJsonObject object = value.toObject();
    for (const QJsonValue &item : object)
        found = found.isEmpty() ? mixedText(item) : found;
    return found;
}

QJsonValue filled(const QJsonValue &value, const QStringList &keys)
{
    if (value.isString()) {
        if (value.toString() == allKeys)
            return QJsonArray::fromStringList(keys);
        return value.toString().replace(oneKey, keys.first());
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(filled(item, keys));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = filled(it.value(), keys);
        return object;
    }
    return value;
}

QByteArray toBytes(const QJsonValue &value)
{
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

CallReply unreadable(const char *why, const QString &what = {})
{
    return {{Attempt::End::Lost, u"BAD_ANSWER"_s, Text{why, {what}}, {}}, {}};
}

Answer notFound()
{
    return {
        Answer::Kind::NotFound, {}, u"NOT_FOUND"_s, Text{QT_TRANSLATE_NOOP("core", "The service does not know it.")}};
}

Answer invalid()
{
    return {Answer::Kind::InvalidInput,
            {},
            u"INVALID_INPUT"_s,
            Text{QT_TRANSLATE_NOOP("core", "The service does not take it.")}};
}

Error wrongSpec(const char *what, const QString &detail = {})
{
    return {u"LOOKUP_INVALID"_s, Text{what, {detail}},
            Text{QT_TRANSLATE_NOOP("core", "Mend the look-up's description.")}};
}

} // namespace

bool HttpLookupSpec::isBatched() const
{
    return path.contains(allKeys) || mentions(body, allKeys);
}

Status HttpLookupSpec::validate() const
{
    if (!isBatched() && !path.contains(oneKey) && !mentions(body, oneKey))
        return wrongSpec(QT_TRANSLATE_NOOP(
            "core", "The look-up sends no key: neither its path nor its body contains {key} or {keys}."));
    if (!body.isUndefined() && !body.isArray() && !body.isObject())
        return wrongSpec(QT_TRANSLATE_NOOP("core", "The look-up's body must be a JSON object or list."));
    if (const QString mixed = mixedText(body); !mixed.isEmpty())
        return wrongSpec(
            QT_TRANSLATE_NOOP(
                "core", "{keys} becomes a list, so it must be the whole of a text in the body, not a part of “%1”."),
            mixed);
    if (values.empty())
        return wrongSpec(QT_TRANSLATE_NOOP("core", "The look-up names no value that it brings."));
    for (const auto &[field, pointer] : values) {
        if (field.isEmpty() || (!pointer.isEmpty() && !pointer.startsWith(u'/')))
            return wrongSpec(QT_TRANSLATE_NOOP("core", "“%1” is no place in JSON: it begins with “/”."), pointer);
    }
    for (const QString &pointer : {answers, key, found, notFound, invalid, error}) {
        if (!pointer.isEmpty() && !pointer.startsWith(u'/'))
            return wrongSpec(QT_TRANSLATE_NOOP("core", "“%1” is no place in JSON: it begins with “/”."), pointer);
    }
    return Done{};
}

HttpLookup::HttpLookup(const HttpLookupSpec &spec, const Endpoint &endpoint, int batch)
    : m_spec(spec), m_address(endpoint.base()), m_batch(spec.isBatched() ? std::max(1, batch) : 1), m_client(endpoint)
{}

QStringList HttpLookup::fields() const
{
    QStringList names;
    for (const auto &[field, pointer] : m_spec.values)
        names.append(field);
    return names;
}

HttpRequest HttpLookup::request(const QStringList &keys) const
{
    QStringList encoded;
    for (const QString &key : keys)
        encoded.append(QString::fromLatin1(QUrl::toPercentEncoding(key)));
    QString path = m_spec.path;
    path.replace(allKeys, encoded.join(u','));
    path.replace(oneKey, encoded.first());
    HttpRequest request{m_spec.method, m_address + path, m_spec.headers, {}};
    request.headers.emplace_back(u"Accept"_s, u"application/json"_s);
    if (!m_spec.body.isUndefined()) {
        request.headers.emplace_back(u"Content-Type"_s, u"application/json"_s);
        request.body = toBytes(filled(m_spec.body, keys));
    }
    return request;
}

CallReply HttpLookup::ask(const QStringList &keys, Instant deadline, std::stop_token stop)
{
    const HttpReply reply = m_client.send(request(keys), deadline, stop);
    if (reply.attempt.end == Attempt::End::Answered)
        return read(keys, reply.body);
    if (!m_spec.isBatched() && reply.status == 404)
        return {{}, {{keys.first(), notFound()}}};
    CallReply refused{reply.attempt, {}};
    if (reply.status == 400 || reply.status == 422) {
        if (keys.size() == 1)
            return {{}, {{keys.first(), invalid()}}};
        refused.attempt.end = Attempt::End::TooLarge; // it does not say which key is meant: smaller calls do
    }
    return refused;
}

CallReply HttpLookup::read(const QStringList &keys, const QByteArray &body) const
{
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(body, &parsed);
    if (document.isNull())
        return unreadable(QT_TRANSLATE_NOOP("core", "The service's answer is no JSON: %1."), parsed.errorString());
    const QJsonValue root = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    if (!m_spec.error.isEmpty()) {
        const QString words = jsonToText(jsonAt(root, m_spec.error));
        if (std::ranges::find(noError, words) == std::end(noError))
            return {{Attempt::End::Unavailable,
                     u"SERVICE_ERROR"_s,
                     Text{QT_TRANSLATE_NOOP("core", "The service failed: %1"), {words}},
                     {},
                     true},
                    {}};
    }
    CallReply reply;
    const QJsonValue answers = jsonAt(root, m_spec.answers);
    if (answers.isArray()) {
        for (const QJsonValue &answer : answers.toArray())
            reply.answers.push_back(readOne(jsonToText(jsonAt(answer, m_spec.key)), answer));
    } else if (!m_spec.isBatched() && answers.isObject()) {
        reply.answers.push_back(
            readOne(m_spec.key.isEmpty() ? keys.first() : jsonToText(jsonAt(answers, m_spec.key)), answers));
    } else if (answers.isObject()) {
        const QJsonObject byKey = answers.toObject();
        for (auto it = byKey.begin(); it != byKey.end(); ++it)
            reply.answers.push_back(readOne(it.key(), it.value()));
    } else {
        return unreadable(QT_TRANSLATE_NOOP("core", "The service's answer has nothing at “%1”."), m_spec.answers);
    }
    const auto addAll = [&](const QString &pointer, const Answer &answer) {
        if (pointer.isEmpty())
            return;
        for (const QJsonValue &key : jsonAt(root, pointer).toArray())
            reply.answers.emplace_back(jsonToText(key), answer);
    };
    addAll(m_spec.notFound, notFound());
    addAll(m_spec.invalid, invalid());
    return reply;
}

std::pair<QString, Answer> HttpLookup::readOne(const QString &key, const QJsonValue &answer) const
{
    if (answer.isNull() || (!m_spec.found.isEmpty() && !jsonAt(answer, m_spec.found).toBool()))
        return {key, notFound()};
    Answer found{Answer::Kind::Found, {}, {}, {}};
    for (const auto &[field, pointer] : m_spec.values) {
        const QJsonValue value = jsonAt(answer, pointer);
        if (value.isUndefined())
            return {key,
                    {Answer::Kind::Unknown,
                     {},
                     u"BAD_ANSWER"_s,
                     Text{QT_TRANSLATE_NOOP("core", "The service's answer has nothing at “%1”."), {pointer}}}};
        found.values.append(jsonToText(value));
    }
    return {key, found};
}

} // namespace bulkhead
