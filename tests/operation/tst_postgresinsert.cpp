// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/knownkeys.h"
#include "core/operation/operationcatalog.h"
#include "core/operation/postgresinsert.h"
#include "tests/support/bothdatabases.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Chunk after chunk through one effect, as a worker does it: what it learned of the table serves the next
/// one, and what it cannot know is still refused.
class TestPostgresInsert : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void knownKeysAreLeftOutWithoutADetour();
    void aKeyWrittenMeanwhileIsRefusedAllTheSame();
    void keysMeetInAnyCaseAndScript();
    void aLargeTableIsAskedKeyByKey();
    void anotherListTakesADetourOfItsOwn();

private:
    QList<qsizetype> insertInto(const QStringList &emails);
    void addUsers(const QStringList &emails);
    bool tookTheDetour();

    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<ScratchDatabase> m_database;
    std::unique_ptr<SqlConnection> m_connection;
    Operation m_operation = valueOf(OperationCatalog::load().find(u"users.create"_s));
    std::unique_ptr<PostgresInsert> m_effect;
};

void TestPostgresInsert::initTestCase()
{
    QString whyNot;
    m_server = PostgresServer::start(&whyNot);
    QVERIFY2(m_server, qPrintable(whyNot));
}

/// The database before its server.
void TestPostgresInsert::cleanupTestCase()
{
    m_connection.reset();
    m_database.reset();
    m_server.reset();
}

void TestPostgresInsert::init()
{
    m_connection.reset();
    m_database = std::make_unique<ScratchDatabase>(Database::PostgreSQL, m_server.get());
    m_database->migrate();
    m_connection = m_database->connect();
    m_effect = std::make_unique<PostgresInsert>(m_operation, FieldFeeds());
}

/// One chunk; the positions of the rows that were refused as ALREADY_EXISTS.
QList<qsizetype> TestPostgresInsert::insertInto(const QStringList &emails)
{
    RowPageBuilder builder;
    const auto field = [&](const QString &name) { return std::size_t(m_operation.fieldIndex(name)); };
    for (qsizetype i = 0; i < emails.size(); ++i) {
        const QByteArray email = emails[i].toUtf8();
        std::vector<FieldValue> fields(m_operation.fields.size());
        fields[field(u"email"_s)] = {FieldValue::Kind::Own, {email.constData(), std::size_t(email.size())}};
        fields[field(u"name"_s)] = {FieldValue::Kind::Own, "Somebody"};
        fields[field(u"password_hash"_s)] = {FieldValue::Kind::Own, "hash"};
        builder.add(i + 1, i + 2, {}, fields, false, false);
    }
    const RowPage page = valueOf(RowPage::read(RowPageBuilder::compress(builder.take())));
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < page.rows().size(); ++i)
        chosen.push_back(i);

    Transaction transaction(*m_connection);
    valueOf(transaction.begin());
    const EffectOutcome outcome = valueOf(m_effect->apply(*m_connection, ChunkRows(page, {}), chosen));
    valueOf(transaction.commit());
    QList<qsizetype> refused;
    for (const Refusal &refusal : outcome.refused) {
        if (refusal.error.code == u"ALREADY_EXISTS")
            refused.append(qsizetype(refusal.row));
    }
    std::ranges::sort(refused);
    return refused;
}

void TestPostgresInsert::addUsers(const QStringList &emails)
{
    for (const QString &email : emails)
        valueOf(m_connection->query("insert into users (email, name, password_hash) values ($1, 'x', 'x')", {email}));
}

/// Whether the temporary table was needed since it was last asked.
bool TestPostgresInsert::tookTheDetour()
{
    const SqlRows stages = valueOf(m_connection->query(
        "select oid::regclass::text from pg_class where relname like 'bulkhead_stage%' and relnamespace = pg_my_temp_schema()"));
    for (const SqlRows::Row &stage : stages.rows)
        valueOf(m_connection->script("drop table " + toText(stage.front()).toUtf8()));
    return !stages.isEmpty();
}

void TestPostgresInsert::knownKeysAreLeftOutWithoutADetour()
{
    addUsers({u"a@x.org"_s, u"b@x.org"_s, u"c@x.org"_s});
    QCOMPARE(insertInto({u"k@x.org"_s, u"l@x.org"_s}), QList<qsizetype>());
    QVERIFY(!tookTheDetour());
    QCOMPARE(insertInto({u"m@x.org"_s, u"a@x.org"_s}), QList<qsizetype>({1}));
    QVERIFY(tookTheDetour());
    for (int chunk = 0; chunk < 40; ++chunk) // as long as it takes
        QCOMPARE(insertInto({u"n%1@x.org"_s.arg(chunk), u"o%1@x.org"_s.arg(chunk)}), QList<qsizetype>());
    QCOMPARE(insertInto({u"c@x.org"_s, u"p@x.org"_s, u"b@x.org"_s}), QList<qsizetype>({0, 2}));
    QVERIFY(!tookTheDetour());
}

void TestPostgresInsert::aKeyWrittenMeanwhileIsRefusedAllTheSame()
{
    addUsers({u"a@x.org"_s});
    QCOMPARE(insertInto({u"a@x.org"_s, u"m@x.org"_s}), QList<qsizetype>({0}));
    QCOMPARE(insertInto({u"n@x.org"_s, u"a@x.org"_s}), QList<qsizetype>({1}));
    addUsers({u"late@x.org"_s, u"later@x.org"_s});
    tookTheDetour();
    QCOMPARE(insertInto({u"late@x.org"_s, u"o@x.org"_s}), QList<qsizetype>({0}));
    QVERIFY(tookTheDetour());
    QCOMPARE(insertInto({u"p@x.org"_s, u"later@x.org"_s, u"a@x.org"_s}), QList<qsizetype>({1, 2}));
    QVERIFY(!tookTheDetour()); // each key is asked for now
}

void TestPostgresInsert::keysMeetInAnyCaseAndScript()
{
    addUsers({u"Anna@x.org"_s, u"ИВАН@почта.рф"_s, u"tab\t\\\"'@x.org"_s});
    QCOMPARE(insertInto({u"anna@x.org"_s}), QList<qsizetype>({0}));
    tookTheDetour();
    QCOMPARE(insertInto({u"ANNA@x.org"_s, u"Иван@почта.рф"_s, u"tab\t\\\"'@x.org"_s, u"new@x.org"_s}),
             QList<qsizetype>({0, 1, 2}));
    QVERIFY(!tookTheDetour());
}

void TestPostgresInsert::aLargeTableIsAskedKeyByKey()
{
    VERIFY_OK(m_connection->script("insert into users (email, name, password_hash) select i || '@x.org', 'x', 'x' "
                                   "from generate_series(0, " +
                                   QByteArray::number(KnownKeys::maxRows) + ") i"));
    QCOMPARE(insertInto({u"7@x.org"_s, u"m@x.org"_s}), QList<qsizetype>({0}));
    tookTheDetour();
    QCOMPARE(insertInto({u"n@x.org"_s, u"8@x.org"_s, u"9@X.org"_s}), QList<qsizetype>({1, 2}));
    QVERIFY(!tookTheDetour());
    Transaction transaction(*m_connection);
    VERIFY_OK(transaction.begin());
    QVERIFY(!valueOf(KnownKeys::read(*m_connection, m_operation, m_operation.effect.unique.front())));
}

/// One session, two jobs: the second list has a column more.
void TestPostgresInsert::anotherListTakesADetourOfItsOwn()
{
    VERIFY_OK(m_connection->script("alter table users alter column name set default 'Nobody'"));
    addUsers({u"a@x.org"_s});
    FieldFeeds feeds{.columns = std::vector<int>(m_operation.fields.size(), 0),
                     .constants = std::vector<std::string>(m_operation.fields.size())};
    feeds.columns[std::size_t(m_operation.fieldIndex(u"name"_s))] = -1;
    m_effect = std::make_unique<PostgresInsert>(m_operation, feeds);
    QCOMPARE(insertInto({u"a@x.org"_s, u"b@x.org"_s}), QList<qsizetype>({0}));
    m_effect = std::make_unique<PostgresInsert>(m_operation, FieldFeeds());
    QCOMPARE(insertInto({u"b@x.org"_s, u"c@x.org"_s}), QList<qsizetype>({0}));
    QCOMPARE(
        toText(valueOf(m_connection->query("select string_agg(name, ',' order by email) from users where email > 'b'"))
                   .rows[0][0]),
        u"Nobody,Somebody"_s);
}

QTEST_GUILESS_MAIN(TestPostgresInsert)
#include "tst_postgresinsert.moc"
