// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QObject>

namespace bulkhead {

class Session;

/// Which database to begin with, and remembering the one that was used last: the one asked for on the
/// command line, else BULKHEAD_DATABASE_URL, else the last one, else the embedded one.
class StartupConnection : public QObject
{
    Q_OBJECT

public:
    explicit StartupConnection(Session &session, QObject *parent = nullptr);

    /// `url` is empty or from the command line. Returns at once.
    void open(const QString &url);

private:
    void openTarget(const ConnectionTarget &target);
    void remember();

    Session &m_session;
    bool m_remembers = true; ///< not when the database was asked for from outside
};

} // namespace bulkhead
