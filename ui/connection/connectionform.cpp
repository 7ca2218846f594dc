// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connectionform.h"

#include "ui/widgets/taborder.h"
#include "ui/widgets/wheelguard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
}

ConnectionForm::ConnectionForm(QWidget *parent)
    : QWidget(parent), m_layout(new QFormLayout(this)), m_port(new QSpinBox(this)),
      m_keep(new QCheckBox(tr("Keep it in the keychain of this computer"), this)), m_tls(new QComboBox(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(2 * grid);
    m_layout->setVerticalSpacing(grid);
    m_layout->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    m_host = addLine(tr("Host"), u"hostEdit"_s);
    setFocusProxy(m_host);
    m_host->setPlaceholderText(tr("name, address, or folder of a socket"));
    m_port->setObjectName(u"portSpin"_s);
    m_port->setAccessibleName(tr("Port"));
    m_port->setRange(1, 65535);
    m_port->setValue(ConnectionTarget().port);
    connect(m_port, &QSpinBox::valueChanged, this, &ConnectionForm::changed);
    m_layout->addRow(tr("Port"), m_port);
    m_database = addLine(tr("Database"), u"databaseEdit"_s);
    m_user = addLine(tr("User"), u"userEdit"_s);
    m_password = addLine(tr("Password"), u"passwordEdit"_s);
    m_password->setEchoMode(QLineEdit::Password);
    m_keep->setObjectName(u"keepPasswordCheck"_s);
    m_keep->setAccessibleName(m_keep->text());
    m_keep->setChecked(true);
    m_layout->addRow(QString(), m_keep);
    fillTlsModes();
    m_layout->addRow(tr("TLS"), m_tls);
    tabThrough({m_host, m_port, m_database, m_user, m_password, m_keep, m_tls});
}

QLineEdit *ConnectionForm::addLine(const QString &label, const QString &name)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setAccessibleName(label);
    line->setMinimumWidth(36 * fontMetrics().averageCharWidth());
    connect(line, &QLineEdit::textChanged, this, &ConnectionForm::changed);
    connect(line, &QLineEdit::returnPressed, this, &ConnectionForm::submitted);
    m_layout->addRow(label, line);
    return line;
}

void ConnectionForm::fillTlsModes()
{
    m_tls->setObjectName(u"tlsCombo"_s);
    m_tls->setAccessibleName(tr("TLS"));
    m_tls->addItem(tr("If the server offers it"), QString());
    m_tls->addItem(tr("Always"), u"require"_s);
    m_tls->addItem(tr("Always, and the certificate's issuer is known"), u"verify-ca"_s);
    m_tls->addItem(tr("Always, and the certificate is the host's"), u"verify-full"_s);
    m_tls->addItem(tr("Never"), u"disable"_s);
    WheelGuard::protect(m_tls);
    connect(m_tls, &QComboBox::currentIndexChanged, this, &ConnectionForm::changed);
}

ConnectionTarget ConnectionForm::target() const
{
    ConnectionTarget target;
    target.kind = Database::PostgreSQL;
    target.host = m_host->text().trimmed();
    target.port = m_port->value();
    target.database = m_database->text().trimmed();
    target.user = m_user->text().trimmed();
    target.password = m_password->text();
    target.sslMode = m_tls->currentData().toString();
    return target;
}

void ConnectionForm::setTarget(const ConnectionTarget &target)
{
    m_host->setText(target.host);
    m_port->setValue(target.port);
    m_database->setText(target.database);
    m_user->setText(target.user);
    m_password->setText(target.password);
    m_tls->setCurrentIndex(qMax(0, m_tls->findData(target.sslMode)));
}

void ConnectionForm::setPassword(const QString &password)
{
    m_password->setText(password);
}

bool ConnectionForm::keepsPassword() const
{
    return m_keep->isChecked();
}

QString ConnectionForm::missing() const
{
    if (m_host->text().trimmed().isEmpty())
        return tr("The host is missing.");
    if (m_database->text().trimmed().isEmpty())
        return tr("The name of the database is missing.");
    if (m_user->text().trimmed().isEmpty())
        return tr("The user is missing.");
    return {};
}

} // namespace bulkhead
