// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changewords.h"

#include "ui/jobs/itemtext.h"
#include "ui/widgets/phrases.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// An empty text is a value; only NULL is a null QString.
QString textOf(const std::optional<QString> &value)
{
    return !value ? QString() : value->isNull() ? u""_s : *value;
}

QString keyColumn(const ChangedRecord &record)
{
    const bool gone = record.kind == ChangeKind::Delete || record.kind == ChangeKind::Unchanged;
    for (const ChangedRecord::Value &value : record.values) {
        if (!value.isChanged && (gone ? value.before : value.after).value_or(QString()) == record.key)
            return value.column;
    }
    return {};
}

} // namespace

ChangeWords::Cell ChangeWords::cell(const ChangedRecord &record, const ChangedRecord::Value &value)
{
    const QString before = textOf(value.before);
    switch (record.kind) {
    case ChangeKind::Update:
        return {value.isChanged ? ChangeKind::Update : ChangeKind::Unchanged, before, textOf(value.after)};
    case ChangeKind::Unchanged:
        return {ChangeKind::Unchanged, before, before};
    case ChangeKind::Insert:
    case ChangeKind::Delete:
    case ChangeKind::Read:
        break;
    }
    return {record.kind, before, textOf(value.after)};
}

QStringList ChangeWords::columns(const ChangeTally &total, const std::vector<ChangedRecord> &records)
{
    QStringList columns;
    for (const ChangedRecord &record : records) {
        const bool whole = record.kind != ChangeKind::Update && record.kind != ChangeKind::Unchanged;
        const QString key = whole ? keyColumn(record) : QString();
        for (const ChangedRecord::Value &value : record.values) {
            const bool shown = whole ? value.column != key : total.columns.contains(value.column);
            if (shown && !columns.contains(value.column))
                columns.append(value.column);
        }
    }
    return columns;
}

QString ChangeWords::tabSeparatedHeader(const QStringList &columns)
{
    QStringList cells{tr("row"), tr("what"), tr("table"), tr("record")};
    for (const QString &column : columns) {
        //: heading in a copied table: %1 is the name of a column
        cells.append(ItemText::quoted(tr("%1 before").arg(column)));
        //: heading in a copied table: %1 is the name of a column
        cells.append(ItemText::quoted(tr("%1 after").arg(column)));
    }
    return cells.join(u'\t');
}

QString ChangeWords::tabSeparated(const ChangedRecord &record, const QStringList &columns)
{
    QStringList cells{QString::number(record.row), changeKindName(record.kind), ItemText::quoted(record.table),
                      ItemText::quoted(record.key)};
    for (const QString &column : columns) {
        const auto value = std::ranges::find(record.values, column, &ChangedRecord::Value::column);
        const bool known = value != record.values.end();
        cells.append(known ? ItemText::quoted(textOf(value->before)) : QString());
        cells.append(known ? ItemText::quoted(textOf(value->after)) : QString());
    }
    return cells.join(u'\t');
}

QString ChangeWords::byColumn(const ChangeTally &tally, bool ofPreview)
{
    QStringList parts;
    for (auto column = tally.columns.cbegin(); column != tally.columns.cend(); ++column)
        parts.append(column.key() + u' ' + Phrases::count(column.value()));
    if (parts.isEmpty())
        return {};
    //: how many values change by column, as the preview says: %1 is a list such as "email 334 · name 857"
    return (ofPreview ? tr("Values that would change: %1")
                      //: how many values changed by column: %1 is a list such as "email 334 · name 857"
                      : tr("Values that changed: %1"))
        .arg(parts.join(u" · "_s));
}

QString ChangeWords::startUpsert(qint64 rows)
{
    //: On the button that starts a job
    return tr("Start: create or change %Ln record(s)", "", Phrases::plural(rows));
}

QString ChangeWords::startMontages(qint64 users)
{
    //: On the button that starts a job
    return tr("Start: make montages of %Ln user(s)", "", Phrases::plural(users));
}

QString ChangeWords::start(const ChangeTally &tally, bool isRevert)
{
    const int written = Phrases::plural(tally.written());
    if (isRevert)
        return tr("Start: take back %Ln change(s)", "", written);
    if (written == 0 && tally.read > 0)
        return tr("Start: look up %Ln record(s)", "", Phrases::plural(tally.read));
    if (written == 0)
        return tr("Nothing to start");
    if (tally.inserted == tally.written())
        return tr("Start: create %Ln record(s)", "", written);
    if (tally.deleted == tally.written())
        return tr("Start: delete %Ln record(s)", "", written);
    return tr("Start: change %Ln record(s)", "", written);
}

} // namespace bulkhead
