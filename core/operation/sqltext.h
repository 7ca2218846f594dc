// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <QStringList>

namespace bulkhead {

/// Looking into SQL that somebody else wrote (a table's own definition, an operation file) without taking
/// it apart: strings, quoted names and comments are passed over.

/// Position of the parenthesis that closes the one at `open`; -1 if none does.
qsizetype closingParenthesis(const QByteArray &sql, qsizetype open);
/// What stands between commas that are in no parentheses, trimmed.
QByteArrayList splitAtCommas(const QByteArray &sql);
/// The names in it, quoted or not, as they stand; keywords and functions are among them.
QStringList namesIn(const QByteArray &sql);
bool mentions(const QByteArray &sql, const QString &name);
/// Whether it may give something else each time it is asked, though no record changed: the time, a random number.
/// Rather too often than not: on SQLite every function of dates counts.
bool mayVary(const QByteArray &sql);
/// Calls nothing, and is the same whenever it is asked: what most columns have as their default.
bool isConstant(const QByteArray &sql);
/// The expressions behind each word CHECK outside of parentheses deeper than the table's own.
QByteArrayList checkExpressions(const QByteArray &createTable);
/// Every `:name` that is no cast, replaced.
QByteArray withParameter(const QByteArray &sql, const QByteArray &name, const QByteArray &replacement);

} // namespace bulkhead
