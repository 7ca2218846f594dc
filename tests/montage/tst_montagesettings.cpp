// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/montage/montagesettings.h"
#include "core/store/connectiontarget.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

namespace {

MontageSettings settingsOf(const std::vector<MontageValues> &layers)
{
    const MontageSettingsRead read = readMontageSettings(layers);
    for (const Error &problem : read.problems)
        qWarning("%s", qPrintable(problem.toString()));
    return read.problems.empty() ? read.settings : MontageSettings{.maxItems = -1};
}

} // namespace

class TestMontageSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSetIsDevelopment()
    {
        const MontageSettings settings = settingsOf({});
        QCOMPARE(settings.maxItems, 20);
        QCOMPARE(settings.minInterestOccurrence, 3);
        QCOMPARE(settings.interestLookbackDays, 30);
        QCOMPARE(settings.mode, MontageSettings::Mode::Once);
        QVERIFY(settings.databaseUrl().isEmpty());
    }

    void environmentsHavePresets_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("concurrency");
        QTest::addColumn<int>("minutes");
        QTest::newRow("development") << u"development"_s << 100 << 10 << 30;
        QTest::newRow("dev") << u"dev"_s << 100 << 10 << 30;
        QTest::newRow("staging") << u"staging"_s << 250 << 25 << 45;
        QTest::newRow("production") << u"production"_s << 500 << 50 << 60;
        QTest::newRow("prod") << u"prod"_s << 500 << 50 << 60;
    }

    void environmentsHavePresets()
    {
        QFETCH(QString, name);
        const MontageSettings settings = settingsOf({{{u"ENVIRONMENT"_s, name}}});
        QTEST(settings.batchSize, "batch");
        QTEST(settings.maxConcurrency, "concurrency");
        QFETCH(int, minutes);
        QCOMPARE(settings.timeout, 1min * minutes);
    }

    void everySettingApplies()
    {
        const MontageValues values{{u"BATCH_MODE"_s, u"health"_s},
                                   {u"MONTAGE_BATCH_CRON"_s, u"0 */6 * * *"_s},
                                   {u"CHECKIN_SERVICE_URL"_s, u"https://checkins.example.org/api"_s},
                                   {u"CHECKIN_SERVICE_API_KEY"_s, u"tell-no-one"_s},
                                   {u"CHECKIN_SERVICE_TIMEOUT"_s, u"7s"_s},
                                   {u"USER_SERVICE_URL"_s, u"http://users:8080"_s},
                                   {u"USER_SERVICE_API_KEY"_s, u"nor-this"_s},
                                   {u"USER_SERVICE_TIMEOUT"_s, u"8s"_s},
                                   {u"ENVIRONMENT"_s, u"production"_s},
                                   {u"MONTAGE_MAX_ITEMS"_s, u"7"_s},
                                   {u"MONTAGE_MIN_INTEREST_OCCURRENCE"_s, u"4"_s},
                                   {u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, u"60"_s},
                                   {u"MONTAGE_BATCH_SIZE"_s, u"33"_s},
                                   {u"MAX_CONCURRENT_GENERATIONS"_s, u"5"_s},
                                   {u"BATCH_PROCESSING_TIMEOUT"_s, u"90m"_s},
                                   {u"MONTAGE_USER_TIMEOUT"_s, u"10s"_s},
                                   {u"MONTAGE_EXPIRES_AFTER"_s, u"48h"_s},
                                   {u"USER_ID_FILTER"_s, u"u-1"_s},
                                   {u"ENABLE_BATCH_PROCESSING"_s, u"false"_s},
                                   {u"ENABLE_ANALYTICS"_s, u"0"_s},
                                   {u"DB_HOST"_s, u"db.example.org"_s},
                                   {u"DB_PORT"_s, u"6432"_s},
                                   {u"DB_USER"_s, u"me@home"_s},
                                   {u"DB_PASSWORD"_s, u" p/w:d "_s},
                                   {u"DB_NAME"_s, u"mon tage"_s},
                                   {u"DB_SSLMODE"_s, u"verify-full"_s},
                                   {u"DB_CONNECT_TIMEOUT"_s, u"3s"_s}};
        // Whoever adds a setting adds it here.
        QCOMPARE(QStringList(values.keys()), [] {
            QStringList names = montageSettingNames();
            names.sort();
            return names;
        }());
        const MontageSettings settings = settingsOf({values});
        QCOMPARE(settings.mode, MontageSettings::Mode::Health);
        QCOMPARE(settings.environment, u"production"_s);
        QCOMPARE(settings.maxItems, 7);
        QCOMPARE(settings.minInterestOccurrence, 4);
        QCOMPARE(settings.interestLookbackDays, 60);
        QCOMPARE(settings.batchSize, 33);
        QCOMPARE(settings.maxConcurrency, 5);
        QCOMPARE(settings.timeout, 90min);
        QCOMPARE(settings.userTimeout, 10s);
        QCOMPARE(settings.expiresAfter, 48h);
        QCOMPARE(settings.userIdFilter, u"u-1"_s);
        QVERIFY(!settings.batchProcessing);
        QVERIFY(!settings.analytics);
        QCOMPARE(settings.dbConnectTimeout, 3s);
        QCOMPARE(settings.schedule, u"0 */6 * * *"_s);
        QCOMPARE(settings.checkinUrl, u"https://checkins.example.org/api"_s);
        QCOMPARE(settings.checkinKey, u"tell-no-one"_s);
        QCOMPARE(settings.checkinTimeout, 7s);
        QCOMPARE(settings.userUrl, u"http://users:8080"_s);
        QCOMPARE(settings.userKey, u"nor-this"_s);
        QCOMPARE(settings.userServiceTimeout, 8s);
        QCOMPARE(settings.databaseUrl(),
                 u"postgresql://me%40home:%20p%2Fw:d%20@db.example.org:6432/mon%20tage?sslmode=verify-full"_s);
    }

    void aDatabaseMayListenAtASocket()
    {
        const MontageSettings settings = settingsOf(
            {{{u"DB_HOST"_s, u"/run/postgresql"_s}, {u"DB_USER"_s, u"me"_s}, {u"DB_NAME"_s, u"montages"_s}}});
        const Result<ConnectionTarget> target = ConnectionTarget::parse(settings.databaseUrl());
        QVERIFY2(target.ok(), qPrintable(settings.databaseUrl()));
        QCOMPARE(target->host, u"/run/postgresql"_s);
        QCOMPARE(target->user, u"me"_s);
        QCOMPARE(target->database, u"montages"_s);
    }

    void anOptionGoesBeforeTheEnvironmentAndThatBeforeTheFile()
    {
        const MontageValues file{
            {u"MONTAGE_MAX_ITEMS"_s, u"1"_s}, {u"MONTAGE_USER_TIMEOUT"_s, u"1s"_s}, {u"BATCH_MODE"_s, u"scheduler"_s}};
        const MontageValues environment{
            {u"MONTAGE_MAX_ITEMS"_s, u"2"_s}, {u"MONTAGE_USER_TIMEOUT"_s, u""_s}, {u"BATCH_MODE"_s, u"once"_s}};
        const MontageValues options{{u"BATCH_MODE"_s, u"health"_s}};
        const MontageSettings settings = settingsOf({file, environment, options});
        QCOMPARE(settings.maxItems, 2);
        QCOMPARE(settings.userTimeout, 1s); // empty is not given
        // A probe asks for "health"; the container's environment must not make a whole job of it.
        QCOMPARE(settings.mode, MontageSettings::Mode::Health);
    }

    void theOldNameOfTheSslModeApplies()
    {
        QCOMPARE(settingsOf({{{u"DB_SSL_MODE"_s, u"require"_s}}}).dbSslMode, u"require"_s);
        QCOMPARE(settingsOf({{{u"DB_SSL_MODE"_s, u"require"_s}, {u"DB_SSLMODE"_s, u"require"_s}}}).dbSslMode,
                 u"require"_s);
        QCOMPARE(
            readMontageSettings({{{u"DB_SSL_MODE"_s, u"disable"_s}, {u"DB_SSLMODE"_s, u"require"_s}}}).problems.size(),
            1U);
    }

    void whatIsWrongIsSaidInWords_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("no number") << u"MONTAGE_MAX_ITEMS"_s << u"many"_s;
        QTest::newRow("zero") << u"MONTAGE_MAX_ITEMS"_s << u"0"_s;
        QTest::newRow("a fraction") << u"MONTAGE_BATCH_SIZE"_s << u"1.5"_s;
        QTest::newRow("too many") << u"MAX_CONCURRENT_GENERATIONS"_s << u"100000"_s;
        QTest::newRow("no duration") << u"BATCH_PROCESSING_TIMEOUT"_s << u"soon"_s;
        QTest::newRow("too long") << u"BATCH_PROCESSING_TIMEOUT"_s << u"1000h"_s;
        QTest::newRow("no flag") << u"ENABLE_ANALYTICS"_s << u"maybe"_s;
        QTest::newRow("an SSL mode that is none") << u"DB_SSLMODE"_s << u"on"_s;
        QTest::newRow("a mode that is none") << u"BATCH_MODE"_s << u"twice"_s;
        QTest::newRow("an environment that is none") << u"ENVIRONMENT"_s << u"moon"_s;
        QTest::newRow("a name that is none") << u"MONTAGE_MAX_ITEM"_s << u"1"_s;
        QTest::newRow("more time for one than for all") << u"MONTAGE_USER_TIMEOUT"_s << u"31m"_s;
        QTest::newRow("a host without a name") << u"DB_HOST"_s << u"db"_s;
        QTest::newRow("no schedule") << u"MONTAGE_BATCH_CRON"_s << u"at three"_s;
        QTest::newRow("no URL") << u"CHECKIN_SERVICE_URL"_s << u"localhost:8080"_s;
        QTest::newRow("a URL with a password") << u"USER_SERVICE_URL"_s << u"https://me:hush@users"_s;
        QTest::newRow("two keys") << u"USER_SERVICE_API_KEY"_s << u"hush\nhush"_s;
    }

    void whatIsWrongIsSaidInWords()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        const std::vector<Error> problems = readMontageSettings({{{name, value}}}).problems;
        QCOMPARE(problems.size(), 1U);
        QVERIFY2(problems[0].toString().contains(name), qPrintable(problems[0].toString()));
        QVERIFY2(!problems[0].toString().contains(u"hush"_s), qPrintable(problems[0].toString()));
    }

    void whatChangesNothingIsNoMistakeButSaid()
    {
        MontageValues values;
        for (const IdleMontageSetting &idle : idleMontageSettings()) {
            QVERIFY(!montageSettingNames().contains(idle.name));
            values.insert(idle.name, u"anything"_s);
        }
        const MontageSettingsRead read = readMontageSettings({values});
        QVERIFY(read.problems.empty());
        QCOMPARE(read.notes.size(), idleMontageSettings().size());
        QVERIFY(read.notes.front().toString().contains(values.firstKey()));
    }

    void secretsAreNoOptionsAndNeverShown()
    {
        const MontageSettings settings = settingsOf({{{u"DB_PASSWORD"_s, u"hush"_s},
                                                      {u"CHECKIN_SERVICE_API_KEY"_s, u"hush"_s},
                                                      {u"USER_SERVICE_API_KEY"_s, u"hush"_s}}});
        for (const QString &name : {u"DB_PASSWORD"_s, u"CHECKIN_SERVICE_API_KEY"_s, u"USER_SERVICE_API_KEY"_s}) {
            QCOMPARE(montageOptionName(name), QString());
            QCOMPARE(montageSettingText(settings, name), QString(8, u'•'));
        }
        QCOMPARE(montageServiceNames().size(), 6);
    }

    void anEmptyVariableHidesNothing()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"montage.env"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("MONTAGE_MAX_ITEMS=7\nMONTAGE_BATCH_SIZE=8\nDB_SSL_MODE=disable\n");
        file.close();
        QProcessEnvironment environment;
        environment.insert(u"MONTAGE_MAX_ITEMS"_s, u" "_s);
        environment.insert(u"MONTAGE_BATCH_SIZE"_s, u"9"_s);
        environment.insert(u"DB_SSLMODE"_s, u"require"_s);
        QCOMPARE(*montageValues(file.fileName(), environment), (MontageValues{{u"MONTAGE_MAX_ITEMS"_s, u"7"_s},
                                                                              {u"MONTAGE_BATCH_SIZE"_s, u"9"_s},
                                                                              {u"DB_SSLMODE"_s, u"require"_s}}));
        QVERIFY(!montageValues(folder.filePath(u"none"_s), environment));
    }

    void allProblemsAreSaidAtOnce()
    {
        QCOMPARE(readMontageSettings({{{u"MONTAGE_MAX_ITEMS"_s, u"x"_s},
                                       {u"MONTAGE_USER_TIMEOUT"_s, u"x"_s},
                                       {u"ENABLE_ANALYTICS"_s, u"x"_s}}})
                     .problems.size(),
                 3U);
        const Status status =
            readMontageSettings({{{u"MONTAGE_MAX_ITEMS"_s, u"x"_s}, {u"MONTAGE_COLOUR"_s, u"red"_s}}}).status();
        QVERIFY(!status);
        QVERIFY(status.error().toString().contains(u"MONTAGE_MAX_ITEMS"_s) &&
                status.error().toString().contains(u"MONTAGE_COLOUR"_s));
    }

    void aFileIsReadAsContainersHaveThem()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"montage.env"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("# for the nightly job\r\n\r\nMONTAGE_MAX_ITEMS=7\nexport CACHE_TTL = "
                   "'4h'\nDB_PASSWORD=\"a=b\"\n");
        file.close();
        const Result<MontageValues> values = montageValuesFromFile(file.fileName());
        QVERIFY(values.ok());
        QCOMPARE(
            *values,
            (MontageValues{{u"MONTAGE_MAX_ITEMS"_s, u"7"_s}, {u"CACHE_TTL"_s, u"4h"_s}, {u"DB_PASSWORD"_s, u"a=b"_s}}));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("MONTAGE_MAX_ITEMS=7\nnonsense\n\nmore\n");
        file.close();
        QVERIFY(montageValuesFromFile(file.fileName()).error().toString().contains(u"2, 4"_s));
        QVERIFY(!montageValuesFromFile(folder.filePath(u"none"_s)));
    }

    void onlyWhatIsOursIsTakenFromTheEnvironment()
    {
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, u"/bin"_s);
        environment.insert(u"CACHE_TTL"_s, u"4h"_s);
        QCOMPARE(montageValues(environment), (MontageValues{{u"CACHE_TTL"_s, u"4h"_s}}));
        QCOMPARE(montageOptionName(u"MONTAGE_MAX_ITEMS"_s), u"montage-max-items"_s);
    }
};

QTEST_APPLESS_MAIN(TestMontageSettings)
#include "tst_montagesettings.moc"
