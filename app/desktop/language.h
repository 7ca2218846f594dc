// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

#include <memory>
#include <vector>

class QCoreApplication;

namespace bulkhead {

/// The words of the program and of Qt in one language; installed for as long as it lives.
class Language
{
public:
    /// "en", "ru", "pt_BR"; empty: the system's. Sets QLocale's default too, so that numbers and dates
    /// go with the words.
    Language(QCoreApplication &application, const QString &name);

private:
    void install(QCoreApplication &application, const QLocale &locale, const QString &file, const QString &folder);

    std::vector<std::unique_ptr<QTranslator>> m_translators;
};

} // namespace bulkhead
