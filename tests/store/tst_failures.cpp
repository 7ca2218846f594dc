// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/storefixture.h"
#include "tests/support/servertest.h"

#include <QElapsedTimer>

#include <numeric>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// Rows that did not succeed: kept whole, found, counted, mended and retried.
class TestFailures : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aFailureComesBackAsItWasGiven_data() { addBothDatabases(); }
    void aFailureComesBackAsItWasGiven();
    void failuresAreFilteredInTheDatabase_data() { addBothDatabases(); }
    void failuresAreFilteredInTheDatabase();
    void failuresAreSortedAndPaged_data() { addBothDatabases(); }
    void failuresAreSortedAndPaged();
    void errorsAreCountedByCode_data() { addBothDatabases(); }
    void errorsAreCountedByCode();
    void mendedValuesWaitForTheRetry_data() { addBothDatabases(); }
    void mendedValuesWaitForTheRetry();
    void aRowIsRetriedOnce_data() { addBothDatabases(); }
    void aRowIsRetriedOnce();
    void aHundredThousandFailuresAreKeptQuickly_data() { addBothDatabases(); }
    void aHundredThousandFailuresAreKeptQuickly();
};

namespace {

/// A pending job of ten rows, of which these failed their checks.
QUuid jobWith(StoreFixture &f, std::vector<Failure> failures)
{
    const QUuid job = f.create();
    const NewChunk page{.no = 0,
                        .firstItem = 1,
                        .itemCount = 10,
                        .firstRow = 1,
                        .lastRow = 10,
                        .rows = "x",
                        .refused = std::move(failures)};
    if (const Status appended = f.store().appendChunks(job, {&page, 1}); !appended)
        qFatal("%s", qPrintable(appended.error().toString()));
    return job;
}

Failure failureOf(qint64 row, const QString &code, const QString &field, const QString &message, const QString &input)
{
    return {.row = row,
            .line = row,
            .errors = {{.code = code, .field = field, .message = Text::verbatim(message)}},
            .input = input};
}

std::vector<Failure> sample()
{
    return {failureOf(2, u"INVALID_EMAIL"_s, u"email"_s, u"“анна@” is no address"_s, u"[\"анна@\",\"Анна ЖУКОВА\"]"_s),
            failureOf(3, u"REQUIRED"_s, u"name"_s, u"A name is needed"_s, u"[\"b@c.d\",\"\"]"_s),
            failureOf(5, u"INVALID_EMAIL"_s, u"email"_s, u"100% wrong"_s, u"[\"x_y\",\"C:\\\\dir\"]"_s),
            failureOf(7, u"DUPLICATE"_s, QString(), u"Like row 2"_s, u"[\"xzy\",\"100 percent\"]"_s)};
}

QList<qint64> rowsOf(StoreFixture &f, const FailureQuery &query)
{
    QList<qint64> rows;
    for (const Failure &failure : valueOf(f.store().failures(query)))
        rows += failure.row;
    return rows;
}

} // namespace

void TestFailures::aFailureComesBackAsItWasGiven()
{
    StoreFixture f(m_server.get());
    const QString hard = u"tab\t nl\n cr\r back\\slash \\N \\. quote\"' Ünïcode 🚢 €"_s;
    Failure given{.row = 3,
                  .line = 17,
                  .errors = {{.code = u"TOO_LONG"_s,
                              .field = u"na\tme"_s,
                              .message = Text{"%1 is longer than %2", {hard, u"100"_s}}},
                             {.code = u"REQUIRED"_s, .field = {}, .message = Text::verbatim(hard)}},
                  .retryable = true,
                  .input = hard};
    Failure nul = failureOf(4, u"NUL"_s, u"a"_s, u"with\0nul"_s, u"in\0put"_s);
    const QUuid job = jobWith(f, {given, nul});
    const std::vector<Failure> found = valueOf(f.store().failures({.jobId = job}));
    QCOMPARE(found.size(), 2u);
    QCOMPARE(found[0].row, 3);
    QCOMPARE(found[0].line, 17);
    QCOMPARE(found[0].errors.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(found[0].errors[i].code, given.errors[i].code);
        QCOMPARE(found[0].errors[i].field, given.errors[i].field);
        QCOMPARE(found[0].errors[i].message, given.errors[i].message);
    }
    QCOMPARE(found[0].retryable, true);
    QCOMPARE(found[0].input, hard);
    QVERIFY(found[0].mended.isEmpty());
    QVERIFY(found[0].retriedIn.isNull());
    QCOMPARE(found[1].retryable, false);
    QCOMPARE(found[1].input, u"in\uFFFDput"_s);
    QCOMPARE(found[1].errors[0].message, Text::verbatim(u"with\0nul"_s));
}

void TestFailures::failuresAreFilteredInTheDatabase()
{
    StoreFixture f(m_server.get());
    const QUuid job = jobWith(f, sample());
    jobWith(f, sample()); // another job's failures are never seen
    using Rows = QList<qint64>;
    QCOMPARE(rowsOf(f, {.jobId = job}), (Rows{2, 3, 5, 7}));
    QCOMPARE(rowsOf(f, {.jobId = job, .code = u"INVALID_EMAIL"_s}), (Rows{2, 5}));
    QCOMPARE(rowsOf(f, {.jobId = job, .field = u"name"_s}), (Rows{3}));
    QCOMPARE(rowsOf(f, {.jobId = job, .code = u"REQUIRED"_s, .field = u"email"_s}), Rows());
    QCOMPARE(rowsOf(f, {.jobId = job, .rows = {3, 7, 9}}), (Rows{3, 7}));
    const std::vector<std::pair<QString, Rows>> texts{{u"жукова"_s, {2}},   {u"АННА@"_s, {2}}, {u"NAME is"_s, {3}},
                                                      {u"100%"_s, {5}},     {u"x_y"_s, {5}},   {u"C:\\\\D"_s, {5}},
                                                      {u"like ROW"_s, {7}}, {u"'"_s, {}},      {u"100"_s, {5, 7}}};
    for (const auto &[text, rows] : texts) {
        const FailureQuery query{.jobId = job, .text = text};
        QCOMPARE(rowsOf(f, query), rows);
        QCOMPARE(valueOf(f.store().failureCount(query)), rows.size());
    }
}

void TestFailures::failuresAreSortedAndPaged()
{
    StoreFixture f(m_server.get());
    const QUuid job = jobWith(f, sample());
    using Rows = QList<qint64>;
    QCOMPARE(rowsOf(f, {.jobId = job, .descending = true}), (Rows{7, 5, 3, 2}));
    QCOMPARE(rowsOf(f, {.jobId = job, .sort = FailureSort::Code}), (Rows{7, 2, 5, 3}));
    QCOMPARE(rowsOf(f, {.jobId = job, .sort = FailureSort::Code, .descending = true}), (Rows{3, 5, 2, 7}));
    QCOMPARE(rowsOf(f, {.jobId = job, .sort = FailureSort::Field}), (Rows{7, 2, 5, 3}));
    QCOMPARE(rowsOf(f, {.jobId = job, .sort = FailureSort::Message}).size(), 4);
    QCOMPARE(rowsOf(f, {.jobId = job, .offset = 1, .limit = 2}), (Rows{3, 5}));
    QCOMPARE(rowsOf(f, {.jobId = job, .afterRow = 3, .limit = 1}), (Rows{5}));
    QCOMPARE(rowsOf(f, {.jobId = job, .descending = true, .afterRow = 5}), (Rows{3, 2}));
    QCOMPARE(rowsOf(f, {.jobId = job, .offset = 4}), Rows());
}

void TestFailures::errorsAreCountedByCode()
{
    StoreFixture f(m_server.get());
    const std::vector<ErrorCount> counts = valueOf(f.store().errorCounts(jobWith(f, sample())));
    QCOMPARE(counts.size(), 3u);
    QCOMPARE(counts[0].code, u"INVALID_EMAIL"_s);
    QCOMPARE(counts[0].count, 2);
    QCOMPARE(counts[0].firstRow, 2);
    QCOMPARE(counts[0].example, Text::verbatim(u"“анна@” is no address"_s));
    QCOMPARE(counts[1].code, u"DUPLICATE"_s);
    QCOMPARE(counts[2].count, 1);
}

void TestFailures::mendedValuesWaitForTheRetry()
{
    StoreFixture f(m_server.get());
    const QUuid job = jobWith(f, sample());
    const QJsonObject values{{u"email"_s, u"анна@b.c"_s}};
    VERIFY_OK(f.store().mend(job, 2, {{u"email"_s, u"first try"_s}}));
    VERIFY_OK(f.store().mend(job, 2, values));
    VERIFY_OK(f.store().mend(job, 3, values));
    VERIFY_OK(f.store().mend(job, 3, {})); // taken back
    QCOMPARE(rowsOf(f, {.jobId = job, .onlyMended = true}), QList<qint64>{2});
    QCOMPARE(valueOf(f.store().failures({.jobId = job, .onlyMended = true})).at(0).mended, values);
    QCOMPARE(f.store().mend(job, 4, values).error().code, u"ROW_NOT_OPEN"_s);
    VERIFY_OK(f.store().markRetried({.jobId = job, .rows = {2}}, 1, f.create(5, job)));
    QCOMPARE(f.store().mend(job, 2, values).error().code, u"ROW_NOT_OPEN"_s);
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job, .onlyMended = true})), 0);
    // The child's planner may die and read them again.
    QCOMPARE(valueOf(f.store().failures({.jobId = job, .rows = {2}})).at(0).mended, values);
}

void TestFailures::aRowIsRetriedOnce()
{
    StoreFixture f(m_server.get());
    const QUuid job = jobWith(f, sample());
    const QUuid child = f.create(5, job);
    VERIFY_OK(f.store().markRetried({.jobId = job, .rows = {5, 2, 5}}, 2, child));
    QCOMPARE(rowsOf(f, {.jobId = job, .notRetried = true}), (QList<qint64>{3, 7}));
    QCOMPARE(valueOf(f.store().failures({.jobId = job, .rows = {5}})).at(0).retriedIn, child);
    const QUuid late = f.create(5, job);
    QCOMPARE(f.store().markRetried({.jobId = job, .rows = {2, 3}}, 2, late).error().code, u"ALREADY_RETRIED"_s);
    QCOMPARE(rowsOf(f, {.jobId = job, .notRetried = true}), (QList<qint64>{3, 7})); // not even the free one was taken
    QCOMPARE(f.store().markRetried({.jobId = job, .rows = {9}}, 1, late).error().code, u"ALREADY_RETRIED"_s);
    VERIFY_OK(f.store().markRetried({.jobId = job}, 2, late));
    QCOMPARE(rowsOf(f, {.jobId = job, .notRetried = true}), QList<qint64>());
}

void TestFailures::aHundredThousandFailuresAreKeptQuickly()
{
    StoreFixture f(m_server.get());
    const QUuid job = f.create();
    NewChunk page{.no = 0, .firstItem = 1, .itemCount = 100'000, .firstRow = 1, .lastRow = 100'000, .rows = "x"};
    for (qint64 row = 1; row <= 100'000; ++row)
        page.refused.push_back(failure(row, row % 3 ? u"INVALID"_s : u"REQUIRED"_s));
    QElapsedTimer timer;
    timer.start();
    VERIFY_OK(f.store().appendChunks(job, {&page, 1}));
    qInfo("kept in %lld ms", timer.restart());
    QCOMPARE(valueOf(f.store().errorCounts(job)).size(), 2u);
    qInfo("counted in %lld ms", timer.restart());
    QCOMPARE(rowsOf(f, {.jobId = job, .afterRow = 99'000, .limit = 200}).first(), 99'001);
    qInfo("paged in %lld ms", timer.restart());
    QCOMPARE(valueOf(f.store().failureCount({.jobId = job, .text = u"WRONG"_s})), 100'000);
    qInfo("searched in %lld ms", timer.restart());
    std::vector<qint64> rows(100'000);
    std::iota(rows.begin(), rows.end(), 1);
    VERIFY_OK(f.store().markRetried({.jobId = job, .rows = rows}, 100'000, f.create(5, job)));
    qInfo("marked in %lld ms", timer.restart());
    QCOMPARE(f.broken(job), QStringList());
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
