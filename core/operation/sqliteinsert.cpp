// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/sqliteinsert.h"

#include "core/operation/sqlitestatement.h"

#include <QDateTime>

#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

void bindText(sqlite3_stmt *statement, int index, std::string_view text)
{
    // Static: the page and the buffers of the caller outlive the step that follows.
    sqlite3_bind_text(statement, index, text.data(), int(text.size()), SQLITE_STATIC);
}

} // namespace

QByteArray SqliteInsert::statement() const
{
    QByteArray columns = quotedIdentifier(m_plan.effect().key);
    QByteArray values = "?";
    for (const InsertPlan::Column &column : m_plan.columns()) {
        columns += ", " + quotedIdentifier(column.name);
        values += ", ?";
    }
    return "insert into " + quotedIdentifier(m_plan.effect().table) + " (" + columns + ") values (" + values + ")";
}

Result<EffectOutcome> SqliteInsert::apply(SqlConnection &connection, const ChunkRows &rows,
                                          std::span<const std::size_t> chosen)
{
    const QByteArray sql = statement();
    const Result<SqliteStatement> prepared = prepareStatement(connection, sql);
    if (!prepared)
        return prepared.error();
    sqlite3_stmt *insert = prepared->get();

    EffectOutcome outcome;
    outcome.ids = QByteArray(qsizetype(rows.rows().size()) * 16, '\0');
    const std::string now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString();
    std::vector<std::string> literals;
    for (const InsertPlan::Column &column : m_plan.columns())
        literals.push_back(column.fixed ? column.fixed->literal.toStdString() : std::string());

    for (const std::size_t row : m_plan.inKeyOrder(rows, chosen)) {
        const Uuid7Sequence::Bytes id = m_plan.ids().next();
        char idText[36];
        Uuid7Sequence::write(id, idText);
        bindText(insert, 1, {idText, sizeof idText});
        for (std::size_t i = 0; i < m_plan.columns().size(); ++i) {
            const InsertPlan::Column &column = m_plan.columns()[i];
            const int index = int(i) + 2;
            if (column.fixed)
                bindText(insert, index, column.fixed->kind == FixedValue::Kind::Now ? now : literals[i]);
            else if (const auto value = m_plan.value(rows, row, column))
                bindText(insert, index, *value);
            else
                sqlite3_bind_null(insert, index);
        }
        const int result = sqlite3_step(insert);
        if (result == SQLITE_DONE) {
            std::memcpy(outcome.ids.data() + row * 16, id.data(), id.size());
        } else {
            const Error error = connection.refused(sql); // reads the message before reset clears it
            if ((result & 0xff) != SQLITE_CONSTRAINT)
                return error;
            outcome.refused.push_back({row, refusal(connection, rows, row)});
        }
        sqlite3_reset(insert);
    }
    return outcome;
}

RowError SqliteInsert::refusal(SqlConnection &connection, const ChunkRows &rows, std::size_t row) const
{
    const SqlDiagnosis &diagnosis = connection.diagnosis();
    if (diagnosis.sqlState == "23505") {
        if (const UniqueRule *rule = m_plan.ruleOf(diagnosis))
            return m_plan.alreadyExists(rows, row, *rule);
    }
    return m_plan.refusedBy(diagnosis);
}

} // namespace bulkhead
