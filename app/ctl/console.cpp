// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/console.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

void write(std::FILE *file, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), file);
}

QString padded(const QString &cell, qsizetype width, bool right)
{
    return right ? cell.rightJustified(width) : cell.leftJustified(width);
}

} // namespace

Console::Console() : m_live(isatty(STDERR_FILENO) != 0) {}

void Console::print(const QString &line)
{
    write(stdout, line + u'\n');
}

void Console::print(const QJsonObject &object)
{
    print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

void Console::say(const QString &line)
{
    endDrawing();
    write(stderr, line + u'\n');
}

ExitCode Console::fail(const Error &error)
{
    QString text = error.message.toString();
    if (!error.hint.isEmpty())
        text += u'\n' + error.hint.toString();
    say(translate("bulkheadctl", "bulkheadctl: %1").arg(text));
    const bool unreachable = error.code == "DATABASE_UNREACHABLE"_L1 || error.code == "DATABASE_LOGIN_REFUSED"_L1 ||
                             error.code == "DATABASE_MISSING"_L1 || error.code == "DATABASE_FILE"_L1 ||
                             error.code == "DATABASE_LOST"_L1;
    return unreachable ? ExitCode::NoDatabase : ExitCode::Usage;
}

void Console::table(const QStringList &header, const std::vector<QStringList> &rows,
                    const std::vector<bool> &rightAligned)
{
    std::vector<qsizetype> widths;
    for (qsizetype column = 0; column < header.size(); ++column) {
        qsizetype width = header.at(column).size();
        for (const QStringList &row : rows)
            width = std::max(width, row.value(column).size());
        widths.push_back(width);
    }
    const auto line = [&](const QStringList &cells) {
        QString text;
        for (qsizetype column = 0; column < header.size(); ++column) {
            const auto at = std::size_t(column);
            text += padded(cells.value(column), widths[at], at < rightAligned.size() && rightAligned[at]) + u"  "_s;
        }
        print(text.trimmed().isEmpty() ? QString() : text.remove(text.size() - 2, 2));
    };
    line(header);
    std::ranges::for_each(rows, line);
}

void Console::draw(const QString &line)
{
    m_drawn = true;
    write(stderr, u"\r\x1b[2K"_s + line.left(width() - 1));
    std::fflush(stderr);
}

void Console::endDrawing()
{
    if (m_drawn)
        write(stderr, u"\n"_s);
    m_drawn = false;
}

int Console::width() const
{
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
    return known ? size.ws_col : 80;
}

Error wrongUsage(const char *text, const QStringList &args)
{
    return {u"USAGE"_s, Text{text, args}, {}};
}

QString translate(const char *context, const char *text)
{
    return QCoreApplication::translate(context, text);
}

QString stateWord(JobState state)
{
    switch (state) {
    case JobState::Pending:
        return translate("bulkheadctl", "pending");
    case JobState::Queued:
        return translate("bulkheadctl", "queued");
    case JobState::Processing:
        return translate("bulkheadctl", "processing");
    case JobState::Paused:
        return translate("bulkheadctl", "paused");
    case JobState::Completed:
        return translate("bulkheadctl", "completed");
    case JobState::Partial:
        return translate("bulkheadctl", "partial");
    case JobState::Failed:
        return translate("bulkheadctl", "failed");
    case JobState::Cancelled:
        return translate("bulkheadctl", "cancelled");
    }
    return {};
}

QString stateWord(ItemState state)
{
    switch (state) {
    case ItemState::Pending:
        return translate("bulkheadctl", "waiting");
    case ItemState::Succeeded:
        return translate("bulkheadctl", "succeeded");
    case ItemState::Failed:
        return translate("bulkheadctl", "failed");
    case ItemState::Skipped:
        return translate("bulkheadctl", "skipped");
    case ItemState::Cancelled:
        return translate("bulkheadctl", "cancelled");
    case ItemState::Unknown:
        return translate("bulkheadctl", "unknown");
    }
    return {};
}

QString formatCount(qint64 count)
{
    return QLocale().toString(count);
}

QString formatDuration(qint64 ms)
{
    const qint64 seconds = (ms + 500) / 1000;
    if (ms < 10'000)
        return translate("bulkheadctl", "%1 s").arg(QLocale().toString(double(ms) / 1000.0, 'f', 1));
    if (seconds < 60)
        return translate("bulkheadctl", "%1 s").arg(seconds);
    if (seconds < 3600)
        return translate("bulkheadctl", "%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return translate("bulkheadctl", "%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
}

} // namespace bulkhead
