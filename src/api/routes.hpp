// The tables of routes, and what several resources share.
// Invariant: every operation of api/openapi.yaml stands in exactly one table.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "desk/customer_message.hpp"
#include "desk/sign_in.hpp"
#include "model/people.hpp"
#include "view/json.hpp"

namespace postroom::api {

std::span<const Route> session_routes();
std::span<const Route> me_routes();
std::span<const Route> people_routes();
std::span<const Route> team_routes();
std::span<const Route> directory_csv_routes();
std::span<const Route> timesheet_routes();
std::span<const Route> item_field_routes();
std::span<const Route> customer_routes();
std::span<const Route> item_routes();
std::span<const Route> follower_routes();
std::span<const Route> conversation_routes();
std::span<const Route> own_conversation_routes();
std::span<const Route> portal_routes();
std::span<const Route> appearance_routes();
std::span<const Route> portal_settings_routes();
std::span<const Route> talk_routes();
std::span<const Route> project_routes();
std::span<const Route> chat_routes();
std::span<const Route> chat_widget_routes();
std::span<const Route> attachment_routes();
std::span<const Route> image_routes();
std::span<const Route> explain_routes();
std::span<const Route> outbox_routes();
std::span<const Route> mail_log_routes();
std::span<const Route> channel_routes();
std::span<const Route> connector_routes();
std::span<const Route> mailbox_routes();
std::span<const Route> oauth_routes();
std::span<const Route> audit_routes();
std::span<const Route> retry_template_routes();
std::span<const Route> filter_routes();
std::span<const Route> setup_routes();
std::span<const Route> event_routes();
std::span<const Route> operation_routes();
std::span<const Route> message_routes();
std::span<const Route> draft_routes();
std::span<const Route> canned_reply_routes();
std::span<const Route> automation_routes();
std::span<const Route> messaging_center_routes();
std::span<const Route> email_preview_routes();
std::span<const Route> work_detail_routes();

/// The answer to a sign-in: the cookie and who it is. (session_routes.cpp)
Reply signed_in_reply(Call& call, const desk::SignedIn& signed_in);

/// Tells the caller's other windows that something of their own has changed: "draft_changed",
/// "mute_changed". Soft: a window that is not there now asks when it comes. (draft_routes.cpp)
void tell_own_windows(Call& call, std::string_view kind, ConversationId conversation);

/// Reads changes of preferences into `preferences`; wrong ones are noted. (people_routes.cpp)
void read_preferences(Fields& fields, model::NotificationPreferences& preferences);

/// What a customer writes, in the conversation that the path names, if any.
/// (own_conversation_routes.cpp)
std::expected<desk::CustomerMessage, Problem> read_own_message(Call& call);

/// The member "color", which must look like #1c7ed6.
std::optional<std::string> read_color(Fields& fields);

/// Errors not_found when the caller may not see it: whoever may not see something does not learn
/// that it exists (SEC-11).
Result<void> check_sees_item(db::Session& session, const model::User& user, ItemId item);
/// Members and administrators (F024).
Result<void> check_sees_project(db::Session& session, const model::User& user, ProjectId project);
Result<void> check_sees_conversation(db::Session& session, const model::User& user,
                                     ConversationId conversation);
Result<void> check_sees_conversation(db::Session& session, const model::CustomerScope& customer,
                                     ConversationId conversation);

/// One item as the caller sees it, with its version as ETag. (item_routes.cpp)
Result<Reply> item_reply(Call& call, ItemId id, int status);
/// One conversation as the caller sees it. (conversation_routes.cpp)
Reply conversation_reply(Call& call, ConversationId id, int status);

/// Those of them that the user may open, as they see them. (conversation_routes.cpp)
view::Array visible_conversations(db::Session& session, const model::User& user,
                                  const std::vector<model::Conversation>& conversations);

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

/// A page of a list that is small enough to be read whole, in the list's own order. The cursor is
/// the id of the row at which the last page ended; error `bad_cursor` when that row is gone.
template <class Row, class Wanted, class ToJson, class IdOf>
Result<view::Object> page_of(Call& call, const std::vector<Row>& all, Wanted wanted, ToJson to_json,
                             IdOf id_of) {
    const int limit = TRY(call.limit());
    const auto after = TRY(call.before());
    auto row = all.begin();
    if (after != 0) {
        row = std::ranges::find(all, after, id_of);
        if (row == all.end()) {
            return fail(ErrorKind::invalid, "bad_cursor",
                        "The list has changed; begin again without a cursor.");
        }
        ++row;
    }
    std::vector<Row> rows;
    for (; row != all.end() && std::ssize(rows) <= limit; ++row) {
        if (wanted(*row)) {
            rows.push_back(*row);
        }
    }
    return page_json(rows, limit, to_json, id_of);
}

template <class Row, class Wanted, class ToJson>
Result<view::Object> page_of(Call& call, const std::vector<Row>& all, Wanted wanted,
                             ToJson to_json) {
    return page_of(call, all, wanted, to_json, [](const Row& row) { return row.id.value; });
}

/// Error `bad_query` when the query names a word that is none of the enumeration's; nothing named
/// is fine.
template <class E>
Result<void> check_word(const Query& query, std::string_view name) {
    const auto word = query.text(name);
    if (!query.has(name) || model::parse_name<E>(word)) {
        return {};
    }
    return fail(ErrorKind::invalid, "bad_query",
                std::string(name) + " is a word that is not known.");
}

}  // namespace postroom::api
