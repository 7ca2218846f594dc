// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/montagealbum.h"

#include "tests/support/servertest.h"

#include <QDateTime>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// What the window shows of montages, read from both databases.
class TestMontageAlbum : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everybodyWithMontagesComesOncePageByPage_data() { addBothDatabases(); }
    void everybodyWithMontagesComesOncePageByPage();
    void peopleAreFoundByNameOrEmail_data() { addBothDatabases(); }
    void peopleAreFoundByNameOrEmail();
    void theGeneralMontageComesFirstThenInterestsByUse_data() { addBothDatabases(); }
    void theGeneralMontageComesFirstThenInterestsByUse();
    void itemsKeepTheOrderOfTheMontage_data() { addBothDatabases(); }
    void itemsKeepTheOrderOfTheMontage();
    void missingTablesAreToldInWords_data() { addBothDatabases(); }
    void missingTablesAreToldInWords();
};

namespace {

/// A database with the tables of montages, and the few rows that a test needs.
struct Bench
{
    explicit Bench(const PostgresServer *server) : database(currentDatabase(), server)
    {
        database.migrate();
        connection = database.connect();
    }

    void run(const QByteArray &sql, const SqlValues &values) const
    {
        static_cast<void>(valueOf(connection->query(sql, values)));
    }

    QUuid person(const QString &name, const QString &email) const
    {
        const QUuid id = QUuid::createUuid();
        run("insert into users (id, email, name, password_hash) values ($1::uuid, $2, $3, 'x')", {id, email, name});
        return id;
    }

    QUuid montage(const QUuid &user, const QString &interest, int uses, const QString &at) const
    {
        const QUuid id = QUuid::createUuid();
        const QString metadata = u"{\"uses\": %1}"_s.arg(uses);
        run("insert into montages (id, user_id, type, interest, generated_at, metadata)"
            " values ($1::uuid, $2::uuid, $3, $4, $5" +
                QByteArray(isPg() ? "::timestamptz" : "") + ", $6" + (isPg() ? "::jsonb" : "") + ")",
            {id, user, interest.isEmpty() ? u"general"_s : u"interest"_s,
             interest.isEmpty() ? SqlValue() : SqlValue(interest), at, metadata});
        return id;
    }

    bool isPg() const { return connection->kind() == Database::PostgreSQL; }

    ScratchDatabase database;
    std::unique_ptr<SqlConnection> connection;
};

const QString noon = u"2026-11-20T12:00:00.250Z"_s;

} // namespace

void TestMontageAlbum::everybodyWithMontagesComesOncePageByPage()
{
    const Bench bench(m_server.get());
    QStringList expected;
    for (int i = 0; i < 25; ++i) {
        // Three share a name, so that the id must decide.
        const QString name = i < 3 ? u"anna"_s : u"Person %1"_s.arg(i, 2, 10, QChar(u'0'));
        const QUuid id = bench.person(name, u"p%1@example.org"_s.arg(i));
        bench.montage(id, {}, 5, noon);
        expected.append(name);
    }
    bench.person(u"nobody"_s, u"nobody@example.org"_s);
    QStringList names;
    QSet<QUuid> ids;
    PeopleQuery query{.limit = 4};
    MontageAlbum album(*bench.connection);
    for (;;) {
        const std::vector<MontagePerson> page = valueOf(album.people(query));
        QVERIFY(page.size() <= 4);
        for (const MontagePerson &person : page) {
            names.append(person.name);
            ids.insert(person.id);
            QCOMPARE(person.montages, 1);
            QCOMPARE(person.newestAt, QDateTime::fromString(noon, Qt::ISODateWithMs).toMSecsSinceEpoch());
        }
        if (page.size() < 4)
            break;
        query.after = page.back();
    }
    QCOMPARE(names, expected);
    QCOMPARE(ids.size(), 25);
}

void TestMontageAlbum::peopleAreFoundByNameOrEmail()
{
    const Bench bench(m_server.get());
    for (const QString &name : {u"Анна Иванова"_s, u"Boris_1"_s, u"Boris 21"_s}) {
        const QUuid id = bench.person(name, u"mail%1@example.org"_s.arg(name.size()));
        bench.montage(id, {}, 1, noon);
    }
    MontageAlbum album(*bench.connection);
    const auto found = [&](const QString &text) {
        QStringList names;
        for (const MontagePerson &person : valueOf(album.people({.text = text})))
            names.append(person.name);
        return names;
    };
    QCOMPARE(found(u"boris"_s), (QStringList{u"Boris 21"_s, u"Boris_1"_s}));
    QCOMPARE(found(u"s_1"_s), QStringList{u"Boris_1"_s}); // no wildcard
    QCOMPARE(found(u" MAIL12@ "_s), QStringList{u"Анна Иванова"_s});
    QCOMPARE(found(u"%"_s), QStringList());
    QCOMPARE(found({}).size(), 3);
}

void TestMontageAlbum::theGeneralMontageComesFirstThenInterestsByUse()
{
    const Bench bench(m_server.get());
    const QUuid anna = bench.person(u"Anna"_s, u"a@example.org"_s);
    bench.montage(anna, u"sea"_s, 4, noon);
    bench.montage(anna, u"coffee"_s, 12, noon);
    const QUuid general = bench.montage(anna, {}, 40, u"2026-11-21T08:00:00Z"_s);
    bench.montage(anna, u"books"_s, 4, noon);
    bench.montage(bench.person(u"Boris"_s, u"b@example.org"_s), u"running"_s, 9, noon);
    MontageAlbum album(*bench.connection);
    const std::vector<AlbumMontage> montages = valueOf(album.montages(anna));
    QStringList interests;
    for (const AlbumMontage &montage : montages)
        interests.append(montage.interest);
    QCOMPARE(interests, (QStringList{{}, u"coffee"_s, u"books"_s, u"sea"_s}));
    QCOMPARE(montages.front().id, general);
    QCOMPARE(montages.front().uses, 40);
    QCOMPARE(montages.front().expiresAt, 0);
    QCOMPARE(montages.front().generatedAt, QDateTime(QDate(2026, 11, 21), QTime(8, 0), Qt::UTC).toMSecsSinceEpoch());
    QCOMPARE(valueOf(album.people({})).front().newestAt, montages.front().generatedAt);
}

void TestMontageAlbum::itemsKeepTheOrderOfTheMontage()
{
    const Bench bench(m_server.get());
    const QUuid montage = bench.montage(bench.person(u"Anna"_s, u"a@example.org"_s), {}, 3, noon);
    for (const int place : {2, 0, 1})
        bench.run("insert into montage_items (montage_id, checkin_id, order_index, widget_type, widget_metadata)"
                  " values ($1::uuid, $2, $3, 'media', $4" +
                      QByteArray(bench.isPg() ? "::jsonb)" : ")"),
                  {montage, u"checkin %1"_s.arg(place), qint64(place),
                   u"{\"media_url\": \"https://example.org/%1.png\", \"tags\": [\"море\"]}"_s.arg(place)});
    MontageAlbum album(*bench.connection);
    const std::vector<AlbumItem> items = valueOf(album.items(montage));
    QCOMPARE(items.size(), std::size_t(3));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(items[std::size_t(i)].checkinId, u"checkin %1"_s.arg(i));
        QCOMPARE(items[std::size_t(i)].type, u"media"_s);
        QCOMPARE(items[std::size_t(i)].metadata.value(u"media_url"_s).toString(),
                 u"https://example.org/%1.png"_s.arg(i));
        QCOMPARE(items[std::size_t(i)].metadata.value(u"tags"_s)[0].toString(), u"море"_s);
        QVERIFY(items[std::size_t(i)].createdAt > 0);
    }
    QCOMPARE(valueOf(album.montages(valueOf(album.people({})).front().id)).front().items, 3);
}

void TestMontageAlbum::missingTablesAreToldInWords()
{
    const ScratchDatabase empty(currentDatabase(), m_server.get());
    const std::unique_ptr<SqlConnection> connection = empty.connect();
    const auto people = MontageAlbum(*connection).people({});
    QVERIFY(!people);
    QCOMPARE(people.error().code, u"MONTAGES_MISSING"_s);
}

QTEST_GUILESS_MAIN(TestMontageAlbum)
#include "tst_montagealbum.moc"
