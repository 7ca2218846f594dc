// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/source/rowsource.h"

namespace bulkhead {

class ServiceRegistry;
class SqlConnection;

/// The list that a person chose: a file, text that was pasted, or the operation's own query. A value; any
/// thread may open it, any number of times.
struct ChosenList
{
    QString path;                  ///< absolute; empty when the list was pasted
    QByteArray pasted;             ///< UTF-8, as the spreadsheet copied it
    QString queryOf;               ///< id of the operation whose own query is the list; empty: it is not
    QString name;                  ///< for people
    CsvDialectOverrides overrides; ///< what the person corrected
    QString settingsFile = {};     ///< with what an operation that can be set is set to; see settingsOf()

    bool isQuery() const { return !queryOf.isEmpty(); }

    static ChosenList file(const QString &path);
    static ChosenList clipboard(const QString &text);
    static ChosenList query(const Operation &operation);
};

/// The first rows and what was detected. Reads no more than it needs. Errors as openCsvFile().
Result<SourcePreview> previewList(const ChosenList &list, int maxRows);
/// The same of an operation's query, which is asked of the database: off the UI thread.
Result<SourcePreview> previewQuery(const ChosenList &list, const Operation &operation, int maxRows,
                                   SqlConnection &connection, ServiceRegistry &services);
/// From the first row on. A query needs openListIn().
Result<std::unique_ptr<RowSource>> openList(const ChosenList &list);
/// Any list; `connection` and `services` must outlive it.
Result<std::unique_ptr<RowSource>> openListIn(SqlConnection &connection, const ChosenList &list,
                                              const Operation &operation, ServiceRegistry &services);
/// What an operation that can be set is set to in this window: what the file says and, before it, the environment.
/// Reads the file: off the UI thread.
Result<QMap<QString, QString>> settingsOf(const ChosenList &list, const Operation &operation);

} // namespace bulkhead
