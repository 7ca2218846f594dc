// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;

namespace bulkhead {

class AccentButton;

/// The foot of the New job page, always in sight: what starting will do, or what is missing, and the
/// one button.
class StartBar : public QFrame
{
    Q_OBJECT

public:
    explicit StartBar(QWidget *parent = nullptr);

    /// `ready`: the button may be pressed.
    void setPlan(bool ready, const QString &buttonText, const QString &words);
    /// The job is being made; `share` 0…1, negative when unknown.
    void setLoading(const QString &words, double share);
    void endLoading();

Q_SIGNALS:
    void startRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_words;
    QProgressBar *m_bar;
    AccentButton *m_start;
};

} // namespace bulkhead
