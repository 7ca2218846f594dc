// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operationcatalog.h"
#include "core/store/jobstore.h"

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace bulkhead {

class DatabaseLink;
class PasswordKeeper;
class Services;
class Settings;

/// One operator at one database: opens it, keeps a Runner at work in it, and is the only way from a
/// widget to its data. UI thread only, unless said otherwise. Nothing here ever waits on the database,
/// a file or the network, but for the destructor, which interrupts what runs.
class Session : public QObject
{
    Q_OBJECT

public:
    enum class State { Closed, Opening, Open, Failed };
    /// Interactive is for what someone looks at or waits for: short questions. Background is for long
    /// work: planning, exporting. Each has its own threads and connections.
    enum class Lane { Interactive, Background };

    Session(Settings &settings, OperationCatalog catalog, QObject *parent = nullptr);
    ~Session() override;

    State state() const { return m_state; }
    const ConnectionTarget &target() const { return m_target; }
    /// Why the state is Failed.
    const Error &lastError() const { return m_lastError; }
    /// The same object as long as the session; what it holds changes before each operationsChanged(). So
    /// only for the UI thread, and no pointer into it is kept.
    const OperationCatalog &catalog() const { return m_catalog; }
    /// Reads the operation files anew, on another thread; operationsChanged() follows.
    void readOperations();
    Settings &settings() { return m_settings; }
    /// The services outside that jobs may ask, whichever database is open.
    Services &services() { return *m_services; }
    /// The one place that remembers passwords of servers, so that what was typed once is not asked for again.
    PasswordKeeper &passwords() { return *m_passwords; }
    /// Who works here, as new jobs and their log keep it: on PostgreSQL the user who logged in.
    QString actor() const;

    /// Names what open() will be called for as soon as its password is found, which may wait for a person:
    /// Opening until then. Only while nothing was opened yet.
    void announce(const ConnectionTarget &target);
    /// Leaves the present database and opens another; stateChanged() follows, now and when it is done.
    /// The embedded file always gets its tables made; a server only with `migrate`.
    void open(const ConnectionTarget &target, bool migrate);

    /// Of this process's runner, for Submission::worker; null while there is none.
    QUuid workerId() const { return m_workerId; }
    /// Look for work at once: call it when a job was submitted, resumed or retried.
    void wakeRunner();
    /// Asked to stop when the present database is left or the program ends. For the observers of long
    /// questions and work; a copy may be read from any thread.
    std::stop_token closing() const;

    /// `question` runs on a thread that owns a JobStore, `answer` on the UI thread, never after
    /// `context` is gone or the database was left. Answers come in the order they are found, so a
    /// caller for whom only the latest counts keeps a serial number. A question always runs, though its
    /// context went; while no database is open the answer is an error (NOT_CONNECTED).
    template <typename T>
    void ask(QObject *context, Lane lane, std::function<Result<T>(JobStore &)> question,
             std::function<void(Result<T>)> answer);

    /// For work that needs no database, as checking a file: `job` runs on a pool, `done` on the UI
    /// thread, never after `context` is gone.
    template <typename T> void work(QObject *context, std::function<T()> job, std::function<void(T)> done);

Q_SIGNALS:
    void stateChanged();
    /// This job may look different now; a null id says that any may. At most ten a second in all.
    void jobChanged(const QUuid &jobId);
    void operationsChanged();

private:
    using Delivery = std::function<void()>;

    void enqueue(Lane lane, std::function<void(Result<JobStore *>)> question);
    /// From any thread: runs `delivery` on the UI thread if `context` is still there by then.
    void deliver(const QPointer<QObject> &context, Delivery delivery);
    void deliverFrom(quint64 generation, const QPointer<QObject> &context, Delivery delivery);
    void setState(State state);
    void noteChange(const QUuid &jobId);
    void tellChanges();

    Settings &m_settings;
    OperationCatalog m_catalog;
    const std::unique_ptr<Services> m_services;
    const std::unique_ptr<PasswordKeeper> m_passwords;
    State m_state = State::Closed;
    ConnectionTarget m_target;
    Error m_lastError;
    QUuid m_workerId;
    QString m_actor;          ///< of the open database
    quint64 m_generation = 0; ///< of the link; answers of an earlier one are dropped
    QSet<QUuid> m_changed;
    QTimer m_changeTimer;
    QTimer m_pollTimer;
    QThreadPool m_pool;
    std::unique_ptr<DatabaseLink> m_link;
    std::vector<std::unique_ptr<DatabaseLink>> m_left; ///< told to end; joined at the end
};

template <typename T>
void Session::ask(QObject *context, Lane lane, std::function<Result<T>(JobStore &)> question,
                  std::function<void(Result<T>)> answer)
{
    enqueue(lane, [this, generation = m_generation, guard = QPointer<QObject>(context), question = std::move(question),
                   answer = std::move(answer)](Result<JobStore *> store) {
        auto found = std::make_shared<Result<T>>(store ? question(*store.value()) : Result<T>(store.error()));
        deliverFrom(generation, guard, [found, answer] { answer(std::move(*found)); });
    });
}

template <typename T> void Session::work(QObject *context, std::function<T()> job, std::function<void(T)> done)
{
    m_pool.start([this, guard = QPointer<QObject>(context), job = std::move(job), done = std::move(done)] {
        auto result = std::make_shared<T>(job());
        deliver(guard, [result, done] { done(std::move(*result)); });
    });
}

} // namespace bulkhead
