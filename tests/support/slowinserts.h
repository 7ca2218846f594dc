// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/connectiontarget.h"

#include <QByteArray>

namespace bulkhead::test {

/// A script: from now on each statement (on SQLite: each tenth row) that adds users takes so long, roughly.
inline QByteArray slowInserts(Database kind, int msPerInsert)
{
    if (kind == Database::PostgreSQL)
        return "create or replace function slow() returns trigger language plpgsql as"
               " $$ begin perform pg_sleep(" +
               QByteArray::number(msPerInsert) +
               " / 1000.0); return null; end $$;"
               "create or replace trigger slow after insert on users for each statement execute function slow()";
    // SQLite can neither sleep nor has triggers of statements: each tenth row counts to a number that takes
    // about as long. (A trigger may not say "with", a view may.)
    return "drop trigger if exists slow; drop view if exists slow_count;"
           "create view slow_count as with recursive c(n) as (select 1 union all select n + 1 from c where n < " +
           QByteArray::number(msPerInsert * 1500) +
           ") select n from c;"
           "create trigger slow after insert on users when new.rowid % 10 = 0 begin"
           " select count(*) from slow_count; end";
}

} // namespace bulkhead::test
