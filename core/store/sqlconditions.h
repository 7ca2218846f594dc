// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

namespace bulkhead {

/// Puts the conditions of one query together and numbers their parameters.
class SqlConditions
{
public:
    /// "$4", to be written into a condition.
    QByteArray parameter(SqlValue value)
    {
        m_parameters.push_back(std::move(value));
        return '$' + QByteArray::number(qsizetype(m_parameters.size()));
    }
    void add(const QByteArray &condition) { m_text += (m_text.isEmpty() ? " where " : " and ") + condition; }

    /// " where … and …", or nothing.
    const QByteArray &text() const { return m_text; }
    const SqlValues &parameters() const { return m_parameters; }

private:
    QByteArray m_text;
    SqlValues m_parameters;
};

} // namespace bulkhead
