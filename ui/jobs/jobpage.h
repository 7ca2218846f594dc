// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frame/page.h"

#include <QUuid>
#include <QWidget>

namespace bulkhead {

class ItemsPanel;
class JobActions;
class JobHeader;
class JobWatch;
class Pages;
class RevertPanel;
class Session;

/// One job: how far it is, what went wrong, its rows, and all that can be done about them. Live while
/// it is in front.
class JobPage : public QWidget, public Page
{
    Q_OBJECT

public:
    JobPage(Session &session, Pages &pages, const QUuid &jobId, QWidget *parent = nullptr);

    const QUuid &jobId() const;
    void focusSearch() override;
    void refresh() override;
    /// Ctrl+R
    void retry();
    /// Ctrl+E
    void openExportMenu();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    Pages &m_pages;
    JobWatch *m_watch;
    JobActions *m_actions;
    JobHeader *m_header;
    ItemsPanel *m_items;
    RevertPanel *m_revert;
};

} // namespace bulkhead
