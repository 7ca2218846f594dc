// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/csv/csvwriter.h"
#include "core/store/audit.h"

#include <QIODevice>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr std::array names{"id",  "at",        "actor",  "user", "host",    "program", "address",       "action",
                           "job", "operation", "reason", "rows", "columns", "detail",  "previous_hash", "hash"};

QByteArray cellOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Double:
        return QByteArray::number(value.toInteger());
    case QJsonValue::String:
        return value.toString().toUtf8();
    case QJsonValue::Array:
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    case QJsonValue::Object:
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    default:
        return {};
    }
}

class EntryWriter
{
public:
    EntryWriter(QIODevice &out, Audit::Format format)
        : m_out(out), m_format(format), m_csv(&out, CsvDialect(), {.harmlessFormulas = true})
    {}

    Status header()
    {
        if (m_format == Audit::Format::Json)
            return Done{};
        return m_csv.writeRecord(std::vector<QByteArrayView>(names.begin(), names.end()));
    }

    Status entry(const AuditEntry &entry)
    {
        const QJsonObject json = entry.toJson();
        if (m_format == Audit::Format::Json) {
            const QByteArray line = QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
            return m_out.write(line) == line.size() ? Status(Done{}) : failed();
        }
        std::vector<QByteArray> cells;
        for (const char *name : names)
            cells.push_back(cellOf(json.value(QLatin1StringView(name))));
        return m_csv.writeRecord(std::vector<QByteArrayView>(cells.begin(), cells.end()));
    }

    Status end() { return m_format == Audit::Format::Json ? Status(Done{}) : m_csv.flush(); }

private:
    Status failed() const
    {
        return Error{u"FILE_UNWRITABLE"_s,
                     {QT_TRANSLATE_NOOP("core", "Cannot write the export: %1."), {m_out.errorString()}},
                     QT_TRANSLATE_NOOP("core", "Check the free space and the permissions of the folder.")};
    }

    QIODevice &m_out;
    Audit::Format m_format;
    CsvWriter m_csv;
};

/// What was asked for, so that the entry of an export tells what was read out.
QJsonObject asked(const AuditQuery &query, Audit::Format format)
{
    QJsonObject json{{u"what"_s, u"audit"_s}, {u"format"_s, format == Audit::Format::Csv ? u"csv"_s : u"json"_s}};
    const auto add = [&json](const QString &name, const QString &value) {
        if (!value.isEmpty())
            json.insert(name, value);
    };
    add(u"actor"_s, query.actor);
    add(u"action"_s, query.action);
    add(u"operation"_s, query.operation);
    add(u"text"_s, query.text);
    add(u"job"_s, query.jobId.isNull() ? QString() : query.jobId.toString(QUuid::WithoutBraces));
    return json;
}

} // namespace

Result<qint64> Audit::exportTo(QIODevice &out, Format format, const AuditQuery &query,
                               const std::function<bool(qint64)> &observer)
{
    constexpr int pageSize = 1000;
    EntryWriter writer(out, format);
    if (const Status begun = writer.header(); !begun)
        return begun.error();
    qint64 written = 0;
    for (qint64 after = 0;;) {
        const Result<std::vector<AuditEntry>> entries = pageAfter(query, after, pageSize);
        if (!entries)
            return entries.error();
        for (const AuditEntry &entry : *entries) {
            if (const Status wrote = writer.entry(entry); !wrote)
                return wrote.error();
        }
        written += qint64(entries->size());
        if (int(entries->size()) < pageSize)
            break;
        after = entries->back().id;
        if (observer && !observer(written))
            return Error{u"INTERRUPTED"_s, QT_TRANSLATE_NOOP("core", "The export was stopped before its end."), {}};
    }
    if (const Status ended = writer.end(); !ended)
        return ended.error();
    const AuditRecord told{.action = u"exported"_s, .rows = written, .detail = asked(query, format)};
    if (const Status appended = append(told); !appended)
        return appended.error();
    return written;
}

} // namespace bulkhead
