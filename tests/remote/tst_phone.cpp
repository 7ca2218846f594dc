// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/phone.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;

class TestPhone : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPhoneHasOneForm_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("form"); // empty: invalid

        // The lines of the contract, in its order.
        QTest::newRow("+7 and ten digits") << u"+79991234567"_s << u"+79991234567"_s;
        QTest::newRow("+7, with signs between") << u"+7 (999) 123-45-67"_s << u"+79991234567"_s;
        QTest::newRow("+7, one digit missing") << u"+7 999 123-45-6"_s << QString();
        QTest::newRow("+7, two digits missing") << u"+7 999 123-45"_s << QString();
        QTest::newRow("+7, one digit too many") << u"+7 999 123-45-678"_s << QString();
        QTest::newRow("8 and ten digits") << u"8 999 123-45-67"_s << u"+79991234567"_s;
        QTest::newRow("ten digits from 9") << u"9991234567"_s << u"+79991234567"_s;
        QTest::newRow("7 and ten digits") << u"79991234567"_s << u"+79991234567"_s;
        QTest::newRow("empty") << u""_s << QString();
        QTest::newRow("blanks") << u"   "_s << QString();
        QTest::newRow("another country") << u"+380 44 123 45 67"_s << QString();
        QTest::newRow("a landline without code") << u"4951234567"_s << QString();
        QTest::newRow("words") << u"no phone"_s << QString();
        QTest::newRow("an extension") << u"+7 999 123-45-67 ext. 12"_s << QString();
        QTest::newRow("+8") << u"+89991234567"_s << u"+79991234567"_s;
        QTest::newRow("+9") << u"+9991234567"_s << u"+79991234567"_s;
        QTest::newRow("a blank in front") << u" +79991234567"_s << u"+79991234567"_s;

        QTest::newRow("a digit missing is not made up by an extension") << u"+7 999 123-45-6 ext. 7"_s << QString();
        QTest::newRow("+7, ten digits that begin with 7") << u"+7712345678"_s << QString();
        QTest::newRow("a landline with code") << u"8 (495) 123-45-67"_s << u"+74951234567"_s;
        QTest::newRow("no-break blanks and dashes") << u"+7\u00a0999\u2011123\u201345\u201367"_s << u"+79991234567"_s;
        QTest::newRow("full-width digits") << u"８９９９１２３４５６７"_s << u"+79991234567"_s;
        QTest::newRow("a number of America") << u"+1 650 253 0000"_s << QString();
        QTest::newRow("two numbers") << u"+79991234567, +79991234568"_s << QString();
    }

    void aPhoneHasOneForm()
    {
        QFETCH(QString, written);
        QFETCH(QString, form);
        const Result<QString> phone = normalisedPhone(written);
        QCOMPARE(phone.ok(), !form.isEmpty());
        if (phone) {
            QCOMPARE(*phone, form);
            QCOMPARE(normalisedPhone(*phone).value(), form);
        } else {
            QCOMPARE(phone.error().code, u"INVALID_PHONE"_s);
            QVERIFY(!phone.error().message.isEmpty());
        }
    }

    void anotherRegionHasItsOwnRules()
    {
        QCOMPARE(normalisedPhone(u"(11) 96123-4567"_s, u"BR"_s).value(), u"+5511961234567"_s);
        QCOMPARE(normalisedPhone(u"+7 999 123-45-67"_s, u"BR"_s).value(), u"+79991234567"_s);
        QVERIFY(!normalisedPhone(u"12"_s, u"BR"_s));
    }
};

QTEST_APPLESS_MAIN(TestPhone)
#include "tst_phone.moc"
