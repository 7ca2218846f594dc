// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/errorchips.h"

#include "ui/widgets/filterchip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/taborder.h"

#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
constexpr std::size_t shown = 5;

QString label(const ErrorCount &error)
{
    return error.code + u"  "_s + Phrases::count(error.count);
}

} // namespace

ErrorChips::ErrorChips(QWidget *parent)
    : QWidget(parent), m_layout(new FlowLayout(this, grid)), m_caption(new QLabel(tr("Errors"), this)),
      m_more(new QToolButton(this))
{
    m_layout->addWidget(m_caption);
    m_layout->addWidget(m_more);
    m_more->setObjectName(u"moreErrors"_s);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(new QMenu(m_more));
    m_more->setFocusPolicy(Qt::StrongFocus);
    hide();
}

void ErrorChips::setErrors(const std::vector<ErrorCount> &errors)
{
    const bool sameCodes = std::ranges::equal(errors, m_errors, {}, &ErrorCount::code, &ErrorCount::code);
    m_errors = errors;
    if (sameCodes)
        relabel();
    else
        rebuild();
    setVisible(!m_errors.empty());
}

void ErrorChips::setChosen(const QString &code)
{
    m_chosen = code;
    relabel();
}

void ErrorChips::choose(const QString &code)
{
    m_chosen = m_chosen == code ? QString() : code;
    relabel();
    Q_EMIT codeChosen(m_chosen);
}

void ErrorChips::rebuild()
{
    for (FilterChip *button : m_buttons) {
        m_layout->removeWidget(button);
        button->hide();
        button->deleteLater();
    }
    m_layout->removeWidget(m_more);
    m_buttons.clear();
    for (std::size_t i = 0; i < std::min(shown, m_errors.size()); ++i) {
        auto *button = new FilterChip({}, this);
        button->setObjectName(u"errorChip"_s + QString::number(i));
        connect(button, &FilterChip::clicked, this, [this, i] { choose(m_errors[i].code); });
        m_layout->addWidget(button);
        m_buttons.push_back(button);
    }
    m_layout->addWidget(m_more);
    if (!m_buttons.empty())
        m_caption->setMinimumHeight(m_buttons.front()->sizeHint().height());
    QList<QWidget *> order{this};
    order.append({m_buttons.begin(), m_buttons.end()});
    order.append(m_more);
    tabThrough(order);
    m_more->menu()->clear();
    for (std::size_t i = shown; i < m_errors.size(); ++i) {
        QAction *action = m_more->menu()->addAction(label(m_errors[i]));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, i] { choose(m_errors[i].code); });
    }
    m_more->setVisible(m_errors.size() > shown);
    relabel();
}

void ErrorChips::relabel()
{
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        const ErrorCount &error = m_errors[i];
        m_buttons[i]->setText(label(error));
        m_buttons[i]->setChecked(error.code == m_chosen);
        //: tooltip of an error: %1 the message of the first such row, %2 the number of that row
        m_buttons[i]->setToolTip(tr("%1 (row %2)").arg(error.example.toString(), Phrases::count(error.firstRow)));
        //: accessible name of a button that filters: %1 an error's short name, then the number of rows
        m_buttons[i]->setAccessibleName(
            tr("%1: %Ln row(s); show only these", "", Phrases::plural(error.count)).arg(error.code));
    }
    const QList<QAction *> others = m_more->menu()->actions();
    for (qsizetype i = 0; i < others.size(); ++i) {
        const ErrorCount &error = m_errors[shown + std::size_t(i)];
        others[i]->setText(label(error));
        others[i]->setChecked(error.code == m_chosen);
    }
    if (!others.isEmpty()) {
        const auto chosen = std::ranges::find_if(others, &QAction::isChecked);
        //: a button with a menu of further kinds of errors
        m_more->setText(chosen != others.end() ? (*chosen)->text() : tr("%Ln more", "", int(others.size())));
    }
}

} // namespace bulkhead
