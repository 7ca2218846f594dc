// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/searchfield.h"

#include "ui/widgets/themedicon.h"

#include <QAction>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

SearchField::SearchField(const QString &name, const QString &meaning, const QString &hint, QWidget *parent)
    : QLineEdit(parent)
{
    setObjectName(name);
    setAccessibleName(meaning);
    setPlaceholderText(hint);
    setClearButtonEnabled(true);
    addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
}

void SearchField::begin()
{
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
}

} // namespace bulkhead
