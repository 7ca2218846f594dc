// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/listcompletion.h"

#include "core/store/sqldialect.h"

namespace bulkhead {

Result<CellTable> completionAnswers(SqlConnection &connection, const ListCompletion &completion,
                                    const QStringList &values)
{
    return connection.cells("with keys as (" + eachText(connection.kind(), "$1") + ") " +
                                completion.sql.of(connection.kind()).toUtf8(),
                            {textList(values)});
}

} // namespace bulkhead
