// The conversion as a table; see smtp_failure.hpp.
// Invariant: every stage of the client has a stage here.
// Rule: mail-correctness.md OUT-7.
#include "outbox/smtp_failure.hpp"

namespace postroom::outbox {
namespace {

Stage stage_of(smtp::Stage stage) {
    switch (stage) {
        case smtp::Stage::connect:
            return Stage::connect;
        case smtp::Stage::tls:
        case smtp::Stage::starttls:
            return Stage::tls;
        case smtp::Stage::banner:
            return Stage::banner;
        case smtp::Stage::ehlo:
            return Stage::ehlo;
        case smtp::Stage::auth:
            return Stage::auth;
        case smtp::Stage::mail:
            return Stage::mail_from;
        case smtp::Stage::rcpt:
            return Stage::rcpt_to;
        case smtp::Stage::data:
        case smtp::Stage::content:
            return Stage::data;
        case smtp::Stage::dot:
            return Stage::final_dot;
    }
    return Stage::connect;
}

}  // namespace

std::optional<Failure> failure_of(const smtp::Failure& failure) {
    if (failure.cause == smtp::Cause::withdrawn) {
        return std::nullopt;
    }
    Failure out{.stage = stage_of(failure.stage),
                .code = failure.cause == smtp::Cause::reply ? failure.code : 0,
                .enhanced = failure.enhanced,
                .text = failure.text};
    if (failure.after_dot) {
        out.stage = Stage::final_dot;
        out.code = 0;
    } else if (failure.cause == smtp::Cause::local) {
        // Before the transaction it is the server that does not fit us, not the mail.
        out.sign_in_refused = failure.stage == smtp::Stage::auth;
        out.stage = failure.stage < smtp::Stage::mail ? out.stage : Stage::local;
    } else if (failure.cause == smtp::Cause::tls) {
        out.stage = Stage::tls;
    } else if (out.stage == Stage::final_dot && out.code == 0) {
        out.stage = Stage::data;  // the dot never left
    }
    return out;
}

}  // namespace postroom::outbox
