// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connectionpage.h"

#include "core/settings/settings.h"
#include "ui/connection/connectionform.h"
#include "ui/session/frame.h"
#include "ui/session/passwordkeeper.h"
#include "ui/session/session.h"
#include "ui/widgets/scrolledcolumn.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;

QString describe(const ConnectionFindings &findings)
{
    QString words =
        ConnectionPage::tr("Connected to PostgreSQL %1 in %2 ms, %3.", "%3: encrypted or not")
            .arg(findings.serverVersion, QLocale().toString(findings.milliseconds),
                 findings.encrypted ? ConnectionPage::tr("encrypted") : ConnectionPage::tr("not encrypted"));
    if (findings.unusable)
        return words + u' ' + findings.unusable->toString();
    if (findings.isReady())
        words += u' ' + ConnectionPage::tr("Everything is there to work with.");
    return words;
}

} // namespace

ConnectionPage::ConnectionPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_recent(session.settings())
{
    fillWithColumn(this, {makePresent(), makeServer(), makeRecent()});
    setFocusProxy(m_form);

    connect(&m_session, &Session::stateChanged, this, &ConnectionPage::sessionChanged);
    connect(m_form, &ConnectionForm::changed, this, [this] {
        // What was found belongs to what stood there before.
        ++m_serial;
        m_busy = false;
        m_result->say({});
        m_offer->hide();
        refresh();
    });
    connect(m_form, &ConnectionForm::submitted, this, [this] {
        if (m_connect->isEnabled())
            probeFor(Purpose::Connect);
    });
    refresh();
}

QWidget *ConnectionPage::makePresent()
{
    auto *box = new QWidget(this);
    m_present = new QLabel(box);
    m_present->setObjectName(u"presentConnection"_s);
    m_present->setWordWrap(true);
    m_present->setTextFormat(Qt::PlainText);
    m_embedded = makeButton(tr("Back to the database of this computer"), u"embeddedButton"_s, box);
    connect(m_embedded, &QPushButton::clicked, this, &ConnectionPage::openEmbedded);
    auto *line = new QHBoxLayout;
    line->setSpacing(2 * grid);
    line->addWidget(m_present, 1);
    line->addWidget(m_embedded);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(tr("Now"), box));
    layout->addLayout(line);
    return box;
}

QWidget *ConnectionPage::makeServer()
{
    auto *box = new QWidget(this);
    m_form = new ConnectionForm(box);
    m_result = new TonedLabel(TonedLabel::Tone::Quiet, box);
    m_result->setObjectName(u"connectionResult"_s);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->hide();
    m_keychain = new TonedLabel(TonedLabel::Tone::Caution, box);
    m_keychain->setObjectName(u"keychainWords"_s);
    m_keychain->hide();
    m_connect = makeButton(tr("Connect"), u"connectButton"_s, box);
    m_connect->setDefault(true);
    m_test = makeButton(tr("Test"), u"testButton"_s, box);
    connect(m_connect, &QPushButton::clicked, this, [this] { probeFor(Purpose::Connect); });
    connect(m_test, &QPushButton::clicked, this, [this] { probeFor(Purpose::Test); });

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    buttons->addWidget(m_connect);
    buttons->addWidget(m_test);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(tr("PostgreSQL server"), box));
    layout->addWidget(m_form);
    layout->addLayout(buttons);
    layout->addWidget(m_result);
    layout->addWidget(m_keychain);
    layout->addWidget(makeOffer());
    return box;
}

QWidget *ConnectionPage::makeOffer()
{
    m_offer = new QWidget(this);
    m_offerWords = new QLabel(m_offer);
    m_offerWords->setObjectName(u"offerWords"_s);
    m_offerWords->setWordWrap(true);
    m_domain = new QCheckBox(tr("Make the tables of the systems, too (users, employees, orders …)"), m_offer);
    m_domain->setObjectName(u"domainCheck"_s);
    m_domain->setAccessibleName(m_domain->text());
    m_domain->setToolTip(tr("Leave it off where these tables are there already"));
    m_makeTables = makeButton(tr("Make the tables and connect"), u"makeTablesButton"_s, m_offer);
    connect(m_makeTables, &QPushButton::clicked, this, &ConnectionPage::makeTables);
    auto *layout = new QVBoxLayout(m_offer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_offerWords);
    layout->addWidget(m_domain);
    layout->addWidget(m_makeTables, 0, Qt::AlignLeft);
    m_offer->hide();
    return m_offer;
}

QWidget *ConnectionPage::makeRecent()
{
    m_recentBox = new QWidget(this);
    auto *layout = new QVBoxLayout(m_recentBox);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(tr("Used before"), m_recentBox));
    m_recentLayout = new QVBoxLayout;
    m_recentLayout->setSpacing(grid / 2);
    layout->addLayout(m_recentLayout);
    return m_recentBox;
}

QPushButton *ConnectionPage::makeButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    return button;
}

void ConnectionPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    fillRecent();
    refresh();
}

void ConnectionPage::probeFor(Purpose purpose)
{
    m_offer->hide();
    m_keychain->hide();
    setBusy(tr("Connecting…"));
    const ConnectionTarget target = m_form->target();
    m_session.work<Result<ConnectionFindings>>(
        this, [target] { return probe(target); },
        [this, purpose, target, serial = m_serial](const Result<ConnectionFindings> &findings) {
            if (serial == m_serial)
                probed(purpose, target, findings);
        });
}

void ConnectionPage::probed(Purpose purpose, const ConnectionTarget &target, const Result<ConnectionFindings> &findings)
{
    setBusy({});
    if (!findings) {
        m_result->say(TonedLabel::Tone::Negative, findings.error().toString());
        return;
    }
    m_result->say(findings->unusable ? TonedLabel::Tone::Negative : TonedLabel::Tone::Positive, describe(*findings));
    if (findings->unusable)
        return;
    if (!findings->isReady())
        offerTables(*findings);
    else if (purpose == Purpose::Connect)
        open(target);
}

void ConnectionPage::offerTables(const ConnectionFindings &findings)
{
    const bool first = findings.appliedJobSteps == 0;
    m_offerWords->setText(first ? tr("The database has no tables of Bulkhead yet. They go into a schema of "
                                     "their own, \"bulkhead\"; "
                                     "nothing that is there is touched.")
                                : tr("The tables of Bulkhead in this database are older than the program. "
                                     "Updating them keeps what "
                                     "is in them."));
    m_domain->setVisible(findings.missingDomainSteps > 0);
    m_domain->setChecked(findings.appliedDomainSteps > 0);
    m_makeTables->setText(first ? tr("Make the tables and connect") : tr("Update the tables and connect"));
    m_makeTables->setAccessibleName(m_makeTables->text());
    m_offer->show();
}

void ConnectionPage::makeTables()
{
    setBusy(tr("Making the tables…"));
    const ConnectionTarget target = m_form->target();
    const bool domain = m_domain->isVisible() && m_domain->isChecked();
    m_session.work<Status>(
        this, [target, domain] { return migrate(target, domain); },
        [this, target, serial = m_serial](const Status &made) {
            if (serial != m_serial)
                return;
            setBusy({});
            if (!made) {
                m_result->say(TonedLabel::Tone::Negative, made.error().toString());
                return;
            }
            m_offer->hide();
            m_result->say(TonedLabel::Tone::Positive, tr("The tables are there."));
            open(target);
        });
}

void ConnectionPage::open(const ConnectionTarget &target)
{
    m_opening = target;
    setBusy(tr("Opening %1…").arg(target.display()));
    m_session.open(target, false);
}

void ConnectionPage::openEmbedded()
{
    const auto target = ConnectionTarget::parse(embeddedDatabaseUrl());
    if (!target) {
        m_result->say(TonedLabel::Tone::Negative, target.error().toString());
        return;
    }
    open(*target);
}

void ConnectionPage::sessionChanged()
{
    refresh();
    if (m_opening && m_session.target() != *m_opening) {
        // Another one was chosen elsewhere before this one was open.
        m_opening.reset();
        setBusy({});
        return;
    }
    if (!m_opening || m_session.state() == Session::State::Opening)
        return;
    if (m_session.state() == Session::State::Open)
        connected();
    else if (m_session.state() == Session::State::Failed) {
        setBusy({});
        m_result->say(TonedLabel::Tone::Negative, m_session.lastError().toString());
    }
    m_opening.reset();
    refresh();
}

void ConnectionPage::connected()
{
    setBusy({});
    m_result->say({});
    const ConnectionTarget target = *m_opening;
    if (target.kind == Database::PostgreSQL) {
        m_recent.add(target);
        fillRecent();
        keepPassword(target);
    }
    m_pages.tell(MessageKind::Positive, tr("You are now on %1.").arg(target.display()));
    m_pages.showJobs();
}

void ConnectionPage::keepPassword(const ConnectionTarget &target)
{
    if (target.password.isEmpty())
        return;
    if (!m_form->keepsPassword()) {
        m_session.passwords().keepForSession(target);
        return;
    }
    m_session.passwords().keep(target, [this, self = QPointer<ConnectionPage>(this)](const QString &why) {
        if (!self || why.isEmpty())
            return;
        const QString words =
            tr("The password is kept until the program ends, since it could not go into a keychain: %1").arg(why);
        m_keychain->say(words);
        m_pages.tell(MessageKind::Warning, words);
    });
}

void ConnectionPage::use(const ConnectionTarget &recent)
{
    m_form->setTarget(recent);
    const quint64 serial = m_serial;
    m_session.passwords().find(recent, [this, self = QPointer<ConnectionPage>(this), serial](const QString &password) {
        // Nobody types into a form and has it overwritten by a slow keychain.
        if (self && serial == m_serial)
            m_form->setPassword(password);
    });
}

void ConnectionPage::fillRecent()
{
    while (QLayoutItem *item = m_recentLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const std::vector<ConnectionTarget> targets = m_recent.list();
    for (const ConnectionTarget &target : targets) {
        auto *line = new QWidget(m_recentBox);
        auto *choose = makeButton(target.display(), u"recentButton"_s, line);
        choose->setIcon(themedIcon(u"network-server"_s));
        choose->setToolTip(tr("Fill in the form with this connection"));
        connect(choose, &QPushButton::clicked, this, [this, target] { use(target); });
        auto *forget = makeButton(tr("Forget"), u"forgetButton"_s, line);
        forget->setAccessibleName(tr("Forget %1").arg(target.display()));
        // Deleting the button that is being clicked has to wait for its click to end.
        connect(forget, &QPushButton::clicked, this, [this, target] {
            m_session.passwords().forget(target);
            m_recent.remove(target);
            QMetaObject::invokeMethod(this, &ConnectionPage::fillRecent, Qt::QueuedConnection);
        });
        auto *layout = new QHBoxLayout(line);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(grid);
        layout->addWidget(choose);
        layout->addWidget(forget);
        layout->addStretch();
        m_recentLayout->addWidget(line);
    }
    m_recentBox->setVisible(!targets.empty());
}

void ConnectionPage::setBusy(const QString &words)
{
    m_busy = !words.isEmpty();
    m_result->say(TonedLabel::Tone::Quiet, words);
    refresh();
}

void ConnectionPage::refresh()
{
    const ConnectionTarget &target = m_session.target();
    const bool embedded = target.kind == Database::SQLite;
    QString words;
    switch (m_session.state()) {
    case Session::State::Closed:
        words = tr("No database is open.");
        break;
    case Session::State::Opening:
        words = tr("Opening %1…").arg(target.display());
        break;
    case Session::State::Open:
        words = embedded ? tr("The database of this computer, %1").arg(target.file) : target.display();
        break;
    case Session::State::Failed:
        words = tr("%1 cannot be used: %2", "a database, why").arg(target.display(), m_session.lastError().toString());
        break;
    }
    m_present->setText(words);
    m_present->setAccessibleName(words);
    m_embedded->setVisible(!embedded || m_session.state() == Session::State::Failed);
    const QString missing = m_form->missing();
    for (QPushButton *button : {m_test, m_connect}) {
        button->setEnabled(missing.isEmpty() && !m_busy);
        button->setToolTip(missing);
    }
    m_embedded->setEnabled(!m_busy);
    m_makeTables->setEnabled(!m_busy);
}

} // namespace bulkhead
