// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobpage.h"

#include "ui/jobs/chunkstrip.h"
#include "ui/jobs/errorchips.h"
#include "ui/jobs/itemsfooter.h"
#include "ui/jobs/itemspanel.h"
#include "ui/jobs/jobactions.h"
#include "ui/jobs/jobheader.h"
#include "ui/jobs/jobwatch.h"
#include "ui/jobs/revertpanel.h"
#include "ui/session/frame.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

JobPage::JobPage(Session &session, Pages &pages, const QUuid &jobId, QWidget *parent)
    : QWidget(parent), m_pages(pages), m_watch(new JobWatch(session, jobId, this)),
      m_actions(new JobActions(session, pages, this)),
      m_header(new JobHeader(session, pages, *m_watch, *m_actions, this)),
      m_items(new ItemsPanel(session, pages, *m_watch, this)), m_revert(new RevertPanel(session, pages, *m_watch, this))
{
    setObjectName(u"jobPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->setSpacing(8);
    layout->addWidget(m_header);
    layout->addWidget(m_items, 1);
    layout->addWidget(m_revert);
    m_items->footer().addAtEnd(m_revert->verb());
    setFocusProxy(m_items);

    connect(m_header->errors(), &ErrorChips::codeChosen, m_items, &ItemsPanel::setCode);
    connect(m_items, &ItemsPanel::codeChanged, m_header->errors(), &ErrorChips::setChosen);
    connect(m_items, &ItemsPanel::retryableChanged, m_watch, &JobWatch::refresh);
    connect(m_header->chunks(), &ChunkStrip::chunkActivated, m_items,
            [this](const Chunk &chunk) { m_items->goToItem(chunk.firstItem); });
    connect(m_actions, &JobActions::done, m_watch, &JobWatch::refresh);
    connect(m_watch, &JobWatch::failed, this,
            [this](const QString &message) { m_pages.tell(MessageKind::Error, message); });
    connect(m_watch, &JobWatch::missing, this, [this] { m_pages.showJobs(); });
}

const QUuid &JobPage::jobId() const
{
    return m_watch->jobId();
}

void JobPage::focusSearch()
{
    m_items->focusSearch();
}

void JobPage::refresh()
{
    m_watch->refresh();
    m_items->refresh();
}

void JobPage::retry()
{
    m_items->retry();
}

void JobPage::openExportMenu()
{
    m_items->openExportMenu();
}

void JobPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_watch->setActive(true);
}

void JobPage::hideEvent(QHideEvent *event)
{
    m_watch->setActive(false);
    QWidget::hideEvent(event);
}

} // namespace bulkhead
