// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/changepage.h"
#include "tests/support/patience.h"
#include "tests/ui/newjob/pagebench.h"
#include "ui/newjob/newjobpage.h"
#include "ui/widgets/changedelegate.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace bulkhead;
using namespace bulkhead::test;

namespace {

QByteArray userId(int n)
{
    return "00000000-0000-4000-8000-" + QByteArray::number(n).rightJustified(12, '0');
}

} // namespace

/// What will change is shown before it does, and what was shown is what is done.
class DryRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theChangedPartOfAValueIsFound_data();
    void theChangedPartOfAValueIsFound();
    void aSmallListIsComparedUnasked();
    void startRunsTheJobThatWasShown();
    void anotherOptionThrowsThePreviewAway();
    void leavingThePageRemovesThePreview();
    void whatChangesNothingCannotBeStarted();
    void aLargeListIsConfirmedByItsNumberAndAReason();
    void theQueryOfAnOperationIsAList();
    void anAccountIsAskedForOnlyWhereItDecides();

private:
    template <typename T> T *find(const QString &name) const { return m_page->findChild<T *>(name); }
    QString text(const QString &label) const { return find<QLabel>(label)->text(); }
    QPushButton *startButton() const { return find<QPushButton>(u"startButton"_s); }
    QAbstractItemModel *changes() const { return find<QAbstractItemView>(u"dryRunTable"_s)->model(); }
    void choose(const QString &operation);
    bool isLookedAt() const { return find<QWidget>(u"dryRunTable"_s)->isVisible() && changes()->rowCount() > 0; }
    void execute(const QByteArray &sql);
    QString value(const QByteArray &sql);
    std::vector<Job> jobs();
    template <typename T> std::optional<T> ask(std::function<Result<T>(JobStore &)> question);
    void addUsers(int count);

    std::unique_ptr<PageBench> m_bench;
    std::unique_ptr<NewJobPage> m_page;
};

void DryRunTest::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
    m_bench = std::make_unique<PageBench>();
    QVERIFY(m_bench->open());
    m_page = std::make_unique<NewJobPage>(m_bench->session, m_bench->pages);
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get(), patienceMs));
}

void DryRunTest::cleanup()
{
    m_page.reset();
    m_bench.reset();
}

void DryRunTest::choose(const QString &operation)
{
    QTest::mouseClick(find<QAbstractButton>("operation_"_L1 + operation), Qt::LeftButton);
}

template <typename T> std::optional<T> DryRunTest::ask(std::function<Result<T>(JobStore &)> question)
{
    std::optional<T> found;
    bool answered = false;
    m_bench->session.ask<T>(this, Session::Lane::Interactive, std::move(question), [&](const Result<T> &answer) {
        answered = true;
        if (answer)
            found = *answer;
        else
            qInfo("%s", qPrintable(answer.error().toString()));
    });
    return QTest::qWaitFor([&] { return answered; }, patienceMs) ? found : std::nullopt;
}

void DryRunTest::execute(const QByteArray &sql)
{
    QVERIFY(ask<Done>([sql](JobStore &store) -> Result<Done> { return store.connection().script(sql); }));
}

QString DryRunTest::value(const QByteArray &sql)
{
    return ask<QString>([sql](JobStore &store) -> Result<QString> {
               const Result<CellTable> cells = store.connection().cells(sql);
               return cells ? Result<QString>(cells->at(0, 0).toString()) : Result<QString>(cells.error());
           })
        .value_or(u"?"_s);
}

std::vector<Job> DryRunTest::jobs()
{
    return ask<std::vector<Job>>([](JobStore &store) { return store.jobs({}); }).value_or(std::vector<Job>());
}

void DryRunTest::addUsers(int count)
{
    execute(
        "insert into users (id, email, name, password_hash) with recursive n(i) as (select 1 union all select i + 1"
        " from n where i < " +
        QByteArray::number(count) +
        ") select printf('00000000-0000-4000-8000-%012d', i), 'p' || i || '@example.org', 'Person ' || i, 'h' from n");
}

void DryRunTest::theChangedPartOfAValueIsFound_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("removed");
    QTest::addColumn<QString>("added");
    QTest::newRow("middle") << u"anna@old.org"_s << u"anna@new.org"_s << u"old"_s << u"new"_s;
    QTest::newRow("end") << u"Anna"_s << u"Anna Petrova"_s << u""_s << u" Petrova"_s;
    QTest::newRow("begin") << u"Dr. Anna"_s << u"Anna"_s << u"Dr. "_s << u""_s;
    QTest::newRow("other word") << u"Hanna"_s << u"Igor"_s << u"Hanna"_s << u"Igor"_s;
    QTest::newRow("repeat") << u"aaa"_s << u"aaaa"_s << u""_s << u"a"_s;
    QTest::newRow("whole characters") << u"smile 😀 at me"_s << u"smile 😁 at me"_s << u"😀"_s << u"😁"_s;
}

void DryRunTest::theChangedPartOfAValueIsFound()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    const auto same = ChangeDelegate::difference(before, after);
    QTEST(before.mid(same.start, before.size() - same.start - same.end), "removed");
    QTEST(after.mid(same.start, after.size() - same.start - same.end), "added");
}

void DryRunTest::aSmallListIsComparedUnasked()
{
    addUsers(2);
    choose(u"users.update"_s);
    m_page->loadFile(m_bench->file(u"u.csv"_s, "id,name\n" + userId(1) + ",Person One\n" + userId(2) + ",Person 2\n" +
                                                   userId(9) + ",Nobody\n"));
    QTRY_VERIFY(isLookedAt());
    QVERIFY2(text(u"dryRunRefused"_s).contains(u"NOT_FOUND 1"_s), qPrintable(text(u"dryRunRefused"_s)));
    QVERIFY2(text(u"dryRunColumns"_s).contains(u"name 1"_s), qPrintable(text(u"dryRunColumns"_s)));
    QVERIFY(find<QAbstractButton>(u"kind_update"_s)->isChecked());
    QCOMPARE(changes()->rowCount(), 1);
    bool found = false;
    for (int column = 0; column < changes()->columnCount(); ++column) {
        const QModelIndex cell = changes()->index(0, column);
        if (cell.data(ChangeDelegate::ChangeKindRole).toInt() != int(ChangeKind::Update))
            continue;
        found = found || (cell.data(ChangeDelegate::OldTextRole).toString() == u"Person 1"_s &&
                          cell.data(ChangeDelegate::NewTextRole).toString() == u"Person One"_s);
    }
    QVERIFY(found);
    QTest::mouseClick(find<QAbstractButton>(u"kind_unchanged"_s), Qt::LeftButton);
    QTRY_COMPARE(changes()->index(0, 0).data().toString(), u"2"_s);
    QVERIFY2(startButton()->text().contains(u'1'), qPrintable(startButton()->text()));
    QCOMPARE(value("select name from users where id = '" + userId(1) + "'"), u"Person 1"_s);
    QCOMPARE(namelessWidgets(m_page.get()), QStringList());
    QCOMPARE(unreachableWidgets(m_page.get()), QStringList());
}

void DryRunTest::startRunsTheJobThatWasShown()
{
    addUsers(1);
    choose(u"users.update"_s);
    m_page->loadFile(m_bench->file(u"u.csv"_s, "id,name\n" + userId(1) + ",Person One\n"));
    QTRY_VERIFY(isLookedAt());
    const std::vector<Job> waiting = jobs();
    QCOMPARE(waiting.size(), size_t(1));
    QCOMPARE(waiting.front().awaits, JobAwaits::Start);
    QTest::mouseClick(startButton(), Qt::LeftButton);
    QTRY_COMPARE(m_bench->pages.opened.size(), size_t(1));
    QCOMPARE(m_bench->pages.opened.front(), waiting.front().id);
    QTRY_COMPARE(value("select name from users where id = '" + userId(1) + "'"), u"Person One"_s);
    m_page->hide();
    QTRY_VERIFY(!jobs().empty() && isFinal(jobs().front().state));
    QCOMPARE(jobs().size(), size_t(1));
    QCOMPARE(jobs().front().state, JobState::Completed);
}

void DryRunTest::anotherOptionThrowsThePreviewAway()
{
    addUsers(1);
    choose(u"users.update"_s);
    m_page->loadFile(m_bench->file(u"u.csv"_s, "id,name\n" + userId(1) + ",Person One\n"));
    QTRY_VERIFY(isLookedAt());
    const QUuid first = jobs().front().id;
    find<QCheckBox>(u"firstRowsCheck"_s)->click();
    QVERIFY(find<QLabel>(u"dryRunNote"_s)->isVisible());
    QTRY_VERIFY(isLookedAt());
    QTRY_COMPARE(jobs().size(), size_t(1));
    QVERIFY(jobs().front().id != first);
    const Result<JobSpec> spec = JobSpec::fromJson(jobs().front().spec);
    QVERIFY(spec);
    QCOMPARE(spec->options.firstRows, std::optional<qint64>(100));
}

void DryRunTest::leavingThePageRemovesThePreview()
{
    addUsers(1);
    choose(u"users.update"_s);
    m_page->loadFile(m_bench->file(u"u.csv"_s, "id,name\n" + userId(1) + ",Person One\n"));
    QTRY_VERIFY(isLookedAt());
    QCOMPARE(jobs().front().id, m_page->preview());
    m_page->hide();
    QVERIFY(m_page->preview().isNull());
    QTRY_COMPARE(jobs().size(), size_t(0));
    m_page->show();
    QTRY_VERIFY(isLookedAt());
    QCOMPARE(jobs().size(), size_t(1));
}

void DryRunTest::whatChangesNothingCannotBeStarted()
{
    addUsers(1);
    choose(u"users.update"_s);
    m_page->loadFile(m_bench->file(u"u.csv"_s, "id,name\n" + userId(1) + ",Person 1\n"));
    QTRY_VERIFY(isLookedAt());
    QVERIFY(!startButton()->isEnabled());
    QVERIFY(!text(u"startWords"_s).isEmpty());
}

void DryRunTest::aLargeListIsConfirmedByItsNumberAndAReason()
{
    addUsers(1200);
    QByteArray ids = "id\n";
    for (int i = 1; i <= 1200; ++i)
        ids += userId(i) + '\n';
    choose(u"users.soft-delete"_s);
    m_page->loadFile(m_bench->file(u"left.csv"_s, ids));
    QTRY_VERIFY(isLookedAt());
    auto *number = find<QLineEdit>(u"confirmRows"_s);
    QVERIFY(number->isVisible());
    QVERIFY(!startButton()->isEnabled());
    QTest::keyClicks(find<QLineEdit>(u"confirmReason"_s), u"They left"_s);
    QTest::keyClicks(number, u"120"_s);
    QVERIFY(!startButton()->isEnabled());
    QTest::keyClicks(number, u"0"_s);
    QVERIFY(startButton()->isEnabled());
    QTest::mouseClick(startButton(), Qt::LeftButton);
    QTRY_COMPARE(m_bench->pages.opened.size(), size_t(1));
    QTRY_COMPARE(value("select count(*) from users where deleted_at is not null"), u"1200"_s);
}

void DryRunTest::theQueryOfAnOperationIsAList()
{
    execute("insert into activities (id, source, category, location, period_start, period_end, quantity, unit, org_id)"
            " values ('" +
            userId(1) + "', 'grid', 'electricity', 'DE', '2025-01-01', '2025-01-31', 10, 'kWh', '" + userId(7) +
            "'), ('" + userId(2) + "', 'grid', 'electricity', 'DE', '2025-01-01', '2025-01-31', 10, 'parsec', '" +
            userId(7) + "')");
    choose(u"users.create"_s);
    auto *use = find<QPushButton>(u"useQueryButton"_s);
    QVERIFY(!use->isVisible());
    choose(u"activities.emissions"_s);
    QVERIFY(use->isVisible());
    QTest::mouseClick(use, Qt::LeftButton);
    auto *preview = find<QAbstractItemView>(u"previewTable"_s)->model();
    QTRY_COMPARE(preview->rowCount(), 2);
    QCOMPARE(preview->index(0, 0).data().toString(), QString::fromLatin1(userId(1)));
    QVERIFY(!find<QWidget>(u"encodingCombo"_s)->isVisible());
    QTRY_VERIFY(isLookedAt());
    QVERIFY2(text(u"dryRunRefused"_s).contains(u"UNIT_UNKNOWN"_s), qPrintable(text(u"dryRunRefused"_s)));
    QTest::mouseClick(startButton(), Qt::LeftButton);
    QTRY_COMPARE(m_bench->pages.opened.size(), size_t(1));
    QTRY_COMPARE(value("select count(*) from emissions"), u"1"_s);

    QTest::mouseClick(use, Qt::LeftButton);
    QTRY_COMPARE(preview->rowCount(), 1);
    choose(u"users.create"_s);
    QVERIFY2(!find<QWidget>(u"previewTable"_s)->isVisible(), "the query of one operation is no list for another");
}

void DryRunTest::anAccountIsAskedForOnlyWhereItDecides()
{
    choose(u"users.update"_s);
    QVERIFY(!find<QLineEdit>(u"actAsLine"_s)->isVisibleTo(m_page.get()));
    choose(u"orders.update"_s);
    QVERIFY(find<QLineEdit>(u"actAsLine"_s)->isVisibleTo(m_page.get()));
}

QTEST_MAIN(DryRunTest)
#include "tst_dryrun.moc"
