// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/joblogmodel.h"

#include "ui/session/session.h"

#include <QDateTime>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int pageSize = 500;
constexpr std::size_t mostEvents = 10000;

} // namespace

JobLogModel::JobLogModel(Session &session, const QUuid &jobId, QObject *parent)
    : QAbstractTableModel(parent), m_session(session), m_jobId(jobId)
{
}

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
        return words(event);
    case DetailColumn:
        return detail(event);
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

QString JobLogModel::words(const JobEvent &event)
{
    struct Known
    {
        const char16_t *kind;
        QString words;
    };
    const Known known[] = {
        //: event in the log of a job
        {u"submitted", tr("Submitted")},
        //: event in the log of a job: its list was read and it waits for a worker
        {u"queued", tr("List read, waiting")},
        //: event in the log of a job
        {u"started", tr("Started")},
        //: event in the log of a job
        {u"chunk_done", tr("Chunk done")},
        //: event in the log of a job
        {u"chunk_retried", tr("Chunk tried again")},
        //: event in the log of a job: a worker died and its chunk was taken up
        {u"lease_expired", tr("Worker lost, chunk taken up")},
        //: event in the log of a job
        {u"paused", tr("Paused")},
        //: event in the log of a job
        {u"resumed", tr("Resumed")},
        //: event in the log of a job
        {u"retried", tr("Failed rows retried")},
        //: event in the log of a job
        {u"completed", tr("Done")},
        //: event in the log of a job
        {u"partial", tr("Partly done")},
        //: event in the log of a job
        {u"failed", tr("Failed")},
        //: event in the log of a job
        {u"cancelled", tr("Cancelled")},
    };
    for (const Known &each : known) {
        if (event.kind == QStringView(each.kind))
            return each.words;
    }
    return event.kind;
}

QString JobLogModel::detail(const JobEvent &event)
{
    QStringList parts;
    for (auto entry = event.detail.constBegin(); entry != event.detail.constEnd(); ++entry) {
        const QJsonValue value = entry.value();
        QString words;
        if (value.isArray())
            words = Text::fromJson(value).toString();
        else if (value.isDouble())
            words = QLocale().toString(value.toInteger());
        else
            words = value.toVariant().toString();
        if (!words.isEmpty())
            parts.append(entry.key() + u' ' + words);
    }
    return parts.join(u" · "_s);
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
