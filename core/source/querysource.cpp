// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/source/querysource.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qint64 rowsAtOnce = 5000;

} // namespace

QuerySource::QuerySource(SqlConnection &connection, const Operation &operation)
    : m_connection(connection), m_query(operation.source->sql.of(connection.kind()).toUtf8()),
      m_key(quotedIdentifier(operation.source->key))
{
    m_spec.kind = SourceSpec::Kind::Query;
    m_spec.name = operation.source->title.fallback;
}

Result<std::unique_ptr<RowSource>> QuerySource::open(SqlConnection &connection, const Operation &operation)
{
    if (!operation.source)
        return Error{u"NO_QUERY"_s,
                     Text{QT_TRANSLATE_NOOP("core", "The operation %1 has no query of its own."), {operation.id}},
                     Text{QT_TRANSLATE_NOOP("core", "Give it a list.")}};
    std::unique_ptr<QuerySource> source(new QuerySource(connection, operation));
    if (const Status read = source->readPage(); !read)
        return read.error();
    source->m_spec.columns = source->m_page.names;
    return std::unique_ptr<RowSource>(std::move(source));
}

Status QuerySource::readPage()
{
    const QByteArray behind = m_isFirst ? QByteArray() : " where q." + m_key + " > $1";
    Result<CellTable> page = m_connection.cells("select * from (" + m_query + ") q" + behind + " order by q." + m_key +
                                                    " limit " + QByteArray::number(rowsAtOnce),
                                                m_isFirst ? SqlValues() : SqlValues{m_lastKey});
    if (!page)
        return page.error();
    m_isFirst = false;
    m_page = page.take();
    m_next = 0;
    m_isLast = qint64(m_page.rowCount()) < rowsAtOnce;
    if (m_page.rowCount() == 0)
        return Done{};
    const QString key = QString::fromUtf8(m_key).remove(u'"');
    const qsizetype column = m_page.names.indexOf(key);
    if (column < 0)
        return Error{u"QUERY_KEY"_s, Text{QT_TRANSLATE_NOOP("core", "The query does not give its key “%1”."), {key}},
                     Text{QT_TRANSLATE_NOOP("core", "Add the column to the query in the operation file.")}};
    const CellValue &last = m_page.at(m_page.rowCount() - 1, std::size_t(column));
    const bool isNumber = last.kind == CellValue::Kind::Integer; // SQLite sorts texts behind all numbers
    m_lastKey =
        isNumber ? SqlValue(m_page.number(m_page.rowCount() - 1, std::size_t(column))) : SqlValue(last.toString());
    return Done{};
}

Result<bool> QuerySource::next(SourceRow &row)
{
    if (m_next == m_page.rowCount()) {
        if (m_isLast)
            return false;
        if (const Status read = readPage(); !read)
            return read.error();
        if (m_page.rowCount() == 0)
            return false;
    }
    m_cells.clear();
    for (std::size_t column = 0; column < m_page.columnCount(); ++column) {
        const std::string_view bytes = m_page.at(m_next, column).bytes;
        m_cells.emplace_back(bytes.data(), qsizetype(bytes.size()));
    }
    ++m_next;
    row = {.row = ++m_row, .line = 0, .cells = m_cells, .faults = {}, .raw = {}, .keptSecrets = {}};
    return true;
}

} // namespace bulkhead
