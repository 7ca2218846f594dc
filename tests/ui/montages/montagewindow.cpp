// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/montages/montagewindow.h"

#include "tests/support/patience.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

QUuid MontageWindow::person(const QString &name, const QString &email) const
{
    const QUuid id = QUuid::createUuid();
    run("insert into users (id, email, name, password_hash) values ($1, $2, $3, 'x')", {id, email, name});
    return id;
}

QUuid MontageWindow::montage(const QUuid &user, const QString &interest, const QList<QJsonObject> &items) const
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

void MontageWindow::showPictures(const QStringList &names) const
{
    QList<QJsonObject> items;
    for (const QString &name : names)
        items.append(pictured(name));
    montage(person(u"Anna"_s, u"anna@example.org"_s), {}, items);
    go();
    QTRY_VERIFY(collage()->isVisible());
    QTRY_COMPARE(qsizetype(collage()->moments().size()), items.size());
}

void MontageWindow::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    qputenv("XDG_CACHE_HOME", m_cache.path().toLocal8Bit());
}

void MontageWindow::init()
{
    m_media = std::make_unique<MediaServer>();
    m_world = std::make_unique<WindowWorld>();
    openWindow();
}

void MontageWindow::openWindow()
{
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patienceMs));
}

void MontageWindow::cleanup()
{
    m_window.reset();
    m_world.reset();
    m_media.reset();
}

} // namespace bulkhead::test
