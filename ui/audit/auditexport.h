// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/audit.h"

#include <QObject>

class QWidget;

namespace bulkhead {

class Pages;
class Session;

/// Writes entries of the audit to a file that is asked for, in the background.
class AuditExport : public QObject
{
    Q_OBJECT

public:
    AuditExport(Session &session, Pages &pages, QWidget *parent);

    /// Asks where to, with the file dialog, and writes what the query names.
    void ask(const AuditQuery &query);
    void write(const AuditQuery &query, const QString &path);

Q_SIGNALS:
    void written();

private:
    Session &m_session;
    Pages &m_pages;
    QWidget *m_widget;
};

} // namespace bulkhead
