// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changespanel.h"

#include "core/settings/settings.h"
#include "ui/jobs/changefigures.h"
#include "ui/jobs/changetablemodel.h"
#include "ui/jobs/changetableview.h"
#include "ui/jobs/jobwatch.h"
#include "ui/jobs/sumspanel.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/themedicon.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto readPace = 700ms;

} // namespace

ChangesPanel::ChangesPanel(Session &session, Pages &pages, JobWatch &watch, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_watch(watch), m_model(new ChangeTableModel(session, this)),
      m_figures(new ChangeFigures(this)), m_stack(new QStackedWidget(this)),
      m_table(new ChangeTableView(session, *m_model, this)), m_empty(new EmptyState(this)), m_sums(new SumsPanel(this)),
      m_pace(new QTimer(this))
{
    setObjectName(u"changesPanel"_s);
    buildTable();
    auto *below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_stack, 1);
    below->addWidget(m_sums);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_figures);
    layout->addLayout(below, 1);
    setFocusProxy(m_table);

    m_pace->setSingleShot(true);
    m_pace->setInterval(readPace);
    connect(m_pace, &QTimer::timeout, this, &ChangesPanel::look);
    connect(m_figures, &ChangeFigures::kindChosen, this, &ChangesPanel::look);
    connect(m_empty, &EmptyState::stepTaken, this, [this] {
        m_figures->chooseAll();
        look();
    });
    connect(m_model, &ChangeTableModel::failed, this,
            [this](const QString &message) { m_pages.tell(MessageKind::Error, message); });
    connect(m_model, &ChangeTableModel::loaded, this, &ChangesPanel::showContent);
    connect(m_model, &ChangeTableModel::rowsInserted, this, &ChangesPanel::showContent);
    connect(m_model, &ChangeTableModel::rowsRemoved, this, &ChangesPanel::showContent);
    connect(m_model, &ChangeTableModel::columnsChanged, this, &ChangesPanel::keepColumns);
    connect(&m_watch, &JobWatch::detailsChanged, this, &ChangesPanel::showFacts);
    showFacts();
}

void ChangesPanel::buildTable()
{
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ChangesPanel::openMenu);
    connect(m_table, &ChangeTableView::failed, this,
            [this](const QString &message) { m_pages.tell(MessageKind::Error, message); });
    connect(m_table, &ChangeTableView::copied, this, [this](qint64 rows, bool all) {
        if (all)
            m_pages.tell(MessageKind::Positive, tr("Copied %Ln change(s).", "", Phrases::plural(rows)));
        else
            m_pages.tell(MessageKind::Warning,
                         tr("Copied the first %Ln change(s), no more fit.", "", Phrases::plural(rows)));
    });
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
}

void ChangesPanel::showFacts()
{
    if (m_watch.facts()) {
        const JobFacts &facts = *m_watch.facts();
        m_figures->setVisible(facts.tally.written() + facts.tally.read + facts.tally.unchanged > 0);
        m_figures->show(facts.tally, facts.ofPreview);
        m_sums->show(facts.operation.sum, facts.tally, facts.ofPreview);
        if (isVisible() && !m_pace->isActive())
            look();
    } else {
        m_figures->hide();
    }
    showContent();
}

void ChangesPanel::look()
{
    if (!isVisible() || !m_watch.facts())
        return;
    const JobFacts &facts = *m_watch.facts();
    const ChangeTableModel::Source source{m_watch.jobId(), facts.ofPreview, m_figures->chosen()};
    const qint64 known = facts.tally.written() + facts.tally.read + facts.tally.unchanged;
    if (source == m_model->source() && known == m_shown)
        return;
    if (source == m_model->source())
        m_model->jobMoved();
    else
        m_model->show(source);
    m_shown = known;
    m_pace->start();
}

void ChangesPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void ChangesPanel::keepColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const int unit = fontMetrics().averageCharWidth();
    const int widths[] = {13, 16, 16, 22};
    disconnect(header, &QHeaderView::sectionResized, this, nullptr);
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->resizeSection(column, unit * (column < ChangeTableModel::FirstValueColumn ? widths[column] : 36));
    header->setStretchLastSection(true);
    const bool manyTables = m_watch.facts() && !m_watch.facts()->operation.effect.tables.isEmpty();
    const QString key = u"changesTable/%1/%2"_s.arg(m_watch.facts() ? m_watch.facts()->operation.id : QString(),
                                                    m_model->columns().join(u'+'));
    header->restoreState(m_session.settings().value(key).toByteArray());
    m_table->setColumnHidden(ChangeTableModel::TableColumn, !manyTables);
    connect(header, &QHeaderView::sectionResized, this, [this, header, key] {
        // Only a hand on the header is worth remembering.
        if (header->underMouse())
            m_session.settings().setValue(key, header->saveState());
    });
}

void ChangesPanel::showContent()
{
    const bool empty = !m_watch.facts() || (m_model->isLoaded() && m_model->rowCount() == 0);
    if (empty)
        showEmpty();
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
}

void ChangesPanel::showEmpty()
{
    if (!m_watch.facts()) {
        m_empty->describe(u"view-table"_s, tr("Looking…"), {}, {});
        return;
    }
    const JobFacts &facts = *m_watch.facts();
    if (m_model->isForgotten())
        m_empty->describe(u"view-history"_s, tr("What this job changed is no longer kept"),
                          tr("The figures stay; the values before and after were kept for a limited time."), {});
    else if (facts.ofPreview && !facts.spec.preview)
        m_empty->describe(u"view-table"_s, tr("This job was not previewed"),
                          tr("What it changes is listed here once it runs."), {});
    else if (facts.ofPreview)
        m_empty->describe(u"dialog-ok"_s, tr("Nothing would change"), tr("Every row is so already, or was refused."),
                          {});
    else
        m_empty->describe(u"view-table"_s, tr("Nothing was changed"),
                          tr("Records that this job inserts, changes or deletes are listed here, before and after."),
                          {});
}

void ChangesPanel::openMenu(const QPoint &position)
{
    if (!m_table->selectionModel()->hasSelection())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(themedIcon(u"edit-copy"_s), tr("Copy changes"), m_table, &ChangeTableView::copySelection);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

} // namespace bulkhead
