// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/lossquestion.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

void askBeforeLoss(QWidget *parent, const QString &question, const QString &loss, const QString &verb,
                   std::function<void()> confirmed)
{
    auto *box = new QMessageBox(QMessageBox::Warning, QCoreApplication::applicationName(), question,
                                QMessageBox::Cancel, parent);
    box->setObjectName(u"lossQuestion"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(loss);
    QPushButton *accept = box->addButton(verb, QMessageBox::DestructiveRole);
    accept->setObjectName(u"lossAccept"_s);
    box->setDefaultButton(QMessageBox::Cancel);
    box->setEscapeButton(QMessageBox::Cancel);
    QObject::connect(accept, &QPushButton::clicked, parent, std::move(confirmed));
    box->open();
}

} // namespace bulkhead
