// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/montagealbum.h"

#include <QAbstractListModel>

namespace bulkhead {

/// People with montages, by name: a page of them, and more as the view scrolls to the end and asks for them.
class PeopleModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

    /// The first ones; those that stay keep their selection.
    void update(std::vector<MontagePerson> people, bool complete);
    /// Those after the last one.
    void append(std::vector<MontagePerson> people, bool complete);
    /// More could not be had; they may be asked for again.
    void giveUp() { m_asked = false; }
    const MontagePerson &person(int row) const { return m_people.at(std::size_t(row)); }
    /// -1 when the person is not among those that were read.
    int rowOf(const QUuid &person) const;

Q_SIGNALS:
    void moreWanted();

private:
    std::vector<MontagePerson> m_people;
    bool m_complete = true;
    bool m_asked = false;
};

} // namespace bulkhead
