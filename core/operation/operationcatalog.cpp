// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcatalog.h"

#include "core/settings/settings.h"

#include <QDir>
#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

OperationCatalog OperationCatalog::load()
{
    OperationCatalog catalog;
    const QStringList folders{u":/operations"_s, u"/etc/bulkhead/operations"_s, configFolder() + u"/operations"_s};
    for (const QString &folder : folders) {
        const QDir dir(folder);
        for (const QString &name : dir.entryList({u"*.toml"_s}, QDir::Files, QDir::Name)) {
            QFile file(dir.filePath(name));
            if (!file.open(QIODevice::ReadOnly)) {
                catalog.m_problems.push_back({u"OPERATION_FILE"_s,
                                              Text{QT_TRANSLATE_NOOP("core", "Cannot read %1: %2."),
                                                   {file.fileName(), file.errorString()}},
                                              {}});
                continue;
            }
            Result<Operation> operation = parseOperation(file.fileName(), file.readAll());
            if (!operation) {
                catalog.m_problems.push_back(operation.error());
                continue;
            }
            operation->isBuiltIn = folder.startsWith(u':');
            std::erase_if(catalog.m_operations, [&](const Operation &o) { return o.id == operation->id; });
            catalog.m_operations.push_back(operation.take());
        }
    }
    return catalog;
}

Result<Operation> OperationCatalog::find(const QString &id) const
{
    const auto found = std::ranges::find_if(m_operations, [&](const Operation &o) { return o.id == id; });
    if (found != m_operations.end())
        return *found;
    QStringList names;
    for (const Operation &operation : m_operations)
        names.append(operation.id);
    return Error{u"UNKNOWN_OPERATION"_s,
                 Text{QT_TRANSLATE_NOOP("core", "There is no operation “%1”."), {id}},
                 Text{QT_TRANSLATE_NOOP("core", "Operations are: %1."), {names.join(u", "_s)}}};
}

} // namespace bulkhead
