// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/montage/montagesettings.h"

#include "core/settings/crontimes.h"
#include "core/settings/duration.h"

#include <QFile>
#include <QUrl>
#include <QUrlQuery>

#include <variant>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

using Settings = MontageSettings;
using Duration = std::chrono::milliseconds;

struct Number
{
    int Settings::*member;
    int least;
    int most;
};
struct Span
{
    Duration Settings::*member;
    Duration least;
    Duration most;
};
struct Flag
{
    bool Settings::*member;
};
struct Words
{
    QString Settings::*member;
    QStringList allowed; ///< empty: anything
};
struct ModeName
{};
struct Cron
{
    QString Settings::*member;
};
struct Address
{
    QString Settings::*member;
};
struct Secret
{
    QString Settings::*member;
};

struct Setting
{
    QString name;
    std::variant<Number, Span, Flag, Words, ModeName, Cron, Address, Secret> kind;
};

const std::vector<Setting> &allSettings()
{
    static const std::vector<Setting> all{
        {u"BATCH_MODE"_s, ModeName{}},
        {u"MONTAGE_BATCH_CRON"_s, Cron{&Settings::schedule}},
        {u"ENVIRONMENT"_s, Words{&Settings::environment, {u"development"_s, u"staging"_s, u"production"_s}}},
        {u"MONTAGE_MAX_ITEMS"_s, Number{&Settings::maxItems, 1, 1000}},
        {u"MONTAGE_MIN_INTEREST_OCCURRENCE"_s, Number{&Settings::minInterestOccurrence, 1, 1000}},
        {u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, Number{&Settings::interestLookbackDays, 1, 3650}},
        {u"MONTAGE_BATCH_SIZE"_s, Number{&Settings::batchSize, 1, 10'000}},
        {u"MAX_CONCURRENT_GENERATIONS"_s, Number{&Settings::maxConcurrency, 1, 500}},
        {u"BATCH_PROCESSING_TIMEOUT"_s, Span{&Settings::timeout, 1s, 24h}},
        {u"MONTAGE_USER_TIMEOUT"_s, Span{&Settings::userTimeout, 100ms, 1h}},
        {u"MONTAGE_EXPIRES_AFTER"_s, Span{&Settings::expiresAfter, 1min, 24h * 365}},
        {u"USER_ID_FILTER"_s, Words{&Settings::userIdFilter, {}}},
        {u"ENABLE_BATCH_PROCESSING"_s, Flag{&Settings::batchProcessing}},
        {u"ENABLE_ANALYTICS"_s, Flag{&Settings::analytics}},
        {u"CHECKIN_SERVICE_URL"_s, Address{&Settings::checkinUrl}},
        {u"CHECKIN_SERVICE_API_KEY"_s, Secret{&Settings::checkinKey}},
        {u"CHECKIN_SERVICE_TIMEOUT"_s, Span{&Settings::checkinTimeout, 10ms, 10min}},
        {u"USER_SERVICE_URL"_s, Address{&Settings::userUrl}},
        {u"USER_SERVICE_API_KEY"_s, Secret{&Settings::userKey}},
        {u"USER_SERVICE_TIMEOUT"_s, Span{&Settings::userServiceTimeout, 10ms, 10min}},
        {u"DB_HOST"_s, Words{&Settings::dbHost, {}}},
        {u"DB_PORT"_s, Number{&Settings::dbPort, 1, 65'535}},
        {u"DB_USER"_s, Words{&Settings::dbUser, {}}},
        {u"DB_PASSWORD"_s, Secret{&Settings::dbPassword}},
        {u"DB_NAME"_s, Words{&Settings::dbName, {}}},
        {u"DB_SSLMODE"_s,
         Words{&Settings::dbSslMode,
               {u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s}}},
        {u"DB_CONNECT_TIMEOUT"_s, Span{&Settings::dbConnectTimeout, 1s, 10min}},
    };
    return all;
}

/// The systems that came before read this name, though their manual had DB_SSLMODE: it counts as that.
const QString oldSslName = u"DB_SSL_MODE"_s;

struct Preset
{
    QLatin1StringView environment;
    int batchSize;
    int maxConcurrency;
    Duration timeout;
};
constexpr Preset presets[] = {
    {"development"_L1, 100, 10, 30min}, {"staging"_L1, 250, 25, 45min}, {"production"_L1, 500, 50, 60min}};

Error problem(const char *what, QStringList args, const char *hint = "")
{
    return {u"SETTING_INVALID"_s, Text{what, std::move(args)}, *hint ? Text{hint} : Text()};
}

std::optional<bool> parsedFlag(const QString &text)
{
    const QString word = text.toLower();
    if (QStringList{u"true"_s, u"1"_s, u"yes"_s, u"on"_s}.contains(word))
        return true;
    if (QStringList{u"false"_s, u"0"_s, u"no"_s, u"off"_s}.contains(word))
        return false;
    return std::nullopt;
}

/// Puts one value where it belongs; what is wrong with it.
struct Put
{
    Settings &settings;
    const QString &name;
    const QString &text;

    std::optional<Error> operator()(const Number &number) const
    {
        bool ok = false;
        const int value = text.toInt(&ok);
        if (!ok || value < number.least || value > number.most)
            return problem(QT_TRANSLATE_NOOP("core", "%1 must be a whole number from %2 to %3, not “%4”."),
                           {name, QString::number(number.least), QString::number(number.most), text});
        settings.*number.member = value;
        return std::nullopt;
    }

    std::optional<Error> operator()(const Span &span) const
    {
        const std::optional<Duration> value = parsedDuration(text);
        if (!value || *value < span.least || *value > span.most)
            return problem(QT_TRANSLATE_NOOP("core", "%1 must be a duration from %2 to %3, not “%4”."),
                           {name, durationText(span.least), durationText(span.most), text},
                           QT_TRANSLATE_NOOP("core", "Write it like 5s, 500ms or 1m30s."));
        settings.*span.member = *value;
        return std::nullopt;
    }

    std::optional<Error> operator()(const Flag &flag) const
    {
        const std::optional<bool> value = parsedFlag(text);
        if (!value)
            return problem(QT_TRANSLATE_NOOP("core", "%1 must be true or false, not “%2”."), {name, text});
        settings.*flag.member = *value;
        return std::nullopt;
    }

    std::optional<Error> operator()(const Words &words) const
    {
        if (!words.allowed.isEmpty() && !words.allowed.contains(text))
            return problem(QT_TRANSLATE_NOOP("core", "%1 must be one of %2, not “%3”."),
                           {name, words.allowed.join(u", "_s), text});
        settings.*words.member = text;
        return std::nullopt;
    }

    std::optional<Error> operator()(const ModeName &) const
    {
        const QStringList modes{u"once"_s, u"scheduler"_s, u"health"_s};
        const qsizetype index = modes.indexOf(text);
        if (index < 0)
            return problem(QT_TRANSLATE_NOOP("core", "%1 must be one of %2, not “%3”."),
                           {name, modes.join(u", "_s), text});
        settings.mode = Settings::Mode(index);
        return std::nullopt;
    }

    std::optional<Error> operator()(const Cron &cron) const
    {
        const Result<CronTimes> times = CronTimes::parse(text);
        if (!times)
            return problem(
                QT_TRANSLATE_NOOP("core", "%1 is no schedule: %2"), {name, times.error().message.toString()},
                QT_TRANSLATE_NOOP(
                    "core",
                    "Five fields: minute, hour, day, month, day of the week. 0 3 * * * is every night at three."));
        settings.*cron.member = text;
        return std::nullopt;
    }

    std::optional<Error> operator()(const Address &address) const
    {
        const QUrl url(text, QUrl::StrictMode);
        const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
        // What may hold a password is not repeated.
        if (!url.userInfo().isEmpty() || text.contains(u'@'))
            return problem(QT_TRANSLATE_NOOP("core", "%1 contains a user or password."), {name},
                           QT_TRANSLATE_NOOP("core", "A key has a name of its own, which ends in _API_KEY."));
        if (!url.isValid() || !isHttp || url.host().isEmpty() || url.hasQuery() || url.hasFragment())
            return problem(
                QT_TRANSLATE_NOOP("core", "%1 must be the URL of an HTTP service, not “%2”."), {name, text},
                QT_TRANSLATE_NOOP("core", "Write it as a URL, for example https://checkins.example.org/api."));
        settings.*address.member = text;
        return std::nullopt;
    }

    std::optional<Error> operator()(const Secret &secret) const
    {
        if (text.contains(u'\n') || text.contains(u'\r'))
            return problem(QT_TRANSLATE_NOOP("core", "%1 has more than one line."), {name});
        settings.*secret.member = text;
        return std::nullopt;
    }
};

bool isSecret(const Setting &setting)
{
    return std::holds_alternative<Secret>(setting.kind);
}

/// The layers as one, with the other names things have had.
MontageValues merged(const std::vector<MontageValues> &layers, MontageSettingsRead &read)
{
    const QStringList names = montageSettingNames();
    std::vector<Error> &problems = read.problems;
    MontageValues all;
    for (MontageValues layer : layers) {
        const QString oldSsl = layer.take(oldSslName);
        const QString ssl = layer.value(u"DB_SSLMODE"_s);
        if (!oldSsl.isEmpty() && !ssl.isEmpty() && oldSsl != ssl)
            problems.push_back(
                problem(QT_TRANSLATE_NOOP("core", "DB_SSLMODE is “%1” and DB_SSL_MODE is “%2”: which one counts?"),
                        {ssl, oldSsl}, QT_TRANSLATE_NOOP("core", "Keep DB_SSLMODE only.")));
        else if (!oldSsl.isEmpty())
            layer.insert(u"DB_SSLMODE"_s, oldSsl);
        for (const auto &[name, value] : layer.asKeyValueRange()) {
            const auto idle = std::ranges::find(idleMontageSettings(), name, &IdleMontageSetting::name);
            if (idle != idleMontageSettings().end()) {
                if (!value.trimmed().isEmpty())
                    read.notes.push_back(
                        {QT_TRANSLATE_NOOP("core", "%1 changes nothing here: %2"), {name, idle->why.toString()}});
            } else if (!names.contains(name))
                problems.push_back(problem(QT_TRANSLATE_NOOP("core", "There is no setting %1."), {name},
                                           QT_TRANSLATE_NOOP("core", "Is it spelt right?")));
            else if (!value.trimmed().isEmpty())
                all.insert(name, name == "DB_PASSWORD"_L1 ? value : value.trimmed()); // it may begin or end with one
        }
    }
    QString &environment = all[u"ENVIRONMENT"_s];
    if (environment.isEmpty() || environment == "dev"_L1)
        environment = u"development"_s;
    else if (environment == "prod"_L1)
        environment = u"production"_s;
    return all;
}

void checkTogether(const MontageSettings &settings, std::vector<Error> &problems)
{
    if (settings.userTimeout > settings.timeout)
        problems.push_back(problem(
            QT_TRANSLATE_NOOP("core", "MONTAGE_USER_TIMEOUT (%1) is longer than BATCH_PROCESSING_TIMEOUT (%2)."),
            {durationText(settings.userTimeout), durationText(settings.timeout)},
            QT_TRANSLATE_NOOP("core", "One user's time is part of the whole job's.")));
    if (!settings.dbHost.isEmpty() && (settings.dbName.isEmpty() || settings.dbUser.isEmpty()))
        problems.push_back(
            problem(QT_TRANSLATE_NOOP("core", "DB_HOST is set, but DB_NAME or DB_USER is missing."), {}));
}

/// A value as it is written in the environment.
struct Shown
{
    const MontageSettings &settings;

    QString operator()(const Number &number) const { return QString::number(settings.*number.member); }
    QString operator()(const Span &span) const { return durationText(settings.*span.member); }
    QString operator()(const Flag &flag) const { return settings.*flag.member ? u"true"_s : u"false"_s; }
    QString operator()(const Words &words) const { return settings.*words.member; }
    QString operator()(const ModeName &) const
    {
        using Mode = MontageSettings::Mode;
        return settings.mode == Mode::Once ? u"once"_s : settings.mode == Mode::Health ? u"health"_s : u"scheduler"_s;
    }
    QString operator()(const Cron &cron) const { return settings.*cron.member; }
    QString operator()(const Address &address) const { return settings.*address.member; }
    // Always as many: how long it is is nobody's affair either.
    QString operator()(const Secret &secret) const
    {
        return (settings.*secret.member).isEmpty() ? QString() : QString(8, u'•');
    }
};

QString unquoted(const QString &value)
{
    const bool isQuoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == u'"' || value.front() == u'\'');
    return isQuoted ? value.mid(1, value.size() - 2) : value;
}

} // namespace

QString MontageSettings::databaseUrl() const
{
    if (dbHost.isEmpty())
        return {};
    QUrl url;
    url.setScheme(u"postgresql"_s);
    const bool isSocket = dbHost.startsWith(u'/');
    url.setHost(isSocket ? u"localhost"_s : dbHost); // a URL wants one; the parameter goes before it
    url.setPort(dbPort);
    url.setUserName(dbUser, QUrl::DecodedMode);
    url.setPassword(dbPassword, QUrl::DecodedMode);
    url.setPath(u'/' + dbName, QUrl::DecodedMode);
    QUrlQuery query;
    if (isSocket)
        query.addQueryItem(u"host"_s, dbHost);
    query.addQueryItem(u"sslmode"_s, dbSslMode);
    url.setQuery(query);
    return url.toString(QUrl::FullyEncoded);
}

QStringList montageSettingNames()
{
    QStringList names;
    for (const Setting &setting : allSettings())
        names.append(setting.name);
    return names;
}

QString montageSettingText(const MontageSettings &settings, const QString &name)
{
    const auto &all = allSettings();
    const auto setting = std::ranges::find(all, name, &Setting::name);
    return setting == all.end() ? QString() : std::visit(Shown{settings}, setting->kind);
}

QString montageOptionName(const QString &name)
{
    const auto &all = allSettings();
    const auto setting = std::ranges::find(all, name, &Setting::name);
    return setting == all.end() || isSecret(*setting) ? QString() : name.toLower().replace(u'_', u'-');
}

QStringList montageServiceNames()
{
    return montageSettingNames().filter(u"_SERVICE_"_s);
}

const std::vector<IdleMontageSetting> &idleMontageSettings()
{
    static const std::vector<IdleMontageSetting> all{
        {u"ENABLE_REALTIME_GENERATION"_s,
         {QT_TRANSLATE_NOOP("core",
                            "montages are made by jobs; one person's are made at once by “Regenerate” or by a list.")}},
        {u"CACHE_TTL"_s,
         {QT_TRANSLATE_NOOP("core", "no montage is cached; whoever caches them hears montage.cache.invalidated.")}},
        {u"LOG_LEVEL"_s,
         {QT_TRANSLATE_NOOP("core", "what happened stands in the job, whole, and “bulkheadctl events” prints it.")}},
        {u"DEBUG"_s,
         {QT_TRANSLATE_NOOP("core", "what happened stands in the job, whole, and “bulkheadctl events” prints it.")}},
        {u"DB_MAX_IDLE_CONNS"_s,
         {QT_TRANSLATE_NOOP("core", "a job takes a handful of connections, and gives them up at its end.")}},
        {u"DB_MAX_OPEN_CONNS"_s,
         {QT_TRANSLATE_NOOP("core", "a job takes a handful of connections, and gives them up at its end.")}},
    };
    return all;
}

MontageValues montageValues(const QProcessEnvironment &environment)
{
    QStringList names = montageSettingNames() << oldSslName;
    for (const IdleMontageSetting &idle : idleMontageSettings())
        names.append(idle.name);
    MontageValues values;
    for (const QString &name : names) {
        if (!environment.value(name).trimmed().isEmpty())
            values.insert(name, environment.value(name));
    }
    return values;
}

Result<MontageValues> montageValuesFromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return problem(QT_TRANSLATE_NOOP("core", "%1 cannot be read: %2."), {path, file.errorString()});
    MontageValues values;
    QStringList wrong;
    int number = 0;
    for (const QString &whole : QString::fromUtf8(file.readAll()).split(u'\n')) {
        ++number;
        QString line = whole.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith("export "_L1))
            line = line.mid(7).trimmed();
        const qsizetype equals = line.indexOf(u'=');
        if (equals <= 0)
            wrong.append(QString::number(number));
        else
            values.insert(line.left(equals).trimmed(), unquoted(line.mid(equals + 1).trimmed()));
    }
    if (!wrong.isEmpty())
        return problem(QT_TRANSLATE_NOOP("core", "%2 has lines that are no NAME=value: %1."),
                       {wrong.join(u", "_s), path});
    return values;
}

Result<MontageValues> montageValues(const QString &path, const QProcessEnvironment &environment)
{
    Result<MontageValues> values =
        path.isEmpty() ? Result<MontageValues>(MontageValues()) : montageValuesFromFile(path);
    if (values)
        putOver(values.value(), montageValues(environment));
    return values;
}

void putOver(MontageValues &values, const MontageValues &later)
{
    // Two names of one thing: the later layer's counts.
    if (later.contains(oldSslName) || later.contains(u"DB_SSLMODE"_s))
        values.removeIf([](const auto &value) { return value.key() == oldSslName || value.key() == "DB_SSLMODE"_L1; });
    values.insert(later);
}

Status MontageSettingsRead::status() const
{
    if (problems.empty())
        return Done{};
    QStringList lines;
    for (const Error &problem : problems)
        lines.append(problem.toString());
    return Error{problems.front().code, Text::verbatim(lines.join(u'\n')), {}};
}

MontageSettingsRead readMontageSettings(const std::vector<MontageValues> &layers)
{
    MontageSettingsRead read;
    const MontageValues values = merged(layers, read);
    for (const Preset &preset : presets) {
        if (preset.environment == values.value(u"ENVIRONMENT"_s)) {
            read.settings.batchSize = preset.batchSize;
            read.settings.maxConcurrency = preset.maxConcurrency;
            read.settings.timeout = preset.timeout;
        }
    }
    for (const Setting &setting : allSettings()) {
        if (!values.contains(setting.name))
            continue;
        const QString text = values.value(setting.name);
        if (std::optional<Error> wrong = std::visit(Put{read.settings, setting.name, text}, setting.kind))
            read.problems.push_back(*std::move(wrong));
    }
    if (read.problems.empty())
        checkTogether(read.settings, read.problems);
    return read;
}

} // namespace bulkhead
