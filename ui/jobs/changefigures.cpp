// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/changefigures.h"

#include "ui/jobs/changewords.h"
#include "ui/widgets/filterchip.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/tonedlabel.h"

#include <QApplication>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int allKinds = 100;
constexpr int glyphSize = 16;
constexpr ChangeKind kinds[] = {ChangeKind::Insert, ChangeKind::Update, ChangeKind::Delete, ChangeKind::Unchanged,
                                ChangeKind::Read};

} // namespace

ChangeFigures::ChangeFigures(QWidget *parent)
    : QWidget(parent), m_caption(new TonedLabel(TonedLabel::Tone::Quiet, this)), m_kinds(new QButtonGroup(this)),
      m_byColumn(new TonedLabel(TonedLabel::Tone::Quiet, this))
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_caption->setWordWrap(false);
    m_caption->setObjectName(u"changesCaption"_s);
    row->addWidget(m_caption);
    const auto add = [&](int id, const QString &name) {
        auto *kind = new FilterChip({}, this);
        kind->setObjectName(name);
        kind->setIconSize(QSize(glyphSize, glyphSize));
        m_kinds->addButton(kind, id);
        row->addWidget(kind);
    };
    add(allKinds, u"allChanges"_s);
    for (const ChangeKind kind : kinds)
        add(int(kind), changeKindName(kind) + u"Changes"_s);
    row->addStretch();
    m_kinds->button(allKinds)->setChecked(true);
    connect(m_kinds, &QButtonGroup::idClicked, this, &ChangeFigures::kindChosen);
    m_byColumn->setObjectName(u"changesByColumn"_s);
    m_byColumn->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(row);
    layout->addWidget(m_byColumn);
    paintIcons();
}

FilterChip *ChangeFigures::button(int id) const
{
    return qobject_cast<FilterChip *>(m_kinds->button(id));
}

void ChangeFigures::show(const ChangeTally &tally, bool ofPreview)
{
    //: before buttons such as "Change 1,204": what a job that was only previewed would do
    m_caption->setText(ofPreview ? tr("Would be done:")
                                 //: before buttons such as "Change 1,204": what a job did
                                 : tr("Was done:"));
    qint64 all = 0;
    for (const ChangeKind kind : kinds) {
        const qint64 count = tally.of(kind);
        const QString word = StatusLook::of(kind, Theme::of(QApplication::palette())).word;
        FilterChip *figure = button(int(kind));
        const bool listed = kind != ChangeKind::Unchanged || ofPreview;
        if (listed)
            all += count;
        figure->setText(word + u' ' + Phrases::count(count));
        figure->setVisible(count > 0);
        // A record that nobody touched leaves no image behind.
        figure->setEnabled(listed);
        figure->setToolTip(listed ? tr("Show only these")
                                  : tr("Nothing was written for these, so they are not listed"));
        //: accessible name of a button that filters: %1 says what is done, then the number of records
        figure->setAccessibleName(tr("%1: %Ln record(s); show only these", "", Phrases::plural(count)).arg(word));
    }
    //: a button that shows all kinds of changes; %1 is their number
    button(allKinds)->setText(tr("All %1").arg(Phrases::count(all)));
    button(allKinds)->setAccessibleName(button(allKinds)->text());
    if (const auto kind = chosen(); kind && tally.of(*kind) == 0) {
        chooseAll();
        Q_EMIT kindChosen();
    }
    m_byColumn->say(ChangeWords::byColumn(tally, ofPreview));
}

std::optional<ChangeKind> ChangeFigures::chosen() const
{
    const int id = m_kinds->checkedId();
    return id == allKinds ? std::nullopt : std::optional(ChangeKind(id));
}

void ChangeFigures::chooseAll()
{
    button(allKinds)->setChecked(true);
}

void ChangeFigures::paintIcons()
{
    const Theme theme = Theme::of(QApplication::palette());
    for (const ChangeKind kind : kinds) {
        QPixmap pixmap(QSize(glyphSize, glyphSize) * devicePixelRatioF());
        pixmap.setDevicePixelRatio(devicePixelRatioF());
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        StatusLook::of(kind, theme).paint(painter, QRectF(1, 1, glyphSize - 2, glyphSize - 2));
        painter.end();
        button(int(kind))->setIcon(pixmap);
    }
}

void ChangeFigures::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcons();
}

} // namespace bulkhead
