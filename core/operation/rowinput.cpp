// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/rowinput.h"

#include "core/operation/rowchecker.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace bulkhead {

std::vector<bool> maskedColumns(const Operation &operation, const QStringList &columns, const Mapping &mapping)
{
    std::vector<bool> masked = secretColumns(operation, columns, mapping);
    for (const Field &field : operation.fields) {
        if (!field.masked || !mapping.columns.contains(field.name))
            continue;
        if (const qsizetype column = columns.indexOf(mapping.columns.value(field.name)); column >= 0)
            masked[std::size_t(column)] = true;
    }
    return masked;
}

namespace {

template <typename Cell> QString inputOf(std::span<const Cell> cells, const std::vector<bool> &masked)
{
    QJsonArray json;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool hidden = i < masked.size() && masked[i];
        // NUL has no place in a database's text; the row itself keeps it.
        json.append(
            hidden ? QString()
                   : QString::fromUtf8(cells[i].data(), qsizetype(cells[i].size())).replace(QChar(0), QChar(0xfffd)));
    }
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

} // namespace

QString rowInput(std::span<const QByteArrayView> cells, const std::vector<bool> &masked)
{
    return inputOf(cells, masked);
}

QString rowInput(std::span<const std::string_view> cells, const std::vector<bool> &masked)
{
    return inputOf(cells, masked);
}

} // namespace bulkhead
