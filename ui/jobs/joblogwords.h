// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QCoreApplication>

namespace bulkhead {

/// What happened to a job, in the reader's language. What this version does not know (another wrote it)
/// is shown as it was stored, rather than left out.
class JobLogWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::JobLogWords)

public:
    /// "Chunk done"
    static QString event(const JobEvent &event);
    /// "chunk 3 · 4,963 succeeded · 37 failed · 0.4 s"
    static QString detail(const JobEvent &event);

private:
    static QString part(const QString &key, const QJsonValue &value);
};

} // namespace bulkhead
