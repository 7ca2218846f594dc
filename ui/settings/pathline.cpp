// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/pathline.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

PathLine::PathLine(const QString &title, const QString &name, QWidget *parent)
    : QWidget(parent), m_title(title), m_line(new QLineEdit(this)), m_button(new QPushButton(tr("Browse…"), this))
{
    m_line->setObjectName(name);
    m_line->setAccessibleName(title);
    m_button->setObjectName(name + "Browse"_L1);
    m_button->setAccessibleName(tr("Browse for: %1").arg(title));
    m_button->setAutoDefault(false);
    connect(m_button, &QPushButton::clicked, this, &PathLine::browse);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_line, 1);
    layout->addWidget(m_button);
    setFocusProxy(m_line);
}

void PathLine::setBrowsable(bool browsable)
{
    m_button->setVisible(browsable);
}

void PathLine::browse()
{
    auto *dialog = new QFileDialog(this, m_title, QFileInfo(m_line->text()).path());
    dialog->setObjectName(m_line->objectName() + "Dialog"_L1);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_line, &QLineEdit::setText);
    dialog->open();
}

} // namespace bulkhead
