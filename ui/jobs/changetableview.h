// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace bulkhead {

class ChangeTableModel;
class Session;

/// The table of what a job changed. Nothing here walks over all records, however many are selected.
class ChangeTableView : public QTableView
{
    Q_OBJECT

public:
    ChangeTableView(Session &session, ChangeTableModel &model, QWidget *parent = nullptr);

    /// Puts the selected records on the clipboard as tab-separated text, as soon as they are read.
    void copySelection();
    /// Does nothing: it would read every record of the job.
    void keyboardSearch(const QString &search) override;

Q_SIGNALS:
    void copied(qint64 rows, bool all);
    void failed(const QString &message);

private:
    Session &m_session;
    ChangeTableModel &m_model;
};

} // namespace bulkhead
