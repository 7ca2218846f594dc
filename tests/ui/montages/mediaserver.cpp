// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/montages/mediaserver.h"

#include <httplib.h>

#include <QBuffer>
#include <QImage>

#include <map>
#include <mutex>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace bulkhead::test {

struct MediaServer::Server
{
    Server()
    {
        http.Get(R"(/(.+))", [this](const httplib::Request &request, httplib::Response &response) {
            const std::lock_guard lock(mutex);
            const std::string name = request.matches[1].str();
            ++asked[name];
            if (const auto found = files.find(name); found != files.end())
                response.set_content(found->second, "image/png");
            else
                response.status = 404;
        });
        http.set_keep_alive_timeout(1);
        port = http.bind_to_any_port("127.0.0.1");
        thread = std::thread([this] { http.listen_after_bind(); });
        while (!http.is_running())
            std::this_thread::yield();
    }
    ~Server()
    {
        http.stop();
        thread.join();
    }

    httplib::Server http;
    int port = 0;
    std::mutex mutex; ///< guards what follows
    std::map<std::string, std::string> files;
    std::map<std::string, int> asked;
    std::thread thread;
};

MediaServer::MediaServer() : m_server(std::make_unique<Server>()) {}

MediaServer::~MediaServer() = default;

QString MediaServer::url(const QString &name) const
{
    return u"http://127.0.0.1:%1/%2"_s.arg(m_server->port).arg(name);
}

void MediaServer::givePicture(const QString &name, const QColor &color, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(color);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    give(name, bytes);
}

void MediaServer::give(const QString &name, const QByteArray &bytes)
{
    const std::lock_guard lock(m_server->mutex);
    m_server->files[name.toStdString()] = bytes.toStdString();
}

int MediaServer::askedFor(const QString &name) const
{
    const std::lock_guard lock(m_server->mutex);
    return m_server->asked[name.toStdString()];
}

} // namespace bulkhead::test
