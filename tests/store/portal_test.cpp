// The portal's rows: links by address, wishes for them, a customer's requests. (F001, F003, SEC-11,
// SEC-14)
#include "store/portal.hpp"

#include <gmock/gmock.h>

#include "builders.hpp"
#include "store/customer_session.hpp"
#include "store/organization.hpp"
#include "store/search.hpp"

namespace postroom::store {
namespace {

ON_BOTH_ENGINES(Portal);

struct Request {
    ItemId item;
    ConversationId conversation;
};

Request a_request(db::Session& session, CustomerId requester, const std::string& title = "Printer",
                  const std::string& text = "It burns.") {
    const ItemId item = insert_item(
        session, {.title = title, .status = "new", .requester_id = requester, .created_at = kNow});
    const ConversationId conversation = a_conversation(session, item);
    const auto message = insert_message(session, {.conversation_id = conversation,
                                                  .author = model::person(requester),
                                                  .text = text,
                                                  .created_at = kNow});
    save_search_entry(session, {item, message.id, title, text});
    return {item, conversation};
}

std::vector<ItemId> items_of(const std::vector<RequestRow>& rows) {
    std::vector<ItemId> ids;
    for (const auto& row : rows) {
        ids.push_back(row.item.id);
    }
    return ids;
}

std::vector<ItemId> listed(db::Session& session, CustomerId viewer,
                           const RequestFilter& filter = {}) {
    return items_of(list_requests(session, viewer, filter, {}, 50));
}

STORE_TEST(Portal, F001_ACustomerListsTheirOwnRequestsAndNobodyElses) {
    const CustomerId ana = a_customer(session);
    const CustomerId eve = a_customer(session, "eve@example.net");
    const auto first = a_request(session, ana, "Printer");
    const auto second = a_request(session, ana, "Scanner");
    const auto of_eve = a_request(session, eve, "Hers");
    EXPECT_THAT(listed(session, ana), testing::ElementsAre(second.item, first.item));
    EXPECT_THAT(listed(session, eve), testing::ElementsAre(of_eve.item));
    EXPECT_THAT(items_of(list_requests(session, ana, {}, second.item, 50)),
                testing::ElementsAre(first.item));
    EXPECT_TRUE(find_request(session, ana, first.item).has_value());
    EXPECT_FALSE(find_request(session, eve, first.item).has_value());
    EXPECT_FALSE(find_request(session, ana, ItemId{999'999}).has_value());
}

STORE_TEST(Portal, F003_InternalMessagesAreNeitherFoundNorCounted) {
    const CustomerId ana = a_customer(session);
    const auto request = a_request(session, ana);
    const ConversationId internal =
        a_conversation(session, request.item, model::Visibility::internal);
    const auto secret = insert_message(
        session,
        {.conversation_id = internal, .text = "A hypochondriac printer", .created_at = kNow});
    save_search_entry(session, {request.item, secret.id, "", "A hypochondriac printer"});
    EXPECT_THAT(listed(session, ana, {.words = "burns"}), testing::ElementsAre(request.item));
    EXPECT_THAT(listed(session, ana, {.words = "hypochondriac"}), testing::IsEmpty());
    EXPECT_EQ(find_request(session, ana, request.item)->conversation_id, request.conversation);
}

STORE_TEST(Portal, WordsNumbersAndStatesNarrowTheList) {
    const CustomerId ana = a_customer(session);
    const auto printer = a_request(session, ana, "Printer", "Smoke everywhere");
    const auto done = insert_item(session, {.title = "Old",
                                            .status = "closed",
                                            .state = model::ItemState::finished,
                                            .requester_id = ana,
                                            .created_at = kNow});
    a_conversation(session, done);
    EXPECT_THAT(listed(session, ana, {.is_finished = true}), testing::ElementsAre(done));
    EXPECT_THAT(listed(session, ana, {.is_finished = false}), testing::ElementsAre(printer.item));
    EXPECT_THAT(listed(session, ana, {.words = "smok"}), testing::ElementsAre(printer.item));
    EXPECT_THAT(listed(session, ana, {.words = "T-1", .number = done.value}),
                testing::ElementsAre(done));
    EXPECT_THAT(listed(session, ana, {.words = "\"'*"}), testing::IsEmpty());
}

STORE_TEST(Portal, AnOrganizationsRequestsAreSharedOnlyWhereItSaysSo) {
    const auto acme = insert_organization(session, {.name = "Acme", .domain = "acme.example"});
    ASSERT_TRUE(acme.has_value());
    EXPECT_FALSE(insert_organization(session, {.name = "Other", .domain = "acme.example"}));
    const CustomerId ana = a_customer(session, "ana@acme.example");
    const CustomerId bo = a_customer(session, "bo@acme.example");
    const CustomerId eve = a_customer(session, "eve@notacme.example");
    EXPECT_EQ(find_customer(session, ana)->organization_id, *acme);
    EXPECT_FALSE(find_customer(session, eve)->organization_id);
    const auto of_ana = a_request(session, ana);
    EXPECT_THAT(listed(session, bo, {.with_colleagues = true}), testing::IsEmpty());
    EXPECT_FALSE(find_request(session, bo, of_ana.item).has_value());
    EXPECT_TRUE(update_organization(
        session, {.id = *acme, .name = "Acme", .domain = "acme.example", .shares_requests = true}));
    EXPECT_THAT(listed(session, bo, {.with_colleagues = true}), testing::ElementsAre(of_ana.item));
    EXPECT_THAT(listed(session, bo), testing::IsEmpty()) << "mine are mine";
    EXPECT_THAT(listed(session, eve, {.with_colleagues = true}), testing::IsEmpty());
    EXPECT_EQ(find_organization(session, *acme)->members, 2);
}

STORE_TEST(Portal, ADomainTakesInWhoBelongsToNobody) {
    const CustomerId ana = a_customer(session, "ana@late.example");
    const CustomerId eve = a_customer(session, "eve@too-late.example");
    const auto late = insert_organization(session, {.name = "Late"});
    add_customers_of_domain(session, *late, "late.example");
    EXPECT_EQ(find_customer(session, ana)->organization_id, *late);
    EXPECT_FALSE(find_customer(session, eve)->organization_id);
    EXPECT_EQ(list_organizations(session, {}, 10).size(), 1U);
}

STORE_TEST(Portal, SEC11_ALinkIsSpentOnceAndNotAfterItsTime) {
    insert_portal_link(session, "hash", {"ana@example.org", "fr"}, kNow, kNow + 30min);
    EXPECT_FALSE(take_portal_link(session, "other", kNow).has_value());
    const auto link = take_portal_link(session, "hash", kNow + 1min);
    ASSERT_TRUE(link.has_value());
    EXPECT_EQ(link->email, "ana@example.org");
    EXPECT_EQ(link->language, "fr");
    EXPECT_FALSE(take_portal_link(session, "hash", kNow + 1min).has_value());
    insert_portal_link(session, "late", {"ana@example.org", "fr"}, kNow, kNow + 30min);
    EXPECT_FALSE(take_portal_link(session, "late", kNow + 30min).has_value());
}

STORE_TEST(Portal, SEC14_WishesAreCountedByAddressAndNetworkAndTakenOnce) {
    const LinkRequest wish{.email = "ana@example.org",
                           .network = "network:1",
                           .language = "en",
                           .base_url = "https://desk.example",
                           .asked_at = kNow};
    EXPECT_FALSE(has_link_requests(session));
    insert_link_request(session, wish);
    EXPECT_EQ(
        count_link_requests_from(session, model::SignInLinkKind::portal, "network:1", kNow - 1min),
        1);
    EXPECT_EQ(
        count_link_requests_from(session, model::SignInLinkKind::portal, "network:2", kNow - 1min),
        0);
    EXPECT_EQ(count_link_requests_for(session, model::SignInLinkKind::portal, "ana@example.org",
                                      kNow - 1min),
              1);
    EXPECT_EQ(
        count_link_requests_for(session, model::SignInLinkKind::portal, "ana@example.org", kNow),
        0);
    EXPECT_EQ(count_link_requests_for(session, model::SignInLinkKind::password_reset,
                                      "ana@example.org", kNow - 1min),
              0);
    ASSERT_EQ(take_link_requests(session, kNow, 10).size(), 1U);
    EXPECT_TRUE(take_link_requests(session, kNow, 10).empty());
    delete_old_link_requests(session, kNow);
    EXPECT_EQ(count_link_requests_for(session, model::SignInLinkKind::portal, "ana@example.org",
                                      kNow - 1min),
              0);
}

STORE_TEST(Portal, CountsPaceAndRemembersWhatWasBegun) {
    const CustomerId ana = a_customer(session);
    const auto request = a_request(session, ana);
    EXPECT_EQ(count_items_requested_by(session, ana, kNow - 1min), 1);
    EXPECT_EQ(count_items_requested_by(session, ana, kNow), 0);
    EXPECT_FALSE(find_portal_request(session, ana, "c-1").has_value());
    insert_portal_request(session, ana, "c-1", request.item, kNow);
    EXPECT_EQ(find_portal_request(session, ana, "c-1"), request.item);
    record_portal_search(session, ana, kNow);
    EXPECT_EQ(count_portal_searches(session, ana, kNow - 1min), 1);
    delete_old_portal_searches(session, kNow);
    EXPECT_EQ(count_portal_searches(session, ana, kNow - 1min), 0);
}

STORE_TEST(Portal, UnreadIsWhatThisCustomerWasToldAndHasNotSeen) {
    const CustomerId ana = a_customer(session);
    const auto request = a_request(session, ana);
    const UserId lea = a_user(session);
    const auto answer = insert_message(session, {.conversation_id = request.conversation,
                                                 .author = model::person(lea),
                                                 .text = "Water or foam?",
                                                 .created_at = kNow});
    insert_receipt(session, {.message_id = answer.id,
                             .conversation_id = request.conversation,
                             .seq = answer.seq,
                             .person = model::person(ana),
                             .state = model::ReceiptState::emailed,
                             .rule = "customer_reply",
                             .decided_at = kNow});
    auto row = find_request(session, ana, request.item).value();
    EXPECT_EQ(row.unread, 1);
    EXPECT_EQ(row.last_author, model::PersonKind::user);
    mark_seen(session, request.conversation, model::person(ana), answer.seq, kNow);
    EXPECT_EQ(find_request(session, ana, request.item)->unread, 0);
}

}  // namespace
}  // namespace postroom::store
