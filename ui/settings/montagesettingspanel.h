// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTimer;

namespace bulkhead {

class PathLine;
class Session;
class TonedLabel;

/// Which file says how montages are made, in this window and, where it is told nothing else, in bulkheadctl. It is
/// looked at when it is chosen, and all that is wrong in it is told.
class MontageSettingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MontageSettingsPanel(Session &session, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void keep();
    void check();

    Session &m_session;
    PathLine *m_file;
    TonedLabel *m_found;
    QTimer *m_soon;       ///< once for several keys
    quint64 m_serial = 0; ///< of the last check; older answers are dropped
};

} // namespace bulkhead
