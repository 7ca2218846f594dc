// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobstate.h"
#include "core/job/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace bulkhead {

/// What the process ends with; scripts rely on these.
enum class ExitCode {
    Done = 0,
    Usage = 1,      ///< wrong arguments, options, files or set-up
    NoDatabase = 2, ///< cannot reach the database
    JobFailed = 3,  ///< the job failed or was cancelled
    SomeFailed = 4, ///< done, with failed rows
    Interrupted = 130,
};

/// The terminal: results on standard output, everything that is said about them on standard error.
class Console
{
public:
    Console();

    void print(const QString &line);
    void print(const QJsonObject &object); ///< on one line
    void say(const QString &line);         ///< standard error
    /// Says the error and returns the code that goes with it.
    ExitCode fail(const Error &error);

    /// Columns aligned by the width of their widest cell; those in `rightAligned` are figures.
    void table(const QStringList &header, const std::vector<QStringList> &rows, const std::vector<bool> &rightAligned);

    /// Whether standard error is a terminal, so that a line can be drawn over.
    bool isLive() const { return m_live; }
    /// Replaces the line that was drawn before.
    void draw(const QString &line);
    void endDrawing();
    int width() const;

private:
    bool m_live = false;
    bool m_drawn = false;
};

/// USAGE: the command line asks for something that cannot be.
Error wrongUsage(const char *text, const QStringList &args = {});

/// QCoreApplication::translate(), under the name by which lupdate finds it.
QString translate(const char *context, const char *text);
/// A state as a word for people.
QString stateWord(JobState state);
QString stateWord(ItemState state);

QString formatCount(qint64 count);
/// "2 min 5 s"; "0.4 s" below ten seconds.
QString formatDuration(qint64 ms);

} // namespace bulkhead
