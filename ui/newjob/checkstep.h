// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/newjob/checkrun.h"
#include "ui/newjob/steppanel.h"

class QButtonGroup;
class QProgressBar;
class QPushButton;
class QTableView;
class QTimer;

namespace bulkhead {

class BadRowsModel;
class DryRunPanel;
class FlowLayout;
class TonedLabel;

/// Step 4: checks every row before anything is written, and shows what would change. Starts by itself
/// whenever what comes before is complete, and starts over when that changes.
class CheckStep : public StepPanel
{
    Q_OBJECT

public:
    CheckStep(Session &session, QWidget *parent = nullptr);

    /// Checks this as soon as it stays the same for a moment. The operation is copied.
    void check(const ChosenList &list, const QStringList &columns, const Operation &operation, const Mapping &mapping);
    /// There is nothing to check (yet).
    void clear();

    bool isRunning() const { return m_run->isRunning() || m_soon->isActive(); }
    /// The person did not want to wait for the end.
    bool wasSkipped() const { return m_skipped; }
    /// What was found; nothing while it runs and when it could not be done.
    const std::optional<CheckReport> &report() const { return m_report; }
    /// What will change, below what cannot be used.
    DryRunPanel &dryRun() { return *m_dryRun; }
    const DryRunPanel &dryRun() const { return *m_dryRun; }

Q_SIGNALS:
    void reportChanged();

private:
    struct Input
    {
        ChosenList list;
        QStringList columns;
        Operation operation;
        Mapping mapping;
    };

    void makeWidgets(Session &session);
    QWidget *makeProgressLine();
    QWidget *makeTable();
    void begin();
    void skip();
    void showProgress();
    void show(const Result<CheckReport> &report);
    void showCounts();
    void showCodes();
    void showOnly(const QString &code);
    void forget();

    CheckRun *m_run;
    QTimer *m_soon; ///< so that typing a constant does not start a check with every key
    std::optional<Input> m_input;
    std::optional<CheckReport> m_report;
    bool m_skipped = false;
    BadRowsModel *m_model;
    DryRunPanel *m_dryRun = nullptr;
    TonedLabel *m_words = nullptr;
    QWidget *m_progressLine = nullptr;
    QProgressBar *m_bar = nullptr;
    TonedLabel *m_progressWords = nullptr;
    QWidget *m_codes = nullptr;
    FlowLayout *m_codesLayout = nullptr;
    QButtonGroup *m_codeButtons = nullptr;
    QTableView *m_table = nullptr;
    TonedLabel *m_more = nullptr;
};

} // namespace bulkhead
