// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

struct pg_result;

namespace bulkhead {

/// Parameters in the shape that PQexecPrepared takes; keeps what it points to.
class PostgresParameters
{
public:
    explicit PostgresParameters(const SqlValues &values);

    int count() const { return int(m_pointers.size()); }
    const char *const *values() const { return m_pointers.data(); }
    const int *lengths() const { return m_lengths.data(); }
    const int *formats() const { return m_formats.data(); }
    /// PostgreSQL keeps no NUL character in a text, and libpq would silently cut the text there.
    bool hasNulCharacter() const { return m_hasNulCharacter; }

private:
    std::vector<QByteArray> m_texts;
    std::vector<const char *> m_pointers;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
    bool m_hasNulCharacter = false;
};

/// Whether the columns hold a bytea, and nothing that readRows() could not read in binary.
bool wantsBinary(const pg_result *description);
/// Integers, booleans, floats, uuid and bytea become values of their own type, all else text.
SqlRows readRows(pg_result *result);
/// Every cell as its text.
CellTable readCells(std::shared_ptr<const pg_result> owner);

} // namespace bulkhead
