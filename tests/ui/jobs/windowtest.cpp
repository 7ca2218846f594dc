// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/jobs/windowtest.h"

#include "tests/support/patience.h"

namespace bulkhead::test {

void WindowTest::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void WindowTest::init()
{
    m_world = std::make_unique<WindowWorld>();
    m_window = std::make_unique<MainWindow>(m_world->session());
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), patienceMs));
    m_window->activateWindow();
}

void WindowTest::cleanup()
{
    m_window.reset();
    m_world.reset();
}

void WindowTest::startAnew()
{
    cleanup();
    init();
}

QString WindowTest::words(const QString &name) const
{
    const auto *found = child<QWidget>(name);
    return found ? found->property("text").toString() : QString();
}

} // namespace bulkhead::test
