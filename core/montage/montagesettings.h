// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/result.h"

#include <QMap>
#include <QProcessEnvironment>

#include <chrono>
#include <vector>

namespace bulkhead {

/// Everything that can be set about montages, with what holds when nothing is.
struct MontageSettings
{
    enum class Mode { Once, Scheduler, Health };

    Mode mode = Mode::Once;
    QString schedule = QStringLiteral("0 3 * * *"); ///< of Mode::Scheduler: as cron has it, by the clock on the wall
    QString environment = QStringLiteral("development");
    int maxItems = 20;             ///< of a montage
    int minInterestOccurrence = 3; ///< check-ins with a tag before it is an interest
    int interestLookbackDays = 30;
    int batchSize = 100;                                             ///< users a chunk
    int maxConcurrency = 10;                                         ///< users at once
    std::chrono::milliseconds timeout{std::chrono::minutes(30)};     ///< of the whole job
    std::chrono::milliseconds userTimeout{std::chrono::seconds(30)}; ///< of one user
    std::chrono::milliseconds expiresAfter{std::chrono::hours(24)};  ///< a montage, after it was made
    QString userIdFilter;                                            ///< only this user; empty: all
    bool batchProcessing = true;
    bool analytics = true; ///< told to whoever hears that the job started

    /// How to reach the two services, where an operator has set none by hand. The secrets are never shown.
    QString checkinUrl;
    QString checkinKey;
    std::chrono::milliseconds checkinTimeout{std::chrono::seconds(5)}; ///< of one call
    QString userUrl;
    QString userKey;
    std::chrono::milliseconds userServiceTimeout{std::chrono::seconds(5)};

    QString dbHost; ///< empty: the database is named otherwise
    int dbPort = 5432;
    QString dbUser;
    QString dbPassword; ///< never shown
    QString dbName;
    QString dbSslMode = QStringLiteral("prefer");
    std::chrono::milliseconds dbConnectTimeout{std::chrono::seconds(5)};

    /// postgresql://… with all of the above, its SSL mode too; empty without a host. Contains the password.
    QString databaseUrl() const;
};

/// What this one is set to, as it is written in the environment; a secret only as dots.
QString montageSettingText(const MontageSettings &settings, const QString &name);

/// Values by the names of their environment variables: MONTAGE_MAX_ITEMS.
using MontageValues = QMap<QString, QString>;

/// The names that can be set, in the order in which people want to read them.
QStringList montageSettingNames();
/// As an option of a command: "montage-max-items"; empty for a secret, which everybody could read there.
QString montageOptionName(const QString &name);
/// Those that say how to reach a service: CHECKIN_SERVICE_URL … They are of where a job is made, and not of the job.
QStringList montageServiceNames();

/// A name that the systems before this one knew, and why it changes nothing here. It is no mistake to set it.
struct IdleMontageSetting
{
    QString name;
    Text why;
};
const std::vector<IdleMontageSetting> &idleMontageSettings();

/// Those of the environment; empty ones do not count.
MontageValues montageValues(const QProcessEnvironment &environment);
/// From lines of NAME=value, as container files have them: blanks, comments (#), "export" and quotes allowed. Error
/// SETTING_INVALID names every line that is none.
Result<MontageValues> montageValuesFromFile(const QString &path);
/// The later layer's values in the place of those before.
void putOver(MontageValues &values, const MontageValues &later);
/// The file's (none, where `path` is empty), and the environment's before them.
Result<MontageValues> montageValues(const QString &path, const QProcessEnvironment &environment);

struct MontageSettingsRead
{
    MontageSettings settings;
    std::vector<Error> problems; ///< all of them, so that they can be mended at once
    std::vector<Text> notes;     ///< what was set and changes nothing

    /// All problems as one Error.
    Status status() const;
};

/// What the layers say, a later one going before an earlier one (file, environment, options), on top of the
/// preset of their ENVIRONMENT: development, staging or production. An empty value counts as not given.
MontageSettingsRead readMontageSettings(const std::vector<MontageValues> &layers);

} // namespace bulkhead
