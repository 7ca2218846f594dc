// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/mappingstep.h"

#include "core/settings/settings.h"
#include "ui/newjob/fieldrow.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/tonedlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;

/// "or Password hash": what else would do in place of this field.
QString alternativesNote(const Operation &operation, const Field &field)
{
    for (const QStringList &group : operation.oneOf) {
        if (!group.contains(field.name))
            continue;
        QStringList others;
        for (const QString &name : group) {
            const Field *other = operation.field(name);
            if (other && name != field.name)
                others << other->title.toString();
        }
        //: After the title of a field: one of several fields is needed
        return MappingStep::tr("or %1").arg(others.join(u", "_s));
    }
    return {};
}

/// A password typed for all rows is asked for again: it is in no file, and in an earlier job only as a hash.
Mapping withoutSecrets(const Operation &operation, Mapping mapping)
{
    for (const Field &field : operation.fields) {
        if (field.isSecret() || field.masked)
            mapping.constants.remove(field.name);
    }
    return mapping;
}

} // namespace

MappingStep::MappingStep(Settings &settings, QWidget *parent)
    : StepPanel(3, tr("Columns"), parent), m_settings(settings),
      m_empty(new TonedLabel(TonedLabel::Tone::Quiet,
                             tr("Shows which column of the list feeds which field, once an operation and a list "
                                "are chosen."),
                             this)),
      m_origin(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_problems(new TonedLabel(TonedLabel::Tone::Caution, this)),
      m_unused(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_save(new QPushButton(tr("Save mapping"), this)),
      m_byName(new QPushButton(tr("Match by name"), this)), m_content(new QWidget(this))
{
    m_problems->setObjectName(u"mappingProblems"_s);
    m_unused->setObjectName(u"unusedColumns"_s);
    m_origin->setObjectName(u"mappingOrigin"_s);
    m_save->setObjectName(u"saveMappingButton"_s);
    m_save->setAccessibleName(m_save->text());
    m_save->setToolTip(tr("Keep this for the next list with the same header"));
    m_byName->setObjectName(u"matchByNameButton"_s);
    m_byName->setAccessibleName(m_byName->text());
    connect(m_save, &QPushButton::clicked, this, &MappingStep::save);
    connect(m_byName, &QPushButton::clicked, this, [this] {
        apply(mappingByName(*m_operation, m_preview.spec.columns));
        m_origin->setText(tr("Matched by name."));
        changed();
    });

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    buttons->addWidget(m_save);
    buttons->addWidget(m_byName);
    buttons->addWidget(m_origin, 1);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_problems);
    layout->addWidget(m_unused);
    layout->addLayout(buttons);
    body()->addWidget(m_empty);
    body()->addWidget(m_content);
    m_content->hide();
}

void MappingStep::setInput(const Operation *operation, const SourcePreview &preview)
{
    const bool sameOperation = operation == m_operation;
    const bool sameColumns = sameOperation && preview.spec.columns == m_preview.spec.columns;
    m_operation = operation;
    m_preview = preview;
    if (!sameOperation)
        rebuildRows();
    const bool usable = m_operation && !preview.spec.columns.isEmpty();
    m_empty->setVisible(!usable);
    m_content->setVisible(usable);
    if (!usable) {
        setState(StepState::Waiting);
        return;
    }
    if (!sameColumns || m_requested) {
        for (FieldRow *row : m_rows)
            row->setColumns(preview.spec.columns);
        prefill();
    }
    refresh();
}

void MappingStep::setMapping(const Mapping &mapping)
{
    m_requested = mapping;
    if (m_operation && !m_preview.spec.columns.isEmpty())
        setInput(m_operation, m_preview);
}

Mapping MappingStep::mapping() const
{
    Mapping mapping;
    for (const FieldRow *row : m_rows)
        row->addTo(mapping);
    return mapping;
}

bool MappingStep::isUsable() const
{
    return m_operation && !m_preview.spec.columns.isEmpty() &&
           mappingProblems(*m_operation, m_preview.spec.columns, mapping()).empty();
}

QStringList MappingStep::hiddenColumns() const
{
    QStringList columns;
    for (const FieldRow *row : m_rows) {
        if (row->isHidden() && !row->column().isNull())
            columns << row->column();
    }
    return columns;
}

void MappingStep::rebuildRows()
{
    delete m_grid;
    m_rows.clear();
    m_grid = new QWidget(m_content);
    auto *layout = new QGridLayout(m_grid);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(grid);
    layout->setVerticalSpacing(grid / 2);
    layout->setColumnStretch(4, 1);
    QList<QWidget *> order{m_content};
    if (m_operation) {
        for (const Field &field : m_operation->fields) {
            auto *row = new FieldRow(field, layout, int(m_rows.size()), alternativesNote(*m_operation, field));
            connect(row, &FieldRow::changed, this, [this] {
                m_origin->clear();
                changed();
            });
            m_rows.push_back(row);
            order.append(row->controls());
        }
    }
    order.append({m_save, m_byName});
    tabThrough(order);
    qobject_cast<QVBoxLayout *>(m_content->layout())->insertWidget(0, m_grid);
}

void MappingStep::prefill()
{
    const QStringList &columns = m_preview.spec.columns;
    if (m_requested) {
        apply(withoutSecrets(*m_operation, *m_requested));
        m_requested.reset();
        m_origin->setText(tr("As in the job that was copied."));
    } else if (const auto saved = m_settings.savedMapping(m_operation->id, columns)) {
        apply(*saved);
        m_origin->setText(tr("As saved for this header."));
    } else {
        apply(mappingByName(*m_operation, columns));
        m_origin->setText(tr("Matched by name."));
    }
}

void MappingStep::apply(const Mapping &mapping)
{
    for (FieldRow *row : m_rows)
        row->set(mapping);
}

void MappingStep::refresh()
{
    const Mapping now = mapping();
    QStringList unused = m_preview.spec.columns;
    for (const QString &column : now.columns)
        unused.removeAll(column);
    for (FieldRow *row : m_rows)
        row->setExample(example(*row));
    m_unused->say(unused.isEmpty() ? QString() : tr("Not used from the list: %1").arg(unused.join(u", "_s)));

    QStringList problems;
    for (const Error &problem : mappingProblems(*m_operation, m_preview.spec.columns, now))
        problems << problem.toString();
    m_problems->say(problems.join(u'\n'));
    const auto used = now.columns.size() + now.constants.size();
    if (problems.isEmpty())
        setState(StepState::Ready, tr("%n field(s) filled", nullptr, int(used)));
    else
        setState(StepState::Attention, tr("choose columns"));
}

void MappingStep::changed()
{
    refresh();
    Q_EMIT mappingChanged();
}

void MappingStep::save()
{
    m_settings.saveMapping(m_operation->id, m_preview.spec.columns, withoutSecrets(*m_operation, mapping()));
    m_origin->setText(tr("Saved: found again with the next list that has this header."));
}

QString MappingStep::example(const FieldRow &row) const
{
    const qsizetype column = m_preview.spec.columns.indexOf(row.column());
    if (row.column().isNull() || column < 0)
        return {};
    if (row.isHidden())
        return tr("not shown", "the values of a secret column");
    QStringList cells;
    for (const auto &cellsOfRow : m_preview.rows) {
        if (cells.size() == 3)
            break;
        if (size_t(column) < cellsOfRow.size() && !cellsOfRow[size_t(column)].trimmed().isEmpty())
            cells << cellsOfRow[size_t(column)].simplified().left(60);
    }
    return cells.join(u"  ·  "_s);
}

} // namespace bulkhead
