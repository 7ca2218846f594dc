// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/rowpage.h"
#include "core/operation/duplicateindex.h"
#include "core/operation/operation.h"
#include "core/source/rowsource.h"

#include <map>
#include <string>
#include <vector>

namespace bulkhead {

/// What the checks made of one row. Views hold until the next row is checked, and no longer than the
/// row's own.
struct CheckedRow
{
    std::vector<FieldValue> fields;    ///< one for each field of the operation
    std::vector<QByteArrayView> cells; ///< as they may be stored: secrets emptied
    QByteArrayView raw;                ///< of a row that could not be decoded, if it may be stored
    std::vector<RowError> errors;      ///< empty: the row is good
    std::vector<std::size_t> unhashed; ///< fields whose value is a password still in the clear
};

/// Applies mapping and field rules to rows, and finds duplicates inside the source. One for each
/// reading of a source; rows must come in order. Not thread-safe.
class RowChecker
{
public:
    /// The mapping must have no mappingProblems(). Constants are checked once, here: see problems().
    /// `columns` are the names of the source's columns; one whose name is that of a secret field is
    /// never stored, mapped or not.
    RowChecker(const Operation &operation, const QStringList &columns, const Mapping &mapping);

    /// Errors in the constants; the job must not start with any.
    const std::vector<RowError> &problems() const { return m_constantErrors; }
    /// The constants in their checked form, by field index.
    const std::vector<std::string> &constants() const { return m_constants; }

    void check(const SourceRow &row, CheckedRow &out);

private:
    struct Feed
    {
        int column = -1; ///< index in the source; -1: none
        bool constant = false;
    };
    struct Duplicates
    {
        UniqueRule rule;
        std::vector<std::size_t> fields;
        DuplicateIndex seen;
    };

    void hideSecrets(const SourceRow &row, CheckedRow &out) const;
    void checkField(std::size_t index, const SourceRow &row, CheckedRow &out);
    void checkKeyOfTable(CheckedRow &out);
    void checkOneOf(CheckedRow &out);
    void checkDuplicates(const SourceRow &row, CheckedRow &out);
    bool hasError(const CheckedRow &row, const QString &field) const;

    const Operation &m_operation;
    std::vector<Feed> m_feeds;
    std::vector<std::string> m_constants;
    std::vector<RowError> m_constantErrors;
    std::vector<bool> m_secretColumns;
    bool m_hasSecrets = false;
    std::vector<std::string> m_own; ///< a buffer for each field, used again row after row
    std::vector<Duplicates> m_duplicates;
    std::map<std::string, Field, std::less<>> m_keysOfTables; ///< the key field as the table that a row names has it
    std::string m_key;
};

/// Which columns of a source must not be stored or shown: those mapped to a secret, or named as one.
std::vector<bool> secretColumns(const Operation &operation, const QStringList &columns, const Mapping &mapping);

} // namespace bulkhead
