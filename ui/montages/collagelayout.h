// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include <vector>

namespace bulkhead {

struct CollageShape
{
    std::vector<QRectF> tiles; ///< in the order of the items
    qreal height = 0;
};

/// Places items of these aspect ratios (width by height) in rows that fill the width: nothing is cut, all of
/// a row are of one height, about `rowHeight`. The first item is larger, with two rows beside it, where
/// there are enough others and the width allows it. A last row that does not fill the width stays at its
/// height.
CollageShape collageOf(const std::vector<qreal> &ratios, qreal width, qreal rowHeight, qreal gap);

} // namespace bulkhead
