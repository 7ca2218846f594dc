// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QHash>
#include <QSize>
#include <QString>

#include <memory>

namespace bulkhead::test {

/// Serves pictures of one colour over HTTP on loopback, each under its name, and counts who asks for them.
/// What was not given to it is not found.
class MediaServer
{
public:
    MediaServer();
    ~MediaServer();

    QString url(const QString &name) const;
    void givePicture(const QString &name, const QColor &color, QSize size);
    void give(const QString &name, const QByteArray &bytes);
    int askedFor(const QString &name) const;

private:
    struct Server;
    std::unique_ptr<Server> m_server;
};

} // namespace bulkhead::test
