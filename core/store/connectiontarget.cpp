// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/connectiontarget.h"

#include <QFileInfo>
#include <QUrl>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::array sslModes{u"disable", u"allow", u"prefer", u"require", u"verify-ca", u"verify-full"};

Error badUrl(Text message, Text hint = {})
{
    if (hint.isEmpty())
        hint = QT_TRANSLATE_NOOP("core", "Write postgresql://user@host:5432/database or sqlite:///folder/file.");
    return {.code = u"DATABASE_URL"_s, .message = std::move(message), .hint = std::move(hint)};
}

bool isHex(QChar c)
{
    const QChar lower = c.toLower();
    return (c >= u'0' && c <= u'9') || (lower >= u'a' && lower <= u'f');
}

/// Nothing when a '%' is not followed by two hexadecimal digits, or what they spell is not UTF-8.
std::optional<QString> decoded(const QString &part)
{
    for (qsizetype i = part.indexOf(u'%'); i >= 0; i = part.indexOf(u'%', i + 1)) {
        if (i + 2 >= part.size() || !isHex(part.at(i + 1)) || !isHex(part.at(i + 2)))
            return std::nullopt;
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(part.toUtf8());
    if (bytes.contains('\0') || !bytes.isValidUtf8())
        return std::nullopt;
    return QString::fromUtf8(bytes);
}

/// Takes one part of the URL over, or says which one it cannot read. The part itself may be a
/// password and is never quoted.
Status take(const QString &raw, QString &into, const char *what)
{
    std::optional<QString> part = decoded(raw);
    if (!part)
        return badUrl(what, QT_TRANSLATE_NOOP("core", "A percent sign itself is written %25."));
    into = std::move(*part);
    return Done{};
}

Status takePort(const QString &raw, int &port)
{
    bool isNumber = false;
    const int number = raw.toInt(&isNumber);
    if (!isNumber || number < 1 || number > 65535)
        return badUrl(
            {QT_TRANSLATE_NOOP("core", "The port “%1” of the database URL is not a number from 1 to 65535."), {raw}});
    port = number;
    return Done{};
}

Status takeSslMode(const QString &raw, QString &mode)
{
    for (const char16_t *known : sslModes) {
        if (raw == QStringView(known)) {
            mode = raw;
            return Done{};
        }
    }
    return badUrl({QT_TRANSLATE_NOOP("core", "The database URL asks for an unknown sslmode “%1”."), {raw}},
                  QT_TRANSLATE_NOOP("core", "Known are disable, allow, prefer, require, verify-ca and verify-full."));
}

Status takeParameter(const QString &name, const QString &raw, ConnectionTarget &target)
{
    if (name == u"host")
        return take(raw, target.host,
                    QT_TRANSLATE_NOOP("core", "The parameter host of the database URL is malformed."));
    if (name == u"port")
        return takePort(raw, target.port);
    if (name == u"user")
        return take(raw, target.user, QT_TRANSLATE_NOOP("core", "The user of the database URL is malformed."));
    if (name == u"password")
        return take(raw, target.password, QT_TRANSLATE_NOOP("core", "The password of the database URL is malformed."));
    if (name == u"dbname")
        return take(raw, target.database,
                    QT_TRANSLATE_NOOP("core", "The database name of the database URL is malformed."));
    if (name == u"sslmode")
        return takeSslMode(raw, target.sslMode);
    return badUrl({QT_TRANSLATE_NOOP("core", "The database URL has an unknown parameter “%1”."), {name}},
                  QT_TRANSLATE_NOOP("core", "Known are host, port, user, password, dbname and sslmode."));
}

Status takeParameters(const QString &query, ConnectionTarget &target)
{
    const QStringList parameters = query.split(u'&', Qt::SkipEmptyParts);
    for (const QString &parameter : parameters) {
        const qsizetype equals = parameter.indexOf(u'=');
        const QString name = equals < 0 ? parameter : parameter.left(equals);
        const QString value = equals < 0 ? QString() : parameter.mid(equals + 1);
        if (Status taken = takeParameter(name, value, target); !taken)
            return taken;
    }
    return Done{};
}

Status takeHost(const QString &raw, ConnectionTarget &target)
{
    constexpr const char *malformed = QT_TRANSLATE_NOOP("core", "The host of the database URL is malformed.");
    QString host = raw;
    qsizetype colon = raw.indexOf(u':');
    if (raw.startsWith(u'[')) {
        const qsizetype end = raw.indexOf(u']');
        if (end < 0 || (end + 1 < raw.size() && raw.at(end + 1) != u':'))
            return badUrl(malformed, QT_TRANSLATE_NOOP("core", "An IPv6 address stands in brackets: [::1]:5432."));
        host = raw.mid(1, end - 1);
        colon = end + 1 < raw.size() ? end + 1 : -1;
    } else if (colon >= 0) {
        host = raw.left(colon);
    }
    if (colon >= 0) {
        if (Status port = takePort(raw.mid(colon + 1), target.port); !port)
            return port;
    }
    return take(host, target.host, malformed);
}

Status takeLogin(const QString &raw, ConnectionTarget &target)
{
    const qsizetype colon = raw.indexOf(u':');
    if (colon >= 0) {
        if (Status password = takeParameter(u"password"_s, raw.mid(colon + 1), target); !password)
            return password;
    }
    return takeParameter(u"user"_s, colon < 0 ? raw : raw.left(colon), target);
}

Result<ConnectionTarget> parsePostgres(const QString &rest)
{
    ConnectionTarget target{.kind = Database::PostgreSQL};
    // A '?' or '/' inside a password must be percent-encoded, an '@' may stand as it is.
    const qsizetype question = rest.indexOf(u'?');
    const QString place = question < 0 ? rest : rest.left(question);
    const qsizetype slash = place.indexOf(u'/');
    const QString authority = slash < 0 ? place : place.left(slash);
    const qsizetype at = authority.lastIndexOf(u'@');
    if (at >= 0) {
        if (Status login = takeLogin(authority.left(at), target); !login)
            return login.error();
    }
    if (Status host = takeHost(authority.mid(at + 1), target); !host)
        return host.error();
    if (slash >= 0) {
        if (Status database = takeParameter(u"dbname"_s, place.mid(slash + 1), target); !database)
            return database.error();
    }
    if (question >= 0) {
        if (Status parameters = takeParameters(rest.mid(question + 1), target); !parameters)
            return parameters.error();
    }
    if (target.database.isEmpty())
        return badUrl(QT_TRANSLATE_NOOP("core", "The database URL names no database."));
    return target;
}

Result<ConnectionTarget> parseSqlite(const QString &rest)
{
    ConnectionTarget target{.kind = Database::SQLite};
    if (Status file = take(rest, target.file, QT_TRANSLATE_NOOP("core", "The file of the database URL is malformed."));
        !file)
        return file.error();
    if (!target.file.startsWith(u'/')) {
        const QString wanted = u"sqlite://"_s + QFileInfo(target.file).absoluteFilePath();
        return badUrl(
            {QT_TRANSLATE_NOOP("core", "The file of the database URL is not an absolute path: “%1”."), {target.file}},
            {QT_TRANSLATE_NOOP("core", "Write %1."), {wanted}});
    }
    if (target.file.endsWith(u'/'))
        return badUrl({QT_TRANSLATE_NOOP("core", "The database URL names a folder, not a file: “%1”."), {target.file}});
    return target;
}

QString encoded(const QString &part, const QByteArray &keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(part, keep));
}

} // namespace

Result<ConnectionTarget> ConnectionTarget::parse(const QString &url)
{
    const QString text = url.trimmed();
    const qsizetype separator = text.indexOf(u"://");
    if (separator < 0)
        return badUrl(QT_TRANSLATE_NOOP("core", "The database URL does not say what kind of database it is."));
    const QString scheme = text.left(separator).toLower();
    const QString rest = text.mid(separator + 3);
    if (scheme == u"postgresql" || scheme == u"postgres")
        return parsePostgres(rest);
    if (scheme == u"sqlite")
        return parseSqlite(rest);
    return badUrl(
        {QT_TRANSLATE_NOOP("core", "The database URL asks for an unknown kind of database, “%1”."), {scheme}});
}

QString ConnectionTarget::toUrl() const
{
    if (kind == Database::SQLite)
        return u"sqlite://"_s + encoded(file, "/");
    QString url = u"postgresql://"_s;
    if (!user.isEmpty() || !password.isEmpty())
        url += encoded(user) + (password.isEmpty() ? QString() : u':' + encoded(password)) + u'@';
    const bool isSocket = host.startsWith(u'/');
    if (!isSocket)
        url += host.contains(u':') ? u'[' + host + u']' : encoded(host);
    if (port != 5432)
        url += u':' + QString::number(port);
    url += u'/' + encoded(database);
    QStringList parameters;
    if (isSocket)
        parameters += u"host="_s + encoded(host, "/");
    if (!sslMode.isEmpty())
        parameters += u"sslmode="_s + sslMode;
    return parameters.isEmpty() ? url : url + u'?' + parameters.join(u'&');
}

QString ConnectionTarget::display() const
{
    if (kind == Database::SQLite)
        return QFileInfo(file).fileName();
    QString where = host.isEmpty() ? u"localhost"_s : host;
    if (where.contains(u'/') || where.contains(u':'))
        where = u'[' + where + u']';
    if (port != 5432)
        where += u':' + QString::number(port);
    return (user.isEmpty() ? QString() : user + u'@') + where + u'/' + database;
}

bool ConnectionTarget::isOnThisMachine() const
{
    return kind == Database::SQLite || host.isEmpty() || host.startsWith(u'/') || host == "localhost"_L1 ||
           host.startsWith("127."_L1) || host == "::1"_L1;
}

} // namespace bulkhead
