// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlfailure.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

Text hintFor(const SqlDiagnosis &diagnosis)
{
    const QByteArray &state = diagnosis.sqlState;
    if (diagnosis.isConnectionLost())
        return QT_TRANSLATE_NOOP("core", "Check that the server runs and the network is up.");
    if (state == "42501")
        return QT_TRANSLATE_NOOP("core", "It takes another role; “bulkheadctl roles” shows who has which.");
    if (state == "25006")
        return QT_TRANSLATE_NOOP("core", "The connection or the server only allows reading.");
    if (state == "53100")
        return QT_TRANSLATE_NOOP("core", "Free some space on the disk of the database.");
    if (state == "55P03" || state == "40P01" || state == "40001")
        return QT_TRANSLATE_NOOP("core", "Somebody else changes the same rows; try again.");
    if (state == "57014")
        return QT_TRANSLATE_NOOP("core", "The statement took longer than its time limit.");
    return {};
}

} // namespace

Error sqlError(const SqlDiagnosis &diagnosis, bool isCancelled, const QByteArray &what)
{
    if (isCancelled)
        return {.code = u"CANCELLED"_s,
                .message = QT_TRANSLATE_NOOP("core", "The statement was stopped on request."),
                .hint = {}};
    QString words = diagnosis.message;
    if (!diagnosis.detail.isEmpty())
        words += u" ("_s + diagnosis.detail + u')';
    if (diagnosis.isConnectionLost())
        return {.code = u"DATABASE_LOST"_s,
                .message = {QT_TRANSLATE_NOOP("core", "The connection to the database was lost: %1"), {words}},
                .hint = hintFor(diagnosis)};
    if (diagnosis.sqlState == "42501")
        return {.code = u"ACCESS_DENIED"_s,
                .message = {QT_TRANSLATE_NOOP("core", "You may not do this in this database: %1"), {words}},
                .hint = hintFor(diagnosis)};
    if (what.isEmpty())
        return {.code = u"DATABASE_ERROR"_s,
                .message = {QT_TRANSLATE_NOOP("core", "The database refused: %1"), {words}},
                .hint = hintFor(diagnosis)};
    return {.code = u"DATABASE_ERROR"_s,
            .message = {QT_TRANSLATE_NOOP("core", "The database refused “%1”: %2"), {QString::fromUtf8(what), words}},
            .hint = hintFor(diagnosis)};
}

} // namespace bulkhead
