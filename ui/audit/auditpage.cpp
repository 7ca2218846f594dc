// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/audit/auditpage.h"

#include "core/settings/settings.h"
#include "ui/audit/auditexport.h"
#include "ui/audit/auditfilterbar.h"
#include "ui/audit/auditmodel.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/verbs.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr int pageSize = 200;
constexpr auto newsAfter = 1s;

} // namespace

AuditPage::AuditPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_model(new AuditModel(session.catalog(), this)),
      m_filters(new AuditFilterBar(session.catalog(), this)), m_export(new AuditExport(session, pages, this)),
      m_stack(new QStackedWidget(this)), m_table(new QTableView(this)), m_empty(new EmptyState(this)),
      m_soon(new QTimer(this))
{
    setObjectName(u"auditPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    buildTable();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    layout->addWidget(buildFooter());

    m_soon->setSingleShot(true);
    m_soon->setInterval(newsAfter);
    connect(m_soon, &QTimer::timeout, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(&m_session, &Session::jobChanged, this, [this] {
        if (isVisible() && !m_soon->isActive())
            m_soon->start();
    });
    connect(m_filters, &AuditFilterBar::changed, this, &AuditPage::startOver);
    connect(m_export, &AuditExport::written, this, &AuditPage::refresh);
    connect(&m_session, &Session::stateChanged, this, [this] {
        m_verifying = false; // the answer will not come
        startOver();
    });
    connect(&m_session, &Session::operationsChanged, m_filters,
            [this] { m_filters->setOperations(m_session.catalog()); });
    connect(m_empty, &EmptyState::stepTaken, m_filters, &AuditFilterBar::clear);
    setFocusProxy(m_table);
    showState();
    showVerbs();
}

QWidget *AuditPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *title = pageTitle(tr("Audit"), header);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title, 0, Qt::AlignTop);
    layout->addWidget(m_filters, 1);
    return header;
}

void AuditPage::buildTable()
{
    m_table->setObjectName(u"auditTable"_s);
    m_table->setAccessibleName(tr("Audit"));
    m_table->setModel(m_model);
    setUpTable(*m_table);
    m_table->setItemDelegate(new RowDelegate(m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &AuditPage::openMenu);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { openJob(index.row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AuditPage::showVerbs);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value >= m_table->verticalScrollBar()->maximum() - 2)
            lookFurther();
    });
    keepColumns();
}

void AuditPage::keepColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    const QString key = m_table->objectName() + u"/columns"_s;
    const int unit = m_table->fontMetrics().averageCharWidth();
    const int widths[] = {23, 14, 23, 24, 40, 20};
    for (int column = 0; column < AuditModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    header->setSectionResizeMode(AuditModel::WhatColumn, QHeaderView::Stretch);
    header->restoreState(m_session.settings().value(key).toByteArray());
    connect(header, &QHeaderView::sectionResized, this, [this, header, key] {
        // Also called while the window takes shape; only a hand on the header is worth remembering.
        if (header->underMouse())
            m_session.settings().setValue(key, header->saveState());
    });
}

QWidget *AuditPage::buildFooter()
{
    auto *footer = new QWidget(this);
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_open = addVerb(layout, u"openAuditJob"_s, u"document-open"_s, tr("Open job"),
                     tr("Open the job of this entry (Enter)"));
    m_copy =
        addVerb(layout, u"copyAudit"_s, u"edit-copy"_s, tr("Copy"), tr("Copy the chosen entries as a table (Ctrl+C)"));
    layout->addStretch();
    m_verify = addVerb(layout, u"verifyAudit"_s, u"dialog-ok"_s, tr("Verify"),
                       tr("Check by their hashes that no entry was changed or taken away"));
    m_write = addVerb(layout, u"exportAudit"_s, u"document-export"_s, tr("Export…"),
                      tr("Write the entries that are shown, with all older ones, to a file"));
    connect(m_open, &QPushButton::clicked, this,
            [this] { openJob(m_table->selectionModel()->selectedRows().front().row()); });
    connect(m_copy, &QPushButton::clicked, this, &AuditPage::copy);
    connect(m_verify, &QPushButton::clicked, this, &AuditPage::verify);
    connect(m_write, &QPushButton::clicked, this, [this] { m_export->ask(m_filters->query()); });

    auto *copying = new QAction(this);
    copying->setShortcut(QKeySequence::Copy);
    copying->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copying);
    connect(copying, &QAction::triggered, this, &AuditPage::copy);
    return footer;
}

void AuditPage::focusSearch()
{
    m_filters->search()->begin();
}

void AuditPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void AuditPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnHidden(AuditModel::WhereColumn, width() < fontMetrics().averageCharWidth() * 140);
}

void AuditPage::startOver()
{
    m_answered = false;
    m_model->clear();
    refresh();
}

void AuditPage::refresh()
{
    showVerbs();
    if (m_session.state() != Session::State::Open)
        return;
    ask(0, [this](Result<std::vector<AuditEntry>> entries) {
        if (!entries) {
            m_pages.tell(MessageKind::Error, entries.error().toString());
            return;
        }
        const bool complete = int(entries->size()) < pageSize;
        m_model->update(entries.take(), complete);
        m_answered = true;
        showState();
        showVerbs();
    });
}

void AuditPage::lookFurther()
{
    if (m_asking || m_model->isComplete() || m_model->rowCount() == 0)
        return;
    ask(m_model->entry(m_model->rowCount() - 1).id, [this](Result<std::vector<AuditEntry>> entries) {
        if (!entries)
            return;
        const bool complete = int(entries->size()) < pageSize;
        m_model->append(entries.take(), complete);
    });
}

void AuditPage::ask(qint64 before, std::function<void(Result<std::vector<AuditEntry>>)> take)
{
    m_asking = true;
    AuditQuery query = m_filters->query();
    query.limit = pageSize;
    query.before = before;
    m_session.ask<std::vector<AuditEntry>>(
        this, Session::Lane::Interactive, [query](JobStore &store) { return Audit(store.connection()).page(query); },
        [this, take = std::move(take), serial = ++m_serial](Result<std::vector<AuditEntry>> entries) {
            if (serial != m_serial)
                return;
            m_asking = false;
            take(std::move(entries));
        });
}

void AuditPage::showState()
{
    const bool empty = m_model->rowCount() == 0;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
    if (!empty)
        return;
    if (!m_answered)
        m_empty->describe(u"object-locked"_s, {}, {}, {});
    else if (m_filters->isNarrowed())
        m_empty->describe(u"edit-find"_s, tr("No entry matches"),
                          tr("Nothing was done here that fits this search, action, operation and time together."),
                          tr("Clear the filter"));
    else
        m_empty->describe(u"object-locked"_s, tr("Nothing was done yet"),
                          tr("Every job, change and export is written down here with who, when, from where and why. "
                             "Entries can only be added; one that was changed shows."),
                          {});
}

void AuditPage::showVerbs()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    m_open->setEnabled(rows.size() == 1 && !m_model->entry(rows.front().row()).jobId.isNull());
    m_copy->setEnabled(!rows.isEmpty());
    const bool open = m_session.state() == Session::State::Open;
    m_verify->setEnabled(open && !m_verifying);
    m_write->setEnabled(open && m_model->rowCount() > 0);
}

void AuditPage::openJob(int row)
{
    const QUuid id = m_model->entry(row).jobId;
    if (id.isNull())
        return;
    m_session.ask<std::optional<Job>>(
        this, Session::Lane::Interactive, [id](JobStore &store) { return store.job(id); },
        [this, id](Result<std::optional<Job>> job) {
            if (!job)
                m_pages.tell(MessageKind::Error, job.error().toString());
            else if (!job.value())
                m_pages.tell(MessageKind::Information, tr("This job was deleted; only the audit still tells of it."));
            else
                m_pages.openJob(id);
        });
}

void AuditPage::copy()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(m_model->asText(rows));
}

void AuditPage::verify()
{
    m_verifying = true;
    showVerbs();
    m_pages.tell(MessageKind::Information, tr("Checking the audit…"));
    m_session.ask<AuditVerdict>(
        this, Session::Lane::Background,
        [closing = m_session.closing()](JobStore &store) {
            return Audit(store.connection()).verify([closing](qint64) { return !closing.stop_requested(); });
        },
        [this](Result<AuditVerdict> verdict) {
            m_verifying = false;
            showVerbs();
            if (!verdict) {
                m_pages.tell(MessageKind::Error, verdict.error().toString());
            } else if (verdict->broken) {
                //: %1 is a sentence, %2 a number
                m_pages.tell(MessageKind::Error, tr("The audit is broken. %1 Entries before it that hold: %2.")
                                                     .arg(verdict->why.toString(), Phrases::count(verdict->entries)));
            } else {
                //: %1 is a number
                m_pages.tell(MessageKind::Positive, tr("The audit holds: all %1 entries are as they were written.")
                                                        .arg(Phrases::count(verdict->entries)));
            }
        });
}

void AuditPage::openMenu(const QPoint &position)
{
    popUpVerbs({{m_open, m_copy}, {m_verify, m_write}}, m_table->viewport()->mapToGlobal(position), this);
}

} // namespace bulkhead
