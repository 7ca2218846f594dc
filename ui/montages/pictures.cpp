// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/pictures.h"

#include "ui/montages/picturefetcher.h"

#include <QBuffer>
#include <QImageReader>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qsizetype mostKilobytes = 96 * 1024;
constexpr qint64 mostPixels = 60'000'000;
constexpr int mostNaturalSizes = 20'000;
/// Sides in steps, so that a window that is resized does not ask for each size anew; less than twice as large
/// as wanted, so that scaling down by the painter stays smooth.
constexpr std::array sides{192, 272, 384, 544, 768, 1088, 1536, 2176, 3072};

int sideFor(QSize place)
{
    const int wanted = std::max(place.width(), place.height());
    const auto found = std::ranges::lower_bound(sides, wanted);
    return found == sides.end() ? sides.back() : *found;
}

bool isKnownFormat(const QByteArray &format)
{
    return format == "jpeg" || format == "jpg" || format == "png" || format == "gif" || format == "webp";
}

} // namespace

Pictures::Pictures(const QString &folder, QObject *parent)
    : QObject(parent), m_fetcher(new PictureFetcher(folder)), m_kept(mostKilobytes)
{
    m_decoders.setMaxThreadCount(2);
    m_fetcher->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_fetcher, &QObject::deleteLater);
    connect(this, &Pictures::fetchWanted, m_fetcher, &PictureFetcher::fetch);
    connect(this, &Pictures::dropWanted, m_fetcher, &PictureFetcher::drop);
    connect(m_fetcher, &PictureFetcher::fetched, this, &Pictures::decodeApart);
    connect(m_fetcher, &PictureFetcher::failed, this, &Pictures::miss);
}

Pictures::~Pictures()
{
    m_decoders.clear();
    m_decoders.waitForDone();
    m_thread.quit();
    m_thread.wait();
    if (!m_thread.isFinished()) // never started
        delete m_fetcher;
}

Picture Pictures::picture(const QUrl &url, QSize place)
{
    if (m_missing.contains(url))
        return {.state = Picture::State::Missing, .pixmap = {}};
    const int side = sideFor(place);
    const Kept *kept = m_kept.object(url);
    const bool isEnough = kept && (kept->isWhole || std::max(kept->pixmap.width(), kept->pixmap.height()) >= side);
    if (!isEnough && m_wanted.value(url) < side) {
        const bool isUnderWay = m_wanted.contains(url);
        m_wanted.insert(url, side);
        if (!m_thread.isRunning())
            m_thread.start(QThread::LowPriority);
        if (!isUnderWay)
            Q_EMIT fetchWanted(url, m_anew.contains(url));
    }
    if (!kept)
        return {};
    return {.state = Picture::State::Ready, .pixmap = kept->pixmap};
}

void Pictures::drop()
{
    m_wanted.clear();
    m_decoders.clear();
    if (m_thread.isRunning())
        Q_EMIT dropWanted();
}

void Pictures::retryMissing()
{
    m_anew.unite(std::exchange(m_missing, {}));
}

void Pictures::decodeApart(const QUrl &url, const QByteArray &bytes)
{
    const int side = m_wanted.value(url);
    if (side == 0)
        return; // dropped meanwhile
    m_decoders.start([this, url, bytes, side] {
        Decoded decoded = decode(bytes, side);
        QMetaObject::invokeMethod(
            this, [this, url, side, decoded = std::move(decoded)] { take(url, side, decoded); }, Qt::QueuedConnection);
    });
}

Pictures::Decoded Pictures::decode(const QByteArray &bytes, int side)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    // Not by the name: whoever sends a drawing with scripts as .png is not believed.
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    if (!isKnownFormat(reader.format()))
        return {};
    const QSize stored = reader.size();
    if (stored.isEmpty() || qint64(stored.width()) * stored.height() > mostPixels)
        return {};
    if (std::max(stored.width(), stored.height()) > side)
        reader.setScaledSize(stored.scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1}));
    QImage image = reader.read();
    if (image.isNull())
        return {};
    image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    const bool isTurned = reader.transformation() & QImageIOHandler::TransformationRotate90;
    return {.image = image, .natural = isTurned ? stored.transposed() : stored};
}

void Pictures::take(const QUrl &url, int side, const Decoded &decoded)
{
    if (!m_wanted.contains(url))
        return;
    if (decoded.image.isNull()) {
        miss(url);
        return;
    }
    const QPixmap pixmap = QPixmap::fromImage(decoded.image);
    const bool isWhole = decoded.image.size() == decoded.natural || side == sides.back();
    if (m_natural.size() >= mostNaturalSizes)
        m_natural.clear();
    m_natural.insert(url, decoded.natural);
    m_kept.insert(url, new Kept{pixmap, isWhole}, std::max(1, pixmap.width() * pixmap.height() / 256));
    m_anew.remove(url);
    // A larger one may have been asked for while this one was on its way.
    if (!isWhole && m_wanted.value(url) > side)
        Q_EMIT fetchWanted(url, false);
    else
        m_wanted.remove(url);
    Q_EMIT arrived(url);
}

void Pictures::miss(const QUrl &url)
{
    if (m_wanted.remove(url) == 0)
        return;
    // What was there in a smaller size is better than nothing.
    if (!m_kept.contains(url))
        m_missing.insert(url);
    Q_EMIT arrived(url);
}

} // namespace bulkhead
