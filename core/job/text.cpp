// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/text.h"

#include "core/job/result.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Not QString::arg in a loop: an argument that itself contains "%1" must stay as it is.
QString filled(const QString &pattern, const QStringList &args)
{
    QString text;
    text.reserve(pattern.size() + 32);
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QChar c = pattern.at(i);
        if (c == u'%' && i + 1 < pattern.size() && pattern.at(i + 1) >= u'1' && pattern.at(i + 1) <= u'9') {
            const qsizetype index = pattern.at(++i).unicode() - u'1';
            text += index < args.size() ? args.at(index) : QString();
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace

QString Words::toString() const
{
    const QString locale = QLocale().name();
    if (const auto exact = byLanguage.constFind(locale); exact != byLanguage.constEnd())
        return *exact;
    const auto language = byLanguage.constFind(locale.section(u'_', 0, 0));
    if (language != byLanguage.constEnd())
        return *language;
    // pt_PT reads pt_BR rather than English.
    for (auto it = byLanguage.constBegin(); it != byLanguage.constEnd(); ++it) {
        if (it.key().section(u'_', 0, 0) == locale.section(u'_', 0, 0))
            return *it;
    }
    return fallback;
}

Text::Text(const char *source, QStringList args) : m_source(source), m_args(std::move(args)) {}

Text Text::verbatim(const QString &words)
{
    return words.isEmpty() ? Text() : Text("%1", {words});
}

Text Text::of(const Words &words, QStringList args)
{
    Text text;
    text.m_words = words;
    text.m_args = std::move(args);
    return text;
}

Text Text::both(const Text &first, const Text &second)
{
    if (first.isEmpty() || second.isEmpty())
        return first.isEmpty() ? second : first;
    Text text;
    text.m_sentences = {first, second};
    return text;
}

QString Text::toString() const
{
    if (!m_sentences.empty())
        return m_sentences.front().toString() + u' ' + m_sentences.back().toString();
    if (!m_words.isEmpty())
        return filled(m_words.toString(), m_args);
    if (m_source == "%1")
        return m_args.value(0);
    return filled(QCoreApplication::translate("core", m_source.constData()), m_args);
}

QString Text::toEnglish() const
{
    if (!m_sentences.empty())
        return m_sentences.front().toEnglish() + u' ' + m_sentences.back().toEnglish();
    return filled(m_words.isEmpty() ? QString::fromUtf8(m_source) : m_words.fallback, m_args);
}

QJsonValue Text::toJson() const
{
    if (!m_sentences.empty())
        return QJsonArray{m_sentences.front().toJson(), m_sentences.back().toJson()};
    QJsonArray json;
    if (m_words.isEmpty()) {
        json.append(QString::fromUtf8(m_source));
    } else {
        QJsonObject languages{{QString(), m_words.fallback}};
        for (auto it = m_words.byLanguage.cbegin(); it != m_words.byLanguage.cend(); ++it)
            languages.insert(it.key(), it.value());
        json.append(languages);
    }
    for (const QString &arg : m_args)
        json.append(arg);
    return isEmpty() ? QJsonValue() : QJsonValue(json);
}

Text Text::fromJson(const QJsonValue &json)
{
    const QJsonArray parts = json.toArray();
    Text text;
    if (parts.isEmpty())
        return text;
    if (parts.first().isArray())
        return both(fromJson(parts.first()), fromJson(parts.at(1)));
    const QJsonObject languages = parts.first().toObject();
    for (auto it = languages.constBegin(); it != languages.constEnd(); ++it) {
        if (it.key().isEmpty())
            text.m_words.fallback = it.value().toString();
        else
            text.m_words.byLanguage.insert(it.key(), it.value().toString());
    }
    text.m_source = parts.first().toString().toUtf8();
    for (qsizetype i = 1; i < parts.size(); ++i)
        text.m_args.append(parts.at(i).toString());
    return text;
}

QString Error::toString() const
{
    return toText().toString();
}

Text Error::toText() const
{
    return Text::both(message, hint);
}

} // namespace bulkhead
