// What a failed test of a connector means, in plain words, and what to do about it.
// Invariant: pure; repeats the other server's words only as the failure carries them (SRV-13).
// Rule: ui.md "test button with plain-language diagnosis"; OUT-7 (classes), OUT-21, OUT-22.
#include <fmt/format.h>

#include "app/connector_test.hpp"

namespace postroom::app {
namespace {

using model::TlsPolicy;
using smtp::Cause;
using smtp::Failure;
using smtp::Stage;

constexpr int kTlsPort = 465;

struct Verdict {
    std::string_view code;
    std::string advice;
};

bool says(const Failure& failure, std::string_view words) {
    return failure.text.find(words) != std::string::npos;
}

/// The system's words are all that tells a name that does not exist from a port that is closed.
Verdict judge_connect(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::timeout) {
        return {"timed_out",
                fmt::format("{}:{} did not answer in time. A firewall on the way may block the "
                            "port; many networks block port 25: try 587 with STARTTLS.",
                            connector.host, connector.port)};
    }
    if (says(failure, "Host not found") || says(failure, "no such host")) {
        return {"host_unknown",
                fmt::format("There is no server named {}. Check how it is spelt.", connector.host)};
    }
    if (says(failure, "refused")) {
        return {"refused",
                fmt::format("{} answers, but nothing takes mail at port {}. Usual ports are 587 "
                            "with STARTTLS, 465 with TLS, and 25 between servers.",
                            connector.host, connector.port)};
    }
    return {"unreachable", fmt::format("{}:{} cannot be reached ({}).", connector.host,
                                       connector.port, failure.text)};
}

Verdict judge_tls(const model::Connector& connector, const Failure& failure) {
    if (says(failure, "certificate")) {
        return {"tls_failed",
                fmt::format("The certificate of {} cannot be trusted ({}). Use the name that "
                            "stands in the certificate, or have the server's certificate "
                            "corrected.",
                            connector.host, failure.text)};
    }
    if (failure.stage == Stage::starttls) {
        return {"tls_failed",
                fmt::format("{}:{} offers no encryption by STARTTLS. Choose TLS with port 465 if "
                            "the server has it; do not send passwords without encryption.",
                            connector.host, connector.port)};
    }
    return {"tls_failed",
            fmt::format("The encryption could not begin ({}). {}", failure.text,
                        connector.tls == TlsPolicy::implicit
                            ? "If the port is 587 or 25, choose STARTTLS instead of TLS."
                            : "Ask whoever runs the server.")};
}

Verdict judge_greeting(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::reply) {
        return {"greeting_refused", fmt::format("The server turns us away: {} {}. It may allow "
                                                "certain addresses only.",
                                                failure.code, failure.text)};
    }
    if (failure.cause == Cause::protocol) {
        return {"protocol_error", fmt::format("What answers at {}:{} is no mail server.",
                                              connector.host, connector.port)};
    }
    // A server that waits for TLS says nothing by itself.
    const bool wants_tls = connector.tls != TlsPolicy::implicit && connector.port == kTlsPort;
    return {failure.cause == Cause::timeout ? "timed_out" : "unreachable",
            wants_tls ? "The server says nothing: port 465 expects TLS from the first byte. Choose "
                        "TLS instead of STARTTLS."
                      : fmt::format("The connection was made, but the server does not greet ({}).",
                                    failure.text)};
}

Verdict judge_sign_in(const Failure& failure) {
    if (failure.cause == Cause::tls) {
        return {"tls_failed",
                "The server offers no encryption, and a password is not sent without it. Choose "
                "STARTTLS or TLS."};
    }
    if (failure.cause == Cause::local) {
        return {"auth_refused",
                "The server offers no way to sign in with a password. It may be switched off for "
                "this mailbox, or work at port 587 or 465 only."};
    }
    if (failure.cause != Cause::reply) {
        return {failure.cause == Cause::timeout ? "timed_out" : "unreachable",
                fmt::format("The connection broke while signing in ({}).", failure.text)};
    }
    if (failure.is_transient_reply()) {
        return {"auth_refused", fmt::format("The server cannot check the password right now: {} "
                                            "{}. Try again later.",
                                            failure.code, failure.text)};
    }
    return {"auth_refused",
            fmt::format("The server refuses user name and password: {} {}. Mailboxes with a second "
                        "factor need an app password; Microsoft 365 must allow \"Authenticated "
                        "SMTP\" for the mailbox.",
                        failure.code, failure.text)};
}

Verdict judge(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::local && failure.stage == Stage::connect) {
        return {"unsafe_settings", failure.text + "."};
    }
    if (failure.stage == Stage::connect) {
        return judge_connect(connector, failure);
    }
    if (failure.stage == Stage::auth) {
        return judge_sign_in(failure);
    }
    if (failure.cause == Cause::tls || failure.stage == Stage::tls ||
        failure.stage == Stage::starttls) {
        return judge_tls(connector, failure);
    }
    return judge_greeting(connector, failure);
}

std::string_view step_of(Stage stage) {
    switch (stage) {
        case Stage::connect:
            return "connect";
        case Stage::tls:
        case Stage::starttls:
            return "encrypt";
        case Stage::auth:
            return "sign_in";
        default:
            return "greet";
    }
}

}  // namespace

api::ConnectorTest explain_failure(const model::Connector& connector, const Failure& failure) {
    const Verdict verdict = judge(connector, failure);
    api::ConnectorTest test{
        .ok = false, .code = std::string(verdict.code), .diagnosis = verdict.advice, .steps = {}};
    const auto failed = step_of(failure.stage);
    if (failed != "connect") {
        test.steps.push_back(
            {"connect", true, fmt::format("{}:{} answers.", connector.host, connector.port)});
    }
    const bool has_greeted =
        failure.stage == Stage::starttls ||
        (failure.stage == Stage::tls && connector.tls != TlsPolicy::implicit) ||
        failure.stage == Stage::auth;
    if (has_greeted) {
        test.steps.push_back({"greet", true, "The server greets and speaks SMTP."});
    }
    test.steps.push_back({std::string(failed), false, verdict.advice});
    return test;
}

}  // namespace postroom::app
