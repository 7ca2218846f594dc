// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sandbox.h"
#include "core/engine/submission.h"
#include "tests/support/patience.h"
#include "tests/ui/jobs/windowworld.h"
#include "tests/ui/montages/mediaserver.h"
#include "ui/frame/mainwindow.h"
#include "ui/montages/collageview.h"
#include "ui/montages/largemoment.h"
#include "ui/montages/montagelistmodel.h"
#include "ui/montages/montagenotice.h"
#include "ui/montages/peoplemodel.h"
#include "ui/newjob/chosenlist.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// The Montages page in the real window, on a real database, with pictures that come over HTTP.
class TestMontagesPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void anEmptyPageSaysWhatItIsFor();
    void peopleAndTheirMontagesAreListed();
    void morePeopleAreReadOnlyAsTheListScrolls();
    void aScrolledListStaysWhereItIsWhenItIsReadAnew();
    void peopleAreFoundByTheDatabase();
    void theCollageShowsPicturesAsTheyArrive();
    void aPictureIsFetchedOnce();
    void aMissingPictureLeavesACardAndIsAskedForAgain();
    void aLostThumbnailGivesWayToThePictureItself();
    void whatIsNoPictureIsMissing();
    void onlyTheWebIsAsked_data();
    void onlyTheWebIsAsked();
    void aMomentIsShownLargeAndEscGoesBack();
    void theKeyboardGoesThroughTheCollage();
    void itIsMadeLargerAndThatIsRemembered();
    void deletingAsksFirst();
    void whoRegeneratesIsToldWhetherAnythingIsNew();
    void whatAnotherJobDidIsSeen();
    void everyControlHasAName();

private:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    QListView *people() const { return child<QListView>("montagePeople"); }
    QListView *interests() const { return child<QListView>("montageInterests"); }
    CollageView *collage() const { return child<CollageView>("montageCollage"); }
    void press(const char *name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    void openWindow();
    void go() const { QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier); }
    SqlConnection &sql() const { return m_world->store().connection(); }
    void run(const QByteArray &statement, const SqlValues &values = {}) const
    {
        const auto done = sql().query(statement, values);
        if (!done)
            qFatal("%s", qPrintable(done.error().toString()));
    }
    QUuid person(const QString &name, const QString &email) const;
    QUuid montage(const QUuid &user, const QString &interest, const QList<QJsonObject> &items) const;
    qint64 montages() const { return toInt(sql().query("select count(*) from montages").value().rows[0][0]); }
    /// A montage of one picture of each name, and its collage in front.
    void showPictures(const QStringList &names) const;
    /// The colour in the middle of a tile, as it is on the screen.
    QColor colorOf(int tile) const
    {
        QWidget *viewport = collage()->viewport();
        const QImage screen = viewport->grab().toImage();
        return screen.pixelColor(collage()->tileRect(tile).center() * screen.devicePixelRatio());
    }
    QJsonObject pictured(const QString &name) const
    {
        return {{u"media_url"_s, m_media->url(name)}, {u"media_type"_s, u"image"_s}, {u"location"_s, u"Kazan"_s}};
    }

    QTemporaryDir m_cache;
    std::unique_ptr<MediaServer> m_media;
    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

QUuid TestMontagesPage::person(const QString &name, const QString &email) const
{
    const QUuid id = QUuid::createUuid();
    run("insert into users (id, email, name, password_hash) values ($1, $2, $3, 'x')", {id, email, name});
    return id;
}

QUuid TestMontagesPage::montage(const QUuid &user, const QString &interest, const QList<QJsonObject> &items) const
{
    const QUuid id = QUuid::createUuid();
    run("insert into montages (id, user_id, type, interest, metadata) values ($1, $2, $3, $4, '{\"uses\": 7}')",
        {id, user, interest.isEmpty() ? u"general"_s : u"interest"_s,
         interest.isEmpty() ? SqlValue() : SqlValue(interest)});
    qint64 place = 0;
    for (const QJsonObject &item : items)
        run("insert into montage_items (montage_id, checkin_id, order_index, widget_type, widget_metadata)"
            " values ($1, 'c', $2, $3, $4)",
            {id, place++, item.contains(u"media_url"_s) ? u"media"_s : u"text"_s,
             QString::fromUtf8(QJsonDocument(item).toJson(QJsonDocument::Compact))});
    return id;
}

void TestMontagesPage::showPictures(const QStringList &names) const
{
    QList<QJsonObject> items;
    for (const QString &name : names)
        items.append(pictured(name));
    montage(person(u"Anna"_s, u"anna@example.org"_s), {}, items);
    go();
    QTRY_VERIFY(collage()->isVisible());
    QTRY_COMPARE(qsizetype(collage()->moments().size()), items.size());
}

void TestMontagesPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    qputenv("XDG_CACHE_HOME", m_cache.path().toLocal8Bit());
}

void TestMontagesPage::init()
{
    m_media = std::make_unique<MediaServer>();
    m_world = std::make_unique<WindowWorld>();
    openWindow();
}

void TestMontagesPage::openWindow()
{
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patienceMs));
}

void TestMontagesPage::cleanup()
{
    m_window.reset();
    m_world.reset();
    m_media.reset();
}

void TestMontagesPage::anEmptyPageSaysWhatItIsFor()
{
    person(u"Nobody"_s, u"nobody@example.org"_s);
    go();
    auto *step = child<QWidget>("montagesEmpty")->findChild<QPushButton *>(u"emptyStep"_s);
    QTRY_VERIFY(step->isVisible());
    QCOMPARE(step->text(), u"Begin a new job"_s);
    QVERIFY(!people()->isVisible());
    // The step it offers leads to a job that makes them.
    QTest::mouseClick(step, Qt::LeftButton);
    QTRY_VERIFY(!step->isVisible());
    QTRY_VERIFY(child<QAbstractButton>("operation_montages.generate")->isChecked());
    // Its own query was asked at once; without a service of check-ins it can only say why it has no rows.
    QTRY_VERIFY(child<QLabel>("sourceProblem")->text().startsWith(u"Users with new check-ins cannot be used: "_s));
}

void TestMontagesPage::peopleAndTheirMontagesAreListed()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}, {{u"description"_s, u"Espresso"_s}}});
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    montage(person(u"anna"_s, u"anna@example.org"_s), {}, {});
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 2);
    const QAbstractItemModelTester peopleTester(people()->model());
    const QAbstractItemModelTester interestTester(interests()->model());
    QCOMPARE(people()->model()->index(0, 0).data().toString(), u"anna"_s);
    QCOMPARE(people()->currentIndex().row(), 0);
    people()->setCurrentIndex(people()->model()->index(1, 0));
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    QCOMPARE(interests()->model()->index(0, 0).data().toString(), u"Everything"_s);
    QCOMPARE(interests()->model()->index(1, 0).data().toString(), u"coffee"_s);
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    interests()->setCurrentIndex(interests()->model()->index(1, 0));
    QTRY_COMPARE(collage()->moments().size(), std::size_t(2));
    QCOMPARE(collage()->moments()[1].description, u"Espresso"_s);
    QCOMPARE(child<QLabel>("montageTitle")->text(), u"coffee"_s);
    QVERIFY(child<QLabel>("montageFacts")->text().contains(u"just now"_s));
    // Looking again keeps what was chosen.
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTest::qWait(100);
    QCOMPARE(people()->currentIndex().row(), 1);
    QTRY_COMPARE(interests()->currentIndex().row(), 1);
}

void TestMontagesPage::morePeopleAreReadOnlyAsTheListScrolls()
{
    {
        Transaction transaction(sql());
        QVERIFY(transaction.begin().ok());
        for (int i = 0; i < 150; ++i)
            montage(person(u"Person %1"_s.arg(i, 3, 10, QChar(u'0')), u"p%1@example.org"_s.arg(i)), {}, {});
        QVERIFY(transaction.commit().ok());
    }
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 60);
    QTest::qWait(200);
    QCOMPARE(people()->model()->rowCount(), 60);
    people()->scrollToBottom();
    QTRY_COMPARE(people()->model()->rowCount(), 120);
    people()->scrollToBottom();
    QTRY_COMPARE(people()->model()->rowCount(), 150);
    people()->scrollToBottom();
    QTest::qWait(100);
    for (int row = 0; row < 150; ++row)
        QCOMPARE(people()->model()->index(row, 0).data().toString(), u"Person %1"_s.arg(row, 3, 10, QChar(u'0')));
}

void TestMontagesPage::aScrolledListStaysWhereItIsWhenItIsReadAnew()
{
    {
        Transaction transaction(sql());
        QVERIFY(transaction.begin().ok());
        for (int i = 0; i < 50; ++i)
            montage(person(u"Person %1"_s.arg(i, 3, 10, QChar(u'0')), u"p%1@example.org"_s.arg(i)), {}, {});
        QVERIFY(transaction.commit().ok());
    }
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 50);
    const int middle = people()->verticalScrollBar()->maximum() / 2;
    QVERIFY(middle > 0);
    people()->verticalScrollBar()->setValue(middle);
    montage(person(u"Zoe"_s, u"zoe@example.org"_s), {}, {});
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(people()->model()->rowCount(), 51);
    QCOMPARE(people()->verticalScrollBar()->value(), middle);
    QCOMPARE(people()->currentIndex().row(), 0);
}

void TestMontagesPage::peopleAreFoundByTheDatabase()
{
    for (const QString &name : {u"anna"_s, u"boris"_s, u"vera"_s})
        montage(person(name, name + u"@example.org"_s), {}, {});
    go();
    QTRY_COMPARE(people()->model()->rowCount(), 3);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("montageSearch"), u"VERA@"_s);
    QTRY_COMPARE(people()->model()->rowCount(), 1);
    QTest::keyClicks(child<QLineEdit>("montageSearch"), u"x"_s);
    auto *step = child<QWidget>("montagesEmpty")->findChild<QPushButton *>(u"emptyStep"_s);
    QTRY_VERIFY(step->isVisible());
    QCOMPARE(step->text(), u"Clear the search"_s);
    QTest::mouseClick(step, Qt::LeftButton);
    QTRY_COMPARE(people()->model()->rowCount(), 3);
}

void TestMontagesPage::theCollageShowsPicturesAsTheyArrive()
{
    m_media->givePicture(u"red.png"_s, Qt::red, {800, 400});
    m_media->givePicture(u"blue.png"_s, Qt::blue, {400, 400});
    m_media->givePicture(u"green.png"_s, Qt::green, {300, 400});
    showPictures({u"red.png"_s, u"blue.png"_s, u"green.png"_s});
    QTRY_COMPARE(colorOf(0), QColor(Qt::red));
    QTRY_COMPARE(colorOf(1), QColor(Qt::blue));
    QTRY_COMPARE(colorOf(2), QColor(Qt::green));
    // In the shape that they have.
    QTRY_VERIFY(qAbs(collage()->tileRect(0).width() / double(collage()->tileRect(0).height()) - 2) < 0.05);
    QTRY_VERIFY(qAbs(collage()->tileRect(2).width() / double(collage()->tileRect(2).height()) - 0.75) < 0.05);
}

void TestMontagesPage::aPictureIsFetchedOnce()
{
    m_media->givePicture(u"once.png"_s, Qt::red, {300, 200});
    showPictures({u"once.png"_s, u"once.png"_s});
    QTRY_COMPARE(colorOf(1), QColor(Qt::red));
    QCOMPARE(m_media->askedFor(u"once.png"_s), 1);
    m_window->resize(1100, 640);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    go();
    QTRY_COMPARE(colorOf(0), QColor(Qt::red));
    QCOMPARE(m_media->askedFor(u"once.png"_s), 1);
    // Another window is another memory, but the same folder.
    openWindow();
    go();
    QTRY_VERIFY(collage() && collage()->isVisible() && collage()->moments().size() == 2);
    QTRY_COMPARE(colorOf(0), QColor(Qt::red));
    QCOMPARE(m_media->askedFor(u"once.png"_s), 1);
}

void TestMontagesPage::aMissingPictureLeavesACardAndIsAskedForAgain()
{
    m_media->givePicture(u"there.png"_s, Qt::red, {400, 300});
    showPictures({u"there.png"_s, u"gone.png"_s});
    QTRY_COMPARE(colorOf(0), QColor(Qt::red));
    QTRY_COMPARE(m_media->askedFor(u"gone.png"_s), 1);
    const QImage placeholder = collage()->viewport()->grab(collage()->tileRect(1)).toImage();
    QVERIFY(placeholder.pixelColor(20, 20) != QColor(Qt::red));
    QTest::qWait(200);
    QCOMPARE(m_media->askedFor(u"gone.png"_s), 1); // not again and again
    m_media->givePicture(u"gone.png"_s, Qt::blue, {400, 300});
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(colorOf(1), QColor(Qt::blue));
}

void TestMontagesPage::aLostThumbnailGivesWayToThePictureItself()
{
    m_media->givePicture(u"whole.png"_s, Qt::green, {900, 600});
    QJsonObject item = pictured(u"whole.png"_s);
    item.insert(u"thumbnail_url"_s, m_media->url(u"small.png"_s));
    montage(person(u"Anna"_s, u"anna@example.org"_s), {}, {item});
    go();
    QTRY_COMPARE(qsizetype(collage()->moments().size()), 1);
    QTRY_COMPARE(m_media->askedFor(u"small.png"_s), 1);
    QTRY_COMPARE(colorOf(0), QColor(Qt::green));
    QTRY_VERIFY(qAbs(collage()->tileRect(0).width() / double(collage()->tileRect(0).height()) - 1.5) < 0.05);
}

void TestMontagesPage::whatIsNoPictureIsMissing()
{
    m_media->give(u"drawing.png"_s, "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'>"
                                    "<rect width='400' height='300' fill='red'/></svg>");
    m_media->give(u"words.png"_s, "no picture at all");
    m_media->givePicture(u"huge.png"_s, Qt::red, {16000, 4000});
    m_media->givePicture(u"fine.png"_s, Qt::blue, {400, 300});
    showPictures({u"drawing.png"_s, u"words.png"_s, u"huge.png"_s, u"fine.png"_s});
    QTRY_COMPARE(colorOf(3), QColor(Qt::blue));
    for (const QString &name : {u"drawing.png"_s, u"words.png"_s, u"huge.png"_s})
        QTRY_COMPARE(m_media->askedFor(name), 1);
    QTest::qWait(300);
    for (const int tile : {0, 1, 2})
        QVERIFY(colorOf(tile) != QColor(Qt::red));
}

void TestMontagesPage::onlyTheWebIsAsked_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("http") << u"http://example.org/a.png"_s << true;
    QTest::newRow("https") << u"https://example.org/a.png"_s << true;
    QTest::newRow("file") << u"file:///etc/hostname"_s << false;
    QTest::newRow("resource") << u"qrc:/icons/bulkhead.svg"_s << false;
    QTest::newRow("data") << u"data:image/png;base64,AAAA"_s << false;
    QTest::newRow("ftp") << u"ftp://example.org/a.png"_s << false;
    QTest::newRow("no host") << u"http:///a.png"_s << false;
    QTest::newRow("relative") << u"/media/a.png"_s << false;
}

void TestMontagesPage::onlyTheWebIsAsked()
{
    QFETCH(QString, url);
    QFETCH(bool, isAsked);
    AlbumItem item{.id = {}, .checkinId = {}, .type = u"media"_s, .metadata = {}, .createdAt = 0};
    for (const QString &type : {u"image"_s, u"video"_s}) {
        item.metadata = {{u"media_url"_s, url}, {u"thumbnail_url"_s, url}, {u"media_type"_s, type}};
        const MontageMoment moment = MontageMoment::of(item);
        QCOMPARE(moment.hasPicture(), isAsked);
        QCOMPARE(moment.large.isEmpty(), !isAsked);
        QCOMPARE(moment.film.isEmpty(), !isAsked || type == u"image"_s);
    }
}

void TestMontagesPage::aMomentIsShownLargeAndEscGoesBack()
{
    m_media->givePicture(u"red.png"_s, Qt::red, {800, 600});
    m_media->givePicture(u"blue.png"_s, Qt::blue, {800, 600});
    showPictures({u"red.png"_s, u"blue.png"_s});
    QTRY_COMPARE(colorOf(1), QColor(Qt::blue));
    QTest::mouseClick(collage()->viewport(), Qt::LeftButton, {}, collage()->tileRect(0).center());
    auto *large = child<LargeMoment>("largeMoment");
    QTRY_VERIFY(large->isVisible() && large->hasFocus());
    QTRY_COMPARE(large->grab().toImage().pixelColor(large->rect().center()), QColor(Qt::red));
    QTest::keyClick(large, Qt::Key_Right);
    QCOMPARE(large->index(), 1);
    QTRY_COMPARE(large->grab().toImage().pixelColor(large->rect().center()), QColor(Qt::blue));
    QVERIFY(!child<QAbstractButton>("nextMoment")->isEnabled());
    QTest::keyClick(large, Qt::Key_Escape);
    QTRY_VERIFY(collage()->isVisible());
    QCOMPARE(collage()->current(), 1);
    QVERIFY(collage()->hasFocus());
}

void TestMontagesPage::theKeyboardGoesThroughTheCollage()
{
    QStringList names;
    for (int i = 0; i < 20; ++i) {
        names.append(u"%1.png"_s.arg(i));
        m_media->givePicture(names.back(), QColor::fromHsv(i * 18, 200, 200), {400, 300});
    }
    showPictures(names);
    collage()->setFocus();
    QTest::keyClick(collage(), Qt::Key_Right);
    QCOMPARE(collage()->current(), 1);
    QCOMPARE(collage()->accessibleDescription(), collage()->moments()[1].spoken());
    QVERIFY(collage()->accessibleDescription().contains(u"Kazan"_s));
    QTest::keyClick(collage(), Qt::Key_End);
    QCOMPARE(collage()->current(), 19);
    QVERIFY(collage()->viewport()->rect().contains(collage()->tileRect(19)));
    const int before = collage()->tileRect(19).top();
    QTest::keyClick(collage(), Qt::Key_Up);
    QVERIFY(collage()->current() < 19);
    QVERIFY(collage()->tileRect(collage()->current()).top() < before);
    QTest::keyClick(collage(), Qt::Key_Home);
    QVERIFY(collage()->viewport()->rect().contains(collage()->tileRect(0)));
    QTest::keyClick(collage(), Qt::Key_Return);
    QTRY_VERIFY(child<LargeMoment>("largeMoment")->isVisible());
}

void TestMontagesPage::itIsMadeLargerAndThatIsRemembered()
{
    m_media->givePicture(u"a.png"_s, Qt::red, {400, 300});
    showPictures(QStringList(12, u"a.png"_s));
    QTRY_COMPARE(colorOf(0), QColor(Qt::red));
    const int before = collage()->tileRect(11).height();
    collage()->setFocus();
    QTest::keyClick(collage(), Qt::Key_Minus, Qt::ControlModifier);
    QTest::keyClick(collage(), Qt::Key_Minus, Qt::ControlModifier);
    QVERIFY(collage()->tileRect(11).height() < before);
    const qreal zoom = collage()->zoom();
    openWindow();
    go();
    QTRY_VERIFY(collage());
    QCOMPARE(collage()->zoom(), zoom);
}

void TestMontagesPage::deletingAsksFirst()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}});
    go();
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    interests()->setCurrentIndex(interests()->model()->index(1, 0));
    auto *notice = child<MontageNotice>("montageNotice");
    for (const bool byKey : {false, true}) {
        interests()->setFocus();
        if (byKey)
            QTest::keyClick(interests(), Qt::Key_Delete);
        else
            press("deleteMontage");
        QTRY_VERIFY(notice->isVisible());
        const QString words = child<QLabel>("montageNoticeWords")->text();
        QVERIFY2(words.contains(u"coffee"_s) && words.contains(u"Boris"_s) && words.contains(u'1'), qPrintable(words));
        QVERIFY(child<QPushButton>("closeMontageNotice")->hasFocus());
        QTest::keyClick(child<QPushButton>("closeMontageNotice"), byKey ? Qt::Key_Escape : Qt::Key_Space);
        QVERIFY(!notice->isVisible());
        QVERIFY(interests()->isVisible());
        QCOMPARE(montages(), 2);
    }
    press("deleteMontage");
    press("confirmMontageLoss");
    QTRY_COMPARE(montages(), 1);
    QTRY_COMPARE(interests()->model()->rowCount(), 1);
    QTRY_VERIFY(child<QLabel>("montageNoticeWords")->text().contains(u"was deleted"_s));
    press("openMontageJob");
    QTRY_VERIFY(!interests()->isVisible());
}

void TestMontagesPage::whoRegeneratesIsToldWhetherAnythingIsNew()
{
    const auto sandbox = sandbox::Sandbox::start({}, [] {}).take();
    qputenv("CHECKIN_SERVICE_URL", sandbox->httpUrl().toUtf8());
    qputenv("USER_SERVICE_URL", sandbox->httpUrl().toUtf8());
    cleanup();
    init(); // a window that was started with these
    const sandbox::World &world = sandbox->world();
    int index = 0;
    const auto shows = [&] {
        const QJsonObject user = world.user(index);
        return user["is_active"_L1].toBool() && user["show_montages"_L1].toBool() &&
               user["show_checkins"_L1].toBool() && world.checkinsOf(index).size() > 20;
    };
    while (!shows())
        ++index;
    const QUuid user = QUuid::fromString(world.userId(index));
    run("insert into users (id, email, name, password_hash) values ($1, 'anna@example.org', 'Anna', 'x')", {user});
    montage(user, {}, {{{u"description"_s, u"Good morning"_s}}});
    go();
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    const auto notice = [this] { return child<QLabel>("montageNoticeWords")->text(); };
    press("regenerateMontages");
    QTRY_COMPARE(notice(), u"The montages of Anna were made anew."_s);
    QTRY_VERIFY(collage()->moments().size() > 1);
    press("regenerateMontages");
    QTRY_COMPARE(notice(), u"The montages of Anna stay as they are: their check-ins say nothing new."_s);
    qunsetenv("CHECKIN_SERVICE_URL");
    qunsetenv("USER_SERVICE_URL");
}

void TestMontagesPage::whatAnotherJobDidIsSeen()
{
    const QUuid boris = person(u"Boris"_s, u"boris@example.org"_s);
    montage(boris, {}, {{{u"description"_s, u"Good morning"_s}}});
    const QUuid coffee = montage(boris, u"coffee"_s, {{{u"description"_s, u"Flat white"_s}}});
    go();
    QTRY_COMPARE(interests()->model()->rowCount(), 2);
    ChosenList list;
    list.pasted = "id\n" + coffee.toByteArray(QUuid::WithoutBraces) + '\n';
    Submission order;
    order.operation = *m_world->session().catalog().find(u"montages.delete"_s);
    order.mapping = mappingByName(order.operation, {u"id"_s});
    order.actor = u"somebody else"_s;
    const Result<std::unique_ptr<RowSource>> rows = openList(list);
    QVERIFY(rows.ok());
    QVERIFY(submit(m_world->store(), order, **rows, {}).ok());
    QTRY_COMPARE(interests()->model()->rowCount(), 1);
    QVERIFY(people()->isVisible());
}

void TestMontagesPage::everyControlHasAName()
{
    montage(person(u"Anna"_s, u"anna@example.org"_s), {}, {{{u"description"_s, u"Good morning"_s}}});
    go();
    QTRY_COMPARE(collage()->moments().size(), std::size_t(1));
    int checked = 0;
    const QList<QWidget *> all = child<QWidget>("montagesPage")->findChildren<QWidget *>();
    for (const QWidget *widget : all) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
            widget->objectName().startsWith(u"qt_"_s))
            continue;
        const QString words = widget->accessibleName() + widget->property("text").toString();
        QVERIFY2(!words.isEmpty(), qPrintable(widget->objectName()));
        ++checked;
    }
    QVERIFY(checked >= 6);
}

QTEST_MAIN(TestMontagesPage)
#include "tst_montagespage.moc"
