// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QThread>
#include <QThreadPool>
#include <QUrl>

namespace bulkhead {

class PictureFetcher;

struct Picture
{
    enum class State { Loading, Ready, Missing };

    State state = State::Loading;
    QPixmap pixmap; ///< when ready; no smaller than asked for, unless the picture itself is
};

/// Pictures by URL, as large as they are shown: fetched and decoded on other threads, kept in memory within
/// a limit. JPEG, PNG, GIF and, where Qt has its plugin, WebP, of at most sixty megapixels; anything else is
/// missing. UI thread.
class Pictures : public QObject
{
    Q_OBJECT

public:
    /// `folder` is where fetched files are kept, see PictureFetcher.
    explicit Pictures(const QString &folder, QObject *parent = nullptr);
    ~Pictures() override;

    /// What is there now, for a place of this size in device pixels; the rest is fetched, and arrived()
    /// follows.
    Picture picture(const QUrl &url, QSize place);
    /// Of pictures that came already; null of others.
    QSize naturalSize(const QUrl &url) const { return m_natural.value(url); }
    bool isMissing(const QUrl &url) const { return m_missing.contains(url); }
    /// What nobody waits for any more.
    void drop();
    /// Pictures that were missing are asked for again.
    void retryMissing();

Q_SIGNALS:
    /// It is ready or missing; maybe its natural size is known only now.
    void arrived(const QUrl &url);
    void fetchWanted(const QUrl &url, bool anew);
    void dropWanted();

private:
    struct Decoded
    {
        QImage image;
        QSize natural;
    };
    struct Kept
    {
        QPixmap pixmap;
        bool isWhole = false; ///< as large as it gets
    };

    static Decoded decode(const QByteArray &bytes, int side);
    void decodeApart(const QUrl &url, const QByteArray &bytes);
    void take(const QUrl &url, int side, const Decoded &decoded);
    void miss(const QUrl &url);

    QThread m_thread;
    PictureFetcher *m_fetcher;
    QThreadPool m_decoders;
    QCache<QUrl, Kept> m_kept;
    QHash<QUrl, QSize> m_natural;
    QHash<QUrl, int> m_wanted; ///< the longer side of what is under way
    QSet<QUrl> m_missing;
    QSet<QUrl> m_anew; ///< missing once: what is kept of them is no good
};

} // namespace bulkhead
