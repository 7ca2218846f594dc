// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"

#include <condition_variable>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Threads beside those that the gate lets through: an answer is read while the next call is under way already.
constexpr int readingAnswers = 2;

Answer answerOf(const Attempt &attempt)
{
    using End = Attempt::End;
    const bool isRefusal = attempt.end == End::Refused || attempt.end == End::Denied || attempt.end == End::TooLarge;
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
        for (const QString &key : keys) {
            if (m_formOf.contains(key) || m_result.answers.contains(key))
                continue;
            const Result<QString> form = call.form(key);
            if (!form) {
                m_result.answers.insert(key, {Answer::Kind::InvalidInput, {}, form.error().code, form.error().message});
                continue;
            }
            m_formOf.insert(key, *form);
            if (!m_asked.contains(*form)) {
                m_asked.insert(*form, std::nullopt);
                m_forms.append(*form);
            }
        }
    }

    const QStringList &forms() const { return m_forms; }

    void posted()
    {
        const std::lock_guard lock(m_mutex);
        ++m_open;
    }
    /// False once nobody waits for the answer any more.
    bool begins()
    {
        const std::lock_guard lock(m_mutex);
        if (m_isLeft)
            return false;
        ++m_underWay;
        return true;
    }
    void ended()
    {
        const std::lock_guard lock(m_mutex);
        --m_underWay;
        --m_open;
        m_changed.notify_all();
    }
    void wait(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (m_changed.wait(lock, stop, [this] { return m_open == 0; }))
            return;
        // What has not begun stands in line behind the batches of others, perhaps for long.
        m_isLeft = m_result.cancelled = true;
        m_changed.wait(lock, [this] { return m_underWay == 0; });
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
        const Answer otherwise = m_isLeft ? answerOf(Attempt::cancelled()) : leftOut();
        for (const auto &[key, form] : m_formOf.asKeyValueRange())
            m_result.answers.insert(key, m_asked.value(form).value_or(otherwise));
        return std::move(m_result);
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_open = 0;     ///< batches that were posted and have not ended
    int m_underWay = 0; ///< of those
    bool m_isLeft = false;
    QStringList m_forms; ///< each once
    QHash<QString, QString> m_formOf;
    QHash<QString, std::optional<Answer>> m_asked;
    LookupResult m_result;
};

BatchedLookup::BatchedLookup(std::unique_ptr<LookupCall> call, std::shared_ptr<ServiceGate> gate)
    : m_call(std::move(call)), m_gate(std::move(gate))
{
    m_pool.setMaxThreadCount(std::max(1, m_gate->limits().concurrency) + readingAnswers);
}

BatchedLookup::~BatchedLookup() = default;

LookupResult BatchedLookup::find(const QStringList &keys, std::stop_token stop)
{
    // Shared: the thread that ends it may still be on its way out, and one that is left still have batches in line.
    const auto question = std::make_shared<Question>(*m_call, keys);
    post(question, {question->forms(), 0}, m_call->mostKeys(), Behind, stop);
    m_keys += question->forms().size();
    question->wait(stop);
    return question->take();
}

void BatchedLookup::post(const std::shared_ptr<Question> &question, const Batch &batch, int mostKeys, Place place,
                         std::stop_token stop)
{
    for (qsizetype i = 0; i < batch.forms.size(); i += mostKeys) {
        question->posted();
        {
            const std::lock_guard lock(m_mutex);
            (place == Next ? m_again : m_new).push_back({question, {batch.forms.mid(i, mostKeys), batch.round}, stop});
        }
        m_pool.start([this] { askNext(); });
    }
}

void BatchedLookup::askNext()
{
    std::unique_lock lock(m_mutex);
    std::deque<Waiting> &line = m_again.empty() ? m_new : m_again;
    const Waiting waiting = std::move(line.front());
    line.pop_front();
    if (!waiting.question->begins())
        return;
    // While nobody else takes a batch: a thread that is late at the gate would else be overtaken by any number of them.
    ServiceGate::Turn turn(*m_gate);
    lock.unlock();
    ask(turn, waiting);
    waiting.question->ended();
}

void BatchedLookup::ask(ServiceGate::Turn &turn, const Waiting &waiting)
{
    const auto &[question, batch, stop] = waiting;
    CallReply reply;
    CallAccount account;
    const ServiceGate::Call call = [&](Instant deadline) {
        reply = m_call->ask(batch.forms, deadline, stop);
        return reply.attempt;
    };
    const Attempt attempt =
        m_gate->run(turn, call, stop, &account,
                    batch.forms.size() > 1 ? ServiceGate::OnFault::Return : ServiceGate::OnFault::Retry);
    question->cost(account);
    if (attempt.end == Attempt::End::Answered) {
        const Batch again{settle(*question, batch, reply), batch.round + 1};
        post(question, again, m_call->mostKeys(), Next, stop);
    } else if ((attempt.end == Attempt::End::TooLarge || attempt.isFault) && batch.forms.size() > 1) {
        // A fault too: one key that the service stumbles over must not cost the others.
        const int half = int(batch.forms.size() / 2);
        post(question, batch, std::clamp(m_call->mostKeys(), 1, half), Next, stop);
    } else {
        question->answer(batch.forms, answerOf(attempt));
        if (attempt.end == Attempt::End::Cancelled)
            question->isCancelled();
        // Also where this very call was the last one that the breaker took: it says nothing about the keys.
        else if (const std::optional<Outage> outage = m_gate->outage(); attempt.code == "SERVICE_OUT"_L1 ||
                                                                        attempt.end == Attempt::End::Denied ||
                                                                        (attempt.isTransient() && outage))
            question->isOut(outage.value_or(Outage{attempt.why, {}}));
    }
}

/// Returns what is to be asked for again.
QStringList BatchedLookup::settle(Question &question, const Batch &batch, const CallReply &reply)
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
    QStringList again;
    const bool isLastRound = batch.round + 1 > m_gate->limits().retries;
    for (const auto &[form, answer] : answers.asKeyValueRange()) {
        const bool isUsable = answer && answer->kind != Answer::Kind::Unknown;
        if (!isUsable)
            ++m_missing;
        if (isUsable || isLastRound)
            question.answer(form, answer.value_or(leftOut()));
        else
            again.append(form);
    }
    return again;
}

LookupFigures BatchedLookup::figures() const
{
    return {m_gate->figures(), m_keys, m_foreign, m_doubled, m_missing};
}

} // namespace bulkhead
