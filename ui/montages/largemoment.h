// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/montages/montagemoment.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace bulkhead {

class Pictures;
class TonedLabel;

/// One moment of a montage, as large as there is room, with all that is known of it. Arrows, or the buttons,
/// go to the next; Esc goes back.
class LargeMoment : public QWidget
{
    Q_OBJECT

public:
    explicit LargeMoment(Pictures &pictures, QWidget *parent = nullptr);

    void show(std::vector<MontageMoment> moments, int index);
    int index() const { return m_index; }

Q_SIGNALS:
    void left();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QToolButton *addVerb(const QString &name, const QString &icon, const QString &words);
    void go(int index);
    QRectF stage() const;
    const MontageMoment &moment() const { return m_moments[std::size_t(m_index)]; }

    Pictures &m_pictures;
    std::vector<MontageMoment> m_moments;
    int m_index = 0;
    QWidget *m_head;
    QPushButton *m_back;
    QLabel *m_place;
    QToolButton *m_previous;
    QToolButton *m_next;
    QPushButton *m_film;
    QWidget *m_stage;
    QLabel *m_words;
    TonedLabel *m_facts;
};

} // namespace bulkhead
