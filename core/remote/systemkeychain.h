// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/credentialreader.h"

#include <QFuture>

#include <stop_token>

namespace bulkhead {

/// The keychain of the desktop, where the secrets of this program stand under their keys. Every call
/// returns at once and may come from any thread; the future is finished when the keychain answered, which
/// may take until a person unlocked it. Errors (CREDENTIAL_MISSING, KEYCHAIN_REFUSED) never tell a secret.
/// Built without BULKHEAD_KEYCHAIN there is none, and every answer says so.
QFuture<Result<QString>> readFromKeychain(const QString &key);
QFuture<Status> keepInKeychain(const QString &key, const QString &secret);
QFuture<Status> eraseFromKeychain(const QString &key);

/// The same keychain for threads that may wait: all but the window's, and they need no event loop. Waits
/// for two minutes at most, and no longer once asked to `stop`. An empty function where there is none.
KeychainReader systemKeychain(std::stop_token stop = {});

} // namespace bulkhead
