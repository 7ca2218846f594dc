// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QCoreApplication>

namespace bulkhead {

/// What an operation file says, in the words of the program's language.
struct OperationWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::OperationWords)

public:
    /// "Changes"
    static QString effect(EffectKind kind);
    /// "Changes records of users, found by id."
    static QString effectSentence(const Operation &operation);
    static QString type(FieldType type);
    /// "required · at most 100 characters"
    static QString rules(const Field &field);
    static QString role(Role role);
    /// "users", or for rows that name it "orders, services …"
    static QString table(const EffectSpec &effect);
    /// "built in", or the path of the file.
    static QString origin(const Operation &operation);
    /// A sentence of the file; what stands for a value of the row is put as ‹name›.
    static QString sentence(const Words &words, const QStringList &args);
};

} // namespace bulkhead
