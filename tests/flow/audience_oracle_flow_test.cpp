// Thousands of people at once, one for each combination of what they chose, follow and are: the
// real stages against an oracle that was written from the sentences of the features and shares no
// code with src/. Invariant: who is told, who is mailed within the minute, and nobody else. Rule:
// features F003, F004, F008, F010, F022, F023, F028-F040, F088; LOOP-4.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "store/follower.hpp"
#include "store/people.hpp"
#include "store/project.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
using model::Person;

/// What ties a person to the ticket.
enum class Tie {
    nothing,
    follows,
    team_follows,
    follows_project,
    project_member,
    wrote_public,
    wrote_internal
};
constexpr int kTies = 7;

struct Somebody {
    UserId id;
    std::string address;
    int from_customers = 0;  ///< 0 all, 1 mine, 2 none
    int replies = 0;         ///< 0 all, 1 followed, 2 none
    bool internal = false, automation = false, email = false, sees_all = false, active = false;
    Tie tie = Tie::nothing;
};

/// A message as the features speak of it.
struct Utterance {
    const char* name;
    enum class By { customer, colleague, bot, machine_mail, one_of_them } by;
    bool internal = false;
};
constexpr Utterance kUtterances[] = {
    {"a customer, public", Utterance::By::customer},
    {"a colleague, public", Utterance::By::colleague},
    {"a colleague, internal", Utterance::By::colleague, true},
    {"the bot, public", Utterance::By::bot},
    {"the bot, internal", Utterance::By::bot, true},
    {"a customer's machine, public", Utterance::By::machine_mail},
    {"one of them, public", Utterance::By::one_of_them},
    {"one of them, internal", Utterance::By::one_of_them, true},
};

/// "Following = follower of the item, or took part before" (F031), where taking part is of one
/// conversation; following the project is following what is in it.
bool is_following(const Somebody& who, bool internal) {
    switch (who.tie) {
        case Tie::follows:
        case Tie::team_follows:
        case Tie::follows_project:
            return true;
        case Tie::wrote_public:
            return !internal;
        case Tie::wrote_internal:
            return internal;
        case Tie::nothing:
        case Tie::project_member:
            break;
    }
    return false;
}

/// "All projects, or only followed ones" (F022, F023): whoever follows, takes part or shares the
/// project may open it.
bool may_open(const Somebody& who, bool internal) {
    return who.sees_all || is_following(who, internal) || who.tie == Tie::project_member;
}

bool wants(const Somebody& who, const Utterance& said) {
    const bool following = is_following(who, said.internal);
    if (said.by == Utterance::By::bot && !who.automation) {
        return false;  // F039
    }
    if (said.internal) {
        return who.internal && following;  // F037, F038
    }
    const bool by_customer =
        said.by == Utterance::By::customer || said.by == Utterance::By::machine_mail;
    const int choice = by_customer ? who.from_customers : who.replies;  // F028-F036
    return choice == 0 || (choice == 1 && following);
}

bool is_told(const Somebody& who, const Utterance& said, UserId author) {
    return who.active && who.id != author && may_open(who, said.internal) && wants(who, said);
}

class AudienceOracle : public ::testing::Test {
   protected:
    AudienceOracle() {
        world.set_preferences(world.admin(), silent());
        colleague = world.add_user("zoe", silent());
        eve = world.add_customer("eve@customer.test");
        ticket = world.add_ticket(eve);
        world.write([&](db::Session& s) {
            project = *store::insert_project(s, "Launch", world.clock.now());
            team = *store::insert_team(s, "Night shift");
            s.execute("update item set project_id = $1 where item_id = $2", project, ticket.id);
            store::add_follower(s, ticket.id, {model::FollowerKind::team, team.value},
                                world.clock.now());
        });
        for (int number = 0; number < 3 * 3 * 32 * kTies; ++number) {
            people.push_back(somebody(number));
        }
        world.advance(2h);
        world.sent.clear();
    }

    Somebody somebody(int number) {
        Somebody who;
        int rest = number;
        const auto take = [&](int base) {
            const int digit = rest % base;
            rest /= base;
            return digit;
        };
        who.from_customers = take(3);
        who.replies = take(3);
        for (bool* flag :
             {&who.internal, &who.automation, &who.email, &who.sees_all, &who.active}) {
            *flag = take(2) == 1;
        }
        who.tie = static_cast<Tie>(take(kTies));
        const auto name = fmt::format("p{}", number);
        who.address = name + "@agents.test";
        constexpr model::Role kRoles[] = {model::Role::member, model::Role::team_leader,
                                          model::Role::administrator};
        who.id = world.add_user(name, preferences_of(who), kRoles[number % 3]);
        world.write([&](db::Session& s) { settle(s, who); });
        return who;
    }

    static model::NotificationPreferences preferences_of(const Somebody& who) {
        constexpr model::FromCustomers kFrom[] = {
            model::FromCustomers::all, model::FromCustomers::mine, model::FromCustomers::none};
        constexpr model::RepliesToCustomers kReplies[] = {model::RepliesToCustomers::all,
                                                          model::RepliesToCustomers::followed,
                                                          model::RepliesToCustomers::none};
        model::NotificationPreferences wanted = everything();
        wanted.conversations = who.sees_all ? model::ConversationAccess::all_projects
                                            : model::ConversationAccess::followed;
        wanted.from_customers = kFrom[who.from_customers];
        wanted.replies_to_customers = kReplies[who.replies];
        wanted.internal_messages =
            who.internal ? model::InternalMessages::followed : model::InternalMessages::none;
        wanted.include_automation = who.automation;
        wanted.email =
            who.email ? model::NotificationEmail::if_unseen : model::NotificationEmail::never;
        return wanted;
    }

    void settle(db::Session& s, const Somebody& who) {
        const model::Follower follower{model::FollowerKind::user, who.id.value};
        switch (who.tie) {
            case Tie::follows:
                store::add_follower(s, ticket.id, follower, world.clock.now());
                break;
            case Tie::team_follows:
                store::add_team_member(s, team, who.id);
                break;
            case Tie::follows_project:
                store::add_follower(s, project, follower, world.clock.now());
                break;
            case Tie::project_member:
                store::insert_project_member(s, project, {model::FollowerKind::user, who.id.value});
                break;
            case Tie::wrote_public:
                store::add_participant(s, ticket.public_conversation, person(who.id));
                break;
            case Tie::wrote_internal:
                store::add_participant(s, ticket.internal_conversation, person(who.id));
                break;
            case Tie::nothing:
                break;
        }
        if (!who.active) {
            auto user = *store::find_user(s, who.id);
            user.active = false;
            store::update_user(s, user);
        }
    }

    /// Posts it, waits two minutes, and says how many mails each address got.
    model::Message say(const Utterance& said, UserId one_of_them) {
        const auto where =
            said.internal ? ticket.internal_conversation : ticket.public_conversation;
        switch (said.by) {
            case Utterance::By::customer:
                return world.post(where, person(eve), "Hello?", model::Origin::email);
            case Utterance::By::colleague:
                return world.post(where, person(colleague), "We look at it.");
            case Utterance::By::bot:
                return world.post(where, {model::PersonKind::bot, 1}, "Noted.",
                                  model::Origin::automation);
            case Utterance::By::one_of_them:
                return world.post(where, person(one_of_them), "I take it.");
            case Utterance::By::machine_mail:
                break;
        }
        auto posted = world.post_only({.conversation_id = where,
                                       .author = person(eve),
                                       .author_name = "Eve",
                                       .origin = model::Origin::email,
                                       .text = "I am away.",
                                       .is_automatic = true});
        world.run();
        return posted->message;
    }

    std::map<std::string, int> mails() {
        std::map<std::string, int> count;
        for (const auto& mail : world.sent) {
            ++count[mail.recipient];
        }
        world.sent.clear();
        return count;
    }

    World world;
    UserId colleague;
    CustomerId eve;
    desk::CreatedItem ticket;
    ProjectId project;
    TeamId team;
    std::vector<Somebody> people;
};

std::string words_of(const Somebody& who) {
    return fmt::format(
        "from customers {}, replies {}, internal {}, automation {}, email {}, all projects {}, "
        "active {}, tie {}",
        who.from_customers, who.replies, who.internal, who.automation, who.email, who.sees_all,
        who.active, static_cast<int>(who.tie));
}

TEST_F(AudienceOracle, EverybodyIsToldAsTheFeaturesSay) {
    // Somebody who hears everything and follows: they must not hear themselves.
    const auto author = std::ranges::find_if(people, [](const Somebody& who) {
        return who.active && who.email && who.internal && who.sees_all && who.from_customers == 0 &&
               who.replies == 0 && who.automation && who.tie == Tie::follows;
    });
    ASSERT_NE(author, people.end());
    for (const auto& said : kUtterances) {
        SCOPED_TRACE(said.name);
        const auto message = say(said, author->id);
        const auto by_them = said.by == Utterance::By::one_of_them ? author->id : UserId{};
        world.advance(2min);
        // One look of the sender takes a batch; what is left waits for the next one.
        std::size_t before = 0;
        do {
            before = world.sent.size();
            world.advance(1s);
        } while (before != world.sent.size());
        auto mailed = mails();
        int told = 0;
        for (const auto& who : people) {
            const bool expected = is_told(who, said, by_them);
            const auto receipt = world.receipt(message.id, person(who.id));
            const bool is = receipt && receipt->state != model::ReceiptState::withheld;
            ASSERT_EQ(is, expected) << words_of(who);
            ASSERT_EQ(mailed[who.address], expected && who.email ? 1 : 0) << words_of(who);
            told += expected ? 1 : 0;
        }
        EXPECT_GT(told, 50) << "the table would prove nothing if nobody were told";
        EXPECT_LT(told, std::ssize(people) - 50);
        world.advance(24h);
        EXPECT_TRUE(mails().empty()) << "once";
    }
}

}  // namespace
}  // namespace postroom::testing
