// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobkin.h"

#include "ui/jobs/joblistmodel.h"
#include "ui/jobs/jobwatch.h"
#include "ui/session/frame.h"
#include "ui/widgets/phrases.h"
#include "ui/widgets/statuslook.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/themedicon.h"

#include <QApplication>
#include <QDateTime>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

// More ways than these are in the list of jobs.
constexpr std::size_t mostReverts = 3;

QString idOf(const Job &job)
{
    return Phrases::shortId(job.id.toString(QUuid::WithoutBraces));
}

} // namespace

JobKin::JobKin(Pages &pages, JobWatch &watch, QWidget *parent)
    : QWidget(parent), m_pages(pages), m_watch(watch), m_layout(new QHBoxLayout(this))
{
    setObjectName(u"jobKin"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_layout->addStretch();
    connect(&m_watch, &JobWatch::detailsChanged, this, &JobKin::showFacts);
    hide();
}

QString JobKin::nameOf(const Job &job) const
{
    //: a job in a few words: %1 the name of its list, %2 the beginning of its id
    return tr("%1 · job %2").arg(listTitle(m_watch.facts()->operation, job), idOf(job));
}

void JobKin::showFacts()
{
    std::vector<Way> ways;
    const Job &job = *m_watch.job();
    if (m_watch.facts() && m_watch.facts()->parent) {
        const Job &parent = *m_watch.facts()->parent;
        //: a way to the job that this one takes back: %1 is that job
        ways.push_back({(job.kind == JobKind::Revert ? tr("Takes back %1")
                                                     //: a way to the job whose failed rows this one retries
                                                     : tr("Retries rows of %1"))
                            .arg(nameOf(parent)),
                        Phrases::exactTime(parent.createdAt), parent.id});
    }
    if (m_watch.facts()) {
        const std::vector<Job> &reverts = m_watch.facts()->reverts;
        for (std::size_t i = 0; i < std::min(mostReverts, reverts.size()); ++i) {
            const StatusLook look = StatusLook::of(reverts[i], Theme::of(QApplication::palette()));
            //: a way to a job that takes this one back: %1 the beginning of its id, %2 its state
            ways.push_back({tr("Taken back by job %1 (%2)").arg(idOf(reverts[i]), look.word.toLower()),
                            Phrases::exactTime(reverts[i].createdAt), reverts[i].id});
        }
    }
    setVisible(!ways.empty());
    if (ways == m_ways)
        return;
    for (QToolButton *button : m_buttons) {
        m_layout->removeWidget(button);
        button->deleteLater();
    }
    m_buttons.clear();
    m_ways = std::move(ways);
    for (const Way &way : m_ways) {
        auto *button = new QToolButton(this);
        button->setObjectName(u"jobKin"_s + QString::number(m_buttons.size()));
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(themedIcon(u"go-next"_s));
        button->setText(way.words);
        button->setToolTip(way.tip);
        connect(button, &QToolButton::clicked, this, [this, to = way.job] { m_pages.openJob(to); });
        m_layout->insertWidget(int(m_buttons.size()), button);
        m_buttons.push_back(button);
    }
    QList<QWidget *> order{this};
    order.append({m_buttons.begin(), m_buttons.end()});
    tabThrough(order);
}

} // namespace bulkhead
