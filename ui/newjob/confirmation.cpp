// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/confirmation.h"

#include "ui/widgets/phrases.h"
#include "ui/widgets/tonedlabel.h"

#include <QGridLayout>
#include <QLineEdit>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
}

Confirmation::Confirmation(QWidget *parent)
    : QWidget(parent), m_words(new TonedLabel(TonedLabel::Tone::Caution, this)), m_number(new QLineEdit(this)),
      m_reason(new QLineEdit(this))
{
    const auto labelFor = [this](const QString &text, QLineEdit *line) {
        auto *label = new QLabel(text, this);
        label->setBuddy(line);
        line->setAccessibleName(text);
        return label;
    };
    m_words->setObjectName(u"confirmWords"_s);
    m_number->setObjectName(u"confirmRows"_s);
    m_number->setMaximumWidth(20 * fontMetrics().averageCharWidth());
    m_reason->setObjectName(u"confirmReason"_s);
    m_reason->setPlaceholderText(tr("kept with the job and in the audit"));
    connect(m_number, &QLineEdit::textChanged, this, &Confirmation::changed);
    connect(m_reason, &QLineEdit::textChanged, this, &Confirmation::changed);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_words, 0, 0, 1, 2);
    layout->addWidget(labelFor(tr("Number of rows"), m_number), 1, 0);
    layout->addWidget(m_number, 1, 1);
    layout->addWidget(labelFor(tr("Why"), m_reason), 2, 0);
    layout->addWidget(m_reason, 2, 1);
    layout->setColumnStretch(1, 1);
    hide();
}

void Confirmation::ask(qint64 rows, qint64 limit)
{
    if (m_rows != rows)
        m_number->clear();
    m_rows = rows;
    m_words->setText(tr("This list has %Ln row(s), more than the %1 that may be touched unasked. Type their number, "
                        "and say why.",
                        "", Phrases::plural(rows))
                         .arg(Phrases::count(limit)));
    show();
}

void Confirmation::askNothing()
{
    m_rows.reset();
    m_number->clear();
    m_reason->clear();
    hide();
}

bool Confirmation::isGiven() const
{
    return !m_rows || (typedRows() == m_rows && !reason().isEmpty());
}

std::optional<qint64> Confirmation::typedRows() const
{
    return Phrases::typedCount(m_number->text());
}

QString Confirmation::reason() const
{
    return m_reason->text().trimmed();
}

} // namespace bulkhead
