// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/serviceform.h"

#include "ui/settings/pathline.h"
#include "ui/settings/servicewords.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wheelguard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
// As Service::validate() has it.
constexpr int mostKeysOfMaxBot = 100;
constexpr int mostKeys = 10'000;

} // namespace

ServiceForm::ServiceForm(QWidget *parent) : QWidget(parent), m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(2 * grid);
    m_layout->setVerticalSpacing(grid);
    m_layout->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    addAddress();
    addCredential();
    addLimits();
    addPaths();
    WheelGuard::protect(this);
    setService({}, false);
}

void ServiceForm::addAddress()
{
    m_name = addLine(tr("Name"), u"serviceNameEdit"_s);
    m_kind = new QComboBox(this);
    m_kind->setObjectName(u"serviceKindCombo"_s);
    m_kind->setAccessibleName(tr("Kind"));
    for (const ServiceKind kind : {ServiceKind::MaxBot, ServiceKind::Checkins, ServiceKind::Users, ServiceKind::Http})
        m_kind->addItem(ServiceWords::kind(kind), int(kind));
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        adapt();
        Q_EMIT changed();
    });
    m_layout->addRow(tr("Kind"), m_kind);
    m_address = addLine(tr("Address"), u"serviceAddressEdit"_s);
    m_tls = new QCheckBox(tr("Encrypted (TLS)"), this);
    m_tls->setObjectName(u"serviceTlsCheck"_s);
    m_tls->setAccessibleName(m_tls->text());
    connect(m_tls, &QCheckBox::toggled, this, [this] {
        adapt();
        Q_EMIT changed();
    });
    m_layout->addRow(QString(), m_tls);
    m_caFile = addPath(tr("CA file"), u"serviceCaFileEdit"_s);
    m_caFile->line()->setPlaceholderText(tr("the authorities that this computer trusts"));
    m_caFile->line()->setToolTip(tr("A file (PEM) with the authorities to trust instead of those of this computer"));
    m_tlsName = addLine(tr("Name in certificate"), u"serviceTlsNameEdit"_s);
    m_tlsName->setPlaceholderText(tr("the name of the host"));
}

void ServiceForm::addCredential()
{
    m_source = new QComboBox(this);
    m_source->setObjectName(u"credentialSourceCombo"_s);
    m_source->setAccessibleName(tr("Secret"));
    for (const Credential::Source source : {Credential::Source::None, Credential::Source::Environment,
                                            Credential::Source::File, Credential::Source::Keychain})
        m_source->addItem(ServiceWords::source(source), int(source));
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        adapt();
        Q_EMIT changed();
    });
    m_layout->addRow(tr("Secret"), m_source);
    m_secretName = addPath(tr("File"), u"credentialNameEdit"_s);
    m_secret = addLine(tr("New secret"), u"credentialSecretEdit"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(tr("empty: the one that is there stays"));
    m_secret->setToolTip(tr("Goes into the keychain of this computer when you save, and nowhere else"));
    m_header = addLine(tr("Sent in header"), u"serviceHeaderEdit"_s);
    m_prefix = addLine(tr("Put before it"), u"servicePrefixEdit"_s);
    m_prefix->setToolTip(tr("What stands before the secret in the header, with its space"));
}

void ServiceForm::addLimits()
{
    m_batch = makeSpin(tr("Keys a call"), u"serviceBatchSpin"_s, 1, mostKeys);
    m_concurrency = makeSpin(tr("Calls at once"), u"serviceConcurrencySpin"_s, 1, 256);
    m_deadline = makeSpin(tr("Deadline of a call"), u"serviceDeadlineSpin"_s, 10, 600'000);
    m_deadline->setSuffix(tr(" ms", "milliseconds, after a number"));
    m_deadline->setSingleStep(500);
    m_retries = makeSpin(tr("Retries of a call"), u"serviceRetriesSpin"_s, 0, 20);
    m_rate = new QDoubleSpinBox(this);
    m_rate->setObjectName(u"serviceRateSpin"_s);
    m_rate->setAccessibleName(tr("Calls a second"));
    m_rate->setRange(0, 1e6);
    m_rate->setDecimals(2);
    m_rate->setGroupSeparatorShown(true);
    m_rate->setSpecialValueText(tr("no limit"));
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, &ServiceForm::changed);

    auto *box = new QWidget(this);
    auto *limits = new QGridLayout(box);
    limits->setContentsMargins(0, 0, 0, 0);
    limits->setHorizontalSpacing(grid);
    limits->setVerticalSpacing(grid);
    placeLimit(limits, 0, tr("Calls at once"), m_concurrency);
    placeLimit(limits, 1, tr("Calls a second"), m_rate);
    placeLimit(limits, 2, tr("Deadline of a call"), m_deadline);
    placeLimit(limits, 3, tr("Retries of a call"), m_retries);
    placeLimit(limits, 4, tr("Keys a call"), m_batch);
    m_layout->addRow(tr("Limits"), box);
    tabThrough({m_prefix, m_concurrency, m_rate, m_deadline, m_retries, m_batch});
}

void ServiceForm::placeLimit(QGridLayout *layout, int place, const QString &title, QWidget *spin)
{
    auto *label = new QLabel(title, this);
    label->setBuddy(spin);
    layout->addWidget(label, place / 2, place % 2 * 2);
    layout->addWidget(spin, place / 2, place % 2 * 2 + 1);
}

void ServiceForm::addPaths()
{
    const auto add = [&](ServiceKind kind, const QString &key, const QString &label, const QString &usual) {
        QLineEdit *line = addLine(label, u"servicePath_"_s + key);
        line->setPlaceholderText(usual);
        line->setToolTip(tr("Only where it differs from what is usual: %1").arg(usual));
        m_routes.push_back({kind, key, line});
    };
    add(ServiceKind::Checkins, u"checkins"_s, tr("Path of the check-ins"), u"/checkins"_s);
    add(ServiceKind::Checkins, u"users"_s, tr("Path of active users"), u"/checkins/users"_s);
    add(ServiceKind::Users, u"user"_s, tr("Path of a user"), u"/users/{id}"_s);
    add(ServiceKind::Users, u"show_montages"_s, tr("Flag: shows montages"), u"/show_montages"_s);
    add(ServiceKind::Users, u"show_checkins"_s, tr("Flag: shows check-ins"), u"/show_checkins"_s);
}

QLineEdit *ServiceForm::addLine(const QString &label, const QString &name)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(name);
    line->setAccessibleName(label);
    watch(line);
    m_layout->addRow(label, line);
    return line;
}

PathLine *ServiceForm::addPath(const QString &label, const QString &name)
{
    auto *path = new PathLine(label, name, this);
    watch(path->line());
    m_layout->addRow(label, path);
    return path;
}

void ServiceForm::watch(QLineEdit *line)
{
    line->setMinimumWidth(44 * fontMetrics().averageCharWidth());
    connect(line, &QLineEdit::textChanged, this, &ServiceForm::changed);
    connect(line, &QLineEdit::returnPressed, this, &ServiceForm::submitted);
}

QSpinBox *ServiceForm::makeSpin(const QString &title, const QString &name, int from, int to)
{
    auto *spin = new QSpinBox(this);
    spin->setObjectName(name);
    spin->setAccessibleName(title);
    spin->setRange(from, to);
    spin->setGroupSeparatorShown(true);
    connect(spin, &QSpinBox::valueChanged, this, &ServiceForm::changed);
    return spin;
}

ServiceKind ServiceForm::kind() const
{
    return ServiceKind(m_kind->currentData().toInt());
}

Credential::Source ServiceForm::source() const
{
    return Credential::Source(m_source->currentData().toInt());
}

void ServiceForm::adapt()
{
    const bool isMaxBot = kind() == ServiceKind::MaxBot;
    m_address->setPlaceholderText(isMaxBot ? u"localhost:9095"_s : u"https://example.org/api"_s);
    m_layout->setRowVisible(m_tls, isMaxBot);
    m_layout->setRowVisible(m_caFile, !isMaxBot || m_tls->isChecked());
    m_layout->setRowVisible(m_tlsName, isMaxBot && m_tls->isChecked());
    m_batch->setMaximum(isMaxBot ? mostKeysOfMaxBot : mostKeys);
    for (const Route &route : m_routes)
        m_layout->setRowVisible(route.line, route.kind == kind());
    adaptCredential();
}

void ServiceForm::adaptCredential()
{
    using Source = Credential::Source;
    const bool isThere = source() != Source::None;
    QString label = tr("File");
    QString example;
    if (source() == Source::Environment) {
        label = tr("Variable");
        example = u"SERVICE_API_KEY"_s;
    } else if (source() == Source::Keychain) {
        label = tr("Entry");
        example = tr("a name of your choice for it");
    }
    m_layout->setRowVisible(m_secretName, isThere);
    if (auto *words = qobject_cast<QLabel *>(m_layout->labelForField(m_secretName)))
        words->setText(label);
    m_secretName->line()->setAccessibleName(label);
    m_secretName->line()->setPlaceholderText(example);
    m_secretName->setBrowsable(source() == Source::File);
    m_layout->setRowVisible(m_secret, source() == Source::Keychain);
    m_layout->setRowVisible(m_header, isThere);
    m_layout->setRowVisible(m_prefix, isThere);
}

void ServiceForm::setService(const Service &service, bool nameIsFixed)
{
    {
        const QSignalBlocker quiet(this);
        m_name->setText(service.name);
        m_name->setReadOnly(nameIsFixed);
        m_name->setEnabled(!nameIsFixed);
        m_name->setToolTip(nameIsFixed ? tr("The environment names it; operations ask for it by this name.")
                                       : tr("Operations ask for the service by this name."));
        m_kind->setCurrentIndex(m_kind->findData(int(service.kind)));
        m_address->setText(service.address);
        m_tls->setChecked(service.tls);
        m_caFile->line()->setText(service.caFile);
        m_tlsName->setText(service.tlsName);
        m_source->setCurrentIndex(m_source->findData(int(service.credential.source)));
        m_secretName->line()->setText(service.credential.name);
        m_secret->clear();
        m_header->setText(service.header);
        m_prefix->setText(service.prefix);
        adapt();
        m_batch->setValue(service.limits.batch);
        m_concurrency->setValue(service.limits.concurrency);
        m_rate->setValue(service.limits.ratePerSecond);
        m_deadline->setValue(int(service.limits.deadline.count()));
        m_retries->setValue(service.limits.retries);
        m_otherPaths = service.paths;
        for (const Route &route : m_routes) {
            const bool isOfKind = route.kind == service.kind;
            route.line->setText(isOfKind ? m_otherPaths.take(route.key) : QString());
        }
    }
    Q_EMIT changed();
}

Service ServiceForm::service() const
{
    Service service{.name = m_name->text().trimmed(), .kind = kind(), .address = m_address->text().trimmed()};
    const bool isMaxBot = service.kind == ServiceKind::MaxBot;
    service.tls = isMaxBot && m_tls->isChecked();
    if (service.tls || !isMaxBot)
        service.caFile = m_caFile->line()->text().trimmed();
    if (service.tls)
        service.tlsName = m_tlsName->text().trimmed();
    if (source() != Credential::Source::None) {
        service.credential = {source(), m_secretName->line()->text().trimmed()};
        service.header = m_header->text().trimmed();
        service.prefix = m_prefix->text();
    }
    service.limits = {.batch = m_batch->value(),
                      .concurrency = m_concurrency->value(),
                      .ratePerSecond = m_rate->value(),
                      .deadline = std::chrono::milliseconds(m_deadline->value()),
                      .retries = m_retries->value()};
    service.paths = m_otherPaths;
    for (const Route &route : m_routes) {
        const QString path = route.line->text().trimmed();
        if (route.kind == service.kind && !path.isEmpty())
            service.paths.insert(route.key, path);
    }
    return service;
}

QString ServiceForm::secret() const
{
    return source() == Credential::Source::Keychain ? m_secret->text() : QString();
}

void ServiceForm::forgetSecret()
{
    m_secret->clear();
}

void ServiceForm::focusFirst()
{
    QLineEdit *first = m_name->isEnabled() ? m_name : m_address;
    first->setFocus();
}

} // namespace bulkhead
