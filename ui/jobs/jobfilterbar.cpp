// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobfilterbar.h"

#include "core/operation/operationcatalog.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/themedicon.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int typingPauseMs = 250;

} // namespace

JobFilterBar::JobFilterBar(const OperationCatalog &catalog, const std::vector<JobState> &offered,
                           QWidget *parent)
    : QWidget(parent), m_search(new QLineEdit(this)), m_state(new QComboBox(this)),
      m_operation(new QComboBox(this)), m_typing(new QTimer(this))
{
    m_search->setObjectName(u"jobSearch"_s);
    m_search->setAccessibleName(tr("Search jobs"));
    m_search->setPlaceholderText(tr("Search list, operation, person or id"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 24);

    m_state->setObjectName(u"jobStateFilter"_s);
    m_state->setAccessibleName(tr("Show jobs with this status"));
    m_state->addItem(tr("Any status"));
    const Theme theme = Theme::of(palette());
    for (const JobState state : offered)
        m_state->addItem(StatusLook::of(state, theme).word, int(state));

    m_operation->setObjectName(u"jobOperationFilter"_s);
    m_operation->setAccessibleName(tr("Show jobs of this operation"));
    setOperations(catalog);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_state);
    layout->addWidget(m_operation);

    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPauseMs);
    connect(m_typing, &QTimer::timeout, this, &JobFilterBar::changed);
    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_state, &QComboBox::activated, this, &JobFilterBar::changed);
    connect(m_operation, &QComboBox::activated, this, &JobFilterBar::changed);
}

void JobFilterBar::setOperations(const OperationCatalog &catalog)
{
    const QString before = operation();
    m_operation->clear();
    m_operation->addItem(tr("Any operation"), QString());
    for (const Operation &operation : catalog.operations())
        m_operation->addItem(operation.title.toString(), operation.id);
    m_operation->setCurrentIndex(std::max(0, m_operation->findData(before)));
}

std::optional<JobState> JobFilterBar::state() const
{
    const QVariant chosen = m_state->currentData();
    return chosen.isValid() ? std::optional(JobState(chosen.toInt())) : std::nullopt;
}

QString JobFilterBar::operation() const
{
    return m_operation->currentData().toString();
}

QString JobFilterBar::text() const
{
    return m_search->text().trimmed();
}

bool JobFilterBar::isNarrowed() const
{
    return state() || !operation().isEmpty() || !text().isEmpty();
}

void JobFilterBar::clear()
{
    m_search->clear();
    m_state->setCurrentIndex(0);
    m_operation->setCurrentIndex(0);
    m_typing->stop();
    Q_EMIT changed();
}

} // namespace bulkhead
