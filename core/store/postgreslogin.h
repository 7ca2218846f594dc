// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlconnection.h"

class QSqlDatabase;

namespace bulkhead {

/// Opens a QPSQL connection. A refusal is told apart by its SQLSTATE (and not by the server's words,
/// which may be in any language) as DATABASE_LOGIN_REFUSED, DATABASE_MISSING or DATABASE_UNREACHABLE;
/// the password never shows up in it.
Status openPostgres(QSqlDatabase &database, const ConnectionTarget &target, const SqlConnection::Options &options);

} // namespace bulkhead
