// Members of projects, invitations, assignment mail: features F041, F042, F043 through the real
// stages, each with whoever must not be told.
#include <gtest/gtest.h>

#include "desk/project_commands.hpp"
#include "desk/workspace.hpp"
#include "mime/parse.hpp"
#include "notify/rule.hpp"
#include "store/access.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/people.hpp"
#include "store/project.hpp"
#include "support/world.hpp"

namespace postroom::testing {
namespace {

using namespace std::chrono_literals;
using model::FollowerKind;
using model::person;

class ProjectFlow : public ::testing::Test {
   protected:
    ProjectFlow() {
        auto follower = silent();
        follower.project_member_emails = true;
        ada = world.admin();
        world.set_preferences(ada, silent());
        ben = world.add_user("ben", follower);
        chiara = world.add_user("chiara", silent());
        project = world
                      .write([&](db::Session& s) {
                          return desk::create_project(s, *world.env, "Launch", ada);
                      })
                      ->id;
    }

    desk::Membership add(store::ProjectMember member) {
        const auto added = world.write(
            [&](db::Session& s) { return desk::add_member(s, *world.env, project, member, ada); });
        EXPECT_TRUE(added.has_value());
        world.run();
        return added.value_or(desk::Membership::was_there);
    }
    store::ProjectMember as_member(UserId id) { return {FollowerKind::user, id.value}; }
    void follow(UserId id) {
        const auto done = world.write([&](db::Session& s) {
            return desk::follow_project(s, *world.env, project, {FollowerKind::user, id.value},
                                        person(ada));
        });
        ASSERT_TRUE(done.has_value());
    }
    bool sees(UserId id) {
        return world.write([&](db::Session& s) {
            return store::may_see_project(s, *store::find_user(s, id), project);
        });
    }
    Result<void> answer(UserId id, bool accepts) {
        auto answered = world.write([&](db::Session& s) {
            return desk::answer_invitation(s, *world.env, project, id, accepts);
        });
        world.run();
        return answered;
    }
    void decides_alone(UserId id) {
        auto preferences = silent();
        preferences.accept_invitations = false;
        world.set_preferences(id, preferences);
    }
    void assign(ItemId item, UserId to, UserId by) {
        const auto changed = world.write([&](db::Session& s) {
            return desk::change_item(s, *world.env, item, person(by), {.assignee_id = to});
        });
        ASSERT_TRUE(changed.has_value());
        world.run();
    }

    World world;
    UserId ada, ben, chiara;
    ProjectId project;
};

TEST_F(ProjectFlow, F041_AssignedAndUnassignedOneMailEach) {
    auto wants = silent();
    wants.assignment_emails = true;
    world.set_preferences(ben, wants);
    const auto ticket = world.add_ticket(world.add_customer("eve@customer.test"));
    assign(ticket.id, ben, ada);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    assign(ticket.id, chiara, ada);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 2U);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U) << "unchecked: none";
    assign(ticket.id, ben, ben);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 2U) << "nobody is mailed of their own act";
    world.set_preferences(ben, silent());
    assign(ticket.id, chiara, ada);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 2U);
}

TEST_F(ProjectFlow, F042_FollowersHearOfNewUsersAndTeams) {
    add(as_member(ben));
    EXPECT_EQ(world.sent.size(), 0U) << "who joins is not told of themselves, and nobody follows";
    follow(ben);
    add(as_member(chiara));
    ASSERT_EQ(world.sent_to("ben@agents.test"), 1U);
    const auto mail = mime::parse(world.sent.back().bytes);
    EXPECT_EQ(mail.subject, "New in Launch: chiara");
    EXPECT_EQ(add(as_member(chiara)), desk::Membership::was_there);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U) << "nobody joined";
    const auto team =
        world.write([&](db::Session& s) { return *store::insert_team(s, "Support"); });
    add({FollowerKind::team, team.value});
    EXPECT_EQ(world.sent_to("ben@agents.test"), 2U);
}

TEST_F(ProjectFlow, F042_UncheckedOrNotFollowingMeansNoMail) {
    follow(chiara);  // unchecked
    add(as_member(ben));
    add(as_member(world.add_user("dora", silent())));
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U) << "checked, but does not follow";
}

TEST_F(ProjectFlow, F042_WhoAddsIsNotMailedOfIt) {
    auto wants = silent();
    wants.project_member_emails = true;
    world.set_preferences(ada, wants);
    follow(ada);
    add(as_member(ben));
    EXPECT_EQ(world.sent_to(World::kAdmin), 0U);
}

TEST_F(ProjectFlow, F043_AcceptedByItselfMeansMemberAtOnce) {
    EXPECT_EQ(add(as_member(chiara)), desk::Membership::joined);
    EXPECT_TRUE(sees(chiara));
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    EXPECT_EQ(world.count("select count(*) from project_invitation"), 0);
}

TEST_F(ProjectFlow, F043_OtherwiseTheInvitationWaitsForAnAnswer) {
    decides_alone(chiara);
    follow(ben);
    EXPECT_EQ(add(as_member(chiara)), desk::Membership::invited);
    EXPECT_FALSE(sees(chiara)) << "not before accepting";
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 1U) << "told that it waits";
    EXPECT_EQ(world.sent_to("ben@agents.test"), 0U) << "nobody joined yet";
    EXPECT_EQ(add(as_member(chiara)), desk::Membership::invited);
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 1U) << "told once";
    EXPECT_FALSE(answer(ben, true).has_value()) << "somebody else's is none of theirs";
    ASSERT_TRUE(answer(chiara, true).has_value());
    EXPECT_TRUE(sees(chiara));
    EXPECT_EQ(world.sent_to("ben@agents.test"), 1U);
    EXPECT_FALSE(answer(chiara, true).has_value()) << "it is answered";
}

TEST_F(ProjectFlow, F043_DeclinedOrTakenBackLeavesNothing) {
    decides_alone(chiara);
    add(as_member(chiara));
    ASSERT_TRUE(answer(chiara, false).has_value());
    EXPECT_FALSE(sees(chiara));
    add(as_member(chiara));
    world.write([&](db::Session& s) {
        return desk::remove_member(s, *world.env, project, as_member(chiara), ada);
    });
    EXPECT_FALSE(answer(chiara, true).has_value());
    EXPECT_FALSE(sees(chiara));
}

TEST_F(ProjectFlow, F090_QuietModeKeepsInvitationMailBack) {
    decides_alone(chiara);
    world.write([&](db::Session& s) {
        desk::save_quiet_mode(s, *world.env, person(ada), {.on = true, .until = {}});
    });
    add(as_member(chiara));
    EXPECT_EQ(world.sent_to("chiara@agents.test"), 0U);
    EXPECT_EQ(world.count("select count(*) from outgoing_mail where state = 'suppressed' and "
                          "reason = 'quiet_mode'"),
              1);
}

TEST_F(ProjectFlow, WhoIsNoMemberAnyMoreDoesNotFollowEither) {
    add(as_member(chiara));
    follow(chiara);
    world.write([&](db::Session& s) {
        return desk::remove_member(s, *world.env, project, as_member(chiara), ada);
    });
    EXPECT_FALSE(sees(chiara));
    const auto followers =
        world.write([&](db::Session& s) { return store::list_followers(s, project); });
    EXPECT_TRUE(followers.empty());
}

TEST_F(ProjectFlow, CustomersCannotBeMembers) {
    const auto eve = world.add_customer("eve@customer.test");
    const auto added = world.write([&](db::Session& s) {
        return desk::add_member(s, *world.env, project, {FollowerKind::customer, eve.value}, ada);
    });
    ASSERT_FALSE(added.has_value());
    EXPECT_EQ(added.error().code, "not_a_member_kind");
}

}  // namespace
}  // namespace postroom::testing
