// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace bulkhead::test {

/// One operation on one list: what is there before, what the list says, and what becomes of each row.
struct OperationCase
{
    const char *name;
    const char *operation;
    const char *actAs;
    const char *csv;
    QStringList outcome;  ///< "row:CODE", only the failed ones
    const char *question; ///< about the records afterwards
    QStringList answer;
};

/// SQL that fills the tables for all cases.
QByteArray recordsOfCases(Database kind);
const std::vector<OperationCase> &operationCases();

} // namespace bulkhead::test
