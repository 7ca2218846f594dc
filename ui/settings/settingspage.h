// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;

namespace bulkhead {

class JobOptionsForm;
class Pages;
class Session;
class TonedLabel;

/// What the operator wants to be as it is: language, the options new jobs begin with, the
/// services that jobs may ask, what is remembered, and where things are kept. Every change is kept at once.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(Session &session, Pages &pages, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeLanguage();
    QWidget *makeDefaults();
    QWidget *makeRemembered();
    QWidget *makeFolders();
    void languageChosen();
    void keepOptions();
    void describeRemembered();

    Session &m_session;
    Pages &m_pages;
    QComboBox *m_language = nullptr;
    TonedLabel *m_languageWords = nullptr;
    JobOptionsForm *m_options = nullptr;
    TonedLabel *m_optionsWords = nullptr;
    TonedLabel *m_remembered = nullptr;
    QPushButton *m_forget = nullptr;
};

} // namespace bulkhead
