// Who may open what; what a search finds stands in search_test.cpp. (F022-F024, F027, SEC-11)
#include "store/access.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "builders.hpp"
#include "store/customer_session.hpp"
#include "store/project.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Access);

model::User a_limited_user(db::Session& session) {
    auto user = find_user(session, a_user(session)).value();
    user.preferences.conversations = model::ConversationAccess::followed;
    update_user(session, user);
    return user;
}

model::User an_unlimited_user(db::Session& session) {
    auto user = find_user(session, a_user(session, "all@example.com")).value();
    user.preferences.conversations = model::ConversationAccess::all_projects;
    update_user(session, user);
    return user;
}

STORE_TEST(Access, F022_UnlimitedAccessOpensEverythingButDirectConversations) {
    const model::User user = an_unlimited_user(session);
    const ItemId item = an_item(session);
    EXPECT_TRUE(may_see_conversation(session, user, a_conversation(session, item)));
    EXPECT_TRUE(may_see_conversation(session, user,
                                     a_conversation(session, item, model::Visibility::internal)));
    EXPECT_TRUE(may_see_item(session, user, item));
    const ConversationId direct =
        insert_conversation(session, model::Visibility::internal, {}, {}, kNow);
    EXPECT_FALSE(may_see_conversation(session, user, direct));
    add_participant(session, direct, model::person(user.id));
    EXPECT_TRUE(may_see_conversation(session, user, direct));
}

STORE_TEST(Access, WhoSeesItIsTheSameAskedAboutOneAndAboutEverybody) {
    const model::User all = an_unlimited_user(session);
    const model::User limited = a_limited_user(session);
    auto gone = find_user(session, a_user(session, "gone@example.com")).value();
    gone.active = false;
    gone.preferences.conversations = model::ConversationAccess::all_projects;
    update_user(session, gone);
    const ItemId item = an_item(session);
    const ConversationId direct =
        insert_conversation(session, model::Visibility::internal, {}, {}, kNow);
    add_participant(session, direct, model::person(limited.id));
    EXPECT_THAT(list_users_who_see(session, a_conversation(session, item)),
                testing::ElementsAre(all.id));
    EXPECT_THAT(list_users_who_see(session, item), testing::ElementsAre(all.id));
    EXPECT_THAT(list_users_who_see(session, direct), testing::ElementsAre(limited.id));
    EXPECT_THAT(list_active_users(session), testing::UnorderedElementsAre(all.id, limited.id));
}

STORE_TEST(Access, F024_ProjectsAreForTheirMembersOnly) {
    const model::User user = an_unlimited_user(session);
    const ProjectId project = insert_project(session, "Move", kNow).value();
    EXPECT_FALSE(may_see_project(session, user, project));
    insert_project_member(session, project, {model::FollowerKind::user, user.id.value});
    EXPECT_TRUE(may_see_project(session, user, project));
    const ProjectId by_team = insert_project(session, "Team's", kNow).value();
    const TeamId team = insert_team(session, "Support").value();
    insert_project_member(session, by_team, {model::FollowerKind::team, team.value});
    EXPECT_FALSE(may_see_project(session, user, by_team));
    add_team_member(session, team, user.id);
    EXPECT_TRUE(may_see_project(session, user, by_team));
}

/// One way in which a limited user comes to see the conversations of an item.
struct Way {
    std::string_view name;
    std::function<void(db::Session&, const model::User&, ItemId, ConversationId)> open;
};

TEST_P(Access, F023_LimitedAccessOpensWhatOneFollowsWorksOnOrTookPartIn) {
    const Way ways[] = {
        {"assigned",
         [](db::Session& session, const model::User& user, ItemId item, ConversationId) {
             auto found = find_item(session, item).value();
             found.assignee_id = user.id;
             ASSERT_TRUE(update_item(session, found, kNow));
         }},
        {"participant",
         [](db::Session& session, const model::User& user, ItemId, ConversationId conversation) {
             add_participant(session, conversation, model::person(user.id));
         }},
        {"follows",
         [](db::Session& session, const model::User& user, ItemId item, ConversationId) {
             add_follower(session, item, {model::FollowerKind::user, user.id.value}, kNow);
         }},
        {"team follows",
         [](db::Session& session, const model::User& user, ItemId item, ConversationId) {
             const TeamId team = insert_team(session, "Followers").value();
             add_team_member(session, team, user.id);
             add_follower(session, item, {model::FollowerKind::team, team.value}, kNow);
         }},
        {"team assigned",
         [](db::Session& session, const model::User& user, ItemId item, ConversationId) {
             const TeamId team = insert_team(session, "Assigned").value();
             add_team_member(session, team, user.id);
             auto found = find_item(session, item).value();
             found.team_id = team;
             ASSERT_TRUE(update_item(session, found, kNow));
         }},
        {"project member",
         [](db::Session& session, const model::User& user, ItemId item, ConversationId) {
             const ProjectId project = insert_project(session, "Move", kNow).value();
             insert_project_member(session, project, {model::FollowerKind::user, user.id.value});
             auto found = find_item(session, item).value();
             found.project_id = project;
             ASSERT_TRUE(update_item(session, found, kNow));
         }},
    };
    for (const Way& way : ways) {
        SCOPED_TRACE(way.name);
        rolled_back([&](db::Session& session) {
            const model::User user = a_limited_user(session);
            const ItemId item = an_item(session);
            const ConversationId conversation = a_conversation(session, item);
            const ConversationId elsewhere = a_conversation(session, an_item(session));
            EXPECT_FALSE(may_see_conversation(session, user, conversation));
            EXPECT_FALSE(may_see_item(session, user, item));
            EXPECT_THAT(list_limited_users_with_access(session, conversation), testing::IsEmpty());
            EXPECT_THAT(list_users_who_see(session, conversation), testing::IsEmpty());
            EXPECT_THAT(list_users_who_see(session, item), testing::IsEmpty());
            way.open(session, user, item, conversation);
            EXPECT_TRUE(may_see_conversation(session, user, conversation));
            EXPECT_TRUE(may_see_item(session, user, item));
            EXPECT_FALSE(may_see_conversation(session, user, elsewhere));
            EXPECT_THAT(list_limited_users_with_access(session, conversation),
                        testing::ElementsAre(user.id));
            EXPECT_THAT(list_users_who_see(session, conversation), testing::ElementsAre(user.id));
            EXPECT_THAT(list_users_who_see(session, item), testing::ElementsAre(user.id));
            EXPECT_THAT(list_users_who_see(session, elsewhere), testing::IsEmpty());
        });
    }
}

/// A visitor of a chat widget.
VisitorId a_visitor(db::Session& session, CustomerId customer, const std::string& token,
                    bool is_identified = false, std::int64_t widget = 1) {
    session.execute(
        R"(insert into chat_widget (chat_widget_id, widget_key, name, color, sites, created_at)
           values ($1, $2, $2, '#336699', '', 0) on conflict do nothing)",
        widget, "widget " + std::to_string(widget));
    return insert_chat_visitor(session, {.widget_id = ChatWidgetId{widget},
                                         .customer_id = customer,
                                         .is_identified = is_identified,
                                         .token_hash = token,
                                         .created_at = kNow,
                                         .expires_at = kNow + 1h});
}

STORE_TEST(Access, F003_ACustomerNeverSeesWhatIsInternal) {
    const CustomerId ana = a_customer(session);
    const ItemId item = insert_item(
        session, {.title = "Fire", .status = "new", .requester_id = ana, .created_at = kNow});
    const auto internal = a_conversation(session, item, model::Visibility::internal);
    add_participant(session, internal, model::person(ana));
    add_follower(session, item, {model::FollowerKind::customer, ana.value}, kNow);
    EXPECT_FALSE(may_see_conversation(session, model::CustomerScope{ana, {}}, internal));
    EXPECT_FALSE(may_see_item(session, model::CustomerScope{ana, {}}, item));
    EXPECT_TRUE(may_see_conversation(session, model::CustomerScope{ana, {}},
                                     a_conversation(session, item)));
    EXPECT_TRUE(may_see_item(session, model::CustomerScope{ana, {}}, item));
}

STORE_TEST(Access, SEC11_InThePortalACustomerSeesWhatConcernsThem) {
    const CustomerId ana = a_customer(session);
    const CustomerId bob = a_customer(session, "bob@example.org");
    const auto sees = [&](CustomerId who, ConversationId what) {
        return may_see_conversation(session, model::CustomerScope{who, {}}, what);
    };
    const auto requested = a_conversation(
        session,
        insert_item(session,
                    {.title = "Fire", .status = "new", .requester_id = ana, .created_at = kNow}));
    EXPECT_TRUE(sees(ana, requested));
    EXPECT_FALSE(sees(bob, requested));
    add_participant(session, requested, model::person(bob));
    EXPECT_TRUE(sees(bob, requested));
    const ItemId followed = an_item(session);
    const auto of_followed = a_conversation(session, followed);
    EXPECT_FALSE(sees(ana, of_followed));
    add_follower(session, followed, {model::FollowerKind::customer, ana.value}, kNow);
    EXPECT_TRUE(sees(ana, of_followed));
    EXPECT_FALSE(sees(bob, of_followed));
    const auto users_only = a_conversation(session, an_item(session));
    add_participant(session, users_only, {model::PersonKind::user, ana.value});
    EXPECT_FALSE(sees(ana, users_only));
}

STORE_TEST(Access, SEC11_AnOrganizationSeesItsRequestsOnlyWhenItSharesThem) {
    const CustomerId ana = a_customer(session);
    const CustomerId bob = a_customer(session, "bob@example.org");
    session.execute("insert into organization (organization_id, name) values (7, 'Works')");
    session.execute("update customer set organization_id = 7");
    const CustomerId eve = a_customer(session, "eve@example.net");
    const auto requested = a_conversation(
        session,
        insert_item(session,
                    {.title = "Fire", .status = "new", .requester_id = ana, .created_at = kNow}));
    const auto sees = [&](CustomerId who) {
        return may_see_conversation(session, model::CustomerScope{who, {}}, requested);
    };
    EXPECT_FALSE(sees(bob));
    session.execute("update organization set shares_requests = 1");
    EXPECT_TRUE(sees(bob));
    EXPECT_FALSE(sees(eve));
}

STORE_TEST(Access, SEC10_AVisitorSeesTheirOwnChatsWhateverAddressTheyGave) {
    const CustomerId ana = a_customer(session);
    const VisitorId own = a_visitor(session, ana, "a");
    const VisitorId other = a_visitor(session, ana, "b");
    const auto chat = insert_chat(session, own, kNow);
    add_participant(session, chat, model::person(ana));
    const auto by_mail = a_conversation(
        session,
        insert_item(session,
                    {.title = "Fire", .status = "new", .requester_id = ana, .created_at = kNow}));
    EXPECT_TRUE(may_see_conversation(session, model::CustomerScope{ana, own}, chat));
    EXPECT_FALSE(may_see_conversation(session, model::CustomerScope{ana, other}, chat));
    EXPECT_FALSE(may_see_conversation(session, model::CustomerScope{ana, own}, by_mail));
    // The address is proved in the portal: there the same customer sees both.
    EXPECT_TRUE(may_see_conversation(session, model::CustomerScope{ana, {}}, chat));
    EXPECT_TRUE(may_see_conversation(session, model::CustomerScope{ana, {}}, by_mail));
}

STORE_TEST(Access, SEC10_WhomTheSiteVouchesForFindsTheirChatsInEveryBrowserOfThatSite) {
    const CustomerId ana = a_customer(session);
    const CustomerId bob = a_customer(session, "bob@example.org");
    const auto chat = insert_chat(session, a_visitor(session, ana, "laptop", true), kNow);
    const auto unproved = insert_chat(session, a_visitor(session, ana, "forged", false), kNow);
    const auto sees = [&](CustomerId who, VisitorId visitor, ConversationId what) {
        return may_see_conversation(session, model::CustomerScope{who, visitor}, what);
    };
    const VisitorId phone = a_visitor(session, ana, "phone", true);
    EXPECT_TRUE(sees(ana, phone, chat));
    EXPECT_FALSE(sees(ana, phone, unproved));
    EXPECT_FALSE(sees(ana, a_visitor(session, ana, "unproved", false), chat));
    EXPECT_FALSE(sees(bob, a_visitor(session, bob, "bob", true), chat));
    EXPECT_FALSE(sees(ana, a_visitor(session, ana, "elsewhere", true, 2), chat));
}

STORE_TEST(Access, AFollowingCustomerWithTheSameNumberOpensNothing) {
    const model::User user = a_limited_user(session);
    const ItemId item = an_item(session);
    const ConversationId conversation = a_conversation(session, item);
    add_follower(session, item, {model::FollowerKind::customer, user.id.value}, kNow);
    add_participant(session, conversation, {model::PersonKind::customer, user.id.value});
    EXPECT_FALSE(may_see_conversation(session, user, conversation));
}

}  // namespace
}  // namespace postroom::store
