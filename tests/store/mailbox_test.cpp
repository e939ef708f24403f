// Mailboxes: cursor, known mails, health. (IMAP-1, IMAP-4, IMAP-5, FWD-6)
#include "store/mailbox.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/channel.hpp"
#include "store/incoming_mail.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Mailboxes);

ChannelId a_mailbox(db::Session& session) {
    const ChannelId channel = a_channel(session);
    insert_mailbox(session,
                   {.channel_id = channel,
                    .provider = model::MailProvider::gmail,
                    .host = "imap.gmail.com",
                    .username = "help@example.com",
                    .after_fetch = model::AfterFetch::move,
                    .move_to = "Done"},
                   kNow);
    return channel;
}

MailboxMail known_mail(ChannelId channel, std::uint32_t validity, std::uint32_t uid) {
    return {.channel_id = channel,
            .uid_validity = validity,
            .uid = uid,
            .incoming_mail_id = {},
            .message_id = "<a@b>",
            .size = 100,
            .arrived_at = kNow};
}

STORE_TEST(Mailboxes, ComesBackAsItWasWrittenAndKnowsItsChannel) {
    const ChannelId channel = a_mailbox(session);
    const auto mailbox = find_mailbox(session, channel).value();
    EXPECT_EQ(mailbox.provider, model::MailProvider::gmail);
    EXPECT_EQ(mailbox.after_fetch, model::AfterFetch::move);
    EXPECT_EQ(mailbox.move_to, "Done");
    EXPECT_EQ(mailbox.folder, "INBOX");
    EXPECT_TRUE(mailbox.active);
    EXPECT_EQ(mailbox.address, find_channel(session, channel)->address);
    EXPECT_EQ(list_mailboxes(session, 10).size(), 1U);
    EXPECT_EQ(find_mailbox_by_connector(session, ConnectorId{12345}), std::nullopt);
}

STORE_TEST(Mailboxes, IMAP1_TheCursorMovesForwardOnlyAndForItsOwnGeneration) {
    const ChannelId channel = a_mailbox(session);
    ASSERT_TRUE(save_cursor(session, channel, 0, {.uid_validity = 4'000'000'000U, .first_uid = 1}));
    EXPECT_TRUE(advance_cursor(session, channel, 0, 4'000'000'000U, 7));
    EXPECT_TRUE(advance_cursor(session, channel, 0, 4'000'000'000U, 5));
    EXPECT_EQ(find_cursor(session, channel)->last_uid, 7U);
    EXPECT_FALSE(advance_cursor(session, channel, 0, 3, 9)) << "another UIDVALIDITY";
    release_mailbox(session, channel);
    EXPECT_FALSE(advance_cursor(session, channel, 0, 4'000'000'000U, 9)) << "older settings";
}

STORE_TEST(Mailboxes, I2_AMailIsKnownOnce) {
    const ChannelId channel = a_mailbox(session);
    EXPECT_TRUE(insert_mailbox_mail(session, known_mail(channel, 1, 5)));
    EXPECT_FALSE(insert_mailbox_mail(session, known_mail(channel, 1, 5)));
    EXPECT_TRUE(insert_mailbox_mail(session, known_mail(channel, 2, 5)));
    EXPECT_THAT(list_known_uids(session, channel, 1, 1, 5), testing::ElementsAre(5U));
    EXPECT_THAT(list_known_uids(session, channel, 1, 6, 9), testing::IsEmpty());
}

STORE_TEST(Mailboxes, IMAP4_AKnownMailIsFoundUnderItsNewUidOnce) {
    const ChannelId channel = a_mailbox(session);
    auto old = known_mail(channel, 1, 5);
    old.incoming_mail_id = an_incoming_mail(session);
    insert_mailbox_mail(session, old);
    auto renamed = known_mail(channel, 2, 1);
    const auto same = find_same_mail(session, renamed);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->incoming_mail_id, old.incoming_mail_id);
    insert_mailbox_mail(session, *same);
    renamed.uid = 2;
    EXPECT_FALSE(find_same_mail(session, renamed)) << "a second copy is a mail of its own";
    renamed.size = 101;
    EXPECT_FALSE(find_same_mail(session, renamed));
    const auto blob = find_incoming_mail(session, old.incoming_mail_id)->blob_id;
    EXPECT_FALSE(find_same_bytes(session, renamed, blob));
    renamed.uid_validity = 3;
    EXPECT_EQ(find_same_bytes(session, renamed, blob), old.incoming_mail_id);
}

STORE_TEST(Mailboxes, IMAP5_ActionsAreDueUntilTheyAreDone) {
    const ChannelId channel = a_mailbox(session);
    auto mail = known_mail(channel, 1, 5);
    mail.action_due = true;
    insert_mailbox_mail(session, mail);
    EXPECT_THAT(list_due_actions(session, channel, 1, 10), testing::ElementsAre(5U));
    EXPECT_THAT(list_due_actions(session, channel, 2, 10), testing::IsEmpty());
    record_action_done(session, channel, 1, 5);
    EXPECT_THAT(list_due_actions(session, channel, 1, 10), testing::IsEmpty());
}

STORE_TEST(Mailboxes, TroubleKeepsItsBeginningUntilItIsOver) {
    const ChannelId channel = a_mailbox(session);
    record_mailbox_trouble(session, channel, {"It broke.", "closed", false}, kNow);
    record_mailbox_trouble(session, channel, {"It is refused.", "no", true},
                           kNow + Milliseconds{5000});
    auto health = find_mailbox_health(session, channel).value();
    EXPECT_EQ(health.trouble, "It is refused.");
    EXPECT_EQ(health.trouble_since, kNow);
    EXPECT_TRUE(health.needs_attention);
    record_mailbox_look(session, channel, 3, kNow + Milliseconds{9000});
    record_mailbox_fetched(session, channel, Milliseconds{1500}, kNow);
    health = find_mailbox_health(session, channel).value();
    EXPECT_EQ(health.trouble, "");
    EXPECT_EQ(health.trouble_since, std::nullopt);
    EXPECT_EQ(health.backlog, 3);
    EXPECT_EQ(health.lag, Milliseconds{1500});
}

STORE_TEST(Mailboxes, SEC20_TheSecretCanBeTakenAway) {
    const ChannelId channel = a_mailbox(session);
    EXPECT_EQ(find_mailbox_secret(session, channel), std::nullopt);
    update_mailbox_secret(session, channel, std::string("\0sealed", 7));
    EXPECT_EQ(find_mailbox_secret(session, channel), std::string("\0sealed", 7));
    update_mailbox_secret(session, channel, "");
    EXPECT_EQ(find_mailbox_secret(session, channel), std::nullopt);
}

STORE_TEST(Mailboxes, FWD6_TrafficOfAChannel) {
    const ChannelId channel = a_mailbox(session);
    EXPECT_EQ(find_channel_traffic(session, channel, Milliseconds{1000}).last_at, std::nullopt);
}

}  // namespace
}  // namespace postroom::store
