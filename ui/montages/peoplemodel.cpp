// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/montages/peoplemodel.h"

#include "ui/montages/albumdelegate.h"
#include "ui/widgets/phrases.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

int PeopleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_people.size());
}

QVariant PeopleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MontagePerson &person = m_people[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return person.name;
    case Qt::AccessibleTextRole:
        //: %1 is a name, %2 an e-mail address
        return tr("%1, %2, %Ln montage(s)", "", Phrases::plural(person.montages)).arg(person.name, person.email);
    case Qt::ToolTipRole:
        //: %1 is a time
        return person.name + u'\n' + person.email + u'\n' + tr("Made %1").arg(Phrases::exactTime(person.newestAt));
    case AlbumDelegate::NoteRole:
        return person.email;
    case AlbumDelegate::FigureRole:
        return Phrases::count(person.montages);
    case AlbumDelegate::FigureNoteRole:
        return Phrases::relativeTime(person.newestAt, QDateTime::currentMSecsSinceEpoch());
    default:
        return {};
    }
}

bool PeopleModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_complete && !m_asked;
}

void PeopleModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_asked = true;
    Q_EMIT moreWanted();
}

void PeopleModel::update(std::vector<MontagePerson> people, bool complete)
{
    m_asked = false;
    m_complete = complete;
    const bool isSame = std::ranges::equal(people, m_people, {}, &MontagePerson::id, &MontagePerson::id);
    if (isSame && !people.empty()) {
        m_people = std::move(people);
        Q_EMIT dataChanged(index(0), index(int(m_people.size()) - 1));
        return;
    }
    beginResetModel();
    m_people = std::move(people);
    endResetModel();
}

void PeopleModel::append(std::vector<MontagePerson> people, bool complete)
{
    m_asked = false;
    m_complete = complete;
    if (people.empty())
        return;
    beginInsertRows({}, int(m_people.size()), int(m_people.size() + people.size()) - 1);
    std::ranges::move(people, std::back_inserter(m_people));
    endInsertRows();
}

int PeopleModel::rowOf(const QUuid &person) const
{
    const auto found = std::ranges::find(m_people, person, &MontagePerson::id);
    return found == m_people.end() ? -1 : int(found - m_people.begin());
}

} // namespace bulkhead
