// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/effect.h"

#include "core/operation/montageeffect.h"
#include "core/operation/postgresinsert.h"
#include "core/operation/reverteffect.h"
#include "core/operation/sqliteinsert.h"
#include "core/operation/tableeffect.h"
#include "core/operation/tellingeffect.h"

namespace bulkhead {

namespace {

/// Inserts that need no question first go the fast road; their dry run asks as all others do.
class FastInsert final : public Effect
{
public:
    FastInsert(Database kind, const Operation &operation, const FieldFeeds &feeds)
        : m_operation(operation), m_feeds(feeds), m_slow(kind, operation, feeds)
    {}

    Status prepare(SqlConnection &connection, const ChangePage *takenBack) override
    {
        if (const Status ready = m_slow.prepare(connection, takenBack); !ready)
            return ready;
        if (!m_insert && isFast())
            m_insert = fastOn(connection.kind());
        return Done{};
    }

    Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) override
    {
        if (!m_insert)
            return m_slow.apply(connection, request);
        Result<EffectOutcome> outcome = m_insert->apply(connection, request.rows, request.chosen);
        if (outcome)
            outcome->tally.inserted = qint64(request.chosen.size() - outcome->refused.size());
        return outcome;
    }

    Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) override
    {
        return m_slow.preview(connection, request);
    }

private:
    /// Keys that the database draws are not known before.
    bool isFast() const { return m_slow.change(m_operation.effect.table).plan().keyDrawn.isEmpty(); }

    std::unique_ptr<BulkInsert> fastOn(Database kind) const
    {
        if (kind == Database::PostgreSQL)
            return std::make_unique<PostgresInsert>(m_operation, m_feeds);
        return std::make_unique<SqliteInsert>(m_operation, m_feeds);
    }

    Operation m_operation;
    FieldFeeds m_feeds;
    std::unique_ptr<BulkInsert> m_insert; ///< null where the table needs the slow road
    TableEffect m_slow;
};

/// An insert that has nothing to ask before it writes, and of which the rows say all that was written: it keeps no
/// images.
bool isPlain(const Operation &operation, const FieldFeeds &feeds)
{
    const EffectSpec &effect = operation.effect;
    return effect.kind == EffectKind::Insert && makesKeys(operation, feeds) && operation.refusals.empty() &&
           operation.compute.isEmpty() && !operation.lookup && !operation.sum && effect.fixed.empty() &&
           std::ranges::none_of(operation.fields, [](const Field &f) { return f.empty == EmptyCell::Clear; });
}

} // namespace

Result<Gathering> Effect::gather(const ChunkRows &, std::span<const std::size_t>, std::stop_token)
{
    return Gathering{};
}

Result<Tidied> Effect::tidyUp(SqlConnection &)
{
    return Tidied{};
}

std::vector<RowError> Refusal::errors() const
{
    std::vector<RowError> all{error};
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation, const FieldFeeds &feeds,
                                   ServiceRegistry *services, const QMap<QString, QString> &settings,
                                   const std::shared_ptr<LookupMemory> &memory)
{
    const EffectSpec &effect = operation.effect;
    if (effect.kind == EffectKind::Montages)
        return std::make_unique<MontageEffect>(kind, operation, services, settings);
    if (isPlain(operation, feeds))
        return std::make_unique<FastInsert>(kind, operation, feeds);
    std::unique_ptr<Effect> table = std::make_unique<TableEffect>(kind, operation, feeds, services, memory);
    if (operation.recordEvent)
        return std::make_unique<TellingEffect>(std::move(table), *operation.recordEvent);
    return table;
}

std::unique_ptr<Effect> makeRevert(Database kind)
{
    return std::make_unique<RevertEffect>(kind);
}

} // namespace bulkhead
