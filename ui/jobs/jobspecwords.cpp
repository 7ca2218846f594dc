// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobspecwords.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString jobSpecWords(const Job &job)
{
    QJsonObject spec = job.spec;
    // As a JSON string the file would be one endless line.
    const QString operation = spec.take("operation_text"_L1).toString();
    QString words = QString::fromUtf8(QJsonDocument(spec).toJson(QJsonDocument::Indented));
    if (!operation.isEmpty())
        words += u"\n# "_s + job.operation + u".toml\n"_s + operation;
    return words;
}

} // namespace bulkhead
