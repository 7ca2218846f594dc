// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/operation/rowrelation.h"
#include "core/operation/tablecatalog.h"

#include <span>

namespace bulkhead {

/// One kind of change to one table, as SQL over a RowRelation r and the table t. Both the dry run and the
/// apply ask the same question first (classify), so that the second cannot do but what the first said; only the
/// apply then writes. Refusals that the table's own catalog foretells (not null, check, unique, references) are
/// part of the question. Belongs to one connection.
class TableChange
{
public:
    enum class Verb { Insert, Update, Upsert, Delete, Read };

    struct Written
    {
        QString column;
        QByteArray value;       ///< SQL over t, r, c, in the column's type
        bool isCompared = true; ///< false for a time stamp: it makes no difference of its own
        bool isForetold = true; ///< false where it may be another value each time, and a preview cannot bind it
    };
    /// Why a row may be refused. What is said to people is made by the caller, who knows the row.
    struct Rule
    {
        QByteArray condition; ///< SQL over t, r, c, actor; NULL counts as false
        RowError error;       ///< its text may lack what only the row knows
        QStringList args;     ///< what `error` still needs: "name" of the row, "t.name" of the record
        Words text = {};      ///< the sentence for these args
        bool isFinal = false;
    };
    struct Plan
    {
        Verb verb = Verb::Update;
        QString key;         ///< column
        QByteArray keyValue; ///< SQL over r
        QByteArray keyDrawn; ///< of an Insert: SQL for the key that the database gives, into r.bulkhead_key
        std::vector<Written> written;
        QStringList imaged;   ///< columns of the images; the key is the first
        QByteArray guard;     ///< SQL over t: records for which it does not hold are not there
        QByteArray compute;   ///< a query over rows, or nothing: relation c, joined by n
        QByteArray actor;     ///< a query for one row by $1 (a name), or nothing: relation actor
        bool asksWho = false; ///< relation acting (name, trusted): classify() is given the two
        QByteArray changed;   ///< SQL: whether there is anything to do; empty: by the written columns
        std::vector<Rule> rules;
        bool foretells = true; ///< ask the catalog's rules too
        /// Of a revert: a record that is as it is to be, or gone as it is to be, is Unchanged whatever the rules say.
        bool passesOverDone = false;
        bool takesDependents = false; ///< of a Delete: what the database deletes along may go
    };

    /// A row as classify() found it.
    struct Verdict
    {
        bool isFound = false;  ///< its record is there
        bool isChange = false; ///< something would be written
        quint64 broken = 0;    ///< rules by position
        std::span<const CellValue> before;
        std::span<const CellValue> after; ///< as it would be, where that was asked; of a Read what was read
    };
    struct Verdicts
    {
        CellTable cells;
        std::vector<Verdict> rows; ///< by the row's index in the chunk
    };

    TableChange(Database kind, TableInfo info, Plan plan, RowRelation relation);

    const TableInfo &info() const { return m_info; }
    const Plan &plan() const { return m_plan; }
    const std::vector<Rule> &rules() const { return m_plan.rules; }
    const RowRelation &relation() const { return m_relation; }

    /// What comes after classify().
    enum class Next {
        Nothing,  ///< a dry run
        Write,    ///< in a snapshot, which guards what was seen
        LockWrite ///< so the records are locked, in the order of their keys
    };
    struct Question
    {
        Next next = Next::Nothing;
        bool asksAfter = true; ///< what they would be; write() tells what they are
    };
    /// Looks at the rows that the relation holds.
    Result<Verdicts> classify(SqlConnection &connection, std::size_t chunkRows, Question question,
                              const SqlValues &who);

    /// What the database did with a set of rows.
    struct Outcome
    {
        std::vector<CellTable> tables;                 ///< hold the images
        std::vector<std::span<const CellValue>> after; ///< by the row's index in the chunk
        std::vector<bool> isDone;
        std::vector<std::pair<std::size_t, SqlDiagnosis>> refused;
    };
    /// In a transaction: the relation holds these rows and no others, but for those told in `unreadable`. They come in
    /// the order of their keys, which is the order in which their records are locked.
    Status fill(SqlConnection &connection, std::span<const std::size_t> rows, const RowRelation::Cell &cell,
                std::vector<RowRelation::Unreadable> &unreadable);
    /// Writes these rows (indexes in the chunk). A row that the database still refuses is found by
    /// halving, and leaves no trace.
    Status write(SqlConnection &connection, std::span<const std::size_t> inserts, std::span<const std::size_t> others,
                 const RowRelation::Cell &cell, Outcome &outcome);

private:
    void addCatalogRules();
    void addNotNull();
    void addChecks();
    void addUniques();
    void addReferences();
    void addDependents();
    QByteArray valueOf(const QString &column) const;
    bool isWritten(const QString &column) const;
    QByteArray different(const QByteArray &a, const QByteArray &b) const;
    QByteArray anyColumnDiffers() const;
    QByteArray candidate(const QByteArray &expression) const;
    QByteArray joins(bool withRecord) const;
    QByteArray prelude() const;
    QByteArray imageList(const QByteArray &alias) const;
    struct Writing
    {
        SqlConnection &connection;
        const RowRelation::Cell &cell;
        Outcome &outcome;
    };
    Status writeBatch(const Writing &writing, std::span<const std::size_t> rows, bool inserts);
    Result<CellTable> writeOnce(SqlConnection &connection, bool inserts);
    Result<CellTable> insertOnce(SqlConnection &connection);
    Result<CellTable> updateOnce(SqlConnection &connection);
    Result<CellTable> deleteOnce(SqlConnection &connection);
    Result<CellTable> images(SqlConnection &connection);

    Database m_kind;
    TableInfo m_info;
    Plan m_plan;
    RowRelation m_relation;
    std::vector<std::size_t> m_held; ///< the rows that the relation holds now
    QByteArray m_table;              ///< quoted
    QByteArray m_key;
};

} // namespace bulkhead
