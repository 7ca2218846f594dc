// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/language.h"
#include "app/desktop/startupconnection.h"
#include "core/engine/allocation.h"
#include "core/operation/operationcatalog.h"
#include "core/settings/settings.h"
#include "ui/frame/mainwindow.h"
#include "ui/frame/stallwatchdog.h"
#include "ui/session/session.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QIcon>

#include <cstdio>
#include <memory>
#include <optional>

#include <time.h>
#include <unistd.h>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Wishes
{
    QString database;
    QString file;
    QString language;
};

Wishes readCommandLine(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "A console for bulk jobs over records."));
    const QCommandLineOption database(
        u"database"_s, QCoreApplication::translate("main", "Database: sqlite:///file or postgresql://user@host/name."),
        u"URL"_s);
    const QCommandLineOption open(u"open"_s, QCoreApplication::translate("main", "Begin a new job with this list."),
                                  u"FILE"_s);
    const QCommandLineOption language(
        u"language"_s, QCoreApplication::translate("main", "Language of the window: en, ru or pt_BR."), u"NAME"_s);
    parser.addOptions({database, open, language});
    // A desktop gives the file alone when one is opened with us.
    parser.addPositionalArgument(u"file"_s, QCoreApplication::translate("main", "The same as --open FILE."),
                                 u"[FILE]"_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);
    const QString file = parser.isSet(open) ? parser.value(open) : parser.positionalArguments().value(0);
    return {parser.value(database), file, parser.value(language)};
}

/// Seconds since the process was started, loading included; proc(5) gives the start in ticks since boot.
double processAgeSeconds()
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = stat.readAll();
    const QByteArrayList fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    constexpr int startTime = 22 - 3;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9 -
           fields.value(startTime).toDouble() / double(sysconf(_SC_CLK_TCK));
}

} // namespace

int main(int argc, char *argv[])
{
    keepFreedMemory();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"bulkhead"_s);
    QApplication::setApplicationDisplayName(u"Bulkhead"_s);
    QApplication::setApplicationVersion(QStringLiteral(BULKHEAD_VERSION));
    QApplication::setDesktopFileName(u"bulkhead"_s);
    QApplication::setWindowIcon(QIcon::fromTheme(u"bulkhead"_s, QIcon(u":/icons/bulkhead.svg"_s)));

    const Wishes wishes = readCommandLine(application);
    Settings settings;
    const Language language(application, wishes.language.isEmpty() ? settings.language() : wishes.language);
    const OperationCatalog catalog = OperationCatalog::load();
    Session session(settings, catalog);
    StartupConnection startup(session);
    MainWindow window(session);

    std::unique_ptr<StallWatchdog> watchdog;
    if (qEnvironmentVariableIsSet("BULKHEAD_STALL_LOG")) {
        QObject::connect(&window, &MainWindow::firstPainted, &window, [&watchdog] {
            std::fprintf(stderr, "bulkhead: first paint after %.2f s\n", processAgeSeconds());
            // "1" says yes; a greater number is the threshold in milliseconds.
            const int threshold = qEnvironmentVariableIntValue("BULKHEAD_STALL_LOG");
            watchdog = std::make_unique<StallWatchdog>(threshold > 1 ? threshold : 50);
        });
    }

    for (const Error &problem : catalog.problems())
        window.tell(MessageKind::Warning, problem.toString());
    startup.open(wishes.database);
    if (!wishes.file.isEmpty())
        window.loadFile(QFileInfo(wishes.file).absoluteFilePath());
    window.show();
    const int code = QApplication::exec();
    if (watchdog)
        std::fprintf(stderr, "bulkhead: longest stall of the window %d ms, at work for %d ms at most\n",
                     watchdog->longestStallMs(), watchdog->longestWorkMs());
    return code;
}
