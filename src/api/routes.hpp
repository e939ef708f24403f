// The tables of routes, and what several resources share.
// Invariant: every operation of api/openapi.yaml stands in exactly one table.
#pragma once

#include <span>

#include "api/router.hpp"
#include "desk/sign_in.hpp"
#include "model/people.hpp"
#include "view/json.hpp"

namespace postroom::api {

std::span<const Route> session_routes();
std::span<const Route> me_routes();
std::span<const Route> people_routes();
std::span<const Route> item_routes();
std::span<const Route> follower_routes();
std::span<const Route> conversation_routes();
std::span<const Route> attachment_routes();
std::span<const Route> explain_routes();
std::span<const Route> outbox_routes();
std::span<const Route> mail_log_routes();
std::span<const Route> channel_routes();
std::span<const Route> connector_routes();
std::span<const Route> filter_routes();
std::span<const Route> setup_routes();
std::span<const Route> event_routes();
std::span<const Route> operation_routes();

/// The answer to a sign-in: the cookie and who it is. (session_routes.cpp)
Reply signed_in_reply(Call& call, const desk::SignedIn& signed_in);

/// Reads changes of preferences into `preferences`; wrong ones are noted. (people_routes.cpp)
void read_preferences(Fields& fields, model::NotificationPreferences& preferences);

/// Errors not_found when the caller may not see it: whoever may not see something does not learn
/// that it exists (SEC-11).
Result<void> check_sees_item(db::Session& session, const model::User& user, ItemId item);
Result<void> check_sees_conversation(db::Session& session, const model::User& user,
                                     ConversationId conversation);

/// A page from rows read with limit + 1: whatever is beyond the limit becomes the cursor, which is
/// the last row's id.
template <class Row, class ToJson, class IdOf>
view::Object page_json(const std::vector<Row>& rows, int limit, ToJson to_json, IdOf id_of) {
    view::Array items;
    const auto shown = std::min(rows.size(), static_cast<std::size_t>(limit));
    items.reserve(shown);
    for (std::size_t i = 0; i < shown; ++i) {
        items.emplace_back(to_json(rows[i]));
    }
    return view::list_json(std::move(items),
                           rows.size() > shown ? std::to_string(id_of(rows[shown - 1])) : "");
}

}  // namespace postroom::api
