// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/montage/montage.h"

#include <QJsonArray>
#include <QTest>

#include <random>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;

namespace {

const QDateTime now(QDate(2026, 6, 15), QTime(12, 0), Qt::UTC);
constexpr MontagePrivacy showsAll{true, true};

/// A public check-in so many days ago.
Checkin checkin(const QString &id, double daysAgo, const QStringList &tags = {})
{
    Checkin checkin{.id = id, .userId = u"user"_s, .text = u"text of "_s + id};
    checkin.privacy = CheckinPrivacy::Public;
    checkin.tags = tags;
    checkin.createdAt = checkin.updatedAt = now.addMSecs(-qint64(daysAgo * 86'400'000));
    return checkin;
}

/// `count` check-ins, an hour apart, each with these tags.
std::vector<Checkin> many(int count, const QStringList &tags = {}, const QString &prefix = u"c"_s)
{
    std::vector<Checkin> all;
    for (int i = 0; i < count; ++i)
        all.push_back(checkin(u"%1%2"_s.arg(prefix).arg(i, 4, 10, QChar(u'0')), i / 24.0, tags));
    return all;
}

QStringList idsOf(const Montage &montage)
{
    QStringList ids;
    for (const MontageItem &item : montage.items)
        ids.append(item.checkinId);
    return ids;
}

QStringList interestsOf(const std::vector<Montage> &montages)
{
    QStringList names;
    for (const Montage &montage : montages) {
        if (!montage.isGeneral())
            names.append(montage.interest);
    }
    return names;
}

} // namespace

class TestMontage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGeneralMontageHasTheNewest()
    {
        const std::vector<Montage> montages = montagesOf(showsAll, many(50), {.maxItems = 3}, now);
        QCOMPARE(montages.size(), 1U);
        QCOMPARE(montages[0].typeName(), u"general"_s);
        QCOMPARE(montages[0].uses, 50);
        QCOMPARE(idsOf(montages[0]), (QStringList{u"c0000"_s, u"c0001"_s, u"c0002"_s}));
    }

    void whoDidNothingHasNone()
    {
        QVERIFY(montagesOf(showsAll, {}, {}, now).empty());
        QVERIFY(montagesOf(showsAll, {checkin(u"old"_s, 31)}, {}, now).empty());
    }

    void moreThanAHundredCheckinsCount()
    {
        const std::vector<Montage> montages = montagesOf(showsAll, many(250, {u"sea"_s}), {.maxItems = 500}, now);
        QCOMPARE(montages[0].items.size(), 250U);
        QCOMPARE(montages[1].uses, 250);
    }

    void anInterestNeedsItsUses()
    {
        std::vector<Checkin> all = many(3, {u"sea"_s}, u"s"_s);
        const std::vector<Checkin> two = many(2, {u"hills"_s}, u"h"_s);
        all.insert(all.end(), two.begin(), two.end());
        QCOMPARE(interestsOf(montagesOf(showsAll, all, {.minInterestOccurrence = 3}, now)), QStringList{u"sea"_s});
        QCOMPARE(interestsOf(montagesOf(showsAll, all, {.minInterestOccurrence = 2}, now)),
                 (QStringList{u"sea"_s, u"hills"_s}));
        QVERIFY(interestsOf(montagesOf(showsAll, all, {.minInterestOccurrence = 4}, now)).isEmpty());
    }

    void spellingsOfATagAreOne()
    {
        const std::vector<Checkin> all{checkin(u"1"_s, 1, {u"Coffee"_s}),     checkin(u"2"_s, 2, {u"coffee"_s}),
                                       checkin(u"3"_s, 3, {u" #COFFEE "_s}),  checkin(u"4"_s, 4, {u"coffee"_s}),
                                       checkin(u"5"_s, 1, {u"Кофе"_s}),       checkin(u"6"_s, 2, {u"КОФЕ"_s}),
                                       checkin(u"7"_s, 3, {u"кофе"_s}),       checkin(u"8"_s, 1, {u"caf\u00e9"_s}),
                                       checkin(u"9"_s, 2, {u"cafe\u0301"_s}), checkin(u"10"_s, 2, {u"CAFÉ"_s})};
        const std::vector<Montage> montages = montagesOf(showsAll, all, {}, now);
        QCOMPARE(montages.size(), 4U);
        QCOMPARE(montages[1].interest, u"coffee"_s); // the spelling that is used most
        QCOMPARE(montages[1].interestKey, u"coffee"_s);
        QCOMPARE(montages[1].uses, 4);
        QCOMPARE(montages[2].interestKey, u"caf\u00e9"_s);
        QCOMPARE(montages[3].interestKey, u"кофе"_s);
    }

    void aTagCountsOnceACheckin()
    {
        const std::vector<Checkin> all{checkin(u"1"_s, 1, {u"sea"_s, u"Sea"_s, u"sea"_s}),
                                       checkin(u"2"_s, 2, {u"sea"_s})};
        QVERIFY(interestsOf(montagesOf(showsAll, all, {.minInterestOccurrence = 3}, now)).isEmpty());
    }

    void aCheckinCountsOnceHoweverOftenItIsSent()
    {
        std::vector<Checkin> all = many(2, {u"sea"_s});
        all.push_back(all.front());
        const std::vector<Montage> montages = montagesOf(showsAll, all, {.minInterestOccurrence = 3}, now);
        QCOMPARE(montages.size(), 1U);
        QCOMPARE(montages[0].items.size(), 2U);
    }

    void onlyTheLookBackCounts()
    {
        const std::vector<Checkin> all{checkin(u"new"_s, 1, {u"sea"_s}), checkin(u"edge"_s, 7, {u"sea"_s}),
                                       checkin(u"old"_s, 7.01, {u"sea"_s}), checkin(u"future"_s, -1, {u"sea"_s})};
        const std::vector<Montage> montages =
            montagesOf(showsAll, all, {.minInterestOccurrence = 1, .interestLookbackDays = 7}, now);
        QCOMPARE(idsOf(montages[0]), (QStringList{u"new"_s, u"edge"_s}));
        QCOMPARE(montages[1].uses, 2);
    }

    void onlyWhatTheUserShowsIsShown()
    {
        std::vector<Checkin> all = many(6, {u"sea"_s});
        all[0].privacy = CheckinPrivacy::Friends;
        all[1].privacy = CheckinPrivacy::Private;
        const std::vector<Montage> montages = montagesOf(showsAll, all, {.minInterestOccurrence = 4}, now);
        QCOMPARE(idsOf(montages[0]), (QStringList{u"c0002"_s, u"c0003"_s, u"c0004"_s, u"c0005"_s}));
        QCOMPARE(montages[1].uses, 4);
        QVERIFY(montagesOf(showsAll, all, {.minInterestOccurrence = 5}, now).size() == 1);
        QVERIFY(montagesOf({false, true}, all, {}, now).empty());
        QVERIFY(montagesOf({true, false}, all, {}, now).empty());
        QVERIFY(montagesOf({}, all, {}, now).empty());
    }

    void theOrderOfTheAnswerDoesNotMatter()
    {
        std::vector<Checkin> all = many(40, {u"sea"_s, u"Hills"_s});
        for (std::size_t i = 0; i < all.size(); i += 2)
            all[i].createdAt = now.addDays(-1); // many at the same moment
        for (std::size_t i = 0; i < all.size(); i += 3)
            all[i].tags = {u"SEA"_s};
        const std::vector<Montage> first = montagesOf(showsAll, all, {}, now);
        std::mt19937 chance(1);
        for (int round = 0; round < 20; ++round) {
            std::shuffle(all.begin(), all.end(), chance);
            const std::vector<Montage> again = montagesOf(showsAll, all, {}, now);
            QCOMPARE(again.size(), first.size());
            for (std::size_t i = 0; i < first.size(); ++i)
                QCOMPARE(again[i].fingerprint(), first[i].fingerprint());
        }
    }

    void aFingerprintTellsWhatChanged()
    {
        std::vector<Checkin> all = many(3);
        const QByteArray before = montagesOf(showsAll, all, {}, now)[0].fingerprint();
        QCOMPARE(montagesOf(showsAll, all, {}, now.addSecs(60))[0].fingerprint(), before);
        all[1].text = u"another"_s;
        QVERIFY(montagesOf(showsAll, all, {}, now)[0].fingerprint() != before);
    }

    void anItemShowsWhatItsCheckinHas()
    {
        Checkin rich = checkin(u"rich"_s, 1, {u"sea"_s});
        rich.media = {{.url = u"/v.mp4"_s, .thumbnailUrl = u"/v.jpg"_s, .isVideo = true, .seconds = 12.5}};
        rich.place = CheckinPlace{u"the shore"_s, 1, 2};
        Checkin place = checkin(u"place"_s, 2);
        place.place = CheckinPlace{u"the hills"_s, 1, 2};
        Checkin words = checkin(u"words"_s, 3);
        Checkin bare = checkin(u"bare"_s, 4, {u"run"_s});
        bare.text.clear();
        const std::vector<MontageItem> items = montagesOf(showsAll, {rich, place, words, bare}, {}, now)[0].items;
        QCOMPARE(widgetTypeName(items[0].type), u"media"_s);
        QCOMPARE(items[0].metadata, (QJsonObject{{u"media_url"_s, u"/v.mp4"_s},
                                                 {u"media_type"_s, u"video"_s},
                                                 {u"thumbnail_url"_s, u"/v.jpg"_s},
                                                 {u"duration"_s, 12.5},
                                                 {u"description"_s, u"text of rich"_s},
                                                 {u"location"_s, u"the shore"_s},
                                                 {u"tags"_s, QJsonArray{u"sea"_s}},
                                                 {u"timestamp"_s, u"2026-06-14T12:00:00Z"_s}}));
        QCOMPARE(widgetTypeName(items[1].type), u"location"_s);
        QCOMPARE(widgetTypeName(items[2].type), u"text"_s);
        QCOMPARE(widgetTypeName(items[3].type), u"activity"_s);
    }

    void anEmptyTagIsNoInterest()
    {
        QVERIFY(interestsOf(montagesOf(showsAll, many(5, {u""_s, u" # "_s}), {}, now)).isEmpty());
        QCOMPARE(interestsOf(montagesOf(showsAll, many(5, {u"## coffee"_s}), {}, now)), QStringList{u"coffee"_s});
    }
};

QTEST_APPLESS_MAIN(TestMontage)
#include "tst_montage.moc"
