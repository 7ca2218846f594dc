// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QJsonValue>

#include <utility>
#include <vector>

namespace bulkhead {

/// A look-up over HTTP+JSON, as an operation file describes it. With {keys} in URL or body the service is
/// asked about many keys a call, with {key} about one.
struct HttpLookupSpec
{
    QString method = QStringLiteral("GET");
    /// Put behind the service's address: "/users/{key}", "/users?ids={keys}" (joined by commas, encoded).
    QString path;
    std::vector<std::pair<QString, QString>> headers;
    /// Any JSON: the text "{keys}" in it becomes the array of keys, "{key}" the key. Undefined: no body.
    QJsonValue body = QJsonValue(QJsonValue::Undefined);
    /// Where the answers stand: a list of them, or an object of them by key; JSON pointer. For a single
    /// key also the answer itself.
    QString answers;
    /// Where in an answer the key stands that it is about. May be empty when answers stand by key, or when
    /// only one is asked for and the answer does not say which it is.
    QString key;
    /// Field → where in an answer its value stands.
    std::vector<std::pair<QString, QString>> values;
    QString found;    ///< optional: where in an answer a bool says whether the key is known
    QString notFound; ///< optional: where a list of keys stands that the service does not know
    QString invalid;  ///< optional: likewise, of keys that it does not take
    /// Optional: where a text stands when the whole call failed in spite of its status; false, 0 and what is empty say
    /// that it did not.
    QString error;

    bool isBatched() const;
    /// What cannot work, in words.
    Status validate() const;
};

} // namespace bulkhead
