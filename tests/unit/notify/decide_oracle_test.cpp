// The whole table of circumstances against an oracle that shares no code with decide.cpp.
// Invariant: every combination agrees on who is told, whether and when a mail leaves.
// Rule: features F003, F010, F022-F040, F088, F090, F130; contradiction 9; LOOP-4.
#include <gtest/gtest.h>

#include "builders.hpp"

namespace postroom::notify {
namespace {

using namespace model;

/// All circumstances as one number, a digit for each; names say what 1 means.
struct Circumstances {
    unsigned author;  // 0 oneself, 1 other user, 2 other customer, 3 bot
    bool internal, machine, automatic, spent;
    bool customer, active, follows, took_part, requester, may_see, present, address, blocked;
    unsigned from_customers, replies, internal_choice;
    bool include_automation, email_never, quiet;
};

class Digits {
   public:
    explicit Digits(std::uint64_t number) : rest_(number) {}
    unsigned take(unsigned base) {
        const auto digit = static_cast<unsigned>(rest_ % base);
        rest_ /= base;
        return digit;
    }
    bool flag() { return take(2) == 1; }

   private:
    std::uint64_t rest_;
};

constexpr std::uint64_t kCombinations = 4ULL * 3 * 3 * 2 * (1ULL << 16);

Circumstances circumstances_of(std::uint64_t number) {
    Digits d(number);
    Circumstances c{};
    c.author = d.take(4);
    c.from_customers = d.take(3);
    c.replies = d.take(3);
    c.internal_choice = d.take(2);
    for (bool* flag : {&c.internal, &c.machine, &c.automatic, &c.spent, &c.customer, &c.active,
                       &c.follows, &c.took_part, &c.requester, &c.may_see, &c.present, &c.address,
                       &c.blocked, &c.include_automation, &c.email_never, &c.quiet}) {
        *flag = d.flag();
    }
    return c;
}

/// The oracle: sentences of the features, read one after the other.
struct Expected {
    bool told = false;
    bool mail = false;  ///< made, sent or suppressed
    bool sent = false;
    std::int64_t after_s = 0;
};

bool oracle_told_user(const Circumstances& c) {
    const bool following = c.follows || c.took_part;  // F031
    if ((c.machine || c.author == 3) && !c.include_automation) {
        return false;  // F039
    }
    if (c.internal) {
        return c.internal_choice == 0 && following;  // F037, F038
    }
    if (c.author == 2) {
        return c.from_customers == 0 || (c.from_customers == 1 && following);  // F028-F032
    }
    return c.replies == 0 || (c.replies == 1 && following);  // F033-F036
}

bool oracle_told(const Circumstances& c) {
    if (c.author == 0) {
        return false;  // F010
    }
    if (!c.active || !c.may_see) {
        return false;  // F088, F023
    }
    if (!c.customer) {
        return oracle_told_user(c);
    }
    return !c.internal && (c.follows || c.took_part || c.requester);  // F003
}

Expected oracle(const Circumstances& c) {
    Expected e;
    e.told = oracle_told(c);
    e.mail = e.told && c.address;
    if (c.customer) {
        e.mail = e.mail && !c.automatic;  // LOOP-4
    } else {
        e.mail = e.mail && !c.email_never && !(c.automatic && c.spent);  // F040, LOOP-4
    }
    e.sent = e.mail && !c.quiet && !c.blocked;  // F090, F130
    const bool undo = c.author == 1 && !c.machine;
    const std::int64_t at_once = undo ? 10 : 0;           // contradiction 9
    e.after_s = c.customer && !c.present ? at_once : 60;  // F008, F011
    return e;
}

Subject subject_of(const Circumstances& c, Person self) {
    const Person authors[] = {self, kBob, kZoe, kBot};
    Subject subject = message_by(authors[c.author]);
    subject.visibility = c.internal ? Visibility::internal : Visibility::public_;
    subject.by_automation = c.machine;
    subject.is_automatic = c.automatic;
    return subject;
}

Candidate candidate_of(const Circumstances& c, Person self) {
    constexpr FromCustomers kFrom[] = {FromCustomers::all, FromCustomers::mine,
                                       FromCustomers::none};
    constexpr RepliesToCustomers kReplies[] = {
        RepliesToCustomers::all, RepliesToCustomers::followed, RepliesToCustomers::none};
    Candidate candidate;
    candidate.person = self;
    candidate.active = c.active;
    candidate.follows = c.follows;
    candidate.automatic_email_spent = c.spent;
    candidate.took_part = c.took_part;
    candidate.is_requester = c.requester;
    candidate.may_see = c.may_see;
    candidate.present = c.present;
    candidate.has_address = c.address;
    candidate.address_blocked = c.blocked;
    candidate.preferences.from_customers = kFrom[c.from_customers];
    candidate.preferences.replies_to_customers = kReplies[c.replies];
    candidate.preferences.internal_messages =
        c.internal_choice == 0 ? InternalMessages::followed : InternalMessages::none;
    candidate.preferences.include_automation = c.include_automation;
    candidate.preferences.email =
        c.email_never ? NotificationEmail::never : NotificationEmail::if_unseen;
    return candidate;
}

bool agrees(const Circumstances& c) {
    const Person self = c.customer ? kEve : kAna;
    const Settings settings{.quiet_mode = c.quiet};
    const Decision d = decide_one(subject_of(c, self), candidate_of(c, self), settings);
    const Expected e = oracle(c);
    const bool mail = d.email != Decision::Email::none;
    const bool when = !e.mail || d.due_at == kPosted + std::chrono::seconds(e.after_s);
    const bool in_app_matches_rule = d.in_app == tells_in_app(d.rule);
    return d.in_app == e.told && mail == e.mail && d.will_be_mailed() == e.sent && when &&
           d.due_at.has_value() == mail && !d.rule.empty() && in_app_matches_rule;
}

TEST(DecideOracle, AgreesEverywhere) {
    std::uint64_t told = 0;
    for (std::uint64_t number = 0; number < kCombinations; ++number) {
        const Circumstances c = circumstances_of(number);
        ASSERT_TRUE(agrees(c)) << "combination " << number;
        told += oracle(c).told ? 1 : 0;
    }
    EXPECT_GT(told, kCombinations / 50) << "the table would prove nothing if nobody were told";
}

}  // namespace
}  // namespace postroom::notify
