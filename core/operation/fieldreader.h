// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/tomlreader.h"

namespace bulkhead {

/// Reads the fields of an operation file.
class FieldReader : public TomlReader
{
protected:
    Field field(const toml::table &table);

private:
    void fieldType(const toml::table &table, Field &field);
    void fieldSecret(const toml::table &table, Field &field);
};

} // namespace bulkhead
