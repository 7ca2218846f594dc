// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/jobspec.h"

#include <QSettings>

namespace bulkhead {

/// Where the program keeps its things (XDG): config in $XDG_CONFIG_HOME/bulkhead, data in
/// $XDG_DATA_HOME/bulkhead.
QString configFolder();
QString dataFolder();
/// The embedded database, `sqlite:///…/bulkhead.sqlite`.
QString embeddedDatabaseUrl();
/// Who works at this computer, as jobs keep it: the login name.
QString currentActor();

/// What an operator wants remembered, in bulkhead.ini under configFolder(). Not for secrets: passwords
/// go to the keychain. Used from one thread.
class Settings
{
public:
    explicit Settings(const QString &file = {}); ///< empty: the default file

    QString language() const; ///< "en", "ru", "pt_BR"; empty: the system's
    void setLanguage(const QString &language);

    JobOptions defaultOptions() const;
    void setDefaultOptions(const JobOptions &options);

    /// The file with what montages are set to, where none is named otherwise; empty: there is none.
    QString montageSettingsFile() const;
    void setMontageSettingsFile(const QString &path);

    /// The mapping that was saved for this operation and this header, if any.
    std::optional<Mapping> savedMapping(const QString &operation, const QStringList &columns) const;
    void saveMapping(const QString &operation, const QStringList &columns, const Mapping &mapping);

    /// Anything a window wants to keep (geometry, column widths, recent connections without password).
    QVariant value(const QString &key, const QVariant &fallback = {}) const;
    void setValue(const QString &key, const QVariant &value);
    /// Writes what was set to the file now, which else happens by and by; error SETTINGS_LOST when that does not work.
    Status save();

private:
    QSettings m_settings;
};

} // namespace bulkhead
