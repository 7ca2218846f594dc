// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/items.h"
#include "ui/jobs/pagedtablemodel.h"
#include "ui/jobs/rowpages.h"

#include <QHash>
#include <QJsonObject>

#include <vector>

namespace bulkhead {

class Session;

/// The rows of a job, any number of them: the count is known, the pages are fetched when they are
/// looked at and forgotten when they were not for long. Filtering and sorting are the database's.
/// While a page is on its way its cells are empty; what was read before a job moved on is shown until
/// it is read again.
class ItemTableModel : public PagedTableModel
{
    Q_OBJECT

public:
    enum Column { RowColumn, StatusColumn, CodeColumn, OutcomeColumn, FirstCellColumn };
    enum Role {
        StateRole = Qt::UserRole, ///< ItemState as int; invalid while the row is on its way
        RetriedRole,              ///< bool: a later job took this row up
        MendedRole,               ///< bool: the operator changed this cell
        MaskedRole,               ///< bool: a secret, never shown
    };

    explicit ItemTableModel(Session &session, QObject *parent = nullptr);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Only lists of failed rows can be sorted.
    void sort(int column, Qt::SortOrder order) override;

    /// Shows another query of this job. The old rows stay until the new ones are there.
    void show(const Job &job, const ItemQuery &query);
    /// The job has moved on: count again, and read again what is looked at.
    void jobMoved(const Job &job);

    const Job &job() const { return m_job; }
    const ItemQuery &query() const { return m_query; }
    const QStringList &columns() const { return m_columns; }
    /// Null while the row is on its way.
    const Item *item(int row) const;
    /// Whether the first answer to the present query has come.
    bool isLoaded() const { return m_loaded; }

Q_SIGNALS:
    void mended();

private:
    struct Answer
    {
        QStringList columns;
        std::vector<bool> masked;
        qint64 count = -1; ///< -1: not counted
        std::vector<Item> items;
    };

    void fetch() override;
    void takeAll(Answer answer, quint64 epoch);
    void takePages(const PageSpan &span, Answer answer, quint64 epoch);
    void keep(const PageSpan &span, std::vector<Item> items, quint64 epoch);
    bool isEditable(const Item &item, int column) const;
    QVariant cellData(const Item &item, int column, int role) const;
    QVariant rowData(const Item &item, int column, int role) const;
    QVariant tip(const Item &item, int column) const;
    bool isMasked(int column) const;
    void keepMended(qint64 rowNumber, const QString &column, const QString &value, const QJsonValue &before);
    /// Undoes what could not be kept.
    void dropMended(qint64 rowNumber, const QString &column, const QJsonValue &before);

    Session &m_session;
    Job m_job;
    ItemQuery m_query;
    QStringList m_columns;
    std::vector<bool> m_masked;
    bool m_loaded = false;
    bool m_recount = false;
    quint64 m_serial = 0; ///< of the query; answers to an earlier one are dropped
    mutable RowPages<Item> m_pages;
    /// What was mended here, by row number: a page that was asked for before it was kept comes without.
    QHash<qint64, QJsonObject> m_mended;
};

} // namespace bulkhead
