// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QListWidget;
class QPushButton;
class QTimer;

namespace bulkhead {

class CodeEdit;
class Pages;
class Session;
class TonedLabel;

/// What someone is at work on: kept over a restart of the program.
struct OperationDraft
{
    QString text;
    QString path;                 ///< of the file that is edited; empty: a new one
    std::optional<QString> saved; ///< what that file said when it was opened
    QString id;                   ///< that it had then
    QString untouched;            ///< of a new one: the text that it began with, which is no loss
};

/// Writes definitions of operations: marks mistakes as one types, asks the database whether the text fits its
/// tables, and saves into the folder of one's own operations.
class OperationEditor : public QWidget
{
    Q_OBJECT

public:
    OperationEditor(Session &session, Pages &pages, QWidget *parent = nullptr);

    void open(const OperationDraft &draft);
    OperationDraft draft() const;
    /// Whether something would be lost by closing it.
    bool isModified() const;
    /// Asks first where something would be lost.
    void leave();
    void save();

Q_SIGNALS:
    void left();
    /// Written; the operations of the session are being read anew.
    void saved(const QString &id);

private:
    enum class Fit { Unknown, Asking, Fits, Misfit };

    QWidget *buildHeader();
    void buildBelow();
    void check();
    void showMistakes(const std::vector<FileMistake> &mistakes);
    void askDatabase();
    void showFit(Fit fit, const QString &why = {});
    void describe();
    void hintVersion();
    void raiseVersion();
    QString target(const Operation &operation, QString *why) const;
    void write(const QString &path, const QString &id, bool replacing);
    void written(const QString &path, const QString &id, const QString &text, const Status &status);

    Session &m_session;
    Pages &m_pages;
    CodeEdit *m_text;
    QPushButton *m_back = nullptr;
    QLabel *m_title = nullptr;
    QPushButton *m_ask = nullptr;
    QPushButton *m_save = nullptr;
    TonedLabel *m_verdict;
    QListWidget *m_mistakes;
    QWidget *m_versionRow = nullptr;
    TonedLabel *m_versionHint = nullptr;
    QTimer *m_typing;
    QTimer *m_quiet; ///< until the database is asked
    OperationDraft m_opened;
    ParsedOperation m_parsed;
    int m_savedVersion = 0; ///< of the file as it was opened; 0: it was not there, or could not be read
    quint64 m_serial = 0;   ///< of the question to the database
    bool m_saving = false;
};

} // namespace bulkhead
