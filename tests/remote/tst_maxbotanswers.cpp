// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/batchedlookup.h"
#include "core/remote/maxbotclient.h"
#include "tests/remote/answerkinds.h"

#include "maxbot.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace bulkhead;
using test::kindsOf;

using Kind = Answer::Kind;

namespace {

/// A service that answers each call as a test wants, for what the sandbox does not do.
class Stub final : public maxbot::MaxBotService::Service
{
public:
    using Batch = std::function<grpc::Status(const maxbot::BatchGetUsersByPhoneRequest &,
                                             maxbot::BatchGetUsersByPhoneResponse &)>;
    using One = std::function<grpc::Status(const maxbot::GetMaxIDByPhoneRequest &, maxbot::GetMaxIDByPhoneResponse &)>;

    Stub(Batch batch, One one) : m_batch(std::move(batch)), m_one(std::move(one))
    {
        grpc::ServerBuilder builder;
        builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &m_port);
        builder.RegisterService(this);
        m_server = builder.BuildAndStart();
    }

    LookupResult find(const QStringList &phones, const ServiceLimits &limits = {}) const
    {
        BatchedLookup lookup(
            std::make_unique<MaxBotClient>(Endpoint{.address = u"127.0.0.1:%1"_s.arg(m_port)}, limits.batch),
            std::make_shared<ServiceGate>(limits));
        return lookup.find(phones, {});
    }

    grpc::Status BatchGetUsersByPhone(grpc::ServerContext *, const maxbot::BatchGetUsersByPhoneRequest *request,
                                      maxbot::BatchGetUsersByPhoneResponse *response) override
    {
        return m_batch ? m_batch(*request, *response) : grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no batch");
    }
    grpc::Status GetMaxIDByPhone(grpc::ServerContext *, const maxbot::GetMaxIDByPhoneRequest *request,
                                 maxbot::GetMaxIDByPhoneResponse *response) override
    {
        return m_one(*request, *response);
    }

private:
    Batch m_batch;
    One m_one;
    int m_port = 0;
    std::unique_ptr<grpc::Server> m_server;
};

void say(maxbot::BatchGetUsersByPhoneResponse &response, const std::string &phone, const std::string &id)
{
    maxbot::UserPhoneMapping &mapping = *response.add_mappings();
    mapping.set_phone(phone);
    mapping.set_max_id(id);
    mapping.set_found(true);
}

} // namespace

/// What a MaxBot may answer, and how it is understood.
class TestMaxBotAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorsInsideAnAnswerAreUnderstood_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::newRow("invalid phone") << int(maxbot::ERROR_CODE_INVALID_PHONE)
                                       << u"INVALID_PHONE: Invalid phone format"_s << int(Kind::InvalidInput);
        QTest::newRow("not found") << int(maxbot::ERROR_CODE_MAX_ID_NOT_FOUND) << u"NOT_FOUND: MAX_id not found"_s
                                   << int(Kind::NotFound);
        QTest::newRow("internal") << int(maxbot::ERROR_CODE_INTERNAL) << u"upstream is down"_s
                                  << int(Kind::Unavailable);
        QTest::newRow("a text without a code") << 0 << u"something"_s << int(Kind::Unavailable);
        QTest::newRow("neither error nor id") << 0 << QString() << int(Kind::Unknown);
    }

    void errorsInsideAnAnswerAreUnderstood()
    {
        QFETCH(int, code);
        QFETCH(QString, text);
        QFETCH(int, kind);
        const Stub stub({}, [&](const auto &, maxbot::GetMaxIDByPhoneResponse &response) {
            response.set_error_code(maxbot::ErrorCode(code));
            response.set_error(text.toStdString());
            return grpc::Status::OK;
        });
        const LookupResult result = stub.find({u"+79991234567"_s}, {.retries = 1});
        QCOMPARE(int(result.answers.begin()->kind), kind);
        QVERIFY(!result.answers.begin()->code.isEmpty());
        QVERIFY(!result.answers.begin()->text.isEmpty());
    }

    void aStatusInPlaceOfAnAnswerIsUnderstood_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("kind");
        QTest::newRow("NOT_FOUND") << int(grpc::StatusCode::NOT_FOUND) << int(Kind::NotFound);
        QTest::newRow("INVALID_ARGUMENT") << int(grpc::StatusCode::INVALID_ARGUMENT) << int(Kind::InvalidInput);
        QTest::newRow("PERMISSION_DENIED") << int(grpc::StatusCode::PERMISSION_DENIED) << int(Kind::Refused);
        QTest::newRow("FAILED_PRECONDITION") << int(grpc::StatusCode::FAILED_PRECONDITION) << int(Kind::Refused);
        QTest::newRow("UNAUTHENTICATED") << int(grpc::StatusCode::UNAUTHENTICATED) << int(Kind::Refused);
        QTest::newRow("INTERNAL") << int(grpc::StatusCode::INTERNAL) << int(Kind::Unavailable);
        QTest::newRow("ABORTED") << int(grpc::StatusCode::ABORTED) << int(Kind::Unavailable);
        QTest::newRow("UNAVAILABLE") << int(grpc::StatusCode::UNAVAILABLE) << int(Kind::Unavailable);
    }

    void aStatusInPlaceOfAnAnswerIsUnderstood()
    {
        QFETCH(int, status);
        QFETCH(int, kind);
        const Stub stub({}, [&](const auto &, auto &) { return grpc::Status(grpc::StatusCode(status), "said so"); });
        const LookupResult result = stub.find({u"+79991234567"_s}, {.retries = 0});
        QCOMPARE(int(result.answers.begin()->kind), kind);
        QCOMPARE(result.outage.has_value(), status == int(grpc::StatusCode::UNAUTHENTICATED));
    }

    void aBatchThatIsTooLargeIsCut()
    {
        // As the contract says it: in the answer, and as an internal error.
        const Stub stub(
            [](const maxbot::BatchGetUsersByPhoneRequest &request, maxbot::BatchGetUsersByPhoneResponse &response) {
                if (request.phones_size() > 3) {
                    response.set_error_code(maxbot::ERROR_CODE_INTERNAL);
                    response.set_error("batch size exceeds maximum of 3 phones");
                    return grpc::Status::OK;
                }
                for (const std::string &phone : request.phones())
                    say(response, phone, "id of " + phone);
                return grpc::Status::OK;
            },
            {});
        const LookupResult result =
            stub.find({u"+79990000001"_s, u"+79990000002"_s, u"+79990000003"_s, u"+79990000004"_s, u"+79990000005"_s});
        QCOMPARE(result.answers.size(), 5);
        for (const auto &[phone, answer] : result.answers.asKeyValueRange())
            QCOMPARE(answer.values, QStringList(u"id of "_s + phone));
    }

    void aPhoneThatTheServiceDoesNotTakeCostsItselfOnly_data()
    {
        QTest::addColumn<bool>("isInBand");
        QTest::newRow("in the answer") << true;
        QTest::newRow("in its place") << false;
    }

    void aPhoneThatTheServiceDoesNotTakeCostsItselfOnly()
    {
        QFETCH(bool, isInBand);
        const QString bad = u"+79990000003"_s;
        const Stub stub(
            [&](const maxbot::BatchGetUsersByPhoneRequest &request, maxbot::BatchGetUsersByPhoneResponse &response) {
                for (const std::string &phone : request.phones()) {
                    if (phone == bad.toStdString() && !isInBand)
                        return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "a phone is no phone");
                    if (phone == bad.toStdString()) {
                        response.clear_mappings();
                        response.set_error_code(maxbot::ERROR_CODE_INVALID_PHONE);
                        response.set_error("INVALID_PHONE: Invalid phone format");
                        return grpc::Status::OK;
                    }
                    say(response, phone, "id of " + phone);
                }
                return grpc::Status::OK;
            },
            {});
        const LookupResult result =
            stub.find({u"+79990000001"_s, u"+79990000002"_s, bad, u"+79990000004"_s, u"+79990000005"_s});
        for (const auto &[phone, answer] : result.answers.asKeyValueRange())
            QCOMPARE(answer.kind, phone == bad ? Kind::InvalidInput : Kind::Found);
        QCOMPARE(result.answers.value(bad).code, u"INVALID_PHONE"_s);
    }

    void anAnswerThatIsTooLargeIsAskedForInPieces()
    {
        const Stub stub(
            [](const maxbot::BatchGetUsersByPhoneRequest &request, maxbot::BatchGetUsersByPhoneResponse &response) {
                for (const std::string &phone : request.phones())
                    say(response, phone, std::string(3'000'000, '7')); // of four that are taken
                return grpc::Status::OK;
            },
            {});
        const LookupResult result = stub.find({u"+79990000001"_s, u"+79990000002"_s});
        QCOMPARE(kindsOf(result), QSet<Kind>{Kind::Found});
        QCOMPARE(result.account.calls, 3);
    }

    void anAnswerInAnotherSpellingIsStillTheOnes()
    {
        const Stub stub(
            [](const maxbot::BatchGetUsersByPhoneRequest &request, maxbot::BatchGetUsersByPhoneResponse &response) {
                for (const std::string &phone : request.phones())
                    say(response, "8" + phone.substr(2), phone);
                return grpc::Status::OK;
            },
            {});
        QCOMPARE(stub.find({u"+79990000001"_s}).answers.value(u"+79990000001"_s).values,
                 QStringList{u"+79990000001"_s});
    }
};

QTEST_APPLESS_MAIN(TestMaxBotAnswers)
#include "tst_maxbotanswers.moc"
