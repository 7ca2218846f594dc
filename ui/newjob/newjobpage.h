// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"
#include "core/operation/operation.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QLabel;
class QScrollArea;

namespace bulkhead {

class CheckStep;
class DropCover;
class Launch;
class MappingStep;
class OperationStep;
class Pages;
class Session;
class SourceStep;
class StartBar;
class StartStep;
class StepButton;
class StepPanel;
struct JobOrder;

/// Makes a job, from choosing what to do to starting it: one page that grows. Every step stays in
/// sight and can be gone back to; what follows from a change is done again in the background.
class NewJobPage : public QWidget
{
    Q_OBJECT

public:
    NewJobPage(Session &session, Pages &pages, QWidget *parent = nullptr);
    ~NewJobPage() override;

    /// Fills the page in as that job was: operation, list if it is a file, columns, options.
    void startFrom(const Job &copyOf);
    /// Chooses this operation, and its own query if it has one; one that is not here changes nothing.
    void startWith(const QString &operation);
    void loadFile(const QString &path);
    /// The job that stands for the preview on this page, and is nobody else's business; null when there is none.
    QUuid preview() const;

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeStrip();
    QWidget *makeSteps();
    void connectSteps();
    void showStep(StepPanel *step);
    void markCurrentStep();

    void inputChanged();
    void mappingChanged();
    void recheck();
    void offerDryRun();
    void refreshPlan();
    QString missing() const;
    QString planWords() const;
    JobOrder order() const;
    std::optional<qint64> rows() const;
    QString buttonWords() const;
    void start();
    void watch(Launch *launch);
    /// What is being started would be so in the database that was left.
    void giveUpStarting();
    /// The job is there: the next one begins with an empty page.
    void leaveTo(const QUuid &job);

    Session &m_session;
    Pages &m_pages;
    OperationStep *m_operation;
    SourceStep *m_source;
    MappingStep *m_mapping;
    CheckStep *m_check;
    StartStep *m_start;
    std::vector<StepPanel *> m_steps;
    std::vector<StepButton *> m_buttons;
    QScrollArea *m_scroll = nullptr;
    StartBar *m_bar = nullptr;
    DropCover *m_dropCover = nullptr;
    QPointer<Launch> m_launch; ///< of the job that is being started
    bool m_starting = false;
};

} // namespace bulkhead
