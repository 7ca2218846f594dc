// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace bulkhead {

class Session;
class TonedLabel;

/// Lets a table of the connected database be chosen, and writes the definition of an operation for it.
class TableChooser : public QWidget
{
    Q_OBJECT

public:
    explicit TableChooser(Session &session, QWidget *parent = nullptr);

    /// Asks the database for its tables.
    void ask();

Q_SIGNALS:
    void given(const QString &table, const QString &text);
    void givenUp();

private:
    void fill(const QStringList &tables);
    void filter();
    void write();

    Session &m_session;
    QLineEdit *m_search;
    QListWidget *m_tables;
    TonedLabel *m_news;
    QPushButton *m_write;
    quint64 m_serial = 0;
};

} // namespace bulkhead
