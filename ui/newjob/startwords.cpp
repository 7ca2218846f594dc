// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startwords.h"

#include "ui/jobs/changewords.h"

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
        return ChangeWords::startUpsert(rows);
    case EffectKind::Montages:
        return ChangeWords::startMontages(rows);
    case EffectKind::Update:
    case EffectKind::SoftDelete:
        tally.updated = rows;
        break;
    }
    return ChangeWords::start(tally, false);
}

} // namespace bulkhead
