// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/passwordhash.h"

#include <QRandomGenerator>

#include <argon2.h>

#include <array>

namespace bulkhead {

namespace {

constexpr std::uint32_t passes = 2;
constexpr std::uint32_t memoryKiB = 19 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t hashLength = 32;

} // namespace

QByteArray hashPassword(std::string_view password)
{
    std::array<quint32, 4> salt;
    QRandomGenerator::system()->fillRange(salt.data(), qsizetype(salt.size()));
    QByteArray encoded(qsizetype(argon2_encodedlen(passes, memoryKiB, lanes, sizeof salt, hashLength, Argon2_id)),
                       '\0');
    const int result = argon2id_hash_encoded(passes, memoryKiB, lanes, password.data(), password.size(), salt.data(),
                                             sizeof salt, hashLength, encoded.data(), std::size_t(encoded.size()));
    if (result != ARGON2_OK)
        return {};
    encoded.truncate(qsizetype(qstrlen(encoded.constData())));
    return encoded;
}

bool verifyPassword(std::string_view password, const QByteArray &hash)
{
    return argon2id_verify(hash.constData(), password.data(), password.size()) == ARGON2_OK;
}

} // namespace bulkhead
