// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/ui/montages/montagewindow.h"
#include "ui/montages/largemoment.h"

#include <QAbstractButton>
#include <QScrollBar>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::Literals::StringLiterals;

/// A montage as a collage: its pictures as they come, and one of them large.
class TestCollage : public MontageWindow
{
    Q_OBJECT

private Q_SLOTS:
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
};

void TestCollage::theCollageShowsPicturesAsTheyArrive()
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

void TestCollage::aPictureIsFetchedOnce()
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

void TestCollage::aMissingPictureLeavesACardAndIsAskedForAgain()
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

void TestCollage::aLostThumbnailGivesWayToThePictureItself()
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

void TestCollage::whatIsNoPictureIsMissing()
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

void TestCollage::onlyTheWebIsAsked_data()
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

void TestCollage::onlyTheWebIsAsked()
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

void TestCollage::aMomentIsShownLargeAndEscGoesBack()
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

void TestCollage::theKeyboardGoesThroughTheCollage()
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

void TestCollage::itIsMadeLargerAndThatIsRemembered()
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

QTEST_MAIN(TestCollage)
#include "tst_collage.moc"
