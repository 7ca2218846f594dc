// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/session.h"

#include <QToolButton>

namespace bulkhead {

/// Bottom left, always in sight: which database this is and how it stands, as shape, words and colour.
/// Its menu changes to another one.
class ConnectionIndicator : public QToolButton
{
    Q_OBJECT

public:
    explicit ConnectionIndicator(Session &session, QWidget *parent = nullptr);

    QSize sizeHint() const override;

Q_SIGNALS:
    void connectWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showState();
    void fillMenu();
    void open(ConnectionTarget target);
    QString stateWords() const;

    Session &m_session;
    quint64 m_serial = 0; ///< of the choice whose password is looked for
};

} // namespace bulkhead
