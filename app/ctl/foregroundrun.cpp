// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/foregroundrun.h"

#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Status ForegroundRun::enlist(const QUuid &job, bool work)
{
    handleInterrupts();
    m_runner = std::make_unique<Runner>(m_target, Runner::Options{.program = u"bulkheadctl"_s,
                                                                  .onlyJob = job,
                                                                  .maxWorkers = work ? 64 : 0,
                                                                  .services = m_invocation.services(),
                                                                  .onChanged = {}});
    return m_runner->start();
}

PlanObserver ForegroundRun::observer(const QUuid &job)
{
    return [this, job](const PlanProgress &progress) {
        if (isInterrupted()) {
            m_invocation.console().endDrawing();
            sayResumable(job);
            std::_Exit(int(ExitCode::Interrupted));
        }
        m_watch.showPlan(progress);
        return true;
    };
}

ExitCode ForegroundRun::untilEnd(const QUuid &id)
{
    m_runner->wake(); // there is work now: not at its next look
    const Result<Job> job = m_watch.untilEnd(id);
    if (isInterrupted() && job && !isFinal(job->state)) {
        m_runner->stop(true);
        sayResumable(id);
        return ExitCode::Interrupted;
    }
    m_runner->stop();
    return job ? m_watch.report(*job) : m_invocation.console().fail(job.error());
}

void ForegroundRun::sayResumable(const QUuid &id)
{
    m_invocation.console().say(
        translate("bulkheadctl", "Interrupted. Nothing is lost or done twice; go on with: bulkheadctl resume %1")
            .arg(id.toString(QUuid::WithoutBraces)));
}

ExitCode runHere(Invocation &invocation, JobStore &store, const QUuid &id)
{
    Console &console = invocation.console();
    const Result<Job> job = existingJob(store, id);
    if (!job)
        return console.fail(job.error());
    if (invocation.isSet(u"no-wait"_s) || job->awaits != JobAwaits::Nothing)
        return JobWatch(invocation, store).report(*job);
    const Result<ConnectionTarget> target = invocation.target();
    ForegroundRun run(invocation, store, *target);
    if (const Status enlisted = run.enlist(id, true); !enlisted)
        return console.fail(enlisted.error());
    return run.untilEnd(id);
}

ExitCode makeAndRun(Invocation &invocation, JobStore &store, const Maker &make, const QUuid &id)
{
    Console &console = invocation.console();
    const Result<ConnectionTarget> target = invocation.target();
    const bool wait = !invocation.isSet(u"no-wait"_s);
    ForegroundRun run(invocation, store, *target);
    if (const Status enlisted = run.enlist(id, wait); !enlisted)
        return console.fail(enlisted.error());
    const Result<QUuid> made = make(id, run.workerId(), run.observer(id));
    console.endDrawing();
    // While we slept another program began to read the list anew: the job goes on there, and here.
    const bool isElsewhere = !made && made.error().code == "PLAN_TAKEN"_L1;
    if (!made && !(isElsewhere && wait)) {
        const ExitCode code = console.fail(made.error());
        const Result<std::optional<Job>> job = store.job(id); // there is one if its reading had begun
        return job && *job ? ExitCode::JobFailed : code;
    }
    if (wait)
        return run.untilEnd(id);
    const Result<std::optional<Job>> job = store.job(id);
    if (!job)
        return console.fail(job.error());
    return *job ? JobWatch(invocation, store).report(**job) : ExitCode::Done;
}

} // namespace bulkhead
