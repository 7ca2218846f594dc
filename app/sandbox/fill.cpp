// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/fill.h"

#include <QJsonDocument>

#include <functional>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

namespace {

constexpr int recordsAStatement = 5000;

struct University
{
    const char16_t *name;
    const char *inn; ///< of no real one: those begin with a region, and there is no region 00
};
constexpr University universities[] = {{u"Учебный университет № 1 (песочница)", "0000000001"},
                                       {u"Учебный университет № 2 (песочница)", "0000000002"},
                                       {u"Учебный университет № 3 (песочница)", "0000000003"}};

/// Runs an insert over `count` objects, many a statement; it finds them in `value`, in their order.
Status insertAll(SqlConnection &connection, const QByteArray &insert, int count,
                 const std::function<QJsonObject(int)> &object)
{
    const QByteArray from = connection.kind() == Database::PostgreSQL
                                ? " from jsonb_array_elements($1::jsonb) with ordinality as list(value, n) order by n"
                                : " from json_each($1) order by key";
    for (int first = 0; first < count; first += recordsAStatement) {
        QJsonArray list;
        for (int i = first; i < std::min(count, first + recordsAStatement); ++i)
            list.append(object(i));
        const QByteArray json = QJsonDocument(list).toJson(QJsonDocument::Compact);
        const Result<SqlRows> done = connection.query(insert + from, {QString::fromUtf8(json)});
        if (!done)
            return done.error();
    }
    return Done{};
}

Result<std::vector<qint64>> insertUniversities(SqlConnection &connection)
{
    std::vector<qint64> ids;
    for (const University &university : universities) {
        const Result<SqlRows> made =
            connection.query("insert into universities (name, inn) values ($1, $2) returning id",
                             {QString::fromUtf16(university.name), QString::fromLatin1(university.inn)});
        if (!made)
            return made.error();
        ids.push_back(toInt(made->rows.front().front()));
    }
    return ids;
}

Status insertEmployees(SqlConnection &connection, const World &world, int count)
{
    const Result<std::vector<qint64>> places = insertUniversities(connection);
    if (!places)
        return places.error();
    return insertAll(
        connection,
        "insert into employees (first_name, last_name, phone, university_id) select value ->> 'first_name', "
        "value ->> 'last_name', value ->> 'phone', cast(value ->> 'university_id' as bigint)",
        count, [&](int i) {
            const Employee employee = world.employee(i);
            return QJsonObject{{u"first_name"_s, employee.firstName},
                               {u"last_name"_s, employee.lastName},
                               {u"phone"_s, employee.phone},
                               {u"university_id"_s, places->at(std::size_t(i) % places->size())}};
        });
}

Status insertUsers(SqlConnection &connection, const World &world)
{
    const QByteArray uuid = connection.kind() == Database::PostgreSQL ? "uuid" : "text";
    // No password has the hash "!": nobody can log in as one of them.
    return insertAll(connection,
                     "insert into users (id, email, name, password_hash, is_active) select cast(value ->> 'id' as " +
                         uuid + "), value ->> 'email', value ->> 'name', '!', cast(value ->> 'is_active' as boolean)",
                     world.users(), [&](int i) { return world.user(i); });
}

Result<Filled> filledBefore(SqlConnection &connection)
{
    const Result<SqlRows> rows =
        connection.query("select (select count(*) from employees), (select count(*) from users), "
                         "(select count(*) from universities where inn = $1 and name = $2)",
                         {QString::fromLatin1(universities[0].inn), QString::fromUtf16(universities[0].name)});
    if (!rows) {
        Error error = rows.error();
        if (connection.diagnosis().sqlState == "42P01") // no such table
            error.hint = Text{QT_TRANSLATE_NOOP("core", "“bulkheadctl migrate up --domain” makes the tables.")};
        return error;
    }
    const SqlRows::Row &row = rows->rows.front();
    const Filled filled{.employees = toInt(row[0]), .users = toInt(row[1]), .isNew = toInt(row[2]) == 0};
    if (filled.isNew && (filled.employees > 0 || filled.users > 0))
        return Error{
            u"SANDBOX_NOT_EMPTY"_s,
            Text{QT_TRANSLATE_NOOP("core", "This database has %1 employees and %2 users that are not the sandbox's."),
                 {QString::number(filled.employees), QString::number(filled.users)}},
            Text{QT_TRANSLATE_NOOP("core",
                                   "Made-up people belong into no database that is in use: name an empty one.")}};
    return filled;
}

} // namespace

Result<Filled> fill(SqlConnection &connection, const World &world, int employees)
{
    Transaction transaction(connection);
    if (const Status begun = transaction.begin(); !begun)
        return begun.error();
    Result<Filled> filled = filledBefore(connection);
    if (!filled || !filled->isNew)
        return filled;
    if (const Status inserted = insertEmployees(connection, world, employees); !inserted)
        return inserted.error();
    if (const Status inserted = insertUsers(connection, world); !inserted)
        return inserted.error();
    if (const Status committed = transaction.commit(); !committed)
        return committed.error();
    return Filled{.employees = employees, .users = world.users(), .isNew = true};
}

} // namespace bulkhead::sandbox
