// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/jobs/windowworld.h"
#include "ui/frame/mainwindow.h"

#include <QAbstractButton>
#include <QTabBar>
#include <QTest>

namespace bulkhead::test {

/// Each case in the real window, with a database and a runner of its own: real clicks and keys.
class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

protected:
    /// The one that is to be seen; null while none is.
    template <typename T> T *child(const QString &name) const
    {
        T *found = nullptr;
        const QList<T *> all = m_window->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                found = each;
        }
        return found;
    }
    /// What a button or label says; empty while it is not there.
    QString words(const QString &name) const;
    void press(const QString &name) const { QTest::mouseClick(child<QAbstractButton>(name), Qt::LeftButton); }
    /// Of a job's page.
    QTabBar *tabs() const { return child<QTabBar>(QStringLiteral("itemTabs")); }

    /// A new window with a new database.
    void startAnew();

    std::unique_ptr<WindowWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace bulkhead::test
