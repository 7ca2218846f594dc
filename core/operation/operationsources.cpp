// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/operationreader.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

bool OperationReader::looksUpTable(const toml::table &file)
{
    const toml::table *spec = file.get_as<toml::table>("lookup");
    return spec && spec->contains("table") && !spec->contains("service");
}

void OperationReader::lookup(const toml::table &file, Operation &operation)
{
    const toml::table *spec = table(file, "lookup");
    if (!spec || looksUpTable(file))
        return;
    allow(*spec, {"service", "key", "values", "codes", "method", "path", "headers", "body", "answers", "answer_key",
                  "found", "not_found", "invalid", "error", "unique"});
    ServiceLookup lookup{
        .service = string(*spec, "service", true), .key = string(*spec, "key", true), .values = {}, .http = {}};
    if (!lookup.key.isEmpty())
        knownField(*spec->get("key"), lookup.key, operation);
    if (const toml::table *values = table(*spec, "values")) {
        for (const auto &[name, where] : *values) {
            const QString own = toQString(name.str());
            lookup.values.push_back({own, string(*values, name.str(), true)});
            if (operation.field(own))
                mistake(where.source().begin,
                        {QT_TRANSLATE_NOOP("core", "“%1” is a field already; call the answer otherwise."), {own}});
        }
    }
    if (lookup.values.empty())
        mistake(spec->source().begin, {QT_TRANSLATE_NOOP("core", "“%1” is missing."), {u"values"_s}});
    if (const toml::table *codes = table(*spec, "codes")) {
        allow(*codes, {"not_found", "invalid", "taken"});
        if (const QString code = string(*codes, "not_found"); !code.isEmpty())
            lookup.notFoundCode = code;
        if (const QString code = string(*codes, "invalid"); !code.isEmpty())
            lookup.invalidCode = code;
        if (const QString code = string(*codes, "taken"); !code.isEmpty())
            lookup.takenCode = code;
    }
    lookup.unique = strings(*spec, "unique");
    for (const QString &name : lookup.unique) {
        if (std::ranges::find(lookup.values, name, &ServiceLookup::Value::name) == lookup.values.end())
            mistake(spec->get("unique")->source().begin,
                    {QT_TRANSLATE_NOOP("core", "“%1” is none of the values."), {name}});
    }
    lookupOverHttp(*spec, lookup);
    operation.lookup = std::move(lookup);
}

void OperationReader::lookupOverHttp(const toml::table &spec, ServiceLookup &lookup)
{
    HttpLookupSpec &http = lookup.http;
    http.path = string(spec, "path");
    if (http.path.isEmpty()) { // a MaxBot needs no description, and so none of the rest
        for (const char *key :
             {"method", "headers", "body", "answers", "answer_key", "found", "not_found", "invalid", "error"}) {
            if (const toml::node *node = spec.get(key))
                mistake(node->source().begin,
                        {QT_TRANSLATE_NOOP("core", "“%1” describes a call over HTTP, which needs a path = \"/…\"."),
                         {QString::fromLatin1(key)}});
        }
        return;
    }
    if (const QString method = string(spec, "method"); !method.isEmpty())
        http.method = method;
    if (const toml::table *headers = table(spec, "headers")) {
        for (const auto &[name, value] : *headers)
            http.headers.emplace_back(toQString(name.str()), string(*headers, name.str()));
    }
    if (const QString body = string(spec, "body"); !body.isEmpty()) {
        // In brackets, since Qt reads no bare text or number.
        const QJsonDocument json = QJsonDocument::fromJson('[' + body.toUtf8() + ']');
        if (json.isArray() && json.array().size() == 1)
            http.body = json.array().first();
        else
            mistake(spec.get("body")->source().begin,
                    {QT_TRANSLATE_NOOP("core", "The body must be JSON, such as '{\"ids\": \"{keys}\"}'.")});
    }
    http.answers = string(spec, "answers");
    http.key = string(spec, "answer_key");
    http.found = string(spec, "found");
    http.notFound = string(spec, "not_found");
    http.invalid = string(spec, "invalid");
    http.error = string(spec, "error");
    for (const ServiceLookup::Value &value : lookup.values)
        http.values.emplace_back(value.name, value.where);
    if (const Status sound = http.validate(); !sound)
        mistake(spec.source().begin, sound.error().message);
}

void OperationReader::completions(const toml::table &file, Operation &operation)
{
    eachTable(file, "complete", [&](const toml::table &spec) {
        allow(spec, {"by", "query"});
        const ListCompletion completion{.by = string(spec, "by", true), .sql = sql(spec, "query", true)};
        if (!completion.by.isEmpty())
            knownField(*spec.get("by"), completion.by, operation);
        operation.completions.push_back(completion);
    });
}

void OperationReader::source(const toml::table &file, Operation &operation)
{
    const toml::table *spec = table(file, "source");
    if (!spec)
        return;
    if (operation.effect.kind == EffectKind::Montages) {
        allow(*spec, {"title"});
        operation.source = SourceQuery{.title = words(*spec, "title", true), .sql = {}, .key = {}};
        return;
    }
    allow(*spec, {"title", "query", "key"});
    operation.source = SourceQuery{.title = words(*spec, "title", true),
                                   .sql = sql(*spec, "query", true),
                                   .key = string(*spec, "key", true),
                                   .keyPlace = placeOf(*spec, "key")};
}

} // namespace bulkhead
