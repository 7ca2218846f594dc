// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QByteArray>
#include <QStringList>

#include <span>

namespace bulkhead {

/// Writes one SQL text for both databases. In a text in braces stand:
///   {job} {chunk} …   the store's own table: bulkhead.job, bulkhead_job
///   {now}             the database's clock
///   {ms X}            the time X in milliseconds since the epoch
///   {at X}            the time that lies X milliseconds after the epoch
///   {after X}         the time in X milliseconds from now
///   {oneOf X}         "is one of the numbers in list X", see numberList()
///   {match C X}       column C contains the pattern X, see pattern(); whatever the case of letters
///   {lock T}          lock the rows of table (or alias) T until the transaction ends; {lockFree T} skips
///                     rows that others have locked; {share} lets others read but not change
/// Casts are written behind parameters, `$1::uuid`: SQLite takes them as part of the name.
class SqlDialect
{
public:
    explicit SqlDialect(Database kind) : m_kind(kind) {}

    Database kind() const { return m_kind; }
    QByteArray text(QByteArrayView source) const;
    /// A server whose own collation folds only ASCII is told to search by this one.
    void setMatchCollation(const QByteArray &collation) { m_matchCollation = collation; }

    QString numberList(std::span<const qint64> numbers) const;
    /// For {match}: words as they are, with wildcards of LIKE made harmless.
    QString pattern(const QString &words) const;

private:
    QByteArray expansion(QByteArrayView name, QByteArrayView argument) const;
    QByteArray postgres(QByteArrayView name, QByteArrayView argument) const;
    QByteArray sqlite(QByteArrayView name, QByteArrayView argument) const;

    Database m_kind;
    QByteArray m_matchCollation;
};

/// Texts as one parameter, for eachText().
QString textList(const QStringList &texts);
/// A query for one column, `value`: the texts of the textList() in this parameter ("$1").
QByteArray eachText(Database kind, const char *parameter);

} // namespace bulkhead
