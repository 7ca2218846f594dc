// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgresvalues.h"

#include <libpq-fe.h>

#include <QtEndian>

#include <bit>
#include <charconv>
#include <cstring>

namespace bulkhead {

namespace {

/// Type numbers of the server's catalog (pg_type.dat); they never change.
enum BuiltinType : Oid {
    BoolOid = 16,
    ByteaOid = 17,
    NameOid = 19,
    Int8Oid = 20,
    Int2Oid = 21,
    Int4Oid = 23,
    TextOid = 25,
    OidOid = 26,
    JsonOid = 114,
    Float4Oid = 700,
    Float8Oid = 701,
    UnknownOid = 705,
    BpcharOid = 1042,
    VarcharOid = 1043,
    UuidOid = 2950,
};

bool isReadableInBinary(Oid type)
{
    switch (type) {
    case BoolOid:
    case ByteaOid:
    case NameOid:
    case Int8Oid:
    case Int2Oid:
    case Int4Oid:
    case TextOid:
    case OidOid:
    case JsonOid:
    case Float4Oid:
    case Float8Oid:
    case UnknownOid:
    case BpcharOid:
    case VarcharOid:
    case UuidOid:
        return true;
    default:
        return false;
    }
}

SqlValue fromBinary(Oid type, const char *data, int length)
{
    switch (type) {
    case BoolOid:
        return data[0] != 0;
    case ByteaOid:
        return QByteArray(data, length);
    case Int8Oid:
        return qint64(qFromBigEndian<qint64>(data));
    case Int2Oid:
        return qint64(qFromBigEndian<qint16>(data));
    case Int4Oid:
        return qint64(qFromBigEndian<qint32>(data));
    case OidOid:
        return qint64(qFromBigEndian<quint32>(data));
    case Float4Oid:
        return double(std::bit_cast<float>(qFromBigEndian<quint32>(data)));
    case Float8Oid:
        return std::bit_cast<double>(qFromBigEndian<quint64>(data));
    case UuidOid:
        return QUuid::fromRfc4122(QByteArrayView(data, length));
    default:
        return QString::fromUtf8(data, length);
    }
}

/// The output of bytea with bytea_output = hex: \x and two digits a byte.
QByteArray fromHex(const char *data, int length)
{
    return length < 2 ? QByteArray() : QByteArray::fromHex(QByteArray::fromRawData(data + 2, length - 2));
}

SqlValue fromText(Oid type, const char *data, int length)
{
    switch (type) {
    case BoolOid:
        return data[0] == 't';
    case ByteaOid:
        return fromHex(data, length);
    case Int8Oid:
    case Int2Oid:
    case Int4Oid:
    case OidOid: {
        qint64 number = 0;
        std::from_chars(data, data + length, number);
        return number;
    }
    case Float4Oid:
    case Float8Oid: {
        double number = 0; // from_chars, not strtod: the decimal point is a point in every locale
        std::from_chars(data, data + length, number);
        return number;
    }
    case UuidOid:
        return QUuid::fromString(QLatin1StringView(data, length));
    default:
        return QString::fromUtf8(data, length);
    }
}

} // namespace

PostgresParameters::PostgresParameters(const SqlValues &values)
{
    m_texts.resize(values.size());
    m_lengths.resize(values.size(), 0);
    m_formats.resize(values.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const SqlValue &value = values[i];
        if (isNull(value)) {
            m_pointers.push_back(nullptr);
            continue;
        }
        const bool isBytes = std::holds_alternative<QByteArray>(value);
        m_texts[i] = isBytes ? std::get<QByteArray>(value) : toText(value).toUtf8();
        m_formats[i] = isBytes ? 1 : 0;
        m_lengths[i] = int(m_texts[i].size());
        m_hasNulCharacter = m_hasNulCharacter || (!isBytes && m_texts[i].contains('\0'));
        m_pointers.push_back(m_texts[i].constData());
    }
}

bool wantsBinary(const pg_result *description)
{
    bool hasBytea = false;
    for (int column = 0; column < PQnfields(description); ++column) {
        const Oid type = PQftype(description, column);
        if (!isReadableInBinary(type))
            return false;
        hasBytea = hasBytea || type == ByteaOid;
    }
    return hasBytea;
}

SqlRows readRows(pg_result *result)
{
    SqlRows rows;
    if (const QByteArray tag = PQcmdStatus(result); !tag.startsWith("SELECT"))
        rows.affected = QByteArray(PQcmdTuples(result)).toLongLong();
    const int columns = PQnfields(result);
    rows.rows.reserve(std::size_t(PQntuples(result)));
    for (int i = 0; i < PQntuples(result); ++i) {
        SqlRows::Row &row = rows.rows.emplace_back();
        row.reserve(std::size_t(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, i, column)) {
                row.emplace_back();
                continue;
            }
            const auto read = PQfformat(result, column) == 1 ? fromBinary : fromText;
            row.push_back(read(PQftype(result, column), PQgetvalue(result, i, column), PQgetlength(result, i, column)));
        }
    }
    return rows;
}

CellTable readCells(std::shared_ptr<const pg_result> owner)
{
    const pg_result *result = owner.get();
    const int columns = PQnfields(result);
    const int rows = PQntuples(result);
    CellTable table{std::size_t(columns)};
    table.reserve(std::size_t(rows));
    for (int column = 0; column < columns; ++column)
        table.names.append(QString::fromUtf8(PQfname(result, column)));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, row, column))
                table.appendView(CellValue::Kind::Null, {});
            else
                table.appendView(CellValue::Kind::Text,
                                 {PQgetvalue(result, row, column), std::size_t(PQgetlength(result, row, column))});
        }
    }
    table.hold(std::move(owner));
    return table;
}

} // namespace bulkhead
