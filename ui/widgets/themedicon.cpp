// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/themedicon.h"

#include "ui/widgets/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Whether what is drawn in the picture stands out from the background; an icon theme that was made for
/// the light may not on a dark palette.
bool standsOut(const QPixmap &picture, const QColor &background)
{
    const QImage image = picture.toImage().convertToFormat(QImage::Format_ARGB32);
    double red = 0;
    double green = 0;
    double blue = 0;
    double weight = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            red += pixel.redF() * pixel.alphaF();
            green += pixel.greenF() * pixel.alphaF();
            blue += pixel.blueF() * pixel.alphaF();
            weight += pixel.alphaF();
        }
    }
    if (weight <= 0)
        return false;
    const QColor mean = QColor::fromRgbF(float(red / weight), float(green / weight), float(blue / weight));
    return Theme::contrast(mean, background) >= 3;
}

/// An icon of the desktop's theme as long as it can be seen on the present palette, else our line icon
/// in the colour of text.
class ThemedIconEngine final : public QIconEngine
{
public:
    explicit ThemedIconEngine(QString name) : m_name(std::move(name)), m_theirs(QIcon::fromTheme(m_name)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        QPixmap picture = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, picture);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const QPalette palette = QGuiApplication::palette();
        const QString key = u"bulkhead-icon/%1/%2x%3/%4/%5/%6"_s.arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(color(mode).name(), palette.color(QPalette::Window).name())
                                .arg(int(mode));
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            pixmap = m_theirs.isNull() ? QPixmap() : m_theirs.pixmap(size, 1, mode, state);
            if (pixmap.isNull() || (mode == QIcon::Normal && !standsOut(pixmap, palette.color(QPalette::Window))))
                pixmap = ours(size, mode);
            QPixmapCache::insert(key, pixmap);
        }
        return pixmap;
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_name); }

private:
    QPixmap ours(const QSize &size, QIcon::Mode mode) const
    {
        QFile file(u":/icons/%1.svg"_s.arg(m_name));
        QByteArray drawing = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        drawing.replace("currentColor", color(mode).name().toLatin1());
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        const int side = std::min(size.width(), size.height());
        QRect square(0, 0, side, side);
        square.moveCenter(QRect(QPoint(), size).center());
        QSvgRenderer(drawing).render(&painter, QRectF(square));
        return pixmap;
    }

    static QColor color(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        case QIcon::Selected:
            return palette.color(QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return palette.color(QPalette::WindowText);
    }

    QString m_name;
    QIcon m_theirs;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    return QIcon(new ThemedIconEngine(name));
}

} // namespace bulkhead
