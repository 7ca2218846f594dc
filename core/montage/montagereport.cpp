// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/montage/montagereport.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype mostMessages = 100;

}

void MontageReport::add(bool hasGeneral, int interests, std::chrono::milliseconds took)
{
    ++m_success;
    m_general += hasGeneral;
    m_interest += interests;
    m_time += took;
}

void MontageReport::addError(const QString &userId, const Error &error)
{
    ++m_errors;
    if (m_messages.size() < mostMessages)
        m_messages.append(u"User %1: %2"_s.arg(userId, error.message.toEnglish()));
}

void MontageReport::add(const MontageReport &other)
{
    m_success += other.m_success;
    m_errors += other.m_errors;
    m_general += other.m_general;
    m_interest += other.m_interest;
    m_time += other.m_time;
    m_messages += other.m_messages.mid(0, std::max<qsizetype>(0, mostMessages - m_messages.size()));
}

QJsonObject MontageReport::toJson(const QString &jobId, std::chrono::milliseconds duration) const
{
    return {{u"job_id"_s, jobId},
            {u"processed"_s, processed()},
            {u"success"_s, m_success},
            {u"errors"_s, m_errors},
            {u"general_montages"_s, m_general},
            {u"interest_montages"_s, m_interest},
            {u"duration"_s, qint64(duration.count())},
            {u"error_messages"_s, QJsonArray::fromStringList(m_messages)}};
}

QJsonObject MontageReport::summary() const
{
    const double average = m_success == 0 ? 0 : double(m_time.count()) / m_success;
    return {{u"general_montages"_s, m_general},
            {u"interest_montages"_s, m_interest},
            {u"avg_processing_time_per_user"_s, average}};
}

} // namespace bulkhead
