// See undelivered.hpp.
#include "desk/undelivered.hpp"

#include "desk/mail_text.hpp"
#include "desk/post_message.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::string_view kBotName = "Postroom";

/// Whom it concerns: the assignee, else the colleague who wrote what did not arrive.
std::optional<model::User> find_concerned(db::Session& session, const model::OutgoingMail& mail) {
    const auto item = store::find_item(session, mail.item_id);
    for (const UserId id : {item ? item->assignee_id : UserId{}, mail.author_id}) {
        auto user = id ? store::find_user(session, id) : std::nullopt;
        if (user && user->active) {
            return user;
        }
    }
    return std::nullopt;
}

std::optional<ConversationId> find_internal(db::Session& session, ItemId item) {
    for (const auto& conversation : store::list_conversations_of_item(session, item)) {
        if (conversation.visibility == model::Visibility::internal) {
            return conversation.id;
        }
    }
    return std::nullopt;
}

void append_conversation_event(db::Session& session, const Environment& env, ItemId item,
                               ConversationId conversation, model::Person actor,
                               std::string_view payload) {
    store::append_event(session, {.kind = model::EventKind::item_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = item,
                                  .conversation_id = conversation,
                                  .subject_id = item.value,
                                  .payload = std::string(payload)});
}

}  // namespace

Result<void> tell_undelivered(db::Session& session, const Environment& env,
                              const model::OutgoingMail& mail,
                              const model::DeliveryReport& report) {
    if (mail.recipient_person.kind != model::PersonKind::customer || !mail.conversation_id ||
        !mail.item_id) {
        return {};
    }
    store::flag_undelivered(session, mail.conversation_id, env.now());
    append_conversation_event(session, env, mail.item_id, mail.conversation_id, model::Person{},
                              R"({"undelivered":true})");
    const auto concerned = find_concerned(session, mail);
    const auto conversation = find_internal(session, mail.item_id);
    if (!concerned || !conversation) {
        return {};
    }
    TRY_VOID(post_message(session, env,
                          {.conversation_id = *conversation,
                           .author_name = std::string(kBotName),
                           .origin = model::Origin::automation,
                           .text = undelivered_text(concerned->language, {.address = mail.recipient,
                                                                          .subject = mail.subject,
                                                                          .words = report.words,
                                                                          .kind = report.kind}),
                           .is_automatic = true,
                           .for_user_id = concerned->id}));
    return {};
}

Result<void> dismiss_undelivered(db::Session& session, const Environment& env,
                                 ConversationId conversation, model::Person actor) {
    const auto found = store::find_conversation(session, conversation);
    if (!found) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    if (store::clear_undelivered(session, conversation)) {
        append_conversation_event(session, env, found->item_id, conversation, actor,
                                  R"({"undelivered":false})");
    }
    return {};
}

}  // namespace postroom::desk
