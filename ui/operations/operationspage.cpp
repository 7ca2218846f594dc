// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationspage.h"

#include "core/settings/settings.h"
#include "ui/operations/operationdetails.h"
#include "ui/operations/operationeditor.h"
#include "ui/operations/operationfolder.h"
#include "ui/operations/operationproblems.h"
#include "ui/operations/operationtree.h"
#include "ui/operations/tablechooser.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/headline.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/themedicon.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr auto splitterKey = "operations/splitter";
constexpr auto columnsKey = "operations/columns";
constexpr auto draftKey = "operations/draft";

} // namespace

OperationsPage::OperationsPage(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_stack(new QStackedWidget(this)),
      m_tables(new TableChooser(session, this)), m_editor(new OperationEditor(session, pages, this))
{
    setObjectName(u"operationsPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->addWidget(m_stack);
    m_list = buildList();
    for (QWidget *page : {m_list, static_cast<QWidget *>(m_tables), static_cast<QWidget *>(m_editor)})
        m_stack->addWidget(page);
    connect(m_tables, &TableChooser::given, this, [this](const QString &, const QString &text) { beginNew(text); });
    connect(m_tables, &TableChooser::givenUp, this, &OperationsPage::showList);
    connect(m_editor, &OperationEditor::left, this, &OperationsPage::showList);
    connect(&m_session, &Session::operationsChanged, this, &OperationsPage::showOperations);
    showOperations();
    showList();
    takeUpDraft();
}

OperationsPage::~OperationsPage()
{
    keepDraft();
    // What goes now tells nobody any more.
    m_tree->disconnect(this);
    m_search->disconnect(this);
}

QWidget *OperationsPage::buildList()
{
    auto *list = new QWidget(this);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    m_problems = new OperationProblems(list);
    connect(m_problems, &OperationProblems::editWanted, this, &OperationsPage::edit);
    layout->addWidget(m_problems);
    layout->addWidget(buildSplitter(), 1);
    return list;
}

QWidget *OperationsPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *title = pageTitle(tr("Operations"), header);
    m_search = new SearchField(u"operationSearch"_s, tr("Search operations"), tr("Search title, id or table"), header);
    auto *fromTable = new QPushButton(themedIcon(u"list-add"_s), tr("New from table…"), header);
    fromTable->setObjectName(u"newFromTable"_s);
    fromTable->setToolTip(tr("Begin an operation for a table of the connected database"));
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title);
    layout->addWidget(m_search, 1);
    layout->addWidget(fromTable);
    connect(m_search, &QLineEdit::textChanged, this, &OperationsPage::showOperations);
    connect(fromTable, &QPushButton::clicked, this, [this] {
        m_stack->setCurrentWidget(m_tables);
        m_tables->ask();
        m_tables->setFocus(Qt::OtherFocusReason);
    });
    return header;
}

QWidget *OperationsPage::buildSplitter()
{
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_tree = new OperationTree(m_splitter);
    m_tree->setObjectName(u"operationTree"_s);
    m_tree->setAccessibleName(tr("Operations"));
    m_empty = new EmptyState(m_splitter);
    m_found = new QStackedWidget(m_splitter);
    m_found->addWidget(m_tree);
    m_found->addWidget(m_empty);
    m_details = new OperationDetails(m_splitter);
    m_splitter->addWidget(m_found);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    QHeaderView *header = m_tree->header();
    const int unit = m_tree->fontMetrics().averageCharWidth();
    const int widths[] = {20, 19, 9, 16, 12, 14};
    for (int column = 0; column < OperationTree::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    header->setStretchLastSection(true);
    Settings &settings = m_session.settings();
    header->restoreState(settings.value(QString::fromLatin1(columnsKey)).toByteArray());
    if (!m_splitter->restoreState(settings.value(QString::fromLatin1(splitterKey)).toByteArray()))
        m_splitter->setSizes({60 * unit, 48 * unit});
    connect(header, &QHeaderView::sectionResized, this, [this, header] {
        if (header->underMouse())
            m_session.settings().setValue(QString::fromLatin1(columnsKey), header->saveState());
    });
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { m_session.settings().setValue(QString::fromLatin1(splitterKey), m_splitter->saveState()); });
    connect(m_tree, &OperationTree::chosenChanged, this, &OperationsPage::showChosen);
    connect(m_details, &OperationDetails::copyAsNewWanted, this, &OperationsPage::copyAsNew);
    connect(m_details, &OperationDetails::editWanted, this, [this] {
        if (const Operation *operation = chosen())
            edit(operation->path);
    });
    connect(m_empty, &EmptyState::stepTaken, m_search, &QLineEdit::clear);
    return m_splitter;
}

void OperationsPage::focusSearch()
{
    if (m_stack->currentWidget() != m_list)
        return;
    m_search->begin();
}

void OperationsPage::refresh()
{
    m_session.readOperations();
}

void OperationsPage::showOperations()
{
    m_problems->show(m_session.catalog().problems());
    m_tree->show(m_session.catalog(), m_search->text());
    const bool none = m_tree->shownCount() == 0;
    m_found->setCurrentWidget(none ? static_cast<QWidget *>(m_empty) : m_tree);
    if (none)
        m_empty->describe(u"edit-find"_s, tr("No operation matches"),
                          tr("Neither title, id, table nor group has these words."), tr("Clear the search"));
}

const Operation *OperationsPage::chosen() const
{
    const auto &operations = m_session.catalog().operations();
    const auto found = std::ranges::find(operations, m_tree->chosen(), &Operation::id);
    return found == operations.end() ? nullptr : &*found;
}

void OperationsPage::showChosen()
{
    const Operation *operation = chosen();
    m_details->describe(operation ? std::optional(*operation) : std::nullopt);
}

void OperationsPage::showList()
{
    m_stack->setCurrentWidget(m_list);
    setFocusProxy(m_tree);
    m_tree->setFocus(Qt::OtherFocusReason);
}

void OperationsPage::copyAsNew()
{
    const Operation *operation = chosen();
    if (!operation)
        return;
    static const QRegularExpression id(u"^(\\s*id\\s*=\\s*)\"[^\"]*\""_s, QRegularExpression::MultilineOption);
    static const QRegularExpression version(u"^(\\s*version\\s*=\\s*)\\d+"_s, QRegularExpression::MultilineOption);
    QString text = operation->text;
    const auto write = [&](const QRegularExpression &key, const QString &value) {
        if (const QRegularExpressionMatch found = key.match(text); found.hasMatch())
            text.replace(found.capturedStart(), found.capturedLength(), found.captured(1) + value);
    };
    write(id, u"\"%1.copy\""_s.arg(operation->id));
    write(version, u"1"_s);
    beginNew(text);
}

void OperationsPage::beginNew(const QString &text)
{
    m_editor->open({.text = text, .path = {}, .saved = {}, .id = {}, .untouched = text});
    m_stack->setCurrentWidget(m_editor);
    setFocusProxy(m_editor);
    m_editor->setFocus(Qt::OtherFocusReason);
}

void OperationsPage::edit(const QString &path)
{
    m_session.work<Result<QString>>(
        this, [path] { return readOperationText(path); },
        [this, path](const Result<QString> &text) {
            if (!text) {
                m_pages.tell(MessageKind::Error, text.error().toString());
                return;
            }
            m_editor->open({.text = text.value(), .path = path, .saved = text.value(), .id = {}, .untouched = {}});
            m_stack->setCurrentWidget(m_editor);
            setFocusProxy(m_editor);
            m_editor->setFocus(Qt::OtherFocusReason);
        });
}

void OperationsPage::keepDraft()
{
    QVariantMap kept;
    if (m_stack->currentWidget() == m_editor && m_editor->isModified()) {
        const OperationDraft draft = m_editor->draft();
        kept = {{u"text"_s, draft.text}, {u"path"_s, draft.path}, {u"untouched"_s, draft.untouched}};
        if (draft.saved)
            kept.insert(u"saved"_s, *draft.saved);
    }
    m_session.settings().setValue(QString::fromLatin1(draftKey), kept);
}

void OperationsPage::takeUpDraft()
{
    const QVariantMap kept = m_session.settings().value(QString::fromLatin1(draftKey)).toMap();
    if (kept.isEmpty())
        return;
    OperationDraft draft{.text = kept[u"text"_s].toString(),
                         .path = kept[u"path"_s].toString(),
                         .saved = {},
                         .id = {},
                         .untouched = kept[u"untouched"_s].toString()};
    if (kept.contains(u"saved"_s))
        draft.saved = kept[u"saved"_s].toString();
    m_editor->open(draft);
    m_stack->setCurrentWidget(m_editor);
    setFocusProxy(m_editor);
}

} // namespace bulkhead
