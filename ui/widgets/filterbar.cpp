// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/filterbar.h"

#include "core/operation/operationcatalog.h"
#include "ui/widgets/searchfield.h"

#include <QComboBox>
#include <QTimer>

#include <algorithm>

namespace bulkhead {

namespace {

constexpr int typingPauseMs = 250;

} // namespace

FilterBar::FilterBar(SearchField *search, QWidget *parent)
    : QWidget(parent), m_search(search), m_typing(new QTimer(this))
{
    m_search->setParent(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPauseMs);
    connect(m_typing, &QTimer::timeout, this, &FilterBar::changed);
    connect(m_search, &SearchField::textChanged, this, &FilterBar::changeSoon);
}

QComboBox *FilterBar::addChoice(const QString &name, const QString &meaning)
{
    auto *choice = new QComboBox(this);
    choice->setObjectName(name);
    choice->setAccessibleName(meaning);
    connect(choice, &QComboBox::activated, this, &FilterBar::changed);
    m_choices.append(choice);
    return choice;
}

QComboBox *FilterBar::addOperationChoice(const QString &name, const OperationCatalog &catalog)
{
    m_operationChoice = addChoice(name, tr("Show jobs of this operation"));
    setOperations(catalog);
    return m_operationChoice;
}

void FilterBar::changeSoon()
{
    m_typing->start();
}

void FilterBar::setOperations(const OperationCatalog &catalog)
{
    const QString before = operation();
    m_operationChoice->clear();
    m_operationChoice->addItem(tr("Any operation"), QString());
    for (const Operation &operation : catalog.operations())
        m_operationChoice->addItem(operation.title.toString(), operation.id);
    m_operationChoice->setCurrentIndex(std::max(0, m_operationChoice->findData(before)));
}

QString FilterBar::operation() const
{
    return m_operationChoice->currentData().toString();
}

QString FilterBar::text() const
{
    return m_search->text().trimmed();
}

bool FilterBar::isNarrowed() const
{
    return !text().isEmpty() ||
           std::ranges::any_of(m_choices, [](const QComboBox *choice) { return choice->currentIndex() > 0; });
}

void FilterBar::clear()
{
    m_search->clear();
    for (QComboBox *choice : m_choices)
        choice->setCurrentIndex(0);
    m_typing->stop();
    Q_EMIT changed();
}

} // namespace bulkhead
