// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/service.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace bulkhead {

class PathLine;

/// What an operator says of a service: only a form, it reaches nothing and keeps nothing. Shows what its
/// kind has a use for.
class ServiceForm : public QWidget
{
    Q_OBJECT

public:
    explicit ServiceForm(QWidget *parent = nullptr);

    /// A name that is fixed belongs to the environment, and can be shown only.
    void setService(const Service &service, bool nameIsFixed);
    Service service() const;
    /// What was typed to go into the keychain; empty where nothing was, or another place was chosen.
    QString secret() const;
    void forgetSecret();
    void focusFirst();

Q_SIGNALS:
    void changed();
    /// Return was pressed in a line.
    void submitted();

private:
    void addAddress();
    void addCredential();
    void addLimits();
    void addPaths();
    QLineEdit *addLine(const QString &label, const QString &name);
    PathLine *addPath(const QString &label, const QString &name);
    void watch(QLineEdit *line);
    QSpinBox *makeSpin(const QString &title, const QString &name, int from, int to);
    void placeLimit(QGridLayout *layout, int place, const QString &title, QWidget *spin);
    ServiceKind kind() const;
    Credential::Source source() const;
    /// Shows the lines that mean something for the kind and the place of the secret.
    void adapt();
    void adaptCredential();

    /// A route or pointer of a service that may differ from what is usual.
    struct Route
    {
        ServiceKind kind;
        QString key;
        QLineEdit *line;
    };

    QFormLayout *m_layout;
    QLineEdit *m_name = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_address = nullptr;
    QCheckBox *m_tls = nullptr;
    PathLine *m_caFile = nullptr;
    QLineEdit *m_tlsName = nullptr;
    QComboBox *m_source = nullptr;
    PathLine *m_secretName = nullptr;
    QLineEdit *m_secret = nullptr;
    QLineEdit *m_header = nullptr;
    QLineEdit *m_prefix = nullptr;
    QSpinBox *m_batch = nullptr;
    QSpinBox *m_concurrency = nullptr;
    QDoubleSpinBox *m_rate = nullptr;
    QSpinBox *m_deadline = nullptr;
    QSpinBox *m_retries = nullptr;
    std::vector<Route> m_routes;
    QMap<QString, QString> m_otherPaths; ///< those that have no line are kept as they are
};

} // namespace bulkhead
