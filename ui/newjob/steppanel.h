// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace bulkhead {

/// How far a step of the New job page has come.
enum class StepState {
    Waiting, ///< needs an earlier step first
    Open,    ///< something is left to choose
    Working, ///< runs in the background
    Ready,
    Attention, ///< something is wrong and said so in the step
};

/// One step of the New job page: a number, a title, and the step's own widgets below.
class StepPanel : public QFrame
{
    Q_OBJECT

public:
    StepPanel(int number, const QString &title, QWidget *parent = nullptr);

    int number() const { return m_number; }
    QString title() const;
    /// What was chosen, in a few words: "staff.csv · 12,480 rows".
    QString summary() const { return m_summary; }
    StepState state() const { return m_state; }
    void setState(StepState state, const QString &summary = {});

Q_SIGNALS:
    void stateChanged();

protected:
    /// Where the step's widgets go.
    QVBoxLayout *body() const { return m_body; }
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void restyle();

    int m_number;
    StepState m_state = StepState::Waiting;
    QString m_summary;
    QLabel *m_title;
    QVBoxLayout *m_body;
};

/// The five steps side by side above the page, always in sight: what was chosen in each, and a way to
/// get there.
class StepButton : public QAbstractButton
{
    Q_OBJECT

public:
    StepButton(const StepPanel *step, QWidget *parent = nullptr);

    /// The step that is on screen now.
    void setCurrent(bool current);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const StepPanel *m_step;
    bool m_current = false;
};

} // namespace bulkhead
