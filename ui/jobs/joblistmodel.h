// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <QAbstractTableModel>

#include <vector>

namespace bulkhead {

struct Operation;
class OperationCatalog;
class RunningJobs;

/// Jobs as rows. update() keeps selection and scroll position: rows that stay are changed in place.
class JobListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StatusColumn,
        OperationColumn,
        ListColumn,
        ProgressColumn,
        RowsColumn,
        ActorColumn,
        WhenColumn,
        TimeColumn,
        ColumnCount
    };
    enum Role {
        StateRole = Qt::UserRole, ///< JobState as int
        CountsRole,               ///< QVariant of JobCounts
        AwaitsRole,               ///< JobAwaits as int
    };

    JobListModel(const OperationCatalog &catalog, const RunningJobs &running, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// In the order in which they were asked for. `complete` says that no more come after them.
    void update(std::vector<Job> jobs, bool complete);
    void append(std::vector<Job> jobs, bool complete);
    const Job &job(int row) const { return m_jobs.at(std::size_t(row)); }
    const std::vector<Job> &jobs() const { return m_jobs; }
    bool isComplete() const { return m_complete; }
    /// What the database sorts a column by; nothing for columns that it cannot.
    static std::optional<JobSort> sortOf(Column column);
    /// Times are relative to now: say them again.
    void refreshTimes();

private:
    QString text(const Job &job, Column column) const;
    QString progressText(const Job &job) const;
    QString timeText(const Job &job) const;
    QString tip(const Job &job, Column column) const;
    void removeMissing(const std::vector<Job> &jobs);

    const OperationCatalog &m_catalog;
    const RunningJobs &m_running;
    std::vector<Job> m_jobs;
    bool m_complete = true;
};

/// "Create users", in the reader's language; the id of an operation that is no longer there.
QString operationTitle(const OperationCatalog &catalog, const QString &operation);
/// The same of a job; of one that takes another back, that it does.
QString jobTitle(const OperationCatalog &catalog, const Job &job);
/// What a job's rows are called: its file, or the query of its operation, that in the reader's language.
QString listTitle(const OperationCatalog &catalog, const Job &job);
QString listTitle(const Operation &operation, const Job &job);

} // namespace bulkhead

Q_DECLARE_METATYPE(bulkhead::JobCounts)
