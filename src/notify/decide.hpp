// Who is told of a message, through which channel, when, and by which rule.
// Invariant: pure; the fan-out, the composer's forecast and "why did I (not) get this" ask here and
// nowhere else. Rule: features F001-F011, F022-F051, F088, F090, F130; contradiction 9;
// mail-correctness.md LOOP-4, CHAT-3.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/limits.hpp"
#include "core/time.hpp"
#include "model/people.hpp"
#include "model/work.hpp"
#include "notify/rule.hpp"

namespace postroom::notify {

/// The message, as far as the decision needs it.
struct Subject {
    model::Visibility visibility = model::Visibility::public_;
    model::Person author;
    model::Origin origin = model::Origin::app;
    /// An incoming mail that a machine wrote: vacation notice, list, report. (LOOP-3)
    bool is_automatic = false;
    bool opens_item = false;     ///< the message with which the item began (F029)
    bool is_direct = false;      ///< among those who take part only (product-facts 1.2)
    bool by_automation = false;  ///< posted by an automation, whoever its author is (F039)
    /// A notice for one colleague, whose settings about messages do not hold it back. (BNC-6)
    std::optional<model::Person> only_for{};
    TimePoint posted_at{};
};

/// Somebody who might be told.
struct Candidate {
    model::Person person;
    bool active = true;
    bool follows = false;    ///< follower of the item or project, directly or by a team
    bool took_part = false;  ///< wrote in this conversation before (F031)
    bool is_requester = false;
    /// Named in the message with @: counts as following it, for this message only. Who chose to
    /// hear nothing of its kind hears nothing (F032, F035, F038, F047).
    bool mentioned = false;
    bool may_see = true;  ///< access, decided elsewhere (F022-F025)
    /// A customer with a live, focused view, or who had one within the presence time-out; in a chat
    /// always: whoever has gone is mailed after the minute what they have not seen. (F011, CHAT-5)
    bool present = false;
    bool has_address = true;
    /// The address was typed into a chat's form and nothing shows yet that it is theirs: what a
    /// colleague writes goes there, nothing that writes itself does. (LOOP-8, SEC-10)
    bool address_unproved = false;
    /// The author writes from this very address, as a customer or as a user. (F010)
    bool shares_author_address = false;
    /// A customer of the conversation has this user's address: public messages reach them as such.
    bool mailed_as_customer = false;
    /// An automatic message of this item was emailed to them within the last hour. (LOOP-4)
    bool automatic_email_spent = false;
    bool address_blocked = false;  ///< on the block list: nothing goes there (F130)
    /// Mail there bounced for good, or was complained of: what colleagues write to a customer still
    /// goes there, nothing else does. (BNC-4, BNC-7)
    bool mail_comes_back = false;
    model::NotificationPreferences preferences;  ///< users only
};

struct Settings {
    Milliseconds grace = limits::kRelayGrace;
    Milliseconds undo_delay = limits::kUndoSend;  ///< the author's own; counts when a user wrote
    bool quiet_mode = false;                      ///< "Disable all outgoing emails" (F090)
};

struct Decision {
    enum class Email { none, at_once, if_unseen };

    model::Person person;
    bool in_app = false;  ///< stands in the Messenger, chat or portal of this person
    Email email = Email::none;
    std::optional<TimePoint> due_at;  ///< earliest moment of the mail; set unless email is none
    /// When the mail is due it is made and logged as suppressed, never sent: quiet mode, or the
    /// address is blocked. (F090, F130; product.md "Try without spamming")
    bool suppress_mail = false;
    std::string_view rule;  ///< a code of rule.hpp

    bool told() const { return in_app; }
    bool will_be_mailed() const { return email != Email::none && !suppress_mail; }
    bool operator==(const Decision&) const = default;
};

/// What becomes of a message for one person. Never fails: whatever forbids it is the rule.
Decision decide_one(const Subject& subject, const Candidate& candidate, const Settings& settings);

/// One decision for each candidate, in their order. The caller names nobody twice.
std::vector<Decision> decide(const Subject& subject, std::span<const Candidate> candidates,
                             const Settings& settings);

/// When a message must be emailed to one recipient, or nothing if it never must. (F008, F009)
///
/// @param posted_at  when the message became visible to the recipient
/// @param seen_at    when the recipient saw it, if ever
/// @param grace      how long to wait for that
/// @return nothing when it was seen no later than posted_at + grace
std::optional<TimePoint> email_due_at(TimePoint posted_at, std::optional<TimePoint> seen_at,
                                      Milliseconds grace = limits::kRelayGrace);

}  // namespace postroom::notify
