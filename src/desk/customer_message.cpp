// See customer_message.hpp.
#include "desk/customer_message.hpp"

#include "desk/closing_word.hpp"
#include "desk/item_commands.hpp"
#include "store/item.hpp"

namespace postroom::desk {
namespace {

using namespace std::chrono_literals;

Result<void> check_pace(db::Session& session, const Environment& env, const model::Customer& who) {
    if (store::count_messages_by(session, model::person(who.id), env.now() - 1min) >=
        limits::kCustomerMessagesPerMinuteMax) {
        return fail(ErrorKind::transient, "too_many_messages",
                    "These were many messages at once. Please wait a minute; nothing was lost but "
                    "this one.");
    }
    return {};
}

}  // namespace

Result<Posted> post_as_customer(db::Session& session, const Environment& env,
                                const CustomerCaller& caller, CustomerMessage message,
                                const PresentCustomers& present) {
    TRY_VOID(check_pace(session, env, caller.customer));
    const auto conversation = message.conversation_id;
    auto posted = TRY(post_message(
        session, env,
        {.conversation_id = conversation,
         .author = model::person(caller.customer.id),
         .author_name = model::display_name_of(caller.customer),
         .origin = caller.scope.visitor ? model::Origin::chat : model::Origin::portal,
         .trust = caller.is_identified ? model::Trust::known : model::Trust::unverified,
         .text = std::move(message.text),
         .client_id = std::move(message.client_id),
         .attachment_ids = std::move(message.attachment_ids)},
        present));
    const auto place = posted.was_there ? std::nullopt : find_place(session, conversation);
    if (!place || !place->item) {
        return posted;
    }
    if (closes_request(session, *place, posted.message)) {
        close_item(session, env, place->item->id, posted.message.author, ClosedBy::word);
    } else {
        reopen_item(session, env, place->item->id, posted.message.author);
    }
    return posted;
}

}  // namespace postroom::desk
