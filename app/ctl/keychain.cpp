// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/keychain.h"

#ifdef BULKHEAD_KEYCHAIN
#include <qt6keychain/keychain.h>

#include <QEventLoop>
#endif

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

#ifdef BULKHEAD_KEYCHAIN

KeychainReader systemKeychain()
{
    return [](const QString &name) -> Result<QString> {
        QKeychain::ReadPasswordJob job(u"bulkhead"_s);
        job.setAutoDelete(false);
        job.setKey(name);
        // Not a nested loop: bulkheadctl runs no other.
        QEventLoop loop;
        QObject::connect(&job, &QKeychain::Job::finished, &loop, &QEventLoop::quit);
        job.start();
        loop.exec();
        if (job.error() == QKeychain::NoError)
            return job.textData();
        return Error{
            u"CREDENTIAL_MISSING"_s,
            Text{QT_TRANSLATE_NOOP("core", "The keychain does not give “%1”: %2"), {name, job.errorString()}},
            Text{QT_TRANSLATE_NOOP("core", "On a server without a keychain use env: or file: instead.")}};
    };
}

#else

KeychainReader systemKeychain()
{
    return {};
}

#endif

} // namespace bulkhead
