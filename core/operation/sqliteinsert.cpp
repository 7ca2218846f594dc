// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/sqliteinsert.h"

#include "core/operation/sqlitestatement.h"

#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

void bindText(sqlite3_stmt *statement, int index, std::string_view text)
{
    // Static: the page and the buffers of the caller outlive the step that follows.
    sqlite3_bind_text(statement, index, text.data(), int(text.size()), SQLITE_STATIC);
}

/// The statement itself was understood when it was prepared: an error of its own is then one of a trigger or a check.
bool isAboutRow(int result)
{
    constexpr int primary = 0xff;
    const int code = result & primary;
    return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG || code == SQLITE_ERROR;
}

} // namespace

SqliteInsert::SqliteInsert(const Operation &operation, const FieldFeeds &feeds)
    : m_plan(operation, feeds), m_statement(statement())
{}

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
    const Result<SqliteStatement> prepared = prepareStatement(connection, m_statement);
    if (!prepared)
        return prepared.error();
    sqlite3_stmt *insert = prepared->get();

    EffectOutcome outcome;
    outcome.ids = QByteArray(qsizetype(rows.rows().size()) * 16, '\0');
    const std::vector<Field> &fields = m_plan.operation().fields;

    for (const std::size_t row : m_plan.inKeyOrder(rows, chosen)) {
        const Uuid7Sequence::Bytes id = m_plan.ids().next();
        char idText[36];
        Uuid7Sequence::write(id, idText);
        bindText(insert, 1, {idText, sizeof idText});
        int index = 1;
        for (const InsertPlan::Column &column : m_plan.columns()) {
            ++index;
            const auto value = m_plan.value(rows, row, column);
            if (!value)
                sqlite3_bind_null(insert, index);
            else if (fields[column.fields.front()].type == FieldType::Bool)
                sqlite3_bind_int(insert, index, *value == "true" ? 1 : 0);
            else
                bindText(insert, index, *value);
        }
        const int result = sqlite3_step(insert);
        if (result == SQLITE_DONE && sqlite3_changes(connection.sqlite()) > 0) {
            std::memcpy(outcome.ids.data() + row * 16, id.data(), id.size());
        } else if (result == SQLITE_DONE) {
            outcome.refused.push_back({row, InsertPlan::keptBack()});
        } else {
            const Error error = connection.refused(m_statement); // reads the message before reset clears it
            if (!isAboutRow(result))
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
