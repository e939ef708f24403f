// Delivery reports: which recipient of which mail was not reached, for good or for now.
// Invariant: pure; a delayed, relayed or delivered report, a read receipt and a vacation notice are
// no bounce. Rule: mail-correctness.md BNC-2, BNC-4, BNC-8; RFC 3461-3464, 6533, 3463, 5248.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mime/mail.hpp"

namespace postroom::guard {

enum class BounceClass {
    hard,  ///< the address does not exist or takes no mail: suppress it
    soft,  ///< may work later, or was refused for what the mail is, not for whom it is
};

struct BouncedRecipient {
    std::string address;  ///< as the report names it; empty when it names nobody
    /// Whom the mail was for before an alias led it to `address`, if the report tells.
    std::string original_address;
    std::string status;  ///< enhanced status, "5.1.1"; derived from text when the report has none
    std::string reply_code;  ///< basic SMTP code, "550"; empty when the report has none
    BounceClass bounce_class = BounceClass::soft;
    /// Soft, and refused for what the mail holds or who sends it: spam, authentication, reputation.
    /// The connector's trouble, never this recipient's. (BNC-4 "policy/content/reputation")
    bool is_policy = false;
    /// Not delivered yet, the other side goes on trying: for information only. (BNC-4)
    bool is_delayed = false;
    std::string reason;  ///< the other side's words, one line
};

struct Bounce {
    /// The mail reports that an earlier one was not delivered, or not yet: it is no message to us
    /// and makes no ticket.
    bool is_bounce = false;
    /// Nothing failed so far: every recipient named is only late. Change nothing, tell who waits.
    /// (BNC-4)
    bool is_delayed = false;
    /// A read receipt (RFC 8098): store as an event, never a ticket. is_bounce is false. (BNC-8)
    bool is_read_receipt = false;
    std::vector<BouncedRecipient> recipients;
    /// Of the mail that did not arrive, or was read; without angle brackets.
    std::string original_message_id;
    std::string envelope_id;  ///< Original-Envelope-Id (RFC 3461 ENVID), if any
};

std::string_view to_string(BounceClass bounce_class);

/// What a mail says about the delivery of an earlier one. Whether to believe it is the caller's
/// question (BNC-3).
Bounce judge_bounce(const mime::Mail& mail);

}  // namespace postroom::guard
