// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/csv/csvrecord.h"
#include "core/csv/csvwindow.h"

#include <vector>

namespace bulkhead {

/// Where one record stands in the window, and what is wrong with its shape.
struct CsvSpan
{
    size_t begin = 0;
    size_t end = 0;  // without the line end
    qint64 line = 0; // 1-based, on which it begins
    int columns = 0;
    CsvFault fault = CsvFault::None;
    int faultColumn = 0;
    qint64 faultLine = 0;
};

/// Finds the records of a window and the cells in them by the rules that stand at CsvReader; knows
/// nothing of encodings. A record that does not end in what is there is started anew after the window
/// has read on, so positions never have to be kept over that.
class CsvSplitter
{
public:
    /// A cell as it stands in the window, without the quotes around it; verbatim: nothing in it has to
    /// be rewritten.
    struct Cell
    {
        const char *data;
        size_t size;
        bool verbatim;
    };

    CsvSplitter(CsvWindow &window, const CsvDialect &dialect, const CsvLimits &limits);

    /// The next record; false at the end. Without cells it only finds where the record ends.
    bool next(CsvSpan &span, std::vector<Cell> &cells);
    bool next(CsvSpan &span);

    /// Steps over the whole records at the start of the window, up to the first with a quote in it,
    /// and says how many they were (it may do none). Lines are not counted from there on.
    qint64 skipUnquoted();

    /// How a verbatim == false cell is rewritten: doubled quotes once, and what follows the closing
    /// quote as it is. Writes at most bytes.size() and returns the end of it.
    char *rewrite(QByteArrayView bytes, char *target) const;

private:
    enum class Step { Complete, NeedsMore, StrayQuote, TooLong };
    /// A quoted cell that runs over its line: a stray quote, perhaps.
    struct Open
    {
        int column;
        size_t quote;
        qint64 line;    // of its quote, counted from the record's own
        size_t lineEnd; // of that line
    };
    struct Quoted
    {
        Step step;
        size_t close; // the closing quote, or the end of the cell if there is text behind it
        size_t end;   // the break behind the cell
        bool verbatim;
    };

    bool skipBlankLines();
    template <bool keep> bool split(CsvSpan &span, std::vector<Cell> *cells);
    template <bool keep> Step walk(CsvSpan &span, std::vector<Cell> *cells);
    Step finish(CsvSpan &span, size_t at, int columns);
    Quoted quoted(size_t quote, int column);
    Quoted closed(size_t close, bool verbatim, bool overLine) const;
    size_t nextMark(size_t from) const;
    size_t nextBreak(size_t from) const;

    std::vector<Open>::const_iterator fittingStray() const;
    bool isRagged(const CsvSpan &span) const;
    const Open &likelyStray() const;
    template <bool keep> void endAtStray(const Open &stray, CsvSpan &span, std::vector<Cell> *cells);
    template <bool keep> int literalCells(const Open &stray, std::vector<Cell> *cells) const;
    void stepOverTooLong(CsvSpan &span);
    void earn();
    void spend(const Open &stray);

    CsvWindow &m_window;
    const CsvLimits m_limits;
    const char m_delimiter;
    const char m_quote;
    const bool m_hasQuote;
    int m_expected = 0; // cells of the first record without a fault
    qint64 m_line = 1;
    qint64 m_lookahead;  // what is left of CsvLimits::quoteLookahead
    qint64 m_earned = 0; // up to where it was filled up

    // Of the walk over the record at hand:
    size_t m_next = 0;           // where the next record begins
    size_t m_scanned = 0;        // how far was looked before a quote was found to be stray
    qint64 m_lineEnds = 0;       // within the record
    bool m_openOverLine = false; // the window ended in a quoted cell, on a later line than its quote's
    std::vector<Open> m_opens;
};

} // namespace bulkhead
