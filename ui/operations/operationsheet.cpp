// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationsheet.h"

#include "ui/operations/operationwords.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/theme.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Puts the sheet together, section by section.
class Sheet
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::OperationSheet)

public:
    explicit Sheet(const QPalette &palette) : m_quiet(Theme::of(palette).quiet.name()) {}

    QString of(const Operation &operation);

private:
    QString quiet(const QString &text) const
    {
        return u"<span style='color:%1'>%2</span>"_s.arg(m_quiet, text.toHtmlEscaped());
    }
    void heading(const QString &words)
    {
        m_html += u"<h4 style='margin-top:14px;margin-bottom:4px'>%1</h4>"_s.arg(words.toHtmlEscaped());
    }
    void fact(const QString &name, const QString &value)
    {
        m_html +=
            u"<tr><td style='padding-right:12px'>%1</td><td>%2</td></tr>"_s.arg(quiet(name), value.toHtmlEscaped());
    }
    void facts(const Operation &operation);
    void fields(const Operation &operation);
    void refusals(const Operation &operation);
    void refusal(const QString &code, const QString &field, const QString &text);

    QString m_quiet;
    QString m_html;
};

void Sheet::facts(const Operation &operation)
{
    m_html += u"<table cellspacing='0' cellpadding='2'>"_s;
    fact(tr("What it does"), OperationWords::effectSentence(operation));
    if (!operation.effect.guard.isEmpty())
        fact(tr("Only records where"), operation.effect.guard.postgresql);
    if (operation.source)
        fact(tr("Rows without a list"), operation.source->title.toString());
    if (operation.writes())
        fact(tr("Can be taken back"),
             operation.revertible ? tr("yes, by %1").arg(OperationWords::role(operation.revertRole)) : tr("no"));
    fact(tr("May be run by"), OperationWords::role(operation.runRole));
    if (operation.limits.confirmAbove > 0)
        fact(tr("Asks again"), tr("above %Ln row(s): their number is typed and a reason given", "",
                                  Phrases::plural(operation.limits.confirmAbove)));
    if (operation.limits.approveAbove > 0)
        fact(tr("Second person"),
             tr("above %Ln row(s) another one must agree", "", Phrases::plural(operation.limits.approveAbove)));
    if (operation.sum)
        fact(tr("Sums up"), operation.sum->by.isEmpty()
                                ? operation.sum->column
                                //: a sum of a column, in groups: %1 column, %2 column that makes the groups
                                : tr("%1 by %2").arg(operation.sum->column, operation.sum->by));
    m_html += u"</table>"_s;
}

void Sheet::fields(const Operation &operation)
{
    heading(tr("Fields"));
    m_html += u"<table cellspacing='0' cellpadding='2'>"_s;
    for (const Field &field : operation.fields) {
        const QString title = field.title.toString();
        QString name = u"<b>%1</b>"_s.arg(field.name.toHtmlEscaped());
        if (title != field.name)
            name += u"<br/>"_s + quiet(title);
        QString rules = OperationWords::rules(field).toHtmlEscaped();
        if (!field.help.isEmpty())
            rules += u"<br/>"_s + quiet(field.help.toString());
        m_html +=
            u"<tr><td style='padding-right:12px'>%1</td><td style='padding-right:12px'>%2</td><td>%3</td></tr>"_s.arg(
                name, OperationWords::type(field.type).toHtmlEscaped(), rules);
    }
    m_html += u"</table>"_s;
    for (const QStringList &group : operation.oneOf)
        m_html +=
            u"<p>%1</p>"_s.arg(tr("At least one of these has a value: %1").arg(group.join(u", "_s)).toHtmlEscaped());
}

void Sheet::refusal(const QString &code, const QString &field, const QString &text)
{
    m_html += u"<tr><td style='padding-right:12px'><code>%1</code>%2</td><td>%3</td></tr>"_s.arg(
        code.toHtmlEscaped(), field.isEmpty() ? QString() : u"<br/>"_s + quiet(field), text.toHtmlEscaped());
}

void Sheet::refusals(const Operation &operation)
{
    const QString before = std::exchange(m_html, {});
    for (const RefusalRule &rule : operation.refusals)
        refusal(rule.code, rule.field, OperationWords::sentence(rule.text, rule.args));
    for (auto [code, words] : operation.codes.asKeyValueRange())
        refusal(code, {}, OperationWords::sentence(words, {}));
    for (const UniqueRule &rule : operation.effect.unique) {
        if (!operation.codes.contains(rule.code))
            refusal(rule.code, rule.fields.join(u", "_s), tr("Another record has this value already."));
    }
    const QString rows = std::exchange(m_html, before);
    if (rows.isEmpty())
        return;
    heading(tr("Rows it refuses, by code"));
    m_html += u"<table cellspacing='0' cellpadding='2'>%1</table>"_s.arg(rows);
}

QString Sheet::of(const Operation &operation)
{
    m_html = u"<h3 style='margin-bottom:2px'>%1</h3>"_s.arg(operation.title.toString().toHtmlEscaped());
    //: %1 id of an operation, %2 its version, %3 where it comes from
    m_html += u"<p style='margin-top:0'>%1</p><p>%2</p>"_s.arg(
        quiet(
            tr("%1 · version %2 · %3").arg(operation.id).arg(operation.version).arg(OperationWords::origin(operation))),
        operation.summary.toString().toHtmlEscaped());
    facts(operation);
    fields(operation);
    refusals(operation);
    return m_html;
}

} // namespace

QString operationSheet(const Operation &operation, const QPalette &palette)
{
    return Sheet(palette).of(operation);
}

} // namespace bulkhead
