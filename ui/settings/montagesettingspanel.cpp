// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/montagesettingspanel.h"

#include "core/montage/montagesettings.h"
#include "core/settings/settings.h"
#include "ui/session/session.h"
#include "ui/settings/pathline.h"
#include "ui/widgets/scrolledcolumn.h"
#include "ui/widgets/tonedlabel.h"

#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
constexpr auto checkAfter = 400ms;

/// What is wrong with the settings as they would be with this file.
Status statusWith(const QString &path)
{
    const Result<MontageValues> values = montageValues(path, QProcessEnvironment::systemEnvironment());
    return values ? readMontageSettings({*values}).status() : Status(values.error());
}

} // namespace

MontageSettingsPanel::MontageSettingsPanel(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session),
      m_file(new PathLine(tr("File with montage settings"), u"montageSettingsFile"_s, this)),
      m_found(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_soon(new QTimer(this))
{
    m_found->setObjectName(u"montageSettingsFound"_s);
    m_found->setTextFormat(Qt::PlainText);
    m_found->setWordWrap(true);
    m_found->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_soon->setSingleShot(true);
    m_soon->setInterval(checkAfter);
    m_file->line()->setPlaceholderText(tr("none: montages are made as the environment says"));
    m_file->line()->setText(m_session.settings().montageSettingsFile());
    auto *words = new TonedLabel(
        TonedLabel::Tone::Quiet,
        tr("A file with lines like MONTAGE_MAX_ITEMS=20; “bulkheadctl montages settings” lists all names. The "
           "environment goes before it. It counts for new jobs, here and in bulkheadctl. A database or services "
           "that it names count in bulkheadctl only; here they are set above."),
        this);
    words->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(tr("Montages"), this));
    layout->addWidget(words);
    layout->addWidget(m_file);
    layout->addWidget(m_found);
    m_found->hide();
    connect(m_file->line(), &QLineEdit::textChanged, this, &MontageSettingsPanel::keep);
    connect(m_soon, &QTimer::timeout, this, &MontageSettingsPanel::check);
}

void MontageSettingsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    check(); // it may be another one by now
}

void MontageSettingsPanel::keep()
{
    m_session.settings().setMontageSettingsFile(m_file->line()->text().trimmed());
    m_soon->start();
}

void MontageSettingsPanel::check()
{
    const QString path = m_file->line()->text().trimmed();
    m_session.work<Status>(
        this, [path] { return statusWith(path); },
        [this, path, serial = ++m_serial](const Status &status) {
            if (serial != m_serial)
                return;
            if (!status)
                m_found->say(TonedLabel::Tone::Caution, status.error().toString());
            else
                m_found->say(TonedLabel::Tone::Positive,
                             path.isEmpty() ? QString() : tr("Everything in this file makes sense."));
        });
}

} // namespace bulkhead
