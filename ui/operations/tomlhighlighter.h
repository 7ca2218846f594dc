// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>
#include <QTextCharFormat>

namespace bulkhead {

/// Colours the text of an operation file: comments, names of tables, keys, texts, numbers.
class TomlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit TomlHighlighter(QTextDocument *document);

    /// Takes the colours anew from the palette.
    void setPalette(const QPalette &palette);

protected:
    void highlightBlock(const QString &line) override;

private:
    /// What the end of a line leaves open for the next.
    enum State { Plain, InText, InLiteralText };

    /// From `from`, inside of a text over several lines; returns where it ends.
    qsizetype finishText(const QString &line, qsizetype from, State state);

    QTextCharFormat m_comment;
    QTextCharFormat m_table;
    QTextCharFormat m_key;
    QTextCharFormat m_text;
    QTextCharFormat m_value;
};

} // namespace bulkhead
