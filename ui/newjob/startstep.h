// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "ui/newjob/steppanel.h"

class QLineEdit;

namespace bulkhead {

class Confirmation;
class JobOptionsForm;

/// Step 5: how the job is run, on whose behalf, and what has to be said before a large one may start.
class StartStep : public StepPanel
{
    Q_OBJECT

public:
    explicit StartStep(QWidget *parent = nullptr);

    JobOptions options() const;
    void setOptions(const JobOptions &options);
    /// Null while none is chosen.
    void setOperation(const Operation *operation);
    /// Of the list, as far as they are known.
    void setRows(const std::optional<qint64> &rows);

    /// The account on whose behalf; empty: the person's own.
    QString actAs() const;
    void setActAs(const QString &account);
    /// What was asked for was said, or nothing had to be.
    bool isConfirmed() const;
    std::optional<qint64> confirmedRows() const;
    QString reason() const;

Q_SIGNALS:
    /// What makes another job of it: the options, or the account.
    void optionsChanged();
    void confirmationChanged();

private:
    QWidget *makeAccountLine();
    void askIfNeeded();

    qint64 m_confirmAbove = 0;
    std::optional<qint64> m_rows;
    JobOptionsForm *m_form;
    QWidget *m_accountLine = nullptr;
    QLineEdit *m_account = nullptr;
    Confirmation *m_confirmation = nullptr;
};

} // namespace bulkhead
