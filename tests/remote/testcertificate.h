// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace bulkhead::test {

/// Self-signed for the name "sandbox.test", good for a hundred years; of no use for anything else.
inline const QByteArray certificate = R"(-----BEGIN CERTIFICATE-----
MIIBnzCCAUSgAwIBAgIUTD4DF/JmH09FXRqyf3nwTVvc4t8wCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2FuZGJveC50ZXN0MCAXDTI2MTEyMjA5Mjg1MFoYDzIxMjYx
MDI5MDkyODUwWjAXMRUwEwYDVQQDDAxzYW5kYm94LnRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAS6hALrsu6i+wr0Wkct1pjKxEs6bfkOzaFGxL86Bv7Ub3Ck
9R+zKktbzPsMqmc+vi19ze+QPKovv7aM67dPcxe/o2wwajAdBgNVHQ4EFgQUjOW/
E3ZmoowWmA51esuJKtAaumcwHwYDVR0jBBgwFoAUjOW/E3ZmoowWmA51esuJKtAa
umcwDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxzYW5kYm94LnRlc3QwCgYI
KoZIzj0EAwIDSQAwRgIhALj0+upq7yxn6sgYQry2hh2lFoYV0iX2lhAkfWm2vSeT
AiEA//6ZyQ1QFe9HAUlKMWDftwLMrGxgrN22oJJjSxFxnJc=
-----END CERTIFICATE-----
)";
inline const QByteArray privateKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKQ/fzKh8d9a3BmN3
w/xwHVbPPqbtpeg6NUeU9LjSBW2hRANCAAS6hALrsu6i+wr0Wkct1pjKxEs6bfkO
zaFGxL86Bv7Ub3Ck9R+zKktbzPsMqmc+vi19ze+QPKovv7aM67dPcxe/
-----END PRIVATE KEY-----
)";

} // namespace bulkhead::test
