// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startstep.h"

#include "ui/newjob/confirmation.h"
#include "ui/newjob/joboptionsform.h"
#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
}

StartStep::StartStep(QWidget *parent) : StepPanel(5, tr("Start"), parent), m_form(new JobOptionsForm(this))
{
    body()->addWidget(m_form);
    body()->addWidget(makeAccountLine());
    m_confirmation = new Confirmation(this);
    body()->addWidget(m_confirmation);
    connect(m_form, &JobOptionsForm::optionsChanged, this, &StartStep::optionsChanged);
    connect(m_confirmation, &Confirmation::changed, this, &StartStep::confirmationChanged);
    setOperation(nullptr);
}

QWidget *StartStep::makeAccountLine()
{
    m_accountLine = new QWidget(this);
    m_account = new QLineEdit(m_accountLine);
    m_account->setObjectName(u"actAsLine"_s);
    m_account->setPlaceholderText(tr("as yourself"));
    m_account->setMaximumWidth(30 * fontMetrics().averageCharWidth());
    auto *label = new QLabel(tr("Act as account"), m_accountLine);
    label->setBuddy(m_account);
    m_account->setAccessibleName(label->text());
    auto *note = new TonedLabel(
        TonedLabel::Tone::Quiet,
        tr("Rows that this account may not touch are refused. Only an administrator may act as somebody else."),
        m_accountLine);
    m_account->setToolTip(note->text());
    connect(m_account, &QLineEdit::textChanged, this, &StartStep::optionsChanged);
    auto *layout = new QHBoxLayout(m_accountLine);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(label);
    layout->addWidget(m_account, 1);
    layout->addWidget(note, 2);
    return m_accountLine;
}

JobOptions StartStep::options() const
{
    return m_form->options();
}

void StartStep::setOptions(const JobOptions &options)
{
    m_form->setOptions(options);
}

void StartStep::setOperation(const Operation *operation)
{
    m_form->setOperationChunkSize(operation ? operation->chunkSize : 0);
    m_form->setKeepsChanges(!operation || operation->revertible);
    m_confirmAbove = operation ? operation->limits.confirmAbove : 0;
    const bool asks = operation && !operation->actor.isEmpty();
    m_accountLine->setVisible(asks);
    if (!asks)
        m_account->clear();
    askIfNeeded();
}

void StartStep::setRows(const std::optional<qint64> &rows)
{
    if (rows == m_rows)
        return;
    m_rows = rows;
    askIfNeeded();
}

void StartStep::askIfNeeded()
{
    if (m_confirmAbove > 0 && m_rows && *m_rows > m_confirmAbove)
        m_confirmation->ask(*m_rows, m_confirmAbove);
    else
        m_confirmation->askNothing();
}

QString StartStep::actAs() const
{
    return m_account->text().trimmed();
}

void StartStep::setActAs(const QString &account)
{
    m_account->setText(account);
}

bool StartStep::isConfirmed() const
{
    return m_confirmation->isGiven();
}

std::optional<qint64> StartStep::confirmedRows() const
{
    return m_confirmation->isAsked() ? m_confirmation->typedRows() : std::nullopt;
}

QString StartStep::reason() const
{
    return m_confirmation->reason();
}

} // namespace bulkhead
