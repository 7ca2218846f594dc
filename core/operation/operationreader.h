// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/fieldreader.h"

namespace bulkhead {

/// Reads a whole operation file.
class OperationReader final : public FieldReader
{
public:
    Operation read(const toml::table &file);

private:
    QStringList knownFields(const toml::table &table, const Operation &operation);
    void knownField(const toml::node &node, const QString &name, const Operation &operation);
    void effect(const toml::table &file, Operation &operation);
    EffectSpec effect(EffectKind kind, const toml::table &table, const Operation &operation);
    void fixedValues(const toml::table &table, EffectSpec &effect);
    void expressions(const toml::table &table, EffectSpec &effect);
    void requireSense(const toml::table &table, const EffectSpec &effect);
    void refusals(const toml::table &file, Operation &operation);
    void transitions(const toml::table &file, Operation &operation);
    /// A look-up in a table reads it; one with a service asks that.
    static bool looksUpTable(const toml::table &file);
    void lookup(const toml::table &file, Operation &operation);
    void lookupOverHttp(const toml::table &spec, ServiceLookup &lookup);
    void completions(const toml::table &file, Operation &operation);
    void source(const toml::table &file, Operation &operation);
    void limits(const toml::table &file, Operation &operation);
};

} // namespace bulkhead
