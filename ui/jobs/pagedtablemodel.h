// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QTimer>

namespace bulkhead {

/// A table of which only some pages are here (see RowPages) and the rest is asked for when it is looked at: one
/// question at a time, put once the event loop is reached, so that what is painted together is asked for together.
class PagedTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    int rowCount(const QModelIndex &parent = {}) const override;

Q_SIGNALS:
    void loaded();
    void columnsChanged();
    void failed(const QString &message);

protected:
    explicit PagedTableModel(QObject *parent);

    /// Asks for what is wanted, unless a question is under way.
    virtual void fetch() = 0;
    /// For pages that are not here.
    void fetchSoonUnlessAsking() const;
    void setCount(int count);

    int m_count = 0;
    bool m_asking = false;
    mutable QTimer m_fetchSoon;
};

} // namespace bulkhead
