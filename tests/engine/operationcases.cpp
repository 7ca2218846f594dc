// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/operationcases.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

// Tables of data, a case a paragraph.
// clang-format off
static const char *const records = // %1 is "false" in the words of the database
    "insert into users (id, email, name, password_hash, created_at, updated_at) values"
    " ('00000000-0000-4000-8000-000000000001', 'anna@x.ru', 'Anna', 'h', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'),"
    " ('00000000-0000-4000-8000-000000000002', 'boris@x.ru', 'Boris', 'h', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'),"
    " ('00000000-0000-4000-8000-000000000003', 'vera@x.ru', 'Vera', 'h', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z');"
    "insert into users (id, email, name, password_hash, is_active, deleted_at, created_at, updated_at) values"
    " ('00000000-0000-4000-8000-000000000004', 'gone@x.ru', 'Gone', 'h', %1, '2024-02-01T00:00:00Z', '2024-01-01T00:00:00Z', "
    "'2024-02-01T00:00:00Z');"
    "insert into accounts (id, username, email, first_name, last_name, user_type) values"
    " (1, 'cust', 'c@x.ru', 'C', 'U', 'customer'), (2, 'pro', 'p@x.ru', 'P', 'R', 'professional'),"
    " (3, 'staff', 's@x.ru', 'S', 'T', 'support'), (4, 'other', 'o@x.ru', 'O', 'T', 'customer'),"
    " (5, 'pro2', 'p2@x.ru', 'P', '2', 'professional');"
    "insert into professionals (account_id) values (2), (4);"
    "insert into services (id, provider_id, name, estimated_price) values (1, 2, 'Paint', 10.00), (2, 5, 'Wash', 20.50);"
    "insert into orders (id, customer_id, professional_id, service_id, status, notes, total_price) values"
    " (1, 1, 2, 1, 'pending', 'n1', 100.00), (2, 1, 2, 1, 'confirmed', '', null), (3, 4, 5, 2, 'in_progress', '', 5.00),"
    " (4, 4, 5, null, 'completed', '', 7.00), (5, 1, 2, null, 'pending', '', 1.00);"
    "insert into activities (id, source, category, location, period_start, period_end, quantity, unit, org_id) values"
    " ('00000000-0000-4000-8000-0000000000a1', 'fleet', 'diesel', 'DE', '2024-01-01T00:00:00Z', '2024-01-31T00:00:00Z', 100, 'L', "
    "'00000000-0000-4000-8000-0000000000ff'),"
    " ('00000000-0000-4000-8000-0000000000a2', 'utility_bill', 'electricity', 'US-WEST', null, null, 2, 'MWh', "
    "'00000000-0000-4000-8000-0000000000ff'),"
    " ('00000000-0000-4000-8000-0000000000a3', 'travel', 'train', 'GLOBAL', null, null, 1000, 'km', "
    "'00000000-0000-4000-8000-0000000000ff'),"
    " ('00000000-0000-4000-8000-0000000000a4', 'fleet', 'moonshine', 'DE', null, null, 1, 'L', "
    "'00000000-0000-4000-8000-0000000000ff'),"
    " ('00000000-0000-4000-8000-0000000000a5', 'fleet', 'diesel', 'DE', null, null, 1, 'furlong', "
    "'00000000-0000-4000-8000-0000000000ff'),"
    " ('00000000-0000-4000-8000-0000000000a6', 'fleet', 'diesel', 'DE', null, null, 10, 'gallon', "
    "'00000000-0000-4000-8000-0000000000ff');";

QByteArray recordsOfCases(Database kind)
{
    return QByteArray(records).replace("%1", kind == Database::SQLite ? "0" : "false");
}

const std::vector<OperationCase> &operationCases()
{
    static const std::vector<OperationCase> all{
        {"users.create", "users.create", "",
         "email,name,password_hash\nnew@x.ru,New,h\nANNA@x.ru,Again,h\nbad,B,h\nnew@x.ru,Twice,h\nlast@x.ru,Last,h\n",
         {u"2:ALREADY_EXISTS"_s, u"3:INVALID_EMAIL"_s, u"4:DUPLICATE_IN_SOURCE"_s},
         "select email from users where name in ('New', 'Last') order by email",
         {u"last@x.ru"_s, u"new@x.ru"_s}},
        {"users.update", "users.update", "",
         "id,email,name\n00000000-0000-4000-8000-000000000001,Anna.New@x.ru,\n"
         "00000000-0000-4000-8000-000000000002,vera@x.ru,\n"
         "00000000-0000-4000-8000-000000000003,,Vera\n"
         "00000000-0000-4000-8000-000000000004,,Back\n"
         "00000000-0000-4000-8000-000000000009,,Nobody\n"
         "00000000-0000-4000-8000-000000000001,,Twice\n"
         "nonsense,,X\n00000000-0000-4000-8000-000000000002,,\n",
         {u"2:EMAIL_TAKEN"_s, u"4:NOT_FOUND"_s, u"5:NOT_FOUND"_s, u"6:DUPLICATE_IN_SOURCE"_s, u"7:INVALID_UUID"_s, u"8:REQUIRED"_s},
         "select email || '/' || name from users order by id",
         {u"anna.new@x.ru/Anna"_s, u"boris@x.ru/Boris"_s, u"vera@x.ru/Vera"_s, u"gone@x.ru/Gone"_s}},
        {"users.last-login", "users.last-login", "",
         "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000004\n",
         {u"2:NOT_FOUND"_s},
         "select name from users where last_login_at is not null",
         {u"Anna"_s}},
        {"users.soft-delete", "users.soft-delete", "",
         "id\n00000000-0000-4000-8000-000000000001\n00000000-0000-4000-8000-000000000004\n00000000-0000-4000-8000-000000000009\n",
         {u"2:NOT_FOUND"_s, u"3:NOT_FOUND"_s},
         "select name from users where deleted_at is not null and not is_active order by name",
         {u"Anna"_s, u"Gone"_s}},
        {"orders by staff", "orders.update", "staff",
         "id,status,notes,total_price\n1,confirmed,hello,12.50\n2,pending,,\n4,cancelled,,\n99,confirmed,,\n5,,,0.001\n3,completed,,-1\n",
         {u"2:INVALID_TRANSITION"_s, u"3:INVALID_TRANSITION"_s, u"4:NOT_FOUND"_s, u"5:TOO_PRECISE"_s, u"6:OUT_OF_RANGE"_s},
         "select status || '/' || notes from orders where id = 1",
         {u"confirmed/hello"_s}},
        {"orders by a customer", "orders.update", "cust",
         "id,status,notes,total_price\n1,cancelled,,\n2,completed,,\n3,cancelled,,\n5,,mine,\n",
         {u"2:PERMISSION_DENIED"_s, u"3:PERMISSION_DENIED"_s, u"4:PERMISSION_DENIED"_s},
         "select status from orders where id in (1, 2, 3) order by id",
         {u"cancelled"_s, u"confirmed"_s, u"in_progress"_s}},
        {"orders by a professional", "orders.update", "pro",
         "id,status,notes,total_price\n1,confirmed,ok,\n2,in_progress,,\n5,,,9\n",
         {u"3:PERMISSION_DENIED"_s},
         "select status from orders where id in (1, 2) order by id",
         {u"confirmed"_s, u"in_progress"_s}},
        {"orders by nobody known", "orders.update", "mallory' or '1'='1",
         "id,status\n1,confirmed\n",
         {u"1:PERMISSION_DENIED"_s},
         "select status from orders where id = 1",
         {u"pending"_s}},
        {"professionals", "professionals.approve", "staff",
         "account_id,is_verified,is_premium\n2,yes,\n4,true,\n3,true,\n2x,true,\n",
         {u"2:NOT_FOUND"_s, u"3:NOT_FOUND"_s, u"4:INVALID_INT"_s},
         "select account_id from professionals where is_verified",
         {u"2"_s}},
        {"services by their provider", "services.update", "pro",
         "id,estimated_price,name\n1,11.25,\n2,1,\n",
         {u"2:PERMISSION_DENIED"_s},
         "select id from services where estimated_price = 11.25",
         {u"1"_s}},
        {"accounts", "accounts.update", "staff",
         "id,email,is_active\n1,P@x.ru,\n2,p@x.ru,\n4,new@x.ru,no\n",
         {u"1:EMAIL_TAKEN"_s, u"2:DUPLICATE_IN_SOURCE"_s},
         "select email from accounts where not is_active",
         {u"new@x.ru"_s}},
        {"accounts by a customer", "accounts.update", "cust",
         "id,first_name\n1,Me\n",
         {u"1:PERMISSION_DENIED"_s},
         "select first_name from accounts where id = 1",
         {u"C"_s}},
        {"delete", "records.bulk-delete", "",
         "table,id\norders,1\norders,99\nservices,1\nservices,2\nusers,1\norders,3\norders,x\nactivities,00000000-0000-4000-8000-0000000000a1\n",
         {u"2:NOT_FOUND"_s, u"3:HAS_DEPENDENTS"_s, u"4:HAS_DEPENDENTS"_s, u"5:INVALID_CHOICE"_s, u"7:*"_s},
         "select id from orders order by id",
         {u"2"_s, u"4"_s, u"5"_s}},
        {"emissions", "activities.emissions", "",
         "id\n00000000-0000-4000-8000-0000000000a1\n00000000-0000-4000-8000-0000000000a2\n00000000-0000-4000-8000-0000000000a3\n"
         "00000000-0000-4000-8000-0000000000a4\n00000000-0000-4000-8000-0000000000a5\n00000000-0000-4000-8000-0000000000a6\n"
         "00000000-0000-4000-8000-0000000000b9\n",
         {u"4:FACTOR_MISSING"_s, u"5:UNIT_UNKNOWN"_s, u"7:NOT_FOUND"_s},
         "select cast(round(cast(emissions_kg as numeric), 2) as text) || '/' || scope from emissions order by activity_id",
         {u"268.0*/1"_s, u"596.0*/2"_s, u"41.0*/3"_s, u"101.45/1"_s}},
    };
    return all;
}
// clang-format on

} // namespace bulkhead::test
