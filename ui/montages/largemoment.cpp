// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/largemoment.h"

#include "ui/montages/momentcard.h"
#include "ui/montages/pictures.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/themedicon.h"
#include "ui/widgets/tonedlabel.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

LargeMoment::LargeMoment(Pictures &pictures, QWidget *parent)
    : QWidget(parent), m_pictures(pictures), m_head(new QWidget(this)),
      m_back(new QPushButton(themedIcon(u"go-previous"_s), tr("Back to the collage"), m_head)),
      m_place(new QLabel(m_head)), m_previous(addVerb(u"previousMoment"_s, u"go-previous"_s, tr("Previous (Left)"))),
      m_next(addVerb(u"nextMoment"_s, u"go-next"_s, tr("Next (Right)"))),
      m_film(new QPushButton(themedIcon(u"media-playback-start"_s), tr("Play in the browser"), m_head)),
      m_stage(new QWidget(this)), m_words(new QLabel(this)), m_facts(new TonedLabel(TonedLabel::Tone::Quiet, this))
{
    setObjectName(u"largeMoment"_s);
    setAccessibleName(tr("Moment"));
    setFocusPolicy(Qt::StrongFocus);
    m_back->setObjectName(u"leaveMoment"_s);
    m_back->setToolTip(tr("Back to the collage (Esc)"));
    m_film->setObjectName(u"playMoment"_s);
    auto *head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(8);
    head->addWidget(m_back);
    head->addStretch();
    head->addWidget(m_film);
    head->addWidget(m_place);
    head->addWidget(m_previous);
    head->addWidget(m_next);
    // Only room: its place is painted on. Clicks go through to this widget.
    m_stage->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont strong = m_words->font();
    strong.setWeight(QFont::DemiBold);
    m_words->setFont(strong);
    m_facts->setTextFormat(Qt::PlainText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_stage, 1);
    layout->addWidget(m_words);
    layout->addWidget(m_facts);
    connect(m_back, &QPushButton::clicked, this, &LargeMoment::left);
    connect(m_previous, &QToolButton::clicked, this, [this] { go(m_index - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { go(m_index + 1); });
    connect(m_film, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(moment().film); });
    connect(&m_pictures, &Pictures::arrived, this, [this] {
        if (isVisible())
            update();
    });
}

QToolButton *LargeMoment::addVerb(const QString &name, const QString &icon, const QString &words)
{
    auto *button = new QToolButton(m_head);
    button->setObjectName(name);
    button->setIcon(themedIcon(icon));
    button->setAccessibleName(words);
    button->setToolTip(words);
    return button;
}

void LargeMoment::show(std::vector<MontageMoment> moments, int index)
{
    m_moments = std::move(moments);
    go(index);
}

void LargeMoment::go(int index)
{
    if (index < 0 || index >= int(m_moments.size()))
        return;
    m_index = index;
    //: %1 and %2 are numbers: which of how many
    m_place->setText(tr("%1 of %2").arg(Phrases::count(index + 1), Phrases::count(qint64(m_moments.size()))));
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < int(m_moments.size()));
    m_film->setVisible(!moment().film.isEmpty());
    // Where there is no picture the words are on the card.
    m_words->setText(moment().description);
    m_words->setVisible(moment().hasPicture() && !moment().description.isEmpty());
    const QString facts = moment().whereAndWhen();
    m_facts->setVisible(moment().hasPicture());
    m_facts->setText(moment().tags.isEmpty() ? facts : facts + u"  ·  "_s + moment().tags);
    setAccessibleDescription(moment().spoken());
    update();
}

QRectF LargeMoment::stage() const
{
    return QRectF(m_stage->geometry());
}

bool LargeMoment::event(QEvent *event)
{
    // Else the window would take Esc as "leave the page".
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void LargeMoment::paintEvent(QPaintEvent *)
{
    if (m_moments.empty())
        return;
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF area = stage();
    const auto card = [&](QSizeF size) {
        QRectF place(QPointF(), size.boundedTo(area.size()));
        place.moveCenter(area.center());
        return place;
    };
    const QSizeF cardSize(fontMetrics().averageCharWidth() * 56, fontMetrics().height() * 14);
    const QSize device = (area.size() * devicePixelRatioF()).toSize();
    Picture picture;
    if (moment().hasPicture()) {
        picture = m_pictures.picture(moment().large, device);
        // The small one does until the large one is there, and instead of one that is missing.
        if (picture.state != Picture::State::Ready) {
            const Picture small = m_pictures.picture(moment().small, QSize(1, 1));
            if (small.state == Picture::State::Ready)
                picture = small;
        }
    }
    if (!moment().hasPicture() || picture.state != Picture::State::Ready) {
        QFont large = font();
        large.setPointSizeF(large.pointSizeF() * 1.25);
        paintMoment(painter, card(cardSize), moment(), picture, {.palette = palette(), .font = large});
        return;
    }
    const QSize natural = m_pictures.naturalSize(moment().large);
    const QSizeF wanted = QSizeF(picture.pixmap.size()).scaled(area.size(), Qt::KeepAspectRatio);
    // A small picture is not blown up to a blur.
    const qreal most = natural.isEmpty() ? wanted.width() : 2.0 * natural.width() / devicePixelRatioF();
    paintPicture(painter, card(wanted.width() > most ? wanted * (most / wanted.width()) : wanted), picture.pixmap, 6);
}

void LargeMoment::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_Backspace:
        Q_EMIT left();
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        return go(m_index - 1);
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_Space:
        return go(m_index + 1);
    case Qt::Key_Home:
        return go(0);
    case Qt::Key_End:
        return go(int(m_moments.size()) - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void LargeMoment::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && stage().contains(event->position()))
        Q_EMIT left();
}

} // namespace bulkhead
