// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditfilterbar.h"

#include "ui/audit/auditwords.h"
#include "ui/widgets/searchfield.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

qint64 startOf(const QDate &day)
{
    return day.startOfDay().toMSecsSinceEpoch();
}

} // namespace

AuditFilterBar::AuditFilterBar(const OperationCatalog &catalog, QWidget *parent)
    : FilterBar(new SearchField(u"auditSearch"_s, tr("Search the audit"), tr("Search person, computer, job or reason")),
                parent),
      m_action(addChoice(u"auditActionFilter"_s, tr("Show this action"))),
      m_operation(addOperationChoice(u"auditOperationFilter"_s, catalog)),
      m_period(addChoice(u"auditPeriodFilter"_s, tr("Show entries of this time"))),
      m_from(addDay(u"auditFrom"_s, tr("First day"))), m_to(addDay(u"auditTo"_s, tr("Last day")))
{
    search()->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    buildChoices();

    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(search(), 1);
    for (QComboBox *choice : {m_action, m_operation, m_period}) {
        choice->setToolTip(choice->accessibleName());
        choices->addWidget(choice);
    }
    // A line of their own: with long words the first one has no room for them.
    auto *days = new QHBoxLayout;
    days->setSpacing(8);
    days->addStretch();
    days->addWidget(m_from);
    days->addWidget(m_to);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(choices);
    layout->addLayout(days);

    connect(this, &FilterBar::changed, this, &AuditFilterBar::showDays);
    connect(m_from, &QDateEdit::dateChanged, this, &AuditFilterBar::changeSoon);
    connect(m_to, &QDateEdit::dateChanged, this, &AuditFilterBar::changeSoon);
    showDays();
}

QDateEdit *AuditFilterBar::addDay(const QString &name, const QString &meaning)
{
    auto *day = new QDateEdit(QDate::currentDate(), this);
    day->setObjectName(name);
    day->setAccessibleName(meaning);
    day->setToolTip(meaning);
    day->setCalendarPopup(true);
    return day;
}

void AuditFilterBar::buildChoices()
{
    m_action->addItem(tr("Any action"), QString());
    const QStringList actions = auditActions();
    for (const QString &action : actions)
        m_action->addItem(AuditWords::action(action), action);
    m_period->addItem(tr("Any time"), AnyTime);
    m_period->addItem(tr("Today"), Today);
    m_period->addItem(tr("Last 7 days"), LastWeek);
    m_period->addItem(tr("Last 30 days"), LastMonth);
    //: a choice: between two days that are then asked for
    m_period->addItem(tr("Between…"), Between);
    m_from->setDate(QDate::currentDate().addDays(-30));
}

void AuditFilterBar::showDays()
{
    const bool between = m_period->currentData().toInt() == Between;
    m_from->setVisible(between);
    m_to->setVisible(between);
}

AuditQuery AuditFilterBar::query() const
{
    AuditQuery query{.action = m_action->currentData().toString(), .operation = operation(), .text = text()};
    const QDate today = QDate::currentDate();
    switch (Period(m_period->currentData().toInt())) {
    case AnyTime:
        break;
    case Today:
        query.since = startOf(today);
        break;
    case LastWeek:
        query.since = startOf(today.addDays(-6));
        break;
    case LastMonth:
        query.since = startOf(today.addDays(-29));
        break;
    case Between:
        query.since = startOf(m_from->date());
        query.until = startOf(m_to->date().addDays(1));
        break;
    }
    return query;
}

} // namespace bulkhead
