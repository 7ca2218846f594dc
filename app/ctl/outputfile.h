// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QFile>
#include <QSaveFile>

namespace bulkhead {

/// Where an export goes: a file that is there whole or not at all, or standard output for "" and "-".
class OutputFile
{
public:
    explicit OutputFile(const QString &path);

    Status open();
    /// Puts the file in its place; without this it stays as it was. FILE_UNWRITABLE says why it cannot be,
    /// as it does of open().
    Status commit();
    QIODevice &device();
    bool isStandardOutput() const;
    const QString &path() const { return m_path; }

private:
    Error unwritable();

    QString m_path;
    QFile m_standardOutput;
    QSaveFile m_file;
};

} // namespace bulkhead
