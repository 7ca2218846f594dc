// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingspage.h"

#include "core/settings/settings.h"
#include "ui/connection/recentconnections.h"
#include "ui/newjob/joboptionsform.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/settings/montagesettingspanel.h"
#include "ui/settings/servicespanel.h"
#include "ui/widgets/scrolledcolumn.h"
#include "ui/widgets/tonedlabel.h"
#include "ui/widgets/wheelguard.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;

/// A heading and what stands under it.
QVBoxLayout *section(QWidget *box, const QString &title)
{
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(title, box));
    return layout;
}

} // namespace

SettingsPage::SettingsPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages)
{
    fillWithColumn(this, {makeLanguage(), makeDefaults(), new ServicesPanel(m_session, m_pages, this),
                          new MontageSettingsPanel(m_session, this), makeRemembered(), makeFolders()});
    setFocusProxy(m_language);
}

void SettingsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    describeRemembered();
}

QWidget *SettingsPage::makeLanguage()
{
    auto *box = new QWidget(this);
    auto *layout = section(box, tr("Language"));
    m_language = new QComboBox(box);
    m_language->setObjectName(u"languageCombo"_s);
    m_language->setAccessibleName(tr("Language"));
    m_language->addItem(tr("As the system"), QString());
    // Everyone finds their own language in its own words.
    m_language->addItem(u"English"_s, u"en"_s);
    m_language->addItem(u"Русский"_s, u"ru"_s);
    m_language->addItem(u"Português (Brasil)"_s, u"pt_BR"_s);
    m_language->setCurrentIndex(qMax(0, m_language->findData(m_session.settings().language())));
    m_languageWords = new TonedLabel(TonedLabel::Tone::Quiet, box);
    m_languageWords->setObjectName(u"languageWords"_s);
    m_languageWords->hide();
    WheelGuard::protect(m_language);
    connect(m_language, &QComboBox::activated, this, &SettingsPage::languageChosen);
    layout->addWidget(m_language, 0, Qt::AlignLeft);
    layout->addWidget(m_languageWords);
    return box;
}

QWidget *SettingsPage::makeDefaults()
{
    auto *box = new QWidget(this);
    auto *layout = section(box, tr("New jobs begin with"));
    m_options = new JobOptionsForm(box);
    m_options->setOptions(m_session.settings().defaultOptions());
    m_options->setExpanded(true);
    m_optionsWords = new TonedLabel(TonedLabel::Tone::Caution, box);
    m_optionsWords->hide();
    auto *reset = new QPushButton(tr("Back to what the program came with"), box);
    reset->setObjectName(u"resetOptionsButton"_s);
    reset->setAccessibleName(reset->text());
    connect(reset, &QPushButton::clicked, this, [this] { m_options->setOptions(JobOptions()); });
    connect(m_options, &JobOptionsForm::optionsChanged, this, &SettingsPage::keepOptions);
    layout->addWidget(m_options);
    layout->addWidget(m_optionsWords);
    layout->addWidget(reset, 0, Qt::AlignLeft);
    return box;
}

QWidget *SettingsPage::makeRemembered()
{
    auto *box = new QWidget(this);
    auto *layout = section(box, tr("Remembered"));
    m_remembered = new TonedLabel(TonedLabel::Tone::Quiet, box);
    m_remembered->setObjectName(u"rememberedWords"_s);
    m_forget = new QPushButton(tr("Forget the connections"), box);
    m_forget->setObjectName(u"forgetConnectionsButton"_s);
    m_forget->setAccessibleName(m_forget->text());
    connect(m_forget, &QPushButton::clicked, this, [this] {
        RecentConnections(m_session.settings()).clear();
        describeRemembered();
    });
    layout->addWidget(m_remembered);
    layout->addWidget(m_forget, 0, Qt::AlignLeft);
    return box;
}

QWidget *SettingsPage::makeFolders()
{
    auto *box = new QWidget(this);
    auto *layout = section(box, tr("Where things are kept"));
    auto *lines = new QGridLayout;
    lines->setHorizontalSpacing(2 * grid);
    lines->setVerticalSpacing(grid);
    lines->setColumnStretch(1, 1);
    const auto add = [&](const QString &title, const QString &folder, const QString &name) {
        const int row = lines->rowCount();
        auto *path = new QLabel(folder, box);
        path->setTextFormat(Qt::PlainText);
        path->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        path->setObjectName(name);
        path->setAccessibleName(tr("%1: %2").arg(title, folder));
        auto *open = new QPushButton(tr("Open folder"), box);
        open->setObjectName(name + "Button"_L1);
        open->setAccessibleName(tr("Open folder %1").arg(folder));
        connect(open, &QPushButton::clicked, this, [this, folder] {
            if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
                m_pages.tell(MessageKind::Warning, tr("No program opens folders here. The folder is %1").arg(folder));
        });
        lines->addWidget(new QLabel(title, box), row, 0);
        lines->addWidget(path, row, 1);
        lines->addWidget(open, row, 2);
    };
    add(tr("Database and data"), dataFolder(), u"dataFolder"_s);
    add(tr("Settings and own operations"), configFolder(), u"configFolder"_s);
    layout->addLayout(lines);
    return box;
}

void SettingsPage::languageChosen()
{
    m_session.settings().setLanguage(m_language->currentData().toString());
    m_languageWords->say(tr("The language changes when the program is started the next time."));
}

void SettingsPage::keepOptions()
{
    const JobOptions options = m_options->options();
    const std::vector<Error> problems = options.problems();
    m_optionsWords->say(problems.empty() ? QString() : problems.front().toString());
    if (problems.empty())
        m_session.settings().setDefaultOptions(options);
}

void SettingsPage::describeRemembered()
{
    const auto recent = RecentConnections(m_session.settings()).list();
    m_forget->setVisible(!recent.empty());
    m_remembered->say(recent.empty() ? tr("No server yet. Passwords are never kept here, only in the keychain.")
                                     : tr("%n server(s), without their passwords.", nullptr, int(recent.size())));
}

} // namespace bulkhead
