// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace bulkhead::test {

/// A script: drops a user of the server, a minute at most after his last session was closed. The server goes on with
/// such a session for a moment, and its temporary tables are his.
inline QByteArray dropUser(const QByteArray &name)
{
    return "do $$ begin for i in 1 .. 6000 loop"
           " exit when not exists (select from pg_stat_activity where usename = '" +
           name +
           "');"
           " perform pg_sleep(0.01), pg_stat_clear_snapshot();"
           " end loop; end $$; drop role " +
           name;
}

} // namespace bulkhead::test
