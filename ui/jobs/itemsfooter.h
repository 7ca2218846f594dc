// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/exporter.h"
#include "ui/jobs/jobwatch.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace bulkhead {

class AccentButton;

/// The verbs below a job's rows; each says how many rows it will touch.
class ItemsFooter : public QWidget
{
    Q_OBJECT

public:
    struct Selection
    {
        qint64 rows = 0;
        qint64 retryable = 0;
    };

    explicit ItemsFooter(QWidget *parent = nullptr);

    /// `open` are the rows that can be retried, those of `code` if it is not empty; `selection` is
    /// nothing where no rows are shown.
    void showVerbs(const std::optional<Job> &job, const JobWatch::Open &open, const QString &code,
                   const std::optional<Selection> &selection);
    QPushButton *retrySelectedButton() const { return m_retrySelected; }
    /// As if the button had been pressed, if it can be.
    void retry();
    void openExportMenu();
    /// Puts a verb of the page at the end of the row.
    void addAtEnd(QWidget *verb);

Q_SIGNALS:
    void retryWanted();
    void retrySelectedWanted();
    void exportWanted(bulkhead::ItemFilter filter, bulkhead::ExportOptions::Format format);

private:
    void buildExportMenu();
    static QString retryWords(const JobWatch::Open &open, const QString &code);

    AccentButton *m_retry;
    QPushButton *m_retrySelected;
    QPushButton *m_export;
    QLabel *m_selection;
    std::vector<QAction *> m_exportSkipped;
};

} // namespace bulkhead
