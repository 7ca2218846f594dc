// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationfolder.h"

#include "core/settings/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString ownOperationsFolder()
{
    return configFolder() + u"/operations"_s;
}

Result<QString> ownOperationFile(const QString &id)
{
    static const QRegularExpression name(u"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$"_s);
    if (name.match(id).hasMatch())
        return ownOperationsFolder() + u'/' + id + u".toml"_s;
    return Error{
        u"OPERATION_ID"_s, Text{QT_TRANSLATE_NOOP("core", "The id “%1” cannot be the name of a file."), {id}},
        Text{QT_TRANSLATE_NOOP("core", "Take letters a to z, digits, dots, dashes and underscores: books.update.")}};
}

Result<QString> readOperationText(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{u"FILE_UNREADABLE"_s,
                     Text{QT_TRANSLATE_NOOP("core", "Cannot read %1: %2."), {path, file.errorString()}},
                     {}};
    return QString::fromUtf8(file.readAll());
}

Status writeOperationText(const QString &path, const QString &text, const std::optional<QString> &expected)
{
    std::optional<QString> present;
    if (QFileInfo::exists(path)) {
        const Result<QString> read = readOperationText(path);
        if (!read)
            return read.error();
        present = read.value();
    }
    if (present == expected)
        return replaceOperationText(path, text);
    return Error{u"FILE_CHANGED"_s,
                 present
                     ? Text{QT_TRANSLATE_NOOP("core", "%1 says something else than when it was opened here."), {path}}
                     : Text{QT_TRANSLATE_NOOP("core", "%1 is not there any more."), {path}},
                 {}};
}

Status replaceOperationText(const QString &path, const QString &text)
{
    const auto failed = [&](const QString &why) {
        return Error{u"FILE_UNWRITABLE"_s, Text{QT_TRANSLATE_NOOP("core", "Cannot write %1: %2."), {path, why}}, {}};
    };
    const QString folder = QFileInfo(path).path();
    QSaveFile file(path);
    if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly))
        return failed(file.errorString());
    const QByteArray bytes = text.toUtf8();
    if (file.write(bytes) != bytes.size() || !file.commit())
        return failed(file.errorString());
    return Done{};
}

} // namespace bulkhead
