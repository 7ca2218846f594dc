// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationdetails.h"

#include "ui/operations/codeedit.h"
#include "ui/operations/operationsheet.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

OperationDetails::OperationDetails(QWidget *parent)
    : QWidget(parent), m_tabs(new QTabWidget(this)), m_about(new QTextBrowser(this)), m_text(new CodeEdit(this))
{
    m_about->setObjectName(u"operationAbout"_s);
    m_about->setAccessibleName(tr("About the operation"));
    m_about->setOpenLinks(false);
    m_about->setFrameShape(QFrame::NoFrame);
    m_about->document()->setDocumentMargin(12);
    m_tabs->setObjectName(u"operationTabs"_s);
    m_tabs->setAccessibleName(tr("About the operation"));
    m_tabs->setDocumentMode(true);
    //: tab: what an operation is
    m_tabs->addTab(m_about, tr("About"));
    //: tab: the text of an operation's file
    m_tabs->addTab(buildFile(), tr("File"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(buildFooter());
    describe({});
}

QWidget *OperationDetails::buildFile()
{
    m_text->setObjectName(u"operationText"_s);
    m_text->setAccessibleName(tr("Text of the operation's file"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return m_text;
}

QWidget *OperationDetails::buildFooter()
{
    auto *footer = new QWidget(this);
    auto *layout = new QHBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    const auto add = [&](const QString &name, const QString &icon, const QString &words, const QString &tip) {
        auto *button = new QPushButton(themedIcon(icon), words, footer);
        button->setObjectName(name);
        button->setToolTip(tip);
        layout->addWidget(button);
        return button;
    };
    m_copyAsNew = add(u"copyOperation"_s, u"list-add"_s, tr("Copy as new"),
                      tr("Begin a file of your own with the text of this one"));
    m_edit = add(u"editOperation"_s, u"document-edit"_s, tr("Edit"), {});
    layout->addStretch();
    m_copyText = add(u"copyOperationText"_s, u"edit-copy"_s, tr("Copy text"), tr("Copy the text of the file"));
    connect(m_copyAsNew, &QPushButton::clicked, this, &OperationDetails::copyAsNewWanted);
    connect(m_edit, &QPushButton::clicked, this, &OperationDetails::editWanted);
    connect(m_copyText, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    return footer;
}

void OperationDetails::describe(const std::optional<Operation> &operation)
{
    m_operation = operation;
    compose();
    m_about->verticalScrollBar()->setValue(0);
    m_text->setPlainText(operation ? operation->text : QString());
    m_tabs->setVisible(operation.has_value());
    m_copyAsNew->setEnabled(operation.has_value());
    m_copyText->setEnabled(operation.has_value());
    m_edit->setEnabled(operation && !operation->isBuiltIn);
    m_edit->setToolTip(operation && operation->isBuiltIn ? tr("What is built in stays as it is; copy it as new")
                                                         : tr("Change the file of this operation"));
}

void OperationDetails::compose()
{
    m_about->setHtml(m_operation ? operationSheet(*m_operation, QApplication::palette()) : QString());
}

void OperationDetails::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        compose();
}

} // namespace bulkhead
