// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgresserver.h"

#include "tests/support/patience.h"

#include <libpq-fe.h>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThread>

#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

namespace {

constexpr const char *password = "pass word'\\%/@:#é";

/// The folder of the newest server programs: Debian keeps them out of the PATH.
QString programFolder()
{
    const QDir root(u"/usr/lib/postgresql"_s);
    QStringList versions = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::ranges::sort(versions, std::greater(), [](const QString &v) { return v.toInt(); });
    for (const QString &version : versions) {
        const QString folder = root.filePath(version + u"/bin"_s);
        if (QFile::exists(folder + u"/initdb"_s) && QFile::exists(folder + u"/postgres"_s))
            return folder;
    }
    const QString initdb = QStandardPaths::findExecutable(u"initdb"_s);
    return initdb.isEmpty() ? QString() : QFileInfo(initdb).absolutePath();
}

/// Below those that the system gives to whoever asks for any: they would be somebody else's soon, at the latest while
/// the server is down for a moment.
int freePort()
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        const int port = QRandomGenerator::system()->bounded(20'000, 32'000);
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(quint16(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const bool isFree = bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
        close(fd);
        if (isFree)
            return port;
    }
    return 0;
}

} // namespace

std::unique_ptr<PostgresServer> PostgresServer::start(QString *whyNot, bool isDurable)
{
    std::unique_ptr<PostgresServer> server(new PostgresServer);
    server->m_isDurable = isDurable;
    if (const QString url = qEnvironmentVariable("BULKHEAD_TEST_POSTGRES"); !url.isEmpty()) {
        const Result<ConnectionTarget> target = ConnectionTarget::parse(url);
        if (!target) {
            *whyNot = target.error().toString();
            return nullptr;
        }
        server->m_admin = *target;
        return server;
    }
    if (!server->initialise(whyNot))
        return nullptr;
    // Another program may take the port between our look and the server's.
    for (int attempt = 0; attempt < 5; ++attempt) {
        server->m_admin.port = freePort();
        if (server->launch(whyNot))
            return server;
    }
    return nullptr;
}

PostgresServer::~PostgresServer()
{
    if (!m_process || m_process->state() == QProcess::NotRunning)
        return;
    kill(pid_t(m_process->processId()), SIGINT); // "fast": ends sessions and stops
    if (!m_process->waitForFinished(10'000))
        crash();
}

ConnectionTarget PostgresServer::adminByTcp() const
{
    ConnectionTarget target = m_admin;
    target.host = u"127.0.0.1"_s;
    if (isOurs())
        target.password = QString::fromUtf8(password);
    return target;
}

bool PostgresServer::initialise(QString *whyNot)
{
    m_programs = programFolder();
    if (m_programs.isEmpty()) {
        *whyNot = u"no PostgreSQL server is installed: apt install postgresql-15"_s;
        return false;
    }
    // A socket's path is at most 107 bytes long, so not under a deep TMPDIR.
    m_folder = std::make_unique<QTemporaryDir>(u"/tmp/bulkhead-pg-XXXXXX"_s);
    if (geteuid() == 0) {
        const passwd *user = getpwnam("postgres");
        if (!user) {
            *whyNot = u"there is no user postgres to run the server as"_s;
            return false;
        }
        m_userId = user->pw_uid;
        m_groupId = user->pw_gid;
        if (chown(QFile::encodeName(m_folder->path()).constData(), m_userId, m_groupId) != 0) {
            *whyNot = u"cannot give the folder to user postgres"_s;
            return false;
        }
    }
    m_admin = {
        .kind = Database::PostgreSQL, .host = m_folder->path(), .database = u"postgres"_s, .user = u"postgres"_s};
    const QString passwordFile = m_folder->filePath(u"password"_s);
    QFile file(passwordFile);
    if (!file.open(QIODevice::WriteOnly) || file.write(password) < 0)
        return false;
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    return run(u"initdb"_s,
               {u"-D"_s, m_folder->filePath(u"data"_s), u"-U"_s, u"postgres"_s, u"--encoding=UTF8"_s,
                u"--locale=C.UTF-8"_s, u"--auth-local=trust"_s, u"--auth-host=scram-sha-256"_s,
                u"--pwfile="_s + passwordFile, u"--no-sync"_s},
               whyNot);
}

bool PostgresServer::run(const QString &program, const QStringList &arguments, QString *whyNot)
{
    QProcess process;
    asServerUser(process);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(m_programs + u'/' + program, arguments);
    if (process.waitForFinished(5 * patienceMs) && process.exitCode() == 0)
        return true;
    *whyNot = program + u": "_s + QString::fromUtf8(process.readAll()) + process.errorString();
    return false;
}

/// The server must not outlive the test, even one that crashes.
void PostgresServer::asServerUser(QProcess &process) const
{
    process.setWorkingDirectory(m_folder->path());
    process.setChildProcessModifier([user = m_userId, group = m_groupId, parent = getpid()] {
        if (user != 0 && (setgroups(0, nullptr) != 0 || setgid(group) != 0 || setuid(user) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGQUIT); // after setuid(), which clears it
        if (getppid() != parent)
            _exit(126);
    });
}

bool PostgresServer::launch(QString *whyNot)
{
    m_process = std::make_unique<QProcess>();
    asServerUser(*m_process);
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardOutputFile(m_folder->filePath(u"log"_s), QIODevice::Append);
    const QString safety = m_isDurable ? u"on"_s : u"off"_s;
    m_process->start(m_programs + u"/postgres"_s,
                     {u"-D"_s, m_folder->filePath(u"data"_s), u"-k"_s, m_folder->path(), u"-p"_s,
                      QString::number(m_admin.port), u"-c"_s, u"listen_addresses=127.0.0.1"_s, u"-c"_s,
                      u"fsync="_s + safety, u"-c"_s, u"full_page_writes="_s + safety, u"-c"_s,
                      u"synchronous_commit="_s + safety, u"-c"_s, u"max_connections=100"_s});
    const QByteArray host = m_admin.host.toUtf8();
    const QByteArray port = QByteArray::number(m_admin.port);
    const char *const keywords[] = {"host", "port", nullptr};
    const char *const values[] = {host.constData(), port.constData(), nullptr};
    const QDeadlineTimer deadline(patienceMs);
    while (!deadline.hasExpired() && !m_process->waitForFinished(0) && m_process->state() != QProcess::NotRunning) {
        if (PQpingParams(keywords, values, 0) == PQPING_OK)
            return true;
        QThread::msleep(20);
    }
    QFile log(m_folder->filePath(u"log"_s));
    *whyNot = u"postgres did not start: "_s +
              (log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll().right(2000)) : m_process->errorString());
    return false;
}

bool PostgresServer::crash()
{
    kill(pid_t(m_process->processId()), SIGQUIT);
    return m_process->waitForFinished(patienceMs);
}

} // namespace bulkhead::test
