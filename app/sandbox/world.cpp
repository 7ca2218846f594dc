// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/world.h"

#include "app/sandbox/draw.h"

#include <QUuid>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::sandbox {

namespace {

constexpr int daysOfHistory = 60;
constexpr const char16_t *menNames[] = {u"Иван",   u"Пётр",  u"Алексей", u"Дмитрий",
                                        u"Сергей", u"Тимур", u"Артём",   u"Лев"};
constexpr const char16_t *womenNames[] = {u"Анна", u"Мария", u"Ольга", u"Елена", u"Дарья", u"Алия", u"Вера", u"Софья"};
constexpr const char16_t *families[] = {u"Иванов",  u"Смирнов", u"Кузнецов", u"Попов",  u"Васильев", u"Соколов",
                                        u"Новиков", u"Фёдоров", u"Морозов",  u"Волков", u"Лебедев",  u"Козлов"};
// Spelt in more than one way, as people do.
const std::vector<QStringList> &tags()
{
    static const std::vector<QStringList> all{{u"кофе"_s, u"Кофе"_s, u"КОФЕ"_s},
                                              {u"бег"_s, u"Бег"_s},
                                              {u"книги"_s},
                                              {u"море"_s, u"Море"_s},
                                              {u"горы"_s},
                                              {u"музыка"_s, u"Музыка"_s},
                                              {u"кино"_s},
                                              {u"Coffee"_s, u"coffee"_s},
                                              {u"running"_s},
                                              {u"велосипед"_s},
                                              {u"еда"_s, u"Еда"_s},
                                              {u"друзья"_s},
                                              {u"работа"_s},
                                              {u"дети"_s},
                                              {u"театр"_s}};
    return all;
}

struct Place
{
    const char16_t *name;
    double latitude;
    double longitude;
};
constexpr Place places[] = {
    {u"Парк Горького, Москва", 55.7298, 37.6010},      {u"Эрмитаж, Санкт-Петербург", 59.9398, 30.3146},
    {u"Набережная, Казань", 55.7963, 49.1088},         {u"Золотой мост, Владивосток", 43.1093, 131.8966},
    {u"Ельцин Центр, Екатеринбург", 56.8447, 60.5912}, {u"Красный проспект, Новосибирск", 55.0302, 82.9204}};
constexpr const char16_t *sentences[] = {u"Хорошее утро начинается здесь.",
                                         u"Первый раз за год выбрались!",
                                         u"Десять километров.",
                                         u"Лучший капучино в городе",
                                         u"Снова вместе",
                                         u"Закат сегодня невероятный",
                                         u"Дочитал до конца.",
                                         u"Дождь не помешал"};

QString uuidOf(Draw &draw)
{
    const quint64 high = draw.next();
    const quint64 low = draw.next();
    const auto byte = [low](int i) { return uchar(low >> (8 * i)); };
    return QUuid(uint(high >> 32), ushort(high >> 16), ushort(0x4000 | (high & 0x0fff)), uchar(0x80 | (byte(7) & 0x3f)),
                 byte(6), byte(5), byte(4), byte(3), byte(2), byte(1), byte(0))
        .toString(QUuid::WithoutBraces);
}

QString text(const char16_t *words)
{
    return QString::fromUtf16(words);
}

/// A picture, or a film, which is only a picture and a length: nobody films for a sandbox.
QJsonObject attachment(const QString &id)
{
    Draw draw(QUuid::fromString(id).data1);
    const bool isVideo = draw.happens(0.15);
    const QString name = id + (isVideo ? u".mp4"_s : u".png"_s);
    QJsonObject media{{u"id"_s, u"%1-m"_s.arg(id)},
                      {u"media_type"_s, isVideo ? u"video"_s : u"image"_s},
                      {u"file_name"_s, name},
                      {u"file_url"_s, u"/media/"_s + name},
                      {u"thumbnail_url"_s, u"/media/thumbnails/%1.png"_s.arg(id)},
                      {u"mime_type"_s, isVideo ? u"video/mp4"_s : u"image/png"_s}};
    if (isVideo)
        media.insert(u"duration_seconds"_s, 5 + draw.below(120));
    return media;
}

} // namespace

World::World(quint64 seed, int users, const QDateTime &now) : m_seed(seed), m_users(users), m_now(now.toUTC())
{
    m_indexOfUser.reserve(users);
    m_userIds.reserve(std::size_t(users));
    for (int i = 0; i < users; ++i) {
        Draw draw(seedOf("user id", quint64(i)));
        m_userIds.push_back(uuidOf(draw));
        m_indexOfUser.insert(m_userIds.back(), i);
    }
}

quint64 World::seedOf(const char *what, quint64 index) const
{
    quint64 hash = m_seed;
    for (const char *c = what; *c; ++c)
        hash = Draw(hash ^ quint64(static_cast<unsigned char>(*c))).next();
    return Draw(hash ^ index).next();
}

std::optional<QString> World::maxIdOf(const QString &phone) const
{
    Draw draw(seedOf("phone", phone.mid(1).toULongLong()));
    if (draw.happens(0.1))
        return std::nullopt;
    // Each phone's own: a factor that is neither even nor a multiple of five shuffles the ten digits behind +7.
    constexpr quint64 phones = 10'000'000'000;
    const quint64 national = phone.mid(2).toULongLong() % phones;
    return QString::number(phones + (national * 1'234'567'891 + m_seed % phones) % phones);
}

QString World::phoneOf(int index) const
{
    Draw draw(seedOf("employee", quint64(index)));
    // The index itself is part of it, so that no two employees share a phone by chance.
    return u"+79%1%2"_s.arg(draw.below(100), 2, 10, QChar(u'0')).arg(index % 10'000'000, 7, 10, QChar(u'0'));
}

Employee World::employee(int index) const
{
    Draw draw(seedOf("name", quint64(index)));
    const bool isWoman = draw.happens(0.5);
    const QString phone = phoneOf(index);
    const QStringList spellings{
        phone, u'8' + phone.mid(2), phone.mid(2),
        u"+7 (%1) %2-%3-%4"_s.arg(phone.mid(2, 3), phone.mid(5, 3), phone.mid(8, 2), phone.mid(10)),
        u"8 %1 %2 %3"_s.arg(phone.mid(2, 3), phone.mid(5, 3), phone.mid(8))};
    const bool isWrong = draw.happens(0.01);
    // One after the other: how arguments are drawn in one call is the compiler's choice.
    const QString firstName = text(isWoman ? draw.oneOf(womenNames) : draw.oneOf(menNames));
    const QString lastName = text(draw.oneOf(families)) + (isWoman ? u"а"_s : QString());
    return {firstName, lastName, isWrong ? phone.chopped(1) : draw.oneOf(spellings)};
}

QByteArray World::employees(int count) const
{
    QByteArray csv = "id,first_name,last_name,phone\n";
    for (int i = 0; i < count; ++i) {
        const Employee one = employee(i);
        csv += u"%1,%2,%3,%4\n"_s.arg(i + 1).arg(one.firstName, one.lastName, one.phone).toUtf8();
    }
    return csv;
}

std::optional<int> World::userIndex(const QString &id) const
{
    const auto found = m_indexOfUser.find(id);
    return found == m_indexOfUser.end() ? std::nullopt : std::optional(*found);
}

QJsonObject World::user(int index) const
{
    Draw draw(seedOf("user", quint64(index)));
    const bool isWoman = draw.happens(0.5);
    const QString name = text(isWoman ? draw.oneOf(womenNames) : draw.oneOf(menNames)) + u' ' +
                         text(draw.oneOf(families)) + (isWoman ? u"а"_s : QString());
    return {{u"id"_s, userId(index)},
            {u"name"_s, name},
            {u"email"_s, u"person%1@example.org"_s.arg(index)},
            {u"is_active"_s, !draw.happens(0.03)},
            {u"show_montages"_s, !draw.happens(0.08)},
            {u"show_checkins"_s, !draw.happens(0.08)}};
}

std::vector<qint64> World::checkinAges(int user) const
{
    Draw draw(seedOf("checkins", quint64(user)));
    // Most people check in now and then, some never, a few all day long.
    const int kind = draw.below(20);
    const int count = kind < 2 ? 0 : kind == 19 ? 150 + draw.below(150) : 3 + draw.below(40);
    std::vector<qint64> ages;
    for (int i = 0; i < count; ++i)
        ages.push_back(60 + qint64(draw.next() % quint64(daysOfHistory * 86'400 - 60)));
    std::ranges::sort(ages);
    return ages;
}

QJsonObject World::checkin(int user, qint64 secondsAgo, quint64 seed) const
{
    Draw draw(seed);
    const QString id = uuidOf(draw);
    const QString at = m_now.addSecs(-secondsAgo).toString(Qt::ISODate);
    const int privacy = draw.below(10);
    QJsonArray tagList;
    // A person's interests are few, so that some of them come up often.
    Draw interests(seedOf("interests", quint64(user)));
    std::vector<int> favourites;
    for (int i = 0; i < 4; ++i)
        favourites.push_back(interests.below(int(tags().size())));
    for (int i = draw.below(4); i > 0; --i)
        tagList.append(QJsonObject{{u"id"_s, u"%1-%2"_s.arg(id).arg(i)},
                                   {u"tag_name"_s, draw.oneOf(tags()[std::size_t(draw.oneOf(favourites))])}});
    QJsonArray media;
    if (draw.happens(0.5)) {
        media.append(attachment(id));
    }
    QJsonObject checkin{{u"id"_s, id},
                        {u"user_id"_s, userId(user)},
                        {u"privacy"_s, privacy < 8    ? u"public"_s
                                       : privacy == 8 ? u"friends"_s
                                                      : u"private"_s},
                        {u"source"_s, u"manual"_s},
                        {u"media_attachments"_s, media},
                        {u"tags"_s, tagList},
                        {u"file_attachments"_s, QJsonArray()},
                        {u"created_at"_s, at},
                        {u"updated_at"_s, at}};
    if (draw.happens(0.7))
        checkin.insert(u"text_content"_s, text(draw.oneOf(sentences)));
    if (draw.happens(0.6)) {
        const Place &place = draw.oneOf(places);
        checkin.insert(u"location"_s, QJsonObject{{u"id"_s, u"%1-l"_s.arg(id)},
                                                  {u"location_name"_s, text(place.name)},
                                                  {u"latitude"_s, place.latitude},
                                                  {u"longitude"_s, place.longitude}});
    }
    return checkin;
}

QJsonArray World::checkinsOf(int index) const
{
    QJsonArray all;
    const std::vector<qint64> ages = checkinAges(index);
    for (std::size_t i = 0; i < ages.size(); ++i)
        all.append(checkin(index, ages[i], seedOf("checkin", quint64(index) * 1000 + i)));
    return all;
}

QDateTime World::newestCheckin(int index) const
{
    const std::vector<qint64> ages = checkinAges(index);
    return ages.empty() ? QDateTime() : m_now.addSecs(-ages.front());
}

} // namespace bulkhead::sandbox
