// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QToolButton;

namespace bulkhead {

class JobWatch;
class Pages;
struct Job;

/// Ways from a job to its kin: the one it takes back or retries, and those that take it back.
class JobKin : public QWidget
{
    Q_OBJECT

public:
    JobKin(Pages &pages, JobWatch &watch, QWidget *parent = nullptr);

private:
    struct Way
    {
        QString words;
        QString tip;
        QUuid job;

        bool operator==(const Way &) const = default;
    };

    void showFacts();
    /// "people.csv · job 0192…", of a job of the same operation.
    QString nameOf(const Job &job) const;

    Pages &m_pages;
    JobWatch &m_watch;
    QHBoxLayout *m_layout;
    std::vector<Way> m_ways;
    std::vector<QToolButton *> m_buttons;
};

} // namespace bulkhead
