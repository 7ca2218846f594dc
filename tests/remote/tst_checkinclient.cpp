// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/montage/montage.h"
#include "core/remote/checkinclient.h"
#include "core/remote/checkinjson.h"
#include "core/remote/montagemaker.h"
#include "core/remote/userclient.h"
#include "tests/remote/httpstub.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <thread>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

namespace {

const QDateTime today(QDate(2026, 6, 15), QTime(0, 0), Qt::UTC);
const QDateTime longAgo = today.addDays(-365);

class Bench
{
public:
    explicit Bench(const sandbox::Faults &faults = {}, const ServiceLimits &limits = {})
    {
        sandbox::SandboxOptions options;
        options.users = 60;
        options.now = today;
        options.faults = faults;
        sandbox = sandbox::Sandbox::start(options, [] {}).take();
        const Endpoint endpoint{.address = sandbox->httpUrl()};
        checkins = std::make_unique<CheckinClient>(Service{.kind = ServiceKind::Checkins}, endpoint,
                                                   std::make_shared<ServiceGate>(limits));
        users = std::make_unique<UserClient>(Service{.kind = ServiceKind::Users}, endpoint,
                                             std::make_shared<ServiceGate>(limits));
    }

    /// The user with the most check-ins: several pages of them.
    int busiest() const
    {
        int best = 0;
        for (int i = 0; i < sandbox->world().users(); ++i) {
            if (sandbox->world().checkinsOf(i).size() > sandbox->world().checkinsOf(best).size())
                best = i;
        }
        return best;
    }

    std::vector<ActiveUser> activeSince(const QDateTime &since) const
    {
        std::vector<ActiveUser> active;
        for (int i = 0; i < sandbox->world().users(); ++i) {
            const QDateTime at = sandbox->world().newestCheckin(i);
            if (at.isValid() && at > since)
                active.push_back({sandbox->world().userId(i), at});
        }
        std::ranges::sort(active, {}, &ActiveUser::id);
        return active;
    }

    std::unique_ptr<sandbox::Sandbox> sandbox;
    std::unique_ptr<CheckinClient> checkins;
    std::unique_ptr<UserClient> users;
};

/// A check-in service that says just this.
class Script
{
public:
    explicit Script(const std::function<QJsonObject(const httplib::Request &)> &answer, bool hasUsers = true)
    {
        const auto say = [answer](const httplib::Request &request, httplib::Response &response) {
            response.set_content(QJsonDocument(answer(request)).toJson().toStdString(), "application/json");
        };
        m_stub.server.Get("/checkins", say);
        if (hasUsers)
            m_stub.server.Get("/checkins/users", say);
        client =
            std::make_unique<CheckinClient>(Service{.kind = ServiceKind::Checkins}, Endpoint{.address = m_stub.url()},
                                            std::make_shared<ServiceGate>(ServiceLimits{.retries = 1}));
    }

    std::unique_ptr<CheckinClient> client;

private:
    test::Stub<httplib::Server> m_stub{"http"};
};

QJsonObject checkin(const QString &id, const QString &user, const QString &created, const QString &updated)
{
    return {{u"id"_s, id}, {u"user_id"_s, user}, {u"created_at"_s, created}, {u"updated_at"_s, updated}};
}

} // namespace

class TestCheckinClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allPagesAreRead()
    {
        Bench bench;
        const int user = bench.busiest();
        const QJsonArray all = bench.sandbox->world().checkinsOf(user);
        QVERIFY(all.size() > 150);
        const auto checkins = bench.checkins->checkinsOf(bench.sandbox->world().userId(user), longAgo, today, {});
        QVERIFY(checkins.ok());
        QCOMPARE(checkins->size(), std::size_t(all.size()));
        for (std::size_t i = 0; i < checkins->size(); ++i)
            QCOMPARE((*checkins)[i], *checkinFromJson(all.at(qsizetype(i)).toObject(), QUrl(bench.sandbox->httpUrl())));
    }

    void onlyTheTimeThatIsAskedForIsRead()
    {
        Bench bench;
        const int user = bench.busiest();
        const QDateTime from = today.addDays(-30);
        const auto checkins =
            bench.checkins->checkinsOf(bench.sandbox->world().userId(user), from, today.addDays(-10), {});
        QVERIFY(checkins.ok());
        QVERIFY(!checkins->empty());
        for (const Checkin &checkin : *checkins)
            QVERIFY(checkin.createdAt >= from && checkin.createdAt < today.addDays(-10));
        QVERIFY(bench.checkins->checkinsOf(u"nobody"_s, from, today, {})->empty());
    }

    void pagesInDisorderAndTwiceAreMended()
    {
        Bench bench({.duplicate = 0.3, .reorder = true});
        const int user = bench.busiest();
        const auto checkins = bench.checkins->checkinsOf(bench.sandbox->world().userId(user), longAgo, today, {});
        QVERIFY(checkins.ok());
        QCOMPARE(checkins->size(), std::size_t(bench.sandbox->world().checkinsOf(user).size()));
        QVERIFY(std::ranges::is_sorted(*checkins, std::ranges::greater(), &Checkin::createdAt));
    }

    void halfAnAnswerIsAnError()
    {
        for (const sandbox::Faults &faults : {sandbox::Faults{.missing = 0.5}, sandbox::Faults{.wrong = 1}}) {
            Bench bench(faults, {.retries = 1});
            const auto checkins =
                bench.checkins->checkinsOf(bench.sandbox->world().userId(bench.busiest()), longAgo, today, {});
            QVERIFY(!checkins);
            QCOMPARE(checkins.error().code, u"ANSWER_LOST"_s);
        }
    }

    void aServiceThatIsOutIsSaid()
    {
        Bench bench({.errorRate = 1}, {.retries = 1});
        const auto ask = [&] { return bench.checkins->checkinsOf(u"x"_s, longAgo, today, {}).error().code; };
        QCOMPARE(ask(), u"SERVICE_UNAVAILABLE"_s);
        QCOMPARE(ask(), u"SERVICE_UNAVAILABLE"_s);
        QCOMPARE(ask(), u"SERVICE_OUT"_s); // five calls have failed
    }

    void aTooHighRateIsKept()
    {
        Bench bench({.rateLimit = 3});
        const int user = bench.busiest();
        for (int i = 0; i < 3; ++i)
            QVERIFY(bench.checkins->checkinsOf(bench.sandbox->world().userId(user), longAgo, today, {}).ok());
    }

    void cancellingActsAtOnce()
    {
        Bench bench({.hang = 1}, {.deadline = 10min});
        std::stop_source stop;
        std::thread canceller([&] {
            while (bench.sandbox->board().figures().value(u"calls"_s).toInt() == 0)
                std::this_thread::sleep_for(1ms);
            stop.request_stop();
        });
        const auto checkins = bench.checkins->checkinsOf(u"x"_s, longAgo, today, stop.get_token());
        canceller.join();
        QCOMPARE(checkins.error().code, u"CANCELLED"_s);
    }

    void activeUsersComePageByPage_data()
    {
        QTest::addColumn<bool>("hasRoute");
        QTest::newRow("by the service's own route") << true;
        QTest::newRow("by reading all check-ins") << false;
    }

    void activeUsersComePageByPage()
    {
        QFETCH(bool, hasRoute);
        Bench bench({.noBatch = !hasRoute});
        const QDateTime since = today.addDays(-10);
        const std::vector<ActiveUser> expected = bench.activeSince(since);
        QVERIFY(expected.size() > 7);
        ActiveUsers active(*bench.checkins, since, today);
        std::vector<ActiveUser> users;
        for (;;) {
            const auto page = active.next(7, {});
            QVERIFY(page.ok());
            QVERIFY(page->size() <= 7);
            if (page->empty())
                break;
            users.insert(users.end(), page->begin(), page->end());
        }
        QVERIFY(users == expected);

        // Going on behind one of them.
        ActiveUsers rest(*bench.checkins, since, today, expected[4].id);
        QCOMPARE(rest.next(1, {})->front().id, expected[5].id);
    }

    void halfAListOfUsersIsNone_data()
    {
        QTest::addColumn<QJsonObject>("answer");
        QTest::newRow("no list") << QJsonObject{{u"error"_s, u"no users today"_s}};
        QTest::newRow("a user without a time")
            << QJsonObject{{u"users"_s, QJsonArray{QJsonObject{{u"user_id"_s, u"a"_s}}}}};
        QTest::newRow("more, but nobody") << QJsonObject{{u"users"_s, QJsonArray()}, {u"has_more"_s, true}};
    }

    void halfAListOfUsersIsNone()
    {
        QFETCH(QJsonObject, answer);
        Script script([=](const httplib::Request &) { return answer; });
        const auto users = ActiveUsers(*script.client, longAgo, today).next(10, {});
        QVERIFY(!users);
        QCOMPARE(users.error().code, u"ANSWER_LOST"_s);
    }

    void halfOfAllCheckinsNamesNobody_data()
    {
        QTest::addColumn<int>("total");
        QTest::addColumn<bool>("says");
        QTest::addColumn<bool>("repeats");
        QTest::newRow("fewer than it says") << 3 << false << false;
        QTest::newRow("an empty page before the end") << 2 << true << false;
        QTest::newRow("the same page for ever") << 2 << true << true;
    }

    void halfOfAllCheckinsNamesNobody()
    {
        QFETCH(int, total);
        QFETCH(bool, says);
        QFETCH(bool, repeats);
        Script script(
            [=](const httplib::Request &request) {
                const QString at = u"2026-06-01T00:00:00Z"_s;
                const bool isFirst = request.get_param_value("page") == "1" || repeats;
                const QJsonArray page =
                    isFirst ? QJsonArray{checkin(u"1"_s, u"a"_s, at, at), checkin(u"2"_s, u"b"_s, at, at)}
                            : QJsonArray();
                return QJsonObject{{u"checkins"_s, page}, {u"total"_s, total}, {u"has_more"_s, says}};
            },
            false);
        const auto users = ActiveUsers(*script.client, longAgo, today).next(10, {});
        QVERIFY(!users);
        QCOMPARE(users.error().code, u"ANSWER_LOST"_s);
    }

    void whoseCheckinWasChangedIsActiveToo()
    {
        const QString created = u"2026-05-01T00:00:00Z"_s;
        const QString changed = u"2026-06-10T00:00:00Z"_s;
        const QDateTime expected = QDateTime::fromString(changed, Qt::ISODate);
        Script all(
            [=](const httplib::Request &) {
                return QJsonObject{{u"checkins"_s, QJsonArray{checkin(u"1"_s, u"a"_s, created, changed)}},
                                   {u"total"_s, 1}};
            },
            false);
        QCOMPARE(ActiveUsers(*all.client, longAgo, today).next(10, {})->front().lastCheckinAt, expected);
        Script own([=](const httplib::Request &request) {
            const QJsonObject user{
                {u"user_id"_s, u"a"_s}, {u"last_checkin_at"_s, created}, {u"last_updated_at"_s, changed}};
            return QJsonObject{
                {u"users"_s, request.get_param_value("after").empty() ? QJsonArray{user} : QJsonArray()}};
        });
        QCOMPARE(ActiveUsers(*own.client, longAgo, today).next(10, {})->front().lastCheckinAt, expected);
    }

    void aUsersPrivacyIsAsked()
    {
        Bench bench;
        QStringList ids;
        for (int i = 0; i < bench.sandbox->world().users(); ++i)
            ids.append(bench.sandbox->world().userId(i));
        const LookupResult result = bench.users->find(ids + QStringList{u"nobody"_s}, {});
        int hidden = 0;
        for (int i = 0; i < ids.size(); ++i) {
            const QJsonObject user = bench.sandbox->world().user(i);
            const MontagePrivacy privacy = UserClient::privacyOf(result.answers.value(ids[i]));
            QCOMPARE(privacy.showsMontages, user.value(u"show_montages"_s).toBool());
            QCOMPARE(privacy.showsCheckins, user.value(u"show_checkins"_s).toBool());
            hidden += !privacy.showsMontages;
        }
        QVERIFY(hidden > 0);
        QCOMPARE(result.answers.value(u"nobody"_s).kind, Answer::Kind::NotFound);
        QVERIFY(!UserClient::privacyOf(result.answers.value(u"nobody"_s)).showsMontages);
    }

    void whatTheServiceDoesNotSayIsNotShown()
    {
        QVERIFY(!UserClient::privacyOf({Answer::Kind::Found, {u""_s, u"1"_s}, {}, {}}).showsMontages);
        QVERIFY(!UserClient::privacyOf({Answer::Kind::Unknown, {u"true"_s, u"true"_s}, {}, {}}).showsCheckins);
        QJsonObject json{{u"id"_s, u"1"_s},
                         {u"user_id"_s, u"u"_s},
                         {u"created_at"_s, u"2026-01-01T10:00:00+03:00"_s},
                         {u"privacy"_s, u"anything"_s}};
        QCOMPARE(checkinFromJson(json)->privacy, CheckinPrivacy::Private);
        QCOMPARE(checkinFromJson(json)->createdAt, QDateTime(QDate(2026, 1, 1), QTime(7, 0), Qt::UTC));
        json.remove(u"user_id"_s);
        QVERIFY(!checkinFromJson(json));
    }

    void aTimeWithoutAZoneIsTheSameEverywhere()
    {
        const QByteArray zone = qgetenv("TZ");
        const QDateTime expected(QDate(2026, 1, 1), QTime(10, 0, 0, 250), Qt::UTC);
        for (const char *here : {"UTC", "Asia/Vladivostok", "America/Sao_Paulo"}) {
            qputenv("TZ", here);
            tzset();
            QCOMPARE(timeFromJson(u"2026-01-01T10:00:00.250"_s), expected);
            QCOMPARE(timeFromJson(u"2026-01-01T13:00:00.250123+03:00"_s), expected);
            QCOMPARE(timeFromJson(u"2026-01-01T10:00:00.250Z"_s), expected);
        }
        zone.isNull() ? qunsetenv("TZ") : qputenv("TZ", zone);
        tzset();
        QVERIFY(!timeFromJson(u"yesterday"_s).isValid());
        QVERIFY(!timeFromJson({}).isValid());
    }

    void mediaAreWhereTheyCanBeFetched()
    {
        const auto urlOf = [](const QString &url) {
            const QJsonObject media{{u"media_type"_s, u"image"_s}, {u"file_url"_s, url}};
            return checkinFromJson({{u"id"_s, u"1"_s},
                                    {u"user_id"_s, u"u"_s},
                                    {u"created_at"_s, u"2026-01-01T10:00:00Z"_s},
                                    {u"media_attachments"_s, QJsonArray{media}}},
                                   QUrl(u"https://checkins.example.org/api"_s))
                ->media.front()
                .url;
        };
        QCOMPARE(urlOf(u"/media/a b.png"_s), u"https://checkins.example.org/media/a%20b.png"_s);
        QCOMPARE(urlOf(u"https://cdn.example.org/a.png"_s), u"https://cdn.example.org/a.png"_s);

        Bench bench;
        const auto checkins =
            bench.checkins->checkinsOf(bench.sandbox->world().userId(bench.busiest()), longAgo, today, {});
        const auto pictured = std::ranges::find_if(
            *checkins, [](const Checkin &checkin) { return !checkin.media.empty() && !checkin.media.front().isVideo; });
        QVERIFY(pictured != checkins->end());
        HttpClient client({});
        for (const QString &url : {pictured->media.front().url, pictured->media.front().thumbnailUrl}) {
            const HttpReply picture = client.send({.url = url}, std::chrono::steady_clock::now() + 60s, {});
            QVERIFY2(picture.body.startsWith("\x89PNG"), qPrintable(url));
        }
    }

    void montagesFollowFromBothServices()
    {
        Bench bench;
        const sandbox::World &world = bench.sandbox->world();
        QStringList ids{u"nobody"_s};
        for (int i = 0; i < world.users(); ++i)
            ids.append(world.userId(i));
        MontageMaker maker(*bench.checkins, *bench.users, {});
        QHash<QString, UserMontages> made;
        maker.make(ids + ids, today, {}, [&](UserMontages &&user) {
            QVERIFY(!made.contains(user.userId));
            made.insert(user.userId, std::move(user));
        });
        QCOMPARE(made.size(), ids.size());
        QCOMPARE(made.value(u"nobody"_s).error->code, u"USER_NOT_FOUND"_s);
        for (int i = 0; i < world.users(); ++i) {
            const UserMontages user = made.value(world.userId(i));
            QVERIFY(!user.error);
            std::vector<Checkin> checkins;
            for (const QJsonValue &json : world.checkinsOf(i))
                checkins.push_back(*checkinFromJson(json.toObject(), QUrl(bench.sandbox->httpUrl())));
            const QJsonObject shown = world.user(i);
            const std::vector<Montage> expected =
                montagesOf({shown.value(u"show_montages"_s).toBool(), shown.value(u"show_checkins"_s).toBool()},
                           checkins, {}, today);
            QCOMPARE(user.montages.size(), expected.size());
            for (std::size_t m = 0; m < expected.size(); ++m)
                QCOMPARE(user.montages[m].fingerprint(), expected[m].fingerprint());
        }
    }

    void oneUsersTimeIsNotTheOthers()
    {
        Bench bench({}, {.deadline = 10min});
        const QStringList ids{bench.sandbox->world().userId(0)};
        const LookupResult shown = bench.users->find(ids, {});
        QVERIFY(UserClient::privacyOf(shown.answers.value(ids.first())).showsMontages);
        QVERIFY(bench.sandbox->board().change({{u"hang"_s, 1}}).ok());
        CallAccount account{.left = 200ms};
        const auto checkins = bench.checkins->checkinsOf(ids.first(), longAgo, today, {}, &account);
        QCOMPARE(checkins.error().code, u"USER_TIMEOUT"_s);
    }

    void usersWhoseTimeIsOverSayNothingAboutTheService()
    {
        Bench bench({.hang = 1}, {.concurrency = 2, .deadline = 10min, .retries = 10});
        for (int user = 0; user < 8; ++user) { // more than a breaker takes
            CallAccount account{.left = 60ms};
            const auto checkins =
                bench.checkins->checkinsOf(bench.sandbox->world().userId(user), longAgo, today, {}, &account);
            QCOMPARE(checkins.error().code, u"USER_TIMEOUT"_s);
            QCOMPARE(account.calls, 1); // none for which there is no time
            QCOMPARE(account.failed, 0);
        }
        QVERIFY(bench.sandbox->board().change({{u"hang"_s, 0}}).ok());
        QVERIFY(bench.checkins->checkinsOf(bench.sandbox->world().userId(0), longAgo, today, {}).ok());
    }

    void aUsersTimeBeginsWhenItIsTheirTurn()
    {
        // Each takes a fifth of a second and has three; the last one waits for longer than that.
        Bench bench({.latencyMs = 200}, {.concurrency = 1, .deadline = 10min});
        QStringList quiet;
        for (int i = 0; i < bench.sandbox->world().users() && quiet.size() < 5; ++i) {
            const qsizetype count = bench.sandbox->world().checkinsOf(i).size();
            const QJsonObject user = bench.sandbox->world().user(i);
            if (count > 0 && count < 100 && user.value(u"show_montages"_s).toBool() &&
                user.value(u"show_checkins"_s).toBool())
                quiet.append(bench.sandbox->world().userId(i));
        }
        MontageSettings settings;
        settings.userTimeout = 600ms;
        settings.maxConcurrency = 5;
        MontageMaker maker(*bench.checkins, *bench.users, settings);
        int made = 0;
        const CallAccount account = maker.make(quiet, today, {}, [&](UserMontages &&user) { made += !user.error; });
        QCOMPARE(made, 5);
        QCOMPARE(account.calls, 10); // what they show, and what they did
        QVERIFY(account.latency >= 2s);
    }

    void aServiceThatLetsNobodyInIsOutForTheUsersToo()
    {
        sandbox::SandboxOptions options;
        options.users = 10;
        options.now = today;
        options.http.apiKey = u"secret"_s;
        const auto sandbox = sandbox::Sandbox::start(options, [] {}).take();
        const Endpoint endpoint{.address = sandbox->httpUrl()};
        CheckinClient checkins(Service{.kind = ServiceKind::Checkins}, endpoint,
                               std::make_shared<ServiceGate>(ServiceLimits{}));
        UserClient users(Service{.kind = ServiceKind::Users}, endpoint, std::make_shared<ServiceGate>(ServiceLimits{}));
        QCOMPARE(checkins.checkinsOf(sandbox->world().userId(0), longAgo, today, {}).error().code, u"SERVICE_OUT"_s);
        MontageMaker maker(checkins, users, {});
        QString code;
        maker.make({sandbox->world().userId(0)}, today, {},
                   [&](UserMontages &&user) { code = user.error ? user.error->code : QString(); });
        QCOMPARE(code, u"SERVICE_OUT"_s);
    }

    void aCancelledChunkHandsOverEveryUser()
    {
        Bench bench({.hang = 1}, {.deadline = 10min});
        std::stop_source stop;
        std::thread canceller([&] {
            while (bench.sandbox->board().figures().value(u"calls"_s).toInt() == 0)
                std::this_thread::sleep_for(1ms);
            stop.request_stop();
        });
        MontageMaker maker(*bench.checkins, *bench.users, {});
        int cancelled = 0;
        maker.make({u"a"_s, u"b"_s, u"c"_s}, today, stop.get_token(),
                   [&](UserMontages &&user) { cancelled += user.error && user.error->code == "CANCELLED"_L1; });
        canceller.join();
        QCOMPARE(cancelled, 3);
    }
};

QTEST_APPLESS_MAIN(TestCheckinClient)
#include "tst_checkinclient.moc"
