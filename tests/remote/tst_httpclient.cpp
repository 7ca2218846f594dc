// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/httpclient.h"
#include "tests/remote/httpstub.h"
#include "tests/remote/testcertificate.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>
#include <netdb.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace bulkhead;
using test::inSeconds;
using test::Stub;

using End = Attempt::End;

namespace {

constexpr auto slowHost = "slow.test";
constexpr auto slowness = 4s;

} // namespace

/// Also what libcurl asks: a name server that takes its time over one name, and knows that of the certificate.
extern "C" int getaddrinfo(const char *host, const char *service, const addrinfo *hints, addrinfo **found)
{
    if (host && QByteArrayView(host) == slowHost) {
        std::this_thread::sleep_for(slowness);
        return EAI_AGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    const bool isOurs = host && QByteArrayView(host) == "sandbox.test";
    return real(isOurs ? "127.0.0.1" : host, service, hints, found);
}

/// One call over HTTP, whatever it is for.
class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAStatusMeans_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("end");
        QTest::newRow("400") << 400 << int(End::Refused);
        QTest::newRow("401") << 401 << int(End::Denied);
        QTest::newRow("403") << 403 << int(End::Refused);
        QTest::newRow("404") << 404 << int(End::Refused);
        QTest::newRow("408") << 408 << int(End::Unavailable);
        QTest::newRow("409") << 409 << int(End::Refused);
        QTest::newRow("413") << 413 << int(End::TooLarge);
        QTest::newRow("429") << 429 << int(End::Throttled);
        QTest::newRow("500") << 500 << int(End::Unavailable);
        QTest::newRow("501") << 501 << int(End::Refused);
        QTest::newRow("502") << 502 << int(End::Unavailable);
        QTest::newRow("503") << 503 << int(End::Unavailable);
        QTest::newRow("504") << 504 << int(End::Unavailable);
        QTest::newRow("505") << 505 << int(End::Refused);
        QTest::newRow("522") << 522 << int(End::Unavailable); // a gateway's own
    }

    void whatAStatusMeans()
    {
        QFETCH(int, status);
        QFETCH(int, end);
        Stub<httplib::Server> stub("http");
        stub.server.Get("/x",
                        [status](const httplib::Request &, httplib::Response &response) { response.status = status; });
        HttpClient client({});
        const HttpReply reply = client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {});
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.attempt.end, End(end));
        QCOMPARE(reply.attempt.code, u"HTTP_%1"_s.arg(status));
    }

    void aNameServerThatHangsHoldsNobody()
    {
        HttpClient client({});
        const HttpRequest request{.url = u"http://%1/x"_s.arg(QLatin1StringView(slowHost))};
        Instant began = std::chrono::steady_clock::now();
        const HttpReply late = client.send(request, began + 200ms, {});
        QVERIFY(std::chrono::steady_clock::now() - began < slowness - 1s);
        QCOMPARE(late.attempt.end, End::Unavailable);
        QCOMPARE(late.attempt.code, u"DEADLINE_EXCEEDED"_s);

        std::stop_source stop;
        const std::jthread canceller([&] {
            std::this_thread::sleep_for(200ms);
            stop.request_stop();
        });
        began = std::chrono::steady_clock::now();
        QCOMPARE(client.send(request, inSeconds(60), stop.get_token()).attempt.end, End::Cancelled);
        QVERIFY(std::chrono::steady_clock::now() - began < slowness - 1s);
    }

    void aSecretIsNotCarriedElsewhere()
    {
        Stub<httplib::Server> other("http");
        std::atomic<int> visits = 0;
        other.server.Get("/.*", [&](const httplib::Request &, httplib::Response &) { ++visits; });
        Stub<httplib::Server> stub("http");
        const std::string target = (other.url() + u"/x"_s).toStdString();
        stub.server.Get("/x",
                        [&](const httplib::Request &, httplib::Response &response) { response.set_redirect(target); });
        HttpClient client({.headerName = u"Authorization"_s, .headerValue = u"secret"_s});
        QCOMPARE(client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Refused);
        QCOMPARE(visits, 0);
    }

    void onlyHttpIsSpoken()
    {
        HttpClient client({});
        QCOMPARE(client.send({.url = u"file:///etc/hostname"_s}, inSeconds(60), {}).attempt.end, End::Denied);
    }

    void tlsNeedsACertificateThatIsTrusted()
    {
        QTemporaryDir folder;
        const auto write = [&](const QString &name, const QByteArray &bytes) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("cannot write %s", qPrintable(name));
            return file.fileName().toStdString();
        };
        const std::string certificateFile = write(u"cert.pem"_s, test::certificate);
        const std::string keyFile = write(u"key.pem"_s, test::privateKey);
        Stub<httplib::SSLServer> stub("https", certificateFile.c_str(), keyFile.c_str());
        stub.server.Get("/x", [](const httplib::Request &, httplib::Response &response) {
            response.set_content("{}", "application/json");
        });

        HttpClient stranger({});
        const HttpReply untrusted = stranger.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {});
        QCOMPARE(untrusted.attempt.end, End::Denied);
        QCOMPARE(untrusted.attempt.code, u"TLS_FAILED"_s);
        HttpClient trusting({.caPem = test::certificate});
        const QString named = stub.url().replace(u"127.0.0.1"_s, u"sandbox.test"_s);
        QCOMPARE(trusting.send({.url = named + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Answered);
        // Trusted, but made out to another name: 127.0.0.1 is not sandbox.test.
        QCOMPARE(trusting.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.code, u"TLS_FAILED"_s);
    }

    void aConnectionIsKept()
    {
        Stub<httplib::Server> stub("http");
        QSet<int> ports;
        stub.server.Get(
            "/x", [&](const httplib::Request &request, httplib::Response &) { ports.insert(request.remote_port); });
        HttpClient client({});
        for (int i = 0; i < 4; ++i)
            QCOMPARE(client.send({.url = stub.url() + u"/x"_s}, inSeconds(60), {}).attempt.end, End::Answered);
        QCOMPARE(ports.size(), 1);
    }
};

QTEST_APPLESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
