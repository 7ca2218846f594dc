// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace bulkhead {

/// Words for people from an operation file, in one language or several.
struct Words
{
    QString fallback;                  ///< the plain string, or the English one
    QMap<QString, QString> byLanguage; ///< "ru", "pt_BR", "pt" …

    bool isEmpty() const { return fallback.isEmpty(); }
    /// In the language of QLocale() (the program's), else the fallback.
    QString toString() const;
    bool operator==(const Words &) const = default;
};

/// A sentence that is put into words late: the English source with %1…%9 and its arguments.
/// Core makes them with `Text{QT_TRANSLATE_NOOP("core", "no such file: %1"), {path}}`; the edge calls
/// toString(), which translates in the context "core". Words that are not ours (a server's message,
/// the text of an operation file) are arguments, or the whole of it: Text::verbatim().
class Text
{
public:
    Text() = default;
    Text(const char *source, QStringList args = {});
    static Text verbatim(const QString &words);
    /// A sentence of an operation file, with %1…%9 for its arguments.
    static Text of(const Words &words, QStringList args = {});

    /// One sentence and then another.
    static Text both(const Text &first, const Text &second);

    bool isEmpty() const { return m_source.isEmpty() && m_words.isEmpty() && m_args.isEmpty() && m_sentences.empty(); }
    /// In the language of the program, arguments put in.
    QString toString() const;
    /// In English whatever the language is: for logs and for what is stored.
    QString toEnglish() const;

    /// [source, arg…], or [{language: words}, arg…], so that a stored sentence can be said in the reader's language
    /// later; of several sentences a list of such lists.
    QJsonValue toJson() const;
    static Text fromJson(const QJsonValue &json);

    bool operator==(const Text &) const = default;

private:
    QByteArray m_source;
    Words m_words; ///< instead of the source, where an operation file has the sentence
    QStringList m_args;
    std::vector<Text> m_sentences; ///< instead of all of the above
};

} // namespace bulkhead
