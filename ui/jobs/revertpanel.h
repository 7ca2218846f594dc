// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUuid>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace bulkhead {

class JobWatch;
class Pages;
class Session;
class TonedLabel;

/// Takes back what a finished job did: offers to look first, or to do it now, inside the page. Hidden until
/// its verb is pressed.
class RevertPanel : public QWidget
{
    Q_OBJECT

public:
    RevertPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent = nullptr);

    /// "Revert 1,204 changes…" and until when, to stand where the page keeps its verbs. The panel opens with
    /// it.
    QWidget *verb() const { return m_verb; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildVerb();
    void showFacts();
    void open();
    void close();
    void showVerbs();
    bool asksReason() const;
    void revert(bool preview);
    void taken(const QUuid &child);

    Session &m_session;
    Pages &m_pages;
    JobWatch &m_watch;
    QWidget *m_verb;
    TonedLabel *m_until;
    QPushButton *m_open;
    QLabel *m_question;
    QWidget *m_why;
    QLineEdit *m_reason;
    TonedLabel *m_error;
    QPushButton *m_cancel;
    QPushButton *m_now;
    QPushButton *m_look;
    bool m_asking = false;
};

} // namespace bulkhead
