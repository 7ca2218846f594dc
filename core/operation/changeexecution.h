// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/effect.h"
#include "core/operation/tablechange.h"

namespace bulkhead {

/// Puts into words why a row of a TableChange was not done: the change knows the rule, this knows the row.
class ChangeWording
{
public:
    virtual ~ChangeWording() = default;
    virtual RowError missing(std::size_t row) const = 0;
    virtual RowError broken(const TableChange::Rule &rule, std::size_t row,
                            const TableChange::Verdict &verdict) const = 0;
    virtual RowError refused(std::size_t row, const SqlDiagnosis &diagnosis) const = 0;
};

/// One call of an effect: asks, decides and (unless it is a dry run) writes, table after table; then gives the
/// outcome of it all. Lives within one transaction.
class ChangeExecution
{
public:
    /// `sum`: what to add up over all that is inserted or updated.
    ChangeExecution(SqlConnection &connection, const EffectRequest &request, bool writes,
                    std::optional<SumOf> sum = {});

    /// Before the first run(), within the transaction. `hasOwnJoins`: a file's own query joins what it likes.
    Status begin(bool hasOwnJoins);
    Status run(TableChange &change, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
               const ChangeWording &wording);
    EffectOutcome finish();

private:
    struct Decision;

    Result<TableChange::Verdicts> askAbout(TableChange &change);
    Status unask();
    Status sift(TableChange &change, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
                const ChangeWording &wording, std::vector<std::size_t> &sound);
    static bool isDoneAlready(const TableChange &change, const TableChange::Verdict &verdict);
    void decide(const TableChange &change, std::span<const std::size_t> rows, const TableChange::Verdicts &verdicts,
                const ChangeWording &wording, Decision &decision);
    std::optional<Text> staleness(const TableChange &change, std::size_t row,
                                  const TableChange::Verdict &verdict) const;
    void refuse(std::size_t row, std::vector<RowError> errors);
    void addUp(const TableChanges &table, const RowChange &change);
    void keep(const TableChange &change, const TableChange::Verdicts &verdicts, const Decision &decision,
              const TableChange::Outcome &written);

    SqlConnection &m_connection;
    const EffectRequest &m_request;
    bool m_writes;
    bool m_isMarked = false; ///< the savepoint of the next run is set
    std::size_t m_chunkRows;
    EffectOutcome m_outcome;
    ChangePageBuilder m_page;
    std::vector<const RowChange *> m_expected; ///< by row; empty without a preview
    std::optional<SumOf> m_sum;
};

} // namespace bulkhead
