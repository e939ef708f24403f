// Conversations between users, chats that become items, streams of items and projects, through the
// real stages. (product-facts 1.1, 1.2; F002, F003, F005, F031) Each has its negative beside it.
#include <gtest/gtest.h>

#include "desk/conversation_commands.hpp"
#include "desk/project_commands.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "store/access.hpp"
#include "store/conversation_view.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "store/search.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::person;
namespace rule = notify::rule;

class TalkFlow : public ::testing::Test {
   protected:
    TalkFlow() {
        ben = world.add_user("ben", everything());
        chiara = world.add_user("chiara", everything());
        dora = world.add_user("dora", everything());
        eve = world.add_customer("eve@customer.test");
    }

    ConversationId talk(UserId from, std::vector<UserId> to, const std::string& title = {}) {
        const auto started = world.write([&](db::Session& s) {
            return desk::start_direct(
                s, *world.env, {.invited = {.users = to, .teams = {}}, .title = title}, from);
        });
        EXPECT_TRUE(started.has_value()) << (started ? "" : started.error().reply);
        return started ? started->id : ConversationId{};
    }
    /// A chat that a customer began; it hangs on nothing.
    ConversationId a_chat(CustomerId customer, const std::string& text) {
        const auto id = world.write([&](db::Session& s) {
            return store::insert_conversation(s, model::Visibility::public_, ItemId{}, ProjectId{},
                                              world.clock.now());
        });
        world.post(id, person(customer), text, model::Origin::chat);
        return id;
    }
    ProjectId a_project(const std::string& name, UserId maker) {
        return world
            .write([&](db::Session& s) { return desk::create_project(s, *world.env, name, maker); })
            ->id;
    }
    model::User user(UserId id) {
        return *world.write([&](db::Session& s) { return store::find_user(s, id); });
    }
    void limit(UserId id) {
        auto preferences = everything();
        preferences.conversations = model::ConversationAccess::followed;
        world.set_preferences(id, preferences);
    }
    bool sees(UserId id, ConversationId conversation) {
        const auto viewer = user(id);
        return world.write(
            [&](db::Session& s) { return store::may_see_conversation(s, viewer, conversation); });
    }
    std::size_t listed(UserId id) {
        const auto viewer = user(id);
        return world.write([&](db::Session& s) {
            return store::list_conversation_rows(s, viewer, {.mine = true}, {}, 50).size() +
                   store::list_conversation_rows(s, viewer, {.mine = true, .unread = true}, {}, 50)
                       .size();
        });
    }
    std::int64_t unseen(UserId id) {
        return world.write([&](db::Session& s) { return store::count_unseen(s, person(id)); });
    }
    std::string code_of(const auto& result) {
        return result ? std::string("no error") : std::string(result.error().code);
    }

    World world;
    UserId ben, chiara, dora;
    CustomerId eve;
};

TEST_F(TalkFlow, DirectConversationsAreForThoseWhoTakePart) {
    const auto direct = talk(ben, {chiara});
    const auto message = world.post(direct, person(ben), "Lunch?");
    EXPECT_TRUE(sees(chiara, direct));
    EXPECT_FALSE(sees(dora, direct));
    EXPECT_FALSE(sees(world.admin(), direct)) << "administrators are no exception";
    EXPECT_EQ(listed(ben), 1U);
    EXPECT_EQ(listed(chiara), 1U);
    EXPECT_EQ(listed(dora), 0U);
    EXPECT_FALSE(world.receipt(message.id, person(dora)).has_value());
    EXPECT_EQ(unseen(chiara), 1);
    EXPECT_EQ(unseen(world.admin()), 0);
}

TEST_F(TalkFlow, DirectMessagesAreMailedAfterAMinuteByTheirOwnRule) {
    const auto direct = talk(ben, {chiara, dora}, "Friday");
    const auto message = world.post(direct, person(ben), "Who closes on Friday?");
    world.advance(30s);
    world.see(direct, person(dora));
    world.advance(30s);
    ASSERT_EQ(world.sent_to("chiara@agents.test"), 1U);
    EXPECT_EQ(world.sent_to("dora@agents.test"), 0U) << "seen in time";
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U) << "own words";
    EXPECT_EQ(world.receipt(message.id, person(chiara))->rule, rule::kDirect);
    const auto mail = mime::parse(world.sent.back().bytes);
    EXPECT_NE(mail.subject.find("Friday"), std::string::npos);
    EXPECT_NE(mail.text.find("only those who take part"), std::string::npos);
}

TEST_F(TalkFlow, WhoHearsNothingInternalHearsNothingDirect) {
    auto quiet = everything();
    quiet.internal_messages = model::InternalMessages::none;
    world.set_preferences(chiara, quiet);
    const auto direct = talk(ben, {chiara});
    const auto message = world.post(direct, person(ben), "Lunch?");
    world.advance(1h);
    EXPECT_EQ(world.receipt(message.id, person(chiara))->rule, rule::kMutedDirect);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
}

TEST_F(TalkFlow, TwoPeopleHaveOneDirectConversationAndTeamsBringTheirMembers) {
    EXPECT_EQ(talk(ben, {chiara}), talk(chiara, {ben}));
    EXPECT_NE(talk(ben, {chiara}), talk(ben, {chiara}, "Named")) << "a named one is another";
    const auto team = world.write([&](db::Session& s) {
        const auto id = *store::insert_team(s, "Support");
        store::add_team_member(s, id, chiara);
        store::add_team_member(s, id, dora);
        return id;
    });
    const auto started = world.write([&](db::Session& s) {
        return desk::start_direct(s, *world.env, {.invited = {.users = {}, .teams = {team}}}, ben);
    });
    ASSERT_TRUE(started.has_value());
    EXPECT_TRUE(sees(chiara, started->id));
    EXPECT_TRUE(sees(dora, started->id));
    EXPECT_FALSE(sees(world.admin(), started->id));
    const auto alone =
        world.write([&](db::Session& s) { return desk::start_direct(s, *world.env, {}, ben); });
    EXPECT_EQ(code_of(alone), "nobody_invited");
}

TEST_F(TalkFlow, WhoLeavesSeesAndHearsNothingAnyMore) {
    const auto direct = talk(ben, {chiara, dora});
    world.post(direct, person(ben), "One");
    const auto left = world.write(
        [&](db::Session& s) { return desk::leave_direct(s, *world.env, direct, dora); });
    ASSERT_TRUE(left.has_value());
    EXPECT_EQ(unseen(dora), 0) << "nothing is left behind in the badge";
    EXPECT_FALSE(sees(dora, direct));
    const auto second = world.post(direct, person(ben), "Two");
    world.advance(1h);
    EXPECT_FALSE(world.receipt(second.id, person(dora)).has_value());
    EXPECT_EQ(world.sent_to("dora@agents.test"), 0U);
    EXPECT_GT(world.sent_to("chiara@agents.test"), 0U);
    const auto chat = a_chat(eve, "Hello?");
    EXPECT_EQ(code_of(world.write(
                  [&](db::Session& s) { return desk::leave_direct(s, *world.env, chat, ben); })),
              "not_direct");
}

TEST_F(TalkFlow, ADirectConversationTakesNoCustomersIn) {
    const auto direct = talk(ben, {chiara});
    world.post(direct, person(ben), "About Eve");
    world.follow(world.add_ticket(eve).id, {model::FollowerKind::customer, eve.value});
    EXPECT_EQ(world.count("select count(*) from receipt r join conversation c using "
                          "(conversation_id) where c.visibility = 'internal' and r.person_kind = "
                          "'customer'"),
              0);
}

TEST_F(TalkFlow, AChatBecomesATicketOfItsCustomerWithTheSameStream) {
    const auto chat = a_chat(eve, "My printer burns.\nPlease come.");
    const auto made = world.write([&](db::Session& s) {
        return desk::make_item_of(s, *world.env, chat, {.actor = person(ben)});
    });
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->public_conversation, chat);
    const auto item = *world.write([&](db::Session& s) { return store::find_item(s, made->id); });
    EXPECT_EQ(item.title, "My printer burns.");
    EXPECT_EQ(item.requester_id, eve);
    EXPECT_EQ(world.count("select count(*) from event where kind = 'item_created' and actor_id = " +
                          std::to_string(ben.value) + " and payload like '%from_conversation%'"),
              1)
        << "its history says who did it";
    world.post(chat, person(ben), "On my way.");
    world.advance(10s);
    EXPECT_EQ(world.sent_to("eve@customer.test"), 1U);
    const auto again = world.write([&](db::Session& s) {
        return desk::make_item_of(s, *world.env, chat, {.actor = person(ben)});
    });
    EXPECT_EQ(code_of(again), "already_linked");
}

TEST_F(TalkFlow, AChatIsLinkedToAnItemOfItsCustomerOnlyUnlessMeant) {
    const auto own = world.add_ticket(eve, "Own");
    const auto others = world.add_ticket(world.add_customer("dan@customer.test"), "Other's");
    const auto link = [&](ConversationId conversation, ItemId item, bool share) {
        return world.write([&](db::Session& s) {
            return desk::link_conversation(
                s, *world.env,
                {.conversation = conversation, .item = item, .share_between_customers = share},
                person(ben));
        });
    };
    const auto chat = a_chat(eve, "Any news?");
    EXPECT_EQ(code_of(link(chat, others.id, false)), "other_customers");
    EXPECT_TRUE(link(chat, own.id, false).has_value());
    EXPECT_EQ(world.count("select count(*) from search_entry where item_id = " +
                          std::to_string(own.id.value)),
              2)
        << "the search knows where it is";
    EXPECT_EQ(code_of(link(chat, own.id, false)), "already_linked");
    EXPECT_TRUE(link(a_chat(eve, "For both"), others.id, true).has_value());
}

TEST_F(TalkFlow, ADirectConversationBecomesInternalOnlyWhenAllMaySeeTheItem) {
    limit(chiara);
    const auto ticket = world.add_ticket(eve);
    const auto direct = talk(ben, {chiara});
    world.post(direct, person(ben), "What about Eve?");
    const auto link = [&] {
        return world.write([&](db::Session& s) {
            return desk::link_conversation(
                s, *world.env, {.conversation = direct, .item = ticket.id}, person(ben));
        });
    };
    const auto refused = link();
    EXPECT_EQ(code_of(refused), "participant_without_access");
    EXPECT_NE(refused.error().reply.find("chiara"), std::string::npos);
    EXPECT_FALSE(sees(dora, direct));
    world.follow(ticket.id, {model::FollowerKind::user, chiara.value});
    EXPECT_TRUE(link().has_value());
    EXPECT_TRUE(sees(dora, direct)) << "it is the item's internal stream now";
    world.post(direct, person(ben), "Still internal.");
    world.advance(1h);
    EXPECT_EQ(world.sent_to("eve@customer.test"), 0U);
}

TEST_F(TalkFlow, F002_AnItemGetsAStreamItHasNotAndNoSecondOne) {
    const auto chat = a_chat(eve, "Hello");
    const auto made = world.write([&](db::Session& s) {
        return desk::make_item_of(s, *world.env, chat, {.actor = person(ben)});
    });
    const auto open = [&](model::Visibility visibility) {
        return world.write([&](db::Session& s) {
            return desk::open_stream(s, *world.env, {.item = made->id, .visibility = visibility},
                                     person(ben));
        });
    };
    EXPECT_EQ(code_of(open(model::Visibility::public_)), "stream_exists");
    world.write([&](db::Session& s) {
        return s.execute("delete from conversation where conversation_id = $1",
                         made->internal_conversation);
    });
    EXPECT_TRUE(open(model::Visibility::internal).has_value());
}

TEST_F(TalkFlow, F005_AProjectsStreamsReachItsFollowers) {
    const auto project = a_project("Launch", ben);
    const auto open = [&](model::Visibility visibility, const std::string& title) {
        return world.write([&](db::Session& s) {
            return desk::open_stream(s, *world.env,
                                     {.project = project, .visibility = visibility, .title = title},
                                     person(ben));
        });
    };
    const auto notes = open(model::Visibility::internal, "Notes");
    const auto news = open(model::Visibility::public_, "");
    ASSERT_TRUE(notes.has_value() && news.has_value());
    EXPECT_EQ(code_of(open(model::Visibility::internal, "Notes")), "stream_exists");
    const auto follow = [&](model::Follower follower) {
        const auto done = world.write([&](db::Session& s) {
            return desk::follow_project(s, *world.env, project, follower, person(ben));
        });
        ASSERT_TRUE(done.has_value());
    };
    const auto team = world.write([&](db::Session& s) {
        const auto id = *store::insert_team(s, "Support");
        store::add_team_member(s, id, dora);
        return id;
    });
    limit(dora);
    follow({model::FollowerKind::user, chiara.value});
    follow({model::FollowerKind::team, team.value});
    follow({model::FollowerKind::customer, eve.value});
    const auto internal = world.post(*notes, person(ben), "Between us.");
    EXPECT_EQ(unseen(chiara), 1);
    EXPECT_EQ(unseen(dora), 1) << "by the team that follows";
    EXPECT_EQ(unseen(world.admin()), 0) << "does not follow";
    EXPECT_EQ(world.receipt(internal.id, person(eve))->rule, rule::kInternalToCustomer);
    EXPECT_EQ(listed(dora), 1U) << "what notifies also stands in the list";
    world.post(*news, person(ben), "We launch on Monday.");
    world.advance(10s);
    EXPECT_EQ(world.sent_to("eve@customer.test"), 1U);
}

TEST_F(TalkFlow, F031_WhoTookPartCountsAsFollowing) {
    auto mine = everything();
    mine.from_customers = model::FromCustomers::mine;
    world.set_preferences(ben, mine);
    world.set_preferences(chiara, mine);
    const auto ticket = world.add_ticket(eve);
    world.post(ticket.public_conversation, person(ben), "Which printer?");
    const auto answer = world.post(ticket.public_conversation, person(eve), "The red one.");
    EXPECT_EQ(world.receipt(answer.id, person(ben))->state, model::ReceiptState::delivered);
    EXPECT_FALSE(world.receipt(answer.id, person(chiara)).has_value());
}

TEST_F(TalkFlow, AFollowingCustomerIsPromotedToRequester) {
    const auto dan = world.add_customer("dan@customer.test");
    const auto ticket = world.add_ticket(eve);
    world.follow(ticket.id, {model::FollowerKind::customer, dan.value});
    const auto changed = world.write([&](db::Session& s) {
        return desk::change_item(s, *world.env, ticket.id, person(ben), {.requester_id = dan});
    });
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->requester_id, dan);
    const auto followers =
        world.write([&](db::Session& s) { return store::list_followers(s, ticket.id); });
    ASSERT_EQ(followers.size(), 1U);
    EXPECT_EQ(followers.front(), (model::Follower{model::FollowerKind::customer, eve.value}))
        << "who asked first is not forgotten";
    const auto unknown = world.write([&](db::Session& s) {
        return desk::change_item(s, *world.env, ticket.id, person(ben),
                                 {.requester_id = CustomerId{999}});
    });
    EXPECT_EQ(code_of(unknown), "unknown_customer");
}

}  // namespace
}  // namespace postroom::testing
