// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/job.h"
#include "core/job/jobspec.h"
#include "core/job/passwordhash.h"
#include "core/job/uuid7.h"
#include "core/report/progressestimate.h"

#include <QSet>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

/// The plain values that every floor above builds on.
class TestJobValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSentenceKeepsItsArgumentsAsTheyAre();
    void aSentenceSurvivesItsStorage();
    void aSpecSurvivesItsStorage();
    void aSpecOfAnotherFormatIsRefused();
    void optionsOutOfRangeAreNamed_data();
    void optionsOutOfRangeAreNamed();
    void theStricterErrorLimitCounts();
    void finalStatesHaveNoWayOut();
    void everyStateHasANameOfItsOwn();
    void idsGrowAndAreVersion7();
    void aPasswordIsVerifiedByItsHashOnly();
    void theEstimateSaysNothingBeforeItKnows();
    void theEstimateFollowsTheRate();
};

void TestJobValues::aSentenceKeepsItsArgumentsAsTheyAre()
{
    const Text text{"%1 has %2, not %1", {u"%2"_s, u"100 %1"_s}};
    QCOMPARE(text.toEnglish(), u"%2 has 100 %1, not %2"_s);
    QCOMPARE(Text::verbatim(u"50 %1 of"_s).toEnglish(), u"50 %1 of"_s);
    QVERIFY(Text().isEmpty());
}

void TestJobValues::aSentenceSurvivesItsStorage()
{
    const Text text{"a %1 b %2", {u"x"_s, u"имя"_s}};
    QCOMPARE(Text::fromJson(text.toJson()), text);
    // A message and its hint, as the reason for which a job rests.
    const Text both = Error{u"X"_s, text, Text{"c"}}.toText();
    QCOMPARE(both.toEnglish(), u"a x b имя c"_s);
    QCOMPARE(Text::fromJson(both.toJson()), both);
    QCOMPARE((Error{u"X"_s, text, {}}.toText()), text);
    QVERIFY(Text::fromJson(QJsonValue()).isEmpty());
}

void TestJobValues::aSpecSurvivesItsStorage()
{
    JobSpec spec;
    spec.operation = u"users.create"_s;
    spec.operationVersion = 3;
    spec.operationText = u"format = 1\n"_s;
    spec.source = {.kind = SourceSpec::Kind::File,
                   .path = u"/a/b.csv"_s,
                   .name = u"b.csv"_s,
                   .dialect = {.encoding = "windows-1251", .delimiter = ';', .header = false},
                   .columns = {u"почта"_s, u"имя"_s},
                   .fileSize = 1234567890123,
                   .fileModifiedAt = 1700000000001};
    spec.mapping.columns = {{u"email"_s, u"почта"_s}};
    spec.mapping.constants = {{u"name"_s, u"X"_s}};
    spec.options = {.chunkSize = 7,
                    .concurrency = 3,
                    .stopOnError = true,
                    .maxErrors = 5,
                    .maxErrorsPercent = 2.5,
                    .maxRetries = 1,
                    .priority = 9,
                    .ordered = true};
    const Result<JobSpec> again = JobSpec::fromJson(spec.toJson());
    QVERIFY(again.ok());
    QCOMPARE(again->toJson(), spec.toJson());
    QVERIFY(again->options == spec.options);
    QVERIFY(again->mapping == spec.mapping);
    QVERIFY(again->source.dialect == spec.source.dialect);
    QCOMPARE(again->source.fileSize, spec.source.fileSize);
}

void TestJobValues::aSpecOfAnotherFormatIsRefused()
{
    QJsonObject json = JobSpec().toJson();
    json.insert(u"format"_s, 99);
    const Result<JobSpec> spec = JobSpec::fromJson(json);
    QVERIFY(!spec.ok());
    QCOMPARE(spec.error().code, u"SPEC_FORMAT"_s);
}

void TestJobValues::optionsOutOfRangeAreNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("value");
    QTest::newRow("chunk size too large") << u"chunk-size"_s << 50'001;
    QTest::newRow("chunk size negative") << u"chunk-size"_s << -1;
    QTest::newRow("concurrency none") << u"concurrency"_s << 0;
    QTest::newRow("concurrency too large") << u"concurrency"_s << 65;
    QTest::newRow("retries negative") << u"max-retries"_s << -1;
    QTest::newRow("priority too high") << u"priority"_s << 11;
}

void TestJobValues::optionsOutOfRangeAreNamed()
{
    QFETCH(QString, name);
    QFETCH(int, value);
    JobOptions options;
    QVERIFY(options.problems().empty());
    (name == "chunk-size"_L1    ? options.chunkSize
     : name == "concurrency"_L1 ? options.concurrency
     : name == "priority"_L1    ? options.priority
                                : options.maxRetries) = value;
    QCOMPARE(options.problems().size(), std::size_t(1));
    QVERIFY(options.problems().front().message.toEnglish().contains(name));
}

void TestJobValues::theStricterErrorLimitCounts()
{
    JobOptions options;
    QVERIFY(!options.errorLimit(1000));
    options.maxErrorsPercent = 5;
    QCOMPARE(options.errorLimit(1000), 50);
    options.maxErrors = 10;
    QCOMPARE(options.errorLimit(1000), 10);
    QCOMPARE(options.errorLimit(100), 5);
}

void TestJobValues::finalStatesHaveNoWayOut()
{
    for (const JobState state : {JobState::Completed, JobState::Partial, JobState::Failed, JobState::Cancelled})
        QVERIFY(isFinal(state));
    for (const JobState state : {JobState::Pending, JobState::Queued, JobState::Processing, JobState::Paused})
        QVERIFY(!isFinal(state) && isAllowed(state, JobState::Cancelled));
    QVERIFY(!isAllowed(JobState::Pending, JobState::Processing));
}

void TestJobValues::everyStateHasANameOfItsOwn()
{
    QSet<QString> names;
    for (int i = 0; i <= int(JobState::Cancelled); ++i) {
        const QString name = jobStateName(JobState(i));
        QCOMPARE(jobStateFromName(name), JobState(i));
        names.insert(name);
    }
    QCOMPARE(names.size(), 8);
    QVERIFY(!jobStateFromName(u"done"_s));
}

void TestJobValues::idsGrowAndAreVersion7()
{
    Uuid7Sequence sequence;
    QByteArray last;
    for (int i = 0; i < 200'000; ++i) {
        const Uuid7Sequence::Bytes bytes = sequence.next();
        const QByteArray now(reinterpret_cast<const char *>(bytes.data()), 16);
        QVERIFY(now > last);
        QCOMPARE(bytes[6] >> 4, 7);
        QCOMPARE(bytes[8] >> 6, 2);
        last = now;
    }
    char text[36];
    Uuid7Sequence::Bytes bytes;
    std::copy(last.begin(), last.end(), bytes.begin());
    Uuid7Sequence::write(bytes, text);
    QCOMPARE(QUuid::fromString(QLatin1StringView(text, 36)), Uuid7Sequence::toUuid(bytes));
}

void TestJobValues::aPasswordIsVerifiedByItsHashOnly()
{
    const QByteArray hash = hashPassword("correct horse");
    QVERIFY(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    QVERIFY(verifyPassword("correct horse", hash));
    QVERIFY(!verifyPassword("correct horsE", hash));
    QVERIFY(hashPassword("correct horse") != hash); // a salt of its own
}

void TestJobValues::theEstimateSaysNothingBeforeItKnows()
{
    ProgressEstimate estimate;
    estimate.add(0, 0);
    estimate.add(100, 10'000);
    QVERIFY(!estimate.timeLeftMs(1000));
    QCOMPARE(estimate.timeLeftMs(0), 0);
}

void TestJobValues::theEstimateFollowsTheRate()
{
    ProgressEstimate estimate;
    for (int i = 0; i <= 100; ++i)
        estimate.add(i * 100, i * 100); // 1,000 rows a second
    QVERIFY(qAbs(estimate.rowsPerSecond() - 1000) < 1);
    QVERIFY(qAbs(*estimate.timeLeftMs(5000) - 5000) < 10);
    for (int i = 1; i <= 300; ++i)
        estimate.add(10'000 + i * 100, 10'000 + i * 200); // twice as fast for half a minute
    QVERIFY(qAbs(estimate.rowsPerSecond() - 2000) < 20);
}

QTEST_APPLESS_MAIN(TestJobValues)
#include "tst_jobvalues.moc"
