// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// csvbench FILE [ROUNDS]: how fast a comma-separated UTF-8 list is read, in MB/s, all in one run and in
// turns, the best of ROUNDS (5): counting line ends as wc -l does, libcsv (its parser with a callback a
// cell and a record that count, nothing checked), our reader with all its checks, our counter.
// csvbench --make FILE [ROWS]: writes a list of 1,000,000 users, about 137 bytes a row.

#include "core/csv/csvcount.h"
#include "core/csv/csvreader.h"

#ifdef BULKHEAD_LIBCSV
#include <csv.h>
#endif

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <random>

using namespace bulkhead;

namespace {

struct Counts
{
    qint64 records = 0;
    qint64 cells = 0;
};

using Contender = std::function<Counts(QFile &)>;

Counts lineEnds(QFile &file)
{
    Counts counts;
    std::vector<char> block(256 * 1024);
    for (qint64 size; (size = file.read(block.data(), std::ssize(block))) > 0;) {
        const char *at = block.data();
        const char *const end = at + size;
        while ((at = static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(end - at))))) {
            ++counts.records;
            ++at;
        }
    }
    return counts;
}

#ifdef BULKHEAD_LIBCSV
Counts libcsv(QFile &file)
{
    Counts counts;
    const auto cell = [](void *, size_t, void *target) { ++static_cast<Counts *>(target)->cells; };
    const auto record = [](int, void *target) { ++static_cast<Counts *>(target)->records; };
    csv_parser parser;
    csv_init(&parser, 0);
    std::vector<char> block(256 * 1024);
    for (qint64 size; (size = file.read(block.data(), std::ssize(block))) > 0;)
        csv_parse(&parser, block.data(), static_cast<size_t>(size), cell, record, &counts);
    csv_fini(&parser, cell, record, &counts);
    csv_free(&parser);
    return counts;
}
#endif

Counts reader(QFile &file)
{
    Counts counts;
    CsvReader source(&file, {.header = false});
    CsvRecord record;
    while (source.next(record) == CsvReader::Read::Record) {
        ++counts.records;
        counts.cells += record.fault == CsvFault::None ? std::ssize(record.cells) : 0;
    }
    return counts;
}

Counts counter(QFile &file)
{
    return {.records = countCsvRecords(&file, {.header = false}).value()};
}

bool make(const QString &path, int rows)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    std::mt19937 random(2026);
    const auto hex = [&random] { return QByteArray::number(static_cast<uint>(random()), 16).rightJustified(8, '0'); };
    file.write("email,name,department,password_hash\n");
    for (int i = 1; i <= rows; ++i) {
        const QByteArray number = QByteArray::number(i);
        QByteArray line = "user" + hex() + '.' + number + "@example.org,Person " + number;
        line += " Surname,Department of records " + QByteArray::number(i % 1000) + ",$argon2id$v=19$m=65536$t=3$";
        for (int part = 0; part < 4; ++part)
            line += hex();
        file.write(line + '\n');
    }
    return file.flush();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc > 2 && std::strcmp(argv[1], "--make") == 0)
        return make(QString::fromLocal8Bit(argv[2]), argc > 3 ? std::atoi(argv[3]) : 1'000'000) ? 0 : 1;
    if (argc < 2) {
        std::fprintf(stderr, "csvbench FILE [ROUNDS] | csvbench --make FILE [ROWS]\n");
        return 1;
    }
    QFile file(QString::fromLocal8Bit(argv[1]));
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    const std::vector<std::pair<const char *, Contender>> contenders{
        {"line ends", lineEnds},
#ifdef BULKHEAD_LIBCSV
        {"libcsv", libcsv},
#endif
        {"reader", reader},
        {"counter", counter},
    };
    std::vector<qint64> best(contenders.size(), std::numeric_limits<qint64>::max());
    std::vector<Counts> counts(contenders.size());
    for (int round = 0; round < rounds; ++round) {
        for (size_t i = 0; i < contenders.size(); ++i) {
            if (!file.open(QIODevice::ReadOnly)) {
                std::fprintf(stderr, "%s: %s\n", argv[1], qPrintable(file.errorString()));
                return 1;
            }
            QElapsedTimer timer;
            timer.start();
            counts[i] = contenders[i].second(file);
            best[i] = std::min(best[i], timer.nsecsElapsed());
            file.close();
        }
    }
    for (size_t i = 0; i < contenders.size(); ++i) {
        std::printf("%-10s %8.0f MB/s  %10lld records %11lld cells\n", contenders[i].first,
                    double(file.size()) * 1e3 / double(best[i]), static_cast<long long>(counts[i].records),
                    static_cast<long long>(counts[i].cells));
    }
    return 0;
}
