// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changetally.h"

#include <QWidget>

#include <optional>

class QButtonGroup;

namespace bulkhead {

class FilterChip;

class TonedLabel;

/// What a job changes in figures, one button a kind of change; pressing it narrows the table to that kind.
class ChangeFigures : public QWidget
{
    Q_OBJECT

public:
    explicit ChangeFigures(QWidget *parent = nullptr);

    void show(const ChangeTally &tally, bool ofPreview);
    std::optional<ChangeKind> chosen() const;
    void chooseAll();

Q_SIGNALS:
    void kindChosen();

protected:
    void changeEvent(QEvent *event) override;

private:
    FilterChip *button(int id) const;
    void paintIcons();

    TonedLabel *m_caption;
    QButtonGroup *m_kinds; ///< by int(ChangeKind), and allKinds
    TonedLabel *m_byColumn;
};

} // namespace bulkhead
