// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/checkin.h"
#include "core/montage/montagesettings.h"

#include <QJsonObject>

namespace bulkhead {

enum class WidgetType { Media, Text, Location, Activity, Mood };
QString widgetTypeName(WidgetType type);

/// One check-in as it stands in a montage.
struct MontageItem
{
    QString checkinId;
    WidgetType type = WidgetType::Activity;
    /// media_url, media_type, thumbnail_url, duration, description, location, tags, timestamp: those there
    /// are.
    QJsonObject metadata;
    QDateTime createdAt; ///< of the check-in

    bool operator==(const MontageItem &) const = default;
};

/// The newest check-ins of a user: of all of them (general), or of those with one tag (interest).
struct Montage
{
    QString interest;               ///< as the user spells it most often; empty: the general one
    QString interestKey;            ///< the same whatever the spelling: what montages are told apart by
    int uses = 0;                   ///< check-ins it was chosen from
    std::vector<MontageItem> items; ///< newest first

    bool isGeneral() const { return interestKey.isEmpty(); }
    QString typeName() const; ///< "general" or "interest"
    /// The same for the same content, so that a montage that did not change need not be written again.
    QByteArray fingerprint() const;
};

/// What a user lets others see.
struct MontagePrivacy
{
    bool showsMontages = false;
    bool showsCheckins = false;
};

/// The form under which spellings of a tag are one: Unicode-composed, folded, without "#" and needless
/// blanks.
QString interestKey(const QString &tag);

/// All montages a user should have at `now`, the general one first, then interests by use. A user who shows
/// no montages or no check-ins has none; of the check-ins only public ones within the look-back count, each
/// once, and each tag once a check-in. The same input in any order gives the same montages. What the user
/// has beside these is stale.
std::vector<Montage> montagesOf(const MontagePrivacy &privacy, const std::vector<Checkin> &checkins,
                                const MontageSettings &settings, const QDateTime &now);

} // namespace bulkhead
