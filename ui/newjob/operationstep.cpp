// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/operationstep.h"

#include "ui/newjob/operationcard.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/tonedlabel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
constexpr int cardsInALine = 2;
} // namespace

OperationStep::OperationStep(const OperationCatalog &catalog, QWidget *parent)
    : StepPanel(1, tr("What"), parent), m_buttons(new QButtonGroup(this))
{
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        if (checked)
            chosen();
    });
    setState(StepState::Open, tr("choose an operation"));
    setCatalog(catalog);
}

void OperationStep::setCatalog(const OperationCatalog &catalog)
{
    const std::vector<std::shared_ptr<const Operation>> former = std::exchange(m_operations, {});
    const int index = m_buttons->checkedId();
    const std::shared_ptr<const Operation> before = index < 0 ? nullptr : former[size_t(index)];
    for (const Operation &operation : catalog.operations()) {
        const auto same = std::ranges::find_if(
            former, [&](const auto &o) { return o->path == operation.path && o->text == operation.text; });
        m_operations.push_back(same != former.end() ? *same : std::make_shared<const Operation>(operation));
    }
    addCards();
    addProblems(catalog);
    if (before) {
        const QSignalBlocker quiet(m_buttons);
        choose(before->id);
    } else if (m_operations.size() == 1) { // where there is only one thing to do nobody should have to say so
        m_buttons->button(0)->setChecked(true);
    }
    if (!before || operation() == before.get())
        return;
    if (operation()) {
        chosen();
    } else {
        setState(StepState::Open, tr("choose an operation"));
        Q_EMIT operationChanged();
    }
}

void OperationStep::addCards()
{
    delete m_cards;
    m_cards = new QWidget(this);
    auto *layout = new QVBoxLayout(m_cards);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(body()->spacing());
    body()->addWidget(m_cards);
    QList<QWidget *> order{this};
    QStringList groups;
    for (const auto &operation : m_operations) {
        if (!groups.contains(operation->group.toString()))
            groups << operation->group.toString();
    }
    for (const QString &group : std::as_const(groups)) {
        if (!group.isEmpty())
            layout->addWidget(new TonedLabel(TonedLabel::Tone::Quiet, group, m_cards));
        auto *cards = new QGridLayout;
        cards->setSpacing(grid / 2);
        for (int column = 0; column < cardsInALine; ++column)
            cards->setColumnStretch(column, 1);
        layout->addLayout(cards);
        for (size_t i = 0; i < m_operations.size(); ++i) {
            if (m_operations[i]->group.toString() != group)
                continue;
            auto *card = new OperationCard(*m_operations[i], m_cards);
            m_buttons->addButton(card, int(i));
            const int at = cards->count();
            cards->addWidget(card, at / cardsInALine, at % cardsInALine);
            order.append(card);
        }
    }
    tabThrough(order);
}

const Operation *OperationStep::operation() const
{
    const int index = m_buttons->checkedId();
    return index < 0 ? nullptr : m_operations[size_t(index)].get();
}

void OperationStep::choose(const QString &id)
{
    const auto found = std::ranges::find_if(m_operations, [&](const auto &operation) { return operation->id == id; });
    if (found != m_operations.end())
        m_buttons->button(int(found - m_operations.begin()))->setChecked(true);
}

void OperationStep::addProblems(const OperationCatalog &catalog)
{
    QLayout *layout = m_cards->layout();
    for (const Error &problem : catalog.problems()) {
        auto *label = new TonedLabel(TonedLabel::Tone::Caution,
                                     tr("An operation file cannot be used: %1").arg(problem.toString()), m_cards);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(label->text());
        layout->addWidget(label);
    }
    if (catalog.operations().empty()) {
        auto *label = new QLabel(tr("There is no operation to choose. Operation files are looked for in "
                                    "/etc/bulkhead/operations and in the folder shown under Settings."),
                                 m_cards);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
}

void OperationStep::chosen()
{
    setState(StepState::Ready, operation()->title.toString());
    Q_EMIT operationChanged();
}

} // namespace bulkhead
