// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/sqltext.h"

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

enum class TokenKind { Name, Symbol, Other };

struct Token
{
    TokenKind kind = TokenKind::Other;
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// The end of what a quote opens; a doubled quote stands for itself.
qsizetype behindQuoted(const QByteArray &sql, qsizetype at)
{
    const char open = sql[at];
    const char close = open == '[' ? ']' : open;
    for (qsizetype i = at + 1; i < sql.size(); ++i) {
        if (sql[i] != close)
            continue;
        if (i + 1 < sql.size() && sql[i + 1] == close && open != '[')
            ++i;
        else
            return i + 1;
    }
    return sql.size();
}

/// The next token from `at` on; white space and comments are passed over. Empty at the end.
Token nextToken(const QByteArray &sql, qsizetype at)
{
    while (at < sql.size()) {
        const char c = sql[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
        } else if (c == '-' && sql.mid(at, 2) == "--") {
            const qsizetype end = sql.indexOf('\n', at);
            at = end < 0 ? sql.size() : end;
        } else if (c == '/' && sql.mid(at, 2) == "/*") {
            const qsizetype end = sql.indexOf("*/", at + 2);
            at = end < 0 ? sql.size() : end + 2;
        } else {
            break;
        }
    }
    if (at >= sql.size())
        return {.begin = at, .end = at};
    const char c = sql[at];
    if (c == '\'')
        return {.kind = TokenKind::Other, .begin = at, .end = behindQuoted(sql, at)};
    if (c == '"' || c == '`' || c == '[')
        return {.kind = TokenKind::Name, .begin = at, .end = behindQuoted(sql, at)};
    if (!isNameCharacter(c))
        return {.kind = TokenKind::Symbol, .begin = at, .end = at + 1};
    qsizetype end = at;
    while (end < sql.size() && isNameCharacter(sql[end]))
        ++end;
    const bool isNumber = c >= '0' && c <= '9';
    return {.kind = isNumber ? TokenKind::Other : TokenKind::Name, .begin = at, .end = end};
}

QByteArray textOf(const QByteArray &sql, const Token &token)
{
    const QByteArray text = sql.sliced(token.begin, token.end - token.begin);
    const char first = text.isEmpty() ? ' ' : text.front();
    if (first != '"' && first != '`' && first != '[')
        return text;
    const QByteArray quote(1, first);
    return text.sliced(1, text.size() - 2).replace(quote + quote, quote);
}

template <typename Visit> void eachToken(const QByteArray &sql, qsizetype from, Visit visit)
{
    for (Token token = nextToken(sql, from); token.end > token.begin; token = nextToken(sql, token.end)) {
        if (!visit(token))
            return;
    }
}

} // namespace

qsizetype closingParenthesis(const QByteArray &sql, qsizetype open)
{
    int depth = 0;
    qsizetype found = -1;
    eachToken(sql, open, [&](const Token &token) {
        const char c = token.kind == TokenKind::Symbol ? sql[token.begin] : ' ';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth > 0)
            return true;
        found = token.begin;
        return false;
    });
    return depth == 0 ? found : -1;
}

QByteArrayList splitAtCommas(const QByteArray &sql)
{
    QByteArrayList parts;
    int depth = 0;
    qsizetype from = 0;
    eachToken(sql, 0, [&](const Token &token) {
        const char c = token.kind == TokenKind::Symbol ? sql[token.begin] : ' ';
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
            parts.append(sql.sliced(from, token.begin - from).trimmed());
            from = token.end;
        }
        return true;
    });
    parts.append(sql.sliced(from).trimmed());
    return parts;
}

QStringList namesIn(const QByteArray &sql)
{
    QStringList names;
    eachToken(sql, 0, [&](const Token &token) {
        if (token.kind == TokenKind::Name)
            names.append(QString::fromUtf8(textOf(sql, token)));
        return true;
    });
    return names;
}

bool mentions(const QByteArray &sql, const QString &name)
{
    return namesIn(sql).contains(name, Qt::CaseInsensitive);
}

bool mayVary(const QByteArray &sql)
{
    static const QStringList varying{u"now"_s,
                                     u"current_date"_s,
                                     u"current_time"_s,
                                     u"current_timestamp"_s,
                                     u"localtime"_s,
                                     u"localtimestamp"_s,
                                     u"clock_timestamp"_s,
                                     u"statement_timestamp"_s,
                                     u"transaction_timestamp"_s,
                                     u"timeofday"_s,
                                     u"random"_s,
                                     u"gen_random_uuid"_s,
                                     u"uuid_generate_v4"_s,
                                     u"nextval"_s,
                                     u"txid_current"_s,
                                     u"pg_current_xact_id"_s,
                                     u"date"_s,
                                     u"time"_s,
                                     u"datetime"_s,
                                     u"julianday"_s,
                                     u"unixepoch"_s,
                                     u"strftime"_s,
                                     u"randomblob"_s};
    return std::ranges::any_of(
        varying, [names = namesIn(sql)](const QString &name) { return names.contains(name, Qt::CaseInsensitive); });
}

bool isConstant(const QByteArray &sql)
{
    bool calls = false;
    bool isName = false;
    eachToken(sql, 0, [&](const Token &token) {
        calls = calls || (isName && token.kind == TokenKind::Symbol && sql[token.begin] == '(');
        isName = token.kind == TokenKind::Name;
        return !calls;
    });
    return !calls && !mayVary(sql);
}

QByteArrayList checkExpressions(const QByteArray &createTable)
{
    QByteArrayList found;
    bool isCheck = false;
    eachToken(createTable, 0, [&](const Token &token) {
        if (isCheck && createTable[token.begin] == '(') {
            const qsizetype close = closingParenthesis(createTable, token.begin);
            if (close > 0)
                found.append(createTable.sliced(token.begin + 1, close - token.begin - 1).trimmed());
        }
        isCheck = token.kind == TokenKind::Name &&
                  createTable.sliced(token.begin, token.end - token.begin).toLower() == "check";
        return true;
    });
    return found;
}

QByteArray withParameter(const QByteArray &sql, const QByteArray &name, const QByteArray &replacement)
{
    QByteArray out;
    qsizetype copied = 0;
    qsizetype colon = -1; // where a single one stands right before this token
    qsizetype lastColon = -1;
    eachToken(sql, 0, [&](const Token &token) {
        const bool isColon = token.kind == TokenKind::Symbol && sql[token.begin] == ':';
        if (token.kind == TokenKind::Name && colon >= 0 && colon + 1 == token.begin && textOf(sql, token) == name) {
            out += sql.sliced(copied, colon - copied) + replacement;
            copied = token.end;
        }
        const bool isCast = isColon && lastColon >= 0 && lastColon + 1 == token.begin;
        colon = isColon && !isCast ? token.begin : -1;
        lastColon = isColon ? token.begin : -1;
        return true;
    });
    return out + sql.sliced(copied);
}

} // namespace bulkhead
