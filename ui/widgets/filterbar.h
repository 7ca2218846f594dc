// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QTimer;

namespace bulkhead {

class OperationCatalog;
class SearchField;

/// By what a list is narrowed: a search, an operation, and choices that a bar adds. The first entry of each
/// choice narrows nothing.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    /// What is offered to choose from; what was chosen stays so.
    void setOperations(const OperationCatalog &catalog);

    QString operation() const;
    QString text() const;
    bool isNarrowed() const;
    void clear();
    SearchField *search() const { return m_search; }

Q_SIGNALS:
    /// Typing is waited for.
    void changed();

protected:
    /// Takes the search in; where it and the choices stand is up to the bar.
    FilterBar(SearchField *search, QWidget *parent);

    /// The bar tells that it has changed when something is chosen here.
    QComboBox *addChoice(const QString &name, const QString &meaning);
    /// The choice that setOperations() fills.
    QComboBox *addOperationChoice(const QString &name, const OperationCatalog &catalog);
    /// Tells that the bar has changed, but waits for more to come.
    void changeSoon();

private:
    SearchField *m_search;
    QList<QComboBox *> m_choices;
    QComboBox *m_operationChoice = nullptr;
    QTimer *m_typing;
};

} // namespace bulkhead
