// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/momentcard.h"

#include "ui/widgets/theme.h"
#include "ui/widgets/themedicon.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <QTextOption>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr qreal radius = 8;
constexpr qreal padding = 12;
constexpr int iconSide = 32;

QFont scaled(QFont font, qreal factor, QFont::Weight weight = QFont::Normal)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}

void paintPanel(QPainter &painter, const QRectF &area, const QPalette &palette)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.08));
    painter.drawRoundedRect(area, radius, radius);
}

void paintIcon(QPainter &painter, const QString &name, QPointF center, int side)
{
    const QRect square(QPoint(int(center.x()) - side / 2, int(center.y()) - side / 2), QSize(side, side));
    themedIcon(name).paint(&painter, square, Qt::AlignCenter, QIcon::Disabled);
}

/// Paints as many lines as fit and cuts the last; says how much height they took.
qreal paintLines(QPainter &painter, const QRectF &area, const QString &words, const QFont &font, bool isPainted = true)
{
    QTextLayout layout(words.simplified(), font, painter.device());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    const QFontMetricsF metrics(font, painter.device());
    painter.setFont(font);
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(area.width());
        const bool isLast = y + 2 * metrics.lineSpacing() > area.height() + 0.5;
        const QString rest = layout.text().mid(line.textStart());
        if (isPainted)
            painter.drawText(QPointF(area.left(), area.top() + y + metrics.ascent()),
                             isLast ? metrics.elidedText(rest, Qt::ElideRight, area.width())
                                    : rest.left(line.textLength()).trimmed());
        y += metrics.lineSpacing();
        if (isLast)
            break;
    }
    layout.endLayout();
    return y;
}

/// White words on the picture's darkened foot.
void paintCaption(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QFont &font)
{
    const QFont small = scaled(font, 0.9);
    const qreal width = area.width() - 2 * padding;
    const QFontMetricsF metrics(small, painter.device());
    if (width < metrics.averageCharWidth() * 6)
        return;
    QStringList lines;
    for (const QString &line :
         {moment.place, moment.tags.isEmpty() ? moment.date : moment.date + u"  "_s + moment.tags}) {
        if (!line.isEmpty())
            lines.append(metrics.elidedText(line, Qt::ElideRight, width));
    }
    const QFont words = scaled(font, 1, QFont::DemiBold);
    const QFontMetricsF wordMetrics(words, painter.device());
    const qreal most = std::min(2 * wordMetrics.lineSpacing(), area.height() / 3);
    const QRectF measure(0, 0, width, most);
    const qreal wordsHeight = moment.description.isEmpty() || most < wordMetrics.lineSpacing()
                                  ? 0
                                  : paintLines(painter, measure, moment.description, words, false);
    const qreal height = wordsHeight + qreal(lines.size()) * metrics.lineSpacing() + padding;

    QLinearGradient shade(area.bottomLeft() - QPointF(0, std::min(area.height(), height * 1.7)), area.bottomLeft());
    shade.setColorAt(0, QColor(0, 0, 0, 0));
    shade.setColorAt(0.45, QColor(0, 0, 0, 150));
    shade.setColorAt(1, QColor(0, 0, 0, 215));
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawRoundedRect(area, radius, radius);
    painter.setPen(Qt::white);
    QRectF at(area.left() + padding, area.bottom() - height, width, most);
    if (wordsHeight > 0) {
        paintLines(painter, at, moment.description, words);
        at.translate(0, wordsHeight);
    }
    painter.setFont(small);
    painter.setPen(QColor(255, 255, 255, 225));
    for (const QString &line : lines) {
        painter.drawText(at.topLeft() + QPointF(0, metrics.ascent()), line);
        at.translate(0, metrics.lineSpacing());
    }
}

/// The sign of a film, with its length.
void paintBadge(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QFont &font)
{
    const QFont words = scaled(font, 0.9, QFont::DemiBold);
    const QFontMetricsF metrics(words, painter.device());
    const qreal height = metrics.height() + 6;
    const qreal sign = metrics.ascent() * 0.8;
    const qreal width = 8 + sign + (moment.length.isEmpty() ? 0 : 6 + metrics.horizontalAdvance(moment.length)) + 8;
    const QRectF badge(area.right() - width - 8, area.top() + 8, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 165));
    painter.drawRoundedRect(badge, height / 2, height / 2);
    painter.setBrush(Qt::white);
    const qreal top = badge.center().y() - sign / 2;
    painter.drawPolygon(QPolygonF{
        {badge.left() + 9, top}, {badge.left() + 9, top + sign}, {badge.left() + 9 + sign * 0.9, top + sign / 2}});
    painter.setPen(Qt::white);
    painter.setFont(words);
    painter.drawText(badge.adjusted(8 + sign + 6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, moment.length);
}

} // namespace

void paintPicture(QPainter &painter, const QRectF &area, const QPixmap &pixmap, qreal corner)
{
    const qreal scale = std::max(area.width() / pixmap.width(), area.height() / pixmap.height());
    // As a brush: a clip would leave the corners jagged.
    QBrush brush(pixmap);
    QTransform place;
    place.translate(area.center().x() - pixmap.width() * scale / 2, area.center().y() - pixmap.height() * scale / 2);
    place.scale(scale, scale);
    brush.setTransform(place);
    painter.setPen(Qt::NoPen);
    painter.setBrush(brush);
    painter.drawRoundedRect(area, corner, corner);
}

void paintMissing(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QPalette &palette,
                  const QFont &font)
{
    paintPanel(painter, area, palette);
    const QFont small = scaled(font, 0.9);
    const QFontMetricsF metrics(small, painter.device());
    const qreal width = area.width() - 2 * padding;
    QStringList lines{MontageMoment::tr("Picture missing")};
    for (const QString &line : {moment.description, moment.whereAndWhen()}) {
        if (!line.isEmpty() && qreal(lines.size() + 1) * metrics.lineSpacing() + iconSide + 24 < area.height())
            lines.append(line);
    }
    qreal y = area.center().y() - (iconSide + 8 + qreal(lines.size()) * metrics.lineSpacing()) / 2;
    paintIcon(painter, u"image-missing"_s, {area.center().x(), y + iconSide / 2.0}, iconSide);
    y += iconSide + 8;
    painter.setFont(small);
    painter.setPen(Theme::of(palette).quiet);
    for (const QString &line : lines) {
        painter.drawText(QRectF(area.left() + padding, y, width, metrics.lineSpacing()), Qt::AlignCenter,
                         metrics.elidedText(line, Qt::ElideRight, width));
        y += metrics.lineSpacing();
    }
}

void paintWords(QPainter &painter, const QRectF &area, const MontageMoment &moment, const QPalette &palette,
                const QFont &font)
{
    const Theme theme = Theme::of(palette);
    const QColor window = palette.color(QPalette::Window);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::mixed(theme.active, window, theme.dark ? 0.16 : 0.09));
    painter.drawRoundedRect(area, radius, radius);

    const QRectF inside = area.adjusted(padding + 2, padding, -padding, -padding);
    const QFont small = scaled(font, 0.9);
    const QFontMetricsF metrics(small, painter.device());
    QStringList foot;
    for (const QString &line : {moment.description.isEmpty() ? QString() : moment.place, moment.date, moment.tags}) {
        if (!line.isEmpty() && qreal(foot.size() + 1) * metrics.lineSpacing() < inside.height() * 0.45)
            foot.append(line);
    }
    const qreal footHeight = qreal(foot.size()) * metrics.lineSpacing();
    // In a low card the words need the room.
    const int sign = area.height() < 8.5 * metrics.lineSpacing() ? 0 : 22;
    if (sign > 0)
        themedIcon(moment.kind == MontageMoment::Kind::Text ? u"document-edit"_s : u"mark-location"_s)
            .paint(&painter, QRect(int(inside.left()), int(inside.top()), sign, sign));
    const QRectF middle = inside.adjusted(0, sign > 0 ? sign + 6 : 0, 0, -footHeight - 6);
    const QString words = !moment.description.isEmpty() ? moment.description
                          : !moment.place.isEmpty()     ? moment.place
                                                        : moment.kindWord();
    painter.setPen(palette.color(QPalette::WindowText));
    const QFont large = scaled(font, words.size() < 60 && area.height() > 150 ? 1.35 : 1.05, QFont::DemiBold);
    paintLines(painter, middle, words, large);
    painter.setFont(small);
    painter.setPen(theme.quiet);
    QPointF at(inside.left(), inside.bottom() - footHeight + metrics.ascent());
    for (const QString &line : foot) {
        painter.drawText(at, metrics.elidedText(line, Qt::ElideRight, inside.width()));
        at.ry() += metrics.lineSpacing();
    }
}

void paintMoment(QPainter &painter, const QRectF &area, const MontageMoment &moment, const Picture &picture,
                 const CardLook &look)
{
    const bool isMedia = moment.kind == MontageMoment::Kind::Picture || moment.kind == MontageMoment::Kind::Video;
    if (!isMedia) {
        paintWords(painter, area, moment, look.palette, look.font);
    } else if (!moment.hasPicture() || picture.state == Picture::State::Missing) {
        paintMissing(painter, area, moment, look.palette, look.font);
    } else if (picture.state == Picture::State::Loading) {
        paintPanel(painter, area, look.palette);
        paintIcon(painter, u"image-x-generic"_s, area.center(), iconSide);
    } else {
        paintPicture(painter, area, picture.pixmap, radius);
        if (look.isCaptioned)
            paintCaption(painter, area, moment, look.font);
    }
    if (moment.kind == MontageMoment::Kind::Video)
        paintBadge(painter, area, moment, look.font);
    if (look.isCurrent) {
        // Two rings, so that one of them stands out from any picture.
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(look.palette.color(QPalette::Base), 2));
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), radius - 2, radius - 2);
        painter.setPen(QPen(look.palette.color(QPalette::Highlight), 3));
        painter.drawRoundedRect(area, radius, radius);
    }
}

} // namespace bulkhead
