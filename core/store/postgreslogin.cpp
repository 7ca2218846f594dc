// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgreslogin.h"

#include <libpq-fe.h>

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>

#include <poll.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct FinishConnection
{
    void operator()(pg_conn *connection) const { PQfinish(connection); }
};

/// Why the server let nobody in: five characters, "28000" when a password is missing, or nothing.
/// Logs in a second time, since Qt's driver throws the failed connection away, state and all.
QByteArray refusedState(const ConnectionTarget &target, const SqlConnection::Options &options)
{
    const QByteArray host = target.host.toUtf8();
    const QByteArray port = QByteArray::number(target.port);
    const QByteArray name = target.database.toUtf8();
    const QByteArray user = target.user.toUtf8();
    const QByteArray password = target.password.toUtf8();
    const QByteArray sslMode = target.sslMode.toUtf8();
    // libpq skips parameters with an empty value.
    const char *const keywords[] = {"host", "port", "dbname", "user", "password", "sslmode", nullptr};
    const char *const values[] = {host.constData(),     port.constData(),    name.constData(), user.constData(),
                                  password.constData(), sslMode.constData(), nullptr};
    const std::unique_ptr<pg_conn, FinishConnection> connection(PQconnectStartParams(keywords, values, 0));
    if (!connection)
        return {};
    PQsetErrorVerbosity(connection.get(), PQERRORS_SQLSTATE);
    QElapsedTimer timer;
    timer.start();
    const qint64 limit = options.connectTimeoutSeconds * 1000;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED && timer.elapsed() < limit) {
        pollfd waited{.fd = PQsocket(connection.get()),
                      .events = short(status == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                      .revents = 0};
        if (waited.fd < 0)
            break;
        poll(&waited, 1, int(limit - timer.elapsed()));
        status = PQconnectPoll(connection.get());
    }
    if (PQconnectionNeedsPassword(connection.get()))
        return "28000";
    static const QRegularExpression state(u":\\s+([0-9A-Z]{5})\\s*$"_s);
    return state.match(QString::fromUtf8(PQerrorMessage(connection.get()))).captured(1).toLatin1();
}

Error refusal(const ConnectionTarget &target, const QByteArray &state, const QString &words)
{
    const QString where = target.display();
    if (state.startsWith("28") || state == "42501")
        return {.code = u"DATABASE_LOGIN_REFUSED"_s,
                .message = {QT_TRANSLATE_NOOP("core", "The server refused the login to %1: %2"), {where, words}},
                .hint = QT_TRANSLATE_NOOP("core", "Check user and password, and the server's pg_hba.conf.")};
    if (state == "3D000")
        return {.code = u"DATABASE_MISSING"_s,
                .message = {QT_TRANSLATE_NOOP("core", "There is no database “%1” on this server."), {target.database}},
                .hint = {QT_TRANSLATE_NOOP("core", "Check the name, or create it: createdb %1"), {target.database}}};
    if (state == "53300")
        return {.code = u"DATABASE_UNREACHABLE"_s,
                .message = {QT_TRANSLATE_NOOP("core", "The server of %1 takes no more connections."), {where}},
                .hint = QT_TRANSLATE_NOOP("core", "Close other programs, or raise max_connections.")};
    return {.code = u"DATABASE_UNREACHABLE"_s,
            .message = {QT_TRANSLATE_NOOP("core", "The database %1 cannot be reached: %2"), {where, words}},
            .hint = QT_TRANSLATE_NOOP("core", "Check host and port, that the server runs, and the firewall.")};
}

/// Qt separates options by semicolons and hands them to libpq as they are.
QString connectOptions(const ConnectionTarget &target, const SqlConnection::Options &options)
{
    QString name = QString::fromUtf8(options.applicationName);
    static const QRegularExpression unsafe(u"[^\\w .:/()-]"_s);
    name.remove(unsafe);
    QStringList parts{u"application_name='"_s + name + u'\'',
                      u"connect_timeout="_s + QString::number(options.connectTimeoutSeconds),
                      u"keepalives=1"_s,
                      u"keepalives_idle=10"_s,
                      u"keepalives_interval=5"_s,
                      u"keepalives_count=3"_s,
                      u"tcp_user_timeout=15000"_s};
    if (!target.sslMode.isEmpty())
        parts += u"sslmode="_s + QString(target.sslMode).remove(unsafe).remove(u' ');
    return parts.join(u';');
}

} // namespace

Status openPostgres(QSqlDatabase &database, const ConnectionTarget &target, const SqlConnection::Options &usual)
{
    SqlConnection::Options options = usual;
    if (target.connectTimeoutSeconds > 0)
        options.connectTimeoutSeconds = target.connectTimeoutSeconds;
    if (!database.isValid())
        return Error{u"DATABASE_DRIVER"_s, QT_TRANSLATE_NOOP("core", "Qt's PostgreSQL driver is not installed."),
                     QT_TRANSLATE_NOOP("core", "Install the package libqt6sql6-psql.")};
    database.setHostName(target.host);
    database.setPort(target.port);
    database.setDatabaseName(target.database);
    database.setUserName(target.user);
    database.setPassword(target.password);
    database.setConnectOptions(connectOptions(target, options));
    QElapsedTimer timer;
    timer.start();
    if (database.open())
        return Done{};
    QString words = database.lastError().databaseText().simplified();
    if (!target.password.isEmpty())
        words.replace(target.password, u"***"_s);
    // Who did not answer the first time need not be waited for a second time.
    const bool isSilent = timer.elapsed() > options.connectTimeoutSeconds * 900;
    return refusal(target, isSilent ? QByteArray() : refusedState(target, options), words);
}

} // namespace bulkhead
