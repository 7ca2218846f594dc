// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/itemsfooter.h"

#include "ui/widgets/accentbutton.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/themedicon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

ItemsFooter::ItemsFooter(QWidget *parent)
    : QWidget(parent), m_retry(new AccentButton(this)), m_retrySelected(new QPushButton(this)),
      m_export(new QPushButton(themedIcon(u"document-export"_s), tr("Export…"), this)), m_selection(new QLabel(this))
{
    m_retry->setObjectName(u"retryRows"_s);
    m_retry->setToolTip(tr("Make a new job of the failed rows, as they are mended (Ctrl+R)"));
    m_retrySelected->setObjectName(u"retrySelected"_s);
    m_export->setObjectName(u"exportRows"_s);
    m_export->setToolTip(tr("Write rows to a file (Ctrl+E)"));
    m_selection->setObjectName(u"selectionWords"_s);
    connect(m_retry, &QPushButton::clicked, this, &ItemsFooter::retryWanted);
    connect(m_retrySelected, &QPushButton::clicked, this, &ItemsFooter::retrySelectedWanted);
    buildExportMenu();

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_retry);
    layout->addWidget(m_retrySelected);
    layout->addWidget(m_export);
    layout->addStretch();
    layout->addWidget(m_selection);
}

void ItemsFooter::buildExportMenu()
{
    using Format = ExportOptions::Format;
    auto *menu = new QMenu(m_export);
    const auto add = [&](const QString &words, ItemFilter filter, Format format) {
        return menu->addAction(words, this, [this, filter, format] { Q_EMIT exportWanted(filter, format); });
    };
    add(tr("Failed rows as CSV…"), ItemFilter::Failed, Format::Csv);
    add(tr("Succeeded rows as CSV…"), ItemFilter::Succeeded, Format::Csv);
    m_exportSkipped.push_back(add(tr("Rows that were so already as CSV…"), ItemFilter::Skipped, Format::Csv));
    add(tr("All rows as CSV…"), ItemFilter::All, Format::Csv);
    menu->addSeparator();
    add(tr("Failed rows as JSON…"), ItemFilter::Failed, Format::Json);
    add(tr("Succeeded rows as JSON…"), ItemFilter::Succeeded, Format::Json);
    m_exportSkipped.push_back(add(tr("Rows that were so already as JSON…"), ItemFilter::Skipped, Format::Json));
    add(tr("All rows as JSON…"), ItemFilter::All, Format::Json);
    m_export->setMenu(menu);
}

QString ItemsFooter::retryWords(const JobWatch::Open &open, const QString &code)
{
    QString words = code.isEmpty() ? tr("Retry %Ln row(s)", "", Phrases::plural(open.rows))
                                   //: %1 is the short name of an error
                                   : tr("Retry %Ln row(s) with %1", "", Phrases::plural(open.rows)).arg(code);
    if (open.mended > 0) {
        //: appended to "Retry 37 rows": how many of them were mended
        words += tr(", %Ln mended", "", Phrases::plural(open.mended));
    }
    return words;
}

void ItemsFooter::showVerbs(const std::optional<Job> &job, const JobWatch::Open &open, const QString &code,
                            const std::optional<Selection> &selection)
{
    // A revert is not retried row by row: the first job is reverted again.
    const bool finished = job && isFinal(job->state) && job->kind == JobKind::Run;
    m_retry->setText(retryWords(open, code));
    m_retry->setEnabled(finished && open.rows > 0);
    m_retry->setVisible(open.rows > 0);

    Selection chosen = selection.value_or(Selection());
    // Of a great selection the view does not look at every row.
    chosen.retryable = std::min(chosen.retryable, open.rows);
    m_retrySelected->setText(chosen.retryable > 0 ? tr("Retry %Ln selected", "", Phrases::plural(chosen.retryable))
                                                  : tr("Retry selected"));
    m_retrySelected->setEnabled(finished && chosen.retryable > 0);
    m_retrySelected->setVisible(open.rows > 0 && selection);
    m_selection->setText(chosen.rows > 1 ? tr("%Ln row(s) selected", "", Phrases::plural(chosen.rows)) : QString());
    m_export->setEnabled(job.has_value());
    for (QAction *action : m_exportSkipped)
        action->setVisible(job && job->counts.skipped > 0);
}

void ItemsFooter::retry()
{
    if (m_retry->isEnabled() && m_retry->isVisible())
        Q_EMIT retryWanted();
}

void ItemsFooter::addAtEnd(QWidget *verb)
{
    layout()->addWidget(verb);
}

void ItemsFooter::openExportMenu()
{
    if (m_export->isEnabled())
        m_export->menu()->popup(m_export->mapToGlobal(QPoint(0, -m_export->menu()->sizeHint().height())));
}

} // namespace bulkhead
