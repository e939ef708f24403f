// See portal_request.hpp.
#include "desk/portal_request.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "desk/customer_message.hpp"
#include "desk/people_commands.hpp"
#include "desk/portal_settings.hpp"
#include "desk/queue_routing.hpp"
#include "desk/sign_in_limits.hpp"
#include "store/channel.hpp"
#include "store/item.hpp"
#include "store/portal.hpp"

namespace postroom::desk {
namespace {

/// The customer's words, and below them the answers one by one.
std::string text_of(const NewRequest& request) {
    std::string text(trim(request.text));
    std::string answers;
    for (const auto& answer : request.answers) {
        if (!trim(answer.text).empty()) {
            answers += fmt::format("\n{}: {}", answer.label, trim(answer.text));
        }
    }
    return answers.empty() ? text : text + "\n" + answers;
}

Result<void> check_pace(db::Session& session, const Environment& env, CustomerId customer) {
    if (store::count_items_requested_by(session, customer, env.now() - 1h) >=
        limits::kPortalRequestsPerHourMax) {
        return fail(ErrorKind::transient, "too_many_requests",
                    "These were many new requests within an hour. Please add to one of them, or "
                    "wait a while.");
    }
    return {};
}

NewItem item_of(db::Session& session, const model::PortalForm& form, const NewRequest& request,
                CustomerId requester) {
    NewItem item{.type = request.type,
                 .title = request.title,
                 .description = text_of(request),
                 .queue_id = form.queue_id,
                 .requester_id = requester,
                 .actor = model::person(requester)};
    if (const auto channel = form.queue_id ? store::find_channel(session, form.queue_id)
                                           : std::optional<model::Channel>{}) {
        route_by_queue(session, *channel, item);
    }
    return item;
}

}  // namespace

Result<ItemId> begin_request(db::Session& session, const Environment& env,
                             const CustomerCaller& caller, const NewRequest& request) {
    const auto customer = caller.customer.id;
    if (!request.client_id.empty()) {
        if (const auto known = store::find_portal_request(session, customer, request.client_id)) {
            return *known;
        }
    }
    const auto settings = load_portal_settings(session);
    const auto& form = form_of(settings, request.type);
    if (!form.is_offered) {
        return fail(ErrorKind::invalid, "form_not_offered",
                    "Requests of this kind cannot be begun in the portal.");
    }
    TRY_VOID(check_pace(session, env, customer));
    const auto item = item_of(session, form, request, customer);
    const auto created = create_item(session, env, item);
    TRY_VOID(post_message(session, env,
                          {.conversation_id = created.public_conversation,
                           .author = model::person(customer),
                           .author_name = display_name_of(caller.customer),
                           .origin = model::Origin::portal,
                           .trust = model::Trust::known,
                           .text = item.description,
                           .client_id = request.client_id,
                           .attachment_ids = request.attachment_ids}));
    if (!request.client_id.empty()) {
        store::insert_portal_request(session, customer, request.client_id, created.id, env.now());
    }
    return created.id;
}

Result<void> close_request(db::Session& session, const Environment& env,
                           const CustomerCaller& caller, ItemId id) {
    const auto item = store::find_item(session, id);
    if (!item || item->requester_id != caller.customer.id) {
        return fail(ErrorKind::denied, "not_your_request",
                    "Only whoever began this request can close it.");
    }
    close_item(session, env, id, model::person(caller.customer.id), ClosedBy::button);
    return {};
}

Result<void> count_search(db::Session& session, const Environment& env, CustomerId customer) {
    if (store::count_portal_searches(session, customer, env.now() - kPortalSearchWindow) >=
        limits::kPortalSearchesPerMinuteMax) {
        return fail(ErrorKind::transient, "too_many_searches",
                    "These were many searches at once. Please wait a minute.");
    }
    store::record_portal_search(session, customer, env.now());
    return {};
}

void change_own_profile(db::Session& session, const Environment& env,
                        const model::Customer& after) {
    change_customer(session, env, after, model::person(after.id));
}

}  // namespace postroom::desk
