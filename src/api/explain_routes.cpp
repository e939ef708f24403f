// "Why did I (not) get this?" See api/openapi.yaml, explain; view/explanation.hpp.
#include <boost/json.hpp>

#include "api/routes.hpp"
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
        return Reply{.body = *view::explain_message(session, message, who, call.context.now())};
    });
}

constexpr Route kRoutes[] = {{io::Method::get, "/api/v1/explain", Access::user, explain}};

}  // namespace

std::span<const Route> explain_routes() { return kRoutes; }

}  // namespace postroom::api
