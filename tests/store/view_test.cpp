// The lists behind the screens: every filter on both engines, and never more than the viewer may
// see.
#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/conversation_view.hpp"
#include "store/item_view.hpp"
#include "store/mail_view.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Views);

constexpr int kMany = 100;

/// Two tickets of two customers in one queue; Lea works on the first and follows nothing else.
struct Scene {
    model::User lea;
    model::User boss;
    ChannelId queue;
    CustomerId ana, bob;
    ItemId first, second;
    ConversationId first_public, second_public;
    MessageId message;
};

model::User a_person(db::Session& session, const std::string& email,
                     model::ConversationAccess access) {
    auto user = find_user(session, a_user(session, email)).value();
    user.preferences.conversations = access;
    update_user(session, user);
    return user;
}

Scene two_tickets(db::Session& session) {
    Scene s{.lea = a_person(session, "lea@example.com", model::ConversationAccess::followed),
            .boss = a_person(session, "boss@example.com", model::ConversationAccess::all_projects),
            .queue = a_channel(session),
            .ana = a_customer(session, "ana@example.org"),
            .bob = ensure_customer(session, "bob@example.net", "Bob 100%", kNow)};
    s.first = insert_item(session, {.title = "Printer on fire",
                                    .status = "open",
                                    .state = model::ItemState::in_progress,
                                    .queue_id = s.queue,
                                    .requester_id = s.ana,
                                    .assignee_id = s.lea.id,
                                    .created_at = kNow});
    s.second = insert_item(session, {.title = "Coffee_machine",
                                     .status = "new",
                                     .queue_id = s.queue,
                                     .requester_id = s.bob,
                                     .created_at = kNow + 1s});
    s.first_public = a_conversation(session, s.first);
    s.second_public = a_conversation(session, s.second);
    s.message = a_message(session, s.first_public, "It burns.");
    a_message(session, s.second_public, "No coffee.");
    insert_receipt(session, {.message_id = s.message,
                             .conversation_id = s.first_public,
                             .seq = 1,
                             .person = model::person(s.lea.id),
                             .rule = "assignee",
                             .decided_at = kNow});
    return s;
}

std::vector<ItemId> items(db::Session& session, const model::User& viewer, const ItemFilter& filter,
                          ItemId before = {}, int limit = kMany) {
    std::vector<ItemId> ids;
    for (const ItemRow& row : list_item_rows(session, viewer, filter, before, limit)) {
        ids.push_back(row.item.id);
    }
    return ids;
}

STORE_TEST(Views, ItemsByEachFilter) {
    const Scene s = two_tickets(session);
    using testing::ElementsAre;
    using testing::IsEmpty;
    EXPECT_THAT(items(session, s.boss, {}), ElementsAre(s.second, s.first));
    EXPECT_THAT(items(session, s.boss, {}, s.second), ElementsAre(s.first));
    EXPECT_THAT(items(session, s.boss, {}, {}, 1), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.status = "open"}), ElementsAre(s.first));
    EXPECT_THAT(items(session, s.boss, {.state = model::ItemState::not_started}),
                ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.queue_id = s.queue}), ElementsAre(s.second, s.first));
    EXPECT_THAT(items(session, s.boss, {.queue_id = ChannelId{999}}), IsEmpty());
    EXPECT_THAT(items(session, s.boss, {.project_id = ProjectId{999}}), IsEmpty());
    EXPECT_THAT(items(session, s.boss, {.requester_id = s.bob}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.assignee_id = s.lea.id}), ElementsAre(s.first));
    EXPECT_THAT(items(session, s.boss, {.unassigned = true}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.words = "PRINTER"}), ElementsAre(s.first));
    EXPECT_THAT(items(session, s.boss, {.words = "bob@"}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.words = "100%"}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.words = "%"}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.words = "e_m"}), ElementsAre(s.second));
    EXPECT_THAT(items(session, s.boss, {.number = s.first.value}), ElementsAre(s.first));
}

STORE_TEST(Views, F023_ItemsAreThoseThatTheViewerMaySee) {
    const Scene s = two_tickets(session);
    EXPECT_THAT(items(session, s.lea, {}), testing::ElementsAre(s.first));
    EXPECT_THAT(items(session, s.lea, {.requester_id = s.bob}), testing::IsEmpty());
    EXPECT_THAT(items(session, s.lea, {.number = s.second.value}), testing::IsEmpty());
    const auto row = find_item_row(session, s.lea, s.first).value();
    EXPECT_EQ(row.item.title, "Printer on fire");
    EXPECT_EQ(row.queue_color, "#336699");
    EXPECT_EQ(row.requester_email, "ana@example.org");
    EXPECT_EQ(row.assignee_name, "Lea");
    EXPECT_EQ(row.unread, 1);
    EXPECT_EQ(find_item_row(session, s.boss, s.first)->unread, 0);
}

STORE_TEST(Views, F128_QueuesCountUnfinishedItems) {
    const Scene s = two_tickets(session);
    const auto queues = list_queue_rows(session, kMany);
    ASSERT_EQ(queues.size(), 1U);
    EXPECT_EQ(queues[0].open, 2);
    EXPECT_EQ(queues[0].unassigned, 1);
    EXPECT_EQ(queues[0].oldest_waiting_at, kNow + 1s);
    EXPECT_EQ(queues[0].id, s.queue);
}

std::vector<ConversationId> conversations(db::Session& session, const model::User& viewer,
                                          const ConversationFilter& filter,
                                          const ConversationCursor& after = {}) {
    std::vector<ConversationId> ids;
    for (const auto& row : list_conversation_rows(session, viewer, filter, after, kMany)) {
        ids.push_back(row.conversation.id);
    }
    return ids;
}

STORE_TEST(Views, ConversationsByEachFilter) {
    const Scene s = two_tickets(session);
    using testing::ElementsAre;
    using testing::IsEmpty;
    using testing::UnorderedElementsAre;
    EXPECT_THAT(conversations(session, s.boss, {}),
                UnorderedElementsAre(s.first_public, s.second_public));
    // Unread and read conversations are two lists, so that the unread ones can stand on top.
    EXPECT_THAT(conversations(session, s.lea, {}), IsEmpty());
    EXPECT_THAT(conversations(session, s.lea, {.unread = true}), ElementsAre(s.first_public));
    EXPECT_THAT(conversations(session, s.boss, {.unread = true}), IsEmpty());
    EXPECT_THAT(conversations(session, s.boss, {.mine = true}), IsEmpty());
    EXPECT_THAT(
        conversations(session, s.lea, {.mine = true, .visibility = model::Visibility::internal}),
        IsEmpty());
    EXPECT_THAT(conversations(session, s.lea, {.mine = true, .unread = true}),
                ElementsAre(s.first_public));
    EXPECT_THAT(conversations(session, s.boss, {.closed = true}), IsEmpty());
    EXPECT_THAT(conversations(session, s.boss, {.closed = false}).size(), 2U);
    EXPECT_THAT(conversations(session, s.boss, {.words = "coffee_"}), ElementsAre(s.second_public));
    const auto all = list_conversation_rows(session, s.boss, {}, {}, kMany);
    const ConversationCursor after{all[0].conversation.last_message_at, all[0].conversation.id};
    EXPECT_THAT(conversations(session, s.boss, {}, after), ElementsAre(all[1].conversation.id));
}

STORE_TEST(Views, AConversationRowSaysWhatTheListShows) {
    const Scene s = two_tickets(session);
    const auto row = find_conversation_row(session, s.lea, s.first_public).value();
    EXPECT_EQ(row.item->title, "Printer on fire");
    EXPECT_EQ(row.customer_email, "ana@example.org");
    EXPECT_EQ(row.unread, 1);
    EXPECT_EQ(row.first_unread_seq, 1);
    EXPECT_EQ(row.last_message_id, s.message);
    EXPECT_EQ(row.last_text, "It burns.");
    EXPECT_EQ(count_unread_conversations(session, s.lea.id).public_, 1);
    EXPECT_EQ(count_unread_conversations(session, s.boss.id).public_, 0);
    EXPECT_EQ(list_messages_after(session, s.first_public, 0, kMany).size(), 1U);
    EXPECT_THAT(list_messages_after(session, s.first_public, 1, kMany), testing::IsEmpty());
    EXPECT_EQ(list_receipts_between(session, s.first_public, 1, 1, kMany).size(), 1U);
    EXPECT_THAT(list_attachments_between(session, s.first_public, 1, 1, kMany), testing::IsEmpty());
}

/// A waiting mail to Ana about the first ticket, written by Lea.
MailId a_mail_of(db::Session& session, const Scene& s) {
    auto mail = an_outgoing_mail(session, a_connector(session));
    mail.state = model::MailState::held;
    mail.item_id = s.first;
    mail.conversation_id = s.first_public;
    mail.message_id = s.message;
    mail.recipient_person = model::person(s.ana);
    mail.author_id = s.lea.id;
    return insert_outgoing_mail(session, mail);
}

STORE_TEST(Views, TheOutboxInEachView) {
    const Scene s = two_tickets(session);
    const MailId mail = a_mail_of(session, s);
    const auto ids = [&](const model::User& viewer, OutboxView view) {
        std::vector<MailId> found;
        for (const auto& row : list_outbox_rows(session, viewer, view, {}, {}, kMany)) {
            found.push_back(row.mail.id);
        }
        return found;
    };
    EXPECT_THAT(ids(s.lea, OutboxView::mine), testing::ElementsAre(mail));
    EXPECT_THAT(ids(s.boss, OutboxView::mine), testing::IsEmpty());
    EXPECT_THAT(ids(s.lea, OutboxView::system), testing::IsEmpty());
    EXPECT_THAT(ids(s.boss, OutboxView::all), testing::ElementsAre(mail));
    EXPECT_NO_THROW(ids(s.lea, OutboxView::team));
    EXPECT_EQ(count_outbox(session, s.lea, OutboxView::mine, kMany).total, 1);
    EXPECT_EQ(count_outbox(session, s.lea, OutboxView::mine, kMany).failed, 0);
    EXPECT_EQ(list_held_mails_between(session, s.first_public, 1, kMany, kMany).size(), 1U);
    const auto row = find_outgoing_row(session, s.lea, mail).value();
    EXPECT_EQ(row.author_name, "Lea");
    EXPECT_EQ(row.connector.name, "builtin");
    EXPECT_EQ(row.item->title, "Printer on fire");
}

STORE_TEST(Views, TheMailLogs) {
    const Scene s = two_tickets(session);
    const MailId mail = a_mail_of(session, s);
    const auto outgoing = [&](const OutgoingLogFilter& filter) {
        return list_outgoing_log(session, s.boss, filter, {}, kMany).size();
    };
    EXPECT_EQ(outgoing({.since = kNow - 1ms}), 1U);
    EXPECT_EQ(outgoing({.since = kNow}), 0U);
    EXPECT_EQ(outgoing({.state = "queued"}), 1U);
    EXPECT_EQ(outgoing({.state = "sent"}), 0U);
    EXPECT_EQ(outgoing({.words = "PRINTER"}), 1U);
    EXPECT_EQ(outgoing({.words = "nobody"}), 0U);
    EXPECT_EQ(list_outgoing_log(session, s.boss, {}, mail, kMany).size(), 0U);

    const IncomingMailId incoming = an_incoming_mail(session);
    const auto log = list_incoming_log(session, s.boss, {.since = kNow - 1ms}, {}, kMany);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log[0].outcome, model::IncomingOutcome::pending);
    EXPECT_EQ(list_incoming_log(session, s.boss, {.outcome = "reply"}, {}, kMany).size(), 0U);
    EXPECT_EQ(list_incoming_log(session, s.boss, {.words = "nobody"}, {}, kMany).size(), 0U);
    EXPECT_TRUE(find_incoming_row(session, s.boss, incoming).has_value());

    const auto volume = list_mail_volume(session, MailWay::incoming, kNow - 1h, kNow + 1h);
    ASSERT_EQ(volume.size(), 1U);
    EXPECT_EQ(volume[0].count, 1);
    EXPECT_EQ(volume[0].hour, kNow - 1h);
    EXPECT_EQ(list_mail_volume(session, MailWay::outgoing, kNow - 1h, kNow + 1h).size(), 1U);
}

}  // namespace
}  // namespace postroom::store
