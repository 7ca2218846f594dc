// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/startwords.h"

#include <QCoreApplication>
#include <QLocale>

namespace bulkhead {

QString startWords(const QString &operationTitle, qint64 rows)
{
    const QString count = QLocale().toString(rows);
    const qsizetype space = operationTitle.indexOf(u' ');
    if (space < 0 || rows == 1) {
        //: On the button that starts a job. %1: title of the operation
        return QCoreApplication::translate("bulkhead::NewJobPage", "%1: %Ln row(s)", nullptr, int(rows))
            .arg(operationTitle);
    }
    //: On the button that starts a job: "Create 12,431 users". %1: first word of the operation's title,
    //: %2: number of rows, %3: its other words. Where the words after a number change with the number
    //: say it another way, as "%1 %3: %2".
    return QCoreApplication::translate("bulkhead::NewJobPage", "%1 %2 %3")
        .arg(operationTitle.left(space), count, operationTitle.mid(space + 1));
}

} // namespace bulkhead
