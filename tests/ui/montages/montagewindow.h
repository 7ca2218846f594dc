// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/jobs/windowworld.h"
#include "tests/ui/montages/mediaserver.h"
#include "ui/frame/mainwindow.h"
#include "ui/montages/collageview.h"

#include <QAbstractButton>
#include <QJsonObject>
#include <QListView>
#include <QTemporaryDir>
#include <QTest>

namespace bulkhead::test {

/// Each case with the Montages page in the real window, on a database of its own, with pictures that come over HTTP.
class MontageWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

protected:
    template <typename T> T *child(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    QListView *people() const { return child<QListView>("montagePeople"); }
    QListView *interests() const { return child<QListView>("montageInterests"); }
    CollageView *collage() const { return child<CollageView>("montageCollage"); }
    void press(const char *name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    void openWindow();
    /// As if the program was started again, with another database.
    void startAnew()
    {
        cleanup();
        init();
    }
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
        return {{QStringLiteral("media_url"), m_media->url(name)},
                {QStringLiteral("media_type"), QStringLiteral("image")},
                {QStringLiteral("location"), QStringLiteral("Kazan")}};
    }

    QTemporaryDir m_cache;
    std::unique_ptr<MediaServer> m_media;
    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace bulkhead::test
