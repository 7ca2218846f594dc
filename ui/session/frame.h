// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUuid>

#include <optional>

namespace bulkhead {

enum class MessageKind { Information, Positive, Warning, Error };

/// What a page may ask of the frame it stands in. UI thread only.
class Pages
{
public:
    virtual ~Pages() = default;

    virtual void openJob(const QUuid &jobId) = 0;
    /// Opens the New job page; with `copyOf`, filled in as that job was.
    virtual void newJob(const std::optional<QUuid> &copyOf = {}) = 0;
    /// Opens the New job page with this operation chosen and, if it has a query of its own, the rows of that.
    virtual void newJobOf(const QString &operation) = 0;
    virtual void showJobs() = 0;
    /// Shows a sentence in the message bar of the frame; never blocks. News replaces older news.
    virtual void tell(MessageKind kind, const QString &text) = 0;
};

} // namespace bulkhead
