// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/tablechooser.h"

#include "core/operation/operationcheck.h"
#include "ui/session/session.h"
#include "ui/widgets/accentbutton.h"
#include "ui/widgets/scrolledcolumn.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

TableChooser::TableChooser(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session),
      m_search(new SearchField(u"tableSearch"_s, tr("Search tables"), tr("Search tables"), this)),
      m_tables(new QListWidget(this)), m_news(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_write(new AccentButton(tr("Write the definition"), this))
{
    m_tables->setObjectName(u"tableList"_s);
    m_tables->setAccessibleName(tr("Tables"));
    m_write->setObjectName(u"writeDefinition"_s);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"cancelTable"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_write);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(sectionHeading(tr("For which table?"), this));
    layout->addWidget(new TonedLabel(TonedLabel::Tone::Quiet,
                                     tr("The definition begins with the table's columns, key and rules, as an update; "
                                        "every line that you have to decide is explained. Nothing is saved yet."),
                                     this));
    layout->addWidget(m_search);
    layout->addWidget(m_tables, 1);
    layout->addWidget(m_news);
    layout->addLayout(buttons);
    connect(m_search, &QLineEdit::textChanged, this, &TableChooser::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &TableChooser::write);
    connect(m_tables, &QListWidget::itemActivated, this, &TableChooser::write);
    connect(m_tables, &QListWidget::currentItemChanged, this, [this] { m_write->setEnabled(m_tables->currentItem()); });
    connect(m_write, &QPushButton::clicked, this, &TableChooser::write);
    connect(cancel, &QPushButton::clicked, this, &TableChooser::givenUp);
    setFocusProxy(m_search);
}

void TableChooser::ask()
{
    m_search->clear();
    m_tables->clear();
    m_write->setEnabled(false);
    m_news->say(TonedLabel::Tone::Quiet, tr("Asking the database for its tables…"));
    m_session.ask<QStringList>(
        this, Session::Lane::Interactive, [](JobStore &store) { return tableNames(store.connection()); },
        [this, serial = ++m_serial](Result<QStringList> names) {
            if (serial != m_serial)
                return;
            if (names)
                fill(names.value());
            else
                m_news->say(TonedLabel::Tone::Negative, names.error().toString());
        });
}

void TableChooser::fill(const QStringList &tables)
{
    m_tables->addItems(tables);
    m_news->say(TonedLabel::Tone::Quiet, tables.isEmpty() ? tr("This database has no tables of yours.") : QString());
    filter();
}

void TableChooser::filter()
{
    QListWidgetItem *first = nullptr;
    for (int i = 0; i < m_tables->count(); ++i) {
        QListWidgetItem *item = m_tables->item(i);
        item->setHidden(!item->text().contains(m_search->text().trimmed(), Qt::CaseInsensitive));
        if (!first && !item->isHidden())
            first = item;
    }
    if (!m_tables->currentItem() || m_tables->currentItem()->isHidden())
        m_tables->setCurrentItem(first);
}

void TableChooser::write()
{
    if (!m_tables->currentItem())
        return;
    const QString table = m_tables->currentItem()->text();
    m_write->setEnabled(false);
    m_session.ask<QString>(
        this, Session::Lane::Interactive,
        [table](JobStore &store) { return operationSkeleton(store.connection(), table); },
        [this, table, serial = ++m_serial](Result<QString> text) {
            if (serial != m_serial)
                return;
            m_write->setEnabled(true);
            if (text)
                Q_EMIT given(table, text.value());
            else
                m_news->say(TonedLabel::Tone::Negative, text.error().toString());
        });
}

} // namespace bulkhead
