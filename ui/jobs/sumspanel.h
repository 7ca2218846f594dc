// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/changetally.h"
#include "core/operation/operation.h"

#include <QWidget>

class QLabel;

class QChartView;

namespace bulkhead {

class TonedLabel;

/// What an operation sums up over the records that it wrote, as kg CO2e by scope: the whole in words, and a
/// bar for each group. Hidden while there is nothing to sum.
class SumsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SumsPanel(QWidget *parent = nullptr);

    void show(const std::optional<SumOf> &sum, const ChangeTally &tally, bool ofPreview);

    /// "1,234.5 kg CO2e": three figures behind the point at most.
    static QString amount(double value, const QString &unit);
    /// The same in tonnes where the unit is kilograms of something; empty otherwise.
    static QString inTonnes(double value, const QString &unit);

protected:
    void changeEvent(QEvent *event) override;

private:
    void draw();

    SumOf m_sum;
    QMap<QString, double> m_sums;
    TonedLabel *m_caption;
    QLabel *m_total;
    TonedLabel *m_tonnes;
    QLabel *m_groups;
    QChartView *m_chart;
};

} // namespace bulkhead
