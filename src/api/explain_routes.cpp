// "Why did I (not) get this?" See api/openapi.yaml, explain; view/explanation.hpp.
#include <boost/json.hpp>

#include "api/routes.hpp"
#include "core/text.hpp"
#include "store/item.hpp"
#include "store/mail_view.hpp"
#include "view/explanation.hpp"

namespace postroom::api {
namespace {

Outcome explain(Call& call) {
    const MessageId message{TRY(call.query.number("message_id", 0, 1, INT64_MAX))};
    const MailId mail{TRY(call.query.number("mail_id", 0, 1, INT64_MAX))};
    if (static_cast<bool>(message) == static_cast<bool>(mail)) {
        return fail(ErrorKind::invalid, "bad_query", "Name either message_id or mail_id.");
    }
    const view::WhoAsked who{std::string(call.query.text("person"))};
    return call.database().read([&](db::Session& session) -> Outcome {
        if (mail) {
            const bool visible = store::find_outgoing_row(session, call.user(), mail).has_value();
            auto explained =
                visible ? view::explain_mail(session, mail, who, call.context.now()) : std::nullopt;
            return explained ? Outcome(Reply{.body = std::move(*explained)})
                             : fail(ErrorKind::not_found, "mail_not_found",
                                    "There is no such mail, or you may not see it.");
        }
        const auto found = store::find_message(session, message);
        if (!found) {
            return fail(ErrorKind::not_found, "message_not_found",
                        "There is no such message, or you may not see it.");
        }
        TRY_VOID(check_sees_conversation(session, call.user(), found->conversation_id));
        return Reply{.body = *view::explain_message(session, call.env(), message, who)};
    });
}

/// "user:3" or "customer:7".
std::optional<model::Person> person_of(std::string_view text) {
    const auto parts = split(text, ':');
    const auto kind = model::parse_name<model::PersonKind>(parts.front());
    const auto id = parts.size() == 2 ? parse_int(parts[1]) : std::nullopt;
    return kind && *kind != model::PersonKind::bot && id ? std::optional(model::Person{*kind, *id})
                                                         : std::nullopt;
}

Outcome explain_person(Call& call) {
    const ItemId item{call.id()};
    const int limit = TRY(call.limit());
    const MessageId before{TRY(call.before())};
    const auto person = person_of(call.query.text("person"));
    if (!person) {
        return fail(ErrorKind::invalid, "bad_query", "person is user:ID or customer:ID.");
    }
    return call.database().read([&](db::Session& session) -> Outcome {
        TRY_VOID(check_sees_item(session, call.user(), item));
        auto explained =
            view::explain_person(session, call.env(), call.user(), item, *person, before, limit);
        return explained
                   ? Outcome(Reply{.body = std::move(*explained)})
                   : fail(ErrorKind::not_found, "person_not_found", "There is no such person.");
    });
}

constexpr Route kRoutes[] = {
    {io::Method::get, "/api/v1/explain", Access::user, explain},
    {io::Method::get, "/api/v1/items/{id}/explain", Access::user, explain_person},
};

}  // namespace

std::span<const Route> explain_routes() { return kRoutes; }

}  // namespace postroom::api
