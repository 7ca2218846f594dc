// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"
#include "core/store/jobstore.h"
#include "ui/session/frame.h"

#include <QHash>
#include <QObject>

namespace bulkhead {

class Session;

/// What can be done with montages, each as a job like any other: made anew for a person, or deleted. UI thread.
class MontageJobs : public QObject
{
    Q_OBJECT

public:
    enum class Verb { Regenerate, Delete };

    explicit MontageJobs(Session &session, QObject *parent = nullptr);

    /// The id of the operation that its jobs run.
    static QString operationOf(Verb verb);
    /// Empty, or why this verb is not to be had here.
    QString whyNot(Verb verb) const;
    void regenerate(const QUuid &person, const QString &name);
    /// `words` name the montage for people.
    void remove(const QUuid &montage, const QString &words);

Q_SIGNALS:
    /// News of a job; its id is null while there is none.
    void told(bulkhead::MessageKind kind, const QString &words, const QUuid &job);
    /// A job of ours has ended, so the montages may be other ones now.
    void ended();

private:
    struct Watched
    {
        Verb verb = Verb::Regenerate;
        QString whose;
        QString waitsFor = {}; ///< as it was told last; empty: nothing
    };

    void launch(const Watched &what, const QString &column, const QUuid &id);
    void look();
    void settle(const Job &job);
    void tellBegun(const Watched &what, const QUuid &job);
    void tellWaiting(const Job &job);

    Session &m_session;
    QHash<QUuid, Watched> m_watched;
    bool m_asking = false;
};

} // namespace bulkhead
