// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/servicereport.h"

#include <QLocale>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// One for each of ServiceTally::kinds; the number behind it, so that none needs a plural.
constexpr std::array<const char *, ServiceTally::kinds.size()> answerWords{
    QT_TRANSLATE_NOOP("core", "found %1"),
    QT_TRANSLATE_NOOP("core", "not known %1"),
    QT_TRANSLATE_NOOP("core", "not accepted %1"),
    QT_TRANSLATE_NOOP("core", "refused %1"),
    QT_TRANSLATE_NOOP("core", "without an answer %1"),
    QT_TRANSLATE_NOOP("core", "answer lost %1")};

QString counted(const char *words, qint64 number)
{
    return Text{words, {QLocale().toString(number)}}.toString();
}

} // namespace

Result<ServiceTally> serviceTally(JobStore &store, const QUuid &jobId)
{
    const Result<std::map<qint64, ChangeTally>> previewed = store.changeTallies(jobId, true);
    if (!previewed)
        return previewed.error();
    const Result<std::map<qint64, ChangeTally>> done = store.changeTallies(jobId, false);
    if (!done)
        return done.error();
    ServiceTally total;
    for (const auto &[no, chunk] : *done)
        total.add(chunk.services);
    for (const auto &[no, chunk] : *previewed) {
        ServiceTally before = chunk.services;
        // Those that the preview found were asked about again; the others went no further.
        if (done->contains(no))
            before.answers.front() = 0;
        total.add(before);
    }
    return total;
}

QString servicesInWords(const ServiceTally &tally)
{
    if (tally.isEmpty())
        return {};
    QStringList answers;
    for (std::size_t i = 0; i < answerWords.size(); ++i) {
        if (tally.answers[i] > 0)
            answers.append(counted(answerWords[i], tally.answers[i]));
    }
    QStringList calls{counted(QT_TRANSLATE_NOOP("core", "calls %1"), tally.calls)};
    if (tally.retries > 0)
        calls.append(counted(QT_TRANSLATE_NOOP("core", "of them again %1"), tally.retries));
    if (tally.calls > 0)
        calls.append(counted(QT_TRANSLATE_NOOP("core", "%1 ms each"), qint64(std::llround(tally.averageMs()))));
    const QString asked = calls.join(u", "_s);
    return answers.isEmpty()
               ? Text{QT_TRANSLATE_NOOP("core", "Asked services: %1"), {asked}}.toString()
               : Text{QT_TRANSLATE_NOOP("core", "Asked services: %1; %2"), {answers.join(u" · "_s), asked}}.toString();
}

} // namespace bulkhead
