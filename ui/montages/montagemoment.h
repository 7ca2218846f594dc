// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"

#include <QCoreApplication>
#include <QUrl>

namespace bulkhead {

/// One item of a montage in the words and pictures in which it is shown.
class MontageMoment
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::MontageMoment)

public:
    static MontageMoment of(const AlbumItem &item);

    enum class Kind { Picture, Video, Text, Place, Activity, Mood };

    Kind kind = Kind::Activity;
    QUrl small; ///< for a tile; empty: nothing to show
    QUrl large; ///< the picture itself; of a video, its still
    QUrl film;  ///< of a video
    QString description;
    QString place;
    QString date;   ///< "20 Nov 2026"
    QString tags;   ///< "#coffee #sea"
    QString length; ///< of a video, "0:32"

    bool hasPicture() const { return !small.isEmpty(); }
    QString kindWord() const;
    /// What of place, date and tags is known: "Kazan · 20 Nov 2026".
    QString whereAndWhen() const;
    /// All of it in one sentence, for those who hear it.
    QString spoken() const;
};

/// "0:32", "1:02:03"
QString filmLength(double seconds);
/// What a montage is of: an interest, or everything.
QString montageTitle(const AlbumMontage &montage);

} // namespace bulkhead
