// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace bulkhead {

class ChunkStrip;
class ErrorChips;
class JobActions;
class JobKin;
class JobWatch;
class OutcomeBar;
class Pages;
class Session;
class TonedLabel;
class WaitingNotice;
struct StatusLook;

/// The upper part of a job's page: what it is, how far it has come, and the verbs that steer it.
class JobHeader : public QWidget
{
    Q_OBJECT

public:
    JobHeader(Session &session, Pages &pages, JobWatch &watch, JobActions &actions, QWidget *parent = nullptr);

    ErrorChips *errors() const { return m_errors; }
    ChunkStrip *chunks() const { return m_chunks; }

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildTitle();
    void buildMenu();
    void showJob();
    void showAge();
    void showFigures(const Job &job);
    void showServices();
    void showVerbs(const Job &job);
    QString subtitle(const Job &job) const;
    QString progressFigures(const Job &job) const;
    QString outcomeFigures(const JobCounts &counts) const;

    Session &m_session;
    Pages &m_pages;
    JobWatch &m_watch;
    JobActions &m_actions;
    QLabel *m_glyph;
    QLabel *m_title;
    TonedLabel *m_subtitle;
    TonedLabel *m_reason;
    JobKin *m_kin;
    WaitingNotice *m_notice;
    QLabel *m_progress;
    QLabel *m_outcome;
    TonedLabel *m_services;
    OutcomeBar *m_bar;
    ChunkStrip *m_chunks;
    ErrorChips *m_errors;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_cancel;
    QToolButton *m_more;
    QAction *m_again;
    QAction *m_copy;
    QAction *m_parent;
    QAction *m_delete;
};

} // namespace bulkhead
