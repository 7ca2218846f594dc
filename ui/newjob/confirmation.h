// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;

namespace bulkhead {

/// Asked for where a job has more rows than its operation may touch unasked: their number, typed, and why.
class Confirmation : public QWidget
{
    Q_OBJECT

public:
    explicit Confirmation(QWidget *parent = nullptr);

    /// Shown only while it is needed. `rows` of the list; another number forgets what was typed.
    void ask(qint64 rows, qint64 limit);
    void askNothing();
    bool isAsked() const { return m_rows.has_value(); }
    /// Nothing asked, or both said.
    bool isGiven() const;

    /// The number that was typed, if it is one; digits may be grouped.
    std::optional<qint64> typedRows() const;
    QString reason() const;

Q_SIGNALS:
    void changed();

private:
    std::optional<qint64> m_rows;
    QLabel *m_words;
    QLineEdit *m_number;
    QLineEdit *m_reason;
};

} // namespace bulkhead
