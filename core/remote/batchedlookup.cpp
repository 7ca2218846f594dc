// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"

#include <condition_variable>
#include <deque>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Answer answerOf(const Attempt &attempt)
{
    using End = Attempt::End;
    const bool isRefusal =
        attempt.end == End::Refused || attempt.end == End::Denied || attempt.end == End::TooLarge;
    const Answer::Kind kind = isRefusal                  ? Answer::Kind::Refused
                              : attempt.end == End::Lost ? Answer::Kind::Unknown
                                                         : Answer::Kind::Unavailable;
    return {kind, {}, attempt.code, attempt.why};
}

Answer contradiction()
{
    return {Answer::Kind::Refused,
            {},
            u"CONTRADICTION"_s,
            Text{QT_TRANSLATE_NOOP("core", "The service gave two different answers.")}};
}

Answer leftOut()
{
    return {Answer::Kind::Unknown,
            {},
            u"NO_ANSWER"_s,
            Text{QT_TRANSLATE_NOOP("core", "The service answered, but said nothing about this one.")}};
}

} // namespace

/// One find() under way, shared by the threads that work at it.
class BatchedLookup::Question
{
public:
    Question(const LookupCall &call, const QStringList &keys)
    {
        QStringList forms;
        for (const QString &key : keys) {
            if (m_formOf.contains(key) || m_result.answers.contains(key))
                continue;
            const Result<QString> form = call.form(key);
            if (!form) {
                m_result.answers.insert(
                    key, {Answer::Kind::InvalidInput, {}, form.error().code, form.error().message});
                continue;
            }
            m_formOf.insert(key, *form);
            if (!m_asked.contains(*form)) {
                m_asked.insert(*form, std::nullopt);
                forms.append(*form);
            }
        }
        add({forms, 0}, call.mostKeys());
    }

    qsizetype batches() const { return qsizetype(m_open.size()); }
    qsizetype forms() const { return m_asked.size(); }

    /// The next batch; none once all are done, for which it waits while others may still be cut in pieces.
    std::optional<Batch> next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_open.empty() || m_underWay == 0; });
        if (m_open.empty())
            return std::nullopt;
        Batch batch = std::move(m_open.front());
        m_open.pop_front();
        ++m_underWay;
        return batch;
    }

    void done()
    {
        const std::lock_guard lock(m_mutex);
        --m_underWay;
        m_changed.notify_all();
    }

    void add(const Batch &batch, int mostKeys)
    {
        const std::lock_guard lock(m_mutex);
        for (qsizetype i = 0; i < batch.forms.size(); i += mostKeys)
            m_open.push_back({batch.forms.mid(i, mostKeys), batch.round});
        m_changed.notify_all();
    }

    void answer(const QStringList &forms, const Answer &answer)
    {
        const std::lock_guard lock(m_mutex);
        for (const QString &form : forms)
            m_asked.insert(form, answer);
    }

    void answer(const QString &form, const Answer &one)
    {
        const std::lock_guard lock(m_mutex);
        m_asked.insert(form, one);
    }

    void isOut(const Outage &outage)
    {
        const std::lock_guard lock(m_mutex);
        m_result.outage = outage;
    }

    void cost(const CallAccount &account)
    {
        const std::lock_guard lock(m_mutex);
        m_result.account.add(account);
    }

    void isCancelled()
    {
        const std::lock_guard lock(m_mutex);
        m_result.cancelled = true;
    }

    LookupResult take()
    {
        for (const auto &[key, form] : m_formOf.asKeyValueRange())
            m_result.answers.insert(key, m_asked.value(form).value_or(leftOut()));
        return std::move(m_result);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Batch> m_open;
    int m_underWay = 0;
    QHash<QString, QString> m_formOf;
    QHash<QString, std::optional<Answer>> m_asked;
    LookupResult m_result;
};

BatchedLookup::BatchedLookup(std::unique_ptr<LookupCall> call, std::shared_ptr<ServiceGate> gate)
    : m_call(std::move(call)), m_gate(std::move(gate))
{
    // The thread that asks works too, so that there is always one more.
    m_pool.setMaxThreadCount(std::max(1, m_gate->limits().concurrency - 1));
}

BatchedLookup::~BatchedLookup() = default;

LookupResult BatchedLookup::find(const QStringList &keys, std::stop_token stop)
{
    // Shared, since a thread of the pool may begin only when all is done already; nobody waits for it.
    const auto question = std::make_shared<Question>(*m_call, keys);
    m_keys += question->forms();
    // Batches may turn out to be too large and become many, so that their number alone does not say enough.
    const qsizetype useful = m_call->mostKeys() > 1 ? question->forms() : question->batches();
    for (qsizetype i = 1; i < std::min<qsizetype>(m_gate->limits().concurrency, useful); ++i)
        m_pool.start([this, question, stop] { work(*question, stop); });
    work(*question, stop);
    return question->take();
}

void BatchedLookup::work(Question &question, std::stop_token stop)
{
    while (const std::optional<Batch> batch = question.next()) {
        CallReply reply;
        CallAccount account;
        const Attempt attempt = m_gate->run(
            [&](Instant deadline) {
                reply = m_call->ask(batch->forms, deadline, stop);
                return reply.attempt;
            },
            stop, &account, batch->forms.size() > 1 ? ServiceGate::OnFault::Return : ServiceGate::OnFault::Retry);
        question.cost(account);
        if (attempt.end == Attempt::End::Answered) {
            settle(question, *batch, reply);
        } else if ((attempt.end == Attempt::End::TooLarge || attempt.isFault) && batch->forms.size() > 1) {
            // A fault too: one key that the service stumbles over must not cost the others.
            const int half = int(batch->forms.size() / 2);
            question.add(*batch, std::clamp(m_call->mostKeys(), 1, half));
        } else {
            question.answer(batch->forms, answerOf(attempt));
            if (attempt.end == Attempt::End::Cancelled)
                question.isCancelled();
            // Also where this very call was the last one that the breaker took: it says nothing about the keys.
            else if (const std::optional<Outage> outage = m_gate->outage();
                     attempt.code == "SERVICE_OUT"_L1 || attempt.end == Attempt::End::Denied || (attempt.isTransient() && outage))
                question.isOut(outage.value_or(Outage{attempt.why, {}}));
        }
        question.done();
    }
}

void BatchedLookup::settle(Question &question, const Batch &batch, const CallReply &reply)
{
    QHash<QString, std::optional<Answer>> answers;
    for (const QString &form : batch.forms)
        answers.insert(form, std::nullopt);
    for (const auto &[key, answer] : reply.answers) {
        const Result<QString> form = m_call->form(key);
        const auto asked = answers.find(form ? *form : key);
        if (asked == answers.end()) {
            ++m_foreign;
        } else if (!*asked) {
            *asked = answer;
        } else {
            ++m_doubled;
            if (**asked != answer)
                *asked = contradiction();
        }
    }
    Batch again{{}, batch.round + 1};
    const bool isLastRound = again.round > m_gate->limits().retries;
    for (const auto &[form, answer] : answers.asKeyValueRange()) {
        const bool isUsable = answer && answer->kind != Answer::Kind::Unknown;
        if (!isUsable)
            ++m_missing;
        if (isUsable || isLastRound)
            question.answer(form, answer.value_or(leftOut()));
        else
            again.forms.append(form);
    }
    question.add(again, m_call->mostKeys());
}

LookupFigures BatchedLookup::figures() const
{
    return {m_gate->figures(), m_keys, m_foreign, m_doubled, m_missing};
}

} // namespace bulkhead
