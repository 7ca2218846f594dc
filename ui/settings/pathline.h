// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace bulkhead {

/// A line for the path of a file, with a button to look for it.
class PathLine : public QWidget
{
    Q_OBJECT

public:
    /// `title` is what it is called, also in the title of the file chooser.
    PathLine(const QString &title, const QString &name, QWidget *parent = nullptr);

    QLineEdit *line() const { return m_line; }
    /// Where the line may also mean something else than a file.
    void setBrowsable(bool browsable);

private:
    void browse();

    QString m_title;
    QLineEdit *m_line;
    QPushButton *m_button;
};

} // namespace bulkhead
