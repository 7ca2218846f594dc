// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/auditchain.h"

#include <QCryptographicHash>

namespace bulkhead {

namespace {

constexpr std::size_t hashedFields = 15;
constexpr std::size_t previousHashField = 14;
constexpr std::size_t hashField = 15;

} // namespace

QString auditHash(const SqlValues &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (std::size_t i = 0; i < hashedFields; ++i) {
        if (isNull(entry[i])) {
            hash.addData(QByteArrayView("-,"));
            continue;
        }
        const QByteArray field = toText(entry[i]).toUtf8();
        hash.addData(QByteArray::number(field.size()) + ':' + field + ',');
    }
    return QString::fromLatin1(hash.result().toHex());
}

AuditWalk::AuditWalk(End end) : m_end(std::move(end))
{
    if (!m_end.isThere)
        blame(1, QT_TRANSLATE_NOOP("core", "The end of the audit's chain is missing."));
}

bool AuditWalk::isOver() const
{
    return m_verdict.broken || m_seen >= m_end.lastId;
}

void AuditWalk::blame(qint64 id, const char *why)
{
    if (!m_verdict.broken) {
        m_verdict.broken = id;
        m_verdict.why = Text{why, {QString::number(id)}};
    }
}

void AuditWalk::see(const SqlValues &entry)
{
    if (isOver())
        return;
    const qint64 id = toInt(entry[0]);
    const QString hash = toText(entry[hashField]);
    const qint64 expected = m_seen + 1;
    m_seen = id;
    if (id != expected)
        return blame(expected, QT_TRANSLATE_NOOP("core", "Entry %1 of the audit is missing."));
    if (auditHash(entry) != hash)
        return blame(id, QT_TRANSLATE_NOOP("core", "Entry %1 of the audit was changed: its hash does not fit it."));
    if (toText(entry[previousHashField]) != m_verdict.lastHash)
        return blame(id, QT_TRANSLATE_NOOP("core", "Entry %1 of the audit does not follow the one before it: one of "
                                                   "the two was replaced."));
    m_verdict.entries = id;
    m_verdict.lastHash = hash;
}

AuditVerdict AuditWalk::verdict()
{
    if (!m_verdict.broken && m_seen < m_end.lastId)
        blame(m_seen + 1, QT_TRANSLATE_NOOP("core", "Entry %1 of the audit is missing."));
    if (!m_verdict.broken && m_end.newestId > m_end.lastId)
        blame(m_end.lastId + 1, QT_TRANSLATE_NOOP("core", "Entry %1 of the audit stands behind the end of the chain."));
    if (!m_verdict.broken && m_verdict.lastHash != m_end.hash)
        blame(m_seen,
              QT_TRANSLATE_NOOP("core", "Entry %1 of the audit was replaced: the chain ends with another hash."));
    return m_verdict;
}

} // namespace bulkhead
