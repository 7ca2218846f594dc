// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/listcompletion.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace bulkhead {

Result<CellTable> completionAnswers(SqlConnection &connection, const ListCompletion &completion, const QStringList &values)
{
    const QByteArray from = connection.kind() == Database::PostgreSQL ? "jsonb_array_elements_text($1::jsonb)" : "json_each($1)";
    const QByteArray list = QJsonDocument(QJsonArray::fromStringList(values)).toJson(QJsonDocument::Compact);
    return connection.cells("with keys as (select value from " + from + ") " + completion.sql.of(connection.kind()).toUtf8(),
                            {QString::fromUtf8(list)});
}

} // namespace bulkhead
