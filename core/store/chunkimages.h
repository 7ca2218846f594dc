// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/jobstore.h"

namespace bulkhead {

class StoreSession;

/// The part of a job store that keeps what chunks changed or would change, and the rules by which a job
/// pauses itself; see JobStore.
class ChunkImages
{
public:
    explicit ChunkImages(StoreSession &session) : m_session(session) {}

    Result<QByteArray> changes(const QUuid &jobId, qint64 no);
    Result<QByteArray> preview(const QUuid &jobId, qint64 no);
    Result<std::vector<qint64>> refusedRows(const QUuid &jobId, qint64 no);
    Result<QByteArray> planned(const QUuid &jobId, qint64 no);
    Result<std::map<qint64, ChangeTally>> tallies(const QUuid &jobId, bool ofPreview);
    Result<bool> any(const QUuid &jobId);
    Result<qint64> forget();
    Result<bool> holdIfDue(const QUuid &jobId);

private:
    StoreSession &m_session;
};

} // namespace bulkhead
