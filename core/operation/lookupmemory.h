// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/remote/lookup.h"

#include <mutex>

namespace bulkhead {

/// What a service has said to one job lately, shared by the job's workers in this process: so that a key that stands in
/// several chunks is asked for once, and so that a value which only one key may have is given to the first one only.
/// Holds some ten thousand answers; what is older is asked for again. Safe to use from any thread.
class LookupMemory
{
public:
    /// What is known of these keys already.
    QHash<QString, Answer> known(const QStringList &keys) const;
    /// Remembers what would be answered alike again.
    void keep(const QHash<QString, Answer> &answers);
    /// Whether the value called `name` is this key's: of two that got the same the first one's.
    bool isOwn(const QString &name, const QString &value, const QString &key);

private:
    /// The latest so many entries: once they are too many, the older half is forgotten.
    template <typename Key, typename Value> class Latest
    {
    public:
        const Value *find(const Key &key) const
        {
            for (const QHash<Key, Value> *half : {&m_young, &m_old}) {
                if (const auto found = half->constFind(key); found != half->constEnd())
                    return &*found;
            }
            return nullptr;
        }
        void insert(const Key &key, const Value &value)
        {
            constexpr qsizetype mostInHalf = 30'000;
            if (m_young.size() >= mostInHalf)
                m_old = std::exchange(m_young, {});
            m_young.insert(key, value);
        }

    private:
        QHash<Key, Value> m_young;
        QHash<Key, Value> m_old;
    };

    mutable std::mutex m_mutex;
    Latest<QString, Answer> m_answers;
    Latest<std::pair<QString, QString>, QString> m_owners; ///< by name and value
};

} // namespace bulkhead
