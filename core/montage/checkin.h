// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bulkhead {

/// Who may see a check-in.
enum class CheckinPrivacy { Public, Friends, Private };

struct CheckinMedia
{
    QString url;
    QString thumbnailUrl;
    bool isVideo = false;
    std::optional<double> seconds; ///< of a video

    bool operator==(const CheckinMedia &) const = default;
};

struct CheckinPlace
{
    QString name;
    double latitude = 0;
    double longitude = 0;

    bool operator==(const CheckinPlace &) const = default;
};

/// What somebody did, where and when, as the check-in service tells it.
struct Checkin
{
    QString id;
    QString userId;
    QString text;
    CheckinPrivacy privacy = CheckinPrivacy::Private;
    std::vector<CheckinMedia> media;
    std::optional<CheckinPlace> place;
    QStringList tags;    ///< as spelt there; may repeat
    QDateTime createdAt; ///< UTC
    QDateTime updatedAt; ///< UTC

    bool operator==(const Checkin &) const = default;
};

} // namespace bulkhead
