// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvsplitter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace bulkhead {

namespace {

constexpr size_t nowhere = std::numeric_limits<size_t>::max();

/// A file in which look-ahead after look-ahead is in vain still has to be read in linear time: what was
/// spent comes back sixteenfold with each byte read, and this much is always there.
constexpr qint64 lookaheadPerByte = 16;
constexpr qint64 leastLookahead = 4096;

inline bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

} // namespace

CsvSplitter::CsvSplitter(CsvWindow &window, const CsvDialect &dialect, const CsvLimits &limits)
    : m_window(window), m_limits(limits), m_delimiter(dialect.delimiter), m_quote(dialect.quote),
      m_hasQuote(dialect.quote != '\0'), m_lookahead(limits.quoteLookahead)
{}

bool CsvSplitter::next(CsvSpan &span, std::vector<Cell> &cells)
{
    return split<true>(span, &cells);
}

bool CsvSplitter::next(CsvSpan &span)
{
    return split<false>(span, nullptr);
}

bool CsvSplitter::skipBlankLines()
{
    for (;;) {
        const char *const data = m_window.data();
        size_t at = m_window.begin();
        while (at < m_window.end() && isLineEnd(data[at])) {
            if (data[at] == '\r' && at + 1 == m_window.end() && !m_window.atEnd())
                break; // an LF may follow
            at += data[at] == '\r' && data[at + 1] == '\n' ? 2 : 1;
            ++m_line;
        }
        m_window.drop(at);
        if (at < m_window.end() && !isLineEnd(data[at]))
            return true;
        const bool empty = at == m_window.end();
        if (!m_window.more() && empty)
            return false;
    }
}

template <bool keep> bool CsvSplitter::split(CsvSpan &span, std::vector<Cell> *cells)
{
    const char first = m_window.data()[m_window.begin()];
    if ((m_window.begin() == m_window.end() || isLineEnd(first)) && !skipBlankLines())
        return false;
    earn();
    for (;;) {
        Step step = walk<keep>(span, cells);
        if (step == Step::NeedsMore) {
            // Two more, for a line end of which only the half is there.
            if (m_window.end() - m_window.begin() <= static_cast<size_t>(m_limits.maxRecord) + 2) {
                m_window.more();
                continue;
            }
            step = m_openOverLine ? Step::StrayQuote : Step::TooLong;
        }
        if (step == Step::TooLong) {
            if constexpr (keep)
                cells->clear();
            stepOverTooLong(span);
            return true;
        }
        if (step == Step::Complete && !isRagged(span))
            break;
        if (step == Step::Complete)
            m_scanned = span.end;
        const Open stray = likelyStray();
        endAtStray<keep>(stray, span, cells);
        spend(stray);
        break;
    }
    if (span.fault == CsvFault::None && m_expected == 0)
        m_expected = span.columns;
    if (span.fault == CsvFault::None && span.columns > m_limits.maxColumns) {
        span.fault = CsvFault::TooManyColumns;
        span.faultLine = span.line;
        span.faultColumn = m_limits.maxColumns + 1;
    }
    m_line += m_lineEnds + 1;
    m_window.drop(m_next);
    return true;
}

template <bool keep> CsvSplitter::Step CsvSplitter::walk(CsvSpan &span, std::vector<Cell> *cells)
{
    const char *const data = m_window.data();
    const CsvMarks *const marks = m_window.marks();
    const size_t blocks = m_window.blocks();
    const char quote = m_quote;
    const char delimiter = m_delimiter;
    const auto maxColumns = static_cast<size_t>(m_limits.maxColumns);
    span.begin = m_window.begin();
    span.line = m_line;
    span.fault = CsvFault::None;
    m_lineEnds = 0;
    m_openOverLine = false;
    m_opens.clear();
    if constexpr (keep)
        cells->clear();

    int columns = 0;
    size_t field = span.begin;
    size_t block = field / 64;
    uint64_t breaks = marks[block].breaks & (~uint64_t(0) << (field % 64));
    for (;;) {
        size_t at = nowhere;
        Cell cell;
        if (data[field] == quote && m_hasQuote && field < m_window.end()) {
            const Quoted found = quoted(field, columns);
            if (found.step != Step::Complete)
                return found.step;
            cell = {data + field + 1, found.close - field - 1, found.verbatim};
            at = found.end;
            block = at / 64;
            breaks = marks[block].breaks & (~uint64_t(0) << (at % 64));
            breaks &= breaks - 1;
        } else {
            while (!breaks && ++block < blocks)
                breaks = marks[block].breaks;
            if (!breaks) {
                if (!m_window.atEnd())
                    return Step::NeedsMore;
                at = m_window.end();
            } else {
                at = block * 64 + static_cast<size_t>(std::countr_zero(breaks));
                breaks &= breaks - 1;
            }
            cell = {data + field, at - field, true};
        }
        ++columns;
        if constexpr (keep) {
            if (cells->size() < maxColumns)
                cells->push_back(cell);
        }
        if (at < m_window.end() && data[at] == delimiter) {
            field = at + 1;
            continue;
        }
        return finish(span, at, columns);
    }
}

CsvSplitter::Step CsvSplitter::finish(CsvSpan &span, size_t at, int columns)
{
    const char *const data = m_window.data();
    m_next = at;
    if (at < m_window.end()) {
        if (data[at] == '\r' && at + 1 == m_window.end() && !m_window.atEnd())
            return Step::NeedsMore; // an LF may follow
        m_next = at + (data[at] == '\r' && data[at + 1] == '\n' ? 2 : 1);
    }
    span.end = at;
    span.columns = columns;
    return at - span.begin > static_cast<size_t>(m_limits.maxRecord) ? Step::TooLong : Step::Complete;
}

size_t CsvSplitter::nextMark(size_t from) const
{
    const CsvMarks *const marks = m_window.marks();
    size_t block = from / 64;
    uint64_t bits = (marks[block].breaks | marks[block].quotes) & (~uint64_t(0) << (from % 64));
    while (!bits) {
        if (++block >= m_window.blocks())
            return nowhere;
        bits = marks[block].breaks | marks[block].quotes;
    }
    return block * 64 + static_cast<size_t>(std::countr_zero(bits));
}

size_t CsvSplitter::nextBreak(size_t from) const
{
    const CsvMarks *const marks = m_window.marks();
    size_t block = from / 64;
    uint64_t bits = marks[block].breaks & (~uint64_t(0) << (from % 64));
    while (!bits) {
        if (++block >= m_window.blocks())
            return nowhere;
        bits = marks[block].breaks;
    }
    return block * 64 + static_cast<size_t>(std::countr_zero(bits));
}

CsvSplitter::Quoted CsvSplitter::quoted(size_t quote, int column)
{
    const char *const data = m_window.data();
    const size_t end = m_window.end();
    const size_t mostEnd = m_window.begin() + static_cast<size_t>(m_limits.maxRecord);
    const qint64 lineOfQuote = m_lineEnds;
    size_t limit = nowhere;
    bool verbatim = true;
    const auto stray = [this](size_t scanned) {
        m_scanned = scanned;
        return Quoted{Step::StrayQuote, 0, 0, false};
    };
    for (size_t from = quote + 1;;) {
        size_t at = nextMark(from);
        const bool overLine = m_lineEnds > lineOfQuote;
        if (at == nowhere || (at + 1 == end && !m_window.atEnd())) {
            m_openOverLine = overLine;
            m_scanned = limit;
            if (!m_window.atEnd())
                return {Step::NeedsMore, 0, 0, false};
            if (!overLine && end > mostEnd)
                return {Step::TooLong, 0, 0, false};
            if (!overLine)
                m_opens.push_back({column, quote, lineOfQuote, end});
            return stray(std::min(limit, end));
        }
        if (at >= limit)
            return stray(limit);
        if (data[at] == m_quote) {
            if (data[at + 1] == m_quote && at + 1 < end) {
                verbatim = false;
                from = at + 2;
                continue;
            }
            const Quoted found = closed(at, verbatim, overLine);
            return found.step == Step::StrayQuote ? stray(at) : found;
        }
        from = at + 1;
        if (!isLineEnd(data[at]))
            continue;
        if (!overLine) {
            if (at >= mostEnd)
                return {Step::TooLong, 0, 0, false};
            m_opens.push_back({column, quote, lineOfQuote, at});
            limit = std::min(at + static_cast<size_t>(m_lookahead), mostEnd);
        }
        if (data[at] == '\r' && data[at + 1] == '\n')
            from = at + 2;
        if (++m_lineEnds - lineOfQuote > m_limits.quoteLookaheadLines)
            return stray(at);
    }
}

/// A quoted cell that met a single quote.
CsvSplitter::Quoted CsvSplitter::closed(size_t close, bool verbatim, bool overLine) const
{
    const char *const data = m_window.data();
    const size_t behind = close + 1;
    if (behind == m_window.end() || data[behind] == m_delimiter || isLineEnd(data[behind]))
        return {Step::Complete, close, behind, verbatim};
    if (overLine)
        return {Step::StrayQuote, 0, 0, false};
    const size_t end = nextBreak(behind);
    if (end == nowhere && !m_window.atEnd())
        return {Step::NeedsMore, 0, 0, false};
    return {Step::Complete, std::min(end, m_window.end()), std::min(end, m_window.end()), false};
}

/// The quote whose line alone has as many cells as the first record, where there is one: it may have
/// swallowed the opening of the one that is not closed.
std::vector<CsvSplitter::Open>::const_iterator CsvSplitter::fittingStray() const
{
    return std::find_if(m_opens.begin(), m_opens.end(), [this](const Open &open) {
        return open.column + literalCells<false>(open, nullptr) == m_expected;
    });
}

/// Whether the record has another number of cells than the first one had, and would have as many if it
/// ended with the line of one of its quotes.
bool CsvSplitter::isRagged(const CsvSpan &span) const
{
    return !m_opens.empty() && m_expected != 0 && span.columns != m_expected && fittingStray() != m_opens.end();
}

const CsvSplitter::Open &CsvSplitter::likelyStray() const
{
    const auto fitting = fittingStray();
    return fitting == m_opens.end() ? m_opens.back() : *fitting;
}

template <bool keep> void CsvSplitter::endAtStray(const Open &stray, CsvSpan &span, std::vector<Cell> *cells)
{
    if constexpr (keep)
        cells->resize(std::min(cells->size(), static_cast<size_t>(stray.column)));
    span.columns = stray.column + literalCells<keep>(stray, cells);
    span.end = stray.lineEnd;
    span.fault = CsvFault::UnterminatedQuote;
    span.faultColumn = stray.column + 1;
    span.faultLine = m_line + stray.line;
    m_lineEnds = stray.line;
    m_next = stray.lineEnd;
    const char *const data = m_window.data();
    if (m_next < m_window.end())
        m_next += data[m_next] == '\r' && data[m_next + 1] == '\n' ? 2 : 1;
}

/// The cells from a stray quote to the end of its line, with it and any other that is not closed on
/// this line as characters.
template <bool keep> int CsvSplitter::literalCells(const Open &stray, std::vector<Cell> *cells) const
{
    const char *const data = m_window.data();
    int columns = 0;
    for (size_t field = stray.quote;;) {
        Cell cell;
        size_t end = nowhere;
        if (data[field] == m_quote && field != stray.quote && field < stray.lineEnd) {
            bool verbatim = true;
            size_t close = field + 1;
            while (close < stray.lineEnd && (data[close] != m_quote || data[close + 1] == m_quote)) {
                verbatim = verbatim && data[close] != m_quote;
                close += data[close] == m_quote ? 2 : 1;
            }
            if (close < stray.lineEnd) {
                const bool exact = close + 1 == stray.lineEnd || data[close + 1] == m_delimiter;
                end = exact ? close + 1 : std::min(nextBreak(close + 1), stray.lineEnd);
                cell = {data + field + 1, (exact ? close : end) - field - 1, verbatim && exact};
            }
        }
        if (end == nowhere) {
            end = field < stray.lineEnd ? std::min(nextBreak(field), stray.lineEnd) : field;
            cell = {data + field, end - field, true};
        }
        ++columns;
        if constexpr (keep) {
            if (cells->size() < static_cast<size_t>(m_limits.maxColumns))
                cells->push_back(cell);
        }
        if (end >= stray.lineEnd)
            return columns;
        field = end + 1;
    }
}

/// A record over the limit is not kept: it ends at the first line end behind the limit.
void CsvSplitter::stepOverTooLong(CsvSpan &span)
{
    const size_t kept = m_window.begin() + static_cast<size_t>(m_limits.maxRecord);
    const char *data = m_window.data();
    span = {.line = m_line, .fault = CsvFault::RecordTooLong, .faultLine = m_line};
    for (size_t at = m_window.begin(); at < kept; ++at)
        m_line += data[at] == '\n' || (data[at] == '\r' && data[at + 1] != '\n');
    m_window.drop(kept);
    for (;;) {
        data = m_window.data();
        size_t at = m_window.begin();
        while (at < m_window.end() && !isLineEnd(data[at])) {
            at = nextBreak(at);
            if (at == nowhere)
                at = m_window.end();
            else if (data[at] == m_delimiter)
                ++at;
        }
        m_window.drop(at);
        const bool cut = at == m_window.end() || (data[at] == '\r' && at + 1 == m_window.end());
        if (cut && m_window.more())
            continue;
        at = m_window.begin();
        data = m_window.data();
        if (at < m_window.end())
            at += data[at] == '\r' && data[at + 1] == '\n' ? 2 : 1;
        m_window.drop(at);
        ++m_line;
        return;
    }
}

/// What was read since then pays for looking ahead.
void CsvSplitter::earn()
{
    const qint64 here = m_window.offset() + static_cast<qint64>(m_window.begin());
    m_lookahead = std::min(m_lookahead + (here - m_earned) * lookaheadPerByte, m_limits.quoteLookahead);
    m_earned = here;
}

/// What was looked at in vain.
void CsvSplitter::spend(const Open &stray)
{
    const qint64 spent = m_scanned > stray.lineEnd ? static_cast<qint64>(m_scanned - stray.lineEnd) : 0;
    m_lookahead = std::max(m_lookahead - spent, std::min(leastLookahead, m_limits.quoteLookahead));
}

qint64 CsvSplitter::skipUnquoted()
{
    if (m_expected == 0)
        return 0; // the next record may be the one that says how many cells are usual
    const CsvMarks *const marks = m_window.marks();
    size_t block = m_window.begin() / 64;
    const size_t blocks = m_window.end() / 64; // whole ones
    uint64_t before = uint64_t(1) << (m_window.begin() % 64);
    uint64_t seen = ~uint64_t(0) << (m_window.begin() % 64);
    size_t lastEnd = nowhere;
    qint64 records = 0;
    for (; block < blocks; ++block) {
        if (marks[block].quotes & seen)
            break;
        // A line end right behind another one ends an empty line, or is the LF of a CRLF.
        const uint64_t ends = marks[block].lineEnds & seen;
        records += std::popcount(ends & ~((ends << 1) | before));
        if (ends)
            lastEnd = block * 64 + 63 - static_cast<size_t>(std::countl_zero(ends));
        before = ends >> 63;
        seen = ~uint64_t(0);
    }
    if (lastEnd != nowhere)
        m_window.drop(lastEnd + 1);
    return records;
}

char *CsvSplitter::rewrite(QByteArrayView bytes, char *target) const
{
    const char *from = bytes.data();
    const char *const end = from + bytes.size();
    while (from < end) {
        const auto *quote = static_cast<const char *>(std::memchr(from, m_quote, static_cast<size_t>(end - from)));
        const char *const upTo = quote ? quote : end;
        target = std::copy(from, upTo, target);
        if (!quote)
            return target;
        if (quote + 1 == end || quote[1] != m_quote)
            return std::copy(quote + 1, end, target); // the closing one
        *target++ = m_quote;
        from = quote + 2;
    }
    return target;
}

} // namespace bulkhead
