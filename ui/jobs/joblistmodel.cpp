// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblistmodel.h"

#include "core/operation/operationcatalog.h"
#include "ui/jobs/runningjobs.h"
#include "ui/widgets/outcomebar.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"

#include <QDateTime>
#include <QGuiApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

bool looksTheSame(const Job &a, const Job &b)
{
    return a.state == b.state && a.counts == b.counts && a.startedAt == b.startedAt && a.completedAt == b.completedAt &&
           a.reason == b.reason && a.sourceName == b.sourceName && a.awaits == b.awaits;
}

} // namespace

QString operationTitle(const OperationCatalog &catalog, const QString &operation)
{
    const auto found = std::ranges::find(catalog.operations(), operation, &Operation::id);
    return found == catalog.operations().end() ? operation : found->title.toString();
}

QString jobTitle(const OperationCatalog &catalog, const Job &job)
{
    const QString title = operationTitle(catalog, job.operation);
    //: title of a job that takes another one back: %1 is the operation of that job
    return job.kind == JobKind::Revert
               ? QCoreApplication::translate("bulkhead::JobListModel", "Takes back: %1").arg(title)
               : title;
}

QString listTitle(const Operation &operation, const Job &job)
{
    // What is stored is the same for every reader.
    const bool isQuery = operation.source && operation.source->title.fallback == job.sourceName;
    return isQuery ? operation.source->title.toString() : job.sourceName;
}

QString listTitle(const OperationCatalog &catalog, const Job &job)
{
    const auto found = std::ranges::find(catalog.operations(), job.operation, &Operation::id);
    return found == catalog.operations().end() ? job.sourceName : listTitle(*found, job);
}

JobListModel::JobListModel(const OperationCatalog &catalog, const RunningJobs &running, QObject *parent)
    : QAbstractTableModel(parent), m_catalog(catalog), m_running(running)
{}

int JobListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant JobListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Job &job = m_jobs[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(job, column);
    case Qt::ToolTipRole:
        return tip(job, column);
    case Qt::TextAlignmentRole:
        return int((column == RowsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case StateRole:
        return int(job.state);
    case AwaitsRole:
        return int(job.awaits);
    case CountsRole:
        return QVariant::fromValue(job.counts);
    default:
        return {};
    }
}

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == RowsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case StatusColumn:
        return tr("Status");
    case OperationColumn:
        return tr("Operation");
    case ListColumn:
        //: column: the file or other source of the rows
        return tr("List");
    case ProgressColumn:
        return tr("Progress");
    case RowsColumn:
        //: column: how many rows the job has
        return tr("Rows");
    case ActorColumn:
        //: column: who started the job
        return tr("By");
    case WhenColumn:
        //: column: when the job was submitted
        return tr("Submitted");
    case TimeColumn:
        //: column: how long the job took, or the time left
        return tr("Time");
    case ColumnCount:
        break;
    }
    return {};
}

QString JobListModel::text(const Job &job, Column column) const
{
    switch (column) {
    case StatusColumn:
        return StatusLook::of(job, Theme::of(QGuiApplication::palette())).word;
    case OperationColumn:
        return jobTitle(m_catalog, job);
    case ListColumn:
        return listTitle(m_catalog, job);
    case ProgressColumn:
        return progressText(job);
    case RowsColumn:
        return Phrases::count(job.counts.total);
    case ActorColumn:
        return job.actor;
    case WhenColumn:
        return Phrases::relativeTime(job.createdAt, QDateTime::currentMSecsSinceEpoch());
    case TimeColumn:
        return timeText(job);
    case ColumnCount:
        break;
    }
    return {};
}

QString JobListModel::progressText(const Job &job) const
{
    if (job.state == JobState::Pending && job.awaits != JobAwaits::Nothing) {
        //: progress of a job that waits for a person
        return tr("nothing written yet");
    }
    if (job.state == JobState::Pending) {
        //: a job whose list is being read
        return tr("%Ln row(s) read", "", Phrases::plural(job.counts.total));
    }
    if (!isFinal(job.state)) {
        //: progress of a job in percent
        return tr("%1 %").arg(QLocale().toString(percentSettled(job.counts)));
    }
    return Phrases::outcome(job.counts).join(u" · "_s);
}

QString JobListModel::timeText(const Job &job) const
{
    if (const std::optional<qint64> left = m_running.timeLeftMs(job.id))
        return Phrases::timeLeft(*left);
    if (isFinal(job.state) && job.startedAt > 0 && job.completedAt > 0)
        return Phrases::duration(job.completedAt - job.startedAt);
    return u"–"_s;
}

QString JobListModel::tip(const Job &job, Column column) const
{
    switch (column) {
    case StatusColumn:
        return job.reason.toString();
    case OperationColumn:
        return job.operation;
    case WhenColumn:
        return Phrases::exactTime(job.createdAt);
    case TimeColumn:
        return Phrases::exactTime(job.completedAt);
    default:
        return text(job, column);
    }
}

void JobListModel::update(std::vector<Job> jobs, bool complete)
{
    m_complete = complete;
    removeMissing(jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (i < m_jobs.size() && m_jobs[i].id == jobs[i].id) {
            if (looksTheSame(m_jobs[i], jobs[i]))
                continue;
            m_jobs[i] = std::move(jobs[i]);
            Q_EMIT dataChanged(index(int(i), 0), index(int(i), ColumnCount - 1));
            continue;
        }
        const auto elsewhere = std::find_if(m_jobs.begin() + std::ptrdiff_t(std::min(i, m_jobs.size())), m_jobs.end(),
                                            [&](const Job &job) { return job.id == jobs[i].id; });
        if (elsewhere != m_jobs.end()) {
            const int from = int(elsewhere - m_jobs.begin());
            beginMoveRows({}, from, from, {}, int(i));
            std::rotate(m_jobs.begin() + std::ptrdiff_t(i), elsewhere, elsewhere + 1);
            endMoveRows();
            m_jobs[i] = std::move(jobs[i]);
            Q_EMIT dataChanged(index(int(i), 0), index(int(i), ColumnCount - 1));
            continue;
        }
        beginInsertRows({}, int(i), int(i));
        m_jobs.insert(m_jobs.begin() + std::ptrdiff_t(i), std::move(jobs[i]));
        endInsertRows();
    }
}

void JobListModel::removeMissing(const std::vector<Job> &jobs)
{
    for (std::size_t i = m_jobs.size(); i-- > 0;) {
        if (std::ranges::find(jobs, m_jobs[i].id, &Job::id) != jobs.end())
            continue;
        beginRemoveRows({}, int(i), int(i));
        m_jobs.erase(m_jobs.begin() + std::ptrdiff_t(i));
        endRemoveRows();
    }
}

void JobListModel::append(std::vector<Job> jobs, bool complete)
{
    m_complete = complete;
    std::erase_if(jobs, [this](const Job &job) { return std::ranges::find(m_jobs, job.id, &Job::id) != m_jobs.end(); });
    if (jobs.empty())
        return;
    beginInsertRows({}, int(m_jobs.size()), int(m_jobs.size() + jobs.size()) - 1);
    std::ranges::move(jobs, std::back_inserter(m_jobs));
    endInsertRows();
}

std::optional<JobSort> JobListModel::sortOf(Column column)
{
    switch (column) {
    case StatusColumn:
        return JobSort::State;
    case OperationColumn:
        return JobSort::Operation;
    case ListColumn:
        return JobSort::Source;
    case ActorColumn:
        return JobSort::Actor;
    case WhenColumn:
        return JobSort::Submitted;
    case TimeColumn:
        return JobSort::Duration;
    case ProgressColumn: // sums over their chunks
    case RowsColumn:
    case ColumnCount:
        break;
    }
    return std::nullopt;
}

void JobListModel::refreshTimes()
{
    if (!m_jobs.empty())
        Q_EMIT dataChanged(index(0, WhenColumn), index(int(m_jobs.size()) - 1, TimeColumn), {Qt::DisplayRole});
}

} // namespace bulkhead
