// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"
#include "tests/support/patience.h"
#include "ui/newjob/chosenlist.h"
#include "ui/session/session.h"
#include "ui/settings/montagesettingspanel.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace bulkhead;
using namespace Qt::Literals::StringLiterals;

/// The file with montage settings in the Settings page.
class TestMontageSettingsPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingThatIsWrongInTheFileIsSaid()
    {
        write("MONTAGE_MAX_ITEMS=none\nMONTAGE_COLOUR=red\n");
        open();
        line()->setText(path());
        QTRY_VERIFY(found()->isVisible());
        QVERIFY2(found()->text().contains(u"MONTAGE_MAX_ITEMS"_s) && found()->text().contains(u"MONTAGE_COLOUR"_s),
                 qPrintable(found()->text()));
        write("MONTAGE_MAX_ITEMS=7\n");
        m_panel->hide();
        m_panel->show(); // whoever mended it comes back
        QTRY_VERIFY2(!found()->text().contains(u"MONTAGE_MAX_ITEMS"_s), qPrintable(found()->text()));
        line()->setText(m_folder.filePath(u"none.env"_s));
        QTRY_VERIFY2(found()->text().contains(u"none.env"_s), qPrintable(found()->text()));
    }

    void theFileIsKeptAndCountsForNewJobs()
    {
        write("MONTAGE_MAX_ITEMS=7\n");
        open();
        line()->setText(path());
        open();
        QCOMPARE(line()->text(), path());
        const Operation operation = *m_session->catalog().find(u"montages.generate"_s);
        ChosenList list = ChosenList::query(operation);
        list.settingsFile = m_settings->montageSettingsFile();
        const Result<QMap<QString, QString>> values = settingsOf(list, operation);
        QVERIFY(values.ok());
        QCOMPARE(values->value(u"MONTAGE_MAX_ITEMS"_s), u"7"_s);
    }

    void cleanup()
    {
        m_panel.reset();
        m_session.reset();
        m_settings.reset();
        QFile::remove(m_folder.filePath(u"settings.ini"_s));
    }

private:
    QString path() const { return m_folder.filePath(u"montage.env"_s); }
    void write(const QByteArray &lines) const
    {
        QFile file(path());
        if (!file.open(QIODevice::WriteOnly) || file.write(lines) != lines.size())
            qFatal("%s", qPrintable(file.errorString()));
    }
    void open()
    {
        m_panel.reset();
        m_session.reset();
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_session = std::make_unique<Session>(*m_settings, OperationCatalog::load());
        m_panel = std::make_unique<MontageSettingsPanel>(*m_session);
        m_panel->show();
    }
    QLineEdit *line() const { return m_panel->findChild<QLineEdit *>(u"montageSettingsFile"_s); }
    QLabel *found() const { return m_panel->findChild<QLabel *>(u"montageSettingsFound"_s); }

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MontageSettingsPanel> m_panel;
};

QTEST_MAIN(TestMontageSettingsPanel)
#include "tst_montagesettingspanel.moc"
