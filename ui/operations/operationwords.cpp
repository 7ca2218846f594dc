// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationwords.h"

#include <QDir>
#include <QLocale>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

QString OperationWords::effect(EffectKind kind)
{
    switch (kind) {
    case EffectKind::Insert:
        //: what an operation does to records
        return tr("Adds");
    case EffectKind::Update:
        //: what an operation does to records
        return tr("Changes");
    case EffectKind::Upsert:
        //: what an operation does to records
        return tr("Adds or changes");
    case EffectKind::SoftDelete:
        //: what an operation does to records
        return tr("Marks as deleted");
    case EffectKind::Delete:
        //: what an operation does to records
        return tr("Deletes");
    case EffectKind::Read:
        //: what an operation does to records
        return tr("Reads");
    case EffectKind::Montages:
        //: what an operation does: it makes the montages of users
        return tr("Makes montages");
    }
    Q_UNREACHABLE();
}

QString OperationWords::table(const EffectSpec &effect)
{
    if (effect.kind == EffectKind::Montages)
        return u"montages, montage_items"_s;
    return effect.tableField.isEmpty() ? effect.table : effect.tables.join(u", "_s);
}

QString OperationWords::effectSentence(const Operation &operation)
{
    const EffectSpec &effect = operation.effect;
    const QString names = table(effect);
    const QString key = effect.keyField.isEmpty() ? effect.key : effect.keyField;
    switch (effect.kind) {
    case EffectKind::Insert:
        return tr("Adds a record to %1 for each row.").arg(names);
    case EffectKind::Update:
        return tr("Changes the record of %1 that each row names by %2.").arg(names, key);
    case EffectKind::Upsert:
        return tr("Changes the record of %1 that each row names by %2, or adds it.").arg(names, key);
    case EffectKind::SoftDelete:
        return tr("Marks the record of %1 that each row names by %2 as deleted; it stays in the table.")
            .arg(names, key);
    case EffectKind::Delete:
        return tr("Deletes the record of %1 that each row names by %2.").arg(names, key);
    case EffectKind::Read:
        return tr("Reads %3 of the record of %1 that each row names by %2; changes nothing.")
            .arg(names, key, effect.columns.join(u", "_s));
    case EffectKind::Montages:
        return tr("Makes the montages of the user that each row names by %1, and removes those that are out of date.")
            .arg(key);
    }
    Q_UNREACHABLE();
}

QString OperationWords::type(FieldType type)
{
    switch (type) {
    case FieldType::Text:
        //: type of a field
        return tr("text");
    case FieldType::Int:
        //: type of a field
        return tr("whole number");
    case FieldType::Decimal:
        //: type of a field
        return tr("decimal number");
    case FieldType::Bool:
        //: type of a field
        return tr("yes or no");
    case FieldType::Date:
        //: type of a field
        return tr("date");
    case FieldType::DateTime:
        //: type of a field
        return tr("date and time");
    case FieldType::Uuid:
        return u"UUID"_s;
    case FieldType::Email:
        //: type of a field
        return tr("e-mail address");
    case FieldType::Phone:
        //: type of a field
        return tr("phone number");
    case FieldType::Choice:
        //: type of a field
        return tr("one of a list");
    case FieldType::Json:
        return u"JSON"_s;
    case FieldType::Secret:
        //: type of a field: a password
        return tr("secret");
    }
    Q_UNREACHABLE();
}

QString OperationWords::rules(const Field &field)
{
    const QLocale locale;
    const auto number = [&](double value) { return locale.toString(value, 'g', 15); };
    QStringList rules;
    if (field.required)
        rules << tr("required");
    if (field.minLength > 0)
        rules << tr("at least %Ln character(s)", "", field.minLength);
    if (field.maxLength > 0)
        rules << tr("at most %Ln character(s)", "", field.maxLength);
    if (field.least)
        rules << tr("from %1").arg(number(*field.least));
    if (field.most)
        //: largest value of a number: "from 0 · to 100"
        rules << tr("to %1").arg(number(*field.most));
    if (field.decimals >= 0)
        rules << tr("%Ln digit(s) behind the point", "", field.decimals);
    if (!field.choices.isEmpty())
        rules << field.choices.join(u", "_s);
    if (!field.pattern.isEmpty())
        rules << tr("looks like %1").arg(field.pattern);
    if (field.lower)
        rules << tr("put in lower case");
    if (!field.trim)
        rules << tr("spaces at its ends are kept");
    if (field.empty == EmptyCell::Clear)
        rules << tr("an empty cell empties the column");
    if (field.hashed)
        rules << tr("hashed before it is stored");
    else if (field.masked)
        rules << tr("shown as dots");
    if (!field.writes)
        rules << tr("not written itself");
    else if (field.column != field.name)
        rules << tr("column %1").arg(field.column);
    return rules.join(u" · "_s);
}

QString OperationWords::role(Role role)
{
    return role == Role::Administrator ? tr("administrators") : tr("operators and administrators");
}

QString OperationWords::origin(const Operation &operation)
{
    //: where an operation comes from
    return operation.isBuiltIn ? tr("built in") : QDir::toNativeSeparators(operation.path);
}

QString OperationWords::sentence(const Words &words, const QStringList &args)
{
    static const QRegularExpression left(u"%[1-9]"_s);
    QString text = words.toString();
    for (qsizetype i = 0; i < args.size(); ++i)
        text.replace(u'%' + QString::number(i + 1), u'‹' + args[i] + u'›');
    return text.replace(left, u"…"_s);
}

} // namespace bulkhead
