// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/fieldcheck.h"
#include "core/operation/operationcatalog.h"
#include "core/operation/rowchecker.h"

#include <QRandomGenerator>

#include <map>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Checks one row of text and tells its errors as "field:CODE".
class Checked
{
public:
    Checked(const Operation &operation, const QStringList &columns, const Mapping &mapping)
        : m_checker(operation, columns, mapping), m_operation(operation)
    {}

    QStringList errors(qint64 row, const std::vector<QByteArray> &cells)
    {
        m_cells = cells;
        m_views.assign(m_cells.begin(), m_cells.end());
        m_checker.check({.row = row, .line = row + 1, .cells = m_views, .faults = {}, .keptSecrets = {}}, out);
        QStringList found;
        for (const RowError &error : out.errors)
            found.append(error.field + u':' + error.code);
        return found;
    }
    std::string value(const char *field) const
    {
        return std::string(out.fields[std::size_t(m_operation.fieldIndex(QString::fromLatin1(field)))].bytes);
    }

    CheckedRow out;

private:
    RowChecker m_checker;
    const Operation &m_operation;
    std::vector<QByteArray> m_cells;
    std::vector<QByteArrayView> m_views;
};

} // namespace

/// The rules of contracts.md §1.3 for users, and what holds for every operation.
class TestRowChecker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anEmailIsJudgedByTheContractsPattern_data();
    void anEmailIsJudgedByTheContractsPattern();
    void valuesAreBroughtIntoTheirNormalForm();
    void lengthIsCountedInCharacters();
    void allErrorsOfARowAreTold();
    void theSecondOfTwoNamesTheFirst();
    void aBadRowDoesNotOwnItsKey();
    void aPasswordIsNeverAmongTheCellsToStore();
    void aShiftedRowHidesWhereItsSecretMayStand();
    void anUnmappedPasswordColumnIsHiddenToo();
    void theDuplicateIndexIsExact();

private:
    Operation m_users;
    QStringList m_columns{u"email"_s, u"name"_s, u"password"_s};
};

void TestRowChecker::initTestCase()
{
    Result<Operation> users = OperationCatalog::load().find(u"users.create"_s);
    QVERIFY(users.ok());
    m_users = users.take();
}

void TestRowChecker::anEmailIsJudgedByTheContractsPattern_data()
{
    QTest::addColumn<QString>("email");
    QTest::addColumn<bool>("good");
    const char *good[] = {"a@b.c", "a.b+c@d-e.f.g", "Ж@почта.рф", "a@b..c", "\"x\"@y.z", "a@.b.c"};
    const char *bad[] = {"ab.c",    "@b.c",    "a@",      "a@b",          "a@b.",       "a@.b",
                         "a@b@c.d", "a b@c.d", "a@c d.e", "a@b\u00a0c.d", "a\u2003@b.c"};
    for (const char *email : good)
        QTest::newRow(email) << QString::fromUtf8(email) << true;
    for (const char *email : bad)
        QTest::newRow(email) << QString::fromUtf8(email) << false;
}

void TestRowChecker::anEmailIsJudgedByTheContractsPattern()
{
    QFETCH(QString, email);
    QFETCH(bool, good);
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    const QStringList errors = row.errors(1, {email.toUtf8(), "Name", "long enough"});
    QCOMPARE(errors, good ? QStringList() : QStringList{u"email:INVALID_EMAIL"_s});
}

void TestRowChecker::valuesAreBroughtIntoTheirNormalForm()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    QCOMPARE(row.errors(1, {"\u00a0 ANNA@Example.COM\t", "\ufeff  Анна  Петрова \u3000", " spaces stay "}),
             QStringList());
    QCOMPARE(row.value("email"), std::string("anna@example.com"));
    QCOMPARE(row.value("name"), std::string("Анна  Петрова"));
    QCOMPARE(row.value("password"), std::string(" spaces stay ")); // trim = false
    QCOMPARE(row.errors(2, {"ПОЧТА@ПРИМЕР.РФ", "007", "long enough"}), QStringList());
    QCOMPARE(row.value("email"), std::string("почта@пример.рф"));
    QCOMPARE(row.value("name"), std::string("007"));
}

void TestRowChecker::lengthIsCountedInCharacters()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    const QString hundred(100, u'Ж');
    QCOMPARE(row.errors(1, {"a@b.c", hundred.toUtf8(), "long enough"}), QStringList());
    QCOMPARE(row.errors(2, {"b@b.c", (hundred + u'Ж').toUtf8(), "long enough"}), QStringList{u"name:TOO_LONG"_s});
    QCOMPARE(row.errors(3, {"c@b.c", "N", QString(7, u'ы').toUtf8()}), QStringList{u"password:TOO_SHORT"_s});
    QCOMPARE(row.errors(4, {"d@b.c", "N", QString(8, u'ы').toUtf8()}), QStringList());
}

void TestRowChecker::allErrorsOfARowAreTold()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    QCOMPARE(row.errors(1, {"nobody", " ", "short"}),
             (QStringList{u"email:INVALID_EMAIL"_s, u"name:REQUIRED"_s, u"password:TOO_SHORT"_s}));
    QCOMPARE(row.errors(2, {"", "", ""}),
             (QStringList{u"email:REQUIRED"_s, u"name:REQUIRED"_s, u"password:REQUIRED"_s}));
    const QByteArray longEmail = QByteArray(256, 'x');
    QCOMPARE(row.errors(3, {longEmail, "N", "long enough"}),
             (QStringList{u"email:TOO_LONG"_s, u"email:INVALID_EMAIL"_s}));
}

void TestRowChecker::theSecondOfTwoNamesTheFirst()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    QCOMPARE(row.errors(5, {"anna@b.c", "A", "long enough"}), QStringList());
    QCOMPARE(row.errors(9, {" ANNA@B.C", "A", "long enough"}), QStringList{u"email:DUPLICATE_IN_SOURCE"_s});
    QVERIFY(row.out.errors.front().message.toEnglish().contains(u"row 5"_s));
}

void TestRowChecker::aBadRowDoesNotOwnItsKey()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    QCOMPARE(row.errors(1, {"a@b.c", "", "long enough"}), QStringList{u"name:REQUIRED"_s});
    QCOMPARE(row.errors(2, {"a@b.c", "A", "long enough"}), QStringList());
    QCOMPARE(row.errors(3, {"a@b.c", "", "long enough"}),
             (QStringList{u"name:REQUIRED"_s, u"email:DUPLICATE_IN_SOURCE"_s}));
}

void TestRowChecker::aPasswordIsNeverAmongTheCellsToStore()
{
    Checked row(m_users, m_columns, mappingByName(m_users, m_columns));
    row.errors(1, {"a@b.c", "A", "very secret"});
    QVERIFY(row.out.cells[2].isEmpty());
    QCOMPARE(row.out.unhashed, std::vector<std::size_t>{std::size_t(m_users.fieldIndex(u"password"))});
    row.errors(2, {"b@b.c", "", "very secret"}); // a bad row keeps no secret either
    QVERIFY(row.out.cells[2].isEmpty());
    row.errors(3, {"c@b.c", "C", "short"});
    QVERIFY(row.out.cells[2].isEmpty());
    QVERIFY(row.out.unhashed.empty());
    for (const RowError &error : row.out.errors)
        QVERIFY(!error.message.toEnglish().contains(u"short"_s + u'"'));
}

void TestRowChecker::aShiftedRowHidesWhereItsSecretMayStand()
{
    RowChecker checker(m_users, m_columns, mappingByName(m_users, m_columns));
    CheckedRow out;
    const std::vector<RowError> fault{{u"COLUMN_COUNT"_s, {}, {}}};
    const QByteArrayView longer[] = {"a@b.c", "Doe", "Jane", "very secret", "x"};
    checker.check({.row = 1, .line = 2, .cells = longer, .faults = fault, .keptSecrets = {}}, out);
    QCOMPARE(out.cells[1], QByteArrayView("Doe"));
    QVERIFY(out.cells[2].isEmpty() && out.cells[3].isEmpty() && out.cells[4].isEmpty());
    const QByteArrayView shorter[] = {"a@b.c", "very secret"};
    checker.check({.row = 2, .line = 3, .cells = shorter, .faults = fault, .keptSecrets = {}}, out);
    QCOMPARE(out.cells[0], QByteArrayView("a@b.c"));
    QVERIFY(out.cells[1].isEmpty());
    const std::vector<RowError> undecodable{{u"ENCODING"_s, {}, {}}};
    checker.check(
        {.row = 3, .line = 4, .cells = {}, .faults = undecodable, .raw = "a@b.c,\xff,secret", .keptSecrets = {}}, out);
    QVERIFY(out.raw.isNull());
}

void TestRowChecker::anUnmappedPasswordColumnIsHiddenToo()
{
    const QStringList columns{u"email"_s, u"name"_s, u"Пароль"_s, u"hash"_s};
    Mapping mapping;
    mapping.columns = {{u"email"_s, u"email"_s}, {u"name"_s, u"name"_s}, {u"password_hash"_s, u"hash"_s}};
    Checked row(m_users, columns, mapping);
    QCOMPARE(row.errors(1, {"a@b.c", "A", "very secret", "$2b$x"}), QStringList());
    QVERIFY(row.out.cells[2].isEmpty());
    QCOMPARE(row.out.cells[3], QByteArrayView("$2b$x"));
}

void TestRowChecker::theDuplicateIndexIsExact()
{
    DuplicateIndex index;
    std::map<std::string, qint64> model;
    QRandomGenerator random(7);
    for (qint64 row = 1; row <= 200'000; ++row) {
        const std::string key = std::to_string(random.bounded(150'000));
        const auto [known, isNew] = model.try_emplace(key, row);
        QCOMPARE(index.find(key), isNew ? 0 : known->second);
        QCOMPARE(index.insert(key, row), known->second);
    }
}

QTEST_GUILESS_MAIN(TestRowChecker)
#include "tst_rowchecker.moc"
