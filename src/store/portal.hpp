// The portal: who asked for a link, requests begun there, and a customer's requests as a list.
// Invariant: a customer gets no row that access_sql.hpp does not allow. Rule: features F001, F003;
// mail-correctness.md SEC-11, SEC-14; CHAT-1.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/portal.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// Somebody asked for a sign-in link to be sent to this address.
struct LinkRequest {
    std::int64_t id = 0;
    std::string email;     ///< lower case
    std::string network;   ///< from where
    std::string language;  ///< of the page
    std::string base_url;  ///< under which the portal was open
    TimePoint asked_at{};
    model::SignInLinkKind kind = model::SignInLinkKind::portal;
};
void insert_link_request(db::Session& session, const LinkRequest& request);
std::int64_t count_link_requests_from(db::Session& session, model::SignInLinkKind kind,
                                      std::string_view network, TimePoint since);
/// Of the same address, this one included when it is younger than `since`.
std::int64_t count_link_requests_for(db::Session& session, model::SignInLinkKind kind,
                                     std::string_view email, TimePoint since);
bool has_link_requests(db::Session& session);
/// The oldest ones that nobody has dealt with; they count as dealt with when the transaction ends.
std::vector<LinkRequest> take_link_requests(db::Session& session, TimePoint now, int limit);
void delete_old_link_requests(db::Session& session, TimePoint before);

/// The item that this customer began under this name, if any.
std::optional<ItemId> find_portal_request(db::Session& session, CustomerId customer,
                                          std::string_view client_id);
void insert_portal_request(db::Session& session, CustomerId customer, std::string_view client_id,
                           ItemId item, TimePoint now);
/// How many requests this customer began in the portal since then.
std::int64_t count_items_requested_by(db::Session& session, CustomerId customer, TimePoint since);

void record_portal_search(db::Session& session, CustomerId customer, TimePoint now);
std::int64_t count_portal_searches(db::Session& session, CustomerId customer, TimePoint since);
void delete_old_portal_searches(db::Session& session, TimePoint before);

/// An item as its customer sees it in a list.
struct RequestRow {
    model::Item item;
    std::string requester_name;
    std::string requester_email;
    ConversationId conversation_id;  ///< the public one
    model::PersonKind last_author = model::PersonKind::customer;
    TimePoint last_message_at{};
    std::int64_t unread = 0;  ///< messages that this customer has not seen here
};
struct RequestFilter {
    std::optional<bool> is_finished;
    bool with_colleagues = false;  ///< also those of the same organization, where it shares them
    std::string words;             ///< every one in the title or in a public message
    std::int64_t number = 0;       ///< or this number
};
/// Newest first, below `before` (0 = from the newest).
std::vector<RequestRow> list_requests(db::Session& session, CustomerId viewer,
                                      const RequestFilter& filter, ItemId before, int limit);
std::optional<RequestRow> find_request(db::Session& session, CustomerId viewer, ItemId item);

}  // namespace postroom::store
