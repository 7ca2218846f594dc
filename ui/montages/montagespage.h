// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"
#include "ui/frame/page.h"

#include <QWidget>

#include <functional>

class QLabel;
class QListView;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace bulkhead {

class EmptyState;
class MontageListModel;
class MontagePanel;
class Pages;
class PeopleModel;
class SearchField;
class Session;

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
    void connectParts();

    void startOver();
    void lookForOthers();
    void askPeople();
    void askMorePeople();
    /// An answer to an older question is dropped.
    void readPeople(const PeopleQuery &query, std::function<void(Result<std::vector<MontagePerson>>)> take);
    void choosePerson(int row);
    void askMontages();
    void takeMontages(std::vector<AlbumMontage> montages);
    void chooseMontage(int row);

    void showState();
    void showMontage();
    const MontagePerson *person() const;
    const AlbumMontage *montage() const;

    Session &m_session;
    Pages &m_pages;
    PeopleModel *m_people;
    MontageListModel *m_montages;
    QTimer *m_soon; ///< searches once for several keys
    QTimer *m_look; ///< looks once for several changes of jobs

    SearchField *m_search = nullptr;
    QStackedWidget *m_stack = nullptr; ///< the splitter, or what the page is for
    QSplitter *m_splitter = nullptr;
    EmptyState *m_empty = nullptr;
    QListView *m_peopleView = nullptr;
    QLabel *m_interestsHeading = nullptr;
    QListView *m_montageView = nullptr;
    MontagePanel *m_panel = nullptr;

    QUuid m_person;
    QString m_interest;         ///< of the chosen montage
    Error m_error;              ///< why there are no people to show
    quint64 m_peopleSerial = 0; ///< of the last question; older answers are dropped
    quint64 m_montageSerial = 0;
    QStringList m_jobs; ///< how far jobs on montages were at the last look
    bool m_looking = false;
    bool m_asking = false; ///< for the first page of people
    bool m_answered = false;
};

} // namespace bulkhead
