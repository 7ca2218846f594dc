// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlconnection.h"

#include "core/store/postgresconnection.h"
#include "core/store/sqliteconnection.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

template <typename... Visitors> struct Overloaded : Visitors...
{
    using Visitors::operator()...;
};
template <typename... Visitors> Overloaded(Visitors...) -> Overloaded<Visitors...>;

QByteArray programName()
{
    // Without an application object Qt does not know its file, and says so.
    const QString file = QCoreApplication::instance() ? QCoreApplication::applicationFilePath() : QString();
    const QByteArray name = QFileInfo(file).fileName().toUtf8();
    return name.isEmpty() ? QByteArray("bulkhead") : name;
}

} // namespace

bool isNull(const SqlValue &value)
{
    return std::holds_alternative<std::monostate>(value);
}

bool toBool(const SqlValue &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text == u"t" || *text == u"true" || *text == u"1";
    return toInt(value) != 0;
}

qint64 toInt(const SqlValue &value)
{
    return std::visit(Overloaded{[](std::monostate) { return qint64(0); }, [](bool b) { return qint64(b); },
                                 [](qint64 i) { return i; }, [](double d) { return qint64(d); },
                                 [](const QString &text) {
                                     bool isInteger = false;
                                     const qint64 i = text.toLongLong(&isInteger);
                                     return isInteger ? i : qint64(text.toDouble());
                                 },
                                 [](const QByteArray &bytes) { return bytes.toLongLong(); },
                                 [](const QUuid &) { return qint64(0); }},
                      value);
}

double toDouble(const SqlValue &value)
{
    if (const auto *d = std::get_if<double>(&value))
        return *d;
    if (const auto *text = std::get_if<QString>(&value))
        return text->toDouble();
    return double(toInt(value));
}

QString toText(const SqlValue &value)
{
    return std::visit(
        Overloaded{[](std::monostate) { return QString(); }, [](bool b) { return b ? u"true"_s : u"false"_s; },
                   [](qint64 i) { return QString::number(i); }, [](double d) { return QString::number(d, 'g', 17); },
                   [](const QString &text) { return text; },
                   [](const QByteArray &bytes) { return QString::fromUtf8(bytes); },
                   [](const QUuid &id) { return id.toString(QUuid::WithoutBraces); }},
        value);
}

QByteArray toBytes(const SqlValue &value)
{
    if (const auto *bytes = std::get_if<QByteArray>(&value))
        return *bytes;
    return isNull(value) ? QByteArray() : toText(value).toUtf8();
}

QUuid toUuid(const SqlValue &value)
{
    if (const auto *id = std::get_if<QUuid>(&value))
        return *id;
    if (const auto *text = std::get_if<QString>(&value))
        return QUuid::fromString(*text);
    return {};
}

bool SqlDiagnosis::isTransient() const
{
    static constexpr std::array exact{"40001", "40P01", "55P03"};
    return isConnectionLost() || sqlState.startsWith("53") ||
           std::ranges::any_of(exact, [this](const char *state) { return sqlState == state; });
}

bool SqlDiagnosis::isConnectionLost() const
{
    // 08P01 is the answer to a malformed request, over a connection that lives.
    return (sqlState.startsWith("08") && sqlState != "08P01") || sqlState == "57P01" || sqlState == "57P02" ||
           sqlState == "57P03" || sqlState == "25P03";
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const ConnectionTarget &target, const Options &options)
{
    Options named = options;
    if (named.applicationName.isEmpty())
        named.applicationName = programName();
    auto opened = target.kind == Database::PostgreSQL ? PostgresConnection::open(target, named)
                                                      : SqliteConnection::open(target, named);
    if (opened)
        opened.value()->m_program = named.applicationName;
    return opened;
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const ConnectionTarget &target)
{
    return open(target, Options());
}

SqlConnection::~SqlConnection() = default;

Status statusOf(const Result<SqlRows> &result)
{
    return result ? Status(Done{}) : Status(result.error());
}

Transaction::~Transaction()
{
    rollback();
}

Status Transaction::begin(TransactionKind kind)
{
    Status begun = m_connection.begin(kind);
    m_open = begun.ok();
    return begun;
}

Status Transaction::commit()
{
    Status committed = m_connection.commit();
    m_open = m_open && !committed.ok();
    return committed;
}

void Transaction::rollback()
{
    if (m_open)
        m_connection.rollback();
    m_open = false;
}

QByteArray quotedIdentifier(QStringView name)
{
    QByteArray quoted;
    const auto parts = name.split(u'.');
    for (QStringView part : parts) {
        if (!quoted.isEmpty())
            quoted += '.';
        // A NUL would end the statement in C and leave the quote open.
        quoted += '"' + part.toString().remove(QChar(u'\0')).replace(u'"', u"\"\""_s).toUtf8() + '"';
    }
    return quoted;
}

} // namespace bulkhead
