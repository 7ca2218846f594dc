// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvdetect.h"

#include "core/csv/csvencoding.h"
#include "core/csv/csvencodingguess.h"
#include "core/csv/csvreader.h"

#include <QBuffer>

#include <algorithm>
#include <map>
#include <set>

namespace bulkhead {

namespace {

using Table = std::vector<std::vector<QByteArray>>;

constexpr size_t enoughRecords = 1000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

Table readSample(QByteArrayView sample, bool whole, CsvDialect dialect)
{
    dialect.header = false;
    QByteArray bytes = QByteArray::fromRawData(sample.data(), sample.size());
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    CsvReader reader(&buffer, dialect);
    CsvRecord record;
    Table table;
    bool ended = true;
    while (reader.next(record) == CsvReader::Read::Record) {
        if (table.size() == enoughRecords) {
            ended = false;
            break;
        }
        std::vector<QByteArray> cells;
        for (const QByteArrayView cell : record.cells)
            cells.push_back(cell.toByteArray());
        table.push_back(std::move(cells));
    }
    if (ended && !whole && table.size() > 1)
        table.pop_back(); // cut off somewhere
    return table;
}

/// Whether all commas within the cells are those of decimal numbers: then none of them divides cells.
bool hasDecimalCommas(const Table &table)
{
    bool found = false;
    for (const auto &cells : table) {
        for (const QByteArray &cell : cells) {
            const qsizetype comma = cell.indexOf(',');
            if (comma < 0)
                continue;
            const auto isNumber = [](QByteArrayView part) {
                return !part.isEmpty() && std::all_of(part.begin(), part.end(), isDigit);
            };
            const QByteArrayView number = QByteArrayView(cell).sliced(cell.startsWith('-') ? 1 : 0);
            const qsizetype at = comma - (cell.size() - number.size());
            if (at < 0 || !isNumber(number.first(at)) || !isNumber(number.sliced(at + 1)))
                return false;
            found = true;
        }
    }
    return found;
}

/// How much a table looks like one: the share of its records that have the usual number of cells (one
/// does not count), and whether the first one has. 0 for no table at all.
struct Evenness
{
    double share = 0;
    size_t columns = 0;
};

Evenness evennessOf(const Table &table)
{
    std::map<size_t, size_t> counts;
    for (const auto &cells : table)
        ++counts[cells.size()];
    const auto usual = std::max_element(counts.begin(), counts.end(),
                                        [](const auto &a, const auto &b) { return a.second < b.second; });
    if (usual == counts.end() || usual->first < 2)
        return {};
    double share = double(usual->second) / double(table.size());
    if (table.front().size() != usual->first)
        share *= 0.5;
    return {share, usual->first};
}

char delimiterOf(QByteArrayView sample, bool whole, CsvDialect dialect)
{
    // In doubt the one that is rarer in prose and numbers.
    constexpr char candidates[] = {'\t', ';', '|', ','};
    char best = ',';
    Evenness bestEvenness;
    for (const char candidate : candidates) {
        if (candidate == dialect.quote)
            continue;
        dialect.delimiter = candidate;
        const Table table = readSample(sample, whole, dialect);
        const Evenness evenness = evennessOf(table);
        const bool clearly = evenness.share > bestEvenness.share + 0.1;
        const bool wider = evenness.share > bestEvenness.share - 0.1 && evenness.columns > bestEvenness.columns;
        if (evenness.share > 0 && (clearly || wider)) {
            best = candidate;
            bestEvenness = evenness;
        }
        if (best == candidate && evenness.share > 0.9 && hasDecimalCommas(table))
            break;
    }
    return best;
}

/// ' only where no cell stands in ", and at least two stand in ' and none begins with one only.
char quoteOf(QByteArrayView sample, bool whole, CsvDialect dialect)
{
    constexpr char candidates[] = {'\t', ';', '|', ','};
    dialect.quote = '\0';
    for (const char candidate : candidates) {
        dialect.delimiter = candidate;
        int inSingle = 0;
        bool other = false;
        for (const auto &cells : readSample(sample, whole, dialect)) {
            for (const QByteArray &cell : cells) {
                other = other || cell.startsWith('"') || cell.endsWith('"');
                if (cell.startsWith('\'') != cell.endsWith('\'') || cell == "'")
                    other = true;
                inSingle += cell.size() > 1 && cell.startsWith('\'') && cell.endsWith('\'');
            }
        }
        if (!other && inSingle >= 2)
            return '\'';
    }
    return '"';
}

/// Something that stands in a list but not above it: a number, date, phone, e-mail, id or truth value.
bool isValue(const QByteArray &cell)
{
    const QByteArray plain = cell.trimmed();
    if (plain.isEmpty())
        return false;
    if (plain.contains('@') && plain.indexOf('.', plain.indexOf('@')) > 0)
        return true;
    const auto digits = std::count_if(plain.begin(), plain.end(), isDigit);
    const auto of = [&plain](QByteArrayView characters) {
        return std::all_of(plain.begin(), plain.end(), [&](char c) { return isDigit(c) || characters.contains(c); });
    };
    if (digits > 0 && of("+-.,:/() TZ%eE"))
        return true;
    if (plain.size() == 36 && plain.count('-') == 4 && of("-abcdefABCDEF"))
        return true;
    const QByteArray lower = plain.toLower();
    return lower == "true" || lower == "false" || plain.size() > 100;
}

bool hasHeader(const Table &table)
{
    if (table.empty())
        return true;
    const std::vector<QByteArray> &first = table.front();
    std::set<QByteArray> names;
    bool gaps = false;
    for (const QByteArray &cell : first) {
        const QByteArray name = cell.trimmed();
        if (isValue(name))
            return false;
        if (name.isEmpty())
            gaps = true;
        else if (!names.insert(name.toLower()).second)
            return false;
    }
    if (!gaps)
        return true;
    // A nameless column is a header's only if what stands below shows that this is one.
    for (size_t column = 0; column < first.size(); ++column) {
        const auto isValueHere = [column](const auto &cells) {
            return column < cells.size() && isValue(cells[column]);
        };
        if (!first[column].trimmed().isEmpty() && std::any_of(table.begin() + 1, table.end(), isValueHere))
            return true;
    }
    return false;
}

} // namespace

CsvDialect detectCsvDialect(QByteArrayView sample, bool sampleIsWholeFile, const CsvDialectOverrides &overrides)
{
    CsvDialect dialect;
    const CsvEncodingGuess guess = guessCsvEncoding(sample, sampleIsWholeFile, overrides.encoding);
    dialect.encoding = guess.encoding;
    dialect.hasBom = guess.hasBom;
    if (!CsvEncoding::named(dialect.encoding))
        return dialect; // the reader will say so
    dialect.delimiter = overrides.delimiter.value_or(dialect.delimiter);
    dialect.quote = overrides.quote ? *overrides.quote : quoteOf(sample, sampleIsWholeFile, dialect);
    if (!overrides.delimiter)
        dialect.delimiter = delimiterOf(sample, sampleIsWholeFile, dialect);
    dialect.header = overrides.header ? *overrides.header : hasHeader(readSample(sample, sampleIsWholeFile, dialect));
    return dialect;
}

} // namespace bulkhead
