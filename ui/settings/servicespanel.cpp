// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/servicespanel.h"

#include "ui/session/frame.h"
#include "ui/session/services.h"
#include "ui/session/session.h"
#include "ui/settings/serviceeditor.h"
#include "ui/settings/servicelistmodel.h"
#include "ui/settings/servicewords.h"
#include "ui/widgets/listheader.h"
#include "ui/widgets/rowdelegate.h"
#include "ui/widgets/scrolledcolumn.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int grid = 8;
constexpr int rowsBeforeScrolling = 12;

} // namespace

ServicesPanel::ServicesPanel(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_services(session.services()), m_pages(pages), m_tests(new ServiceTests(this)),
      m_model(new ServiceListModel(m_services, *m_tests, this)), m_table(new QTableView(this)),
      m_problems(new TonedLabel(TonedLabel::Tone::Caution, this)),
      m_found(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_editor(new ServiceEditor(m_services, *m_tests, this))
{
    setObjectName(u"servicesPanel"_s);
    m_problems->setObjectName(u"serviceProblems"_s);
    m_found->setObjectName(u"serviceFound"_s);
    m_found->setTextInteractionFlags(Qt::TextSelectableByMouse);
    buildTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(sectionHeading(tr("Services"), this));
    layout->addWidget(new TonedLabel(
        TonedLabel::Tone::Quiet,
        tr("Programs elsewhere that operations ask, each under its name. Secrets stay where they are: in "
           "the environment, a file or the keychain."),
        this));
    layout->addWidget(m_problems);
    layout->addWidget(m_table);
    layout->addWidget(buildVerbs());
    layout->addWidget(m_found);
    layout->addWidget(m_editor);

    connect(&m_services, &Services::changed, this, [this] {
        fitTable();
        showProblems();
        showChosen();
    });
    connect(m_tests, &ServiceTests::changed, this, [this](const QString &name) {
        showChosen();
        if (name == chosen() && m_found->isVisible())
            bringIntoView(m_found);
    });
    connect(m_editor, &ServiceEditor::saved, this, &ServicesPanel::saved);
    connect(m_editor, &ServiceEditor::closed, this, [this] {
        showChosen();
        m_table->setFocus();
    });
    fitTable();
    showProblems();
    showChosen();
}

void ServicesPanel::buildTable()
{
    m_table->setObjectName(u"servicesTable"_s);
    m_table->setAccessibleName(tr("Services"));
    m_table->setModel(m_model);
    setUpTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new RowDelegate(m_table));
    const auto look = [model = m_model](const QModelIndex &index, const Theme &theme) {
        return ServiceWords::look(model->tests().outcome(model->name(index.row())), theme);
    };
    m_table->setItemDelegateForColumn(ServiceListModel::StateColumn, new StatusDelegate(look, m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    QHeaderView *header = m_table->horizontalHeader();
    const int unit = fontMetrics().averageCharWidth();
    const int widths[] = {19, 16, 18, 30, 25, 16};
    for (int column = 0; column < ServiceListModel::ColumnCount; ++column)
        header->resizeSection(column, std::max(widths[column] * unit, header->sectionSizeHint(column)));
    header->setSectionResizeMode(ServiceListModel::KindColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ServiceListModel::AddressColumn, QHeaderView::Stretch);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ServicesPanel::openMenu);
    connect(m_table, &QTableView::activated, this, &ServicesPanel::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ServicesPanel::showChosen);
}

QWidget *ServicesPanel::buildVerbs()
{
    auto *bar = new QWidget(this);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    m_add = addVerb(bar, tr("Add a service"), u"addServiceButton"_s);
    m_edit = addVerb(bar, tr("Edit"), u"editServiceButton"_s);
    m_test = addVerb(bar, tr("Test"), u"testServiceButton"_s);
    m_remove = addVerb(bar, tr("Remove"), u"removeServiceButton"_s);
    m_putBack = addVerb(bar, {}, u"putBackServiceButton"_s);
    m_putBack->setAccessibleName(tr("Put the removed service back"));
    m_putBack->hide();
    layout->addStretch();
    connect(m_add, &QPushButton::clicked, this, [this] {
        m_editor->add();
        showEditor();
    });
    connect(m_edit, &QPushButton::clicked, this, &ServicesPanel::edit);
    connect(m_test, &QPushButton::clicked, this, &ServicesPanel::test);
    connect(m_remove, &QPushButton::clicked, this, &ServicesPanel::remove);
    connect(m_putBack, &QPushButton::clicked, this, &ServicesPanel::putBack);
    return bar;
}

QPushButton *ServicesPanel::addVerb(QWidget *bar, const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, bar);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    bar->layout()->addWidget(button);
    return button;
}

void ServicesPanel::openMenu(const QPoint &at)
{
    if (chosen().isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton *verb : {m_edit, m_test, m_remove}) {
        QAction *action = menu->addAction(verb->text(), verb, &QPushButton::click);
        action->setEnabled(verb->isEnabled());
    }
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

QString ServicesPanel::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? QString() : m_model->name(rows.front().row());
}

void ServicesPanel::choose(const QString &name)
{
    if (const int row = m_model->rowOf(name); row >= 0)
        m_table->selectRow(row);
    showChosen();
}

void ServicesPanel::edit()
{
    if (chosen().isEmpty() || !m_edit->isEnabled())
        return;
    m_editor->edit(chosen());
    showEditor();
}

void ServicesPanel::showEditor()
{
    showChosen();
    bringIntoView(m_editor);
}

void ServicesPanel::test()
{
    if (const ServiceCatalog::Entry *entry = m_services.find(chosen()))
        m_tests->start(entry->service.name, entry->service);
}

void ServicesPanel::remove()
{
    const QString name = chosen();
    const ServiceCatalog::Entry *entry = m_services.find(name);
    if (!entry)
        return;
    const Service before = entry->service;
    if (const Status removed = m_services.remove(name); !removed) {
        m_pages.tell(MessageKind::Error, removed.error().toString());
        return;
    }
    m_tests->forget(name);
    m_removed = before;
    m_putBack->setText(tr("Put %1 back").arg(name));
    m_putBack->setAccessibleName(m_putBack->text());
    m_putBack->show();
    const bool isDefault = m_services.find(name) != nullptr;
    m_pages.tell(MessageKind::Information, isDefault ? tr("%1 is again what the environment says of it.").arg(name)
                                                     : tr("Service %1 is removed.").arg(name));
    choose(isDefault ? name : QString());
}

void ServicesPanel::putBack()
{
    if (const Status kept = m_services.set(m_removed, m_removed.name); !kept) {
        m_pages.tell(MessageKind::Error, kept.error().toString());
        return;
    }
    m_tests->forget(m_removed.name);
    m_putBack->hide();
    choose(m_removed.name);
}

void ServicesPanel::saved(const QString &name)
{
    m_putBack->hide();
    choose(name);
    m_pages.tell(MessageKind::Positive, tr("Service %1 is saved. Work that begins from now on uses it.").arg(name));
}

void ServicesPanel::showChosen()
{
    const QString name = chosen();
    const ServiceCatalog::Entry *entry = m_services.find(name);
    const bool isEditing = m_editor->isVisibleTo(this);
    const ServiceTestOutcome outcome = m_tests->outcome(name);
    m_add->setEnabled(!isEditing);
    m_edit->setEnabled(entry && !isEditing);
    m_test->setEnabled(entry && outcome.state != ServiceTestOutcome::State::Running);
    m_remove->setEnabled(entry && entry->isSet && !isEditing);
    m_remove->setToolTip(entry && !entry->isSet
                             ? tr("It follows from the environment; edit it to put one of your own in its place")
                             : QString());
    ServiceWords::tell(m_found, entry && !isEditing ? outcome : ServiceTestOutcome());
}

void ServicesPanel::showProblems()
{
    QStringList words;
    for (const Error &problem : m_services.problems())
        words.append(problem.toString());
    m_problems->say(words.join(u'\n'));
}

void ServicesPanel::fitTable()
{
    const int rows = std::clamp(m_model->rowCount(), 1, rowsBeforeScrolling);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
}

} // namespace bulkhead
