// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace bulkhead {

/// Some pages in a row, of pageRows rows each.
struct PageSpan
{
    static constexpr int pageRows = 200;
    // QTableView adds up row heights in an int; this many rows of 64 pixels still fit.
    static constexpr qint64 mostRows = std::numeric_limits<int>::max() / 64;

    qint64 first = 0;
    int pages = 1;

    qint64 firstRow() const { return first * pageRows; }
    int rows() const { return pages * pageRows; }
};

/// Those rows of a long table that were looked at lately, in pages, and which pages are wanted next. Pages
/// that were not looked at for long are forgotten.
template <typename Row> class RowPages
{
public:
    /// Null while the row is on its way.
    Row *row(int row)
    {
        const auto page = m_pages.find(row / PageSpan::pageRows);
        if (page == m_pages.end())
            return nullptr;
        const std::size_t at = std::size_t(row % PageSpan::pageRows);
        page->used = ++m_clock;
        return at < page->rows.size() ? &page->rows[at] : nullptr;
    }
    /// Where the first row that fulfils this is; -1: it is not here.
    template <typename Predicate> int find(const Predicate &isIt) const
    {
        for (auto page = m_pages.cbegin(); page != m_pages.cend(); ++page) {
            const auto found = std::ranges::find_if(page->rows, isIt);
            if (found != page->rows.end())
                return int(page.key() * PageSpan::pageRows + (found - page->rows.begin()));
        }
        return -1;
    }

    /// What is here may not be so any more: it is shown until it is read again.
    void outdate() { ++m_epoch; }
    /// Grows with outdate(); goes with a question, and with its answer into keep().
    quint64 epoch() const { return m_epoch; }

    /// This row is looked at. Whether its page has to be read for that.
    bool want(int row)
    {
        const qint64 page = row / PageSpan::pageRows;
        const auto known = m_pages.constFind(page);
        if (known != m_pages.constEnd() && known->epoch == m_epoch)
            return false;
        std::erase(m_wanted, page);
        m_wanted.push_back(page);
        return true;
    }
    bool isAnyWanted() const { return !m_wanted.empty(); }
    void wantNone() { m_wanted.clear(); }
    /// The page that was looked at last, and its neighbours that are missing too; the first one when none is
    /// wanted. What else was wanted is asked for again by painting it.
    PageSpan takeWanted()
    {
        const std::vector<qint64> wanted = std::exchange(m_wanted, {});
        if (wanted.empty())
            return {};
        const auto isWanted = [&wanted](qint64 page) { return std::ranges::find(wanted, page) != wanted.end(); };
        PageSpan span{.first = wanted.back(), .pages = 1};
        for (; span.pages < pagesAtOnce && isWanted(span.first - 1); ++span.pages)
            --span.first;
        while (span.pages < pagesAtOnce && isWanted(span.first + span.pages))
            ++span.pages;
        return span;
    }

    void keep(const PageSpan &span, std::vector<Row> rows, quint64 epoch)
    {
        // A page without rows is kept too, or it would be asked for again and again.
        for (int page = 0; page < span.pages; ++page) {
            const std::size_t from = std::min(rows.size(), std::size_t(page) * PageSpan::pageRows);
            const std::size_t to = std::min(rows.size(), from + PageSpan::pageRows);
            const auto begin = std::make_move_iterator(rows.begin());
            m_pages.insert(span.first + page, {.rows = {begin + std::ptrdiff_t(from), begin + std::ptrdiff_t(to)},
                                               .epoch = epoch,
                                               .used = ++m_clock});
        }
        while (m_pages.size() > pagesKept) {
            const auto oldest = std::min_element(m_pages.cbegin(), m_pages.cend(),
                                                 [](const Page &a, const Page &b) { return a.used < b.used; });
            m_pages.erase(oldest);
        }
    }
    /// Forgets what is here, not what is wanted.
    void clear() { m_pages.clear(); }

private:
    static constexpr int pagesAtOnce = 3;
    static constexpr int pagesKept = 48;

    struct Page
    {
        std::vector<Row> rows;
        quint64 epoch = 0;
        quint64 used = 0;
    };

    QHash<qint64, Page> m_pages;
    std::vector<qint64> m_wanted; ///< pages that were looked at and are missing, latest last
    quint64 m_epoch = 0;
    quint64 m_clock = 0;
};

} // namespace bulkhead
