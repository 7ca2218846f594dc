// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/checkinjson.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// What PostgreSQL stores as text and as JSON: no NUL, no half of a surrogate pair. One such check-in would else cost
/// all that is written with it.
QString textOf(const QJsonValue &value)
{
    QString text = value.toString();
    text.remove(QChar(0));
    return text.isValidUtf16() ? text : QString::fromUtf8(text.toUtf8());
}

CheckinPrivacy privacyNamed(const QString &name)
{
    if (name == "public"_L1)
        return CheckinPrivacy::Public;
    return name == "friends"_L1 ? CheckinPrivacy::Friends : CheckinPrivacy::Private;
}

std::vector<CheckinMedia> mediaOf(const QJsonArray &attachments, const QUrl &base)
{
    const auto absolute = [&](const QJsonValue &url) {
        const QString text = textOf(url);
        return text.isEmpty() ? QString() : base.resolved(QUrl(text)).toString(QUrl::FullyEncoded);
    };
    std::vector<CheckinMedia> media;
    for (const QJsonValue &value : attachments) {
        const QJsonObject json = value.toObject();
        const QString type = json.value(u"media_type"_s).toString();
        if (type != "image"_L1 && type != "video"_L1)
            continue;
        CheckinMedia one{.url = absolute(json.value(u"file_url"_s)),
                         .thumbnailUrl = absolute(json.value(u"thumbnail_url"_s))};
        one.isVideo = type == "video"_L1;
        if (json.value(u"duration_seconds"_s).isDouble())
            one.seconds = json.value(u"duration_seconds"_s).toDouble();
        if (!one.url.isEmpty())
            media.push_back(one);
    }
    return media;
}

} // namespace

QDateTime timeFromJson(const QJsonValue &value)
{
    QDateTime at = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (at.timeSpec() == Qt::LocalTime)
        at.setTimeSpec(Qt::UTC);
    return at.toUTC();
}

std::optional<Checkin> checkinFromJson(const QJsonObject &json, const QUrl &base)
{
    Checkin checkin;
    checkin.id = textOf(json.value(u"id"_s));
    checkin.userId = textOf(json.value(u"user_id"_s));
    checkin.createdAt = timeFromJson(json.value(u"created_at"_s));
    if (checkin.id.isEmpty() || checkin.userId.isEmpty() || !checkin.createdAt.isValid())
        return std::nullopt;
    checkin.updatedAt = timeFromJson(json.value(u"updated_at"_s));
    if (!checkin.updatedAt.isValid())
        checkin.updatedAt = checkin.createdAt;
    checkin.text = textOf(json.value(u"text_content"_s));
    checkin.privacy = privacyNamed(json.value(u"privacy"_s).toString());
    checkin.media = mediaOf(json.value(u"media_attachments"_s).toArray(), base);
    if (const QJsonObject place = json.value(u"location"_s).toObject(); !place.isEmpty()) {
        QString name = textOf(place.value(u"location_name"_s));
        if (name.isEmpty())
            name = textOf(place.value(u"address"_s));
        checkin.place = {name, place.value(u"latitude"_s).toDouble(), place.value(u"longitude"_s).toDouble()};
    }
    for (const QJsonValue &tag : json.value(u"tags"_s).toArray()) {
        // The service's own pages have objects here, its exports plain words.
        const QString name = textOf(tag.isString() ? tag : tag[u"tag_name"_s]);
        if (!name.isEmpty())
            checkin.tags.append(name);
    }
    return checkin;
}

} // namespace bulkhead
