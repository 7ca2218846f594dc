// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/fieldrow.h"

#include "ui/widgets/tonedlabel.h"
#include "ui/widgets/wheelguard.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

// What a combo entry stands for; a column's name is kept beside it, since it may be any text.
constexpr int kindRole = Qt::UserRole;
constexpr int columnRole = Qt::UserRole + 1;
enum EntryKind { Nothing, Column, Constant };

} // namespace

FieldRow::FieldRow(const Field &field, QGridLayout *grid, int line, const QString &note)
    : QObject(grid->parentWidget()), m_name(field.name), m_hidden(field.isSecret() || field.masked),
      m_combo(new QComboBox(grid->parentWidget())), m_side(new QStackedWidget(grid->parentWidget())),
      m_example(new TonedLabel(TonedLabel::Tone::Quiet, m_side)), m_constant(new QLineEdit(m_side))
{
    const QString title = field.title.toString().isEmpty() ? field.name : field.title.toString();
    //: Marks a field that must have a value
    auto *label = new QLabel(field.required ? tr("%1 *").arg(title) : title, grid->parentWidget());
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(field.help.toString());
    label->setBuddy(m_combo);
    auto *remark = new TonedLabel(TonedLabel::Tone::Quiet, note, grid->parentWidget());
    remark->setWordWrap(false);
    auto *arrow = new TonedLabel(TonedLabel::Tone::Quiet, u"←"_s, grid->parentWidget());

    m_combo->setObjectName("map_"_L1 + field.name);
    m_combo->setAccessibleName(tr("Column for %1").arg(title));
    m_combo->setToolTip(field.help.toString());
    m_combo->setMinimumContentsLength(16);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_constant->setObjectName("constant_"_L1 + field.name);
    m_constant->setAccessibleName(tr("Value of %1 for every row").arg(title));
    m_constant->setPlaceholderText(tr("the same value for every row"));
    m_constant->setAcceptDrops(false);
    if (m_hidden)
        m_constant->setEchoMode(QLineEdit::Password);
    if (field.maxLength > 0)
        m_constant->setMaxLength(field.maxLength);
    m_example->setWordWrap(false);
    m_example->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_side->addWidget(m_example);
    m_side->addWidget(m_constant);
    m_side->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    grid->addWidget(label, line, 0);
    grid->addWidget(remark, line, 1);
    grid->addWidget(arrow, line, 2);
    grid->addWidget(m_combo, line, 3);
    grid->addWidget(m_side, line, 4);
    WheelGuard::protect(m_combo);
    setColumns({});
    connect(m_combo, &QComboBox::activated, this, [this] {
        showEditor();
        if (isConstant())
            m_constant->setFocus();
        Q_EMIT changed();
    });
    connect(m_constant, &QLineEdit::textEdited, this, &FieldRow::changed);
}

void FieldRow::setColumns(const QStringList &columns)
{
    Mapping before;
    addTo(before);
    m_combo->clear();
    //: A field that gets no value
    m_combo->addItem(tr("– nothing –"));
    m_combo->setItemData(0, Nothing, kindRole);
    for (const QString &column : columns) {
        m_combo->addItem(column);
        m_combo->setItemData(m_combo->count() - 1, Column, kindRole);
        m_combo->setItemData(m_combo->count() - 1, column, columnRole);
    }
    m_combo->insertSeparator(m_combo->count());
    m_combo->addItem(tr("The same for every row…"));
    m_combo->setItemData(m_combo->count() - 1, Constant, kindRole);
    set(before);
}

void FieldRow::set(const Mapping &mapping)
{
    int index = 0;
    if (mapping.constants.contains(m_name)) {
        index = m_combo->findData(Constant, kindRole);
        m_constant->setText(mapping.constants[m_name]);
    } else if (mapping.columns.contains(m_name)) {
        index = qMax(0, m_combo->findData(mapping.columns[m_name], columnRole));
    }
    m_combo->setCurrentIndex(index);
    showEditor();
}

void FieldRow::addTo(Mapping &mapping) const
{
    if (isConstant())
        mapping.constants.insert(m_name, m_constant->text());
    else if (const QString name = column(); !name.isNull())
        mapping.columns.insert(m_name, name);
}

void FieldRow::setExample(const QString &example)
{
    m_example->setText(example);
    m_example->setToolTip(example);
}

QList<QWidget *> FieldRow::controls() const
{
    return {m_combo, m_constant};
}

QString FieldRow::column() const
{
    return m_combo->currentData(kindRole).toInt() == Column ? m_combo->currentData(columnRole).toString() : QString();
}

bool FieldRow::isConstant() const
{
    return m_combo->currentData(kindRole).toInt() == Constant;
}

void FieldRow::showEditor()
{
    m_side->setCurrentWidget(isConstant() ? static_cast<QWidget *>(m_constant) : m_example);
}

} // namespace bulkhead
