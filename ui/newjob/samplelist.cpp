// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/samplelist.h"

#include <QDir>

namespace bulkhead {

using namespace Qt::StringLiterals;

QString sampleListPath()
{
    const QDir samples(u":/samples"_s);
    const QStringList lists = samples.entryList({u"*.csv"_s}, QDir::Files, QDir::Name);
    return lists.isEmpty() ? QString() : samples.filePath(lists.constFirst());
}

} // namespace bulkhead
