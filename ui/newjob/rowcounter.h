// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <optional>

class QTimer;

namespace bulkhead {

class Session;

/// Counts the rows of a file beside everything else; a new count ends the one before. Lives on the UI
/// thread, counts on another.
class RowCounter : public QObject
{
    Q_OBJECT

public:
    explicit RowCounter(Session &session, QObject *parent = nullptr);
    ~RowCounter() override;

    void start(const QString &path, const CsvDialect &dialect);
    void stop();
    bool isRunning() const { return m_watch != nullptr; }
    /// Rows found so far.
    qint64 rows() const;

Q_SIGNALS:
    void progressed();
    void finished(qint64 rows);

private:
    struct Watch
    {
        std::atomic<bool> stop = false;
        std::atomic<qint64> rows = 0;
    };

    Session &m_session;
    QTimer *m_tick;
    std::shared_ptr<Watch> m_watch; ///< of the count that is wanted; others are told to stop
};

} // namespace bulkhead
