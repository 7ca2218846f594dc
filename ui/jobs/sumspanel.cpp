// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/sumspanel.h"

#include "ui/widgets/headline.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/tonedlabel.h"

#include <QApplication>
#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QHorizontalBarSeries>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

// A chart of more bars than this is no picture any more.
constexpr int mostBars = 12;
constexpr double tonnesFrom = 10000;

QString figure(double value)
{
    const double size = std::abs(value);
    return QLocale().toString(value, 'f', size == 0 || size >= 1000 ? 0 : size >= 10 ? 1 : 3);
}

} // namespace

SumsPanel::SumsPanel(QWidget *parent)
    : QWidget(parent), m_caption(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_total(new QLabel(this)),
      m_tonnes(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_groups(new QLabel(this)), m_chart(new QChartView(this))
{
    setObjectName(u"sumsPanel"_s);
    m_caption->setObjectName(u"sumsCaption"_s);
    m_total->setObjectName(u"sumsTotal"_s);
    m_tonnes->setObjectName(u"sumsTonnes"_s);
    m_groups->setObjectName(u"sumsGroups"_s);
    m_total->setFont(headline(m_total->font()));
    for (QLabel *words : {m_total, m_groups}) {
        words->setTextFormat(Qt::PlainText);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_chart->setRenderHint(QPainter::Antialiasing);
    m_chart->setFrameShape(QFrame::NoFrame);
    m_chart->setFocusPolicy(Qt::NoFocus);
    m_chart->setBackgroundBrush(Qt::NoBrush);
    m_chart->chart()->legend()->hide();
    m_chart->chart()->setLocalizeNumbers(true);
    m_chart->chart()->setMargins({});
    m_chart->chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->chart()->setBackgroundVisible(false);
    m_chart->setMinimumHeight(fontMetrics().height() * 6);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 0, 0, 0);
    layout->setSpacing(4);
    for (QWidget *part : {static_cast<QWidget *>(m_caption), static_cast<QWidget *>(m_total),
                          static_cast<QWidget *>(m_tonnes), static_cast<QWidget *>(m_groups)})
        layout->addWidget(part);
    layout->addWidget(m_chart, 1);
    setFixedWidth(fontMetrics().averageCharWidth() * 40);
    hide();
}

QString SumsPanel::amount(double value, const QString &unit)
{
    return figure(value) + u' ' + unit;
}

QString SumsPanel::inTonnes(double value, const QString &unit)
{
    return unit.startsWith(u"kg"_s) ? figure(value / 1000) + u" t"_s + unit.mid(2) : QString();
}

void SumsPanel::show(const std::optional<SumOf> &sum, const ChangeTally &tally, bool ofPreview)
{
    setVisible(sum && !tally.sums.isEmpty());
    if (!sum || tally.sums.isEmpty())
        return;
    //: above the sum of a job that was only previewed: %1 is what is summed up, such as "emissions"
    m_caption->setText((ofPreview ? tr("Would be written: %1")
                                  //: above the sum of what a job wrote: %1 is what is summed up, such as "emissions"
                                  : tr("Written: %1"))
                           .arg(sum->what()));
    if (m_sums == tally.sums && m_sum.unit == sum->unit)
        return;
    m_sum = *sum;
    m_sums = tally.sums;
    double total = 0;
    for (const double value : std::as_const(m_sums))
        total += value;
    m_total->setText(amount(total, m_sum.unit));
    m_tonnes->say(inTonnes(total, m_sum.unit));
    QStringList lines;
    for (auto group = m_sums.cbegin(); group != m_sums.cend(); ++group) {
        //: one group of a sum: %1 what it is, such as "scope 1", %2 an amount with unit, %3 its share in percent
        lines.append(tr("%1: %2 (%3 %)")
                         .arg(m_sum.group(group.key()), amount(group.value(), m_sum.unit),
                              QLocale().toString(total == 0 ? 0 : qRound(group.value() / total * 100))));
    }
    m_groups->setText(lines.mid(0, mostBars).join(u'\n'));
    //: accessible name of a bar chart: %1 is its content in words
    m_chart->setAccessibleName(tr("Bar chart: %1").arg(lines.join(u"; "_s)));
    draw();
}

void SumsPanel::draw()
{
    const Theme theme = Theme::of(QApplication::palette());
    QChart *chart = m_chart->chart();
    chart->removeAllSeries();
    const QList<QAbstractAxis *> axes = chart->axes();
    for (QAbstractAxis *axis : axes) {
        chart->removeAxis(axis);
        delete axis;
    }
    auto *bars = new QBarSet(m_sum.unit);
    bars->setColor(theme.active);
    bars->setBorderColor(Qt::transparent);
    QStringList names;
    const auto greatest = std::ranges::max_element(m_sums);
    // Long numbers would not fit under the axis.
    const bool tonnes = *greatest >= tonnesFrom && m_sum.unit.startsWith(u"kg"_s);
    const double size = tonnes ? 1000 : 1;
    const double most = *greatest / size;
    // The first group on top: a horizontal chart counts from below.
    const QStringList groups = m_sums.keys().mid(0, mostBars);
    for (auto group = groups.crbegin(); group != groups.crend(); ++group) {
        names.append(m_sum.group(*group));
        bars->append(m_sums.value(*group) / size);
    }
    auto *series = new QHorizontalBarSeries;
    series->append(bars);
    series->setBarWidth(0.6);
    chart->addSeries(series);
    auto *across = new QValueAxis;
    across->setRange(0, most > 0 ? most : 1);
    across->setTickCount(3);
    across->applyNiceNumbers();
    across->setLabelFormat(most >= 10 ? u"%.0f"_s : u"%.2f"_s);
    across->setTitleText(tonnes ? u't' + m_sum.unit.mid(2) : m_sum.unit);
    across->setTitleBrush(theme.quiet);
    across->setTitleFont(font());
    auto *down = new QBarCategoryAxis;
    down->append(names);
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(across), static_cast<QAbstractAxis *>(down)}) {
        axis->setLabelsColor(theme.quiet);
        axis->setLabelsFont(font());
        axis->setGridLineColor(theme.line);
        axis->setLinePenColor(theme.line);
    }
    down->setGridLineVisible(false);
    chart->addAxis(across, Qt::AlignBottom);
    chart->addAxis(down, Qt::AlignLeft);
    series->attachAxis(across);
    series->attachAxis(down);
}

void SumsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_sums.isEmpty())
        draw();
}

} // namespace bulkhead
