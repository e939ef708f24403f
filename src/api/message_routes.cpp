// One message: changing it, taking it back, what it said before; whom a message can name.
// See api/openapi.yaml, tag conversations. Rule: issue 4 point 4.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/change_message.hpp"
#include "desk/post_message.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "store/item.hpp"
#include "store/message_change.hpp"
#include "store/search_text.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

using view::Array;
using view::Object;

constexpr int kRevisionsMax = 200;

/// The message with this id, if the caller may see it. (SEC-11)
Result<model::Message> load_visible(db::Session& session, Call& call) {
    auto message = store::find_message(session, MessageId{call.id()});
    if (!message || !check_sees_conversation(session, call.user(), message->conversation_id)) {
        return fail(ErrorKind::not_found, "message_not_found",
                    "There is no such message, or you may not see it.");
    }
    return *std::move(message);
}

Reply message_reply(Call& call, const model::Message& message) {
    return call.database().read([&](db::Session& session) {
        const auto conversation = store::find_conversation(session, message.conversation_id);
        view::Names names(session);
        auto messages = view::messages_json(session, conversation->id, conversation->visibility,
                                            {message}, names);
        return Reply{.body = std::move(messages.front())};
    });
}

std::expected<desk::MessageChange, Problem> read_change(Call& call) {
    auto fields = TRY(call.fields());
    const TextRule body_rule{.characters_max = limits::kMessageTextBytesMax, .one_line = false};
    desk::MessageChange change{.message_id = MessageId{call.id()},
                               .actor = call.actor(),
                               .text = fields.text("text", body_rule).value_or(""),
                               .html = fields.text("html", body_rule).value_or(""),
                               .mentions = {}};
    for (const auto id : fields.ids("mentions", limits::kMentionsPerMessageMax)) {
        change.mentions.emplace_back(id);
    }
    TRY_VOID(fields.check());
    if (!change.html.empty()) {
        change.text = trim(change.text).empty() ? html::to_text(change.html) : change.text;
        change.html = html::sanitise(change.html).html;
    }
    return change;
}

Outcome change_message(Call& call) {
    const auto change = TRY(read_change(call));
    const auto message =
        TRY(call.database().write([&](db::Session& session) -> Result<model::Message> {
            TRY_VOID(load_visible(session, call));
            return desk::change_message(session, call.env(), change);
        }));
    return message_reply(call, message);
}

Outcome delete_message(Call& call) {
    const auto message =
        TRY(call.database().write([&](db::Session& session) -> Result<model::Message> {
            TRY_VOID(load_visible(session, call));
            return desk::delete_message(session, call.env(), MessageId{call.id()}, call.actor());
        }));
    return message_reply(call, message);
}

Outcome list_revisions(Call& call) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto message = TRY(load_visible(session, call));
        Array items;
        for (const auto& revision :
             store::list_message_revisions(session, message.id, kRevisionsMax)) {
            items.emplace_back(Object{{"replaced_at", view::time_json(revision.replaced_at)},
                                      {"text", revision.text},
                                      {"html", view::text_or_null(revision.html)}});
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

/// Whether each word begins one of the name's words.
bool is_called(const std::string& name, const std::vector<store::SearchWord>& words) {
    const auto parts = store::search_words(name);
    return std::ranges::all_of(words, [&](const store::SearchWord& wanted) {
        return std::ranges::any_of(parts, [&](const store::SearchWord& part) {
            return part.folded.starts_with(wanted.folded);
        });
    });
}

Outcome list_mentionable(Call& call) {
    const ConversationId id{call.id()};
    const int limit = TRY(call.limit());
    const auto words = store::search_words(call.query.text("q"));
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_conversation(session, call.user(), id));
        Array items;
        for (const auto& person :
             desk::list_mentionable(session, call.env(), *desk::find_place(session, id))) {
            if (person.id != call.user().id && is_called(person.name, words) &&
                std::ssize(items) < limit) {
                items.emplace_back(
                    view::person_json(model::PersonKind::user, person.id.value, person.name));
            }
        }
        return Reply{.body = view::list_json(std::move(items))};
    });
}

constexpr Route kRoutes[] = {
    {io::Method::patch, "/api/v1/messages/{id}", Access::user, change_message},
    {io::Method::delete_, "/api/v1/messages/{id}", Access::user, delete_message},
    {io::Method::get, "/api/v1/messages/{id}/revisions", Access::administrator, list_revisions},
    {io::Method::get, "/api/v1/conversations/{id}/mentionable", Access::user, list_mentionable},
};

}  // namespace

std::span<const Route> message_routes() { return kRoutes; }

}  // namespace postroom::api
