// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"

#include <QWidget>

#include <optional>

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace bulkhead {

class CollageView;
class EmptyState;
class LargeMoment;
class MontageJobs;
class MontageNotice;
class Pages;
class Pictures;
class Session;
class TonedLabel;

/// One montage: what it is, its moments as a collage or one of them large, and what can be done with it,
/// which are also this widget's actions(). The keyboard goes to the collage.
class MontagePanel : public QWidget
{
    Q_OBJECT

public:
    MontagePanel(Session &session, Pages &pages, QWidget *parent = nullptr);

    /// Shows this montage of that person; null: there is none. What is shown of it already stays where it is.
    void setMontage(const MontagePerson *person, const AlbumMontage *montage);
    /// Looks again for the pictures that were not there, and for what can be done.
    void refresh();
    /// Another database: what was told or asked of the former one goes.
    void startOver();

Q_SIGNALS:
    /// A job that was begun here has ended.
    void changed();
    /// What had the keyboard has gone.
    void keyboardLeft();

private:
    QWidget *buildHead();
    void buildVerbs();
    void connectParts();
    QAction *addVerb(const QString &name, const QString &icon, const QString &words, QPushButton *button);

    void askItems();
    void takeItems(const std::vector<AlbumItem> &items);
    void showFacts();
    void showVerbs();
    void openMoment(int index);
    void leaveMoment();
    void regenerate();
    void askBeforeDelete();

    Session &m_session;
    Pages &m_pages;
    Pictures *m_pictures;
    MontageJobs *m_jobs;
    QLabel *m_title = nullptr;
    TonedLabel *m_facts = nullptr;
    QAction *m_regenerate = nullptr;
    QAction *m_delete = nullptr;
    QPushButton *m_regenerateButton = nullptr;
    QPushButton *m_deleteButton = nullptr;
    MontageNotice *m_notice;
    QStackedWidget *m_shown; ///< collage, one moment, or that there is nothing
    CollageView *m_collage;
    LargeMoment *m_large;
    EmptyState *m_nothing;

    std::optional<MontagePerson> m_person;
    std::optional<AlbumMontage> m_montage;
    std::vector<AlbumItem> m_items;
    QUuid m_itemsOf;      ///< the montage that is shown
    quint64 m_serial = 0; ///< of the last question; older answers are dropped
};

} // namespace bulkhead
