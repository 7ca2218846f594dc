// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QUrl>

class QNetworkAccessManager;
class QNetworkReply;

namespace bulkhead {

/// Fetches files over HTTP and HTTPS and keeps them in a folder of limited size, for a thread of its own:
/// the folder is read and written on it. No cookies, no passwords, no more bytes and no more time than the
/// limits allow. What is fetched is told to nobody but the receiver: not to a log.
class PictureFetcher : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 mostBytes = 16 * 1024 * 1024;
    static constexpr qint64 mostBytesKept = 100 * 1024 * 1024;

    /// `folder` is made if need be, for the user alone.
    explicit PictureFetcher(const QString &folder);
    ~PictureFetcher() override;

    /// fetched() or failed() follows, once; nothing more is done for a URL that is under way. With `anew`
    /// the server is asked even though the file is kept.
    void fetch(const QUrl &url, bool anew);
    /// Gives up what is under way, without a word.
    void drop();

Q_SIGNALS:
    void fetched(const QUrl &url, const QByteArray &bytes);
    void failed(const QUrl &url);

private:
    void start();
    void take(QNetworkReply *reply, const QUrl &url);

    QString m_folder;
    QNetworkAccessManager *m_network = nullptr; ///< made on the thread that fetches
    QHash<QUrl, QNetworkReply *> m_replies;
};

/// http or https, with a host.
bool isFetchable(const QUrl &url);

} // namespace bulkhead
