// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/start.h"
#include "core/operation/montagetables.h"
#include "tests/engine/album.h"
#include "tests/support/servertest.h"

#include <QJsonDocument>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QDateTime tomorrow = QDateTime::currentDateTimeUtc().addDays(1);
const QDateTime yesterday = QDateTime::currentDateTimeUtc().addDays(-1);

/// A night, and its day: it is another one where midnight came between.
std::pair<QUuid, QDate> dueOnOneDay(Album &album)
{
    const auto today = [] { return QDateTime::currentDateTimeUtc().date(); };
    for (;;) {
        const QDate day = today();
        const QUuid id = album.due();
        if (day == today())
            return {id, day};
    }
}

} // namespace

/// Whole jobs of montages.generate and montages.delete against the sandbox, on both databases.
class TestMontageJobs : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyUserHasTheMontagesOfWhatTheyShow_data() { addBothDatabases(); }
    void everyUserHasTheMontagesOfWhatTheyShow()
    {
        Album album(m_server.get());
        const Job job = album.runToEnd(album.due({{u"MONTAGE_BATCH_SIZE"_s, u"7"_s}}));
        QCOMPARE(job.state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QVERIFY(album.stored().size() > worldUsers / 2);
        QSet<QString> publicOnes;
        for (int i = 0; i < worldUsers; ++i) {
            for (const QJsonValue &checkin : album.world().checkinsOf(i)) {
                if (album.shows(i) && checkin[u"privacy"_s] == u"public"_s)
                    publicOnes.insert(checkin[u"id"_s].toString());
            }
        }
        for (const QString &checkin : album.ask("select checkin_id from montage_items"))
            QVERIFY(publicOnes.contains(checkin));
        QCOMPARE(album.number("select count(*) from (select montage_id from montage_items group by montage_id"
                              " having max(order_index) + 1 <> count(*) or min(order_index) <> 0) q"),
                 0);
        QCOMPARE(album.faultsOf(job.id), QStringList());
    }

    void whatDidNotChangeIsNotRewrittenAndNobodyIsTold_data() { addBothDatabases(); }
    void whatDidNotChangeIsNotRewrittenAndNobodyIsTold()
    {
        Album album(m_server.get());
        static_cast<void>(album.runToEnd(album.due()));
        const QStringList before = album.content();
        const QStringList lasted = album.ask("select expires_at from montages order by id");
        const Job again = album.runToEnd(album.listed(album.allIds()));
        QCOMPARE(again.state, JobState::Completed);
        QCOMPARE(again.counts.skipped, worldUsers);
        QCOMPARE(album.content(), before);
        QVERIFY(album.ask("select expires_at from montages order by id") != lasted); // but it lasts longer
        QVERIFY(album.events(again.id, u"montage.generated"_s).empty());
        QVERIFY(album.events(again.id, u"montage.cache.invalidated"_s).empty());
        QCOMPARE(album.events(again.id, u"montage.batch_job.completed"_s).size(), std::size_t(1));
        QCOMPARE(album.faultsOf(again.id), QStringList());
    }

    void onlyUsersWithNewerCheckinsAreDue_data() { addBothDatabases(); }
    void onlyUsersWithNewerCheckinsAreDue()
    {
        Album album(m_server.get());
        static_cast<void>(album.runToEnd(album.due()));
        const QString one = album.id(album.somebody(true));
        const QByteArray longAgo = album.isPostgres()
                                       ? "metadata || '{\"checked_at\": \"2001-01-01T00:00:00.000Z\"}'"
                                       : "json_set(metadata, '$.checked_at', '2001-01-01T00:00:00.000Z')";
        album.execute("update montages set metadata = " + longAgo + " where user_id = '" + one.toLatin1() + "'");
        const auto [id, day] = dueOnOneDay(album);
        const QStringList due = QStringList{one} + album.hiddenOnes(day);
        QCOMPARE(album.job(id).counts.total, due.size());
        QCOMPARE(album.runToEnd(id).counts.skipped, due.size());
    }

    void whoShowsNothingIsNotAskedEveryNight_data() { addBothDatabases(); }
    void whoShowsNothingIsNotAskedEveryNight()
    {
        Album album(m_server.get());
        QVERIFY(album.hiddenOnes({}).size() > 3);
        const QUuid night = album.due();
        QVERIFY(album.job(night).counts.total > album.hiddenOnes({}).size());
        static_cast<void>(album.runToEnd(night));
        const auto [id, today] = dueOnOneDay(album);
        QVERIFY(album.hiddenOnes(today).size() < album.hiddenOnes({}).size());
        QCOMPARE(album.job(id).counts.total, album.hiddenOnes(today).size());
        // A longer look-back sees check-ins that nobody looked at yet.
        QCOMPARE(album.job(album.due({{u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, u"101"_s}})).counts.total,
                 album.hiddenOnes({}).size());
    }

    void onlyActiveUsersGetMontages_data() { addBothDatabases(); }
    void onlyActiveUsersGetMontages()
    {
        Album album(m_server.get());
        const QString gone = album.id(album.somebody(true));
        const QString off = album.id(album.somebody(false));
        album.execute("update users set deleted_at = created_at where id = '" + gone.toLatin1() + "'");
        album.execute("update users set is_active = false where id = '" + off.toLatin1() + "'");
        const Job night = album.runToEnd(album.due());
        QCOMPARE(night.state, JobState::Completed);
        QCOMPARE(album.montages(gone), 0);
        QVERIFY(album.number("select count(distinct user_id) from montages") > 0);
        const Job listed = album.runToEnd(album.listed({gone, off}));
        QCOMPARE(album.failures(listed.id), (QStringList{u"1:USER_INACTIVE"_s, u"2:USER_INACTIVE"_s}));
        QCOMPARE(album.montages(gone), 0);
    }

    void aNightThatStartsLateRewritesNothing_data() { addBothDatabases(); }
    void aNightThatStartsLateRewritesNothing()
    {
        Album album(m_server.get());
        static_cast<void>(album.runToEnd(album.due()));
        const QStringList before = album.content();
        album.execute("update montages set expires_at = '" + yesterday.toString(Qt::ISODateWithMs).toLatin1() + "'");
        const Job late = album.runToEnd(album.due({{u"MONTAGE_BATCH_SIZE"_s, u"3"_s}}));
        QVERIFY(late.counts.total > 10);
        QCOMPARE(late.counts.skipped, late.counts.total);
        QCOMPARE(album.content(), before);
        QVERIFY(album.events(late.id, u"montage.cache.invalidated"_s).empty());
    }

    void whatSomebodyIsAboutToRenewDoesNotGo_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("postgresql") << int(Database::PostgreSQL); // SQLite has one writer
    }
    void whatSomebodyIsAboutToRenewDoesNotGo()
    {
        Album album(m_server.get(), 1);
        const QString id = album.addMontage(album.id(0), {}, yesterday);
        const std::unique_ptr<SqlConnection> other = album.connect();
        Transaction renewing(*other);
        VERIFY_OK(renewing.begin());
        MontageTables mine(*other);
        QCOMPARE(valueOf(mine.montagesOf({album.id(0)}, true)).size(), std::size_t(1));
        QCOMPARE(valueOf(MontageTables(album.store().connection()).removeExpired(QDateTime::currentDateTimeUtc(), 1000))
                     .count,
                 0);
        VERIFY_OK(mine.renew({id}, QDateTime::currentDateTimeUtc(), tomorrow));
        VERIFY_OK(renewing.commit());
        QCOMPARE(album.itemsOf(id), 1);
    }

    void aCharacterThatCannotBeStoredCostsNobodyTheirMontage_data() { addBothDatabases(); }
    void aCharacterThatCannotBeStoredCostsNobodyTheirMontage()
    {
        Album album(m_server.get(), 1);
        const QByteArray made = QDateTime::currentDateTimeUtc().addSecs(-60).toString(Qt::ISODateWithMs).toLatin1();
        const QByteArray tag = QByteArray(99, 'a') + "\xf0\x9f\x98\x80"; // a smile that the column would cut in two
        const QByteArray json = "{\"id\":\"c\\u0000\",\"user_id\":\"u\",\"privacy\":\"public\",\"created_at\":\"" +
                                made + "\",\"text_content\":\"a\\u0000b\\ud83d\",\"tags\":[{\"tag_name\":\"" + tag +
                                "\"}],"
                                "\"location\":{\"location_name\":\"x\\u0000\\ude00y\"}}";
        const std::optional<Checkin> checkin =
            checkinFromJson(QJsonDocument::fromJson(json).object(), QUrl(u"http://x"_s));
        QVERIFY(checkin);
        QCOMPARE(checkin->id, u"c"_s);
        QCOMPARE(checkin->text, u"ab?"_s);
        MontageSettings one;
        one.minInterestOccurrence = 1;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const std::vector<Montage> montages =
            montagesOf({.showsMontages = true, .showsCheckins = true}, {*checkin}, one, now);
        std::vector<MontageRow> rows;
        for (const Montage &montage : montages)
            rows.push_back(
                {.id = QUuid::createUuid().toString(QUuid::WithoutBraces), .userId = album.id(0), .montage = &montage});
        VERIFY_OK(MontageTables(album.store().connection()).write(rows, now, tomorrow));
        QCOMPARE(album.montages(album.id(0)), 2);
        QCOMPARE(album.stored().lastKey(), album.id(0) + u'|' + QString(99, u'a'));
    }

    void aServiceThatIsNotSetIsToldBeforeThereIsAJob_data() { addBothDatabases(); }
    void aServiceThatIsNotSetIsToldBeforeThereIsAJob()
    {
        Album album(m_server.get(), 1);
        std::vector<Service> some = album.services();
        std::erase_if(some, [](const Service &service) { return service.name == userService; });
        album.registry().replace(some);
        const Result<QUuid> refused = album.list({album.id(0)});
        QCOMPARE(refused.error().code, u"SERVICE_MISSING"_s);
        QVERIFY(refused.error().toString().contains(userService));
        QVERIFY(valueOf(album.store().jobs({})).empty());
    }

    void montagesThatWouldSoonBeGoneAreMadeToLast_data() { addBothDatabases(); }
    void montagesThatWouldSoonBeGoneAreMadeToLast()
    {
        Album album(m_server.get());
        static_cast<void>(album.runToEnd(album.due()));
        const QString one = album.id(album.somebody(true));
        const QString soon = QDateTime::currentDateTimeUtc().addSecs(3600).toString(Qt::ISODateWithMs);
        album.execute("update montages set expires_at = '" + soon.toLatin1() + "' where user_id = '" + one.toLatin1() +
                      "'");
        static_cast<void>(album.runToEnd(album.due()));
        const QString later = QDateTime::currentDateTimeUtc().addSecs(2 * 3600).toString(Qt::ISODateWithMs);
        QCOMPARE(album.number("select count(*) from montages where expires_at < '" + later.toLatin1() + "'"), 0);
    }

    void interestsThatAreNoMoreGoWithTheirItems_data() { addBothDatabases(); }
    void interestsThatAreNoMoreGoWithTheirItems()
    {
        Album album(m_server.get());
        const int user = album.somebody(true);
        const QString stale = album.addMontage(album.id(user), u"забытое"_s, tomorrow);
        const Job job = album.runToEnd(album.listed({album.id(user)}));
        QCOMPARE(job.counts.succeeded, 1);
        QCOMPARE(album.itemsOf(stale), 0);
        QVERIFY(!album.stored().contains(album.id(user) + u"|забытое"_s));
        QCOMPARE(album.montages(album.id(user)), qint64(album.expected(user).size()));
        const std::vector<OutboxEvent> events = album.events(job.id, u"montage.generated"_s);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].data.value(u"user_id"_s).toString(), album.id(user));
        QCOMPARE(events[0].data.value(u"removed"_s).toInt(), 1);
        QCOMPARE(events[0].data.value(u"written"_s).toInt(), int(album.expected(user).size()));
        QCOMPARE(album.events(job.id, u"montage.cache.invalidated"_s).size(), std::size_t(1));
    }

    void whoShowsNothingKeepsNoMontage_data() { addBothDatabases(); }
    void whoShowsNothingKeepsNoMontage()
    {
        Album album(m_server.get());
        const QString hidden = album.id(album.somebody(false));
        const QString general = album.addMontage(hidden, {}, tomorrow);
        album.addMontage(hidden, u"кофе"_s, tomorrow);
        const Job job = album.runToEnd(album.listed({hidden}));
        QCOMPARE(job.counts.succeeded, 1);
        QCOMPARE(album.montages(hidden), 0);
        QCOMPARE(album.itemsOf(general), 0);
    }

    void aUserWhoIsMissingCostsThemselves_data() { addBothDatabases(); }
    void aUserWhoIsMissingCostsThemselves()
    {
        Album album(m_server.get(), worldUsers / 2);
        const QString stranger = QUuid::createUuid().toString(QUuid::WithoutBraces); // to the user service
        album.addUser(stranger);
        const Job job = album.runToEnd(album.listed(album.allIds() << stranger));
        QCOMPARE(job.counts.failed, worldUsers / 2 + 1);
        const QStringList failures = album.failures(job.id);
        QCOMPARE(failures.filter(u":USER_MISSING"_s).size(), worldUsers / 2);
        QCOMPARE(failures.last(), u"%1:USER_NOT_FOUND"_s.arg(worldUsers + 1));
        QCOMPARE(album.stored(), album.expectedOf(worldUsers / 2));
        QCOMPARE(album.faultsOf(job.id), QStringList());
    }

    void aUserTwiceInAListIsMadeOnce_data() { addBothDatabases(); }
    void aUserTwiceInAListIsMadeOnce()
    {
        Album album(m_server.get());
        const int user = album.somebody(true);
        const Job job = album.runToEnd(album.listed({album.id(user), album.id(user).toUpper()}));
        QCOMPARE(job.counts.succeeded, 1);
        QCOMPARE(album.failures(job.id), QStringList{u"2:DUPLICATE_IN_SOURCE"_s});
        QCOMPARE(album.montages(album.id(user)), qint64(album.expected(user).size()));
        QCOMPARE(album.events(job.id, u"montage.generated"_s).size(), std::size_t(1));
    }

    void whatExpiredGoesWhoeverItIs_data() { addBothDatabases(); }
    void whatExpiredGoesWhoeverItIs()
    {
        Album album(m_server.get());
        const QString other = QUuid::createUuid().toString(QUuid::WithoutBraces);
        album.addUser(other);
        const QString expired = album.addMontage(other, {}, yesterday);
        album.addMontage(other, u"кофе"_s, tomorrow);
        const Job job = album.runToEnd(album.listed({album.id(album.somebody(true))}));
        QCOMPARE(album.montages(other), 1);
        QCOMPARE(album.itemsOf(expired), 0);
        int told = 0;
        for (const OutboxEvent &event : album.events(job.id, u"montage.cache.invalidated"_s))
            told += event.data == QJsonObject{{u"user_id"_s, other}, {u"reason"_s, u"expired"_s}};
        QCOMPARE(told, 1);
    }

    void aFilterMakesThatUserOnlyAndAlways_data() { addBothDatabases(); }
    void aFilterMakesThatUserOnlyAndAlways()
    {
        Album album(m_server.get());
        const int user = album.somebody(true);
        for (const QString &filter : {album.id(user), album.id(user).toUpper()}) {
            const QUuid id = album.due({{u"USER_ID_FILTER"_s, filter}});
            QCOMPARE(album.job(id).counts.total, 1);
            QCOMPARE(album.runToEnd(id).state, JobState::Completed);
            QCOMPARE(album.number("select count(distinct user_id) from montages"), 1);
            QCOMPARE(album.montages(album.id(user)), qint64(album.expected(user).size()));
        }
        const Job nobody = album.runToEnd(album.due({{u"USER_ID_FILTER"_s, u"anna"_s}}));
        QCOMPARE(nobody.state, JobState::Failed);
        QCOMPARE(nobody.counts.failed, 1);
    }

    void wrongSettingsAreRefusedAllAtOnce_data() { addBothDatabases(); }
    void wrongSettingsAreRefusedAllAtOnce()
    {
        Album album(m_server.get(), 1);
        const Result<QUuid> refused = album.list({album.id(0)}, {{u"MONTAGE_MAX_ITEMS"_s, u"0"_s},
                                                                 {u"BATCH_PROCESSING_TIMEOUT"_s, u"soon"_s},
                                                                 {u"MONTAGE_COLOUR"_s, u"red"_s}});
        QVERIFY(!refused);
        for (const QString &name : {u"MONTAGE_MAX_ITEMS"_s, u"BATCH_PROCESSING_TIMEOUT"_s, u"MONTAGE_COLOUR"_s})
            QVERIFY2(refused.error().toString().contains(name), qPrintable(refused.error().toString()));
        const Result<QUuid> off = album.list({album.id(0)}, {{u"ENABLE_BATCH_PROCESSING"_s, u"false"_s}});
        QCOMPARE(off.error().code, u"MONTAGES_DISABLED"_s);
        QVERIFY(valueOf(album.store().jobs({})).empty());
    }

    void secretsAmongTheSettingsStayOutOfTheOrder_data() { addBothDatabases(); }
    void secretsAmongTheSettingsStayOutOfTheOrder()
    {
        Album album(m_server.get(), 1);
        const QUuid id =
            album.listed({album.id(0)}, {{u"DB_PASSWORD"_s, u"tell-no-one"_s}, {u"MONTAGE_MAX_ITEMS"_s, u"5"_s}});
        const QByteArray spec = QJsonDocument(album.job(id).spec).toJson();
        QVERIFY(spec.contains("MONTAGE_MAX_ITEMS"));
        QVERIFY(!spec.contains("tell-no-one"));
    }

    void theWorldIsToldOfTheJobAndOfEachUser_data() { addBothDatabases(); }
    void theWorldIsToldOfTheJobAndOfEachUser()
    {
        Album album(m_server.get(), worldUsers - 5); // five are missing
        const Job job = album.runToEnd(album.listed(album.allIds(), {{u"MAX_CONCURRENT_GENERATIONS"_s, u"6"_s}}));
        QVERIFY(job.state == JobState::Partial);
        const std::vector<OutboxEvent> started = album.events(job.id, u"montage.batch_job.started"_s);
        QCOMPARE(started.size(), std::size_t(1));
        QCOMPARE(started[0].data, (QJsonObject{{u"job_id"_s, job.id.toString(QUuid::WithoutBraces)},
                                               {u"job_type"_s, u"daily_generation"_s},
                                               {u"triggered_by"_s, u"anna"_s},
                                               {u"config"_s, QJsonObject{{u"batch_size"_s, 100},
                                                                         {u"max_concurrency"_s, 6},
                                                                         {u"enable_analytics"_s, true}}}}));
        const std::vector<OutboxEvent> completed = album.events(job.id, u"montage.batch_job.completed"_s);
        QCOMPARE(completed.size(), std::size_t(1));
        const QJsonObject data = completed[0].data;
        QCOMPARE(data.value(u"processed"_s).toInt(), worldUsers);
        QCOMPARE(data.value(u"errors"_s).toInt(), 5);
        QCOMPARE(data.value(u"success"_s).toInt(), worldUsers - 5);
        QVERIFY(data.value(u"duration"_s).toInteger(-1) >= 0 && data.value(u"duration"_s).toInteger() < 60'000);
        const QJsonObject summary = data.value(u"summary"_s).toObject();
        QCOMPARE(summary.value(u"general_montages"_s).toInteger(),
                 album.number("select count(*) from montages where interest is null"));
        QCOMPARE(summary.value(u"interest_montages"_s).toInteger(),
                 album.number("select count(*) from montages where interest is not null"));
        QVERIFY(summary.value(u"avg_processing_time_per_user"_s).isDouble());
        QCOMPARE(qint64(album.events(job.id, u"montage.generated"_s).size()),
                 album.number("select count(distinct user_id) from montages"));
        qint64 last = 0;
        for (const OutboxEvent &event : valueOf(Outbox(album.store()).next(job, 0, 100'000))) {
            QVERIFY(event.id > last);
            last = event.id;
            const QJsonObject json = event.toJson();
            for (const QString &key : {u"event_id"_s, u"event_type"_s, u"aggregate_id"_s, u"occurred_at"_s, u"data"_s})
                QVERIFY(!json.value(key).isNull() && !json.value(key).isUndefined());
            QVERIFY(!QJsonDocument(json).toJson().contains("null"));
        }
    }

    void aNightWithoutUsersIsToldInFigures_data() { addBothDatabases(); }
    void aNightWithoutUsersIsToldInFigures()
    {
        sandbox::SandboxOptions options = smallWorld();
        options.now = QDateTime::currentDateTimeUtc().addDays(-50);
        Album album(m_server.get(), 1, {}, options);
        const QString expired = album.addMontage(album.id(0), {}, yesterday);
        const Job job = album.runToEnd(album.due({{u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, u"10"_s}}));
        QCOMPARE(job.counts.total, 0);
        QCOMPARE(album.itemsOf(expired), 0);
        QCOMPARE(job.state, JobState::Completed);
        const std::vector<OutboxEvent> completed = album.events(job.id, u"montage.batch_job.completed"_s);
        QCOMPARE(completed.size(), std::size_t(1));
        const QJsonObject data = completed[0].data;
        QVERIFY(data.value(u"duration"_s).toInteger(-1) >= 0);
        QVERIFY2(data.value(u"duration"_s).toInteger() < 60'000,
                 qPrintable(QString::number(data.value(u"duration"_s).toInteger())));
        QCOMPARE(data.value(u"processed"_s).toInt(), 0);
        QCOMPARE(data.value(u"summary"_s)[u"avg_processing_time_per_user"_s].toDouble(-1), 0.0);
    }

    void aJobThatWasCancelledIsToldAsFailed_data() { addBothDatabases(); }
    void aJobThatWasCancelledIsToldAsFailed()
    {
        Album album(m_server.get());
        const QUuid id = album.due();
        QVERIFY(valueOf(album.store().cancel(id, u"anna"_s, Text::verbatim(u"not tonight"_s))));
        const std::vector<OutboxEvent> failed = album.events(id, u"montage.batch_job.failed"_s);
        QCOMPARE(failed.size(), std::size_t(1));
        QCOMPARE(failed[0].data.value(u"reason"_s).toString(), u"not tonight"_s);
        QCOMPARE(failed[0].data.value(u"processed"_s).toInt(), 0);
        QCOMPARE(failed[0].data.value(u"duration"_s).toInteger(), 0); // it never began
        QVERIFY(album.events(id, u"montage.batch_job.completed"_s).empty());
    }

    void aDryRunWritesNothingAndItsStartApplies_data() { addBothDatabases(); }
    void aDryRunWritesNothingAndItsStartApplies()
    {
        Album album(m_server.get());
        const QUuid id = valueOf(album.list(album.allIds(), {}, true));
        QCOMPARE(album.number("select count(*) from montages"), 0);
        QCOMPARE(album.job(id).awaits, JobAwaits::Start);
        qint64 foretold = 0;
        for (const auto &[no, tally] : valueOf(album.store().changeTallies(id, true)))
            foretold += tally.inserted;
        StartRequest request;
        request.job = id;
        request.actor = u"anna"_s;
        VERIFY_OK(startJob(album.store(), request));
        static_cast<void>(album.runToEnd(id));
        QCOMPARE(album.number("select count(*) from montages"), foretold);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
    }

    void deletedMontagesGoWithTheirItems_data() { addBothDatabases(); }
    void deletedMontagesGoWithTheirItems()
    {
        Album album(m_server.get());
        static_cast<void>(album.runToEnd(album.due()));
        const QStringList montages = album.ask("select cast(id as text) from montages order by id");
        const QStringList chosen = montages.mid(0, 10);
        const QStringList owners = album.ask("select cast(user_id as text) from montages order by id limit 10");
        const QSet<QString> whose(owners.cbegin(), owners.cend());
        const Job job = album.runToEnd(valueOf(album.submitList(
            u"montages.delete"_s,
            (u"id\n"_s + chosen.join(u'\n') + u"\n00000000-0000-4000-8000-000000000000\n"_s).toUtf8())));
        QCOMPARE(job.counts.succeeded, 10);
        QCOMPARE(album.failures(job.id), QStringList{u"11:NOT_FOUND"_s});
        QCOMPARE(album.ask("select cast(id as text) from montages order by id"), montages.mid(10));
        for (const QString &id : chosen)
            QCOMPARE(album.itemsOf(id), 0);
        QVERIFY(album.itemsOf(montages.last()) > 0);
        QSet<QString> told;
        for (const OutboxEvent &event : album.events(job.id, u"montage.cache.invalidated"_s)) {
            QCOMPARE(event.data.value(u"reason"_s).toString(), u"deleted"_s);
            told.insert(event.data.value(u"user_id"_s).toString());
        }
        QCOMPARE(told, whose);
        QCOMPARE(album.faultsOf(job.id), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestMontageJobs)
#include "tst_montagejobs.moc"
