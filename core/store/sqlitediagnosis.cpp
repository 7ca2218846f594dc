// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqliteconnection.h"

#include <sqlite3.h>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

struct NearestState
{
    int code;
    const char *state;
};

/// Extended codes first, then primary ones (sqlite.org/rescode.html).
constexpr std::array nearestStates{
    NearestState{SQLITE_CONSTRAINT_UNIQUE, "23505"},
    NearestState{SQLITE_CONSTRAINT_PRIMARYKEY, "23505"},
    NearestState{SQLITE_CONSTRAINT_ROWID, "23505"},
    NearestState{SQLITE_CONSTRAINT_NOTNULL, "23502"},
    NearestState{SQLITE_CONSTRAINT_CHECK, "23514"},
    NearestState{SQLITE_CONSTRAINT_FOREIGNKEY, "23503"},
    NearestState{SQLITE_CONSTRAINT_TRIGGER, "P0001"},
    NearestState{SQLITE_CONSTRAINT_DATATYPE, "22P02"},
    NearestState{SQLITE_CONSTRAINT, "23000"},
    NearestState{SQLITE_BUSY, "55P03"},
    NearestState{SQLITE_LOCKED, "55P03"},
    NearestState{SQLITE_INTERRUPT, "57014"},
    NearestState{SQLITE_READONLY, "25006"},
    NearestState{SQLITE_FULL, "53100"},
    NearestState{SQLITE_NOMEM, "53200"},
    NearestState{SQLITE_IOERR, "58030"},
    NearestState{SQLITE_CANTOPEN, "58P01"},
    NearestState{SQLITE_CORRUPT, "XX001"},
    NearestState{SQLITE_NOTADB, "XX001"},
    NearestState{SQLITE_TOOBIG, "54000"},
    NearestState{SQLITE_MISMATCH, "22P02"},
    NearestState{SQLITE_RANGE, "42P02"},
    NearestState{SQLITE_ERROR, "42601"},
};

QByteArray nearestState(int extendedCode)
{
    const auto find = [](int code) { return std::ranges::find(nearestStates, code, &NearestState::code); };
    auto found = find(extendedCode);
    if (found == nearestStates.end())
        found = find(extendedCode & 0xff);
    return found == nearestStates.end() ? "XX000" : found->state;
}

/// "UNIQUE constraint failed: users.email", "… failed: index 'users_email'", "CHECK constraint failed: x".
void readConstraint(SqlDiagnosis &diagnosis)
{
    static constexpr QStringView marker = u"constraint failed: ";
    const qsizetype at = diagnosis.message.indexOf(marker);
    if (at < 0)
        return;
    const QString subject = diagnosis.message.mid(at + marker.size());
    if (subject.startsWith(u"index '") && subject.endsWith(u'\'')) {
        diagnosis.constraint = subject.mid(7, subject.size() - 8);
    } else if (diagnosis.sqlState == "23514") {
        diagnosis.constraint = subject;
    } else {
        // Several columns read "users.a, users.b": the first names the table, all make the constraint.
        diagnosis.constraint = subject;
        const QString first = subject.section(u", "_s, 0, 0);
        diagnosis.table = first.section(u'.', 0, 0);
        diagnosis.column = first.section(u'.', 1);
    }
}

} // namespace

SqlDiagnosis sqliteDiagnosis(sqlite3 *connection)
{
    SqlDiagnosis diagnosis;
    diagnosis.sqlState = nearestState(sqlite3_extended_errcode(connection));
    diagnosis.message = QString::fromUtf8(sqlite3_errmsg(connection));
    readConstraint(diagnosis);
    return diagnosis;
}

} // namespace bulkhead
