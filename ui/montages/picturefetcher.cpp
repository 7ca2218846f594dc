// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/picturefetcher.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkDiskCache>
#include <QNetworkReply>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto silence = 15s;
constexpr auto longest = 60s;
constexpr int mostRedirects = 5;
constexpr qint64 secondsFresh = 24 * 60 * 60;

/// Many servers say nothing of how long a picture holds, and Qt would then ask for it each time. A picture
/// does not change under its name; where the server says otherwise, that counts.
class PictureFolder final : public QNetworkDiskCache
{
public:
    using QNetworkDiskCache::QNetworkDiskCache;

    QNetworkCacheMetaData metaData(const QUrl &url) override
    {
        QNetworkCacheMetaData known = QNetworkDiskCache::metaData(url);
        const auto isRule = [](const QNetworkCacheMetaData::RawHeader &header) {
            return header.first.compare("cache-control", Qt::CaseInsensitive) == 0 ||
                   header.first.compare("pragma", Qt::CaseInsensitive) == 0;
        };
        if (known.isValid() && !known.expirationDate().isValid() && std::ranges::none_of(known.rawHeaders(), isRule))
            known.setExpirationDate(QDateTime::currentDateTimeUtc().addSecs(secondsFresh));
        return known;
    }
};

} // namespace

PictureFetcher::PictureFetcher(const QString &folder) : m_folder(folder) {}

PictureFetcher::~PictureFetcher()
{
    drop();
}

void PictureFetcher::start()
{
    if (m_network)
        return;
    m_network = new QNetworkAccessManager(this);
    m_network->setTransferTimeout(int(std::chrono::milliseconds(silence).count()));
    QDir().mkpath(m_folder);
    // Pictures of people are nobody else's.
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto *cache = new PictureFolder(m_network);
    cache->setCacheDirectory(m_folder);
    cache->setMaximumCacheSize(mostBytesKept);
    m_network->setCache(cache);
}

void PictureFetcher::fetch(const QUrl &url, bool anew)
{
    if (m_replies.contains(url))
        return;
    if (!isFetchable(url)) {
        Q_EMIT failed(url);
        return;
    }
    start();
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Bulkhead"_s);
    request.setRawHeader("Accept", "image/*");
    request.setMaximumRedirectsAllowed(mostRedirects);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         anew ? QNetworkRequest::PreferNetwork : QNetworkRequest::PreferCache);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    QNetworkReply *reply = m_network->get(request);
    m_replies.insert(url, reply);
    const auto limit = [reply](qint64 received, qint64 total) {
        if (received > mostBytes || total > mostBytes)
            reply->abort();
    };
    connect(reply, &QNetworkReply::downloadProgress, reply, limit);
    connect(reply, &QNetworkReply::finished, this, [this, reply, url] { take(reply, url); });
    QTimer::singleShot(longest, reply, &QNetworkReply::abort);
}

void PictureFetcher::take(QNetworkReply *reply, const QUrl &url)
{
    m_replies.remove(url);
    reply->deleteLater();
    const QByteArray bytes = reply->error() == QNetworkReply::NoError ? reply->read(mostBytes) : QByteArray();
    if (bytes.isEmpty())
        Q_EMIT failed(url);
    else
        Q_EMIT fetched(url, bytes);
}

void PictureFetcher::drop()
{
    const QHash<QUrl, QNetworkReply *> replies = std::exchange(m_replies, {});
    for (QNetworkReply *reply : replies) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

bool isFetchable(const QUrl &url)
{
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
}

} // namespace bulkhead
