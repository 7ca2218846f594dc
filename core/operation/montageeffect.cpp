// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operation/montageeffect.h"

#include "core/job/uuid7.h"
#include "core/operation/lookupstep.h"
#include "core/remote/serviceregistry.h"

#include <deque>
#include <map>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

constexpr int expiredAtOnce = 1000;

QString userOf(const ChunkRows &rows, std::size_t row, std::size_t field)
{
    const auto id = rows.value(row, field).value_or(std::string_view());
    return QString::fromUtf8(id.data(), qsizetype(id.size()));
}

/// Why there are no montages to make of this user.
RowError nobody(bool isMissing)
{
    if (isMissing)
        return {u"USER_MISSING"_s,
                u"user_id"_s,
                {QT_TRANSLATE_NOOP("core", "The check-in service knows this user, but the table “users” does not.")}};
    return {u"USER_INACTIVE"_s,
            u"user_id"_s,
            {QT_TRANSLATE_NOOP("core", "This user is deactivated or deleted, and gets no montages.")}};
}

/// What was said of a user, by the code of the error that came of it.
Answer::Kind kindOf(const QString &code)
{
    if (code == "USER_NOT_FOUND"_L1)
        return Answer::Kind::NotFound;
    if (code == "ANSWER_LOST"_L1 || code == "USER_TIMEOUT"_L1)
        return Answer::Kind::Unknown;
    return code == "SERVICE_REFUSED"_L1 ? Answer::Kind::Refused : Answer::Kind::Unavailable;
}

} // namespace

/// The two clients, as the operator has set their services now.
struct MontageEffect::Services
{
    Services(const ServiceAccess &checkin, const ServiceAccess &user, const MontageSettings &settings)
        : checkinGate(checkin.gate), userGate(user.gate), checkins(checkin.service, checkin.endpoint, checkin.gate),
          users(user.service, user.endpoint, user.gate), maker(checkins, users, settings)
    {}

    std::shared_ptr<ServiceGate> checkinGate;
    std::shared_ptr<ServiceGate> userGate;
    CheckinClient checkins;
    UserClient users;
    MontageMaker maker;

    std::optional<Outage> outage() const
    {
        const std::optional<Outage> first = checkinGate->outage();
        return first ? first : userGate->outage();
    }
};

/// What one chunk comes to: decided for all its users, then written at once.
class MontageEffect::Writing
{
public:
    explicit Writing(const QDateTime &now) : m_now(now)
    {
        m_page.beginTable(u"montages"_s, u"id"_s, {u"id"_s, u"type"_s, u"interest"_s, u"items"_s});
    }

    void decide(std::size_t row, const UserMontages &user, const std::vector<StoredMontage> &stored);
    Status write(MontageTables &tables, const MontageSettings &settings);
    EffectOutcome finish();

    EffectOutcome outcome;

private:
    void change(std::size_t row, ChangeKind kind, const QString &id, const StoredMontage *before, const Montage *after);
    QString newId() { return Uuid7Sequence::toUuid(m_sequence.next()).toString(QUuid::WithoutBraces); }
    std::vector<CellValue> image(const QString &id, const QString &interest, qint64 items);

    QDateTime m_now;
    Uuid7Sequence m_sequence;
    std::vector<MontageRow> m_written;
    QStringList m_removed;
    QStringList m_renewed;
    ChangePageBuilder m_page;
    std::deque<std::string> m_texts; ///< what the images point at
};

std::vector<CellValue> MontageEffect::Writing::image(const QString &id, const QString &interest, qint64 items)
{
    std::vector<CellValue> values;
    for (const QString &text :
         {id, interest.isEmpty() ? u"general"_s : u"interest"_s, interest, QString::number(items)}) {
        m_texts.push_back(text.toStdString());
        values.push_back(text.isEmpty() ? CellValue{} : CellValue{CellValue::Kind::Text, m_texts.back()});
    }
    return values;
}

void MontageEffect::Writing::change(std::size_t row, ChangeKind kind, const QString &id, const StoredMontage *before,
                                    const Montage *after)
{
    std::vector<CellValue> was;
    std::vector<CellValue> is;
    if (before)
        was = image(id, before->interest, before->items);
    if (after)
        is = image(id, after->interest, qint64(after->items.size()));
    const RowChange one{.row = row, .kind = kind, .before = was, .after = is};
    m_page.add(one);
    static const TableChanges head{
        .table = u"montages"_s, .key = u"id"_s, .columns = {u"id"_s, u"type"_s, u"interest"_s, u"items"_s}, .rows = {}};
    outcome.tally.count(head, one);
}

void MontageEffect::Writing::decide(std::size_t row, const UserMontages &user, const std::vector<StoredMontage> &stored)
{
    std::map<QString, const StoredMontage *> had;
    QStringList stale;
    for (const StoredMontage &montage : stored) {
        if (!had.emplace(montage.interestKey, &montage).second)
            stale.append(montage.id); // a spelling of the same interest, from before they were one
    }
    int interests = 0;
    int written = 0;
    QSet<QString> spellings;
    for (const Montage &montage : user.montages) {
        // The column is shorter than a tag may be: of two that begin alike the one with more uses stands.
        if (spellings.contains(storedInterest(montage)))
            continue;
        spellings.insert(storedInterest(montage));
        interests += montage.isGeneral() ? 0 : 1;
        const auto old = had.find(montage.interestKey);
        if (old != had.end() && old->second->fingerprint == montage.fingerprint()) {
            m_renewed.append(old->second->id);
        } else {
            const bool isNew = old == had.end();
            const QString id = isNew ? newId() : old->second->id;
            m_written.push_back({.id = id, .userId = user.userId, .montage = &montage});
            change(row, isNew ? ChangeKind::Insert : ChangeKind::Update, id, isNew ? nullptr : old->second, &montage);
            ++written;
        }
        if (old != had.end())
            had.erase(old);
    }
    for (const auto &[key, montage] : had) {
        m_removed.append(montage->id);
        change(row, ChangeKind::Delete, montage->id, montage, nullptr);
    }
    m_removed += stale;
    outcome.tally.sums[u"general_montages"_s] += int(user.montages.size()) - interests;
    outcome.tally.sums[u"interest_montages"_s] += interests;
    outcome.tally.sums[u"processing_ms"_s] += double(user.took.count());
    const qsizetype gone = qsizetype(had.size()) + stale.size();
    if (written == 0 && gone == 0) {
        outcome.unchanged.push_back(row);
        return;
    }
    outcome.events.emplace_back(u"montage.generated"_s,
                                QJsonObject{{u"user_id"_s, user.userId},
                                            {u"general"_s, int(user.montages.size()) - interests},
                                            {u"interests"_s, interests},
                                            {u"written"_s, written},
                                            {u"removed"_s, gone},
                                            {u"duration_ms"_s, qint64(user.took.count())}});
    outcome.events.emplace_back(u"montage.cache.invalidated"_s,
                                QJsonObject{{u"user_id"_s, user.userId}, {u"reason"_s, u"generated"_s}});
}

Status MontageEffect::Writing::write(MontageTables &tables, const MontageSettings &settings)
{
    const QDateTime expires = m_now.addMSecs(settings.expiresAfter.count());
    // Stale ones first: a new one may take the spelling that one of them has.
    if (const Status removed = tables.remove(m_removed); !removed)
        return removed;
    if (const Status written = tables.write(m_written, m_now, expires); !written)
        return written;
    return tables.renew(m_renewed, m_now, expires);
}

EffectOutcome MontageEffect::Writing::finish()
{
    outcome.changes = m_page.take();
    return std::move(outcome);
}

MontageEffect::MontageEffect(Database, const Operation &operation, ServiceRegistry *services,
                             const MontageValues &settings)
    : m_userField(std::size_t(operation.fieldIndex(operation.effect.keyField))), m_services(services),
      m_settings(readMontageSettings({settings}))
{
    m_settings.settings.maxConcurrency = std::max(
        1, m_settings.settings.maxConcurrency / std::min(montageChunksAtOnce, m_settings.settings.maxConcurrency));
}

MontageEffect::~MontageEffect() = default;

Status MontageEffect::prepare(SqlConnection &, const ChangePage *)
{
    return m_settings.status();
}

Status MontageEffect::connect()
{
    if (!m_services)
        return serviceMissing(checkinService);
    const Result<std::shared_ptr<ServiceGate>> checkinGate = m_services->gate(checkinService);
    const Result<std::shared_ptr<ServiceGate>> userGate = m_services->gate(userService);
    if (!checkinGate || !userGate)
        return checkinGate ? userGate.error() : checkinGate.error();
    if (m_clients && m_clients->checkinGate == *checkinGate && m_clients->userGate == *userGate)
        return Done{};
    const Result<ServiceAccess> checkins = m_services->access(checkinService);
    const Result<ServiceAccess> users = m_services->access(userService);
    if (!checkins || !users)
        return checkins ? users.error() : checkins.error();
    m_clients = std::make_unique<Services>(*checkins, *users, m_settings.settings);
    return Done{};
}

Result<Gathering> MontageEffect::gather(const ChunkRows &rows, std::span<const std::size_t> chosen,
                                        std::stop_token stop)
{
    m_now = QDateTime::currentDateTimeUtc();
    m_made.assign(rows.rows().size(), std::nullopt);
    Gathering gathering;
    if (chosen.empty()) // each row of a list may be wrong by itself
        return gathering;
    if (const Status connected = connect(); !connected) {
        m_clients.reset();
        gathering.outage = restOf(connected.error());
        return gathering;
    }
    QHash<QString, std::size_t> rowOf;
    for (const std::size_t row : chosen)
        rowOf.insert(userOf(rows, row, m_userField), row);
    std::optional<Text> whyOut;
    std::size_t unanswered = 0;
    ServiceTally said;
    const CallAccount account = m_clients->maker.make(rowOf.keys(), m_now, stop, [&](UserMontages &&user) {
        const std::size_t row = rowOf.value(user.userId);
        const Answer::Kind kind = user.error ? kindOf(user.error->code) : Answer::Kind::Found;
        ++said.answers.at(std::size_t(kind));
        if (!user.error) {
            m_made[row] = std::move(user);
            return;
        }
        const bool isOut = user.error->code == "SERVICE_OUT"_L1;
        if (isOut)
            whyOut = user.error->message;
        unanswered += kind == Answer::Kind::Unavailable ? 1 : 0;
        gathering.cancelled = gathering.cancelled || user.error->code == "CANCELLED"_L1;
        const bool isTransient = kind == Answer::Kind::Unavailable || kind == Answer::Kind::Unknown;
        gathering.refused.push_back(
            {.row = row,
             .error = {isOut ? u"SERVICE_UNAVAILABLE"_s : user.error->code, {}, user.error->message},
             .others = {},
             .isTransient = isTransient});
    });
    gathering.tally = tallyOf(account);
    gathering.tally.answers = said.answers;
    const std::optional<Outage> outage = m_clients->outage();
    // Also where the call that failed was the last one that the breaker took: it says nothing about the user.
    // So it is where nobody was answered: a job may be too small for the breaker to notice.
    const auto failed = std::ranges::find_if(gathering.refused, &Refusal::isTransient);
    const bool isOut =
        whyOut || unanswered == std::size_t(rowOf.size()) || (outage && failed != gathering.refused.end());
    if (isOut && !gathering.cancelled) { // that nobody was answered then is our own doing
        const Text &reason = whyOut ? *whyOut : failed->error.message;
        gathering.outage = restOf(outage.value_or(Outage{.reason = reason, .left = std::chrono::seconds(1)}));
        gathering.isFault = account.isOnlyFaults();
    }
    if (m_clients->checkinGate->isDenied() || m_clients->userGate->isDenied())
        m_clients.reset(); // the next ones read their secrets anew
    return gathering;
}

Result<EffectOutcome> MontageEffect::apply(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, true);
}

Result<EffectOutcome> MontageEffect::preview(SqlConnection &connection, const EffectRequest &request)
{
    return perform(connection, request, false);
}

Result<Tidied> MontageEffect::tidyUp(SqlConnection &connection)
{
    const Result<RemovedMontages> removed =
        MontageTables(connection).removeExpired(QDateTime::currentDateTimeUtc(), expiredAtOnce);
    if (!removed)
        return removed.error();
    Tidied tidied{.events = {}, .isAll = removed->count < expiredAtOnce};
    for (const QString &user : removed->users)
        tidied.events.emplace_back(u"montage.cache.invalidated"_s,
                                   QJsonObject{{u"user_id"_s, user}, {u"reason"_s, u"expired"_s}});
    return tidied;
}

Result<EffectOutcome> MontageEffect::perform(SqlConnection &connection, const EffectRequest &request, bool writes)
{
    if (connection.kind() == Database::PostgreSQL) {
        // Of a JSON list the planner knows no length, and would walk whole tables for it as they grow. A check of a
        // reference keeps its first plan for the session: made while the table is empty, it is to walk it too.
        const QByteArray byIndex =
            "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";
        if (const Status set = connection.script(byIndex); !set)
            return set.error();
    }
    MontageTables tables(connection);
    QStringList users;
    for (const std::size_t row : request.chosen)
        users.append(userOf(request.rows, row, m_userField));
    const Result<QHash<QString, bool>> known = tables.knownUsers(users, writes);
    if (!known)
        return known.error();
    Result<std::vector<StoredMontage>> stored = tables.montagesOf(users, writes);
    if (!stored)
        return stored.error();
    QHash<QString, std::vector<StoredMontage>> byUser;
    for (StoredMontage &montage : *stored)
        byUser[montage.userId].push_back(std::move(montage));
    Writing writing(m_now);
    for (std::size_t i = 0; i < request.chosen.size(); ++i) {
        const std::size_t row = request.chosen[i];
        const auto user = known->constFind(users[qsizetype(i)]);
        if (user == known->cend() || !*user)
            writing.outcome.refused.push_back({.row = row, .error = nobody(user == known->cend())});
        else if (m_made[row])
            writing.decide(row, *m_made[row], byUser.value(users[qsizetype(i)]));
    }
    if (writes) {
        if (const Status written = writing.write(tables, m_settings.settings); !written)
            return written.error();
    }
    return writing.finish();
}

} // namespace bulkhead
