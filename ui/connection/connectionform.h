// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace bulkhead {

/// What is needed to reach a PostgreSQL server. Only a form: it connects to nothing.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionForm(QWidget *parent = nullptr);

    ConnectionTarget target() const;
    void setTarget(const ConnectionTarget &target);
    void setPassword(const QString &password);
    /// Whether the password is to be kept in the keychain.
    bool keepsPassword() const;
    /// What is still missing, for people; empty when a connection can be tried.
    QString missing() const;

Q_SIGNALS:
    void changed();
    /// Return was pressed in a line.
    void submitted();

private:
    QLineEdit *addLine(const QString &label, const QString &name);
    void fillTlsModes();

    QFormLayout *m_layout;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_database;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QCheckBox *m_keep;
    QComboBox *m_tls;
};

} // namespace bulkhead
