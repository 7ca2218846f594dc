// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QStandardPaths>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

namespace {

/// Headers are long and may hold any character; a key of an ini file should not.
QString mappingKey(const QString &operation, const QStringList &columns)
{
    const QByteArray digest =
        QCryptographicHash::hash(columns.join(QChar(0x1f)).toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return u"mappings/"_s + operation + u'-' + QString::fromLatin1(digest);
}

} // namespace

QString configFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/bulkhead"_s;
}

QString dataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/bulkhead"_s;
}

QString embeddedDatabaseUrl()
{
    return u"sqlite://"_s + dataFolder() + u"/bulkhead.sqlite"_s;
}

QString currentActor()
{
    const passwd *user = getpwuid(geteuid());
    return user ? QString::fromLocal8Bit(user->pw_name) : QString::number(geteuid());
}

Settings::Settings(const QString &file)
    : m_settings(file.isEmpty() ? configFolder() + u"/bulkhead.ini"_s : file, QSettings::IniFormat)
{}

QString Settings::language() const
{
    return m_settings.value("language"_L1).toString();
}

void Settings::setLanguage(const QString &language)
{
    m_settings.setValue("language"_L1, language);
}

JobOptions Settings::defaultOptions() const
{
    JobSpec spec;
    const QByteArray json = m_settings.value("default_options"_L1).toByteArray();
    if (json.isEmpty())
        return spec.options;
    const Result<JobSpec> stored = JobSpec::fromJson(QJsonDocument::fromJson(json).object());
    return stored ? stored->options : spec.options;
}

void Settings::setDefaultOptions(const JobOptions &options)
{
    JobSpec spec;
    spec.options = options;
    m_settings.setValue("default_options"_L1, QJsonDocument(spec.toJson()).toJson(QJsonDocument::Compact));
}

QString Settings::montageSettingsFile() const
{
    return m_settings.value("montages/settings_file"_L1).toString();
}

void Settings::setMontageSettingsFile(const QString &path)
{
    m_settings.setValue("montages/settings_file"_L1, path);
}

std::optional<Mapping> Settings::savedMapping(const QString &operation, const QStringList &columns) const
{
    const QByteArray json = m_settings.value(mappingKey(operation, columns)).toByteArray();
    if (json.isEmpty())
        return std::nullopt;
    const Result<JobSpec> stored = JobSpec::fromJson(QJsonDocument::fromJson(json).object());
    return stored ? std::optional(stored->mapping) : std::nullopt;
}

void Settings::saveMapping(const QString &operation, const QStringList &columns, const Mapping &mapping)
{
    JobSpec spec;
    spec.mapping = mapping;
    m_settings.setValue(mappingKey(operation, columns), QJsonDocument(spec.toJson()).toJson(QJsonDocument::Compact));
}

QVariant Settings::value(const QString &key, const QVariant &fallback) const
{
    return m_settings.value(key, fallback);
}

void Settings::setValue(const QString &key, const QVariant &value)
{
    m_settings.setValue(key, value);
}

Status Settings::save()
{
    m_settings.sync();
    if (m_settings.status() == QSettings::NoError)
        return Done{};
    return Error{
        u"SETTINGS_LOST"_s,
        Text{QT_TRANSLATE_NOOP("core", "The settings cannot be written to %1."), {m_settings.fileName()}},
        Text{QT_TRANSLATE_NOOP("core", "Check that its folder can be written to, and that there is room left.")}};
}

} // namespace bulkhead
