// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montagesettings.h"
#include "core/remote/checkinclient.h"
#include "core/source/lastnight.h"
#include "core/source/rowsource.h"
#include "core/store/sqlconnection.h"

namespace bulkhead {

class ServiceRegistry;

/// The users whose montages are to be made, and who are active: those with check-ins since their montages were last
/// looked at, by what the check-in service says, and those whose montages are about to expire. By id, a page at a time,
/// each page behind the last user of the one before; with USER_ID_FILTER that one user, whatever they did.
class MontageUsers final : public RowSource
{
public:
    /// Asks nobody yet: that is for next(), whose errors are those of CheckinClient. `services` must outlive the
    /// source.
    static Result<std::unique_ptr<RowSource>> open(SqlConnection &connection, ServiceRegistry &services,
                                                   const MontageValues &settings);

    const SourceSpec &spec() const override { return m_spec; }
    Result<bool> next(SourceRow &row) override;
    double progress() const override { return -1; }
    bool usesStore() const override { return true; }
    void setWatch(const std::function<bool()> &goesOn) override { m_goesOn = goesOn; }

private:
    MontageUsers(SqlConnection &connection, const MontageSettings &settings);
    Status readPage();
    Result<QStringList> due(const std::vector<ActiveUser> &users);

    SqlConnection &m_connection;
    const MontageSettings m_settings;
    const QDateTime m_now;
    LastNight m_lastNight;
    SourceSpec m_spec;
    std::unique_ptr<CheckinClient> m_client;
    std::unique_ptr<ActiveUsers> m_users; ///< null with a filter
    QStringList m_page;
    qsizetype m_next = 0;
    qint64 m_row = 0;
    bool m_isLast = false;
    std::function<bool()> m_goesOn;
    QByteArray m_cell;
    QByteArrayView m_view;
};

} // namespace bulkhead
