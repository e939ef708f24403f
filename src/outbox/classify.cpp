// The judgement of failures; see classify.hpp.
// Invariant: who is at fault comes first (nobody knows, we, the connector), the recipient last.
// Rule: mail-correctness.md OUT-7, OUT-9; RFC 5321 section 4.2.1; RFC 4954 section 6; RFC 5248.
#include "outbox/classify.hpp"

#include <algorithm>
#include <array>

#include "core/check.hpp"
#include "core/text.hpp"

namespace postroom::outbox {
namespace {

using model::MailState;
using enum FailureClass;

struct ClassRow {
    FailureClass failure_class;
    std::string_view name;
    MailState next_state;
    bool consumes_attempt;
    bool connector_at_fault;
    bool connector_needs_attention;
    std::string_view sentence;
};

constexpr std::array kClasses{
    ClassRow{connector_temporary, "connector_temporary", MailState::retry_wait, false, true, false,
             "The mail server could not be used just now. The mail waits until it works again."},
    ClassRow{auth_permanent, "auth_permanent", MailState::retry_wait, false, true, true,
             "The mail server refused our sign-in. The mail waits until the connector is connected "
             "again."},
    ClassRow{recipient_temporary, "recipient_temporary", MailState::retry_wait, true, false, false,
             "The mail server refused the mail for now."},
    ClassRow{recipient_permanent, "recipient_permanent", MailState::failed, true, false, false,
             "The mail server refused the mail for good."},
    ClassRow{
        local_permanent, "local_permanent", MailState::failed, true, false, false,
        "The mail cannot be sent as it is: it is too large for the server, or an address in it "
        "cannot be used there."},
    ClassRow{uncertain, "uncertain", MailState::uncertain, true, true, false,
             "The connection broke after the mail was handed over: it may have been delivered."},
};

const ClassRow& row_of(FailureClass failure_class) {
    const auto* found = std::ranges::find(kClasses, failure_class, &ClassRow::failure_class);
    CHECK(found != kClasses.end());
    return *found;
}

/// Replies that speak of the whole server or account, wherever they come. (OUT-7, OUT-17)
constexpr std::array kConnectorCodes{421, 432, 454};
/// Sign-in wanted, too weak, refused, or only over TLS. (RFC 4954)
constexpr std::array kAuthCodes{530, 534, 535, 538};
/// Microsoft 365: basic sign-in switched off; client not signed in; mailbox not permitted.
constexpr std::array<std::string_view, 3> kAuthEnhanced{"5.7.30", "5.7.57", "5.7.139"};
constexpr std::array<std::string_view, 5> kGreylistWords{"greylist", "graylist", "grey-list",
                                                         "gray-list", "grey list"};

/// std::ranges::contains, which libstdc++ 12 lacks.
bool contains(const auto& range, const auto& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

bool is_before_transaction(Stage stage) {
    return stage == Stage::resolve || stage == Stage::connect || stage == Stage::tls ||
           stage == Stage::banner || stage == Stage::ehlo;
}

bool refuses_sign_in(const Failure& failure) {
    const bool is_refusal = failure.code >= 500 && failure.code <= 599;
    return failure.sign_in_refused || (failure.stage == Stage::auth && is_refusal) ||
           contains(kAuthCodes, failure.code) ||
           (is_refusal && contains(kAuthEnhanced, failure.enhanced));
}

bool looks_like_greylisting(const Failure& failure) {
    return std::ranges::any_of(kGreylistWords, [&](std::string_view word) {
        return find_ignoring_case(failure.text, word) != std::string_view::npos;
    });
}

/// For replies to MAIL, RCPT, DATA and the final dot.
FailureClass class_of_reply(const Failure& failure) {
    // After the dot even 421 is the mail's: it may be its content that ends the connection.
    if (failure.stage != Stage::final_dot && contains(kConnectorCodes, failure.code)) {
        return connector_temporary;
    }
    if (failure.code >= 400 && failure.code <= 499) {
        return recipient_temporary;
    }
    if (failure.code >= 500 && failure.code <= 599) {
        // When the two codes disagree, one try too many does less harm than one too few.
        return failure.enhanced.starts_with("4.") ? recipient_temporary : recipient_permanent;
    }
    // No reply, or one that means nothing here.
    if (failure.stage == Stage::final_dot) {
        return uncertain;
    }
    // A mail whose content makes its server hang up must not go on for ever: there it counts.
    return failure.stage == Stage::data ? recipient_temporary : connector_temporary;
}

FailureClass class_of(const Failure& failure) {
    if (failure.stage == Stage::local) {
        return local_permanent;
    }
    if (refuses_sign_in(failure)) {
        return auth_permanent;
    }
    if (is_before_transaction(failure.stage) || failure.stage == Stage::auth) {
        return connector_temporary;
    }
    return class_of_reply(failure);
}

}  // namespace

std::string_view name_of(FailureClass failure_class) { return row_of(failure_class).name; }

Classified classify(const Failure& failure) {
    const ClassRow& row = row_of(class_of(failure));
    Classified out;
    out.failure_class = row.failure_class;
    out.next_state = row.next_state;
    out.consumes_attempt = row.consumes_attempt;
    out.connector_at_fault = row.connector_at_fault;
    out.connector_needs_attention = row.connector_needs_attention;
    out.sentence = row.sentence;
    if (row.failure_class == recipient_temporary) {
        out.greylisted = looks_like_greylisting(failure);
        // "Too many recipients" says nothing about this one (OUT-8).
        out.consumes_attempt = failure.enhanced != "4.5.3";
    }
    return out;
}

}  // namespace postroom::outbox
