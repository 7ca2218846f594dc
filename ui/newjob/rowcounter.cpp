// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/rowcounter.h"

#include "core/csv/csvcount.h"
#include "ui/session/session.h"

#include <QFile>
#include <QTimer>

namespace bulkhead {

using namespace Qt::StringLiterals;

RowCounter::RowCounter(Session &session, QObject *parent)
    : QObject(parent), m_session(session), m_tick(new QTimer(this))
{
    m_tick->setInterval(200);
    connect(m_tick, &QTimer::timeout, this, &RowCounter::progressed);
}

RowCounter::~RowCounter()
{
    stop();
}

void RowCounter::start(const QString &path, const CsvDialect &dialect)
{
    stop();
    m_watch = std::make_shared<Watch>();
    m_tick->start();
    auto count = [path, dialect, watch = m_watch]() -> Result<qint64> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{u"FILE_UNREADABLE"_s, Text::verbatim(file.errorString()), {}};
        return countCsvRecords(&file, dialect, [watch](qint64, qint64 records) {
            watch->rows = records;
            return !watch->stop;
        });
    };
    m_session.work<Result<qint64>>(this, count, [this, watch = m_watch](const Result<qint64> &rows) {
        if (watch != m_watch)
            return;
        stop();
        // What stands in the way of counting stands in the way of checking, which says it.
        if (rows)
            Q_EMIT finished(*rows);
    });
}

void RowCounter::stop()
{
    if (m_watch)
        m_watch->stop = true;
    m_watch.reset();
    m_tick->stop();
}

qint64 RowCounter::rows() const
{
    return m_watch ? m_watch->rows.load() : 0;
}

} // namespace bulkhead
