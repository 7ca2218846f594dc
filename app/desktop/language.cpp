// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead {

Language::Language(QCoreApplication &application, const QString &name)
{
    const QLocale locale = name.isEmpty() ? QLocale::system() : QLocale(name);
    QLocale::setDefault(locale);
    install(application, locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(application, locale, u"bulkhead"_s, u":/i18n"_s);
    // The sources are English, but for the plurals, which stand in the English file.
    if (m_translators.empty() || !m_translators.back()->filePath().startsWith(u":/i18n"_s))
        install(application, QLocale(QLocale::English), u"bulkhead"_s, u":/i18n"_s);
}

void Language::install(QCoreApplication &application, const QLocale &locale, const QString &file, const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(locale, file, u"_"_s, folder))
        return;
    application.installTranslator(translator.get());
    m_translators.push_back(std::move(translator));
}

} // namespace bulkhead
