// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/checkin.h"

#include <QJsonObject>
#include <QUrl>

#include <optional>

namespace bulkhead {

/// A check-in as its service spells it; nothing when it lacks what makes it one (id, user, time). A privacy
/// we do not know counts as private. Media whose URL has no host are at `base`.
std::optional<Checkin> checkinFromJson(const QJsonObject &json, const QUrl &base = {});
/// A time as services write it (ISO 8601), in UTC; one without a zone is in UTC already, wherever this runs. Invalid
/// when it is none.
QDateTime timeFromJson(const QJsonValue &value);

} // namespace bulkhead
