// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/newjob/dryrun.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;
class QTimer;

namespace bulkhead {

class ChangeTableModel;
class FlowLayout;
class TonedLabel;

/// "What will change": the dry run of the job as the page says it now, in figures and record by record.
/// Small lists are looked at without asking. Whatever the job is made of changes throws the run away.
class DryRunPanel : public QWidget
{
    Q_OBJECT

public:
    /// Lists up to this long are looked at without asking.
    static constexpr qint64 rowsUnasked = 50'000;

    explicit DryRunPanel(Session &session, QWidget *parent = nullptr);

    /// What may be looked at. `rows` of its list, where they are known; `known`: what the check refused
    /// before, which is not told again. Says why if a run is thrown away for it.
    void setOrder(const JobOrder &order, const std::optional<qint64> &rows, const std::vector<ErrorCount> &known);
    /// There is nothing to look at (yet); what waits goes.
    void clear();
    /// Nobody looks any more; what waits goes, the order stays.
    void leave();
    /// Somebody looks again: as with a new order.
    void comeBack(const std::optional<qint64> &rows);

    bool isRunning() const { return m_run->isRunning() || m_soon->isActive(); }
    /// Of the order as it is now; nothing while it runs and when nobody asked.
    const std::optional<DryRunReport> &report() const { return m_run->report(); }
    /// The job that is looked at, or made for it; null when there is none.
    QUuid job() const { return m_run->job(); }
    /// Starts the job that was looked at: started() follows.
    void start(const std::optional<qint64> &confirmedRows, const QString &reason);

Q_SIGNALS:
    void reportChanged();
    void started(const Result<QUuid> &job);

private:
    QWidget *makeProgressLine();
    QTableView *makeTable();
    void begin();
    void forget();
    void offer();
    void showProgress();
    void show(const Result<DryRunReport> &report);
    void showFigures(const DryRunReport &report);
    void showRefused(const DryRunReport &report);
    void showKinds(const DryRunReport &report);
    void takeStart(const Result<QUuid> &job);
    void fitTable();

    Session &m_session;
    DryRun *m_run;
    QTimer *m_soon; ///< so that not every key in an option makes a job
    std::optional<JobOrder> m_order;
    std::vector<ErrorCount> m_known;
    bool m_wasThrownAway = false; ///< and it was not said yet
    QLabel *m_title;
    QPushButton *m_look;
    TonedLabel *m_note;
    TonedLabel *m_words;
    TonedLabel *m_columns;
    TonedLabel *m_sums;
    TonedLabel *m_refused;
    QWidget *m_kinds;
    FlowLayout *m_kindsLayout;
    QButtonGroup *m_kindButtons = nullptr;
    QWidget *m_progressLine = nullptr;
    QProgressBar *m_bar = nullptr;
    TonedLabel *m_progressWords = nullptr;
    ChangeTableModel *m_model;
    QTableView *m_table = nullptr;
};

} // namespace bulkhead
