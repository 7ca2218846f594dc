// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationcatalog.h"

#include "core/settings/settings.h"

#include <QDir>
#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

QStringList installedFolders()
{
    return {u":/operations"_s, u"/etc/bulkhead/operations"_s};
}

} // namespace

OperationCatalog OperationCatalog::load()
{
    return from(installedFolders() << configFolder() + u"/operations"_s);
}

OperationCatalog OperationCatalog::installed()
{
    return from(installedFolders());
}

OperationCatalog OperationCatalog::from(const QStringList &folders)
{
    OperationCatalog catalog;
    for (const QString &folder : folders) {
        const bool isOwn = folders.indexOf(folder) >= installedFolders().size();
        const QDir dir(folder);
        for (const QString &name : dir.entryList({u"*.toml"_s}, QDir::Files, QDir::Name)) {
            QFile file(dir.filePath(name));
            if (!file.open(QIODevice::ReadOnly)) {
                catalog.m_problems.push_back(
                    {u"OPERATION_FILE"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Cannot read %1: %2."), {file.fileName(), file.errorString()}},
                     {}});
                continue;
            }
            Result<Operation> operation = parseOperation(file.fileName(), file.readAll());
            if (!operation) {
                catalog.m_problems.push_back(operation.error());
                continue;
            }
            operation->isBuiltIn = folder.startsWith(u':');
            const auto before = std::ranges::find(catalog.m_operations, operation->id, &Operation::id);
            if (isOwn && before != catalog.m_operations.end() && !before->isBuiltIn &&
                !before->path.startsWith(folder + u'/')) {
                catalog.m_problems.push_back(
                    {u"OPERATION_TAKEN"_s,
                     Text{QT_TRANSLATE_NOOP("core", "%1 is not used: the operation “%2” is an administrator's, in %3."),
                          {file.fileName(), operation->id, before->path}},
                     Text{QT_TRANSLATE_NOOP("core", "Give your operation an id of its own.")}});
                continue;
            }
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
    return Error{u"UNKNOWN_OPERATION"_s, Text{QT_TRANSLATE_NOOP("core", "There is no operation “%1”."), {id}},
                 Text{QT_TRANSLATE_NOOP("core", "Operations are: %1."), {names.join(u", "_s)}}};
}

} // namespace bulkhead
