// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/operationstep.h"

#include "ui/newjob/operationcard.h"
#include "ui/widgets/tonedlabel.h"

#include <QButtonGroup>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

OperationStep::OperationStep(const OperationCatalog &catalog, QWidget *parent)
    : StepPanel(1, tr("What"), parent), m_catalog(catalog), m_buttons(new QButtonGroup(this))
{
    const auto &operations = catalog.operations();
    QStringList groups;
    for (const Operation &operation : operations) {
        if (!groups.contains(operation.group.toString()))
            groups << operation.group.toString();
    }
    for (const QString &group : std::as_const(groups)) {
        if (!group.isEmpty()) {
            body()->addWidget(new TonedLabel(TonedLabel::Tone::Quiet, group, this));
        }
        for (qsizetype i = 0; i < qsizetype(operations.size()); ++i) {
            const Operation &operation = operations[size_t(i)];
            if (operation.group.toString() != group)
                continue;
            auto *card = new OperationCard(operation, this);
            m_buttons->addButton(card, int(i));
            body()->addWidget(card);
        }
    }
    addProblems();
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        if (checked)
            chosen();
    });
    setState(StepState::Open, tr("choose an operation"));
    // Where there is only one thing to do nobody should have to say so.
    if (operations.size() == 1)
        m_buttons->button(0)->setChecked(true);
}

const Operation *OperationStep::operation() const
{
    const int index = m_buttons->checkedId();
    return index < 0 ? nullptr : &m_catalog.operations()[size_t(index)];
}

void OperationStep::choose(const QString &id)
{
    const auto &operations = m_catalog.operations();
    const auto found = std::ranges::find(operations, id, &Operation::id);
    if (found != operations.end())
        m_buttons->button(int(found - operations.begin()))->setChecked(true);
}

void OperationStep::addProblems()
{
    for (const Error &problem : m_catalog.problems()) {
        auto *label =
            new TonedLabel(TonedLabel::Tone::Caution,
                           tr("An operation file cannot be used: %1").arg(problem.toString()), this);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(label->text());
        body()->addWidget(label);
    }
    if (m_catalog.operations().empty()) {
        auto *label = new QLabel(tr("There is no operation to choose. Operation files are looked for in "
                                    "/etc/bulkhead/operations and in the folder shown under Settings."),
                                 this);
        label->setWordWrap(true);
        body()->addWidget(label);
    }
}

void OperationStep::chosen()
{
    setState(StepState::Ready, operation()->title.toString());
    Q_EMIT operationChanged();
}

} // namespace bulkhead
