// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"
#include "core/store/sqlconditions.h"

namespace bulkhead {

/// The order of a list of jobs, as SQL: by one value, and the newest first among equals.
class JobOrder
{
public:
    explicit JobOrder(const JobQuery &query) : m_sort(query.sort), m_descending(query.descending) {}

    /// " order by …" over the table of jobs under this name.
    QByteArray orderBy(const QByteArray &alias) const;
    /// The jobs under the name "j" that come after this one.
    QByteArray after(const Job &job, SqlConditions &where) const;

private:
    /// What is sorted by; empty for the time of submission.
    QByteArray value(const QByteArray &alias) const;
    /// The same of a job that is known.
    SqlValue valueOf(const Job &job) const;

    JobSort m_sort;
    bool m_descending;
};

} // namespace bulkhead
