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

    void theButtonNamesTheNumberOfRows_data();
    void theButtonNamesTheNumberOfRows();
    void optionsComeBackAsTheyWereSet_data();
    void optionsComeBackAsTheyWereSet();
    void typingAnOptionIsHeard();
};

void NewJobWordsTest::theButtonNamesTheNumberOfRows_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<QString>("text");
    QTest::newRow("many") << u"Create users"_s << qint64(12431) << u"Create 12,431 users"_s;
    QTest::newRow("three words") << u"Create new users"_s << qint64(2) << u"Create 2 new users"_s;
}

void NewJobWordsTest::theButtonNamesTheNumberOfRows()
{
    QFETCH(QString, title);
    QFETCH(qint64, rows);
    QFETCH(QString, text);
    QCOMPARE(startWords(title, rows), text);
}

void NewJobWordsTest::optionsComeBackAsTheyWereSet_data()
{
    QTest::addColumn<JobOptions>("options");
    QTest::newRow("defaults") << JobOptions{};
    QTest::newRow("count") << JobOptions{
        .chunkSize = 100, .concurrency = 64, .stopOnError = true, .maxErrors = 0};
    QTest::newRow("percent") << JobOptions{
        .maxErrorsPercent = 2.5, .maxRetries = 0, .priority = 10, .ordered = true};
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
