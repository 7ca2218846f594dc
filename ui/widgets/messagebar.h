// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/frame.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QTimer;

namespace bulkhead {

/// News of a page, inside the page: a coloured strip with shape, sentence and a button to close it.
/// Good news leave by themselves; errors stay until closed or replaced.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    void tell(MessageKind kind, const QString &text);
    void dismiss();
    QString text() const;
    MessageKind kind() const { return m_kind; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QLabel *m_icon;
    QLabel *m_text;
    QToolButton *m_close;
    QTimer *m_leave;
    MessageKind m_kind = MessageKind::Information;
};

} // namespace bulkhead
