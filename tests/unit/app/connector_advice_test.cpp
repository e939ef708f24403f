// What a failed test of a connector tells whoever set it up; see src/app/connector_advice.cpp.
#include <gtest/gtest.h>

#include "app/connector_test.hpp"

namespace postroom::app {
namespace {

using model::TlsPolicy;
using smtp::Cause;
using smtp::Failure;
using smtp::Stage;

struct Case {
    std::string_view name;
    Failure failure;
    TlsPolicy tls;
    int port;
    std::string_view code;
    std::string_view failed_step;
    std::string_view advice;  ///< words that must stand in it
};

const Case kCases[] = {
    {"unknown host",
     {Stage::connect, Cause::closed, 0, "", "mail.example:587: Host not found (authoritative)"},
     TlsPolicy::starttls,
     587,
     "host_unknown",
     "connect",
     "spelt"},
    {"closed port",
     {Stage::connect, Cause::closed, 0, "", "mail.example:587: Connection refused"},
     TlsPolicy::starttls,
     587,
     "refused",
     "connect",
     "465 with TLS"},
    {"firewall",
     {Stage::connect, Cause::timeout, 0, "", "mail.example:25: no answer in time"},
     TlsPolicy::starttls,
     25,
     "timed_out",
     "connect",
     "firewall"},
    {"no route",
     {Stage::connect, Cause::closed, 0, "", "mail.example:587: No route to host"},
     TlsPolicy::starttls,
     587,
     "unreachable",
     "connect",
     "No route to host"},
    {"TLS expected at 465",
     {Stage::banner, Cause::timeout, 0, "", "no answer in time"},
     TlsPolicy::starttls,
     465,
     "timed_out",
     "greet",
     "Choose TLS instead of STARTTLS"},
    {"TLS at 587",
     {Stage::tls, Cause::tls, 0, "", "wrong version number"},
     TlsPolicy::implicit,
     587,
     "tls_failed",
     "encrypt",
     "choose STARTTLS"},
    {"certificate",
     {Stage::tls, Cause::tls, 0, "", "the certificate is not trusted: self-signed certificate"},
     TlsPolicy::starttls,
     587,
     "tls_failed",
     "encrypt",
     "name that stands in the certificate"},
    {"STARTTLS not offered",
     {Stage::starttls, Cause::tls, 0, "", "The server offers no encryption"},
     TlsPolicy::starttls,
     25,
     "tls_failed",
     "encrypt",
     "port 465"},
    {"turned away",
     {Stage::banner, Cause::reply, 554, "5.7.1", "go away"},
     TlsPolicy::starttls,
     25,
     "greeting_refused",
     "greet",
     "554 go away"},
    {"wrong password",
     {Stage::auth, Cause::reply, 535, "5.7.8", "bad credentials"},
     TlsPolicy::starttls,
     587,
     "auth_refused",
     "sign_in",
     "app password"},
    {"busy",
     {Stage::auth, Cause::reply, 454, "4.7.0", "try later"},
     TlsPolicy::starttls,
     587,
     "auth_refused",
     "sign_in",
     "Try again later"},
    {"password without encryption",
     {Stage::auth, Cause::tls, 0, "", "not without encryption"},
     TlsPolicy::opportunistic,
     25,
     "tls_failed",
     "sign_in",
     "not sent without it"},
};

TEST(ConnectorAdvice, EachFailureHasItsCodeItsStepAndItsAdvice) {
    for (const Case& each : kCases) {
        SCOPED_TRACE(each.name);
        const model::Connector connector{
            .name = "c", .host = "mail.example", .port = each.port, .tls = each.tls};
        const auto test = explain_failure(connector, each.failure);
        EXPECT_FALSE(test.ok);
        EXPECT_EQ(test.code, each.code);
        const std::string diagnosis = test.diagnosis.text();
        EXPECT_NE(diagnosis.find(each.advice), std::string::npos) << diagnosis;
        ASSERT_FALSE(test.steps.empty());
        EXPECT_EQ(test.steps.back().name, each.failed_step);
        EXPECT_FALSE(test.steps.back().ok);
        for (std::size_t i = 0; i + 1 < test.steps.size(); ++i) {
            EXPECT_TRUE(test.steps[i].ok);
        }
    }
}

}  // namespace
}  // namespace postroom::app
