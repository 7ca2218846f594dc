// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/fixedvalue.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QByteArray literalSql(const QString &text, const TableColumn &column, Database kind)
{
    const QByteArray quoted = '\'' + text.toUtf8().replace("'", "''") + '\'';
    if (kind == Database::PostgreSQL)
        return quoted + "::" + column.type;
    const bool isTruth = text == "true"_L1 || text == "false"_L1;
    if (isTruth && !column.holdsText())
        return text == "true"_L1 ? "1" : "0";
    return "cast(" + quoted + " as " + (column.type.isEmpty() ? QByteArray("text") : column.type) + ')';
}

} // namespace

QByteArray fixedSql(const FixedValue &fixed, const TableColumn &column, Database kind)
{
    switch (fixed.kind) {
    case FixedValue::Kind::Now:
        return kind == Database::PostgreSQL ? "now()::" + column.type
                                            : QByteArray("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')");
    case FixedValue::Kind::Literal:
        return literalSql(fixed.literal, column, kind);
    case FixedValue::Kind::Expression:
        break;
    }
    return '(' + fixed.expression.of(kind).toUtf8() + ')';
}

} // namespace bulkhead
