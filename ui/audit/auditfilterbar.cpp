// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditfilterbar.h"

#include "core/operation/operationcatalog.h"
#include "ui/audit/auditwords.h"
#include "ui/widgets/themedicon.h"

#include <QAction>
#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int typingPauseMs = 250;

qint64 startOf(const QDate &day)
{
    return day.startOfDay().toMSecsSinceEpoch();
}

} // namespace

AuditFilterBar::AuditFilterBar(const OperationCatalog &catalog, QWidget *parent)
    : QWidget(parent), m_search(new QLineEdit(this)),
      m_action(addChoice(u"auditActionFilter"_s, tr("Show this action"))),
      m_operation(addChoice(u"auditOperationFilter"_s, tr("Show jobs of this operation"))),
      m_period(addChoice(u"auditPeriodFilter"_s, tr("Show entries of this time"))),
      m_from(addDay(u"auditFrom"_s, tr("First day"))), m_to(addDay(u"auditTo"_s, tr("Last day"))),
      m_typing(new QTimer(this))
{
    m_search->setObjectName(u"auditSearch"_s);
    m_search->setAccessibleName(tr("Search the audit"));
    m_search->setPlaceholderText(tr("Search person, computer, job or reason"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    setOperations(catalog);
    buildChoices();

    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(m_search, 1);
    for (QComboBox *choice : {m_action, m_operation, m_period})
        choices->addWidget(choice);
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

    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPauseMs);
    connect(m_typing, &QTimer::timeout, this, &AuditFilterBar::changed);
    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_action, &QComboBox::activated, this, &AuditFilterBar::changed);
    connect(m_operation, &QComboBox::activated, this, &AuditFilterBar::changed);
    connect(m_period, &QComboBox::activated, this, [this] {
        showDays();
        Q_EMIT changed();
    });
    connect(m_from, &QDateEdit::dateChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_to, &QDateEdit::dateChanged, m_typing, qOverload<>(&QTimer::start));
    showDays();
}

QComboBox *AuditFilterBar::addChoice(const QString &name, const QString &meaning)
{
    auto *choice = new QComboBox(this);
    choice->setObjectName(name);
    choice->setAccessibleName(meaning);
    choice->setToolTip(meaning);
    return choice;
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

void AuditFilterBar::setOperations(const OperationCatalog &catalog)
{
    const QString before = m_operation->currentData().toString();
    m_operation->clear();
    m_operation->addItem(tr("Any operation"), QString());
    for (const Operation &operation : catalog.operations())
        m_operation->addItem(operation.title.toString(), operation.id);
    m_operation->setCurrentIndex(std::max(0, m_operation->findData(before)));
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
    AuditQuery query{.action = m_action->currentData().toString(),
                     .operation = m_operation->currentData().toString(),
                     .text = m_search->text().trimmed()};
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

bool AuditFilterBar::isNarrowed() const
{
    return m_action->currentIndex() > 0 || m_operation->currentIndex() > 0 || m_period->currentIndex() > 0 ||
           !m_search->text().trimmed().isEmpty();
}

void AuditFilterBar::clear()
{
    m_search->clear();
    for (QComboBox *choice : {m_action, m_operation, m_period})
        choice->setCurrentIndex(0);
    showDays();
    m_typing->stop();
    Q_EMIT changed();
}

} // namespace bulkhead
