// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/joboptionsform.h"
#include "ui/newjob/startwords.h"

#include <QComboBox>
#include <QLocale>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace bulkhead;

class NewJobWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theButtonSaysWhatIsDoneToHowMany_data();
    void theButtonSaysWhatIsDoneToHowMany();
    void optionsComeBackAsTheyWereSet_data();
    void optionsComeBackAsTheyWereSet();
    void typingAnOptionIsHeard();
};

void NewJobWordsTest::theButtonSaysWhatIsDoneToHowMany_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("verb");
    QTest::newRow("insert") << int(EffectKind::Insert) << u"create"_s;
    QTest::newRow("update") << int(EffectKind::Update) << u"change"_s;
    QTest::newRow("upsert") << int(EffectKind::Upsert) << u"create or change"_s;
    QTest::newRow("soft delete") << int(EffectKind::SoftDelete) << u"change"_s;
    QTest::newRow("delete") << int(EffectKind::Delete) << u"delete"_s;
    QTest::newRow("lookup") << int(EffectKind::Read) << u"look up"_s;
}

void NewJobWordsTest::theButtonSaysWhatIsDoneToHowMany()
{
    QFETCH(int, kind);
    QFETCH(QString, verb);
    const QString words = startWords(EffectKind(kind), 12431);
    QVERIFY2(words.startsWith(u"Start: %1 12,431 record"_s.arg(verb)), qPrintable(words));
}

void NewJobWordsTest::optionsComeBackAsTheyWereSet_data()
{
    QTest::addColumn<JobOptions>("options");
    QTest::newRow("defaults") << JobOptions{};
    QTest::newRow("count") << JobOptions{.chunkSize = 100, .concurrency = 64, .stopOnError = true, .maxErrors = 0};
    QTest::newRow("percent") << JobOptions{.maxErrorsPercent = 2.5, .maxRetries = 0, .priority = 10, .ordered = true};
    QTest::newRow("pauses") << JobOptions{.firstRows = 250, .pauseAtPercent = 7.5, .keepDays = 90};
}

void NewJobWordsTest::optionsComeBackAsTheyWereSet()
{
    QFETCH(JobOptions, options);
    JobOptionsForm form;
    form.setOptions(options);
    QCOMPARE(form.options(), options);
    form.setOptions({});
    QCOMPARE(form.options(), JobOptions{});
}

void NewJobWordsTest::typingAnOptionIsHeard()
{
    JobOptionsForm form;
    const QSignalSpy heard(&form, &JobOptionsForm::optionsChanged);
    auto *spin = form.findChild<QSpinBox *>(u"concurrencySpin"_s);
    spin->selectAll();
    QTest::keyClicks(spin, u"12"_s);
    QCOMPARE(form.options().concurrency, 12);
    QVERIFY(!heard.isEmpty());
}

QTEST_MAIN(NewJobWordsTest)
#include "tst_newjobwords.moc"
