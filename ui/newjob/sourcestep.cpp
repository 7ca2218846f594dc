// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/newjob/sourcestep.h"

#include "core/settings/settings.h"
#include "ui/newjob/previewmodel.h"
#include "ui/newjob/rowcounter.h"
#include "ui/newjob/samplelist.h"
#include "ui/session/services.h"
#include "ui/session/session.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"
#include "ui/widgets/wheelguard.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTableView>
#include <QUrl>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

constexpr int grid = 8;
constexpr int previewRows = 100;
constexpr int shownRows = 6; ///< of them without scrolling

QPushButton *button(const QString &text, const QString &name, const QString &icon, QWidget *parent)
{
    auto *made = new QPushButton(themedIcon(icon), text, parent);
    made->setObjectName(name);
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    return made;
}

QString delimiterName(char delimiter)
{
    switch (delimiter) {
    case ',':
        return SourceStep::tr("comma ( , )");
    case ';':
        return SourceStep::tr("semicolon ( ; )");
    case '\t':
        return SourceStep::tr("tab");
    case '|':
        return SourceStep::tr("bar ( | )");
    default:
        return QString(QLatin1Char(delimiter));
    }
}

QString headerName(bool header)
{
    return header ? SourceStep::tr("holds the names") : SourceStep::tr("is a row like the others");
}

/// "Detected: UTF-8" first, then everything it could be instead.
template <typename T>
void fillCombo(QComboBox *combo, const QList<std::pair<QString, T>> &choices, const T &found,
               const std::optional<T> &fixed)
{
    const QSignalBlocker quiet(combo);
    combo->clear();
    QString foundName;
    for (const auto &[name, value] : choices) {
        if (value == found)
            foundName = name;
    }
    //: %1 is an encoding, a delimiter, or what the first row is
    combo->addItem(fixed ? SourceStep::tr("Detect") : SourceStep::tr("%1 (detected)").arg(foundName));
    for (const auto &[name, value] : choices)
        combo->addItem(name, QVariant::fromValue(value));
    combo->setCurrentIndex(fixed ? combo->findData(QVariant::fromValue(*fixed)) : 0);
}

} // namespace

SourceStep::SourceStep(Session &session, QWidget *parent)
    : StepPanel(2, tr("Which rows"), parent), m_session(session), m_counter(new RowCounter(session, this)),
      m_model(new PreviewModel(this))
{
    m_problem = new TonedLabel(TonedLabel::Tone::Negative, this);
    m_problem->setObjectName(u"sourceProblem"_s);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_problem->hide();
    m_empty = makeEmptyPage();
    m_loaded = makeLoadedPage();
    body()->addWidget(m_problem);
    body()->addWidget(m_empty);
    body()->addWidget(m_loaded);
    connect(m_counter, &RowCounter::progressed, this, &SourceStep::describe);
    connect(m_counter, &RowCounter::finished, this, &SourceStep::setRowCount);
    clear();
}

QWidget *SourceStep::makeEmptyPage()
{
    auto *page = new QWidget(this);
    auto *words = new QLabel(tr("Drop a CSV or TSV file anywhere on this page, or paste rows copied from a "
                                "spreadsheet."),
                             page);
    words->setWordWrap(true);
    auto *browseButton = button(tr("Choose a file…"), u"browseButton"_s, u"document-open"_s, page);
    auto *pasteButton = button(tr("Paste"), u"pasteButton"_s, u"edit-paste"_s, page);
    auto *sampleButton = button(tr("Use the sample list"), u"sampleButton"_s, u"view-table"_s, page);
    sampleButton->setVisible(!sampleListPath().isEmpty());
    connect(browseButton, &QPushButton::clicked, this, &SourceStep::browse);
    connect(pasteButton, &QPushButton::clicked, this, &SourceStep::paste);
    connect(sampleButton, &QPushButton::clicked, this, [this] { loadFile(sampleListPath()); });

    m_useQuery = button({}, u"useQueryButton"_s, u"edit-find"_s, page);
    connect(m_useQuery, &QPushButton::clicked, this, &SourceStep::loadQuery);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    buttons->addWidget(browseButton);
    buttons->addWidget(pasteButton);
    buttons->addWidget(sampleButton);
    buttons->addWidget(m_useQuery);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(words);
    layout->addLayout(buttons);
    return page;
}

QWidget *SourceStep::makeLoadedPage()
{
    auto *page = new QWidget(this);
    m_name = new QLabel(page);
    m_name->setTextFormat(Qt::PlainText);
    m_details = new TonedLabel(TonedLabel::Tone::Quiet, page);
    m_details->setObjectName(u"sourceDetails"_s);
    auto *other = button(tr("Another file…"), u"otherFileButton"_s, u"document-open"_s, page);
    auto *pasteButton = button(tr("Paste"), u"pasteOtherButton"_s, u"edit-paste"_s, page);
    connect(other, &QPushButton::clicked, this, &SourceStep::browse);
    connect(pasteButton, &QPushButton::clicked, this, &SourceStep::paste);
    m_useQueryInstead = button({}, u"useQueryInsteadButton"_s, u"edit-find"_s, page);
    connect(m_useQueryInstead, &QPushButton::clicked, this, &SourceStep::loadQuery);
    auto *top = new QHBoxLayout;
    top->setSpacing(grid);
    top->addWidget(m_name);
    top->addWidget(m_details, 1);
    top->addWidget(other);
    top->addWidget(pasteButton);
    top->addWidget(m_useQueryInstead);

    m_dialect = new QWidget(page);
    auto *dialect = new QHBoxLayout(m_dialect);
    dialect->setContentsMargins(0, 0, 0, 0);
    dialect->setSpacing(grid);
    const auto combo = [&](const QString &title, const QString &name) {
        auto *made = new QComboBox(m_dialect);
        made->setObjectName(name);
        made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        auto *label = new QLabel(title, m_dialect);
        label->setBuddy(made);
        made->setAccessibleName(title);
        dialect->addWidget(label);
        dialect->addWidget(made);
        dialect->addSpacing(grid);
        WheelGuard::protect(made);
        connect(made, &QComboBox::activated, this, &SourceStep::correct);
        return made;
    };
    m_encoding = combo(tr("Encoding"), u"encodingCombo"_s);
    m_delimiter = combo(tr("Delimiter"), u"delimiterCombo"_s);
    m_header = combo(tr("First row"), u"headerCombo"_s);
    dialect->addStretch();

    m_table = new QTableView(page);
    m_table->setObjectName(u"previewTable"_s);
    m_table->setAccessibleName(tr("The first rows of the list"));
    m_table->setModel(m_model);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const int rowHeight = m_table->fontMetrics().height() + grid;
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);

    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addLayout(top);
    layout->addWidget(m_dialect);
    layout->addWidget(m_table);
    return page;
}

void SourceStep::loadFile(const QString &path, const CsvDialectOverrides &overrides)
{
    ChosenList list = ChosenList::file(path);
    list.overrides = overrides;
    load(list);
}

void SourceStep::loadText(const QString &text)
{
    if (text.trimmed().isEmpty()) {
        m_problem->say(TonedLabel::Tone::Negative,
                       tr("There are no rows on the clipboard. Copy some cells in a spreadsheet, then paste here."));
        return;
    }
    load(ChosenList::clipboard(text));
}

void SourceStep::loadQuery()
{
    if (!m_operation || !m_operation->source)
        return;
    ChosenList list = ChosenList::query(*m_operation);
    list.settingsFile = m_session.settings().montageSettingsFile();
    load(list);
}

void SourceStep::setOperation(const Operation *operation)
{
    const bool other = !operation || !m_operation || operation->id != m_operation->id;
    m_operation = operation ? std::optional(*operation) : std::nullopt;
    offerQuery();
    if (other && m_wanted.isQuery())
        clear();
}

void SourceStep::offerQuery()
{
    const bool has = m_operation && m_operation->source;
    //: %1 is the title of a query: "Activities without emissions"
    const QString text = has ? tr("Use the query: %1").arg(m_operation->source->title.toString()) : QString();
    for (QPushButton *made : {m_useQuery, m_useQueryInstead}) {
        made->setText(text);
        made->setAccessibleName(has ? text : tr("Use the operation's own query"));
        made->setVisible(has);
    }
    m_useQueryInstead->setVisible(has && !m_wanted.isQuery());
}

void SourceStep::paste()
{
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    if (copied && copied->hasUrls() && copied->urls().constFirst().isLocalFile())
        loadFile(copied->urls().constFirst().toLocalFile());
    else
        loadText(copied ? copied->text() : QString());
}

void SourceStep::browse()
{
    auto *dialog = new QFileDialog(window(), tr("Choose a list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists (*.csv *.tsv *.tab *.txt)"), tr("All files (*)")});
    dialog->setDirectory(m_folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::HomeLocation)
                                            : m_folder);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { loadFile(path); });
    dialog->show();
}

void SourceStep::clear(const QString &why)
{
    ++m_serial;
    m_counter->stop();
    m_list.reset();
    m_wanted = {};
    m_preview = {};
    m_rows.reset();
    m_model->clear();
    m_problem->say(TonedLabel::Tone::Negative, why);
    offerQuery();
    m_empty->show();
    m_loaded->hide();
    setState(why.isEmpty() ? StepState::Open : StepState::Attention, tr("choose a list"));
    Q_EMIT listChanged();
}

void SourceStep::load(const ChosenList &list)
{
    m_wanted = list;
    m_problem->hide();
    const quint64 serial = ++m_serial;
    if (!list.path.isEmpty() && !list.path.startsWith(u':'))
        m_folder = QFileInfo(list.path).absolutePath();
    const auto taken = [this, serial, list](const Result<SourcePreview> &preview) { took(serial, list, preview); };
    if (list.isQuery()) {
        // Asking a service may take long.
        m_problem->say(TonedLabel::Tone::Quiet, tr("Asking for the rows: %1…", "the title of a query").arg(list.name));
        setState(StepState::Working, tr("asking…", "for rows"));
        m_session.ask<SourcePreview>(
            this, Session::Lane::Background,
            [list, operation = *m_operation, services = m_session.services().registry()](JobStore &store) {
                return previewQuery(list, operation, previewRows, store.connection(), *services);
            },
            taken);
    } else {
        m_session.work<Result<SourcePreview>>(
            this, [list] { return previewList(list, previewRows); }, taken);
    }
}

void SourceStep::took(quint64 serial, const ChosenList &list, const Result<SourcePreview> &preview)
{
    if (serial != m_serial)
        return;
    if (preview)
        show(list, *preview);
    else
        refuse(list, preview.error());
}

void SourceStep::show(const ChosenList &list, const SourcePreview &preview)
{
    m_list = list;
    m_preview = preview;
    m_rows.reset();
    m_problem->hide();
    m_model->setPreview(preview);
    fillCombos(list, preview.spec.dialect);
    m_dialect->setVisible(!list.isQuery());
    offerQuery();
    m_empty->hide();
    m_loaded->show();
    count();
    describe();
    Q_EMIT listChanged();
    // Only now is it known which columns are hidden, and so how wide all are.
    fitTable();
}

void SourceStep::fitTable()
{
    m_table->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_table->setColumnWidth(i, qBound(10 * grid, m_table->columnWidth(i) + grid, 40 * grid));
    const int rows = qBound(2, m_model->rowCount(), shownRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth() +
                            m_table->horizontalScrollBar()->sizeHint().height());
}

void SourceStep::refuse(const ChosenList &list, const Error &error)
{
    clear(tr("%1 cannot be used: %2", "a list, why").arg(list.name, error.toString()));
    m_wanted = list;
}

void SourceStep::correct()
{
    if (!m_list || m_list->isQuery())
        return;
    ChosenList list = *m_list;
    const QVariant encoding = m_encoding->currentData();
    const QVariant delimiter = m_delimiter->currentData();
    const QVariant header = m_header->currentData();
    list.overrides.encoding = encoding.isValid() ? std::optional(encoding.toByteArray()) : std::nullopt;
    list.overrides.delimiter = delimiter.isValid() ? std::optional(delimiter.value<char>()) : std::nullopt;
    list.overrides.header = header.isValid() ? std::optional(header.toBool()) : std::nullopt;
    load(list);
}

void SourceStep::fillCombos(const ChosenList &list, const CsvDialect &found)
{
    QList<std::pair<QString, QByteArray>> encodings;
    for (const QByteArray &name : csvEncodings())
        encodings.append({QString::fromLatin1(name), name});
    fillCombo(m_encoding, encodings, found.encoding, list.overrides.encoding);
    QList<std::pair<QString, char>> delimiters;
    for (const char c : {',', ';', '\t', '|'})
        delimiters.append({delimiterName(c), c});
    fillCombo(m_delimiter, delimiters, found.delimiter, list.overrides.delimiter);
    fillCombo<bool>(m_header, {{headerName(true), true}, {headerName(false), false}}, found.header,
                    list.overrides.header);
    m_encoding->setEnabled(!list.path.isEmpty());
}

void SourceStep::count()
{
    m_counter->stop();
    if (m_preview.rows.size() < previewRows)
        m_rows = qint64(m_preview.rows.size());
    else if (!m_list->path.isEmpty())
        m_counter->start(m_list->path, m_preview.spec.dialect);
}

void SourceStep::setRowCount(qint64 rows)
{
    m_counter->stop();
    m_rows = rows;
    describe();
}

void SourceStep::setHiddenColumns(const QStringList &columns)
{
    m_model->setHiddenColumns(columns);
}

void SourceStep::describe()
{
    if (!m_list)
        return;
    const QLocale locale;
    QStringList words;
    if (m_rows)
        words << tr("%Ln row(s)", nullptr, int(*m_rows));
    else if (m_counter->isRunning())
        //: A number that grows while the rows of a file are counted
        words << tr("%Ln row(s) so far…", nullptr, int(m_counter->rows()));
    const QString summary = words.isEmpty() ? m_list->name : m_list->name + u" · "_s + words.constFirst();
    if (m_list->isQuery())
        words << tr("read from the database when the job is made");
    if (!m_list->path.isEmpty())
        words << locale.formattedDataSize(m_preview.spec.fileSize);
    m_name->setText(m_list->name);
    m_name->setToolTip(m_list->path);
    m_details->setText(words.join(u" · "_s));
    setState(StepState::Ready, summary);
}

} // namespace bulkhead
