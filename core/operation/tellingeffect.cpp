// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/tellingeffect.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Status TellingEffect::prepare(SqlConnection &connection, const ChangePage *takenBack)
{
    return m_effect->prepare(connection, takenBack);
}

Result<Gathering> TellingEffect::gather(const ChunkRows &rows, std::span<const std::size_t> chosen,
                                        std::stop_token stop)
{
    return m_effect->gather(rows, chosen, stop);
}

Result<EffectOutcome> TellingEffect::apply(SqlConnection &connection, const EffectRequest &request)
{
    Result<EffectOutcome> outcome = m_effect->apply(connection, request);
    if (!outcome)
        return outcome;
    const Result<ChangePage> changes = ChangePage::read(outcome->changes);
    if (!changes)
        return changes.error();
    QSet<QString> values;
    for (const TableChanges &table : changes->tables()) {
        const qsizetype column = table.columns.indexOf(m_event.column);
        for (const RowChange &change : table.rows) {
            if (column >= 0 && change.kind == ChangeKind::Delete)
                values.insert(change.before[std::size_t(column)].toString());
        }
    }
    for (const QString &value : values) {
        QJsonObject detail{{m_event.column, value}};
        if (!m_event.reason.isEmpty())
            detail.insert(u"reason"_s, m_event.reason);
        outcome->events.emplace_back(m_event.type, detail);
    }
    return outcome;
}

Result<EffectOutcome> TellingEffect::preview(SqlConnection &connection, const EffectRequest &request)
{
    return m_effect->preview(connection, request);
}

Result<Tidied> TellingEffect::tidyUp(SqlConnection &connection)
{
    return m_effect->tidyUp(connection);
}

} // namespace bulkhead
