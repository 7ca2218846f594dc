// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/outputfile.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

OutputFile::OutputFile(const QString &path) : m_path(path), m_file(path) {}

bool OutputFile::isStandardOutput() const
{
    return m_path.isEmpty() || m_path == "-"_L1;
}

Status OutputFile::open()
{
    const bool open =
        isStandardOutput() ? m_standardOutput.open(stdout, QIODevice::WriteOnly) : m_file.open(QIODevice::WriteOnly);
    return open ? Status(Done()) : unwritable();
}

Status OutputFile::commit()
{
    return isStandardOutput() || m_file.commit() ? Status(Done()) : unwritable();
}

QIODevice &OutputFile::device()
{
    return isStandardOutput() ? static_cast<QIODevice &>(m_standardOutput) : m_file;
}

Error OutputFile::unwritable()
{
    return {u"FILE_UNWRITABLE"_s,
            Text{QT_TRANSLATE_NOOP("core", "Cannot write %1: %2."), {m_path, device().errorString()}},
            {}};
}

} // namespace bulkhead
