// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace bulkhead {

/// One of several buttons of which one is pressed: shows only the rows of its kind.
class FilterChip : public QPushButton
{
    Q_OBJECT

public:
    FilterChip(const QString &text, QWidget *parent = nullptr);

private:
    void mark(bool checked);
};

} // namespace bulkhead
