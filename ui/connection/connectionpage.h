// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"
#include "ui/connection/connectionprobe.h"
#include "ui/connection/recentconnections.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace bulkhead {

class ConnectionForm;
class Pages;
class Session;
class TonedLabel;

/// Which database to work on: the one of this computer, or a PostgreSQL server, which is tested, given
/// its tables if it has none, and remembered. Says everything in place; never blocks.
class ConnectionPage : public QWidget
{
    Q_OBJECT

public:
    ConnectionPage(Session &session, Pages &pages, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    /// What a test is made for.
    enum class Purpose { Test, Connect };

    QWidget *makePresent();
    QWidget *makeServer();
    QWidget *makeOffer();
    QWidget *makeRecent();
    QPushButton *makeButton(const QString &text, const QString &name, QWidget *parent);

    void probeFor(Purpose purpose);
    void probed(Purpose purpose, const ConnectionTarget &target, const Result<ConnectionFindings> &findings);
    void offerTables(const ConnectionFindings &findings);
    void makeTables();
    void open(const ConnectionTarget &target);
    void openEmbedded();
    void sessionChanged();
    void connected();
    void keepPassword(const ConnectionTarget &target);
    void use(const ConnectionTarget &recent);
    void fillRecent();
    void setBusy(const QString &words);
    void refresh();

    Session &m_session;
    Pages &m_pages;
    RecentConnections m_recent;
    ConnectionForm *m_form = nullptr;
    TonedLabel *m_result = nullptr;
    TonedLabel *m_keychain = nullptr;
    QLabel *m_present = nullptr;
    QPushButton *m_embedded = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_connect = nullptr;
    QWidget *m_offer = nullptr;
    QLabel *m_offerWords = nullptr;
    QCheckBox *m_domain = nullptr;
    QPushButton *m_makeTables = nullptr;
    QWidget *m_recentBox = nullptr;
    QVBoxLayout *m_recentLayout = nullptr;
    std::optional<ConnectionTarget> m_opening; ///< what the session was told to open from here
    quint64 m_serial = 0;                      ///< of the question whose answer still counts
    bool m_busy = false;
};

} // namespace bulkhead
