// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>
#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace bulkhead {

/// An entry of the navigation: icon, words, and a number where there is something to count.
class NavigationButton : public QToolButton
{
    Q_OBJECT

public:
    NavigationButton(const QString &icon, const QString &words, QWidget *parent = nullptr);

    void setBadge(int number);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_iconName;
    int m_badge = 0;
};

/// The left side of the window: the places one can go to, and at the bottom what the frame puts there.
class Navigation : public QWidget
{
    Q_OBJECT

public:
    explicit Navigation(QWidget *parent = nullptr);

    NavigationButton *add(int place, const QString &name, const QString &icon, const QString &words);
    void addAtBottom(QWidget *widget);
    void setCurrent(int place);
    /// No entry is the current one.
    void clearCurrent();

Q_SIGNALS:
    void chosen(int place);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_layout;
    QButtonGroup *m_buttons;
};

} // namespace bulkhead
