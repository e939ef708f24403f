// Incoming mail, raw bytes and references. (IN-1, IN-2, IN-6, IN-10, THR-11)
#include "store/incoming_mail.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(IncomingMails);

STORE_TEST(IncomingMails, IN2_RawBytesAreKeptExactlyAndOnce) {
    std::string all;
    for (int round = 0; round < 4096; ++round) {
        all.push_back(static_cast<char>(round * 7));
    }
    for (const std::string& content :
         {std::string{}, std::string{"short\0nul", 9}, all, std::string(100'000, 'a')}) {
        const BlobId id = insert_blob(session, pack_blob(content));
        EXPECT_EQ(find_blob(session, id), content);
        EXPECT_EQ(insert_blob(session, pack_blob(content)), id);
    }
    EXPECT_EQ(find_blob(session, BlobId{999'999}), std::nullopt);
}

STORE_TEST(IncomingMails, AMailComesBackAsItWasWritten) {
    const ChannelId channel = a_channel(session);
    const BlobId blob = a_blob(session);
    const IncomingMailId id = insert_incoming_mail(session, {.envelope_from = "",
                                                             .recipient = "help@example.com",
                                                             .channel_id = channel,
                                                             .via = "lmtp",
                                                             .client = "unix",
                                                             .blob_id = blob,
                                                             .size = 24,
                                                             .has_bare_newlines = true,
                                                             .received_at = kNow});
    const auto mail = find_incoming_mail(session, id).value();
    EXPECT_EQ(mail.envelope_from, "");
    EXPECT_EQ(mail.recipient, "help@example.com");
    EXPECT_EQ(mail.channel_id, channel);
    EXPECT_EQ(mail.via, "lmtp");
    EXPECT_EQ(mail.blob_id, blob);
    EXPECT_TRUE(mail.has_bare_newlines);
    EXPECT_EQ(mail.received_at, kNow);
    EXPECT_FALSE(find_incoming_mail(session, an_incoming_mail(session))->channel_id);
}

STORE_TEST(IncomingMails, PendingOnesAreListedInOrderUntilTheyHaveAnOutcome) {
    const IncomingMailId first = an_incoming_mail(session);
    const IncomingMailId second = an_incoming_mail(session);
    EXPECT_EQ(count_pending_mails(session), 2);
    const auto pending = list_pending_mails(session, {}, 10);
    ASSERT_EQ(pending.size(), 2U);
    EXPECT_EQ(pending[0].id, first);
    EXPECT_EQ(list_pending_mails(session, first, 10).size(), 1U);
    EXPECT_EQ(list_pending_mails(session, {}, 1).size(), 1U);
    const Disposition filtered{.outcome = model::IncomingOutcome::filtered, .reason = "blocked"};
    EXPECT_TRUE(record_outcome(session, first, filtered, kNow));
    EXPECT_FALSE(record_outcome(session, first, filtered, kNow));
    ASSERT_EQ(list_pending_mails(session, {}, 10).size(), 1U);
    EXPECT_EQ(list_pending_mails(session, {}, 10)[0].id, second);
}

STORE_TEST(IncomingMails, IN6_TriesAreCounted) {
    const IncomingMailId id = an_incoming_mail(session);
    EXPECT_EQ(record_try(session, id), 1);
    EXPECT_EQ(record_try(session, id), 2);
}

STORE_TEST(IncomingMails, ReopeningPutsAMailBackToTheIntakeOnce) {
    const IncomingMailId id = an_incoming_mail(session);
    EXPECT_FALSE(reopen_incoming_mail(session, id));
    record_outcome(session, id, {.outcome = model::IncomingOutcome::quarantine, .reason = "poison"},
                   kNow);
    EXPECT_TRUE(reopen_incoming_mail(session, id));
    EXPECT_EQ(record_try(session, id), 1);
    record_outcome(session, id, {.outcome = model::IncomingOutcome::ticket}, kNow);
    EXPECT_FALSE(reopen_incoming_mail(session, id));  // a ticket would become two
}

STORE_TEST(IncomingMails, IN10_TheSameMailIsFoundByItsKey) {
    const std::string key{"\0key\xff", 5};
    const ItemId item = an_item(session);
    const MessageId message = a_message(session, a_conversation(session, item));
    const IncomingMailId first = an_incoming_mail(session);
    const IncomingMailId second = an_incoming_mail(session);
    EXPECT_FALSE(find_by_dedup_key(session, key, second).has_value());
    record_outcome(session, first,
                   {.outcome = model::IncomingOutcome::ticket,
                    .dedup_key = key,
                    .item_id = item,
                    .message_id = message},
                   kNow);
    const auto earlier = find_by_dedup_key(session, key, second);
    ASSERT_TRUE(earlier.has_value());
    EXPECT_EQ(earlier->id, first);
    EXPECT_EQ(earlier->item_id, item);
    EXPECT_EQ(earlier->message_id, message);
    EXPECT_FALSE(find_by_dedup_key(session, key, first).has_value());
    EXPECT_FALSE(find_by_dedup_key(session, "other", second).has_value());
}

STORE_TEST(IncomingMails, THR11_TheFirstConversationKeepsAReference) {
    const ConversationId first = a_conversation(session, an_item(session));
    const ConversationId second = a_conversation(session, an_item(session));
    const MessageId message = a_message(session, first);
    insert_mail_reference(session, "a@example.org", first, message);
    insert_mail_reference(session, "a@example.org", second, {});
    insert_mail_reference(session, "b@example.org", first, message);
    const auto known = find_mail_reference(session, "a@example.org");
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->conversation_id, first);
    EXPECT_EQ(known->message_id, message);
    EXPECT_FALSE(find_mail_reference(session, "c@example.org").has_value());
    EXPECT_THAT(list_mail_references(session, first, 10),
                testing::ElementsAre("a@example.org", "b@example.org"));
    EXPECT_THAT(list_mail_references(session, second, 10), testing::IsEmpty());
}

}  // namespace
}  // namespace postroom::store
