// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace bulkhead {

/// What the frame's shortcuts ask of the page in front. A page that has no such thing leaves it be.
class Page
{
public:
    virtual ~Page() = default;

    /// Ctrl+F
    virtual void focusSearch() {}
    /// F5, and when the page comes to the front
    virtual void refresh() {}
};

} // namespace bulkhead
