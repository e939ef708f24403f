// See failure.hpp.
#include "smtp/failure.hpp"

namespace postroom::smtp {

std::string_view name_of(Stage stage) {
    switch (stage) {
        case Stage::connect:
            return "connect";
        case Stage::tls:
            return "tls";
        case Stage::banner:
            return "banner";
        case Stage::ehlo:
            return "ehlo";
        case Stage::starttls:
            return "starttls";
        case Stage::auth:
            return "auth";
        case Stage::mail:
            return "mail";
        case Stage::rcpt:
            return "rcpt";
        case Stage::data:
            return "data";
        case Stage::content:
            return "content";
        case Stage::dot:
            return "dot";
    }
    return "unknown";
}

bool is_auth_permanent(const Failure& failure) {
    const bool refused_here = failure.stage == Stage::auth &&
                              (failure.is_permanent_reply() || failure.cause == Cause::local);
    // Sign-in wanted, too weak or refused (RFC 4954). Microsoft 365: basic sign-in switched off
    // (5.7.30), client not signed in (5.7.57), mailbox not permitted (5.7.139).
    const bool refused_later = failure.is_permanent_reply() &&
                               (failure.code == 530 || failure.code == 534 || failure.code == 535 ||
                                failure.code == 538 || failure.enhanced == "5.7.30" ||
                                failure.enhanced == "5.7.57" || failure.enhanced == "5.7.139");
    return refused_here || refused_later;
}

bool is_connector_level(const Failure& failure) {
    if (failure.after_dot || failure.cause == Cause::withdrawn) {
        return false;
    }
    if (is_auth_permanent(failure) || failure.stage < Stage::mail) {
        return true;
    }
    if (failure.cause == Cause::local) {
        return false;
    }
    if (failure.cause != Cause::reply) {
        return failure.stage < Stage::data;
    }
    return failure.stage < Stage::dot &&
           (failure.code == 421 || failure.code == 432 || failure.code == 454);
}

}  // namespace postroom::smtp
