// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/lookupmemory.h"

namespace bulkhead {

QHash<QString, Answer> LookupMemory::known(const QStringList &keys) const
{
    QHash<QString, Answer> known;
    const std::lock_guard lock(m_mutex);
    for (const QString &key : keys) {
        if (const Answer *answer = m_answers.find(key))
            known.insert(key, *answer);
    }
    return known;
}

void LookupMemory::keep(const QHash<QString, Answer> &answers)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[key, answer] : answers.asKeyValueRange()) {
        if (answer.kind == Answer::Kind::Found || answer.kind == Answer::Kind::NotFound)
            m_answers.insert(key, answer);
    }
}

bool LookupMemory::isOwn(const QString &name, const QString &value, const QString &key)
{
    const std::lock_guard lock(m_mutex);
    const std::pair place{name, value};
    const QString *owner = m_owners.find(place);
    if (!owner)
        m_owners.insert(place, key);
    return !owner || *owner == key;
}

} // namespace bulkhead
