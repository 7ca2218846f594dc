// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqldialect.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Reads the same throughout one statement, as transaction time does on a server.
constexpr const char *sqliteNow = "cast(round((julianday('now') - 2440587.5) * 86400000) as integer)";

} // namespace

QByteArray SqlDialect::text(QByteArrayView source) const
{
    QByteArray sql;
    sql.reserve(source.size() + 128);
    qsizetype from = 0;
    for (qsizetype open = source.indexOf('{'); open >= 0; open = source.indexOf('{', from)) {
        const qsizetype close = source.indexOf('}', open);
        Q_ASSERT(close > open);
        sql.append(source.sliced(from, open - from));
        const QByteArrayView word = source.sliced(open + 1, close - open - 1);
        const qsizetype space = word.indexOf(' ');
        sql += space < 0 ? expansion(word, {}) : expansion(word.first(space), word.sliced(space + 1));
        from = close + 1;
    }
    return sql.append(source.sliced(from));
}

QByteArray SqlDialect::expansion(QByteArrayView name, QByteArrayView argument) const
{
    const QByteArray special = m_kind == Database::PostgreSQL ? postgres(name, argument) : sqlite(name, argument);
    if (!special.isNull())
        return special;
    return (m_kind == Database::PostgreSQL ? "bulkhead." : "bulkhead_") + name.toByteArray();
}

QByteArray SqlDialect::postgres(QByteArrayView name, QByteArrayView argument) const
{
    const QByteArray x = argument.toByteArray();
    if (name == "now")
        return "clock_timestamp()";
    if (name == "ms")
        return "(extract(epoch from " + x + ") * 1000)::bigint";
    if (name == "at")
        return "(timestamptz 'epoch' + " + x + "::double precision * interval '1 millisecond')";
    if (name == "after")
        return "(clock_timestamp() + " + x + "::double precision * interval '1 millisecond')";
    if (name == "oneOf")
        return "= any(" + x + "::bigint[])";
    if (name == "match") {
        const qsizetype space = x.lastIndexOf(' ');
        return x.first(space) + m_matchCollation + " ilike " + x.sliced(space + 1) + "::text";
    }
    if (name == "lock")
        return "for update of " + x;
    if (name == "lockFree")
        return "for update of " + x + " skip locked";
    if (name == "share")
        return "for share";
    return {};
}

QByteArray SqlDialect::sqlite(QByteArrayView name, QByteArrayView argument) const
{
    const QByteArray x = argument.toByteArray();
    if (name == "now")
        return sqliteNow;
    if (name == "ms" || name == "at")
        return x;
    if (name == "after")
        return "(" + QByteArray(sqliteNow) + " + " + x + ")";
    if (name == "oneOf")
        return "in (select value from json_each(" + x + "))";
    if (name == "match") {
        const qsizetype space = x.lastIndexOf(' ');
        return "bulkhead_fold(" + x.first(space) + ") like " + x.sliced(space + 1) + " escape '\\'";
    }
    if (name == "lock" || name == "lockFree" || name == "share")
        return ""; // one writer: whoever has begun has locked everything
    return {};
}

QString SqlDialect::numberList(std::span<const qint64> numbers) const
{
    QStringList texts;
    texts.reserve(qsizetype(numbers.size()));
    for (const qint64 number : numbers)
        texts += QString::number(number);
    const QString list = texts.join(u',');
    return m_kind == Database::PostgreSQL ? u'{' + list + u'}' : u'[' + list + u']';
}

QString SqlDialect::pattern(const QString &words) const
{
    QString safe = m_kind == Database::SQLite ? words.toCaseFolded() : words;
    safe.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s).remove(QChar(u'\0'));
    return u'%' + safe + u'%';
}

QString textList(const QStringList &texts)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact));
}

QByteArray eachText(Database kind, const char *parameter)
{
    return kind == Database::PostgreSQL
               ? QByteArray("select value from jsonb_array_elements_text(") + parameter + "::jsonb)"
               : QByteArray("select value from json_each(") + parameter + ')';
}

} // namespace bulkhead
