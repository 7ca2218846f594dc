// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"
#include "ui/frame/page.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace bulkhead {

class CollageView;
class EmptyState;
class LargeMoment;
class MontageJobs;
class MontageListModel;
class MontageNotice;
class Pages;
class PeopleModel;
class Pictures;
class Session;
class TonedLabel;

/// People, their montages, and the chosen montage as a collage; made anew and deleted from here.
class MontagesPage : public QWidget, public Page
{
    Q_OBJECT

public:
    MontagesPage(Session &session, Pages &pages, QWidget *parent = nullptr);
    ~MontagesPage() override;

    void focusSearch() override;
    void refresh() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildHeader();
    QWidget *buildLists();
    QWidget *buildMontage();
    QWidget *buildMontageHead();
    void buildVerbs();
    void connectParts();
    QAction *addVerb(const QString &name, const QString &icon, const QString &words, QPushButton *&button);

    void startOver();
    void askPeople();
    void askMorePeople();
    void choosePerson(int row);
    void askMontages();
    void takeMontages(std::vector<AlbumMontage> montages);
    void chooseMontage(int row);
    void askItems();
    void takeItems(const std::vector<AlbumItem> &items);

    void showState();
    void showMontage();
    void showVerbs();
    void openMoment(int index);
    void leaveMoment();
    void regenerate();
    void askBeforeDelete();
    const MontagePerson *person() const;
    const AlbumMontage *montage() const;

    Session &m_session;
    Pages &m_pages;
    Pictures *m_pictures;
    MontageJobs *m_jobs;
    PeopleModel *m_people;
    MontageListModel *m_montages;
    QTimer *m_soon; ///< searches once for several keys

    QLineEdit *m_search = nullptr;
    QStackedWidget *m_stack = nullptr; ///< the splitter, or what the page is for
    QSplitter *m_splitter = nullptr;
    EmptyState *m_empty = nullptr;
    QListView *m_peopleView = nullptr;
    QLabel *m_interestsHeading = nullptr;
    QListView *m_montageView = nullptr;
    QLabel *m_title = nullptr;
    TonedLabel *m_facts = nullptr;
    QAction *m_regenerate = nullptr;
    QAction *m_delete = nullptr;
    QPushButton *m_regenerateButton = nullptr;
    QPushButton *m_deleteButton = nullptr;
    MontageNotice *m_notice = nullptr;
    QStackedWidget *m_shown = nullptr; ///< collage, one moment, or that there is nothing
    CollageView *m_collage = nullptr;
    LargeMoment *m_large = nullptr;
    EmptyState *m_nothing = nullptr;

    QUuid m_person;
    QString m_interest; ///< of the chosen montage
    std::vector<AlbumItem> m_items;
    QUuid m_itemsOf; ///< the montage that is shown
    Error m_error;   ///< why there are no people to show
    quint64 m_peopleSerial = 0; ///< of the last question; older answers are dropped
    quint64 m_montageSerial = 0;
    quint64 m_itemSerial = 0;
    bool m_asking = false; ///< for the first page of people
    bool m_answered = false;
};

} // namespace bulkhead
