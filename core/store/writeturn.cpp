// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/writeturn.h"

#include <QFile>

#include <chrono>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::chrono::seconds longestWait{10};
constexpr std::chrono::microseconds pause{250};

} // namespace

WriteTurn::WriteTurn(const QString &databaseFile)
    : m_file(::open(QFile::encodeName(databaseFile + u"-turn"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{}

WriteTurn::~WriteTurn()
{
    if (m_file >= 0)
        ::close(m_file);
}

/// A lock of the open file, not of the process: threads of one process take turns as well. The kernel
/// lets go of it when its holder dies.
bool WriteTurn::lock(short type)
{
    struct flock range = {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    return fcntl(m_file, F_OFD_SETLK, &range) == 0;
}

WriteTurn::Passage::Passage(WriteTurn &turn, const std::function<bool()> &isGivenUp) : m_turn(turn)
{
    if (m_turn.m_file < 0)
        return;
    const auto deadline = std::chrono::steady_clock::now() + longestWait;
    while (!m_turn.lock(F_WRLCK) && !isGivenUp() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(pause);
}

WriteTurn::Passage::~Passage()
{
    if (m_turn.m_file >= 0)
        m_turn.lock(F_UNLCK);
}

} // namespace bulkhead
