// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/ctl.h"

#include <QRandomGenerator>

namespace bulkhead::test {

/// Where kills hit.
struct KillTally
{
    int starting = 0;
    int reading = 0;
    int working = 0;
    int ended = 0;

    int all() const { return starting + reading + working + ended; }
    QByteArray toText() const;
};

/// A seed of BULKHEAD_SEED, or a new one; it is printed.
quint32 printedSeed();

/// Chunks of the job in this state.
qint64 chunksIn(const Ctl &ctl, const QString &id, const QByteArray &state);
/// "what: 3 instead of 4" and a line feed; nothing where they are the same.
QByteArray unlessSame(const char *what, qint64 found, qint64 expected);
/// What `verify` finds wrong with the job, and, where that or `before` is something, the job and its log.
QByteArray faultsWithLog(const Ctl &ctl, const QString &id, const QByteArray &before);

/// One job from submit to its end, whose bulkheadctl is killed again and again on the way.
class KilledJob
{
public:
    struct Rules
    {
        QStringList submission; ///< the command that begins it
        int endsWith = 0;       ///< the exit code of a run that comes to the job's end
        std::function<QByteArray(const QString &id)>
            faultsOf; ///< what is wrong at its end; empty when all is as it must be
        /// Of its kills so many aim at the reading of its list.
        int readingMoments = 4;
    };
    KilledJob(const Ctl &ctl, const Rules &rules, QRandomGenerator &random)
        : m_ctl(ctl), m_rules(rules), m_random(random)
    {}

    /// Kills up to `most` times, counted in `kills`. What went wrong; empty when the job ended as it must.
    QByteArray run(int most, int *kills, KillTally *tally);
    const QString &id() const { return m_id; }

private:
    void learnId(const QString &before);
    bool count(KillTally *tally) const;
    void waitForMoment(QProcess &process, const QString &before);

    const Ctl &m_ctl;
    const Rules m_rules;
    QRandomGenerator &m_random;
    QString m_id;
    int m_moments = 0;
};

} // namespace bulkhead::test
