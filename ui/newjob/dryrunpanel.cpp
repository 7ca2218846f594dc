// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/dryrunpanel.h"

#include "ui/jobs/changetablemodel.h"
#include "ui/jobs/changetableview.h"
#include "ui/jobs/changewords.h"
#include "ui/session/session.h"
#include "ui/widgets/filterchip.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/tonedlabel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;
constexpr int shownRows = 8;
constexpr size_t shownRefusals = 6;

bool isSame(const JobOrder &a, const JobOrder &b)
{
    return a.list.path == b.list.path && a.list.queryOf == b.list.queryOf && a.operation.id == b.operation.id &&
           a.mapping == b.mapping && a.options == b.options && a.actAs == b.actAs;
}

QString offerWords()
{
    return DryRunPanel::tr("Compares the rows with the records in the database. Nothing is written by it.");
}

/// The kinds of change that the figures tell of, and how many records are of each.
std::vector<std::pair<ChangeKind, qint64>> kindsOf(const ChangeTally &tally)
{
    std::vector<std::pair<ChangeKind, qint64>> kinds{{ChangeKind::Insert, tally.inserted},
                                                     {ChangeKind::Update, tally.updated},
                                                     {ChangeKind::Delete, tally.deleted},
                                                     {ChangeKind::Read, tally.read},
                                                     {ChangeKind::Unchanged, tally.unchanged}};
    std::erase_if(kinds, [](const auto &kind) { return kind.second == 0; });
    return kinds;
}

} // namespace

DryRunPanel::DryRunPanel(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_run(new DryRun(session, this)), m_soon(new QTimer(this)),
      m_title(new QLabel(tr("What will change"), this)), m_look(new QPushButton(tr("Show what will change"), this)),
      m_note(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_words(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_columns(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_sums(new TonedLabel(TonedLabel::Tone::Quiet, this)),
      m_refused(new TonedLabel(TonedLabel::Tone::Caution, this)), m_kinds(new QWidget(this)),
      m_kindsLayout(new FlowLayout(m_kinds, grid)), m_model(new ChangeTableModel(session, this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_look->setObjectName(u"dryRunButton"_s);
    m_look->setAccessibleName(m_look->text());
    m_look->setAutoDefault(false);
    m_note->setObjectName(u"dryRunNote"_s);
    m_words->setObjectName(u"dryRunWords"_s);
    m_columns->setObjectName(u"dryRunColumns"_s);
    m_refused->setObjectName(u"dryRunRefused"_s);
    for (QLabel *label : {m_words, m_columns, m_sums, m_refused})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid, 0, 0);
    layout->setSpacing(grid);
    for (QWidget *line :
         {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_note), static_cast<QWidget *>(m_words),
          makeProgressLine(), static_cast<QWidget *>(m_columns), static_cast<QWidget *>(m_sums),
          static_cast<QWidget *>(m_refused), m_kinds, static_cast<QWidget *>(makeTable())})
        layout->addWidget(line);
    layout->addWidget(m_look, 0, Qt::AlignLeft);

    m_soon->setSingleShot(true);
    m_soon->setInterval(400);
    connect(m_soon, &QTimer::timeout, this, &DryRunPanel::begin);
    connect(m_look, &QPushButton::clicked, this, &DryRunPanel::begin);
    connect(m_run, &DryRun::progressed, this, &DryRunPanel::showProgress);
    connect(m_run, &DryRun::finished, this, &DryRunPanel::show);
    connect(m_run, &DryRun::started, this, &DryRunPanel::takeStart);
    connect(m_model, &ChangeTableModel::loaded, this, &DryRunPanel::fitTable);
    connect(m_model, &ChangeTableModel::failed, this, [this](const QString &why) {
        m_note->say(TonedLabel::Tone::Negative, tr("The changes cannot be read: %1").arg(why));
    });
    connect(&m_session, &Session::stateChanged, this, [this] {
        // Its job is in the database that was left.
        if (m_order && m_session.state() != Session::State::Open)
            leave();
    });
    clear();
}

QWidget *DryRunPanel::makeProgressLine()
{
    m_progressLine = new QWidget(this);
    m_bar = new QProgressBar(m_progressLine);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(grid);
    m_bar->setAccessibleName(tr("Progress of the look at what will change"));
    m_progressWords = new TonedLabel(TonedLabel::Tone::Quiet, m_progressLine);
    m_progressWords->setWordWrap(false);
    auto *stopButton = new QPushButton(tr("Stop looking"), m_progressLine);
    stopButton->setObjectName(u"stopDryRunButton"_s);
    stopButton->setAccessibleName(stopButton->text());
    stopButton->setAutoDefault(false);
    connect(stopButton, &QPushButton::clicked, this, &DryRunPanel::leave);
    auto *layout = new QHBoxLayout(m_progressLine);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_progressWords);
    layout->addWidget(stopButton);
    return m_progressLine;
}

QTableView *DryRunPanel::makeTable()
{
    auto *table = new ChangeTableView(m_session, *m_model, this);
    table->setObjectName(u"dryRunTable"_s);
    table->setAccessibleName(tr("What will change, record by record: old and new values"));
    connect(table, &ChangeTableView::failed, this, [this](const QString &why) {
        m_note->say(TonedLabel::Tone::Negative, tr("The changes cannot be read: %1").arg(why));
    });
    m_table = table;
    return m_table;
}

void DryRunPanel::setOrder(const JobOrder &order, const std::optional<qint64> &rows,
                           const std::vector<ErrorCount> &known)
{
    if (m_order && isSame(*m_order, order))
        return;
    const bool wasShown = m_order && (m_run->report() || m_run->isRunning());
    forget();
    m_order = order;
    m_known = known;
    setVisible(true);
    offer();
    if (wasShown || m_wasThrownAway)
        m_note->say(TonedLabel::Tone::Quiet,
                    tr("The order was changed, so what was shown before does not hold any more."));
    m_wasThrownAway = false;
    comeBack(rows);
    Q_EMIT reportChanged();
}

void DryRunPanel::comeBack(const std::optional<qint64> &rows)
{
    if (!m_order || isRunning() || report() || m_session.state() != Session::State::Open)
        return;
    if (rows && *rows > 0 && *rows <= rowsUnasked)
        m_soon->start();
    showProgress();
}

void DryRunPanel::clear()
{
    const bool was = m_order.has_value();
    m_wasThrownAway = m_wasThrownAway || m_run->report().has_value();
    forget();
    m_order.reset();
    hide();
    if (was)
        Q_EMIT reportChanged();
}

void DryRunPanel::leave()
{
    if (!m_order)
        return;
    forget();
    offer();
    Q_EMIT reportChanged();
}

void DryRunPanel::begin()
{
    if (!m_order)
        return;
    m_soon->stop();
    m_run->make(*m_order);
    showProgress();
    Q_EMIT reportChanged();
}

void DryRunPanel::start(const std::optional<qint64> &confirmedRows, const QString &reason)
{
    m_run->start(confirmedRows, reason);
}

void DryRunPanel::takeStart(const Result<QUuid> &job)
{
    if (!job && (job.error().code == "JOB_NOT_WAITING"_L1 || job.error().code == "JOB_MISSING"_L1))
        leave(); // somebody else started it, or threw it away
    Q_EMIT started(job);
}

void DryRunPanel::forget()
{
    m_soon->stop();
    m_run->drop();
    m_note->hide();
    m_words->hide();
    m_progressLine->hide();
    m_columns->hide();
    m_sums->hide();
    m_refused->hide();
    m_kinds->hide();
    m_table->hide();
}

void DryRunPanel::offer()
{
    m_words->say(TonedLabel::Tone::Quiet, offerWords());
    m_look->show();
}

void DryRunPanel::showProgress()
{
    if (!isRunning())
        return;
    const PlanProgress now = m_run->progress();
    m_look->hide();
    m_words->hide();
    m_progressLine->show();
    m_bar->setMaximum(now.share < 0 ? 0 : 1000);
    m_bar->setValue(now.share < 0 ? 0 : int(now.share * 1000));
    m_progressWords->setText(m_run->isComparing()
                                 ? tr("%Ln row(s) compared with the database", "", Phrases::plural(now.rows))
                                 : tr("%Ln row(s) read", "", Phrases::plural(now.rows)));
}

void DryRunPanel::show(const Result<DryRunReport> &report)
{
    m_progressLine->hide();
    m_note->hide();
    if (report) {
        showFigures(*report);
        showRefused(*report);
        showKinds(*report);
    } else {
        m_words->say(TonedLabel::Tone::Negative,
                     tr("What will change cannot be found out: %1").arg(report.error().toString()));
        m_look->show();
    }
    Q_EMIT reportChanged();
}

void DryRunPanel::showFigures(const DryRunReport &report)
{
    const ChangeTally &tally = report.tally;
    QStringList words;
    const auto add = [&](qint64 count, const QString &text) {
        if (count > 0)
            words << text;
    };
    add(tally.inserted, tr("%Ln record(s) will be created", "", Phrases::plural(tally.inserted)));
    add(tally.updated, tr("%Ln record(s) will be changed", "", Phrases::plural(tally.updated)));
    add(tally.deleted, tr("%Ln record(s) will be deleted", "", Phrases::plural(tally.deleted)));
    add(tally.read, tr("%Ln record(s) will be looked up", "", Phrases::plural(tally.read)));
    add(tally.unchanged, tr("%Ln are so already", "records", Phrases::plural(tally.unchanged)));
    add(report.counts.failed, tr("%Ln row(s) cannot be used", "", Phrases::plural(report.counts.failed)));
    const bool changes = tally.written() + tally.read > 0;
    const TonedLabel::Tone tone =
        !changes || report.counts.failed > 0 ? TonedLabel::Tone::Caution : TonedLabel::Tone::Positive;
    m_words->say(tone, words.isEmpty() ? tr("Nothing would change.") : words.join(u" · "_s));
    m_columns->say(ChangeWords::byColumn(tally, true));

    const SumOf sum = m_order->operation.sum.value_or(SumOf());
    QStringList sums;
    double total = 0;
    for (auto group = tally.sums.cbegin(); group != tally.sums.cend(); ++group) {
        total += group.value();
        if (!group.key().isEmpty())
            sums << sum.group(group.key()) + u": "_s + QLocale().toString(group.value(), 'f', 1);
    }
    const QString inAll = QLocale().toString(total, 'f', 1) + u' ' + sum.unit;
    //: A sum over all records: %1 is the total with its unit, %2 its parts: "scope 1: 12.5 · scope 2: 30.1"
    m_sums->say(tally.sums.isEmpty() ? QString()
                : sums.isEmpty()     ? tr("In all: %1").arg(inAll)
                                     : tr("In all: %1 (%2)").arg(inAll, sums.join(u" · "_s)));
}

void DryRunPanel::showRefused(const DryRunReport &report)
{
    QStringList lines;
    for (const ErrorCount &error : report.errors) {
        const auto before = std::ranges::find(m_known, error.code, &ErrorCount::code);
        const qint64 count = error.count - (before == m_known.end() ? 0 : before->count);
        if (count <= 0)
            continue;
        if (size_t(lines.size()) == shownRefusals) {
            lines << u"…"_s;
            break;
        }
        //: A kind of error: %1 its code, %2 how many rows have it, %3 the first such row, %4 what is wrong there
        lines << tr("%1 %2 – as in row %3: %4")
                     .arg(error.code, Phrases::count(count), Phrases::count(error.firstRow), error.example.toString());
    }
    m_refused->say(lines.isEmpty() ? QString()
                                   : tr("Refused by the database as it is now:") + u'\n' + lines.join(u'\n'));
}

void DryRunPanel::showKinds(const DryRunReport &report)
{
    delete m_kindButtons;
    m_kindButtons = new QButtonGroup(this);
    while (QLayoutItem *item = m_kindsLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto kinds = kindsOf(report.tally);
    const auto showOnly = [this, job = report.job](const std::optional<ChangeKind> &kind) {
        m_model->show({.job = job, .ofPreview = true, .kind = kind});
    };
    const auto add = [&](const QString &text, const std::optional<ChangeKind> &kind) {
        auto *chip = new FilterChip(text, m_kinds);
        chip->setObjectName("kind_"_L1 + (kind ? changeKindName(*kind) : QString()));
        chip->setChecked(m_kindButtons->buttons().isEmpty());
        m_kindButtons->addButton(chip);
        m_kindsLayout->addWidget(chip);
        connect(chip, &QPushButton::clicked, this, [showOnly, kind] { showOnly(kind); });
    };
    const Theme theme = Theme::of(palette());
    for (const auto &[kind, count] : kinds)
        add(StatusLook::of(kind, theme).word + u' ' + Phrases::count(count), kind);
    if (kinds.size() > 1)
        add(tr("All", "changes"), std::nullopt);
    QList<QWidget *> order{m_kinds};
    for (QAbstractButton *chip : m_kindButtons->buttons())
        order.append(chip);
    tabThrough(order);
    m_kinds->setVisible(kinds.size() > 1);
    m_table->setVisible(!kinds.empty());
    if (!kinds.empty())
        showOnly(kinds.front().first);
}

void DryRunPanel::fitTable()
{
    const int unit = fontMetrics().averageCharWidth();
    m_table->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_table->setColumnWidth(i, qBound(8 * unit, m_table->columnWidth(i), 48 * unit));
    // Its shape stands before the word.
    m_table->setColumnWidth(ChangeTableModel::KindColumn,
                            m_table->columnWidth(ChangeTableModel::KindColumn) + 4 * unit);
    m_table->setColumnWidth(ChangeTableModel::KeyColumn,
                            qMin(m_table->columnWidth(ChangeTableModel::KeyColumn), 16 * unit));
    const int rows = qBound(1, m_model->rowCount(), shownRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth() +
                            m_table->horizontalScrollBar()->sizeHint().height());
}

} // namespace bulkhead
