// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/operation/operation.h"

#include <QObject>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QStackedWidget;

namespace bulkhead {

class TonedLabel;

/// One field of the operation in the Columns step: its title, the column (or the constant) it is fed
/// from, and some of what stands there.
class FieldRow : public QObject
{
    Q_OBJECT

public:
    /// Puts its widgets into row `line` of the grid; they belong to the grid's widget.
    FieldRow(const Field &field, QGridLayout *grid, int line, const QString &note);

    const QString &fieldName() const { return m_name; }
    /// What the field may be fed from; what was chosen stays if it is still there.
    void setColumns(const QStringList &columns);
    void set(const Mapping &mapping);
    void addTo(Mapping &mapping) const;
    /// What stands in the column, from the first rows.
    void setExample(const QString &example);
    QString column() const;
    /// What takes the keyboard, in the order of reading.
    QList<QWidget *> controls() const;
    /// Its values are not for showing.
    bool isHidden() const { return m_hidden; }

Q_SIGNALS:
    void changed();

private:
    bool isConstant() const;
    void showEditor();

    QString m_name;
    bool m_hidden;
    QComboBox *m_combo;
    QStackedWidget *m_side;
    TonedLabel *m_example;
    QLineEdit *m_constant;
};

} // namespace bulkhead
