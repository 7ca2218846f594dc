// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QAbstractTableModel>

#include <vector>

namespace bulkhead {

class Session;

/// The event list of a job, oldest first, read on from where it ended. Keeps the last ten thousand.
class JobLogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, EventColumn, DetailColumn, ColumnCount };

    JobLogModel(Session &session, const QUuid &jobId, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Asks for what happened since.
    void readOn();

Q_SIGNALS:
    void failed(const QString &message);

private:
    void append(std::vector<JobEvent> events);

    Session &m_session;
    const QUuid m_jobId;
    std::vector<JobEvent> m_events;
    qint64 m_lastId = 0;
    bool m_asking = false;
    bool m_again = false;
};

} // namespace bulkhead
