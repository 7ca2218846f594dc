// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QAbstractButton>

namespace bulkhead {

/// An operation to choose, like a radio button: title, whether it can be taken back, and the sentence on
/// what it changes.
class OperationCard : public QAbstractButton
{
    Q_OBJECT

public:
    explicit OperationCard(const Operation &operation, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRect textRect(int width) const;

    QString m_summary;
    QString m_note;         ///< at the end of the first line
    bool m_isFinal = false; ///< what it does cannot be taken back
};

} // namespace bulkhead
