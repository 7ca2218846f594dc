// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/frame.h"

#include <QUuid>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace bulkhead {

/// A strip of the page that tells of a job and leads to it, or asks before something is lost: the keyboard is
/// then on Cancel, and Esc is the same.
class MontageNotice : public QWidget
{
    Q_OBJECT

public:
    explicit MontageNotice(QWidget *parent = nullptr);

    /// `job` null: there is none to open.
    void tell(MessageKind kind, const QString &words, const QUuid &job);
    void ask(const QString &question, const QString &verb, std::function<void()> confirmed);
    bool isAsking() const { return bool(m_confirmed); }
    void close();

Q_SIGNALS:
    void jobWanted(const QUuid &job);
    /// It closes, and the keyboard was in it.
    void keyboardLeft();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    MessageKind m_kind = MessageKind::Information;
    QUuid m_job;
    std::function<void()> m_confirmed;
    QLabel *m_words;
    QPushButton *m_open;
    QPushButton *m_cancel;
    QPushButton *m_verb;
};

} // namespace bulkhead
