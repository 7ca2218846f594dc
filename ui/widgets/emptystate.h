// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace bulkhead {

class TonedLabel;

/// What an empty page shows: what it is for, and the first step.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// Without `step` no button is shown.
    void describe(const QString &icon, const QString &title, const QString &explanation, const QString &step);
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void stepTaken();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    TonedLabel *m_explanation;
    QPushButton *m_button;
};

} // namespace bulkhead
