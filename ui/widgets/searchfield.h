// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace bulkhead {

/// A line to search with: the looking glass in front, and a button that clears it.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    /// `meaning` is its accessible name; `hint`, what stands in it while it is empty, says what is searched.
    SearchField(const QString &name, const QString &meaning, const QString &hint, QWidget *parent = nullptr);

    /// Takes the keyboard; what stands in it gives way to what is typed.
    void begin();
};

} // namespace bulkhead
