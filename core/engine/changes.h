// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

#include <functional>

namespace bulkhead {

/// One record as a job changed it, or would: for people. Values of secrets, and of fields that the operation masks, are
/// dots.
struct ChangedRecord
{
    qint64 row = 0; ///< number in the source
    ChangeKind kind = ChangeKind::Update;
    QString table;
    QString key; ///< the record's
    struct Value
    {
        QString column;
        std::optional<QString> before; ///< nothing for NULL
        std::optional<QString> after;
        bool isChanged = false;
    };
    std::vector<Value> values; ///< of an insert only `after`, of a delete only `before`
};

/// Pages through what a job changed (or what its preview said), in the order of its rows, without holding more than
/// one chunk. Bound to the thread of its store.
class ChangeReader
{
public:
    ChangeReader(JobStore &store, const QUuid &job, bool ofPreview);
    ~ChangeReader();

    /// Reads the figures again.
    Status refresh();
    const ChangeTally &total() const;
    /// Only changes of this kind are counted and given; nothing: all. Holds until it is said again.
    void only(std::optional<ChangeKind> kind);
    /// Records: what was left as it is counts too, where it is known.
    qint64 count() const;
    /// Fewer than there are when what the job changed is not kept any more.
    Result<std::vector<ChangedRecord>> page(qint64 offset, int limit);
    Status each(const std::function<bool(const ChangedRecord &)> &visit);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Columns whose values, whatever the operation, are not for the eye, by their names: password, secret, token, hash.
bool isSecretColumn(const QString &column);

} // namespace bulkhead
