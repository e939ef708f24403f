// Users, customers, teams, projects; channels, connectors, filters; sessions and tokens.
#include "store/people.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/audit.hpp"
#include "store/project.hpp"
#include "store/session.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(People);

STORE_TEST(People, AUserComesBackAsWrittenAndIsUniqueByAddress) {
    model::User user{.email = "lea@example.com",
                     .name = "Lea",
                     .role = model::Role::team_leader,
                     .language = "fr",
                     .theme = "dark",
                     .sound = false,
                     .undo_send_seconds = 30,
                     .signature = "Lea, Support",
                     .preferences = {.conversations = model::ConversationAccess::followed,
                                     .show_from_customers = false,
                                     .from_customers = model::FromCustomers::none,
                                     .email = model::NotificationEmail::never,
                                     .accept_invitations = false},
                     .created_at = kNow};
    user.id = insert_user(session, user).value();
    EXPECT_FALSE(insert_user(session, user).has_value());
    const auto found = find_user(session, user.id).value();
    EXPECT_EQ(found.email, user.email);
    EXPECT_EQ(found.role, user.role);
    EXPECT_EQ(found.language, "fr");
    EXPECT_EQ(found.theme, "dark");
    EXPECT_FALSE(found.sound);
    EXPECT_EQ(found.undo_send_seconds, 30);
    EXPECT_EQ(found.signature, "Lea, Support");
    EXPECT_EQ(found.preferences, user.preferences);
    EXPECT_EQ(found.created_at, kNow);
    EXPECT_EQ(find_user_by_email(session, "lea@example.com")->id, user.id);
    EXPECT_FALSE(find_user_by_email(session, "tom@example.com").has_value());

    user.name = "Lea B.";
    user.active = false;
    user.preferences.show_from_customers = true;
    update_user(session, user);
    EXPECT_EQ(find_user(session, user.id)->name, "Lea B.");
    EXPECT_FALSE(find_user(session, user.id)->active);
    EXPECT_EQ(find_user(session, user.id)->preferences, user.preferences);
}

STORE_TEST(People, PasswordsSettingsAndAdministrators) {
    EXPECT_EQ(count_administrators(session), 0);
    const UserId lea = a_user(session, "lea@example.com", model::Role::administrator);
    EXPECT_EQ(count_administrators(session), 1);
    EXPECT_FALSE(find_password_hash(session, lea).has_value());
    update_password_hash(session, lea, "$argon2id$");
    EXPECT_EQ(find_password_hash(session, lea), "$argon2id$");
    EXPECT_FALSE(find_user_setting(session, lea, "outbox.view").has_value());
    save_user_setting(session, lea, "outbox.view", "mine");
    save_user_setting(session, lea, "outbox.view", "all");
    EXPECT_EQ(find_user_setting(session, lea, "outbox.view"), "all");
}

STORE_TEST(People, AKnownCustomerKeepsTheirName) {
    const CustomerId ana = ensure_customer(session, "ana@example.org", "Ana", kNow);
    EXPECT_EQ(ensure_customer(session, "ana@example.org", "A. N. Other", kNow + 1s), ana);
    EXPECT_EQ(find_customer(session, ana)->name, "Ana");
    EXPECT_EQ(find_customer_by_email(session, "ana@example.org")->id, ana);
    auto customer = find_customer(session, ana).value();
    customer.active = false;
    customer.name = "Ana B.";
    update_customer(session, customer);
    EXPECT_FALSE(find_customer(session, ana)->active);
    const CustomerId bob = ensure_customer(session, "bob@example.org", "Bob", kNow);
    EXPECT_EQ(list_customers(session, "", {}, 10).at(0).id, bob);
    EXPECT_EQ(list_customers(session, "", bob, 10).at(0).id, ana);
    EXPECT_EQ(list_customers(session, "ana b", {}, 10).size(), 1U);
    EXPECT_THAT(list_customers(session, "nobody", {}, 10), testing::IsEmpty());
}

STORE_TEST(People, TeamsAndProjects) {
    const UserId lea = a_user(session);
    const TeamId team = insert_team(session, "Support").value();
    EXPECT_FALSE(insert_team(session, "Support").has_value());
    EXPECT_EQ(find_team(session, team)->name, "Support");
    add_team_member(session, team, lea);
    add_team_member(session, team, lea);
    EXPECT_EQ(list_team_members(session, 10).size(), 1U);
    const ProjectId direct = insert_project(session, "Direct", kNow).value();
    const ProjectId by_team = insert_project(session, "By team", kNow).value();
    insert_project(session, "Not shared", kNow);
    insert_project_member(session, direct, {model::FollowerKind::user, lea.value});
    insert_project_member(session, by_team, {model::FollowerKind::team, team.value});
    insert_project_member(session, by_team, {model::FollowerKind::user, lea.value});
    EXPECT_THAT(list_projects_of_user(session, lea, 10),
                testing::UnorderedElementsAre(direct, by_team));
    EXPECT_EQ(list_projects(session, 10).size(), 3U);
}

STORE_TEST(People, ChannelsAndConnectors) {
    const ConnectorId connector = a_connector(session);
    EXPECT_FALSE(insert_connector(session, {.name = "builtin"}, kNow).has_value());
    EXPECT_EQ(find_default_connector(session)->id, connector);
    EXPECT_FALSE(find_connector_secret(session, connector).has_value());
    const std::string sealed{"\0sealed\xff", 8};
    update_connector_secret(session, connector, sealed);
    EXPECT_EQ(find_connector_secret(session, connector), sealed);
    record_connector_attention(session, connector, "The password is refused.");
    EXPECT_TRUE(find_connector(session, connector)->needs_attention);
    record_connector_attention(session, connector, "");
    EXPECT_FALSE(find_connector(session, connector)->needs_attention);

    const ChannelId channel = a_channel(session, "help@example.com");
    EXPECT_FALSE(insert_channel(session, {.name = "other", .address = "help@example.com"}, kNow)
                     .has_value());
    EXPECT_EQ(find_channel_by_address(session, "help@example.com")->id, channel);
    auto changed = find_channel(session, channel).value();
    changed.connector_id = connector;
    changed.color = "#ff0000";
    update_channel(session, changed);
    EXPECT_EQ(find_channel(session, channel)->connector_id, connector);
    EXPECT_EQ(find_channel(session, channel)->color, "#ff0000");
    EXPECT_EQ(list_channels(session, 10).size(), 1U);

    EXPECT_FALSE(find_setting(session, "quiet").has_value());
    save_setting(session, "quiet", "1");
    save_setting(session, "quiet", "0");
    EXPECT_EQ(find_setting(session, "quiet"), "0");
}

STORE_TEST(People, F130_PatternsOfFilters) {
    for (const auto* pattern :
         {"robot-*@acme.example", "*@*.bulk.example", "a_b@c.example", "50%*@x.example"}) {
        ASSERT_TRUE(
            insert_email_filter(session, {.direction = "outgoing", .pattern = pattern}, kNow));
    }
    const auto met = [&](std::string_view address) {
        const auto filter = find_email_filter(session, "outgoing", address);
        return filter ? filter->pattern : std::string();
    };
    EXPECT_EQ(met("Robot-7@acme.example"), "robot-*@acme.example");
    EXPECT_EQ(met("robot-@acme.example"), "robot-*@acme.example");
    EXPECT_EQ(met("robot@acme.example"), "");
    EXPECT_EQ(met("ana@mail.bulk.example"), "*@*.bulk.example");
    EXPECT_EQ(met("ana@bulk.example"), "");
    EXPECT_EQ(met("axb@c.example"), "") << "only a star stands for other characters";
    EXPECT_EQ(met("50%off@x.example"), "50%*@x.example");
    EXPECT_EQ(met("50off@x.example"), "");
    EXPECT_FALSE(find_email_filter(session, "incoming", "robot-7@acme.example").has_value());
}

STORE_TEST(People, Sec21_TheAuditLogIsNewestFirstByKindAndWords) {
    const auto lea = insert_user(session, {.email = "lea@example.org", .name = "Léa"}).value();
    insert_audit(session, {.at = kNow,
                           .actor = model::person(lea),
                           .subject = model::AuditSubject::connector,
                           .subject_id = 4,
                           .subject_name = "Main",
                           .changes = {{"host", "a.example", "b.example"}}});
    insert_audit(session, {.at = kNow + 1s,
                           .actor = {},
                           .subject = model::AuditSubject::quiet_mode,
                           .action = model::AuditAction::created,
                           .changes = {{"enabled", "no", "yes"}}});
    const auto all = list_audit(session, {}, 0, 10);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].subject, model::AuditSubject::quiet_mode);
    EXPECT_EQ(all[1].actor_name, "Léa");
    EXPECT_EQ(all[1].changes, (std::vector<model::FactChange>{{"host", "a.example", "b.example"}}));
    EXPECT_EQ(list_audit(session, {}, all[0].id, 10).size(), 1U);
    EXPECT_EQ(list_audit(session, {.subject = model::AuditSubject::connector}, 0, 10).size(), 1U);
    EXPECT_EQ(list_audit(session, {.words = "MAIN"}, 0, 10).size(), 1U);
    EXPECT_TRUE(list_audit(session, {.words = "nobody"}, 0, 10).empty());
}

STORE_TEST(People, FiltersAndSuppressions) {
    EXPECT_TRUE(
        insert_email_filter(session, {.direction = "outgoing", .pattern = "@spam.example"}, kNow));
    EXPECT_FALSE(
        insert_email_filter(session, {.direction = "outgoing", .pattern = "@spam.example"}, kNow));
    insert_email_filter(
        session, {.direction = "incoming", .pattern = "me@example.com", .is_automatic = true},
        kNow);
    const auto met = find_email_filter(session, "outgoing", "a@spam.example");
    ASSERT_TRUE(met.has_value());
    count_filter_hit(session, met->id);
    EXPECT_EQ(list_email_filters(session, "outgoing", 10).at(0).hits, 1);
    EXPECT_FALSE(find_email_filter(session, "incoming", "a@spam.example").has_value());
    EXPECT_FALSE(
        delete_email_filter(session, find_email_filter(session, "incoming", "me@example.com")->id));
    EXPECT_TRUE(delete_email_filter(session, met->id));

    EXPECT_FALSE(find_suppression(session, "ana@example.org", kNow).has_value());
    save_suppression(session, "ana@example.org", "mailbox full", {}, kNow + 1h, kNow);
    EXPECT_EQ(find_suppression(session, "ana@example.org", kNow + 59min)->reason, "mailbox full");
    EXPECT_FALSE(find_suppression(session, "ana@example.org", kNow + 61min).has_value());
    save_suppression(session, "ana@example.org", "no such user", {}, std::nullopt, kNow);
    EXPECT_EQ(find_suppression(session, "ana@example.org", kNow + 999h)->reason, "no such user");
    delete_suppression(session, "ana@example.org");
    EXPECT_FALSE(find_suppression(session, "ana@example.org", kNow).has_value());
}

STORE_TEST(People, SessionsExpire) {
    const UserId lea = a_user(session);
    const std::string hash(32, '\xfe');
    insert_session(session, {.token_hash = hash,
                             .user_id = lea,
                             .csrf_token = "csrf",
                             .address = "192.0.2.1",
                             .user_agent = "t",
                             .created_at = kNow,
                             .last_used_at = kNow,
                             .expires_at = kNow + 1h});
    EXPECT_EQ(find_session(session, hash, kNow)->user_id, lea);
    EXPECT_FALSE(find_session(session, hash, kNow + 1h + 1ms).has_value());
    EXPECT_FALSE(find_session(session, "other", kNow).has_value());
    delete_other_sessions(session, lea, hash);
    EXPECT_TRUE(find_session(session, hash, kNow).has_value());
    delete_expired_sessions(session, kNow + 2h);
    EXPECT_FALSE(find_session(session, hash, kNow).has_value());
}

STORE_TEST(People, TokensLinksAndKeysAreSpentOnce) {
    const UserId lea = a_user(session);
    const UserId tom = a_user(session, "tom@example.com");
    const std::int64_t token = insert_api_token(session, lea, "ci", "hash", kNow);
    EXPECT_EQ(find_api_token(session, "hash")->user_id, lea);
    EXPECT_FALSE(revoke_api_token(session, tom, token, kNow));
    EXPECT_TRUE(revoke_api_token(session, lea, token, kNow));
    EXPECT_FALSE(find_api_token(session, "hash").has_value());
    EXPECT_THAT(list_api_tokens(session, lea, 0, 10), testing::IsEmpty());

    insert_sign_in_link(session, "link", lea, kNow + 1h);
    insert_sign_in_link(session, "late", lea, kNow - 1ms);
    EXPECT_FALSE(take_sign_in_link(session, "late", kNow).has_value());
    EXPECT_EQ(take_sign_in_link(session, "link", kNow), lea);
    EXPECT_FALSE(take_sign_in_link(session, "link", kNow).has_value());

    insert_sign_in_failure(session, "lea@example.com", kNow);
    EXPECT_EQ(count_sign_in_failures(session, "lea@example.com", kNow - 1ms), 1);
    EXPECT_EQ(count_sign_in_failures(session, "lea@example.com", kNow), 0);
    delete_sign_in_failures(session, "lea@example.com");
    EXPECT_EQ(count_sign_in_failures(session, "lea@example.com", kNow - 1ms), 0);

    EXPECT_TRUE(reserve_idempotency_key(session, lea, "k", "sha", kNow));
    EXPECT_FALSE(reserve_idempotency_key(session, lea, "k", "sha", kNow));
    EXPECT_TRUE(reserve_idempotency_key(session, tom, "k", "sha", kNow));
    record_answer(session, lea, "k", 201, "{}");
    EXPECT_EQ(find_remembered_answer(session, lea, "k")->status, 201);
    delete_old_idempotency_keys(session, kNow + 1ms);
    EXPECT_FALSE(find_remembered_answer(session, lea, "k").has_value());
}

}  // namespace
}  // namespace postroom::store
