// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace bulkhead {

/// Keeps the passwords of database servers: in the system's keychain, and where there is none in
/// memory until the program ends. Never in a file of our own. UI thread only; never waits.
class PasswordKeeper : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// `kept` hears an empty text when it is in the keychain, else why it is kept for this session only.
    void keep(const ConnectionTarget &target, const std::function<void(const QString &why)> &kept);
    /// For as long as the program runs.
    void keepForSession(const ConnectionTarget &target);
    /// `found` hears the password, or an empty text. Not called after this object is gone.
    void find(const ConnectionTarget &target, const std::function<void(const QString &password)> &found);
    void forget(const ConnectionTarget &target);

private:
    QHash<QString, QString> m_session; ///< by keyOf()
};

} // namespace bulkhead
