// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/tomlhighlighter.h"

#include "ui/widgets/theme.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

TomlHighlighter::TomlHighlighter(QTextDocument *document) : QSyntaxHighlighter(document) {}

void TomlHighlighter::setPalette(const QPalette &palette)
{
    const Theme theme = Theme::of(palette);
    m_comment.setForeground(theme.quiet);
    m_comment.setFontItalic(true);
    m_table.setForeground(theme.active);
    m_table.setFontWeight(QFont::Bold);
    m_key.setForeground(palette.color(QPalette::Text));
    m_key.setFontWeight(QFont::DemiBold);
    m_text.setForeground(theme.positive);
    m_value.setForeground(theme.caution);
    rehighlight();
}

qsizetype TomlHighlighter::finishText(const QString &line, qsizetype from, State state)
{
    const QString end = state == InText ? u"\"\"\""_s : u"'''"_s;
    qsizetype at = line.indexOf(end, from);
    const bool open = at < 0;
    at = open ? line.size() : at + end.size();
    setFormat(int(from), int(at - from), m_text);
    setCurrentBlockState(open ? state : Plain);
    return at;
}

void TomlHighlighter::highlightBlock(const QString &line)
{
    // Longest first: what begins a text over several lines also begins an empty one.
    static const QRegularExpression token(
        uR"((?<long>"""|''')|(?<text>"(?:\\.|[^"\\])*"?|'[^']*'?)|(?<comment>#.*)|)"
        uR"((?<table>^\s*\[\[?[^\]"'#=]*\]\]?\s*(?=#|$)))"
        uR"(|(?<key>[A-Za-z0-9_.-]+(?=\s*=))|(?<value>\b(?:true|false)\b|[+-]?\b\d[\d_.:TZ+-]*))"_s);
    setCurrentBlockState(Plain);
    qsizetype at = 0;
    if (previousBlockState() == InText || previousBlockState() == InLiteralText)
        at = finishText(line, 0, State(previousBlockState()));
    while (at < line.size()) {
        const QRegularExpressionMatch match = token.match(line, at);
        if (!match.hasMatch())
            return;
        const auto is = [&](QStringView group) { return match.hasCaptured(group); };
        at = match.capturedEnd();
        if (is(u"long")) {
            const auto start = match.capturedStart();
            setFormat(int(start), 3, m_text);
            at = finishText(line, at, match.captured().startsWith(u'"') ? InText : InLiteralText);
            continue;
        }
        const QTextCharFormat &format = is(u"text")      ? m_text
                                        : is(u"comment") ? m_comment
                                        : is(u"table")   ? m_table
                                        : is(u"key")     ? m_key
                                                         : m_value;
        setFormat(int(match.capturedStart()), int(match.capturedLength()), format);
    }
}

} // namespace bulkhead
