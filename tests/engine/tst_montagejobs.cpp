// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/start.h"
#include "core/montage/montage.h"
#include "core/operation/montagetables.h"
#include "core/remote/checkinjson.h"
#include "core/source/lastnight.h"
#include "tests/engine/servicebench.h"

#include <QJsonDocument>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString makeMontages = u"montages.generate"_s;
constexpr int worldUsers = 40;
/// Everything that the world's people ever did counts, so that no check-in grows too old while a test runs.
const MontageValues settings{{u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, u"100"_s}};

sandbox::SandboxOptions smallWorld()
{
    sandbox::SandboxOptions options;
    options.users = worldUsers;
    options.now = QDateTime::currentDateTimeUtc().addDays(-1); // nobody did anything just now
    return options;
}

/// A bench with people of the service's world in its table of users.
class Album : public ServiceBench
{
public:
    explicit Album(const PostgresServer *server, int users = worldUsers, const ServiceLimits &limits = {},
                   const sandbox::SandboxOptions &options = smallWorld())
        : ServiceBench(server, limits, options)
    {
        QByteArray script = "begin;";
        for (int i = 0; i < users; ++i)
            script += insertOf(id(i));
        execute(script + "commit");
    }

    void addUser(const QString &user) { execute(insertOf(user)); }
    QString id(int user) const { return world().userId(user); }
    bool shows(int user) const
    {
        const QJsonObject json = world().user(user);
        return json.value(u"show_montages"_s).toBool() && json.value(u"show_checkins"_s).toBool();
    }
    /// Users with check-ins and nothing to show; of a day, those who are asked then all the same.
    QStringList hiddenOnes(const QDate &day) const
    {
        QStringList hidden;
        for (int i = 0; i < worldUsers; ++i) {
            const QJsonArray checkins = world().checkinsOf(i);
            const bool isHidden = expected(i).empty() && !checkins.isEmpty();
            if (isHidden && (!day.isValid() || isTheirDay(id(i), day)))
                hidden.append(id(i));
        }
        return hidden;
    }
    /// The first user with check-ins who shows them, or does not.
    int somebody(bool isOpen) const
    {
        for (int i = 0;; ++i) {
            if (shows(i) == isOpen && (isOpen ? !expected(i).empty() : !world().checkinsOf(i).isEmpty()))
                return i;
        }
    }

    std::vector<Montage> expected(int user) const
    {
        std::vector<Checkin> checkins;
        for (const QJsonValue &json : world().checkinsOf(user))
            checkins.push_back(*checkinFromJson(json.toObject(), QUrl(httpUrl())));
        return montagesOf({.showsMontages = shows(user), .showsCheckins = shows(user)}, checkins,
                          readMontageSettings({settings}).settings, QDateTime::currentDateTimeUtc());
    }
    /// "user|interest" → ids of its check-ins, in their order, as they should be and as they are.
    QMap<QString, QStringList> expectedOf(int users) const
    {
        QMap<QString, QStringList> all;
        for (int i = 0; i < users; ++i) {
            for (const Montage &montage : expected(i)) {
                for (const MontageItem &item : montage.items)
                    all[id(i) + u'|' + montage.interest].append(item.checkinId);
            }
        }
        return all;
    }
    QMap<QString, QStringList> stored()
    {
        QMap<QString, QStringList> all;
        for (const QString &row : ask("select cast(m.user_id as text), coalesce(m.interest, ''), i.checkin_id from montages m"
                                      " left join montage_items i on i.montage_id = m.id order by m.id, i.order_index")) {
            const QStringList cells = row.split(u'|');
            all[cells[0] + u'|' + cells[1]].append(cells[2]);
        }
        return all;
    }
    /// Everything about every montage but for how long it lasts.
    QStringList content()
    {
        return ask("select m.id, m.user_id, m.interest, m.generated_at, i.id, i.checkin_id, i.order_index, i.created_at from montages m"
                   " left join montage_items i on i.montage_id = m.id order by m.id, i.order_index");
    }
    qint64 montages(const QString &user) { return number("select count(*) from montages where user_id = '" + user.toLatin1() + "'"); }
    /// One that somebody else made, with an item; its id.
    QString addMontage(const QString &user, const QString &interest, const QDateTime &expires)
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const auto quoted = [](const QString &text) { return text.isEmpty() ? QByteArray("null") : '\'' + text.toUtf8() + '\''; };
        execute("insert into montages (id, user_id, type, interest, expires_at) values (" + quoted(id) + ", " + quoted(user) + ", " +
                (interest.isEmpty() ? "'general'" : "'interest'") + ", " + quoted(interest) + ", " +
                quoted(expires.toString(Qt::ISODateWithMs)) + ")");
        execute("insert into montage_items (montage_id, checkin_id, order_index, widget_type) values (" + quoted(id) + ", 'c', 0, 'text')");
        return id;
    }
    qint64 itemsOf(const QString &montage)
    {
        return number("select count(*) from montage_items where montage_id = '" + montage.toLatin1() + "'");
    }

    QUuid due(const MontageValues &more = {}, const JobOptions &options = {})
    {
        return valueOf(submitOwn(makeMontages, submission(more, options)));
    }
    QUuid listed(const QStringList &users, const MontageValues &more = {}) { return valueOf(list(users, more)); }
    Result<QUuid> list(const QStringList &users, const MontageValues &more = {}, bool preview = false)
    {
        Submission order = submission(more, {});
        order.preview = preview;
        return submitList(makeMontages, (u"user_id\n"_s + users.join(u'\n') + u'\n').toUtf8(), order);
    }
    QStringList allIds() const
    {
        QStringList all;
        for (int i = 0; i < worldUsers; ++i)
            all.append(id(i));
        return all;
    }

private:
    static QByteArray insertOf(const QString &user)
    {
        return QString(u"insert into users (id, email, name, password_hash) values ('%1', '%1@example.org', 'x', 'x');"_s).arg(user).toLatin1();
    }
    static Submission submission(const MontageValues &more, const JobOptions &options)
    {
        Submission submission;
        submission.options = options;
        submission.settings = settings;
        submission.settings.insert(more);
        return submission;
    }
};

const QDateTime tomorrow = QDateTime::currentDateTimeUtc().addDays(1);
const QDateTime yesterday = QDateTime::currentDateTimeUtc().addDays(-1);

} // namespace

/// Whole jobs of montages.generate and montages.delete against the sandbox, on both databases.
class TestMontageJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QString whyNot;
        m_server = PostgresServer::start(&whyNot);
        QVERIFY2(m_server, qPrintable(whyNot));
    }
    void cleanupTestCase() { m_server.reset(); }

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
        const QByteArray longAgo = album.isPostgres() ? "metadata || '{\"checked_at\": \"2001-01-01T00:00:00.000Z\"}'"
                                                      : "json_set(metadata, '$.checked_at', '2001-01-01T00:00:00.000Z')";
        album.execute("update montages set metadata = " + longAgo + " where user_id = '" + one.toLatin1() + "'");
        const QStringList due = QStringList{one} + album.hiddenOnes(QDateTime::currentDateTimeUtc().date());
        const QUuid id = album.due();
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
        const QDate today = QDateTime::currentDateTimeUtc().date();
        QVERIFY(album.hiddenOnes(today).size() < album.hiddenOnes({}).size());
        QCOMPARE(album.job(album.due()).counts.total, album.hiddenOnes(today).size());
        // A longer look-back sees check-ins that nobody looked at yet.
        QCOMPARE(album.job(album.due({{u"MONTAGE_INTEREST_LOOKBACK_DAYS"_s, u"101"_s}})).counts.total, album.hiddenOnes({}).size());
    }

    void whoFailedIsAskedAgain_data() { addBothDatabases(); }
    void whoFailedIsAskedAgain()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        const QUuid first = album.due();
        album.fault({{u"wrong"_s, 0.2}});
        const Job night = album.runToEnd(first);
        QCOMPARE(night.state, JobState::Partial);
        album.fault({{u"wrong"_s, 0}});
        const QUuid id = album.due();
        QVERIFY(album.job(id).counts.total < night.counts.total);
        QCOMPARE(album.runToEnd(id).state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
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
        QCOMPARE(valueOf(MontageTables(album.store().connection()).removeExpired(QDateTime::currentDateTimeUtc(), 1000)).count, 0);
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
        const QByteArray json = "{\"id\":\"c\\u0000\",\"user_id\":\"u\",\"privacy\":\"public\",\"created_at\":\"" + made +
                                "\",\"text_content\":\"a\\u0000b\\ud83d\",\"tags\":[{\"tag_name\":\"" + tag + "\"}],"
                                "\"location\":{\"location_name\":\"x\\u0000\\ude00y\"}}";
        const std::optional<Checkin> checkin = checkinFromJson(QJsonDocument::fromJson(json).object(), QUrl(u"http://x"_s));
        QVERIFY(checkin);
        QCOMPARE(checkin->id, u"c"_s);
        QCOMPARE(checkin->text, u"ab?"_s);
        MontageSettings one;
        one.minInterestOccurrence = 1;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const std::vector<Montage> montages = montagesOf({.showsMontages = true, .showsCheckins = true}, {*checkin}, one, now);
        std::vector<MontageRow> rows;
        for (const Montage &montage : montages)
            rows.push_back({.id = QUuid::createUuid().toString(QUuid::WithoutBraces), .userId = album.id(0), .montage = &montage});
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
        album.execute("update montages set expires_at = '" + soon.toLatin1() + "' where user_id = '" + one.toLatin1() + "'");
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
        const QUuid id = album.listed({album.id(0)}, {{u"DB_PASSWORD"_s, u"tell-no-one"_s}, {u"MONTAGE_MAX_ITEMS"_s, u"5"_s}});
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
                                               {u"config"_s, QJsonObject{{u"batch_size"_s, 100}, {u"max_concurrency"_s, 6}, {u"enable_analytics"_s, true}}}}));
        const std::vector<OutboxEvent> completed = album.events(job.id, u"montage.batch_job.completed"_s);
        QCOMPARE(completed.size(), std::size_t(1));
        const QJsonObject data = completed[0].data;
        QCOMPARE(data.value(u"processed"_s).toInt(), worldUsers);
        QCOMPARE(data.value(u"errors"_s).toInt(), 5);
        QCOMPARE(data.value(u"success"_s).toInt(), worldUsers - 5);
        QVERIFY(data.value(u"duration"_s).toInteger(-1) >= 0 && data.value(u"duration"_s).toInteger() < 60'000);
        const QJsonObject summary = data.value(u"summary"_s).toObject();
        QCOMPARE(summary.value(u"general_montages"_s).toInteger(), album.number("select count(*) from montages where interest is null"));
        QCOMPARE(summary.value(u"interest_montages"_s).toInteger(), album.number("select count(*) from montages where interest is not null"));
        QVERIFY(summary.value(u"avg_processing_time_per_user"_s).isDouble());
        QCOMPARE(qint64(album.events(job.id, u"montage.generated"_s).size()), album.number("select count(distinct user_id) from montages"));
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
        QVERIFY2(data.value(u"duration"_s).toInteger() < 60'000, qPrintable(QString::number(data.value(u"duration"_s).toInteger())));
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

    void halfAnAnswerChangesNothing_data() { addBothDatabases(); }
    void halfAnAnswerChangesNothing()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        static_cast<void>(album.runToEnd(album.due()));
        const QStringList before = album.content();
        const QString user = album.id(album.somebody(true));
        for (const QString &fault : {u"wrong"_s, u"missing"_s}) { // broken off in the middle, check-ins left out
            album.fault({{fault, 1}});
            const Job job = album.runToEnd(album.listed({user}));
            QCOMPARE(album.failures(job.id), QStringList{u"1:ANSWER_LOST (may pass)"_s});
            album.fault({{fault, 0}});
        }
        QCOMPARE(album.content(), before);
    }

    void unrulyAnswersMakeTheSameMontages_data() { addBothDatabases(); }
    void unrulyAnswersMakeTheSameMontages()
    {
        Album album(m_server.get(), worldUsers, {.retries = 20});
        album.fault({{u"reorder"_s, true}, {u"duplicate"_s, 0.3}, {u"no_batch"_s, true}, {u"rate_limit"_s, 60}, {u"retry_after"_s, 1}});
        const Job job = album.runToEnd(album.due());
        QCOMPARE(job.state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QVERIFY(!album.everRested(job.id));
    }

    void servicesThatDieMidCallAndComeBackLoseAndDoubleNothing_data() { addBothDatabases(); }
    void servicesThatDieMidCallAndComeBackLoseAndDoubleNothing()
    {
        Album album(m_server.get());
        album.fault({{u"latency"_s, 20}});
        const QUuid id = album.due({{u"MONTAGE_BATCH_SIZE"_s, u"10"_s}});
        album.work(id);
        static_cast<void>(album.until(id, [](const Job &job) { return job.counts.succeeded > 0; }));
        album.killServices();
        const Job resting = album.untilPaused(id);
        QVERIFY(resting.resumesAt > 0);
        QVERIFY(!resting.reason.isEmpty());
        album.reviveServices();
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(album.failures(id), QStringList());
        QCOMPARE(job.state, JobState::Completed);
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QCOMPARE(qint64(album.events(id, u"montage.generated"_s).size()), album.number("select count(distinct user_id) from montages"));
        QCOMPARE(album.faultsOf(id), QStringList());
    }

    void cancellingDuringAHangingCallActsWithinSeconds_data() { addBothDatabases(); }
    void cancellingDuringAHangingCallActsWithinSeconds()
    {
        Album album(m_server.get(), worldUsers, {.deadline = 10min});
        const QUuid id = album.due();
        album.fault({{u"hang"_s, 1}});
        album.work(id);
        QTRY_VERIFY_WITH_TIMEOUT(album.callsInFlight() > 0, 30'000);
        QVERIFY(album.timeToCancel(id) < 1s); // the deadline is far away
        QCOMPARE(album.job(id).state, JobState::Cancelled);
        QCOMPARE(album.number("select count(*) from montages"), 0);
    }

    void aNightWhoseServiceIsDownWaitsForItAndGoesOnByItself_data() { addBothDatabases(); }
    void aNightWhoseServiceIsDownWaitsForItAndGoesOnByItself()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        album.killServices();
        const QUuid id = album.due();
        const Job waiting = album.job(id);
        QCOMPARE(waiting.state, JobState::Pending);
        QVERIFY(waiting.resumesAt > 0);
        QVERIFY2(waiting.reason.toEnglish().contains(u"cannot be reached"_s), qPrintable(waiting.reason.toEnglish()));
        QCOMPARE(album.events(id, u"job.plan_waiting"_s).size(), std::size_t(1));
        album.work(id);
        album.reviveServices();
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(job.state, JobState::Completed);
        QVERIFY(job.reason.isEmpty());
        QCOMPARE(album.stored(), album.expectedOf(worldUsers));
        QCOMPARE(album.faultsOf(id), QStringList());
    }

    void aNightThatNeverFindsItsServiceTellsThatItFailed_data() { addBothDatabases(); }
    void aNightThatNeverFindsItsServiceTellsThatItFailed()
    {
        Album album(m_server.get(), worldUsers, {.retries = 0});
        album.killServices();
        const QUuid id = album.due({{u"BATCH_PROCESSING_TIMEOUT"_s, u"1s"_s}, {u"MONTAGE_USER_TIMEOUT"_s, u"1s"_s}});
        album.work(id);
        const Job job = album.until(id, [](const Job &now) { return isFinal(now.state); });
        QCOMPARE(job.state, JobState::Failed);
        QCOMPARE(album.events(id, u"montage.batch_job.failed"_s).size(), std::size_t(1));
    }

    void whoStopsOrCancelsWhileUsersAreReadNeedNotWait_data() { addBothDatabases(); }
    void whoStopsOrCancelsWhileUsersAreReadNeedNotWait()
    {
        for (const bool isCancelled : {true, false}) {
            Album album(m_server.get(), worldUsers, {.deadline = 10min, .retries = 0});
            album.killServices();
            const QUuid id = album.due();
            album.reviveServices();
            album.fault({{u"hang"_s, 1}});
            album.work(id);
            QTRY_VERIFY_WITH_TIMEOUT(album.callsInFlight() > 0, 30'000);
            QElapsedTimer clock;
            clock.start();
            if (isCancelled)
                QVERIFY(album.timeToCancel(id) < 1500ms);
            else
                album.stopWorking();
            QVERIFY(clock.elapsed() < 1500);
            QCOMPARE(album.job(id).state, isCancelled ? JobState::Cancelled : JobState::Pending);
        }
    }

    void aUserOverWhomTheServiceAlwaysFailsDoesNotRestForEver_data() { addBothDatabases(); }
    void aUserOverWhomTheServiceAlwaysFailsDoesNotRestForEver()
    {
        Album album(m_server.get());
        const int user = album.somebody(true);
        album.fault({{u"poison"_s, user + 1}});
        JobOptions options;
        options.maxRetries = 1;
        const QUuid alone = album.due({{u"USER_ID_FILTER"_s, album.id(user)}}, options);
        QCOMPARE(album.runToEnd(alone).state, JobState::Failed);
        QCOMPARE(album.failures(alone), QStringList{u"1:SERVICE_UNAVAILABLE (may pass)"_s});
        const Job all = album.runToEnd(album.listed(album.allIds()));
        QCOMPARE(all.counts.failed, 1);
        QCOMPARE(album.failures(all.id), QStringList{u"%1:SERVICE_UNAVAILABLE (may pass)"_s.arg(user + 1)});
    }

    void aSmallJobWhoseServiceLetsNobodyInRests_data() { addBothDatabases(); }
    void aSmallJobWhoseServiceLetsNobodyInRests()
    {
        sandbox::SandboxOptions options = smallWorld();
        options.http.apiKey = u"secret"_s;
        Album album(m_server.get(), worldUsers, {}, options);
        const QUuid id = album.due({{u"USER_ID_FILTER"_s, album.id(album.somebody(true))}});
        album.work(id);
        const Job resting = album.until(id, [](const Job &job) { return job.state == JobState::Paused || isFinal(job.state); });
        QCOMPARE(resting.state, JobState::Paused);
        QVERIFY(resting.resumesAt > 0);
        QCOMPARE(album.failures(id), QStringList());
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
            u"montages.delete"_s, (u"id\n"_s + chosen.join(u'\n') + u"\n00000000-0000-4000-8000-000000000000\n"_s).toUtf8())));
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

private:
    std::unique_ptr<PostgresServer> m_server;
};

QTEST_GUILESS_MAIN(TestMontageJobs)
#include "tst_montagejobs.moc"
