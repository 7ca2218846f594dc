// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/newjob/chosenlist.h"
#include "ui/newjob/steppanel.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace bulkhead {

class PreviewModel;
class RowCounter;
class Session;
class TonedLabel;

/// Step 2: which rows. Takes a file, pasted text, or the operation's own query, says how it was read and lets that be
/// corrected, and shows the first hundred rows at once whatever the size; counting goes on beside it.
class SourceStep : public StepPanel
{
    Q_OBJECT

public:
    SourceStep(Session &session, QWidget *parent = nullptr);

    void loadFile(const QString &path, const CsvDialectOverrides &overrides = {});
    void loadText(const QString &text);
    /// The rows that the operation's own query gives; it must have one.
    void loadQuery();
    /// Offers its query, if it has one; the query of another one is not the list any more.
    void setOperation(const Operation *operation);
    /// What stands on the clipboard: files if there are any, else text.
    void paste();
    /// Lets a file be picked, without stopping the rest of the window.
    void browse();
    /// Nothing is chosen, and why, if there is a reason.
    void clear(const QString &why = {});

    /// The list, once its first rows could be read.
    const std::optional<ChosenList> &list() const { return m_list; }
    const SourcePreview &preview() const { return m_preview; }
    /// Rows in all; nothing while they are still counted.
    std::optional<qint64> rowCount() const { return m_rows; }
    /// A later step read the list to its end.
    void setRowCount(qint64 rows);
    void setHiddenColumns(const QStringList &columns);

Q_SIGNALS:
    /// Another list, or the same one read in another way; also when there is none any more.
    void listChanged();

private:
    QWidget *makeEmptyPage();
    QWidget *makeLoadedPage();
    void load(const ChosenList &list);
    void took(quint64 serial, const ChosenList &list, const Result<SourcePreview> &preview);
    void offerQuery();
    void show(const ChosenList &list, const SourcePreview &preview);
    void refuse(const ChosenList &list, const Error &error);
    void fitTable();
    void correct();
    void fillCombos(const ChosenList &list, const CsvDialect &found);
    void count();
    void describe();

    Session &m_session;
    std::optional<Operation> m_operation;
    std::optional<ChosenList> m_list;
    ChosenList m_wanted; ///< the list that is being opened, or that could not be
    SourcePreview m_preview;
    std::optional<qint64> m_rows;
    quint64 m_serial = 0;
    QString m_folder; ///< where the last file was found
    RowCounter *m_counter;
    PreviewModel *m_model;
    TonedLabel *m_problem = nullptr;
    QLabel *m_name = nullptr;
    TonedLabel *m_details = nullptr;
    QPushButton *m_useQuery = nullptr;
    QPushButton *m_useQueryInstead = nullptr;
    QWidget *m_dialect = nullptr;
    QComboBox *m_encoding = nullptr;
    QComboBox *m_delimiter = nullptr;
    QComboBox *m_header = nullptr;
    QTableView *m_table = nullptr;
    QWidget *m_loaded = nullptr;
    QWidget *m_empty = nullptr;
};

} // namespace bulkhead
