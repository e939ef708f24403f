// Who saw what, and what the relay still owes. (F008, F014, I7)
#include <gmock/gmock.h>

#include <array>

#include "builders.hpp"

namespace postroom::store {
namespace {

using model::ReceiptState;

ON_BOTH_ENGINES(Receipts);

struct Scene {
    ConversationId conversation;
    std::vector<MessageId> messages;
    model::Person ana;
};

Scene three_messages(db::Session& session) {
    Scene scene{.conversation = a_conversation(session, an_item(session)),
                .ana = model::person(a_customer(session))};
    for (const char* text : {"one", "two", "three"}) {
        scene.messages.push_back(a_message(session, scene.conversation, text));
    }
    return scene;
}

model::Receipt a_receipt(const Scene& scene, std::size_t index,
                         std::optional<TimePoint> due_at = kNow + 60s) {
    return {.message_id = scene.messages[index],
            .conversation_id = scene.conversation,
            .seq = static_cast<std::int64_t>(index) + 1,
            .person = scene.ana,
            .rule = "relay",
            .due_at = due_at,
            .decided_at = kNow};
}

STORE_TEST(Receipts, DecidingTwiceChangesNothing) {
    const Scene scene = three_messages(session);
    EXPECT_TRUE(insert_receipt(session, a_receipt(scene, 0)));
    auto other = a_receipt(scene, 0);
    other.rule = "other";
    EXPECT_FALSE(insert_receipt(session, other));
    const auto found = find_receipt(session, scene.messages[0], scene.ana).value();
    EXPECT_EQ(found.rule, "relay");
    EXPECT_EQ(found.state, ReceiptState::delivered);
    EXPECT_EQ(found.due_at, kNow + 60s);
    EXPECT_EQ(found.seen_at, std::nullopt);
    EXPECT_FALSE(found.mail_id);
    EXPECT_EQ(list_receipts_of_message(session, scene.messages[0]).size(), 1U);
    EXPECT_EQ(find_receipt(session, scene.messages[1], scene.ana), std::nullopt);
}

STORE_TEST(Receipts, SeeingUpToAMessageCoversTheEarlierOnes) {
    const Scene scene = three_messages(session);
    for (std::size_t index = 0; index < 3; ++index) {
        insert_receipt(session, a_receipt(scene, index));
    }
    EXPECT_EQ(count_unseen(session, scene.ana), 3);
    EXPECT_THAT(mark_seen(session, scene.conversation, scene.ana, 2, kNow + 1s),
                testing::UnorderedElementsAre(scene.messages[0], scene.messages[1]));
    EXPECT_THAT(mark_seen(session, scene.conversation, scene.ana, 2, kNow + 2s),
                testing::IsEmpty());
    EXPECT_EQ(count_unseen(session, scene.ana), 1);
    const auto seen = find_receipt(session, scene.messages[1], scene.ana).value();
    EXPECT_EQ(seen.state, ReceiptState::seen);
    EXPECT_EQ(seen.seen_at, kNow + 1s);
    EXPECT_EQ(seen.due_at, std::nullopt);
}

STORE_TEST(Receipts, ASeenMarkCoversWhatComesLaterAndNeverGoesBack) {
    const Scene scene = three_messages(session);
    EXPECT_EQ(find_seen_mark(session, scene.conversation, scene.ana), std::nullopt);
    EXPECT_TRUE(advance_seen_mark(session, scene.conversation, scene.ana, {2, kNow}));
    EXPECT_FALSE(advance_seen_mark(session, scene.conversation, scene.ana, {2, kNow + 1s}));
    EXPECT_FALSE(advance_seen_mark(session, scene.conversation, scene.ana, {1, kNow + 1s}));
    EXPECT_EQ(list_seen_marks(session, scene.conversation, 2).size(), 1U);
    EXPECT_EQ(list_seen_marks(session, scene.conversation, 2)[0].at, kNow);
    EXPECT_THAT(list_seen_marks(session, scene.conversation, 3), testing::IsEmpty());
    EXPECT_TRUE(advance_seen_mark(session, scene.conversation, scene.ana, {3, kNow + 1s}));
    EXPECT_EQ(find_seen_mark(session, scene.conversation, scene.ana)->seq, 3);
}

STORE_TEST(Receipts, PostponedOnesAreDueLaterAndSayWhy) {
    const Scene scene = three_messages(session);
    insert_receipt(session, a_receipt(scene, 0));
    const auto id = find_receipt(session, scene.messages[0], scene.ana)->id;
    postpone_receipts(session, std::array{id}, "mail_postponed", kNow + 300s);
    EXPECT_THAT(list_due_conversations(session, kNow + 299s, 10), testing::IsEmpty());
    EXPECT_EQ(list_due_conversations(session, kNow + 300s, 10).size(), 1U);
    EXPECT_EQ(find_receipt(session, scene.messages[0], scene.ana)->rule, "mail_postponed");
}

STORE_TEST(Receipts, WithheldOnesAreNeitherUnseenNorMarked) {
    const Scene scene = three_messages(session);
    auto withheld = a_receipt(scene, 0, std::nullopt);
    withheld.state = ReceiptState::withheld;
    insert_receipt(session, withheld);
    EXPECT_EQ(count_unseen(session, scene.ana), 0);
    EXPECT_THAT(mark_seen(session, scene.conversation, scene.ana, 9, kNow), testing::IsEmpty());
}

STORE_TEST(Receipts, AnotherPersonsSeeingIsTheirOwn) {
    const Scene scene = three_messages(session);
    insert_receipt(session, a_receipt(scene, 0));
    // A user with the same number is somebody else than the customer.
    const model::Person user{model::PersonKind::user, scene.ana.id};
    EXPECT_THAT(mark_seen(session, scene.conversation, user, 9, kNow), testing::IsEmpty());
    EXPECT_EQ(count_unseen(session, scene.ana), 1);
}

STORE_TEST(Receipts, F008_DueExactlyAtTheGracePeriod) {
    const Scene scene = three_messages(session);
    insert_receipt(session, a_receipt(scene, 0));
    insert_receipt(session, a_receipt(scene, 1, kNow + 90s));
    EXPECT_EQ(find_next_due(session), kNow + 60s);
    EXPECT_THAT(list_due_conversations(session, kNow + 60s - 1ms, 10), testing::IsEmpty());
    const auto due = list_due_conversations(session, kNow + 60s, 10);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].conversation_id, scene.conversation);
    EXPECT_EQ(due[0].person, scene.ana);
    // One mail carries everything that waits, also what is not due yet.
    const auto waiting = list_waiting_receipts(session, scene.conversation, scene.ana, 10);
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].message_id, scene.messages[0]);
}

STORE_TEST(Receipts, F008_SeenInTimeIsNeverDue) {
    const Scene scene = three_messages(session);
    insert_receipt(session, a_receipt(scene, 0));
    mark_seen(session, scene.conversation, scene.ana, 1, kNow + 59s);
    EXPECT_EQ(find_next_due(session), std::nullopt);
    EXPECT_THAT(list_due_conversations(session, kNow + 1h, 10), testing::IsEmpty());
    EXPECT_THAT(list_waiting_receipts(session, scene.conversation, scene.ana, 10),
                testing::IsEmpty());
}

STORE_TEST(Receipts, EmailedOnceOrSeenButNotBoth) {
    const Scene scene = three_messages(session);
    const MailId mail =
        insert_outgoing_mail(session, an_outgoing_mail(session, a_connector(session)));
    for (std::size_t index = 0; index < 3; ++index) {
        insert_receipt(session, a_receipt(scene, index));
    }
    const auto id_of = [&](std::size_t index) {
        return find_receipt(session, scene.messages[index], scene.ana)->id;
    };
    EXPECT_TRUE(record_emailed(session, id_of(0), "relay", mail, kNow + 60s));
    EXPECT_FALSE(record_emailed(session, id_of(0), "relay", mail, kNow + 61s));
    EXPECT_EQ(find_receipt(session, scene.messages[0], scene.ana)->mail_id, mail);
    EXPECT_TRUE(record_withheld(session, id_of(1), "customer_inactive", kNow + 60s));
    EXPECT_EQ(find_receipt(session, scene.messages[1], scene.ana)->rule, "customer_inactive");
    mark_seen(session, scene.conversation, scene.ana, 3, kNow + 62s);
    EXPECT_FALSE(record_emailed(session, id_of(2), "relay", mail, kNow + 63s));
    // Seen after the mail: both are on record, and the mail stays the way it was carried.
    const auto emailed = find_receipt(session, scene.messages[0], scene.ana).value();
    EXPECT_EQ(emailed.state, ReceiptState::emailed);
    EXPECT_EQ(emailed.seen_at, kNow + 62s);
}

}  // namespace
}  // namespace postroom::store
