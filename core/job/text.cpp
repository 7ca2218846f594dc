// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/text.h"

#include "core/job/result.h"

#include <QCoreApplication>
#include <QJsonArray>

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

Text::Text(const char *source, QStringList args) : m_source(source), m_args(std::move(args)) {}

Text Text::verbatim(const QString &words)
{
    return words.isEmpty() ? Text() : Text("%1", {words});
}

QString Text::toString() const
{
    if (m_source == "%1")
        return m_args.value(0);
    return filled(QCoreApplication::translate("core", m_source.constData()), m_args);
}

QString Text::toEnglish() const
{
    return filled(QString::fromUtf8(m_source), m_args);
}

QJsonValue Text::toJson() const
{
    QJsonArray json{QString::fromUtf8(m_source)};
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
    text.m_source = parts.first().toString().toUtf8();
    for (qsizetype i = 1; i < parts.size(); ++i)
        text.m_args.append(parts.at(i).toString());
    return text;
}

QString Error::toString() const
{
    const QString first = message.toString();
    const QString second = hint.toString();
    return second.isEmpty() ? first : first + u' ' + second;
}

} // namespace bulkhead
