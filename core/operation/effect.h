// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changetally.h"
#include "core/job/job.h"
#include "core/operation/chunkrows.h"
#include "core/remote/outage.h"
#include "core/store/sqlconnection.h"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace bulkhead {

class LookupMemory;
class ServiceRegistry;

/// A row that was not done, and why.
struct Refusal
{
    std::size_t row = 0; ///< index within the chunk
    RowError error;
    std::vector<RowError> others = {}; ///< whatever else is wrong with it
    bool isTransient = false;          ///< it may succeed when it is tried again as it is

    std::vector<RowError> errors() const;
};

/// What services said of a chunk before its transaction.
struct Gathering
{
    std::vector<Refusal> refused; ///< rows that can go no further
    /// A service is gone, or lets nobody in: the rest says nothing. Put the chunk back, and ask again after the time
    /// told, which is never zero.
    std::optional<Outage> outage;
    /// Of an outage: the service is there, and said itself, each time, that it failed over what it was asked. It may be
    /// stumbling over these rows: `refused` has those then that got no answer, for who does not want to ask again.
    bool isFault = false;
    bool cancelled = false; ///< it was told to stop, and the rest says nothing
    ServiceTally tally;     ///< what was said of the rows, and what it cost
};

struct EffectOutcome
{
    std::vector<Refusal> refused;
    std::vector<std::size_t> unchanged; ///< rows whose record already was as it should be
    QByteArray ids;                     ///< 16 bytes for each row of the chunk, zero where there is none; or nothing
    QByteArray changes;                 ///< ChangePage, compressed: what was done, or would be; may be nothing
    ChangeTally tally;
    std::vector<std::pair<QString, QJsonObject>> events; ///< kind and detail, for the job's log
};

/// What tidying up came to.
struct Tidied
{
    std::vector<std::pair<QString, QJsonObject>> events; ///< as those of an EffectOutcome
    bool isAll = true;                                   ///< else there is more to do
};

/// What an effect is asked to do.
struct EffectRequest
{
    const ChunkRows &rows;
    std::span<const std::size_t> chosen; ///< indexes of the rows, ascending
    /// What a preview said: a record that is not as it was then is refused as STALE. Null without one.
    const ChangePage *expected = nullptr;
    /// Of a revert: what is to be taken back.
    const ChangePage *takenBack = nullptr;
    QString actor;         ///< on whose behalf
    bool isTrusted = true; ///< an administrator who acts as nobody else
    /// The transaction is a snapshot (see Effect::worksOnSnapshot): records need no locks before they are written.
    bool isSnapshot = false;
};

/// What an operation does to the target, for a chunk at a time. One for each worker: it keeps prepared
/// statements and what it learned of the target between chunks. Belongs to one connection.
class Effect
{
public:
    virtual ~Effect() = default;

    /// Outside of a transaction, before each of the two below: makes ready what they need in the session.
    virtual Status prepare(SqlConnection &connection, const ChangePage *takenBack) = 0;
    /// With no transaction open: asks services about these rows of the chunk, and remembers what they say until the
    /// next call. Comes before each of the two below. Ends within a second of `stop`.
    virtual Result<Gathering> gather(const ChunkRows &rows, std::span<const std::size_t> chosen, std::stop_token stop);
    /// In an open transaction: applies the effect. Rows that are refused are told in the outcome and leave no
    /// trace; all others are done. An Error means that nothing of it can be trusted: roll back, and look at the
    /// connection's diagnosis() whether it is worth another try.
    virtual Result<EffectOutcome> apply(SqlConnection &connection, const EffectRequest &request) = 0;
    /// Whether apply() may run in a TransactionKind::Snapshot. There what it looked at cannot have changed when it is
    /// written: the writing fails instead, and the chunk is applied once more without. To lock each record first
    /// costs a third of an update, and hardly ever does somebody change one in the same moment.
    virtual bool worksOnSnapshot() const { return false; }
    /// In an open transaction, which may be read-only: what apply() would do now.
    virtual Result<EffectOutcome> preview(SqlConnection &connection, const EffectRequest &request) = 0;
    /// Whether there is anything to tidy up when no row of the job is left to do.
    virtual bool tidiesUp() const { return false; }
    /// In an open transaction: does it, a part at a time, each in a transaction of its own. Several workers may do it
    /// at once, or one once more.
    virtual Result<Tidied> tidyUp(SqlConnection &connection);
};

/// `feeds` say which fields the job's list has at all. `services` (may be null, and then none is known) must outlive
/// the effect; `settings` are those of the job, and `memory` is what its service said so far (may be null).
std::unique_ptr<Effect> makeEffect(Database kind, const Operation &operation, const FieldFeeds &feeds,
                                   ServiceRegistry *services = nullptr, const QMap<QString, QString> &settings = {},
                                   const std::shared_ptr<LookupMemory> &memory = {});
/// Takes back what a job did.
std::unique_ptr<Effect> makeRevert(Database kind);

} // namespace bulkhead
