// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/changes.h"
#include "ui/jobs/pagedtablemodel.h"
#include "ui/jobs/rowpages.h"

#include <optional>
#include <vector>

namespace bulkhead {

class Session;

/// What a job changed, or would change, record by record, any number of them: pages are read when they are
/// looked at and forgotten when they were not for long. One column for each column of the database that
/// changes. While a page is on its way its cells are empty.
class ChangeTableModel : public PagedTableModel
{
    Q_OBJECT

public:
    enum Column { RowColumn, KindColumn, TableColumn, KeyColumn, FirstValueColumn };
    /// What kind of change a whole record is, as int(ChangeKind); the roles of one value are
    /// ChangeDelegate's.
    enum Role { RecordKindRole = Qt::UserRole };

    struct Source
    {
        QUuid job;
        bool ofPreview = false;
        std::optional<ChangeKind> kind; ///< nothing: all

        bool operator==(const Source &) const = default;
    };

    explicit ChangeTableModel(Session &session, QObject *parent = nullptr);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    /// Shows something else. The old records stay until the new ones are there.
    void show(const Source &source);
    /// The job has moved on: count again, and read again what is looked at.
    void jobMoved();

    const Source &source() const { return m_source; }
    const QStringList &columns() const { return m_columns; }
    /// Null while the record is on its way.
    const ChangedRecord *record(int row) const;
    bool isLoaded() const { return m_loaded; }
    /// The figures say that there are changes, but what they were is not kept any more.
    bool isForgotten() const { return m_forgotten; }

private:
    struct Answer
    {
        qint64 count = 0;
        QStringList columns;
        std::vector<ChangedRecord> records;
    };

    void fetch() override;
    void takeAll(Answer answer);
    void takePages(const PageSpan &span, Answer answer, quint64 epoch);
    void addColumns(const QStringList &columns);
    QVariant recordData(const ChangedRecord &record, int column, int role) const;
    QVariant valueData(const ChangedRecord &record, const QString &column, int role) const;

    Session &m_session;
    Source m_source;
    QStringList m_columns;
    bool m_loaded = false;
    bool m_forgotten = false;
    bool m_recount = false;
    quint64 m_serial = 0; ///< of the source; answers to an earlier one are dropped
    mutable RowPages<ChangedRecord> m_pages;
};

} // namespace bulkhead
