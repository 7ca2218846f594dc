// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/montagemoment.h"

#include "ui/montages/picturefetcher.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype longestWords = 2000;

QUrl urlIn(const QJsonObject &metadata, const QString &key)
{
    const QUrl url(metadata.value(key).toString(), QUrl::StrictMode);
    return isFetchable(url) ? url : QUrl();
}

QString wordsIn(const QJsonObject &metadata, const QString &key)
{
    return metadata.value(key).toString().trimmed().left(longestWords);
}

MontageMoment::Kind kindOf(const AlbumItem &item)
{
    using Kind = MontageMoment::Kind;
    if (item.type == "media"_L1)
        return item.metadata.value(u"media_type"_s).toString() == "video"_L1 ? Kind::Video : Kind::Picture;
    if (item.type == "text"_L1)
        return Kind::Text;
    if (item.type == "location"_L1)
        return Kind::Place;
    return item.type == "mood"_L1 ? Kind::Mood : Kind::Activity;
}

QString dateOf(const AlbumItem &item)
{
    QDateTime at = QDateTime::fromString(item.metadata.value(u"timestamp"_s).toString(), Qt::ISODateWithMs);
    if (!at.isValid())
        at = QDateTime::fromMSecsSinceEpoch(item.createdAt);
    return QLocale().toString(at.toLocalTime().date(), u"d MMM yyyy"_s);
}

} // namespace

MontageMoment MontageMoment::of(const AlbumItem &item)
{
    const QJsonObject &metadata = item.metadata;
    MontageMoment moment;
    moment.kind = kindOf(item);
    const QUrl media = urlIn(metadata, u"media_url"_s);
    const QUrl still = urlIn(metadata, u"thumbnail_url"_s);
    if (moment.kind == Kind::Video) {
        moment.small = moment.large = still;
        moment.film = media;
        moment.length = filmLength(metadata.value(u"duration"_s).toDouble(-1));
    } else if (moment.kind == Kind::Picture) {
        moment.small = still.isEmpty() ? media : still;
        moment.large = media.isEmpty() ? still : media;
    }
    moment.description = wordsIn(metadata, u"description"_s);
    moment.place = wordsIn(metadata, u"location"_s);
    moment.date = dateOf(item);
    QStringList tags;
    const QJsonArray given = metadata.value(u"tags"_s).toArray();
    for (const QJsonValue &tag : given)
        tags.append(u'#' + tag.toString().left(longestWords));
    moment.tags = tags.join(u' ');
    return moment;
}

QString MontageMoment::kindWord() const
{
    switch (kind) {
    case Kind::Picture:
        return tr("Picture");
    case Kind::Video:
        return tr("Video");
    case Kind::Text:
        return tr("Note");
    case Kind::Place:
        return tr("Place");
    case Kind::Activity:
        return tr("Check-in");
    case Kind::Mood:
        return tr("Mood");
    }
    Q_UNREACHABLE();
}

QString MontageMoment::whereAndWhen() const
{
    return place.isEmpty() ? date : place + u"  ·  "_s + date;
}

QString MontageMoment::spoken() const
{
    QStringList parts{kindWord()};
    for (const QString &part : {description, place, date, tags, length}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    return parts.join(u", "_s);
}

QString filmLength(double seconds)
{
    if (!(seconds >= 0 && seconds < 360'000))
        return {};
    const int all = int(std::round(seconds));
    const QString rest = u"%1"_s.arg(all % 60, 2, 10, QChar(u'0'));
    return all < 3600 ? u"%1:%2"_s.arg(all / 60).arg(rest)
                      : u"%1:%2:%3"_s.arg(all / 3600).arg(all / 60 % 60, 2, 10, QChar(u'0')).arg(rest);
}

QString montageTitle(const AlbumMontage &montage)
{
    //: the montage of all of somebody's check-ins, whatever the interest
    return montage.isGeneral() ? MontageMoment::tr("Everything") : montage.interest;
}

} // namespace bulkhead
