// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/newjob/pagebench.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QButtonGroup>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

namespace {

bool isInteractive(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QAbstractItemView *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QLineEdit *>(widget);
}

/// The line edit in a spin box, the corner button of a table: their owner speaks for them.
bool isPart(const QWidget *widget, const QWidget *root)
{
    for (const QWidget *p = widget->parentWidget(); p && p != root; p = p->parentWidget()) {
        if (isInteractive(p))
            return true;
    }
    return widget->objectName().startsWith("qt_"_L1);
}

/// Of an exclusive group Tab reaches one button, and the arrow keys the others.
bool isReachedByArrows(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    if (!button || !button->group() || !button->group()->exclusive())
        return false;
    const QList<QAbstractButton *> group = button->group()->buttons();
    return std::ranges::any_of(group, [](const QAbstractButton *one) { return one->focusPolicy() & Qt::TabFocus; });
}

QString nameOf(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
}

} // namespace

PageBench::PageBench()
    : settings(folder.filePath(u"bulkhead.ini"_s)), catalog(OperationCatalog::load()), session(settings, catalog)
{}

bool PageBench::open()
{
    ConnectionTarget target;
    target.kind = Database::SQLite;
    target.file = folder.filePath(u"bulkhead.sqlite"_s);
    session.open(target, true);
    return QTest::qWaitFor([this] { return session.state() != Session::State::Opening; }, 10000) &&
           session.state() == Session::State::Open;
}

QString PageBench::file(const QString &name, const QByteArray &bytes) const
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

QStringList namelessWidgets(QWidget *root)
{
    QStringList found;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (isInteractive(widget) && !isPart(widget, root) && widget->accessibleName().isEmpty())
            found << nameOf(widget);
    }
    return found;
}

QStringList unreachableWidgets(QWidget *root)
{
    QStringList found;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        if (isInteractive(widget) && !isPart(widget, root) && widget->isVisibleTo(root) && widget->isEnabled() &&
            !(widget->focusPolicy() & Qt::TabFocus) && !isReachedByArrows(widget))
            found << nameOf(widget);
    }
    return found;
}

StallWatch::StallWatch()
{
    m_since.start();
    startTimer(1, Qt::PreciseTimer);
}

void StallWatch::timerEvent(QTimerEvent *)
{
    m_longest = qMax(m_longest, m_since.restart());
}

} // namespace bulkhead::test
