// Chats on both engines: counted, listed for their visitor alone, handed over to a known address.
#include "store/chat.hpp"

#include <gmock/gmock.h>

#include "both_engines.hpp"
#include "builders.hpp"
#include "store/chat_widget.hpp"
#include "store/customer_session.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/people.hpp"
#include "store/receipt.hpp"

namespace postroom::store {
namespace {

using namespace std::chrono_literals;

ON_BOTH_ENGINES(Chats);

ChatWidgetId a_widget(db::Session& session, const std::string& name = "Shop") {
    return insert_chat_widget(session, {.key = "key of " + name,
                                        .name = name,
                                        .color = "#336699",
                                        .sites = {"https://shop.test", "https://*.shop.test"},
                                        .created_at = kNow})
        .value();
}

VisitorId a_visitor(db::Session& session, ChatWidgetId widget, CustomerId customer,
                    const std::string& token, const std::string& network = "192.0.2.1") {
    return insert_chat_visitor(session, {.widget_id = widget,
                                         .customer_id = customer,
                                         .token_hash = token,
                                         .network = network,
                                         .created_at = kNow,
                                         .expires_at = kNow + 1h});
}

MessageId a_message(db::Session& session, ConversationId chat, model::Person author,
                    const std::string& client_id = "") {
    add_participant(session, chat, author);
    return insert_message(session, {.conversation_id = chat,
                                    .author = author,
                                    .author_name = "Somebody",
                                    .origin = model::Origin::chat,
                                    .text = "Hello?",
                                    .visible_text = "Hello?",
                                    .client_id = client_id,
                                    .created_at = kNow})
        .id;
}

STORE_TEST(Chats, AWidgetIsKeptWithItsSitesAndItsNameIsItsOwn) {
    const auto id = a_widget(session);
    auto widget = find_chat_widget_by_key(session, "key of Shop").value();
    EXPECT_EQ(widget.id, id);
    EXPECT_THAT(widget.sites, testing::ElementsAre("https://shop.test", "https://*.shop.test"));
    EXPECT_FALSE(insert_chat_widget(session, widget));
    const auto other = a_widget(session, "Other");
    widget.id = other;
    EXPECT_FALSE(update_chat_widget(session, widget)) << "the name is taken";
    widget.name = "Blog";
    widget.sites.clear();
    widget.active = false;
    EXPECT_TRUE(update_chat_widget(session, widget));
    EXPECT_FALSE(find_chat_widget(session, other)->active);
    EXPECT_TRUE(find_chat_widget(session, other)->sites.empty());
    EXPECT_FALSE(find_identity_secret(session, id));
    update_identity_secret(session, id, std::string("\0sealed", 7));
    EXPECT_EQ(find_identity_secret(session, id), std::string("\0sealed", 7));
    EXPECT_TRUE(find_chat_widget(session, id)->has_identity_secret);
}

STORE_TEST(Chats, SEC14_VisitorsAreCountedByNetworkAndByWidget) {
    const auto widget = a_widget(session);
    const auto other = a_widget(session, "Other");
    const auto ana = a_customer(session);
    a_visitor(session, widget, ana, "a");
    a_visitor(session, other, ana, "b");
    a_visitor(session, widget, ana, "c", "203.0.113.0");
    EXPECT_EQ(count_visitors_from(session, "192.0.2.1", kNow - 1ms), 2);
    EXPECT_EQ(count_visitors_from(session, "192.0.2.1", kNow), 0);
    EXPECT_EQ(count_visitors_of(session, widget, kNow - 1ms), 2);
}

STORE_TEST(Chats, SEC10_AVisitorListsTheirOwnChatsOnly) {
    const auto widget = a_widget(session);
    const auto ana = a_customer(session);
    const auto own = a_visitor(session, widget, ana, "own");
    const auto other = a_visitor(session, widget, ana, "other");
    const auto chat = insert_chat(session, own, kNow);
    a_message(session, chat, model::person(ana), "c-1");
    a_message(session, chat, {model::PersonKind::user, 1});
    const auto listed = list_own_chats(session, {ana, own}, 10);
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].conversation.id, chat);
    EXPECT_EQ(listed[0].unread, 1);
    EXPECT_TRUE(list_own_chats(session, {ana, other}, 10).empty());
    EXPECT_EQ(find_chat_begun_with(session, own, "c-1"), chat);
    EXPECT_FALSE(find_chat_begun_with(session, other, "c-1"));
    EXPECT_FALSE(find_chat_begun_with(session, own, ""));
    EXPECT_EQ(count_chats_by(session, own, kNow - 1ms), 1);
}

STORE_TEST(Chats, HandedOverChatsAreWhollyThoseOfTheOtherCustomerAndNoOthersAre) {
    const auto widget = a_widget(session);
    const auto unknown = ensure_customer(session, "x@visitor.invalid", "", kNow);
    const auto eve = ensure_customer(session, "eve@example.org", "Eve", kNow);
    const auto visitor = a_visitor(session, widget, unknown, "token");
    const auto chat = insert_chat(session, visitor, kNow);
    a_message(session, chat, model::person(unknown));
    const auto answer = a_message(session, chat, {model::PersonKind::user, 1});
    insert_receipt(session, {.message_id = answer,
                             .conversation_id = chat,
                             .seq = 2,
                             .person = model::person(unknown),
                             .state = model::ReceiptState::delivered,
                             .rule = "no_address",
                             .decided_at = kNow});
    advance_seen_mark(session, chat, model::person(unknown), {1, kNow});
    const auto bystander = a_conversation(session, an_item(session));
    add_participant(session, bystander, model::person(unknown));

    hand_over_chats(session, visitor, unknown, eve, kNow + 1min);

    EXPECT_EQ(find_chat_origin(session, visitor)->customer_id, eve);
    EXPECT_THAT(list_participants(session, chat), testing::Contains(model::person(eve)));
    EXPECT_THAT(list_participants(session, chat),
                testing::Not(testing::Contains(model::person(unknown))));
    EXPECT_EQ(list_messages(session, chat, 0, 10).back().author, model::person(eve));
    EXPECT_EQ(find_seen_mark(session, chat, model::person(eve))->seq, 1);
    const auto waiting = list_waiting_receipts(session, chat, model::person(eve), 10);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].due_at, kNow + 1min);
    EXPECT_THAT(list_participants(session, bystander),
                testing::ElementsAre(model::person(unknown)));
}

STORE_TEST(Chats, LOOP8_AnAddressIsProvedByTheSiteOrByAMailFromIt) {
    const auto widget = a_widget(session);
    const auto ana = a_customer(session);
    const auto chat = insert_chat(session, a_visitor(session, widget, ana, "typed"), kNow);
    a_message(session, chat, model::person(ana));
    EXPECT_FALSE(is_chat_address_proved(session, chat));
    insert_message(session, {.conversation_id = chat,
                             .author = model::person(ana),
                             .origin = model::Origin::email,
                             .trust = model::Trust::unverified,
                             .created_at = kNow});
    EXPECT_FALSE(is_chat_address_proved(session, chat)) << "a stranger with her address";
    insert_message(session, {.conversation_id = chat,
                             .author = model::person(ana),
                             .origin = model::Origin::email,
                             .created_at = kNow});
    EXPECT_TRUE(is_chat_address_proved(session, chat));
    const auto vouched = insert_chat_visitor(session, {.widget_id = widget,
                                                       .customer_id = ana,
                                                       .is_identified = true,
                                                       .token_hash = "vouched",
                                                       .created_at = kNow,
                                                       .expires_at = kNow + 1h});
    EXPECT_TRUE(is_chat_address_proved(session, insert_chat(session, vouched, kNow)));
}

STORE_TEST(Chats, ThePageOfAVisitorIsTold) {
    const auto widget = a_widget(session);
    const auto visitor = a_visitor(session, widget, a_customer(session), "token");
    const auto chat = insert_chat(session, visitor, kNow);
    EXPECT_FALSE(find_chat_details(session, chat)->page_at);
    record_visited_page(session, visitor, {"https://shop.test/cart", "Cart"}, kNow + 1s);
    const auto details = find_chat_details(session, chat).value();
    EXPECT_EQ(details.page.url, "https://shop.test/cart");
    EXPECT_EQ(details.page_at, kNow + 1s);
    EXPECT_EQ(details.widget_name, "Shop");
    EXPECT_FALSE(find_chat_details(session, a_conversation(session, an_item(session))));
}

}  // namespace
}  // namespace postroom::store
