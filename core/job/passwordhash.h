// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <string_view>

namespace bulkhead {

/// Argon2id with 19 MiB, two passes, one lane (OWASP's recommendation), a random salt of 16 bytes, as a
/// PHC string "$argon2id$v=19$m=19456,t=2,p=1$…". Slow on purpose: some 20 ms. Empty when there was no
/// memory for it.
QByteArray hashPassword(std::string_view password);
bool verifyPassword(std::string_view password, const QByteArray &hash);

} // namespace bulkhead
