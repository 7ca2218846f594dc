// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

#include <vector>

namespace bulkhead {

class TomlHighlighter;

/// A place in the text where something is wrong; lines and columns count from 1, columns in code points.
struct CodeMark
{
    int line = 1;
    int column = 1;
    QString what;
};

/// The text of an operation file with numbered lines, colours, and mistakes underlined and marked beside the
/// number; what is wrong is told under the mouse. Tab goes on to the next control.
class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CodeEdit(QWidget *parent = nullptr);

    void setMarks(std::vector<CodeMark> marks);
    const std::vector<CodeMark> &marks() const { return m_marks; }
    /// Puts the cursor there, in the middle of the view, and takes the keyboard.
    void goTo(int line, int column);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    class Gutter;

    int gutterWidth() const;
    void paintGutter(const QRect &area);
    void placeGutter();
    void showMarks();
    /// The word or text that begins at the mark.
    QTextCursor cursorOf(const CodeMark &mark) const;

    TomlHighlighter *m_colors;
    QWidget *m_gutter;
    std::vector<CodeMark> m_marks;
};

} // namespace bulkhead
