// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/joboptionsform.h"

#include "ui/widgets/taborder.h"
#include "ui/widgets/wheelguard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr int grid = 8;
}

JobOptionsForm::JobOptionsForm(QWidget *parent)
    : QWidget(parent), m_chunkSize(makeSpin(u"chunkSizeSpin"_s, 0, 50000)),
      m_concurrency(makeSpin(u"concurrencySpin"_s, 1, 64)),
      m_stopOnError(new QCheckBox(tr("Stop at the first row that fails"), this)), m_threshold(new QComboBox(this)),
      m_maxErrors(makeSpin(u"maxErrorsSpin"_s, 0, 1000000000)), m_maxPercent(new QDoubleSpinBox(this)),
      m_holdCheck(new QCheckBox(tr("Run only so many rows first, then wait for me:"), this)),
      m_holdAfter(makeSpin(u"firstRowsSpin"_s, 1, 1000000000)),
      m_pauseCheck(new QCheckBox(tr("Pause when more of the rows failed than:"), this)),
      m_pauseAt(new QDoubleSpinBox(this)), m_keepDays(makeSpin(u"keepDaysSpin"_s, 1, 3650)),
      m_moreButton(new QToolButton(this)), m_more(new QWidget(this)),
      m_maxRetries(makeSpin(u"maxRetriesSpin"_s, 0, 20)), m_priority(makeSpin(u"prioritySpin"_s, 0, 10)),
      m_ordered(new QCheckBox(tr("Keep the order: one chunk strictly after the other"), this))
{
    auto *main = new QGridLayout;
    main->setHorizontalSpacing(grid);
    main->setVerticalSpacing(grid);
    addMain(main);
    addPauses(main);
    auto *more = new QGridLayout(m_more);
    more->setContentsMargins(0, 0, 0, 0);
    more->setHorizontalSpacing(grid);
    more->setVerticalSpacing(grid);
    addMore(more);

    m_moreButton->setObjectName(u"moreOptionsButton"_s);
    m_moreButton->setText(tr("More options"));
    m_moreButton->setAccessibleName(m_moreButton->text());
    m_moreButton->setCheckable(true);
    m_moreButton->setAutoRaise(true);
    m_moreButton->setFocusPolicy(Qt::StrongFocus);
    m_moreButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_moreButton, &QToolButton::toggled, this, &JobOptionsForm::setExpanded);
    setExpanded(false);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addLayout(main);
    layout->addWidget(m_moreButton, 0, Qt::AlignLeft);
    layout->addWidget(m_more);
    tabThrough({m_chunkSize, m_concurrency, m_threshold, m_maxErrors, m_maxPercent, m_stopOnError, m_holdCheck,
                m_holdAfter, m_pauseCheck, m_pauseAt, m_keepDays, m_moreButton, m_maxRetries, m_priority, m_ordered});
    setOperationChunkSize(0);
    setOptions({});
    WheelGuard::protect(this);
}

void JobOptionsForm::addMain(QGridLayout *layout)
{
    m_chunkSize->setSingleStep(500);
    m_chunkSize->setToolTip(
        tr("Rows that are written together, and lost together if a connection breaks. 1 to 50,000."));
    m_concurrency->setToolTip(
        tr("At most so many chunks are worked on at the same time, 1 to 64. With a database on this machine no more "
           "than it has cores."));
    m_stopOnError->setObjectName(u"stopOnErrorCheck"_s);
    m_stopOnError->setAccessibleName(m_stopOnError->text());
    connect(m_stopOnError, &QCheckBox::toggled, this, &JobOptionsForm::optionsChanged);

    m_threshold->setObjectName(u"thresholdCombo"_s);
    m_threshold->addItem(tr("go on whatever fails"), NoThreshold);
    m_threshold->addItem(tr("stop when more rows failed than"), CountThreshold);
    m_threshold->addItem(tr("stop when more of the rows failed than"), PercentThreshold);
    m_threshold->setAccessibleName(tr("Error threshold"));
    connect(m_threshold, &QComboBox::currentIndexChanged, this, [this] {
        showThreshold();
        Q_EMIT optionsChanged();
    });
    m_maxErrors->setAccessibleName(tr("Failed rows beyond which the job stops"));
    m_maxErrors->setGroupSeparatorShown(true);
    makeShare(m_maxPercent, u"maxPercentSpin"_s, tr("Share of failed rows beyond which the job stops"));

    layout->addWidget(labelFor(tr("Rows in a chunk"), m_chunkSize), 0, 0);
    layout->addWidget(m_chunkSize, 0, 1);
    layout->addWidget(labelFor(tr("Chunks at once"), m_concurrency), 0, 2);
    layout->addWidget(m_concurrency, 0, 3);
    layout->addWidget(labelFor(tr("If rows fail"), m_threshold), 1, 0);
    layout->addWidget(m_threshold, 1, 1);
    layout->addWidget(m_maxErrors, 1, 2);
    layout->addWidget(m_maxPercent, 1, 3);
    layout->addWidget(m_stopOnError, 2, 1, 1, 3);
    layout->setColumnStretch(4, 1);
}

/// Where the job waits for a person by itself, and how long it can be taken back.
void JobOptionsForm::addPauses(QGridLayout *layout)
{
    m_holdCheck->setObjectName(u"firstRowsCheck"_s);
    m_holdCheck->setAccessibleName(m_holdCheck->text());
    m_holdCheck->setToolTip(tr("The job pauses after them, so that the result can be looked at."));
    m_holdAfter->setAccessibleName(tr("Rows after which the job waits"));
    m_holdAfter->setValue(100);
    m_pauseCheck->setObjectName(u"pauseAtCheck"_s);
    m_pauseCheck->setAccessibleName(m_pauseCheck->text());
    makeShare(m_pauseAt, u"pauseAtSpin"_s, tr("Share of failed rows beyond which the job pauses"));
    m_pauseAt->setValue(5);
    m_keepDays->setToolTip(tr("From the end of the job on. As long it can be taken back. 1 to 3,650."));
    const auto enable = [](QCheckBox *check, QWidget *value) {
        value->setEnabled(false);
        connect(check, &QCheckBox::toggled, value, &QWidget::setEnabled);
    };
    enable(m_holdCheck, m_holdAfter);
    enable(m_pauseCheck, m_pauseAt);
    connect(m_holdCheck, &QCheckBox::toggled, this, &JobOptionsForm::optionsChanged);
    connect(m_pauseCheck, &QCheckBox::toggled, this, &JobOptionsForm::optionsChanged);
    m_keepLabel = labelFor(tr("Keep changes for days"), m_keepDays);
    layout->addWidget(m_holdCheck, 3, 1, 1, 2);
    layout->addWidget(m_holdAfter, 3, 3);
    layout->addWidget(m_pauseCheck, 4, 1, 1, 2);
    layout->addWidget(m_pauseAt, 4, 3);
    layout->addWidget(m_keepLabel, 5, 0);
    layout->addWidget(m_keepDays, 5, 1);
}

void JobOptionsForm::makeShare(QDoubleSpinBox *spin, const QString &name, const QString &title)
{
    spin->setObjectName(name);
    spin->setAccessibleName(title);
    spin->setRange(0, 100);
    spin->setDecimals(1);
    spin->setSuffix(tr(" %", "after a number"));
    connect(spin, &QDoubleSpinBox::valueChanged, this, &JobOptionsForm::optionsChanged);
}

void JobOptionsForm::setKeepsChanges(bool keeps)
{
    m_keepLabel->setVisible(keeps);
    m_keepDays->setVisible(keeps);
}

void JobOptionsForm::addMore(QGridLayout *layout)
{
    m_maxRetries->setToolTip(tr("How often a chunk is tried again when the database was busy or away. 0 to 20."));
    m_priority->setToolTip(tr("Jobs with a higher number go first. 0 to 10."));
    m_ordered->setObjectName(u"orderedCheck"_s);
    m_ordered->setAccessibleName(m_ordered->text());
    connect(m_ordered, &QCheckBox::toggled, this, &JobOptionsForm::optionsChanged);
    layout->addWidget(labelFor(tr("Retries of a chunk"), m_maxRetries), 0, 0);
    layout->addWidget(m_maxRetries, 0, 1);
    layout->addWidget(labelFor(tr("Priority"), m_priority), 0, 2);
    layout->addWidget(m_priority, 0, 3);
    layout->addWidget(m_ordered, 1, 0, 1, 5);
    layout->setColumnStretch(4, 1);
}

JobOptions JobOptionsForm::options() const
{
    JobOptions options;
    options.chunkSize = m_chunkSize->value();
    options.concurrency = m_concurrency->value();
    options.stopOnError = m_stopOnError->isChecked();
    if (m_threshold->currentData().toInt() == CountThreshold)
        options.maxErrors = m_maxErrors->value();
    else if (m_threshold->currentData().toInt() == PercentThreshold)
        options.maxErrorsPercent = m_maxPercent->value();
    if (m_holdCheck->isChecked())
        options.firstRows = m_holdAfter->value();
    if (m_pauseCheck->isChecked())
        options.pauseAtPercent = m_pauseAt->value();
    options.keepDays = m_keepDays->value();
    options.maxRetries = m_maxRetries->value();
    options.priority = m_priority->value();
    options.ordered = m_ordered->isChecked();
    return options;
}

void JobOptionsForm::setOptions(const JobOptions &options)
{
    {
        const QSignalBlocker quiet(this);
        m_chunkSize->setValue(options.chunkSize);
        m_concurrency->setValue(options.concurrency);
        m_stopOnError->setChecked(options.stopOnError);
        m_threshold->setCurrentIndex(m_threshold->findData(options.maxErrors          ? CountThreshold
                                                           : options.maxErrorsPercent ? PercentThreshold
                                                                                      : NoThreshold));
        m_maxErrors->setValue(int(options.maxErrors.value_or(100)));
        m_maxPercent->setValue(options.maxErrorsPercent.value_or(10));
        m_holdCheck->setChecked(options.firstRows.has_value());
        m_holdAfter->setValue(int(options.firstRows.value_or(100)));
        m_pauseCheck->setChecked(options.pauseAtPercent.has_value());
        m_pauseAt->setValue(options.pauseAtPercent.value_or(5));
        m_keepDays->setValue(options.keepDays);
        m_maxRetries->setValue(options.maxRetries);
        m_priority->setValue(options.priority);
        m_ordered->setChecked(options.ordered);
    }
    showThreshold();
    Q_EMIT optionsChanged();
}

void JobOptionsForm::setOperationChunkSize(int rows)
{
    m_chunkSize->setSpecialValueText(rows == 0 ? tr("as the operation says")
                                               //: %1 is a number of rows: the one that the operation's file names
                                               : tr("%1 (as the operation says)").arg(QLocale().toString(rows)));
}

void JobOptionsForm::setExpanded(bool expanded)
{
    m_moreButton->setChecked(expanded);
    m_moreButton->setArrowType(expanded ? Qt::DownArrow : Qt::RightArrow);
    m_more->setVisible(expanded);
}

QSpinBox *JobOptionsForm::makeSpin(const QString &name, int from, int to)
{
    auto *spin = new QSpinBox(this);
    spin->setObjectName(name);
    spin->setRange(from, to);
    spin->setGroupSeparatorShown(true);
    connect(spin, &QSpinBox::valueChanged, this, &JobOptionsForm::optionsChanged);
    return spin;
}

QLabel *JobOptionsForm::labelFor(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text, this);
    label->setBuddy(buddy);
    if (buddy->accessibleName().isEmpty())
        buddy->setAccessibleName(text);
    return label;
}

void JobOptionsForm::showThreshold()
{
    const int threshold = m_threshold->currentData().toInt();
    m_maxErrors->setVisible(threshold == CountThreshold);
    m_maxPercent->setVisible(threshold == PercentThreshold);
}

} // namespace bulkhead
