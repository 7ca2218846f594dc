// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/connectionindicator.h"

#include "core/settings/settings.h"
#include "ui/connection/recentconnections.h"
#include "ui/session/passwordkeeper.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/themedicon.h"

#include <QMenu>
#include <QPainter>
#include <QPointer>
#include <QStyleOptionToolButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int margin = 8;
constexpr int glyph = 12;

StatusLook::Shape shapeOf(Session::State state)
{
    switch (state) {
    case Session::State::Open:
        return StatusLook::Shape::Disc;
    case Session::State::Failed:
        return StatusLook::Shape::Cross;
    case Session::State::Opening:
    case Session::State::Closed:
        break;
    }
    return StatusLook::Shape::Ring;
}

QColor colorOf(Session::State state, const Theme &theme)
{
    switch (state) {
    case Session::State::Open:
        return theme.positive;
    case Session::State::Failed:
        return theme.negative;
    case Session::State::Opening:
    case Session::State::Closed:
        break;
    }
    return theme.quiet;
}

} // namespace

ConnectionIndicator::ConnectionIndicator(Session &session, QWidget *parent) : QToolButton(parent), m_session(session)
{
    setObjectName(u"connectionIndicator"_s);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &ConnectionIndicator::fillMenu);
    connect(&m_session, &Session::stateChanged, this, &ConnectionIndicator::showState);
    showState();
}

QString ConnectionIndicator::stateWords() const
{
    switch (m_session.state()) {
    case Session::State::Open:
        //: state of the connection to the database
        return tr("connected");
    case Session::State::Opening:
        //: state of the connection to the database
        return tr("connecting…");
    case Session::State::Failed:
        //: state of the connection to the database
        return tr("not connected");
    case Session::State::Closed:
        break;
    }
    return tr("no database");
}

void ConnectionIndicator::showState()
{
    const QString where = m_session.target().display();
    setText(where.isEmpty() ? stateWords() : where);
    const QString words = where + u" · "_s + stateWords();
    //: accessible name of the connection indicator: %1 is a database and the state of the connection
    setAccessibleName(tr("Database: %1").arg(words));
    setToolTip(m_session.state() == Session::State::Failed ? QString(words + u'\n' + m_session.lastError().toString())
                                                           : words);
    update();
}

void ConnectionIndicator::fillMenu()
{
    menu()->clear();
    menu()->addAction(themedIcon(u"network-server"_s), tr("Connect…"), this, &ConnectionIndicator::connectWanted);
    menu()->addSeparator();
    const Result<ConnectionTarget> embedded = ConnectionTarget::parse(embeddedDatabaseUrl());
    if (embedded)
        menu()->addAction(tr("Database of this computer"), this, [this, target = *embedded] { open(target); });
    for (const ConnectionTarget &target : RecentConnections(m_session.settings()).list())
        menu()->addAction(target.display(), this, [this, target] { open(target); });
}

void ConnectionIndicator::open(ConnectionTarget target)
{
    const quint64 serial = ++m_serial;
    if (target.kind == Database::SQLite) {
        m_session.open(target, true);
        return;
    }
    const QPointer<ConnectionIndicator> self(this);
    m_session.passwords().find(target, [self, target, serial](const QString &password) mutable {
        // Who chose another one meanwhile is not taken back by a slow keychain.
        if (!self || self->m_serial != serial)
            return;
        target.password = password;
        self->m_session.open(target, false);
    });
}

QSize ConnectionIndicator::sizeHint() const
{
    // A long name is cut: the window is not laid out anew with each database.
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() + 20};
}

void ConnectionIndicator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.features &= ~QStyleOptionToolButton::HasMenu;
    style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);

    const StatusLook look{shapeOf(m_session.state()), {}, colorOf(m_session.state(), Theme::of(palette()))};
    look.paint(painter, QRectF(margin + 4, 0, glyph, height()));
    const QRect words = rect().adjusted(margin + 4 + glyph + margin, 0, -margin - glyph, 0);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(words, Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideMiddle, words.width()));
    themedIcon(u"go-down"_s).paint(&painter, QRect(width() - margin - 10, (height() - 10) / 2, 10, 10));
}

} // namespace bulkhead
