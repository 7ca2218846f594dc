// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"
#include "core/remote/attempt.h"
#include "core/remote/instant.h"
#include "core/remote/servicegate.h"

#include <QHash>

#include <stop_token>
#include <vector>

namespace bulkhead {

/// What a service says about one key.
struct Answer
{
    enum class Kind {
        Found,
        NotFound,     ///< the service knows no such key
        InvalidInput, ///< the key is not one; without asking, or by the service's word
        Refused,      ///< the service does not want to say
        Unavailable,  ///< it could not be asked
        Unknown,      ///< it was asked, and its answer was lost or makes no sense
    };

    Kind kind = Kind::Unknown;
    QStringList values; ///< when found: in the order of Lookup::fields()
    QString code;       ///< when not found: stable, for programs
    Text text;          ///< when not found: the reason in words

    /// Only these may end otherwise when asked again.
    bool isTransient() const { return kind == Kind::Unavailable || kind == Kind::Unknown; }
    bool operator==(const Answer &) const = default;
};

/// The answers to a batch of keys: one for each distinct key, whatever happened.
struct LookupResult
{
    QHash<QString, Answer> answers;
    /// The service is gone, or lets nobody in: what is not answered here says nothing about the keys. A job
    /// had better pause with this reason, and ask again when Lookup::outage() is empty.
    std::optional<Outage> outage;
    bool cancelled = false; ///< the keys that were not answered before are Unavailable, code CANCELLED
    CallAccount account;    ///< what it cost
};

/// What went on between us and the service beside the calls themselves; a snapshot.
struct LookupFigures
{
    ServiceFigures service;
    qint64 keys = 0;    ///< distinct ones
    qint64 foreign = 0; ///< answers to keys nobody asked for; left aside
    qint64 doubled = 0; ///< answers to a key that had one already
    qint64 missing = 0; ///< keys a call left out or answered with nonsense; asked again
};

/// Asks a service about keys. Safe to use from any thread, by several jobs at once; the calling thread
/// waits. Nothing it does needs a database transaction, so none should be open.
class Lookup
{
public:
    virtual ~Lookup() = default;

    /// The names of the values a found key has.
    virtual QStringList fields() const = 0;
    /// Asks for every distinct key once (and again what may pass). Returns within a second of `stop`, even
    /// in the middle of a call that hangs.
    virtual LookupResult find(const QStringList &keys, std::stop_token stop) = 0;
    virtual std::optional<Outage> outage() const = 0;
    virtual LookupFigures figures() const = 0;
};

/// What one call brought, in the order and number in which the service said it.
struct CallReply
{
    Attempt attempt;
    std::vector<std::pair<QString, Answer>> answers;
};

/// A kind of service, as BatchedLookup needs it: how to make one call. Safe to use from any thread.
class LookupCall
{
public:
    virtual ~LookupCall() = default;

    virtual QStringList fields() const = 0;
    /// Keys that fit in one call; may become fewer when the service says that it cannot take so many.
    virtual int mostKeys() const = 0;
    /// How the service is asked for the key and answers about it: two keys with one form are one question.
    /// An error means that the key is invalid, so that nobody is asked. Also used on the service's answers.
    virtual Result<QString> form(const QString &key) const { return key; }
    /// One call, to its end, the deadline or soon after `stop`.
    virtual CallReply ask(const QStringList &forms, Instant deadline, std::stop_token stop) = 0;
};

} // namespace bulkhead
