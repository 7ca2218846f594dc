// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/collagelayout.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>

namespace bulkhead {

namespace {

/// A row may be so much higher than wished before another item goes into it.
constexpr qreal tolerance = 1.2;
constexpr std::size_t mostBesides = 3;

qreal sum(std::span<const qreal> ratios)
{
    return std::accumulate(ratios.begin(), ratios.end(), qreal(0));
}

void placeRow(CollageShape &shape, std::span<const qreal> ratios, QPointF at, qreal height, qreal gap)
{
    for (const qreal ratio : ratios) {
        shape.tiles.emplace_back(at, QSizeF(ratio * height, height));
        at.rx() += ratio * height + gap;
    }
}

/// The first item with two rows beside it, of `upper` and `lower` items.
struct Opening
{
    std::size_t upper = 0;
    std::size_t lower = 0;
    qreal height = 0;
};

/// The one whose height is nearest to two rows; nothing where the first would be too broad or too slim.
std::optional<Opening> openingOf(std::span<const qreal> ratios, qreal width, qreal rowHeight, qreal gap)
{
    std::optional<Opening> best;
    const qreal wished = 2 * rowHeight + gap;
    const qreal first = ratios[0];
    for (std::size_t upper = 1; upper <= mostBesides; ++upper) {
        for (std::size_t lower = 1; lower <= mostBesides && 1 + upper + lower <= ratios.size(); ++lower) {
            const qreal a = 1 / sum(ratios.subspan(1, upper));
            const qreal b = 1 / sum(ratios.subspan(1 + upper, lower));
            // Both rows and the gap between them are as high as the first item, and all together as wide
            // as there is room: solved for that height.
            const qreal height =
                ((width - gap) * (a + b) - qreal(upper - 1) * gap * a - qreal(lower - 1) * gap * b + gap) /
                (1 + first * (a + b));
            const qreal share = first * height / width;
            if (share < 0.25 || share > 0.68 || height > 1.5 * wished || height < 0.6 * wished)
                continue;
            if (!best || std::abs(height - wished) < std::abs(best->height - wished))
                best = Opening{upper, lower, height};
        }
    }
    return best;
}

} // namespace

CollageShape collageOf(const std::vector<qreal> &ratios, qreal width, qreal rowHeight, qreal gap)
{
    CollageShape shape;
    std::span<const qreal> rest(ratios);
    qreal y = 0;
    if (const auto opening = rest.size() >= 3 ? openingOf(rest, width, rowHeight, gap) : std::nullopt) {
        const qreal left = rest[0] * opening->height;
        const qreal beside = width - gap - left;
        shape.tiles.emplace_back(0, 0, left, opening->height);
        const auto height = [&](std::span<const qreal> row) {
            return (beside - qreal(row.size() - 1) * gap) / sum(row);
        };
        const std::span<const qreal> upper = rest.subspan(1, opening->upper);
        const std::span<const qreal> lower = rest.subspan(1 + opening->upper, opening->lower);
        placeRow(shape, upper, {left + gap, 0}, height(upper), gap);
        placeRow(shape, lower, {left + gap, height(upper) + gap}, height(lower), gap);
        rest = rest.subspan(1 + opening->upper + opening->lower);
        y = opening->height + gap;
    } else if (rest.size() == 1) {
        const qreal height = std::min(width / rest[0], 2.4 * rowHeight);
        shape.tiles.emplace_back(0, 0, rest[0] * height, height);
        shape.height = height;
        return shape;
    }
    while (!rest.empty()) {
        std::size_t count = 0;
        qreal height = 0;
        do {
            ++count;
            height = (width - qreal(count - 1) * gap) / sum(rest.first(count));
        } while (height > tolerance * rowHeight && count < rest.size());
        height = std::min(height, tolerance * rowHeight);
        placeRow(shape, rest.first(count), {0, y}, height, gap);
        rest = rest.subspan(count);
        y += height + gap;
    }
    shape.height = std::max<qreal>(0, y - gap);
    return shape;
}

} // namespace bulkhead
