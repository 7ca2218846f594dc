// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/codeedit.h"

#include "ui/operations/tomlhighlighter.h"
#include "ui/widgets/theme.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QTextBlock>
#include <QToolTip>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int gutterPadding = 8;

/// Where the code point of this number (from 1) stands in the line.
int offsetOf(const QString &line, int column)
{
    qsizetype at = 0;
    for (int i = 1; i < column && at < line.size(); ++i)
        at += line.at(at).isHighSurrogate() && at + 1 < line.size() ? 2 : 1;
    return int(at);
}

} // namespace

class CodeEdit::Gutter final : public QWidget
{
public:
    explicit Gutter(CodeEdit *edit) : QWidget(edit), m_edit(edit) {}
    QSize sizeHint() const override { return {m_edit->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintGutter(event->rect()); }

private:
    CodeEdit *m_edit;
};

CodeEdit::CodeEdit(QWidget *parent)
    : QPlainTextEdit(parent), m_colors(new TomlHighlighter(document())), m_gutter(new Gutter(this))
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEdit::placeGutter);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &CodeEdit::showMarks);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    m_colors->setPalette(palette());
    placeGutter();
}

void CodeEdit::setMarks(std::vector<CodeMark> marks)
{
    m_marks = std::move(marks);
    showMarks();
    m_gutter->update();
}

QTextCursor CodeEdit::cursorOf(const CodeMark &mark) const
{
    static const QRegularExpression word(uR"("(?:\\.|[^"\\])*"|'[^']*'|\[[^\]]*\]+|\{[^}]*\}|[^\s,=\]}#]+)"_s);
    QTextBlock block = document()->findBlockByNumber(mark.line - 1);
    if (!block.isValid())
        block = document()->lastBlock();
    const QString line = block.text();
    int from = offsetOf(line, mark.column);
    const QRegularExpressionMatch found = word.match(line, from);
    int to = found.hasMatch() && found.capturedStart() == from ? int(found.capturedEnd()) : from + 1;
    if (from >= line.size()) { // behind the end there is nothing to underline
        from = std::max(0, int(line.size()) - 1);
        to = int(line.size());
    }
    QTextCursor cursor(block);
    cursor.setPosition(block.position() + from);
    cursor.setPosition(block.position() + std::min(to, int(line.size())), QTextCursor::KeepAnchor);
    return cursor;
}

void CodeEdit::showMarks()
{
    const Theme theme = Theme::of(palette());
    QList<QTextEdit::ExtraSelection> shown;
    if (!isReadOnly()) {
        QTextEdit::ExtraSelection line;
        line.format.setBackground(Theme::mixed(palette().color(QPalette::Text), palette().color(QPalette::Base), 0.05));
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        line.cursor = textCursor();
        line.cursor.clearSelection();
        shown.append(line);
    }
    for (const CodeMark &mark : m_marks) {
        QTextEdit::ExtraSelection wrong;
        wrong.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wrong.format.setUnderlineColor(theme.negative);
        wrong.cursor = cursorOf(mark);
        shown.append(wrong);
    }
    setExtraSelections(shown);
}

void CodeEdit::goTo(int line, int column)
{
    QTextCursor cursor = cursorOf({.line = line, .column = column, .what = {}});
    cursor.setPosition(cursor.anchor());
    setTextCursor(cursor);
    centerCursor();
    setFocus(Qt::OtherFocusReason);
}

int CodeEdit::gutterWidth() const
{
    const int digits = std::max(3, int(QString::number(blockCount()).size()));
    return gutterPadding * 3 + fontMetrics().horizontalAdvance(u'9') * digits;
}

void CodeEdit::placeGutter()
{
    setViewportMargins(gutterWidth(), 0, 0, 0);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), gutterWidth(), area.height());
}

void CodeEdit::paintGutter(const QRect &area)
{
    QPainter painter(m_gutter);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette());
    painter.fillRect(area, Theme::mixed(palette().color(QPalette::Text), palette().color(QPalette::Base), 0.04));
    painter.setFont(font());
    const int height = fontMetrics().height();
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    for (; block.isValid() && top <= area.bottom(); block = block.next()) {
        const int number = block.blockNumber() + 1;
        const bool isWrong = std::ranges::any_of(m_marks, [&](const CodeMark &mark) { return mark.line == number; });
        painter.setPen(isWrong ? theme.negative : theme.quiet);
        painter.drawText(QRectF(0, top, m_gutter->width() - gutterPadding, height), Qt::AlignRight,
                         QString::number(number));
        if (isWrong) { // a shape too: colour alone tells not everyone
            const QRectF cross(gutterPadding * 0.75, top + height / 2.0 - 3.5, 7, 7);
            painter.setPen(QPen(theme.negative, 1.8, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
        }
        top += blockBoundingRect(block).height();
    }
}

void CodeEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_colors->setPalette(palette());
        showMarks();
    } else if (event->type() == QEvent::FontChange) {
        placeGutter();
    }
}

bool CodeEdit::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QPlainTextEdit::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = cursorForPosition(help->pos()).position();
    for (const CodeMark &mark : m_marks) {
        const QTextCursor wrong = cursorOf(mark);
        if (at < wrong.selectionStart() || at > wrong.selectionEnd())
            continue;
        QToolTip::showText(help->globalPos(), mark.what, viewport());
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace bulkhead
