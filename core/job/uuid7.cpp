// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/uuid7.h"

#include "core/job/job.h"

#include <QDateTime>
#include <QRandomGenerator>

namespace bulkhead {

namespace {

constexpr std::uint64_t lowMask = (std::uint64_t(1) << 62) - 1;
constexpr std::uint64_t highMask = 0xfff;

} // namespace

Uuid7Sequence::Uuid7Sequence() : m_seed(QRandomGenerator::system()->generate64()) {}

/// splitmix64: ids must be unlikely to meet, not impossible to guess.
std::uint64_t Uuid7Sequence::random()
{
    m_seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = m_seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

Uuid7Sequence::Bytes Uuid7Sequence::next()
{
    const auto now = std::uint64_t(QDateTime::currentMSecsSinceEpoch());
    if (now > m_lastMs) {
        m_lastMs = now;
        m_high = random() & (highMask >> 1); // the top bit stays free, so that steps have room
        m_low = random() & lowMask;
    } else {
        m_low += 1 + (random() & 0xffffffff);
        if (m_low > lowMask) {
            m_low &= lowMask;
            if (++m_high > highMask) {
                m_high = 0;
                ++m_lastMs;
            }
        }
    }
    Bytes bytes;
    for (int i = 0; i < 6; ++i)
        bytes[std::size_t(i)] = static_cast<unsigned char>(m_lastMs >> (40 - 8 * i));
    bytes[6] = static_cast<unsigned char>(0x70 | (m_high >> 8));
    bytes[7] = static_cast<unsigned char>(m_high);
    for (int i = 0; i < 8; ++i)
        bytes[std::size_t(8 + i)] = static_cast<unsigned char>(m_low >> (56 - 8 * i));
    bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));
    return bytes;
}

QUuid Uuid7Sequence::toUuid(const Bytes &bytes)
{
    return QUuid::fromRfc4122(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
}

void Uuid7Sequence::write(const Bytes &bytes, char *out)
{
    static constexpr char digits[] = "0123456789abcdef";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 0xf];
    }
}

QUuid newJobId()
{
    return Uuid7Sequence::toUuid(Uuid7Sequence().next());
}

} // namespace bulkhead
