// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/credentialreader.h"

namespace bulkhead {

/// The keychain of the desktop, as the window uses it; an empty function where bulkheadctl was built
/// without (BULKHEAD_GUI=OFF). Waits for its answer, which a locked keychain may ask the person for.
KeychainReader systemKeychain();

} // namespace bulkhead
