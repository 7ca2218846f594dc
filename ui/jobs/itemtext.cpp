// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemtext.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString ItemText::quoted(QString cell)
{
    if (cell.contains(u'\t') || cell.contains(u'\n') || cell.contains(u'\r') || cell.startsWith(u'"'))
        return u'"' + cell.replace(u'"', u"\"\""_s) + u'"';
    return cell;
}

QString ItemText::codes(const Item &item)
{
    QStringList codes;
    for (const RowError &error : item.errors) {
        if (!codes.contains(error.code))
            codes.append(error.code);
    }
    return codes.join(u", "_s);
}

QString ItemText::outcome(const Item &item)
{
    if (item.errors.empty())
        return item.result;
    QStringList sentences;
    for (const RowError &error : item.errors) {
        // Most messages name the field or its value themselves.
        const QString words = error.message.toString();
        sentences.append(error.field.isEmpty() || words.contains(error.field) ? words : error.field + u": "_s + words);
    }
    return sentences.join(u" · "_s);
}

QString ItemText::originalCell(const Item &item, int column)
{
    if (column < 0 || column >= int(item.cells.size()))
        return {};
    const QByteArray &bytes = item.cells[std::size_t(column)];
    // What could not be decoded is shown byte by byte rather than as nonsense that looks like text.
    return item.undecoded ? QString::fromLatin1(bytes) : QString::fromUtf8(bytes);
}

QString ItemText::cell(const Item &item, const QStringList &columns, int column)
{
    const auto mended = item.mended.constFind(columns.value(column));
    return mended == item.mended.constEnd() ? originalCell(item, column) : mended->toString();
}

QString ItemText::tabSeparated(const Item &item, const QStringList &columns, const std::vector<bool> &masked)
{
    QStringList cells{QString::number(item.row), itemStateName(item.state), codes(item), quoted(outcome(item))};
    for (int column = 0; column < int(columns.size()); ++column)
        cells.append(masked.at(std::size_t(column)) ? QString() : quoted(cell(item, columns, column)));
    return cells.join(u'\t');
}

QString ItemText::tabSeparatedHeader(const QStringList &columns)
{
    QStringList cells{tr("row"), tr("status"), tr("code"), tr("message")};
    for (const QString &column : columns)
        cells.append(quoted(column));
    return cells.join(u'\t');
}

} // namespace bulkhead
