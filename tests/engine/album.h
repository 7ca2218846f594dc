// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/montage/montage.h"
#include "core/remote/checkinjson.h"
#include "core/source/lastnight.h"
#include "tests/engine/servicebench.h"

namespace bulkhead::test {

inline const QString makeMontages = QStringLiteral("montages.generate");
constexpr int worldUsers = 40;
/// Everything that the world's people ever did counts, so that no check-in grows too old while a test runs.
inline const MontageValues settings{{QStringLiteral("MONTAGE_INTEREST_LOOKBACK_DAYS"), QStringLiteral("100")}};

inline sandbox::SandboxOptions smallWorld()
{
    sandbox::SandboxOptions options;
    options.users = worldUsers;
    options.now = QDateTime::currentDateTimeUtc().addDays(-1); // nobody did anything just now
    return options;
}

/// A bench with people of the service's world in its table of users.
class Album : public ServiceBench
{
public:
    explicit Album(const PostgresServer *server, int users = worldUsers, const ServiceLimits &limits = {},
                   const sandbox::SandboxOptions &options = smallWorld())
        : ServiceBench(server, limits, options)
    {
        QByteArray script = "begin;";
        for (int i = 0; i < users; ++i)
            script += insertOf(id(i));
        execute(script + "commit");
    }

    void addUser(const QString &user) { execute(insertOf(user)); }
    QString id(int user) const { return world().userId(user); }
    bool shows(int user) const
    {
        const QJsonObject json = world().user(user);
        return json.value(QStringLiteral("show_montages")).toBool() &&
               json.value(QStringLiteral("show_checkins")).toBool();
    }
    /// Users with check-ins and nothing to show; of a day, those who are asked then all the same.
    QStringList hiddenOnes(const QDate &day) const
    {
        QStringList hidden;
        for (int i = 0; i < worldUsers; ++i) {
            const QJsonArray checkins = world().checkinsOf(i);
            const bool isHidden = expected(i).empty() && !checkins.isEmpty();
            if (isHidden && (!day.isValid() || isTheirDay(id(i), day)))
                hidden.append(id(i));
        }
        return hidden;
    }
    /// The first user with check-ins who shows them, or does not.
    int somebody(bool isOpen) const
    {
        for (int i = 0;; ++i) {
            if (shows(i) == isOpen && (isOpen ? !expected(i).empty() : !world().checkinsOf(i).isEmpty()))
                return i;
        }
    }

    std::vector<Montage> expected(int user) const
    {
        std::vector<Checkin> checkins;
        for (const QJsonValue &json : world().checkinsOf(user))
            checkins.push_back(*checkinFromJson(json.toObject(), QUrl(httpUrl())));
        return montagesOf({.showsMontages = shows(user), .showsCheckins = shows(user)}, checkins,
                          readMontageSettings({settings}).settings, QDateTime::currentDateTimeUtc());
    }
    /// "user|interest" → ids of its check-ins, in their order, as they should be and as they are.
    QMap<QString, QStringList> expectedOf(int users) const
    {
        QMap<QString, QStringList> all;
        for (int i = 0; i < users; ++i) {
            for (const Montage &montage : expected(i)) {
                for (const MontageItem &item : montage.items)
                    all[id(i) + u'|' + montage.interest].append(item.checkinId);
            }
        }
        return all;
    }
    QMap<QString, QStringList> stored()
    {
        QMap<QString, QStringList> all;
        for (const QString &row :
             ask("select cast(m.user_id as text), coalesce(m.interest, ''), i.checkin_id from montages m"
                 " left join montage_items i on i.montage_id = m.id order by m.id, i.order_index")) {
            const QStringList cells = row.split(u'|');
            all[cells[0] + u'|' + cells[1]].append(cells[2]);
        }
        return all;
    }
    /// Everything about every montage but for how long it lasts.
    QStringList content()
    {
        return ask(
            "select m.id, m.user_id, m.interest, m.generated_at, i.id, i.checkin_id, i.order_index, i.created_at from montages m"
            " left join montage_items i on i.montage_id = m.id order by m.id, i.order_index");
    }
    qint64 montages(const QString &user)
    {
        return number("select count(*) from montages where user_id = '" + user.toLatin1() + "'");
    }
    /// One that somebody else made, with an item; its id.
    QString addMontage(const QString &user, const QString &interest, const QDateTime &expires)
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const auto quoted = [](const QString &text) {
            return text.isEmpty() ? QByteArray("null") : '\'' + text.toUtf8() + '\'';
        };
        execute("insert into montages (id, user_id, type, interest, expires_at) values (" + quoted(id) + ", " +
                quoted(user) + ", " + (interest.isEmpty() ? "'general'" : "'interest'") + ", " + quoted(interest) +
                ", " + quoted(expires.toString(Qt::ISODateWithMs)) + ")");
        execute("insert into montage_items (montage_id, checkin_id, order_index, widget_type) values (" + quoted(id) +
                ", 'c', 0, 'text')");
        return id;
    }
    qint64 itemsOf(const QString &montage)
    {
        return number("select count(*) from montage_items where montage_id = '" + montage.toLatin1() + "'");
    }

    QUuid due(const MontageValues &more = {}, const JobOptions &options = {})
    {
        return valueOf(submitOwn(makeMontages, submission(more, options)));
    }
    QUuid listed(const QStringList &users, const MontageValues &more = {}) { return valueOf(list(users, more)); }
    Result<QUuid> list(const QStringList &users, const MontageValues &more = {}, bool preview = false)
    {
        Submission order = submission(more, {});
        order.preview = preview;
        return submitList(makeMontages, (QStringLiteral("user_id\n") + users.join(u'\n') + u'\n').toUtf8(), order);
    }
    QStringList allIds() const
    {
        QStringList all;
        for (int i = 0; i < worldUsers; ++i)
            all.append(id(i));
        return all;
    }

private:
    static QByteArray insertOf(const QString &user)
    {
        return QString(
                   QStringLiteral(
                       "insert into users (id, email, name, password_hash) values ('%1', '%1@example.org', 'x', 'x');"))
            .arg(user)
            .toLatin1();
    }
    static Submission submission(const MontageValues &more, const JobOptions &options)
    {
        Submission submission;
        submission.options = options;
        submission.settings = settings;
        submission.settings.insert(more);
        return submission;
    }
};

} // namespace bulkhead::test
