// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/serviceeditor.h"

#include "core/remote/systemkeychain.h"
#include "ui/session/services.h"
#include "ui/session/whendone.h"
#include "ui/settings/serviceform.h"
#include "ui/settings/servicewords.h"
#include "ui/widgets/scrolledcolumn.h"
#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
/// Of the test of what stands in the form; no service can be called so.
const auto draft = u""_s;

} // namespace

ServiceEditor::ServiceEditor(Services &services, ServiceTests &tests, QWidget *parent)
    : QWidget(parent), m_services(services), m_tests(tests), m_title(sectionHeading({}, this)),
      m_form(new ServiceForm(this)), m_problem(new TonedLabel(TonedLabel::Tone::Caution, this)),
      m_found(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_save(makeButton(tr("Save"), u"saveServiceButton"_s)),
      m_test(makeButton(tr("Test"), u"testDraftButton"_s)), m_cancel(makeButton(tr("Cancel"), u"cancelServiceButton"_s))
{
    m_problem->setObjectName(u"serviceProblem"_s);
    m_found->setObjectName(u"draftFound"_s);
    m_found->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_save->setDefault(true);
    m_test->setToolTip(tr("Calls the service as it stands here, before it is saved"));
    connect(m_save, &QPushButton::clicked, this, &ServiceEditor::save);
    connect(m_test, &QPushButton::clicked, this, [this] { m_tests.start(draft, m_form->service(), m_form->secret()); });
    connect(m_cancel, &QPushButton::clicked, this, &ServiceEditor::close);
    connect(m_form, &ServiceForm::changed, this, &ServiceEditor::formChanged);
    connect(m_form, &ServiceForm::submitted, this, [this] {
        if (m_save->isEnabled())
            save();
    });
    connect(&m_tests, &ServiceTests::changed, this, &ServiceEditor::showTest);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    for (QPushButton *button : {m_save, m_test, m_cancel})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_title);
    layout->addWidget(m_form);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    layout->addWidget(m_found);
    hide();
}

QPushButton *ServiceEditor::makeButton(const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    return button;
}

void ServiceEditor::add()
{
    m_edited.clear();
    m_form->setService({.kind = ServiceKind::MaxBot}, false);
    open(tr("New service"));
}

void ServiceEditor::edit(const QString &name)
{
    const ServiceCatalog::Entry *entry = m_services.find(name);
    if (!entry)
        return;
    m_edited = name;
    m_form->setService(entry->service, !entry->isSet);
    open(tr("Service %1").arg(name));
}

void ServiceEditor::open(const QString &title)
{
    m_title->setText(title);
    setBusy(false);
    // Nobody is told off before having written anything.
    m_problem->say({});
    show();
    m_form->focusFirst();
}

void ServiceEditor::formChanged()
{
    ++m_serial;
    m_tests.forget(draft);
    const Status valid = problem();
    m_problem->say(TonedLabel::Tone::Caution, valid ? QString() : valid.error().toString());
    setBusy(m_isBusy);
}

Status ServiceEditor::problem() const
{
    const Service service = m_form->service();
    if (service.name != m_edited)
        if (Status isFree = m_services.checkName(service.name); !isFree)
            return isFree;
    return service.validate();
}

void ServiceEditor::showTest(const QString &key)
{
    if (key == draft) {
        ServiceWords::tell(m_found, m_tests.outcome(draft));
        if (m_found->isVisible())
            bringIntoView(m_found);
    }
    setBusy(m_isBusy);
}

void ServiceEditor::save()
{
    const QString secret = m_form->secret();
    if (secret.isEmpty()) {
        keep();
        return;
    }
    setBusy(true);
    const QString entry = m_form->service().credential.name;
    whenDone(this, keepInKeychain(entry, secret), [this, entry, serial = m_serial](const Status &kept) {
        if (kept)
            m_services.secretChanged(entry);
        if (serial != m_serial)
            return;
        setBusy(false);
        if (kept)
            keep();
        else
            m_problem->say(TonedLabel::Tone::Negative, kept.error().toString());
    });
}

void ServiceEditor::keep()
{
    const Service service = m_form->service();
    const QString before = m_edited;
    if (const Status kept = m_services.set(service, before); !kept) {
        m_problem->say(TonedLabel::Tone::Negative, kept.error().toString());
        return;
    }
    m_tests.adopt(draft, service.name);
    if (before != service.name && !before.isEmpty())
        m_tests.forget(before);
    close();
    Q_EMIT saved(service.name);
}

void ServiceEditor::close()
{
    ++m_serial;
    m_form->forgetSecret();
    m_tests.forget(draft);
    hide();
    Q_EMIT closed();
}

bool ServiceEditor::event(QEvent *event)
{
    // Before the frame takes it for Back.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void ServiceEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void ServiceEditor::setBusy(bool busy)
{
    m_isBusy = busy;
    const bool isValid = problem().ok();
    const bool isTesting = m_tests.outcome(draft).state == ServiceTestOutcome::State::Running;
    m_form->setEnabled(!busy);
    m_save->setEnabled(!busy && isValid);
    m_test->setEnabled(!busy && isValid && !isTesting);
}

} // namespace bulkhead
