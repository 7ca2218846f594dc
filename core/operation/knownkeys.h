// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/chunkrows.h"
#include "core/store/sqlconnection.h"

#include <optional>
#include <unordered_set>

namespace bulkhead {

/// The keys that a PostgreSQL table held when they were read, as hashes of 8 bytes: tells which rows are
/// worth asking the server about, at a fraction of what asking for each costs. A row that it lets pass
/// may still be refused: somebody else wrote the key meanwhile, or the server writes or lower-cases the
/// value in another way.
class KnownKeys
{
public:
    /// Larger tables are not read: from there on asking for the keys of a list is cheaper.
    static constexpr qint64 maxRows = 200'000;

    /// Nothing, if the table has more than maxRows. Needs an open transaction; leaves its
    /// enable_seqscan off.
    static Result<std::optional<KnownKeys>> read(SqlConnection &connection, const Operation &operation,
                                                 const UniqueRule &rule);

    bool mayHold(const ChunkRows &rows, std::size_t row) const;

private:
    struct Part
    {
        std::size_t field;
        bool ignoreCase;
    };

    Status take(SqlConnection &connection, const QByteArray &query);

    std::vector<Part> m_parts;
    std::unordered_set<quint64> m_hashes;
};

} // namespace bulkhead
