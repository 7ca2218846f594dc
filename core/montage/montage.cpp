// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/montage/montage.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

using Chosen = std::vector<const Checkin *>;

/// A tag with the check-ins that have it, and how often each spelling was used.
struct Interest
{
    Chosen checkins;
    QMap<QString, int> spellings;
};

WidgetType typeOf(const Checkin &checkin)
{
    if (!checkin.media.empty())
        return WidgetType::Media;
    if (checkin.place)
        return WidgetType::Location;
    return checkin.text.isEmpty() ? WidgetType::Activity : WidgetType::Text;
}

MontageItem itemOf(const Checkin &checkin)
{
    QJsonObject metadata{{u"timestamp"_s, checkin.createdAt.toString(Qt::ISODate)}};
    if (!checkin.media.empty()) {
        const CheckinMedia &media = checkin.media.front();
        metadata.insert(u"media_url"_s, media.url);
        metadata.insert(u"media_type"_s, media.isVideo ? u"video"_s : u"image"_s);
        if (!media.thumbnailUrl.isEmpty())
            metadata.insert(u"thumbnail_url"_s, media.thumbnailUrl);
        if (media.seconds)
            metadata.insert(u"duration"_s, *media.seconds);
    }
    if (!checkin.text.isEmpty())
        metadata.insert(u"description"_s, checkin.text);
    if (checkin.place)
        metadata.insert(u"location"_s, checkin.place->name);
    if (!checkin.tags.isEmpty())
        metadata.insert(u"tags"_s, QJsonArray::fromStringList(checkin.tags));
    return {checkin.id, typeOf(checkin), metadata, checkin.createdAt};
}

/// Newest first; by id where the time is the same, so that the order never depends on the service's.
Chosen visible(const std::vector<Checkin> &checkins, const MontageSettings &settings, const QDateTime &now)
{
    const QDateTime from = now.addDays(-settings.interestLookbackDays);
    Chosen chosen;
    for (const Checkin &checkin : checkins) {
        if (checkin.privacy == CheckinPrivacy::Public && checkin.createdAt >= from && checkin.createdAt <= now)
            chosen.push_back(&checkin);
    }
    std::ranges::sort(chosen, [](const Checkin *a, const Checkin *b) {
        return a->createdAt != b->createdAt ? a->createdAt > b->createdAt : a->id < b->id;
    });
    // The same check-in comes twice when new ones arrive while pages are turned.
    QSet<QString> seen;
    std::erase_if(chosen, [&](const Checkin *checkin) {
        const bool isNew = !seen.contains(checkin->id);
        seen.insert(checkin->id);
        return !isNew;
    });
    return chosen;
}

Montage montageOf(const Chosen &checkins, int most)
{
    Montage montage;
    montage.uses = int(checkins.size());
    for (const Checkin *checkin : checkins) {
        if (int(montage.items.size()) == most)
            break;
        montage.items.push_back(itemOf(*checkin));
    }
    return montage;
}

QMap<QString, Interest> interestsOf(const Chosen &checkins)
{
    QMap<QString, Interest> interests;
    for (const Checkin *checkin : checkins) {
        QSet<QString> own;
        for (const QString &tag : checkin->tags) {
            const QString key = interestKey(tag);
            if (key.isEmpty() || own.contains(key))
                continue;
            own.insert(key);
            Interest &interest = interests[key];
            interest.checkins.push_back(checkin);
            ++interest.spellings[tag.simplified()];
        }
    }
    return interests;
}

QString withoutHashes(QString tag)
{
    while (tag.startsWith(u'#'))
        tag = tag.mid(1).trimmed();
    return tag;
}

QString usualSpelling(const Interest &interest)
{
    QString usual;
    int most = 0;
    for (const auto &[spelling, uses] : interest.spellings.asKeyValueRange()) {
        if (uses > most) {
            usual = spelling;
            most = uses;
        }
    }
    return withoutHashes(usual);
}

} // namespace

QString widgetTypeName(WidgetType type)
{
    switch (type) {
    case WidgetType::Media:
        return u"media"_s;
    case WidgetType::Text:
        return u"text"_s;
    case WidgetType::Location:
        return u"location"_s;
    case WidgetType::Activity:
        return u"activity"_s;
    case WidgetType::Mood:
        return u"mood"_s;
    }
    return {};
}

QString Montage::typeName() const
{
    return isGeneral() ? u"general"_s : u"interest"_s;
}

QByteArray Montage::fingerprint() const
{
    QJsonArray content{interest};
    for (const MontageItem &item : items)
        content.append(QJsonArray{item.checkinId, widgetTypeName(item.type), item.metadata});
    return QCryptographicHash::hash(QJsonDocument(content).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256)
        .toHex();
}

QString interestKey(const QString &tag)
{
    return withoutHashes(tag.normalized(QString::NormalizationForm_KC).simplified()).toCaseFolded();
}

std::vector<Montage> montagesOf(const MontagePrivacy &privacy, const std::vector<Checkin> &checkins,
                                const MontageSettings &settings, const QDateTime &now)
{
    std::vector<Montage> montages;
    if (!privacy.showsMontages || !privacy.showsCheckins)
        return montages;
    const Chosen chosen = visible(checkins, settings, now);
    if (chosen.empty())
        return montages;
    montages.push_back(montageOf(chosen, settings.maxItems));
    for (const auto &[key, interest] : interestsOf(chosen).asKeyValueRange()) {
        if (int(interest.checkins.size()) < settings.minInterestOccurrence)
            continue;
        Montage montage = montageOf(interest.checkins, settings.maxItems);
        montage.interest = usualSpelling(interest);
        montage.interestKey = key;
        montages.push_back(std::move(montage));
    }
    // They come by key: only the number of uses is left to sort by.
    std::ranges::stable_sort(montages.begin() + 1, montages.end(), std::ranges::greater(), &Montage::uses);
    return montages;
}

} // namespace bulkhead
