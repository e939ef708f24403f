// What a failed test of a connector means, in plain words, and what to do about it.
// Invariant: pure; repeats the other server's words only as the failure carries them (SRV-13).
// Rule: ui.md "test button with plain-language diagnosis"; OUT-7 (classes), OUT-21, OUT-22.
#include <fmt/format.h>

#include "app/connector_phrases.hpp"
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
    model::Said advice;
};

bool says(const Failure& failure, std::string_view words) {
    return failure.text.find(words) != std::string::npos;
}

/// "535 bad credentials"
std::string reply_of(const Failure& failure) {
    return fmt::format("{} {}", failure.code, failure.text);
}

/// The system's words are all that tells a name that does not exist from a port that is closed.
Verdict judge_connect(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::timeout) {
        return {"timed_out", {advice("timed_out"), {{"server", server_of(connector)}}}};
    }
    if (says(failure, "Host not found") || says(failure, "no such host")) {
        return {"host_unknown", {advice("host_unknown"), {{"host", connector.host}}}};
    }
    if (says(failure, "refused")) {
        return {"refused",
                {advice("port_closed"),
                 {{"host", connector.host}, {"port", fmt::to_string(connector.port)}}}};
    }
    return {"unreachable",
            {advice("unreachable"), {{"server", server_of(connector)}, {"why", failure.text}}}};
}

Verdict judge_tls(const model::Connector& connector, const Failure& failure) {
    if (says(failure, "certificate")) {
        return {"tls_failed",
                {advice("certificate"), {{"host", connector.host}, {"why", failure.text}}}};
    }
    if (failure.stage == Stage::starttls) {
        return {"tls_failed", {advice("no_starttls"), {{"server", server_of(connector)}}}};
    }
    const auto phrase =
        connector.tls == TlsPolicy::implicit ? advice("tls_at_wrong_port") : advice("tls_failed");
    return {"tls_failed", {phrase, {{"why", failure.text}}}};
}

Verdict judge_greeting(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::reply) {
        return {"greeting_refused", {advice("turned_away"), {{"reply", reply_of(failure)}}}};
    }
    if (failure.cause == Cause::protocol) {
        return {"protocol_error", {advice("no_mail_server"), {{"server", server_of(connector)}}}};
    }
    // A server that waits for TLS says nothing by itself.
    const bool wants_tls = connector.tls != TlsPolicy::implicit && connector.port == kTlsPort;
    return {failure.cause == Cause::timeout ? "timed_out" : "unreachable",
            wants_tls ? model::Said{advice("expects_tls"), {}}
                      : model::Said{advice("no_greeting"), {{"why", failure.text}}}};
}

Verdict judge_sign_in(const Failure& failure) {
    if (failure.cause == Cause::tls) {
        return {"tls_failed", {advice("password_in_clear"), {}}};
    }
    if (failure.cause == Cause::local) {
        return {"auth_refused", {advice("no_password_sign_in"), {}}};
    }
    if (failure.cause != Cause::reply) {
        return {failure.cause == Cause::timeout ? "timed_out" : "unreachable",
                {advice("broke_while_signing_in"), {{"why", failure.text}}}};
    }
    auto phrase =
        failure.is_transient_reply() ? advice("sign_in_later") : advice("sign_in_refused");
    if (failure.enhanced == "5.7.139" || says(failure, "SmtpClientAuthentication")) {
        phrase = advice("smtp_auth_off");  // F109
    } else if (failure.enhanced == "5.7.30") {
        phrase = advice("basic_sign_in_off");
    }
    return {"auth_refused", {phrase, {{"reply", reply_of(failure)}}}};
}

Verdict judge(const model::Connector& connector, const Failure& failure) {
    if (failure.cause == Cause::local && failure.stage == Stage::connect) {
        return {"unsafe_settings", {advice("settings_refused"), {{"why", failure.text}}}};
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
            {"connect", true, {advice("answers"), {{"server", server_of(connector)}}}});
    }
    const bool has_greeted =
        failure.stage == Stage::starttls ||
        (failure.stage == Stage::tls && connector.tls != TlsPolicy::implicit) ||
        failure.stage == Stage::auth;
    if (has_greeted) {
        test.steps.push_back({"greet", true, {advice("greets"), {}}});
    }
    test.steps.push_back({std::string(failed), false, verdict.advice});
    return test;
}

}  // namespace postroom::app
