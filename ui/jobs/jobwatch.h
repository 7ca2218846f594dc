// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/progressestimate.h"
#include "core/store/jobstore.h"
#include "ui/jobs/jobfacts.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace bulkhead {

class Session;

/// One job under observation: what it looks like now, followed as it changes. The figures of the job
/// come with every change; chunks, errors and what can be retried, which cost more to find, less often
/// the longer they take. UI thread.
class JobWatch : public QObject
{
    Q_OBJECT

public:
    /// Failed rows that no later job took up.
    struct Open
    {
        qint64 rows = 0;
        qint64 mended = 0;
    };

    JobWatch(Session &session, const QUuid &jobId, QObject *parent = nullptr);

    const QUuid &jobId() const { return m_jobId; }
    /// Nothing until it was read for the first time.
    const std::optional<Job> &job() const { return m_job; }
    const std::vector<ErrorCount> &errors() const { return m_details.errors; }
    const std::vector<Chunk> &chunks() const { return m_details.chunks; }
    const Open &open() const { return m_details.open; }
    /// The same, of the code that was chosen.
    const Open &openOfCode() const { return m_details.openOfCode; }
    /// Nothing until they were read, or where the job's own text cannot be read.
    const std::optional<JobFacts> &facts() const { return m_details.facts; }
    void setCode(const QString &code);
    const QString &code() const { return m_code; }

    double rowsPerSecond() const { return m_estimate.rowsPerSecond(); }
    std::optional<qint64> timeLeftMs() const;

    /// Reads everything again, whatever changed.
    void refresh();
    /// Only while true anything is asked.
    void setActive(bool active);

Q_SIGNALS:
    void jobChanged();
    /// Chunks, errors, open() or facts().
    void detailsChanged();
    /// Rows moved on: the items are not what they were.
    void itemsChanged();
    void missing();
    void failed(const QString &message);

private:
    struct Details
    {
        std::vector<ErrorCount> errors;
        std::vector<Chunk> chunks;
        Open open;
        Open openOfCode;
        std::optional<JobFacts> facts;
    };

    void look();
    void take(std::optional<Job> job);
    void lookAtDetails();
    static Result<Details> details(JobStore &store, const QUuid &jobId, const QString &code);
    static std::optional<JobFacts> factsOf(JobStore &store, const QUuid &jobId);

    Session &m_session;
    const QUuid m_jobId;
    std::optional<Job> m_job;
    Details m_details;
    QString m_code;
    ProgressEstimate m_estimate;
    QTimer m_detailsPace; ///< runs while another look at the details would be too soon
    QElapsedTimer m_asked;
    bool m_active = true;
    bool m_asking = false;
    bool m_askingDetails = false;
    bool m_again = false;
    bool m_detailsAgain = false;
};

} // namespace bulkhead
