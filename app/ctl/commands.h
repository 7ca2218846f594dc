// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/invocation.h"

namespace bulkhead {

// One function a command; each says its own errors and returns what the process ends with.
ExitCode migrate(Invocation &invocation);
ExitCode listOperations(Invocation &invocation);
ExitCode submitJob(Invocation &invocation);
ExitCode startWaitingJob(Invocation &invocation);
ExitCode revertOneJob(Invocation &invocation);
ExitCode listChanges(Invocation &invocation);
ExitCode retryJob(Invocation &invocation);
ExitCode resumeJob(Invocation &invocation);
ExitCode listJobs(Invocation &invocation);
ExitCode showJob(Invocation &invocation);
ExitCode listItems(Invocation &invocation);
ExitCode pauseJob(Invocation &invocation);
ExitCode cancelJob(Invocation &invocation);
ExitCode deleteJob(Invocation &invocation);
ExitCode exportJob(Invocation &invocation);
ExitCode verifyOneJob(Invocation &invocation);
ExitCode listEvents(Invocation &invocation);
ExitCode montages(Invocation &invocation);
ExitCode services(Invocation &invocation);
ExitCode runSandbox(Invocation &invocation);
ExitCode audit(Invocation &invocation);
ExitCode roles(Invocation &invocation);

} // namespace bulkhead
