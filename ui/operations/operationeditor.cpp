// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationeditor.h"

#include "core/operation/operationcheck.h"
#include "ui/operations/codeedit.h"
#include "ui/operations/operationfolder.h"
#include "ui/session/frame.h"
#include "ui/session/session.h"
#include "ui/widgets/accentbutton.h"
#include "ui/widgets/lossquestion.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QRegularExpression>
#include <QTextDocument>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace bulkhead {

namespace {

constexpr auto typingPause = 300ms;
constexpr auto databasePause = 700ms;
constexpr int mostMistakesInSight = 5;

/// Whether a file of this id is built in, even where one of the administrator's took its place.
bool isBuiltIn(const QString &id)
{
    return QFileInfo::exists(u":/operations/"_s + id + u".toml"_s);
}

} // namespace

OperationEditor::OperationEditor(Session &session, Pages &pages, QWidget *parent)
    : QWidget(parent), m_session(session), m_pages(pages), m_text(new CodeEdit(this)),
      m_verdict(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_mistakes(new QListWidget(this)),
      m_typing(new QTimer(this)), m_quiet(new QTimer(this))
{
    setObjectName(u"operationEditor"_s);
    m_text->setObjectName(u"operationEdit"_s);
    m_text->setAccessibleName(tr("Text of the operation's file"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(buildHeader());
    layout->addWidget(m_text, 1);
    buildBelow();
    setFocusProxy(m_text);

    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPause);
    m_quiet->setSingleShot(true);
    m_quiet->setInterval(databasePause);
    connect(m_typing, &QTimer::timeout, this, &OperationEditor::check);
    connect(m_quiet, &QTimer::timeout, this, &OperationEditor::askDatabase);
    connect(m_text->document(), &QTextDocument::contentsChanged, this, [this] {
        ++m_serial; // what is being asked is about another text
        m_quiet->stop();
        m_typing->start();
        describe();
    });
    connect(&m_session, &Session::stateChanged, this, &OperationEditor::check);
    auto *saving = new QAction(this);
    saving->setShortcut(QKeySequence::Save);
    saving->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(saving);
    connect(saving, &QAction::triggered, this, &OperationEditor::save);
}

QWidget *OperationEditor::buildHeader()
{
    auto *header = new QWidget(this);
    m_back = new QPushButton(tr("‹ Operations"), header);
    m_back->setObjectName(u"leaveEditor"_s);
    m_back->setToolTip(tr("Leave the editor"));
    m_title = new QLabel(header);
    m_title->setObjectName(u"editorTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.2);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    m_ask = new QPushButton(themedIcon(u"network-server"_s), tr("Check against the database"), header);
    m_ask->setObjectName(u"checkOperation"_s);
    m_ask->setToolTip(tr("Ask whether its tables and columns are there and its SQL is understood; nothing is written"));
    m_save = new AccentButton(tr("Save"), header);
    m_save->setObjectName(u"saveOperation"_s);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_back);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_ask);
    layout->addWidget(m_save);
    connect(m_back, &QPushButton::clicked, this, &OperationEditor::leave);
    connect(m_ask, &QPushButton::clicked, this, &OperationEditor::askDatabase);
    connect(m_save, &QPushButton::clicked, this, &OperationEditor::save);
    return header;
}

void OperationEditor::buildBelow()
{
    m_versionRow = new QWidget(this);
    m_versionHint = new TonedLabel(TonedLabel::Tone::Caution, m_versionRow);
    m_versionHint->setObjectName(u"versionHint"_s);
    auto *raise = new QPushButton(tr("Raise it"), m_versionRow);
    raise->setObjectName(u"raiseVersion"_s);
    raise->setToolTip(tr("Write the next version into the text"));
    auto *row = new QHBoxLayout(m_versionRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_versionHint, 1);
    row->addWidget(raise);
    m_versionRow->hide();
    m_verdict->setObjectName(u"editorVerdict"_s);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_mistakes->setObjectName(u"mistakeList"_s);
    m_mistakes->setAccessibleName(tr("Mistakes"));
    m_mistakes->setWordWrap(true);
    m_mistakes->setFrameShape(QFrame::NoFrame);
    m_mistakes->hide();
    for (QWidget *widget : {m_versionRow, static_cast<QWidget *>(m_verdict), static_cast<QWidget *>(m_mistakes)})
        layout()->addWidget(widget);
    const auto jump = [this](const QListWidgetItem *item) {
        if (item)
            m_text->goTo(item->data(Qt::UserRole).toPoint().x(), item->data(Qt::UserRole).toPoint().y());
    };
    connect(m_mistakes, &QListWidget::itemClicked, this, jump);
    connect(m_mistakes, &QListWidget::itemActivated, this, jump);
    connect(raise, &QPushButton::clicked, this, &OperationEditor::raiseVersion);
}

void OperationEditor::open(const OperationDraft &draft)
{
    m_opened = draft;
    m_savedVersion = 0;
    if (draft.saved) {
        const ParsedOperation before = readOperation(draft.path, draft.saved->toUtf8());
        m_savedVersion = before.mistakes.empty() ? before.operation.version : 0;
        m_opened.id = before.operation.id;
    }
    m_text->setPlainText(draft.text);
    m_typing->stop();
    check();
}

OperationDraft OperationEditor::draft() const
{
    OperationDraft draft = m_opened;
    draft.text = m_text->toPlainText();
    return draft;
}

bool OperationEditor::isModified() const
{
    return m_text->toPlainText() != m_opened.saved.value_or(m_opened.untouched);
}

void OperationEditor::describe()
{
    const QString name = m_opened.path.isEmpty() ? tr("New operation") : QFileInfo(m_opened.path).fileName();
    m_title->setText(isModified() || m_opened.path.isEmpty() ? tr("%1 — not saved", "a file").arg(name) : name);
    m_title->setToolTip(QDir::toNativeSeparators(m_opened.path));
}

void OperationEditor::check()
{
    const QString text = m_text->toPlainText();
    m_parsed = readOperation(m_opened.path, text.toUtf8());
    showMistakes(m_parsed.mistakes);
    describe();
    hintVersion();
    const bool good = m_parsed.mistakes.empty();
    m_ask->setEnabled(good && m_session.state() == Session::State::Open);
    m_save->setEnabled(good && !m_saving);
    m_save->setToolTip(good ? tr("Save it into the folder of your own operations") : tr("Mend the mistakes first"));
    if (!good)
        return;
    showFit(Fit::Unknown);
    if (m_session.state() == Session::State::Open)
        m_quiet->start();
}

void OperationEditor::showMistakes(const std::vector<FileMistake> &mistakes)
{
    std::vector<CodeMark> marks;
    for (const FileMistake &mistake : mistakes)
        marks.push_back({.line = mistake.line, .column = mistake.column, .what = mistake.what.toString()});
    m_text->setMarks(std::move(marks));
    m_mistakes->clear();
    m_mistakes->setVisible(!mistakes.empty());
    if (mistakes.empty())
        return;
    for (const FileMistake &mistake : mistakes) {
        //: a mistake in a file: where, and what
        auto *item = new QListWidgetItem(
            tr("Line %1, column %2: %3").arg(mistake.line).arg(mistake.column).arg(mistake.what.toString()));
        item->setData(Qt::UserRole, QPoint(mistake.line, mistake.column));
        m_mistakes->addItem(item);
    }
    const int rows = std::min(int(mistakes.size()), mostMistakesInSight);
    m_mistakes->setFixedHeight(rows * (fontMetrics().height() + 6) + fontMetrics().height());
    m_verdict->say(TonedLabel::Tone::Negative, tr("✕ %Ln mistake(s)", "", int(mistakes.size())));
}

void OperationEditor::askDatabase()
{
    if (m_typing->isActive()) {
        m_typing->stop();
        check();
    }
    m_quiet->stop();
    if (!m_parsed.mistakes.empty() || m_session.state() != Session::State::Open)
        return;
    showFit(Fit::Asking);
    using Mistakes = std::vector<FileMistake>;
    m_session.ask<Mistakes>(
        this, Session::Lane::Interactive,
        [operation = m_parsed.operation](JobStore &store) {
            return Result<Mistakes>(misfits(store.connection(), operation));
        },
        [this, serial = ++m_serial](const Result<Mistakes> &found) {
            if (serial != m_serial)
                return;
            if (found)
                showMistakes(*found);
            const bool fits = found && found->empty();
            showFit(fits ? Fit::Fits : Fit::Misfit, found ? QString() : found.error().toString());
        });
}

void OperationEditor::showFit(Fit fit, const QString &why)
{
    const QString where = m_session.target().display();
    switch (fit) {
    case Fit::Unknown:
        m_verdict->say(TonedLabel::Tone::Quiet, tr("○ No mistakes"));
        return;
    case Fit::Asking:
        m_verdict->say(TonedLabel::Tone::Quiet, tr("○ No mistakes · asking %1 whether it fits…").arg(where));
        return;
    case Fit::Fits:
        m_verdict->say(TonedLabel::Tone::Positive, tr("● No mistakes · fits %1", "a database").arg(where));
        return;
    case Fit::Misfit:
        m_verdict->say(TonedLabel::Tone::Negative,
                       why.isEmpty() ? tr("✕ Does not fit %1:", "a database; what is wrong follows").arg(where)
                                     : tr("✕ Does not fit %1: %2", "a database, why").arg(where, why));
        return;
    }
}

void OperationEditor::hintVersion()
{
    const bool same = m_opened.saved && m_text->toPlainText() != *m_opened.saved && m_parsed.mistakes.empty() &&
                      m_parsed.operation.id == m_opened.id && m_savedVersion > 0 &&
                      m_parsed.operation.version <= m_savedVersion;
    m_versionRow->setVisible(same);
    if (same)
        m_versionHint->say(TonedLabel::Tone::Caution,
                           tr("The version is %1 as before. Raise it when the file now means something else, so that "
                              "jobs tell which one they ran with.")
                               .arg(m_parsed.operation.version));
}

void OperationEditor::raiseVersion()
{
    static const QRegularExpression line(u"^[ \\t]*version[ \\t]*=[ \\t]*\\d+"_s, QRegularExpression::MultilineOption);
    const QString next = u"version = %1"_s.arg(m_savedVersion + 1);
    const QRegularExpressionMatch found = line.match(m_text->toPlainText());
    QTextCursor cursor(m_text->document());
    if (found.hasMatch()) {
        cursor.setPosition(int(found.capturedStart()));
        cursor.setPosition(int(found.capturedEnd()), QTextCursor::KeepAnchor);
        cursor.insertText(next);
    } else {
        cursor.insertText(next + u'\n'); // no table stands before the first line
    }
    check();
}

void OperationEditor::leave()
{
    if (!isModified()) {
        Q_EMIT left();
        return;
    }
    askBeforeLoss(this, tr("Leave the editor without saving?"),
                  m_opened.path.isEmpty() ? tr("The new operation is lost.")
                                          : tr("Your changes to %1 are lost.").arg(QFileInfo(m_opened.path).fileName()),
                  tr("Leave"), [this] { Q_EMIT left(); });
}

QString OperationEditor::target(const Operation &operation, QString *why) const
{
    const Result<QString> file = ownOperationFile(operation.id);
    if (!file) {
        *why = file.error().toString();
        return {};
    }
    // A file of another name stays the file of its operation, else there would be two of one id.
    const bool isOwn = QFileInfo(m_opened.path).path() == ownOperationsFolder();
    return isOwn && m_opened.id == operation.id ? m_opened.path : *file;
}

void OperationEditor::save()
{
    m_typing->stop();
    check();
    if (!m_parsed.mistakes.empty() || m_saving)
        return;
    const QString id = m_parsed.operation.id;
    QString why;
    const QString path = target(m_parsed.operation, &why);
    if (path.isEmpty()) {
        m_quiet->stop();
        m_verdict->say(TonedLabel::Tone::Negative, u"✕ "_s + why);
        return;
    }
    if (isBuiltIn(id) && m_opened.path != path) {
        askBeforeLoss(this, tr("Put this in the place of the built-in operation “%1”?").arg(id),
                      tr("New jobs of “%1” will do what this file says. The built-in one comes back when the file "
                         "%2 is removed. To keep both, give this one an id of its own.")
                          .arg(id, QDir::toNativeSeparators(path)),
                      tr("Replace it"), [this, path, id] { write(path, id, false); });
        return;
    }
    write(path, id, false);
}

void OperationEditor::write(const QString &path, const QString &id, bool replacing)
{
    const QString text = m_text->toPlainText();
    const std::optional<QString> expected = path == m_opened.path ? m_opened.saved : std::nullopt;
    m_saving = true;
    m_save->setEnabled(false);
    m_session.work<Status>(
        this,
        [path, text, expected, replacing] {
            return replacing ? replaceOperationText(path, text) : writeOperationText(path, text, expected);
        },
        [this, path, id, text](const Status &status) { written(path, id, text, status); });
}

void OperationEditor::written(const QString &path, const QString &id, const QString &text, const Status &status)
{
    m_saving = false;
    m_save->setEnabled(m_parsed.mistakes.empty());
    if (!status && status.error().code == "FILE_CHANGED"_L1) {
        askBeforeLoss(this, tr("Write over %1?").arg(QDir::toNativeSeparators(path)),
                      status.error().toString() + u' ' + tr("What it says now is lost."), tr("Write over it"),
                      [this, path, id] { write(path, id, true); });
        return;
    }
    if (!status) {
        m_pages.tell(MessageKind::Error, status.error().toString());
        return;
    }
    m_opened = {.text = text, .path = path, .saved = text, .id = id, .untouched = {}};
    m_savedVersion = readOperation(path, text.toUtf8()).operation.version;
    describe();
    hintVersion();
    m_session.readOperations();
    m_pages.tell(MessageKind::Positive, tr("Saved as %1. New job offers “%2”.")
                                            .arg(QDir::toNativeSeparators(path), m_parsed.operation.title.toString()));
    Q_EMIT saved(id);
}

} // namespace bulkhead
