// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/newjob/pagebench.h"
#include "tests/support/patience.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QButtonGroup>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QScrollArea>
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
    return QTest::qWaitFor([this] { return session.state() != Session::State::Opening; }, patienceMs) &&
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

QStringList jumpsUpward(QWidget *root)
{
    const auto scrollOf = [](const QWidget *widget) -> const QWidget * {
        for (const QWidget *above = widget->parentWidget(); above; above = above->parentWidget()) {
            if (qobject_cast<const QScrollArea *>(above))
                return above;
        }
        return nullptr;
    };
    const auto top = [root](const QWidget *widget) { return widget->mapTo(root, QPoint()).y(); };
    QStringList found;
    const QWidget *before = nullptr;
    for (QWidget *widget = root->nextInFocusChain(); widget != root; widget = widget->nextInFocusChain()) {
        if (!root->isAncestorOf(widget) || !isInteractive(widget) || isPart(widget, root) ||
            !widget->isVisibleTo(root) || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        if (before && scrollOf(before) == scrollOf(widget) && top(widget) + widget->height() <= top(before))
            found << nameOf(before) + u" → "_s + nameOf(widget);
        before = widget;
    }
    return found;
}

} // namespace bulkhead::test
