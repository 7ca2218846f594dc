// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/startrules.h"
#include "core/job/job.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace bulkhead {

class AccentButton;
class JobActions;
class JobWatch;
class Session;
class TonedLabel;

/// What a job waits for a person to do: to look at its preview and start it, to confirm its size, to approve
/// it, or to resume it after its own rule paused it; and that it rests until a service is back. Hidden while it waits
/// for nobody.
class WaitingNotice : public QWidget
{
    Q_OBJECT

public:
    WaitingNotice(Session &session, JobWatch &watch, JobActions &actions, QWidget *parent = nullptr);

    /// Whether the job waits for a person at all.
    static bool isWaiting(const Job &job);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildFields();
    void showJob();
    void showPaused(const Job &job);
    void showUnread(const Job &job);
    void showStart(const Job &job);
    void showApproval(const Job &job);
    void showVerbs();
    void showGlyph();
    void press();
    StartNeeds needs() const;
    qint64 changes() const;

    Session &m_session;
    JobWatch &m_watch;
    JobActions &m_actions;
    QLabel *m_glyph;
    QLabel *m_headline;
    TonedLabel *m_explanation;
    QWidget *m_fields;
    QLabel *m_countLabel;
    QLineEdit *m_count;
    QLabel *m_reasonLabel;
    QLineEdit *m_reason;
    TonedLabel *m_error;
    QPushButton *m_discard;
    AccentButton *m_go;
    bool m_asking = false;
};

} // namespace bulkhead
