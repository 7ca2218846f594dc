// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/servicereport.h"
#include "core/source/querysource.h"
#include "tests/engine/staff.h"
#include "tests/support/patience.h"
#include "tests/support/servertest.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString invalidPhone = u"+7 999 123-45-6"_s;

} // namespace

/// Whole jobs of employees.max-id-update against the sandbox, on both databases: what becomes of the employees.
class TestLookupJobs : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyEmployeeWithoutAnIdIsFoundNullOrEmpty_data() { addBothDatabases(); }
    void everyEmployeeWithoutAnIdIsFoundNullOrEmpty()
    {
        Staff staff(m_server.get());
        staff.addMany(400);
        staff.execute(
            "update employees set max_id = 'by hand', max_id_updated_at = '2026-01-01T00:00:00.000Z' where id % 5 = 0");
        staff.add(u""_s); // must be counted too
        const Job job = staff.runToEnd(staff.submitted(inChunksOf(30)));
        QCOMPARE(job.state, JobState::Partial);
        QCOMPARE(job.counts.total, 321);
        QCOMPARE(job.counts.settled(), 321);
        QCOMPARE(staff.number("select count(*) from employees where max_id = 'by hand' and id % 5 = 0"), 80);
        staff.execute("delete from employees where max_id = 'by hand'");
        QCOMPARE(staff.wrong(), QStringList());
        QCOMPARE(job.counts.succeeded, staff.number("select count(*) from employees where max_id <> ''"));
        QVERIFY(job.counts.succeeded > 250);
        QCOMPARE(staff.faultsOf(job.id), QStringList());
        QVERIFY(staff.failures(job.id).contains(u"321:REQUIRED"_s));
    }

    void noneIsSkippedWhileTheSetShrinks_data() { addBothDatabases(); }
    void noneIsSkippedWhileTheSetShrinks()
    {
        constexpr int count = 11'000; // three pages of the query
        Staff staff(m_server.get());
        staff.execute(
            "insert into employees (first_name, last_name, phone, max_id, university_id) select 'A', 'B', '+79990000000', " +
            QByteArray(staff.isPostgres()
                           ? "case when n % 2 = 0 then '' end, 1 from generate_series(1, 11000) n"
                           : "case when n % 2 = 0 then '' end, 1 from (with recursive c(n) as (select 1 union"
                             " all select n + 1 from c where n < 11000) select n from c)"));
        const std::unique_ptr<RowSource> source =
            valueOf(QuerySource::open(staff.store().connection(), staff.operation(findMaxIds)));
        SourceRow row;
        int rows = 0;
        while (valueOf(source->next(row))) {
            ++rows;
            QCOMPARE(row.cells[0].toByteArray(), QByteArray::number(rows));
            if (rows % 1000 == 0) // another job is done with what was read so far
                staff.execute("update employees set max_id = 'x' where id <= " + QByteArray::number(rows));
        }
        QCOMPARE(rows, count);
    }

    void employeesThatShareAPhoneAreAskedForOnceAndAllUpdated_data() { addBothDatabases(); }
    void employeesThatShareAPhoneAreAskedForOnceAndAllUpdated()
    {
        Staff staff(m_server.get(), {.batch = 1});
        const QString shared = staff.phone(0);
        for (const QString &spelling :
             {shared, u'8' + shared.mid(2),
              u" %1 (%2) %3-%4"_s.arg(u"8"_s, shared.mid(2, 3), shared.mid(5, 3), shared.mid(8))})
            staff.add(spelling);
        staff.add(staff.phone(1));
        const Job job = staff.runToEnd(staff.submitted());
        QCOMPARE(job.counts.succeeded, 4);
        QCOMPARE(staff.wrong(), QStringList());
        QCOMPARE(staff.callsServed(), 2);
    }

    void sixAnswersAreSixCodesAndOnlyPassingOnesMayBeRetried_data() { addBothDatabases(); }
    void sixAnswersAreSixCodesAndOnlyPassingOnesMayBeRetried()
    {
        Staff staff(m_server.get(), {.deadline = 2s, .retries = 0});
        staff.add(staff.phone(0));
        staff.add(staff.phone(0, false));
        staff.add(invalidPhone);
        staff.add(staff.phone(1));
        const Job plain = staff.runToEnd(staff.listed("id\n1\n2\n3\n"));
        QCOMPARE(plain.state, JobState::Partial);
        QCOMPARE(staff.failures(plain.id), (QStringList{u"2:MAX_ID_NOT_FOUND"_s, u"3:INVALID_PHONE"_s}));
        QVERIFY(staff.exported(plain.id).contains("MAX_ID_NOT_FOUND") &&
                staff.exported(plain.id).contains("INVALID_PHONE"));
        const QStringList before = staff.maxIds();

        struct Case
        {
            QString fault;
            QString outcome;
        };
        QUuid last;
        for (const Case &one :
             {Case{u"contradict"_s, u"1:SERVICE_REFUSED"_s}, Case{u"missing"_s, u"1:ANSWER_LOST (may pass)"_s},
              Case{u"wrong"_s, u"1:ANSWER_LOST (may pass)"_s}, Case{u"hang"_s, u"1:ANSWER_LOST (may pass)"_s}}) {
            staff.fault({{one.fault, 1}});
            const Job job = staff.runToEnd(staff.listed("id\n4\n"));
            QCOMPARE(job.state, JobState::Failed);
            QCOMPARE(staff.failures(job.id), QStringList{one.outcome});
            const QString code = one.outcome.mid(2).section(u' ', 0, 0);
            QVERIFY2(staff.exported(job.id).contains(code.toUtf8()), staff.exported(job.id).constData());
            QCOMPARE(valueOf(staff.store().errorCounts(job.id)).front().code, code);
            QVERIFY(!valueOf(staff.store().errorCounts(job.id)).front().example.isEmpty());
            QCOMPARE(staff.maxIds(), before);
            QCOMPARE(staff.faultsOf(job.id), QStringList());
            staff.fault({{one.fault, 0}});
            last = job.id;
        }
        RetryRequest retry;
        retry.parent = last;
        retry.actor = u"anna"_s;
        QCOMPARE(staff.runToEnd(valueOf(retryFailed(staff.store(), retry, {}))).state, JobState::Completed);
        QCOMPARE(staff.wrong(), QStringList());
    }

    void whatOthersChangeDuringACallStays_data() { addBothDatabases(); }
    void whatOthersChangeDuringACallStays()
    {
        Staff staff(m_server.get(), {.deadline = 2s, .retries = 5});
        for (int i = 0; i < 4; ++i)
            staff.add(staff.phone(i));
        staff.fault({{u"hang"_s, 1}});
        const QUuid id = staff.submitted();
        staff.work(id);
        QTRY_VERIFY(staff.callsServed() > 0);
        // No transaction is open meanwhile, or this would wait for it.
        staff.execute("update employees set last_name = 'Married' where id = 1;"
                      "update employees set max_id = 'by hand' where id = 2;"
                      "delete from employees where id = 3");
        staff.fault({{u"hang"_s, 0}});
        const Job job = staff.runToEnd(id);
        QCOMPARE(staff.failures(id), (QStringList{u"2:HAS_MAX_ID"_s, u"3:NOT_FOUND"_s}));
        QCOMPARE(job.counts.succeeded, 2);
        QCOMPARE(staff.ask("select last_name, max_id from employees order by id"),
                 (QStringList{u"Married|"_s + staff.idOf(staff.phone(0)), u"B|by hand"_s,
                              u"B|"_s + staff.idOf(staff.phone(3))}));
        QVERIFY(staff.exported(id).contains("by hand")); // the reason says which id stands there
        QCOMPARE(staff.faultsOf(id), QStringList());
    }

    void aListOfPhonesFindsItsEmployees_data() { addBothDatabases(); }
    void aListOfPhonesFindsItsEmployees()
    {
        Staff staff(m_server.get());
        const QString two = staff.phone(0);
        const QString one = staff.phone(1);
        const QString has = staff.phone(2);
        staff.add(two);
        staff.add(u"8 (%1) %2-%3-%4"_s.arg(two.mid(2, 3), two.mid(5, 3), two.mid(8, 2), two.mid(10)));
        staff.add(one);
        staff.add(has, u"by hand"_s);
        const QStringList list{u"phone"_s, two, one, u'8' + one.mid(2), staff.phone(3), u"nobody"_s, has};
        const Job job = staff.runToEnd(staff.listed(list.join(u'\n').toUtf8() + '\n'));
        QCOMPARE(job.counts.total, 7); // one phone has two employees
        QCOMPARE(staff.failures(job.id),
                 (QStringList{u"4:DUPLICATE_IN_SOURCE"_s, u"5:NOT_FOUND"_s, u"6:INVALID_PHONE"_s, u"7:HAS_MAX_ID"_s}));
        QCOMPARE(staff.maxIds(), (QStringList{staff.idOf(two), staff.idOf(two), staff.idOf(one), u"by hand"_s}));
        QCOMPARE(job.counts.settled(), 7);
        QCOMPARE(staff.faultsOf(job.id), QStringList());
    }

    void aListOfIdsFindsTheirPhones_data() { addBothDatabases(); }
    void aListOfIdsFindsTheirPhones()
    {
        Staff staff(m_server.get());
        staff.add(staff.phone(0));
        staff.add(staff.phone(1));
        staff.add(staff.phone(2));
        const Job job = staff.runToEnd(staff.listed("id\n3\n99\nx\n1\n"));
        QCOMPARE(staff.failures(job.id), (QStringList{u"2:NOT_FOUND"_s, u"3:INVALID_INT"_s}));
        QCOMPARE(staff.maxIds(), (QStringList{staff.idOf(staff.phone(0)), u"NULL"_s, staff.idOf(staff.phone(2))}));
        QCOMPARE(job.counts.succeeded, 2);
    }

    void aPhoneFromAbroadThatEndsAlikeIsSomebodyElses_data() { addBothDatabases(); }
    void aPhoneFromAbroadThatEndsAlikeIsSomebodyElses()
    {
        Staff staff(m_server.get());
        const QString phone = staff.phone(0);
        staff.add(u"+1 "_s + phone.mid(2));
        staff.add(u"12-34-5"_s + phone.right(1) + u" ext. "_s + phone.mid(2, 4)); // as many digits, but none of a phone
        const Job job = staff.runToEnd(staff.listed("phone\n" + phone.toUtf8() + '\n'));
        QCOMPARE(staff.failures(job.id), QStringList{u"1:NOT_FOUND"_s});
        const Job named = staff.runToEnd(staff.listed("id,phone\n1," + phone.toUtf8() + '\n'));
        QCOMPARE(staff.failures(named.id), QStringList{u"1:PHONE_CHANGED"_s});
        QCOMPARE(staff.maxIds(), (QStringList{u"NULL"_s, u"NULL"_s}));
    }

    void aPhoneIsTheSameHoweverItIsSpelt_data() { addBothDatabases(); }
    void aPhoneIsTheSameHoweverItIsSpelt()
    {
        const QStringList spellings{u"8\u00a0%1\u00a0%2"_s, u"+7/%1/%2"_s,          u"8\t%1\t%2"_s,
                                    u"+7 (%1) %2"_s,        u"8\u2013%1\u2011%2"_s, u"7.%1.%2"_s};
        Staff staff(m_server.get());
        for (int i = 0; i < spellings.size(); ++i)
            staff.add(spellings[i].arg(staff.phone(i).mid(2, 3), staff.phone(i).mid(5)));
        const Job job = staff.runToEnd(staff.submitted());
        QCOMPARE(staff.failures(job.id), QStringList());
        QCOMPARE(job.counts.succeeded, spellings.size());
        QCOMPARE(staff.wrong(), QStringList());
        staff.execute("update employees set max_id = null, max_id_updated_at = null");
        QByteArray list = "phone\n";
        for (int i = 0; i < spellings.size(); ++i)
            list += staff.phone(i).toUtf8() + '\n';
        QCOMPARE(staff.runToEnd(staff.listed(list)).counts.succeeded, spellings.size());
        QCOMPARE(staff.wrong(), QStringList());
    }

    void aPhoneThatTheTableDoesNotHaveIsNotWrittenFor_data() { addBothDatabases(); }
    void aPhoneThatTheTableDoesNotHaveIsNotWrittenFor()
    {
        Staff staff(m_server.get());
        staff.add(invalidPhone);
        const Job job = staff.runToEnd(staff.submitted());
        QCOMPARE(staff.failures(job.id), QStringList{u"1:INVALID_PHONE"_s});
        // Mended in the job only, which is not where the phone stands.
        if (const Status mended = mendCell(staff.store(), job.id, 1, u"phone"_s, staff.phone(0)); !mended)
            QFAIL(qPrintable(mended.error().toString()));
        RetryRequest retry;
        retry.parent = job.id;
        retry.actor = u"anna"_s;
        const Job again = staff.runToEnd(valueOf(retryFailed(staff.store(), retry, {})));
        QCOMPARE(staff.failures(again.id), QStringList{u"1:PHONE_CHANGED"_s});
        QVERIFY2(staff.exported(again.id).contains("The table has another phone for this employee: “" +
                                                   invalidPhone.toUtf8()),
                 staff.exported(again.id).constData());
        QCOMPARE(staff.maxIds(), QStringList{u"NULL"_s});
    }

    void anIdBelongsToOnePhone_data() { addBothDatabases(); }
    void anIdBelongsToOnePhone()
    {
        for (const int rows : {10, 1}) { // in one chunk, and in several at once
            Staff staff(m_server.get());
            staff.fault({{u"one_id"_s, true}});
            staff.add(staff.phone(0));
            staff.add(u'8' + staff.phone(0).mid(2)); // who shares it
            staff.add(staff.phone(1));
            staff.add(staff.phone(2));
            JobOptions options = inChunksOf(rows);
            const Job job = staff.runToEnd(staff.submitted(options));
            QCOMPARE(
                staff.number(
                    "select count(distinct right_phone) from (select substr(phone, length(phone) - 9) as right_phone"
                    " from employees where max_id = '700700') q"),
                1);
            QVERIFY(job.counts.succeeded == 2 || rows == 1);
            QCOMPARE(staff.failures(job.id).filter(u":MAX_ID_TAKEN"_s).size(), qsizetype(job.counts.failed));
            QVERIFY(job.counts.succeeded > 0 && job.counts.failed > 1);
            // Another night, and the table says so.
            staff.execute("update employees set phone = '" + staff.phone(3).toLatin1() +
                          "' where coalesce(max_id, '') = ''");
            const Job night = staff.runToEnd(staff.submitted(options));
            QCOMPARE(night.counts.succeeded, 0);
            QCOMPARE(staff.failures(night.id).filter(u":MAX_ID_TAKEN"_s).size(), qsizetype(night.counts.total));
        }
    }

    void aMaxIdIsANumberAndNoPhone_data() { addBothDatabases(); }
    void aMaxIdIsANumberAndNoPhone()
    {
        Staff staff(m_server.get());
        staff.add(staff.phone(0));
        staff.fault({{u"phone_ids"_s, true}});
        const Job phones = staff.runToEnd(staff.submitted());
        QCOMPARE(staff.failures(phones.id), QStringList{u"1:MAX_ID_IS_PHONE"_s});
        staff.fault({{u"phone_ids"_s, false}, {u"strange_ids"_s, true}});
        const Job strange = staff.runToEnd(staff.submitted());
        QCOMPARE(staff.failures(strange.id), QStringList{u"1:MAX_ID_INVALID"_s});
        QCOMPARE(staff.maxIds(), QStringList{u"NULL"_s});
    }

    void aPhoneInSeveralChunksIsAskedForOnce_data() { addBothDatabases(); }
    void aPhoneInSeveralChunksIsAskedForOnce()
    {
        Staff staff(m_server.get());
        for (const bool isKnown : {true, false}) {
            for (int i = 0; i < 3; ++i)
                staff.add(staff.phone(0, isKnown));
        }
        JobOptions options = inChunksOf(1);
        options.concurrency = 1;
        const Job job = staff.runToEnd(staff.submitted(options));
        QCOMPARE(job.counts.succeeded, 3);
        QCOMPARE(staff.wrong(), QStringList());
        QCOMPARE(staff.callsServed(), 2);
    }

    void timeForWhichSomebodyPausedAJobIsNotItsOwn_data() { addBothDatabases(); }
    void timeForWhichSomebodyPausedAJobIsNotItsOwn()
    {
        Staff staff(m_server.get());
        staff.addMany(60);
        staff.fault({{u"latency"_s, 300}});
        JobOptions options = inChunksOf(1);
        options.concurrency = 1;
        options.timeoutSeconds = 600;
        const QUuid id = staff.submitted(options);
        staff.work(id);
        static_cast<void>(staff.until(id, [](const Job &job) { return job.counts.settled() > 0; }));
        QVERIFY(valueOf(staff.store().pause(id, u"boris"_s)));
        staff.fault({{u"latency"_s, 0}});
        // As if all of it had been an hour ago.
        const QByteArray hour = staff.isPostgres() ? "interval '1 hour'" : "3600000";
        const QByteArray schema = staff.isPostgres() ? "bulkhead." : "bulkhead_";
        staff.execute("update " + schema + "job set created_at = created_at - " + hour +
                      ", started_at = started_at - " + hour + "; update " + schema + "event set at = at - " + hour);
        QCOMPARE(valueOf(staff.store().keepTime()), 0);
        QCOMPARE(staff.job(id).state, JobState::Paused);
        QVERIFY(valueOf(staff.store().resume(id, u"boris"_s)));
        const Job job = staff.until(id, [](const Job &now) { return isFinal(now.state); });
        QVERIFY2(job.counts.settled() == 60 && job.counts.cancelled == 0, qPrintable(job.reason.toEnglish()));
    }

    void theJobKnowsWhatItAskedAndWhatWasSaid_data() { addBothDatabases(); }
    void theJobKnowsWhatItAskedAndWhatWasSaid()
    {
        Staff staff(m_server.get(), {.batch = 10, .concurrency = 1});
        staff.addMany(100);
        staff.add(invalidPhone);
        staff.fault({{u"latency"_s, 20}});
        const Job job = staff.runToEnd(staff.submitted(inChunksOf(50)));
        const ServiceTally tally = valueOf(serviceTally(staff.store(), job.id));
        const qint64 unknown = staff.failures(job.id).filter(u"MAX_ID_NOT_FOUND"_s).size();
        QVERIFY(unknown > 0);
        QCOMPARE(tally.answers,
                 (decltype(tally.answers){100 - unknown, unknown, 0, 0, 0, 0})); // nobody was asked about the other
        QCOMPARE(tally.calls, 10);
        QCOMPARE(tally.retries, 0);
        QVERIFY(tally.averageMs() >= 20 && tally.averageMs() < 5000);
        // A dry run asked about all of them, and its start about those again that it had found.
        staff.execute("update employees set max_id = null, max_id_updated_at = null");
        Submission submission;
        submission.preview = true;
        const QUuid previewed = valueOf(staff.submitOwn(findMaxIds, submission));
        QCOMPARE(valueOf(serviceTally(staff.store(), previewed)).answers, tally.answers);
        static_cast<void>(staff.started(previewed));
        const ServiceTally both = valueOf(serviceTally(staff.store(), previewed));
        QCOMPARE(both.answers, tally.answers);
        QVERIFY(both.calls > 10);
    }

    void anEmployeeTwiceInAListIsWrittenOnce_data() { addBothDatabases(); }
    void anEmployeeTwiceInAListIsWrittenOnce()
    {
        for (const int rows : {10, 1}) { // in one chunk, and in two
            Staff staff(m_server.get());
            staff.add(staff.phone(0));
            staff.keepLedger();
            Submission submission;
            submission.options = inChunksOf(rows);
            const Job job = staff.runToEnd(valueOf(staff.submitList(findMaxIds, "id\n1\n1\n", submission)));
            QCOMPARE(staff.failures(job.id), QStringList{u"2:DUPLICATE_IN_SOURCE"_s});
            QCOMPARE(staff.wrong(), QStringList());
            QCOMPARE(staff.number("select count(*) from ledger"), 1);
            QCOMPARE(staff.faultsOf(job.id), QStringList());
        }
    }

    void takenBackIsWhatNobodyChangedSince_data() { addBothDatabases(); }
    void takenBackIsWhatNobodyChangedSince()
    {
        Staff staff(m_server.get());
        staff.add(staff.phone(0));
        staff.add(staff.phone(1), u""_s);
        staff.add(staff.phone(2));
        staff.add(staff.phone(3));
        const Job job = staff.runToEnd(staff.submitted());
        QCOMPARE(job.state, JobState::Completed);
        staff.execute(
            "update employees set max_id = 'by hand' where id = 3; update employees set last_name = 'Married' where id = 4");
        staff.killServices(); // nobody needs to be asked
        const Job back = staff.reverted(job.id);
        QCOMPARE(back.state, JobState::Partial);
        QCOMPARE(staff.failures(back.id).size(), 1);
        QVERIFY(staff.failures(back.id).front().endsWith(u":CHANGED_SINCE"_s));
        QCOMPARE(
            staff.ask(
                "select coalesce(max_id, 'NULL'), last_name from employees where max_id_updated_at is null order by id"),
            (QStringList{u"NULL|B"_s, u"|B"_s, u"NULL|Married"_s}));
        QCOMPARE(staff.maxIds()[2], u"by hand"_s);
    }

    void aDryRunWritesNothingAndItsStartApplies_data() { addBothDatabases(); }
    void aDryRunWritesNothingAndItsStartApplies()
    {
        Staff staff(m_server.get());
        staff.addMany(50);
        const QStringList before = staff.ask("select * from employees order by id");
        Submission submission;
        submission.preview = true;
        submission.options = inChunksOf(20);
        const QUuid id = valueOf(staff.submitOwn(findMaxIds, submission));
        QCOMPARE(staff.job(id).awaits, JobAwaits::Start);
        const QStringList foretold = staff.failures(id);
        QVERIFY(!foretold.isEmpty());
        QCOMPARE(staff.ask("select * from employees order by id"), before);
        const Job job = staff.started(id);
        QCOMPARE(job.state, JobState::Partial);
        QCOMPARE(staff.failures(id), foretold);
        QCOMPARE(staff.wrong(), QStringList());
        QCOMPARE(staff.faultsOf(id), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestLookupJobs)
#include "tst_lookupjobs.moc"
