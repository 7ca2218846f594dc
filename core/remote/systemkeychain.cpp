// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/systemkeychain.h"

#ifdef BULKHEAD_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

#include <QPromise>
#include <QThread>

#include <condition_variable>
#include <mutex>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

[[maybe_unused]] constexpr auto service = "bulkhead"_L1;
[[maybe_unused]] constexpr auto patience = 2min;

Error unreadable(const QString &key, const QString &why)
{
    return {u"CREDENTIAL_MISSING"_s, Text{QT_TRANSLATE_NOOP("core", "The keychain does not give “%1”: %2"), {key, why}},
            Text{QT_TRANSLATE_NOOP("core", "On a server without a keychain use env: or file: instead.")}};
}

Error refused(const QString &key, const QString &why)
{
    return {u"KEYCHAIN_REFUSED"_s, Text{QT_TRANSLATE_NOOP("core", "The keychain does not keep “%1”: %2"), {key, why}},
            Text{QT_TRANSLATE_NOOP("core", "On a server without a keychain use env: or file: instead.")}};
}

#ifdef BULKHEAD_KEYCHAIN

/// What lives in the thread that all calls of the keychain are made from. QtKeychain queues the calls of a
/// process in one object, which is not safe to use from two threads and belongs to whichever was first: so
/// that has to be one thread, there until the end. It is not joined: a keychain that hangs does not hold
/// up the end of the program.
QObject *keychainThread()
{
    static QObject *const home = [] {
        auto *thread = new QThread;
        thread->setObjectName(u"keychain"_s);
        auto *object = new QObject;
        object->moveToThread(thread);
        thread->start();
        return object;
    }();
    return home;
}

template <typename Job, typename Answer>
QFuture<Answer> ask(const QString &key, const std::function<void(Job &)> &prepare,
                    const std::function<Answer(const Job &)> &answer)
{
    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    QMetaObject::invokeMethod(keychainThread(), [=] {
        auto *job = new Job(service); // deletes itself when it is done
        job->setKey(key);
        prepare(*job);
        QObject::connect(job, &QKeychain::Job::finished, job, [=] {
            promise->addResult(answer(*job));
            promise->finish();
        });
        job->start();
    });
    return promise->future();
}

#else

QString absent()
{
    return Text{QT_TRANSLATE_NOOP("core", "this program was built without one")}.toString();
}

template <typename Answer> QFuture<Answer> answered(const Answer &answer)
{
    QPromise<Answer> promise;
    promise.start();
    promise.addResult(answer);
    promise.finish();
    return promise.future();
}

#endif

} // namespace

#ifdef BULKHEAD_KEYCHAIN

QFuture<Result<QString>> readFromKeychain(const QString &key)
{
    using Job = QKeychain::ReadPasswordJob;
    return ask<Job, Result<QString>>(
        key, [](Job &) {},
        [key](const Job &job) -> Result<QString> {
            if (job.error() == QKeychain::NoError)
                return job.textData();
            return unreadable(key, job.errorString());
        });
}

QFuture<Status> keepInKeychain(const QString &key, const QString &secret)
{
    using Job = QKeychain::WritePasswordJob;
    return ask<Job, Status>(
        key, [secret](Job &job) { job.setTextData(secret); },
        [key](const Job &job) -> Status {
            if (job.error() == QKeychain::NoError)
                return Done{};
            return refused(key, job.errorString());
        });
}

QFuture<Status> eraseFromKeychain(const QString &key)
{
    using Job = QKeychain::DeletePasswordJob;
    return ask<Job, Status>(
        key, [](Job &) {},
        [key](const Job &job) -> Status {
            if (job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound)
                return Done{};
            return refused(key, job.errorString());
        });
}

KeychainReader systemKeychain(std::stop_token stop)
{
    return [stop](const QString &key) -> Result<QString> {
        struct Waiting
        {
            std::mutex mutex;
            std::condition_variable_any changed;
            std::optional<Result<QString>> answer;
        };
        const auto waiting = std::make_shared<Waiting>();
        readFromKeychain(key).then(QtFuture::Launch::Sync, [waiting](const Result<QString> &answer) {
            const std::lock_guard lock(waiting->mutex);
            waiting->answer = answer;
            waiting->changed.notify_all();
        });
        std::unique_lock lock(waiting->mutex);
        if (waiting->changed.wait_for(lock, stop, patience, [&] { return waiting->answer.has_value(); }))
            return *waiting->answer;
        return unreadable(key, Text{QT_TRANSLATE_NOOP("core", "it does not answer")}.toString());
    };
}

#else

QFuture<Result<QString>> readFromKeychain(const QString &key)
{
    return answered<Result<QString>>(unreadable(key, absent()));
}

QFuture<Status> keepInKeychain(const QString &key, const QString &)
{
    return answered<Status>(refused(key, absent()));
}

QFuture<Status> eraseFromKeychain(const QString &key)
{
    return answered<Status>(refused(key, absent()));
}

KeychainReader systemKeychain(std::stop_token)
{
    return {};
}

#endif

} // namespace bulkhead
