// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

namespace bulkhead {

/// What stands at a JSON pointer (RFC 6901: "/users/0/name", empty: the whole); undefined when nothing does.
QJsonValue jsonAt(const QJsonValue &document, const QString &pointer);
/// A cell's text for a value: text as it is, numbers without exponent, true and false, nothing for null;
/// arrays and objects as compact JSON.
QString jsonToText(const QJsonValue &value);

} // namespace bulkhead
