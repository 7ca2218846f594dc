// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>

namespace bulkhead {

/// Calls `answer` with the future's result on the thread of `context`, and never after that is gone. (The
/// then() of QFuture asserts that it is not.) Called on that thread.
template <typename T, typename Answer> void whenDone(QObject *context, const QFuture<T> &future, Answer answer)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcher<T>::finished, context, [watcher, answer] {
        watcher->deleteLater();
        answer(watcher->result());
    });
    watcher->setFuture(future);
}

} // namespace bulkhead
