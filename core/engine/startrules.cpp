// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/startrules.h"

namespace bulkhead {

StartNeeds startNeeds(const Operation &operation, qint64 rows, std::optional<qint64> confirmedRows,
                      const QString &reason)
{
    StartNeeds needs;
    const OperationLimits &limits = operation.limits;
    const QString count = QString::number(rows);
    if (limits.confirmAbove > 0 && rows > limits.confirmAbove) {
        if (confirmedRows != rows)
            needs.missing = {QT_TRANSLATE_NOOP("core", "This job has %1 rows, more than the %2 that may run unasked: "
                                                       "confirm it by their number, and say why."),
                             {count, QString::number(limits.confirmAbove)}};
        else if (reason.trimmed().isEmpty())
            needs.missing = {
                QT_TRANSLATE_NOOP("core", "This job has %1 rows, more than the %2 that may run unasked: say why."),
                {count, QString::number(limits.confirmAbove)}};
    }
    needs.isApproval = limits.approveAbove > 0 && rows > limits.approveAbove;
    if (needs.isApproval)
        needs.approval = {QT_TRANSLATE_NOOP("core", "Waits for a second person: above %1 rows somebody other than who "
                                                    "submitted it must approve."),
                          {QString::number(limits.approveAbove)}};
    return needs;
}

} // namespace bulkhead
