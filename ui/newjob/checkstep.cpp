// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/checkstep.h"

#include "ui/newjob/badrowsmodel.h"
#include "ui/newjob/dryrunpanel.h"
#include "ui/widgets/filterchip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/tonedlabel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;
constexpr int keptBadRows = 1000;
constexpr int shownCodes = 8;

QString waitingWords()
{
    return CheckStep::tr("Every row is checked here before anything is written.");
}

} // namespace

CheckStep::CheckStep(Session &session, QWidget *parent)
    : StepPanel(4, tr("Check"), parent), m_run(new CheckRun(session, this)), m_soon(new QTimer(this)),
      m_model(new BadRowsModel(this))
{
    makeWidgets(session);
    m_soon->setSingleShot(true);
    m_soon->setInterval(150);
    connect(m_soon, &QTimer::timeout, this, &CheckStep::begin);
    connect(m_run, &CheckRun::progressed, this, &CheckStep::showProgress);
    connect(m_run, &CheckRun::finished, this, &CheckStep::show);
    clear();
}

void CheckStep::makeWidgets(Session &session)
{
    m_words = new TonedLabel(TonedLabel::Tone::Quiet, this);
    m_words->setObjectName(u"checkWords"_s);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_codes = new QWidget(this);
    m_codesLayout = new FlowLayout(m_codes, grid);
    m_more = new TonedLabel(TonedLabel::Tone::Quiet, this);
    body()->addWidget(m_words);
    body()->addWidget(makeProgressLine());
    body()->addWidget(m_codes);
    body()->addWidget(makeTable());
    body()->addWidget(m_more);
    m_dryRun = new DryRunPanel(session, this); // last, for the order of Tab
    body()->addWidget(m_dryRun);
}

QWidget *CheckStep::makeProgressLine()
{
    m_progressLine = new QWidget(this);
    m_bar = new QProgressBar(m_progressLine);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the check"));
    m_bar->setFixedHeight(grid);
    m_progressWords = new TonedLabel(TonedLabel::Tone::Quiet, m_progressLine);
    m_progressWords->setWordWrap(false);
    auto *stop = new QPushButton(tr("Skip the check"), m_progressLine);
    stop->setObjectName(u"skipCheckButton"_s);
    stop->setAccessibleName(stop->text());
    stop->setToolTip(tr("Bad rows are found while the list is loaded, too, and fail one by one"));
    connect(stop, &QPushButton::clicked, this, &CheckStep::skip);
    auto *layout = new QHBoxLayout(m_progressLine);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_progressWords);
    layout->addWidget(stop);
    return m_progressLine;
}

QWidget *CheckStep::makeTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(u"badRowsTable"_s);
    m_table->setAccessibleName(tr("Rows that cannot be used, and why"));
    m_table->setModel(m_model);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    const int rowHeight = m_table->fontMetrics().height() + grid;
    const int letter = m_table->fontMetrics().averageCharWidth();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(BadRowsModel::Row, 12 * letter);
    m_table->setColumnWidth(BadRowsModel::Where, 20 * letter);
    m_table->setColumnWidth(BadRowsModel::Value, 34 * letter);
    return m_table;
}

void CheckStep::check(const ChosenList &list, const QStringList &columns, const Operation &operation,
                      const Mapping &mapping)
{
    forget();
    m_dryRun->clear();
    m_input = Input{.list = list, .columns = columns, .operation = operation, .mapping = mapping};
    m_soon->start();
    showProgress();
    m_progressLine->show();
    m_words->hide();
    Q_EMIT reportChanged();
}

void CheckStep::clear()
{
    forget();
    m_dryRun->clear();
    m_input.reset();
    m_words->say(TonedLabel::Tone::Quiet, waitingWords());
    setState(StepState::Waiting);
    Q_EMIT reportChanged();
}

void CheckStep::forget()
{
    m_soon->stop();
    m_run->stop();
    m_report.reset();
    m_skipped = false;
    m_model->clear();
    m_progressLine->hide();
    m_codes->hide();
    m_table->hide();
    m_more->hide();
}

void CheckStep::begin()
{
    m_run->start(m_input->list, m_input->operation, m_input->mapping, keptBadRows);
    showProgress();
}

void CheckStep::skip()
{
    m_soon->stop();
    m_run->stop();
    m_skipped = true;
    m_progressLine->hide();
    m_words->say(TonedLabel::Tone::Quiet,
                 tr("The check was skipped. Rows that cannot be used are found while the list is loaded; each "
                    "fails with its reason and can be mended and retried."));
    setState(StepState::Ready, tr("skipped", "the check"));
    Q_EMIT reportChanged();
}

void CheckStep::showProgress()
{
    const PlanProgress now = m_run->progress();
    m_bar->setMaximum(now.share < 0 ? 0 : 1000);
    if (now.share >= 0)
        m_bar->setValue(int(now.share * 1000));
    const QLocale locale;
    m_progressWords->setText(
        //: %1 is the number of bad ones
        tr("%Ln row(s) checked, %1 bad", "", Phrases::plural(now.rows)).arg(Phrases::count(now.refused)));
    setState(StepState::Working,
             now.share < 0 ? tr("checking…") : tr("checking… %1 %").arg(locale.toString(int(now.share * 100))));
}

void CheckStep::show(const Result<CheckReport> &report)
{
    m_progressLine->hide();
    if (!report) {
        m_words->say(TonedLabel::Tone::Negative, tr("The rows cannot be checked: %1").arg(report.error().toString()));
        setState(StepState::Attention, tr("could not be done", "the check"));
        Q_EMIT reportChanged();
        return;
    }
    m_report = *report;
    m_model->setRows(m_input->operation, m_input->columns, m_input->mapping, m_report->badRows);
    showCounts();
    showCodes();
    const bool bad = !m_report->errors.empty();
    const int rows = qBound(2, m_model->rowCount(), 7);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
    m_table->setVisible(bad);
    m_codes->setVisible(bad);
    Q_EMIT reportChanged();
}

void CheckStep::showCounts()
{
    const QLocale locale;
    const qint64 bad = m_report->rows - m_report->good;
    const QString good = tr("%1 good").arg(locale.toString(m_report->good));
    const QString both = bad == 0 ? good : good + u" · "_s + tr("%1 bad").arg(locale.toString(bad));
    if (m_report->rows == 0)
        m_words->say(TonedLabel::Tone::Caution, tr("The list has no rows."));
    else if (bad == 0)
        m_words->say(TonedLabel::Tone::Positive,
                     tr("%Ln row(s), and all can be used.", nullptr, Phrases::plural(m_report->rows)));
    else
        m_words->say(
            TonedLabel::Tone::Caution,
            //: %1 good ones, %Ln all, %2 bad ones
            tr("%1 of %Ln row(s) can be used; %2 cannot, for these reasons:", "", Phrases::plural(m_report->rows))
                .arg(Phrases::count(m_report->good), Phrases::count(bad)));
    setState(m_report->good == 0 ? StepState::Attention : StepState::Ready, both);

    const bool cut = qint64(m_report->badRows.size()) < bad;
    m_more->say(cut ? tr("The first %Ln bad row(s) are shown. All of them will be listed in the job.", nullptr,
                         int(m_report->badRows.size()))
                    : QString());
}

void CheckStep::showCodes()
{
    delete m_codeButtons;
    m_codeButtons = new QButtonGroup(this);
    while (QLayoutItem *item = m_codesLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString &text, const QString &code, const QString &toolTip) {
        auto *made = new FilterChip(text, m_codes);
        made->setObjectName("code_"_L1 + code);
        made->setChecked(code.isEmpty());
        made->setToolTip(toolTip);
        m_codeButtons->addButton(made);
        m_codesLayout->addWidget(made);
        connect(made, &QPushButton::clicked, this, [this, code] { showOnly(code); });
    };
    add(tr("All", "errors"), {}, {});
    for (size_t i = 0; i < m_report->errors.size() && i < shownCodes; ++i) {
        const ErrorCount &error = m_report->errors[i];
        add(error.code + u' ' + QLocale().toString(error.count), error.code,
            tr("First in row %1: %2").arg(QLocale().toString(error.firstRow), error.example.toString()));
    }
    QList<QWidget *> order{m_codes};
    for (QAbstractButton *button : m_codeButtons->buttons())
        order.append(button);
    tabThrough(order);
}

void CheckStep::showOnly(const QString &code)
{
    m_model->setCode(code);
}

} // namespace bulkhead
