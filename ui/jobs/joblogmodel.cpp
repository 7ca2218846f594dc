// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblogmodel.h"

#include "ui/jobs/joblogwords.h"
#include "ui/session/session.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int pageSize = 500;
constexpr std::size_t mostEvents = 10000;

} // namespace

JobLogModel::JobLogModel(Session &session, const QUuid &jobId, QObject *parent)
    : QAbstractTableModel(parent), m_session(session), m_jobId(jobId)
{}

int JobLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_events.size());
}

int JobLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant JobLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    const JobEvent &event = m_events[std::size_t(index.row())];
    switch (Column(index.column())) {
    case TimeColumn:
        return QDateTime::fromMSecsSinceEpoch(event.at).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    case EventColumn:
        return JobLogWords::event(event);
    case DetailColumn:
        return JobLogWords::detail(event);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant JobLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case TimeColumn:
        return tr("Time");
    case EventColumn:
        //: column of the log of a job: what happened
        return tr("Event");
    case DetailColumn:
        return tr("Details");
    case ColumnCount:
        break;
    }
    return {};
}

void JobLogModel::readOn()
{
    if (m_asking) {
        m_again = true;
        return;
    }
    m_asking = true;
    m_again = false;
    m_session.ask<std::vector<JobEvent>>(
        this, Session::Lane::Interactive,
        [jobId = m_jobId, after = m_lastId](JobStore &store) { return store.events(jobId, after, pageSize); },
        [this](Result<std::vector<JobEvent>> events) {
            m_asking = false;
            if (!events) {
                Q_EMIT failed(events.error().toString());
                return;
            }
            const bool more = events->size() == pageSize;
            append(events.take());
            if (more || m_again)
                readOn();
        });
}

void JobLogModel::append(std::vector<JobEvent> events)
{
    if (events.empty())
        return;
    m_lastId = events.back().id;
    beginInsertRows({}, int(m_events.size()), int(m_events.size() + events.size()) - 1);
    std::ranges::move(events, std::back_inserter(m_events));
    endInsertRows();
    if (m_events.size() <= mostEvents)
        return;
    const std::size_t surplus = m_events.size() - mostEvents;
    beginRemoveRows({}, 0, int(surplus) - 1);
    m_events.erase(m_events.begin(), m_events.begin() + std::ptrdiff_t(surplus));
    endRemoveRows();
}

} // namespace bulkhead
