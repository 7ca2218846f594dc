// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startwords.h"

#include "ui/jobs/changewords.h"
#include "ui/widgets/phrases.h"

#include <QCoreApplication>

namespace bulkhead {

QString startWords(EffectKind kind, qint64 rows)
{
    ChangeTally tally;
    switch (kind) {
    case EffectKind::Insert:
        tally.inserted = rows;
        break;
    case EffectKind::Delete:
        tally.deleted = rows;
        break;
    case EffectKind::Read:
        tally.read = rows;
        break;
    case EffectKind::Upsert:
        //: On the button that starts a job
        return QCoreApplication::translate("bulkhead::NewJobPage", "Start: create or change %Ln record(s)", nullptr,
                                           Phrases::plural(rows));
    case EffectKind::Montages:
        //: On the button that starts a job
        return QCoreApplication::translate("bulkhead::NewJobPage", "Start: make montages of %Ln user(s)", nullptr, Phrases::plural(rows));
    case EffectKind::Update:
    case EffectKind::SoftDelete:
        tally.updated = rows;
        break;
    }
    return ChangeWords::start(tally, false);
}

} // namespace bulkhead
