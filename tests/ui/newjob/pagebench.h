// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operationcatalog.h"
#include "core/settings/settings.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"

#include <QTemporaryDir>
#include <QWidget>

#include <memory>

namespace bulkhead::test {

/// Hears what a page asks of its frame.
class HeardPages final : public Pages
{
public:
    void openJob(const QUuid &jobId) override { opened.push_back(jobId); }
    void newJob(const std::optional<QUuid> &) override {}
    void newJobOf(const QString &) override {}
    void showJobs() override { ++jobsShown; }
    void tell(MessageKind kind, const QString &text) override
    {
        lastKind = kind;
        lastText = text;
    }

    std::vector<QUuid> opened;
    int jobsShown = 0;
    MessageKind lastKind = MessageKind::Information;
    QString lastText;
};

/// What a page needs to live: settings and a database of its own, in a folder that goes with it.
class PageBench
{
public:
    PageBench();

    /// Opens the bench's SQLite file and waits until it is open.
    bool open();
    /// A file with these bytes in the bench's folder; its path.
    QString file(const QString &name, const QByteArray &bytes) const;

    QTemporaryDir folder;
    Settings settings;
    OperationCatalog catalog;
    Session session;
    HeardPages pages;
};

/// Interactive widgets below `root` without an accessible name, by object name and class.
QStringList namelessWidgets(QWidget *root);
/// Where Tab goes up the page, as "from → to"; what scrolls is compared within itself.
QStringList jumpsUpward(QWidget *root);
/// Visible, enabled widgets below `root` that take the keyboard but are not reached with Tab.
QStringList unreachableWidgets(QWidget *root);

} // namespace bulkhead::test
