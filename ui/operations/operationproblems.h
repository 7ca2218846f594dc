// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace bulkhead {

/// The operation files that cannot be used, each with why and a way into the editor.
class OperationProblems : public QWidget
{
    Q_OBJECT

public:
    explicit OperationProblems(QWidget *parent = nullptr);

    /// Hides itself where there are none.
    void show(const std::vector<Error> &problems);

Q_SIGNALS:
    void editWanted(const QString &path);

private:
    QWidget *row(const Error &problem);

    QVBoxLayout *m_layout;
    QWidget *m_rows = nullptr;
};

} // namespace bulkhead
