// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationproblems.h"

#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype mostLines = 3; ///< of one file; the editor shows them all

/// A mistake begins with its place: path:line:column.
QString pathOf(const QString &problem)
{
    static const QRegularExpression place(u"^(.+?):\\d+:\\d+: "_s);
    return place.match(problem).captured(1);
}

} // namespace

OperationProblems::OperationProblems(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    hide();
}

void OperationProblems::show(const std::vector<Error> &problems)
{
    delete m_rows;
    m_rows = new QWidget(this);
    auto *layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (const Error &problem : problems)
        layout->addWidget(row(problem));
    m_layout->addWidget(m_rows);
    setVisible(!problems.empty());
}

QWidget *OperationProblems::row(const Error &problem)
{
    const QString words = problem.toString();
    const QString path = pathOf(words);
    QStringList lines = words.split(u'\n');
    const qsizetype more = lines.size() - mostLines;
    if (more > 0)
        lines = lines.first(mostLines) << tr("… and %Ln more mistake(s)", "", int(more));
    auto *box = new QWidget(m_rows);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    //: ✕ marks what is wrong; %1 says where and why
    auto *label = new TonedLabel(TonedLabel::Tone::Negative,
                                 tr("✕ An operation file cannot be used: %1").arg(lines.join(u'\n')), box);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(label->text());
    layout->addWidget(label, 1);
    if (!path.isEmpty()) {
        auto *edit = new QPushButton(themedIcon(u"document-edit"_s), tr("Mend"), box);
        edit->setObjectName(u"mendOperation"_s);
        edit->setToolTip(tr("Open the file in the editor"));
        connect(edit, &QPushButton::clicked, this, [this, path] { Q_EMIT editWanted(path); });
        layout->addWidget(edit, 0, Qt::AlignTop);
    }
    return box;
}

} // namespace bulkhead
