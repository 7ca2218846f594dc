// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job/jobspec.h"

#include <QJsonArray>

#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int specFormat = 1;

struct KindName
{
    SourceSpec::Kind kind;
    QLatin1StringView name;
};
constexpr std::array kindNames{
    KindName{SourceSpec::Kind::File, "file"_L1},     KindName{SourceSpec::Kind::Stream, "stream"_L1},
    KindName{SourceSpec::Kind::Retry, "retry"_L1},   KindName{SourceSpec::Kind::Query, "query"_L1},
    KindName{SourceSpec::Kind::Revert, "revert"_L1},
};

QJsonObject toJson(const QMap<QString, QString> &map)
{
    QJsonObject json;
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QMap<QString, QString> mapFromJson(const QJsonObject &json)
{
    QMap<QString, QString> map;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

QJsonObject toJson(const SourceSpec &source)
{
    const auto kind = std::ranges::find(kindNames, source.kind, &KindName::kind);
    return {{u"kind"_s, QString(kind->name)},
            {u"path"_s, source.path},
            {u"name"_s, source.name},
            {u"dialect"_s, source.dialect.toJson()},
            {u"columns"_s, QJsonArray::fromStringList(source.columns)},
            {u"file_size"_s, source.fileSize},
            {u"file_modified_at"_s, source.fileModifiedAt},
            {u"completed_by"_s, source.completedBy},
            {u"added_columns"_s, source.addedColumns}};
}

SourceSpec sourceFromJson(const QJsonObject &json)
{
    SourceSpec source;
    const QString name = json.value("kind"_L1).toString();
    const auto kind = std::ranges::find_if(kindNames, [&](const auto &k) { return k.name == name; });
    source.kind = kind == kindNames.end() ? SourceSpec::Kind::Stream : kind->kind;
    source.path = json.value("path"_L1).toString();
    source.name = json.value("name"_L1).toString();
    source.dialect = CsvDialect::fromJson(json.value("dialect"_L1).toObject());
    for (const QJsonValue &column : json.value("columns"_L1).toArray())
        source.columns.append(column.toString());
    source.fileSize = json.value("file_size"_L1).toInteger();
    source.fileModifiedAt = json.value("file_modified_at"_L1).toInteger();
    source.completedBy = json.value("completed_by"_L1).toString();
    source.addedColumns = json.value("added_columns"_L1).toInt();
    return source;
}

QJsonObject toJson(const JobOptions &options)
{
    QJsonObject json{{u"chunk_size"_s, options.chunkSize},      {u"concurrency"_s, options.concurrency},
                     {u"stop_on_error"_s, options.stopOnError}, {u"max_retries"_s, options.maxRetries},
                     {u"priority"_s, options.priority},         {u"ordered"_s, options.ordered}};
    if (options.maxErrors)
        json.insert(u"max_errors"_s, *options.maxErrors);
    if (options.maxErrorsPercent)
        json.insert(u"max_errors_percent"_s, *options.maxErrorsPercent);
    if (options.firstRows)
        json.insert(u"first_rows"_s, *options.firstRows);
    if (options.pauseAtPercent)
        json.insert(u"pause_at_percent"_s, *options.pauseAtPercent);
    json.insert(u"keep_days"_s, options.keepDays);
    if (options.timeoutSeconds > 0)
        json.insert(u"timeout_seconds"_s, options.timeoutSeconds);
    return json;
}

JobOptions optionsFromJson(const QJsonObject &json)
{
    JobOptions options;
    options.chunkSize = json.value("chunk_size"_L1).toInt(options.chunkSize);
    options.concurrency = json.value("concurrency"_L1).toInt(options.concurrency);
    options.stopOnError = json.value("stop_on_error"_L1).toBool();
    options.maxRetries = json.value("max_retries"_L1).toInt(options.maxRetries);
    options.priority = json.value("priority"_L1).toInt(options.priority);
    options.ordered = json.value("ordered"_L1).toBool();
    if (const QJsonValue limit = json.value("max_errors"_L1); limit.isDouble())
        options.maxErrors = limit.toInteger();
    if (const QJsonValue limit = json.value("max_errors_percent"_L1); limit.isDouble())
        options.maxErrorsPercent = limit.toDouble();
    if (const QJsonValue rows = json.value("first_rows"_L1); rows.isDouble())
        options.firstRows = rows.toInteger();
    if (const QJsonValue share = json.value("pause_at_percent"_L1); share.isDouble())
        options.pauseAtPercent = share.toDouble();
    options.keepDays = json.value("keep_days"_L1).toInt(options.keepDays);
    options.timeoutSeconds = json.value("timeout_seconds"_L1).toInteger();
    return options;
}

} // namespace

std::vector<Error> JobOptions::problems() const
{
    std::vector<Error> problems;
    const auto within = [&](const char *name, int value, int least, int most) {
        if (value < least || value > most)
            problems.push_back({u"OPTION_RANGE"_s,
                                Text{QT_TRANSLATE_NOOP("core", "%1 is %2; it must be from %3 to %4."),
                                     {QString::fromLatin1(name), QString::number(value), QString::number(least),
                                      QString::number(most)}},
                                {}});
    };
    if (chunkSize != 0)
        within("chunk-size", chunkSize, 1, 50'000);
    within("concurrency", concurrency, 1, 64);
    within("max-retries", maxRetries, 0, 20);
    within("priority", priority, 0, 10);
    within("keep-days", keepDays, 1, 3650);
    if (timeoutSeconds < 0)
        problems.push_back({u"OPTION_RANGE"_s, Text{QT_TRANSLATE_NOOP("core", "timeout must not be negative.")}, {}});
    if (firstRows && *firstRows < 1)
        problems.push_back({u"OPTION_RANGE"_s, Text{QT_TRANSLATE_NOOP("core", "first must be 1 or more.")}, {}});
    if (pauseAtPercent && !(*pauseAtPercent >= 0 && *pauseAtPercent <= 100))
        problems.push_back(
            {u"OPTION_RANGE"_s, Text{QT_TRANSLATE_NOOP("core", "pause-at must be from 0% to 100%.")}, {}});
    if (maxErrors && *maxErrors < 0)
        problems.push_back(
            {u"OPTION_RANGE"_s, Text{QT_TRANSLATE_NOOP("core", "max-errors must not be negative.")}, {}});
    if (maxErrorsPercent && !(*maxErrorsPercent >= 0 && *maxErrorsPercent <= 100))
        problems.push_back(
            {u"OPTION_RANGE"_s, Text{QT_TRANSLATE_NOOP("core", "max-errors must be from 0% to 100%.")}, {}});
    return problems;
}

std::optional<qint64> JobOptions::errorLimit(qint64 total) const
{
    std::optional<qint64> limit = maxErrors;
    if (maxErrorsPercent) {
        const auto share = qint64(std::floor(double(total) * *maxErrorsPercent / 100.0));
        limit = limit ? std::min(*limit, share) : share;
    }
    return limit;
}

QJsonObject JobSpec::toJson() const
{
    QJsonObject json{{u"format"_s, specFormat},
                     {u"operation"_s, operation},
                     {u"operation_version"_s, operationVersion},
                     {u"operation_text"_s, operationText},
                     {u"source"_s, bulkhead::toJson(source)},
                     {u"mapping"_s, QJsonObject{{u"columns"_s, bulkhead::toJson(mapping.columns)},
                                                {u"constants"_s, bulkhead::toJson(mapping.constants)}}},
                     {u"options"_s, bulkhead::toJson(options)}};
    if (preview)
        json.insert(u"preview"_s, true);
    if (isTrusted)
        json.insert(u"trusted"_s, true);
    if (!reads.isEmpty())
        json.insert(u"reads"_s, QJsonArray::fromStringList(reads));
    if (!settings.isEmpty())
        json.insert(u"settings"_s, bulkhead::toJson(settings));
    if (!actAs.isEmpty())
        json.insert(u"act_as"_s, actAs);
    if (!reason.isEmpty())
        json.insert(u"reason"_s, reason);
    if (confirmedRows)
        json.insert(u"confirmed_rows"_s, *confirmedRows);
    if (!reverts.isNull())
        json.insert(u"reverts"_s, reverts.toString(QUuid::WithoutBraces));
    return json;
}

Result<JobSpec> JobSpec::fromJson(const QJsonObject &json)
{
    if (const int format = json.value("format"_L1).toInt(); format != specFormat)
        return Error{u"SPEC_FORMAT"_s,
                     Text{QT_TRANSLATE_NOOP("core", "This job was made by another version of the program "
                                                    "(its order has format %1; this version reads %2)."),
                          {QString::number(format), QString::number(specFormat)}},
                     Text{QT_TRANSLATE_NOOP("core", "Open it with the version that made it.")}};
    JobSpec spec;
    spec.operation = json.value("operation"_L1).toString();
    spec.operationVersion = json.value("operation_version"_L1).toInt(1);
    spec.operationText = json.value("operation_text"_L1).toString();
    spec.source = sourceFromJson(json.value("source"_L1).toObject());
    const QJsonObject mapping = json.value("mapping"_L1).toObject();
    spec.mapping.columns = mapFromJson(mapping.value("columns"_L1).toObject());
    spec.mapping.constants = mapFromJson(mapping.value("constants"_L1).toObject());
    spec.options = optionsFromJson(json.value("options"_L1).toObject());
    spec.preview = json.value("preview"_L1).toBool();
    spec.isTrusted = json.value("trusted"_L1).toBool();
    for (const QJsonValue &column : json.value("reads"_L1).toArray())
        spec.reads.append(column.toString());
    spec.settings = mapFromJson(json.value("settings"_L1).toObject());
    spec.actAs = json.value("act_as"_L1).toString();
    spec.reason = json.value("reason"_L1).toString();
    if (const QJsonValue rows = json.value("confirmed_rows"_L1); rows.isDouble())
        spec.confirmedRows = rows.toInteger();
    spec.reverts = QUuid::fromString(json.value("reverts"_L1).toString());
    return spec;
}

} // namespace bulkhead
