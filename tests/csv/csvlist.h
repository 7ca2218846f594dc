// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv/csvdialect.h"
#include "core/csv/csvrecord.h"

#include <QByteArray>
#include <QIODevice>
#include <QList>

namespace bulkhead::test {

/// A record that outlives its reader.
struct KeptRecord
{
    qint64 row = 0;
    qint64 line = 0;
    QList<QByteArray> cells;
    CsvFault fault = CsvFault::None;
    qint64 faultLine = 0;
    int faultColumn = 0;
    QByteArray raw;

    bool operator==(const KeptRecord &) const = default;
};

/// All that a list gives.
struct KeptList
{
    QList<QByteArray> header;
    QList<KeptRecord> records;
    QByteArray error; // its code

    bool operator==(const KeptList &) const = default;
    /// One record a line as `row@line a|b|c !FAULT line:column`, for comparing by eye.
    QByteArray toText() const;
};

KeptList readList(QIODevice &device, const CsvDialect &dialect, const CsvLimits &limits = {});
KeptList readList(const QByteArray &bytes, const CsvDialect &dialect = {}, const CsvLimits &limits = {});

/// Hands its bytes out in steps of a given size, as a slow pipe does.
class SteppingDevice : public QIODevice
{
public:
    SteppingDevice(const QByteArray &bytes, qint64 step);
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *target, qint64 size) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_step;
    qint64 m_at = 0;
};

} // namespace bulkhead::test
