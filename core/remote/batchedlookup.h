// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/lookup.h"

#include <QThreadPool>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>

namespace bulkhead {

/// A Lookup over any kind of call: cuts the keys into batches, has several under way at once, and matches
/// answers to keys by value, so that no order, gap, repetition or foreign answer can give a row the value
/// of another one. A key that a call left out, or answered with nonsense, is asked for again; in the end it
/// is Unknown; a key with two answers that differ is Refused, since nobody can tell which is right. A call over which
/// the service fails is made again in halves, so that a key it stumbles over costs itself only.
/// Batches are begun in the order of their questions, the halves and what is asked again included; no thread is idle
/// while any question has one left. A question that is stopped waits for nobody else's.
class BatchedLookup final : public Lookup
{
public:
    BatchedLookup(std::unique_ptr<LookupCall> call, std::shared_ptr<ServiceGate> gate);
    ~BatchedLookup() override;

    QStringList fields() const override { return m_call->fields(); }
    LookupResult find(const QStringList &keys, std::stop_token stop) override;
    std::optional<Outage> outage() const override { return m_gate->outage(); }
    LookupFigures figures() const override;

private:
    class Question;
    struct Batch
    {
        QStringList forms;
        int round = 0; ///< how often these were asked for before, and left out
    };
    struct Waiting
    {
        std::shared_ptr<Question> question;
        Batch batch;
        std::stop_token stop;
    };
    enum Place { Behind, Next }; ///< of what was asked for before
    void post(const std::shared_ptr<Question> &question, const Batch &batch, int mostKeys, Place place,
              std::stop_token stop);
    void askNext();
    void ask(ServiceGate::Turn &turn, const Waiting &waiting);
    QStringList settle(Question &question, const Batch &batch, const CallReply &reply);

    const std::unique_ptr<LookupCall> m_call;
    const std::shared_ptr<ServiceGate> m_gate;
    std::atomic<qint64> m_keys = 0;
    std::atomic<qint64> m_foreign = 0;
    std::atomic<qint64> m_doubled = 0;
    std::atomic<qint64> m_missing = 0;
    std::mutex m_mutex;
    std::deque<Waiting> m_again; ///< goes before what is new
    std::deque<Waiting> m_new;
    QThreadPool m_pool; ///< last: it ends first, and waits for its threads
};

} // namespace bulkhead
