// See item_move.hpp.
#include "desk/item_move.hpp"

#include "core/check.hpp"
#include "desk/ceiling.hpp"
#include "desk/compose.hpp"
#include "desk/system_mail.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

using model::FollowerKind;

/// One system mail, kept back like any other automatic one where a rule says so. (F090, F130,
/// LOOP-6)
Result<void> mail_customer(db::Session& session, const Environment& env, CustomerId id,
                           const CustomerNotice& notice) {
    const auto customer = store::find_customer(session, id);
    if (!customer || !customer->active || customer->email.empty()) {
        return {};
    }
    const auto* email = find_system_email(notice.rule);
    CHECK(email != nullptr);
    if (!is_system_email_on(session, *email)) {
        return {};
    }
    const auto person = model::person(id);
    const bool is_blocked =
        store::find_email_filter(session, "outgoing", customer->email).has_value() ||
        store::find_suppression(session, customer->email, env.now()).has_value();
    std::string_view against =
        is_blocked ? notify::rule::kBlockedAddress
        : load_quiet_mode(session, env.now()).on
            ? notify::rule::kQuietMode
            : rule_against_automatic_mail(session, env, notice.item, {person, customer->email});
    const auto words = written_words(session, *email, customer->language,
                                     {{"item.number", std::string(notice.text.to)},
                                      {"old.number", std::string(notice.text.from)},
                                      {"item.title", std::string(notice.text.title)}})
                           .value_or(notice.words(customer->language, notice.text));
    const auto sent =
        compose_plain_mail(session, env,
                           {.subject = words.subject,
                            .text = words.text,
                            .item_id = notice.item.id,
                            .html = words.html,
                            .conversation_id = notice.conversation},
                           {person, customer->name, customer->email, customer->language},
                           {.kind = model::MailKind::system,
                            .reason = std::string(against.empty() ? notice.rule : against),
                            .due_at = env.now(),
                            .suppress = !against.empty(),
                            .is_system_generated = true});
    if (!sent && sent.error().code != "no_connector") {
        return std::unexpected(sent.error());
    }
    return {};
}

}  // namespace

void append_item_event(db::Session& session, const Environment& env, ItemId item,
                       model::Person actor, const boost::json::object& payload) {
    store::append_event(session, {.kind = model::EventKind::item_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = item,
                                  .subject_id = item.value,
                                  .payload = boost::json::serialize(payload)});
}

void append_stream_event(db::Session& session, const Environment& env, ItemId item,
                         ConversationId stream, std::string_view change, model::Person actor) {
    store::append_event(
        session, {.kind = model::EventKind::conversation_changed,
                  .at = env.now(),
                  .actor = actor,
                  .item_id = item,
                  .conversation_id = stream,
                  .subject_id = stream.value,
                  .payload = boost::json::serialize(boost::json::object{{"change", change}})});
}

Result<model::Item> load_whole_item(db::Session& session, ItemId id) {
    auto item = store::find_item(session, id);
    if (!item) {
        return fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
    }
    if (item->merged_into) {
        return fail(ErrorKind::conflict, "item_merged",
                    "This item was merged into another one; go on there.");
    }
    return std::move(*item);
}

void copy_followers(db::Session& session, const Environment& env, const FollowersCopy& copy) {
    for (const auto& follower : store::list_followers(session, copy.from)) {
        if (copy.with_customers || follower.kind != FollowerKind::customer) {
            store::add_follower(session, copy.to, follower, env.now());
        }
    }
}

Result<void> mail_customers(db::Session& session, const Environment& env,
                            const std::set<CustomerId>& customers, const CustomerNotice& notice) {
    for (const CustomerId customer : customers) {
        TRY_VOID(mail_customer(session, env, customer, notice));
    }
    return {};
}

}  // namespace postroom::desk
