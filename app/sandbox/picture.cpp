// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/picture.h"

#include "app/sandbox/draw.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace bulkhead::sandbox {

namespace {

struct Color
{
    double red;
    double green;
    double blue;
};

Color mixed(const Color &a, const Color &b, double share)
{
    return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share, a.blue + (b.blue - a.blue) * share};
}

struct Mood
{
    Color high;
    Color low;
    Color sun;
    Color far;
    Color near;
};

constexpr std::array<Mood, 6> moods{{
    {{58, 96, 168}, {246, 196, 150}, {255, 236, 190}, {128, 120, 160}, {34, 40, 66}},   // evening
    {{96, 168, 228}, {226, 240, 250}, {255, 252, 232}, {140, 176, 196}, {38, 84, 70}},  // noon
    {{72, 44, 104}, {242, 128, 104}, {255, 214, 140}, {128, 70, 110}, {36, 18, 48}},    // dusk
    {{170, 206, 216}, {250, 240, 222}, {255, 255, 246}, {158, 184, 182}, {64, 98, 96}}, // mist
    {{16, 26, 60}, {58, 92, 138}, {238, 240, 250}, {36, 58, 96}, {8, 14, 30}},          // night
    {{110, 180, 190}, {252, 226, 160}, {255, 246, 206}, {206, 150, 96}, {112, 62, 40}}, // desert
}};

constexpr double shapes[] = {4.0 / 3, 3.0 / 2, 1, 3.0 / 4, 16.0 / 9, 4.0 / 3};

/// The height of a ridge over the picture's width, as a sum of a few waves.
class Ridge
{
public:
    Ridge(Draw &draw, double base, double height) : m_base(base)
    {
        for (std::size_t i = 0; i < m_waves.size(); ++i)
            m_waves[i] = {height / double(1 << i), (1.2 + 0.3 * draw.below(6)) * double(1 << i) * 2,
                          double(draw.below(628)) / 100};
    }
    double at(double x) const
    {
        double y = m_base;
        for (const Wave &wave : m_waves)
            y -= wave.height * std::sin(x * wave.turns + wave.phase);
        return y;
    }

private:
    struct Wave
    {
        double height;
        double turns;
        double phase;
    };
    double m_base;
    std::array<Wave, 5> m_waves{};
};

quint32 checksum(const QByteArray &bytes)
{
    quint32 crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320U : 0);
    }
    return ~crc;
}

void append(QByteArray &png, const QByteArray &type, const QByteArray &content)
{
    const auto number = [&png](quint32 value) {
        const quint32 big = qToBigEndian(value);
        png.append(reinterpret_cast<const char *>(&big), sizeof big);
    };
    number(quint32(content.size()));
    png += type + content;
    number(checksum(type + content));
}

/// Rows of red, green and blue, as PNG keeps them (filter "up", which smooth skies compress well with).
QByteArray png(const std::vector<QByteArray> &rows, int width)
{
    QByteArray header(13, '\0');
    qToBigEndian(quint32(width), header.data());
    qToBigEndian(quint32(rows.size()), header.data() + 4);
    header[8] = 8; // bits
    header[9] = 2; // red, green, blue
    QByteArray filtered;
    filtered.reserve(qsizetype(rows.size()) * (width * 3 + 1));
    for (std::size_t y = 0; y < rows.size(); ++y) {
        filtered.append('\2');
        for (qsizetype i = 0; i < rows[y].size(); ++i)
            filtered.append(char(quint8(rows[y][i]) - (y > 0 ? quint8(rows[y - 1][i]) : 0)));
    }
    QByteArray file = QByteArrayLiteral("\x89PNG\r\n\x1a\n");
    append(file, "IHDR", header);
    append(file, "IDAT", qCompress(filtered, 3).sliced(4)); // Qt puts the length in front
    append(file, "IEND", {});
    return file;
}

} // namespace

QByteArray landscape(const QString &name, int longest)
{
    const QByteArray digest = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256);
    Draw draw(qFromBigEndian<quint64>(digest.constData()));
    const double shape = draw.oneOf(shapes);
    const int width = shape >= 1 ? longest : int(longest * shape);
    const int height = shape >= 1 ? int(longest / shape) : longest;
    const Mood mood = draw.oneOf(moods);
    const double sunX = 0.15 + 0.7 * double(draw.below(100)) / 100;
    const double sunY = 0.14 + 0.3 * double(draw.below(100)) / 100;
    const double sunSize = 0.035 + 0.05 * double(draw.below(100)) / 100;
    const int count = 3 + draw.below(3);
    std::vector<Ridge> ridges;
    for (int i = 0; i < count; ++i)
        ridges.emplace_back(draw, 0.52 + 0.42 * i / count, 0.05 + 0.012 * draw.below(4));

    std::vector<QByteArray> rows(std::size_t(height), QByteArray(qsizetype(width) * 3, '\0'));
    for (int column = 0; column < width; ++column) {
        const double x = double(column) / width;
        std::vector<double> tops;
        for (const Ridge &ridge : ridges)
            tops.push_back(ridge.at(x * shape));
        for (int line = 0; line < height; ++line) {
            const double y = double(line) / height;
            Color color = mixed(mood.high, mood.low, std::min(1.0, y / 0.62));
            const double away = std::hypot((x - sunX) * shape, y - sunY);
            color = mixed(color, mood.sun, 0.55 * std::exp(-away * 7));
            color = mixed(color, mood.sun, std::clamp((sunSize - away) * height / 1.5, 0.0, 1.0));
            for (std::size_t i = 0; i < tops.size(); ++i) {
                const double depth = double(i + 1) / double(tops.size());
                const double cover = std::clamp((y - tops[i]) * height, 0.0, 1.0); // a soft edge
                const Color ridge = mixed(mixed(mood.low, mood.far, 0.35 + 0.65 * depth), mood.near, depth * depth);
                // Mist lies in the valleys.
                color = mixed(color, mixed(ridge, mood.low, 0.3 * std::min(1.0, (y - tops[i]) * 3)), cover);
            }
            char *pixel = rows[std::size_t(line)].data() + qsizetype(column) * 3;
            pixel[0] = char(quint8(color.red));
            pixel[1] = char(quint8(color.green));
            pixel[2] = char(quint8(color.blue));
        }
    }
    return png(rows, width);
}

} // namespace bulkhead::sandbox
