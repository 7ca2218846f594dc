// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>
#include <QWidget>

#include <vector>

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

    /// Places are counted from 0, in the order in which they are added.
    NavigationButton *add(const QString &name, const QString &icon, const QString &words);
    void addAtBottom(QWidget *widget);
    /// A place that has no entry leaves none marked.
    void setCurrent(int place);

Q_SIGNALS:
    void chosen(int place);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_layout;
    std::vector<NavigationButton *> m_buttons; ///< by place
};

} // namespace bulkhead
