// See split_merge.hpp.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "core/crash_point.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/item_commands.hpp"
#include "desk/item_move.hpp"
#include "desk/split_merge.hpp"
#include "notify/rule.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"
#include "store/search.hpp"

namespace postroom::desk {
namespace {

using model::PersonKind;
using model::Visibility;

constexpr std::size_t kProposedTitleBytesMax = 120;

struct Chosen {
    model::Message message;
    Visibility visibility = Visibility::public_;
};

/// The messages in the order in which they were written.
Result<std::vector<Chosen>> load_chosen(db::Session& session, const Split& split) {
    if (split.messages.empty() || split.messages.size() > limits::kSplitMessagesMax) {
        return fail(ErrorKind::invalid, "nothing_to_split",
                    "Choose between 1 and 200 messages that go to the new item.");
    }
    std::vector<Chosen> chosen;
    for (const MessageId id : std::set(split.messages.begin(), split.messages.end())) {
        auto message = store::find_message(session, id);
        const auto conversation =
            message ? store::find_conversation(session, message->conversation_id) : std::nullopt;
        if (!conversation || conversation->item_id != split.item) {
            return fail(ErrorKind::invalid, "message_elsewhere",
                        "One of the messages does not belong to this item. Nothing was split.");
        }
        chosen.push_back({std::move(*message), conversation->visibility});
    }
    std::ranges::stable_sort(chosen, {},
                             [](const Chosen& each) { return each.message.created_at; });
    return chosen;
}

/// The first message that customers can read; the first of all when they can read none. An item
/// that is theirs must not be called after a note. (F003)
const Chosen& leading(const std::vector<Chosen>& chosen) {
    const auto found = std::ranges::find(chosen, Visibility::public_, &Chosen::visibility);
    return found == chosen.end() ? chosen.front() : *found;
}

bool has_public(const std::vector<Chosen>& chosen) {
    return leading(chosen).visibility == Visibility::public_;
}

/// Who wrote the first public message that goes, if a customer did; else who requested the item.
/// What is made of notes only is nobody's request: no customer learns of it.
CustomerId requester_of(const std::vector<Chosen>& chosen, const model::Item& item) {
    for (const auto& [message, visibility] : chosen) {
        if (visibility == Visibility::public_ && message.author.kind == PersonKind::customer &&
            message.trust == model::Trust::known) {
            return CustomerId{message.author.id};
        }
    }
    return has_public(chosen) ? item.requester_id : CustomerId{};
}

std::string title_of(const Split& split, const std::vector<Chosen>& chosen) {
    if (!trim(split.title).empty()) {
        return split.title;
    }
    const auto& text = leading(chosen).message.visible_text;
    return std::string(
        truncate_utf8(one_line(text.substr(0, text.find('\n'))), kProposedTitleBytesMax));
}

/// Writes the message once more, where it goes on; the old one says so. Nobody is told: it is
/// known.
Result<void> carry_over(db::Session& session, const Environment& env, const Chosen& chosen,
                        const CreatedItem& to) {
    auto copy = chosen.message;
    copy.conversation_id = chosen.visibility == Visibility::public_ ? to.public_conversation
                                                                    : to.internal_conversation;
    copy.client_id.clear();
    const auto inserted = store::insert_message(session, copy);
    if (!store::insert_message_move(session, chosen.message.id, inserted.id, env.now())) {
        return fail(ErrorKind::conflict, "message_moved",
                    "One of the messages went to another item before. Nothing was split.");
    }
    for (auto attachment : store::list_attachments(session, chosen.message.id)) {
        attachment.message_id = inserted.id;
        store::insert_attachment(session, attachment, model::Person{}, env.now());
    }
    if (copy.author.kind != PersonKind::bot && copy.trust == model::Trust::known) {
        store::add_participant(session, copy.conversation_id, copy.author);
    }
    store::save_search_entry(
        session, {.item_id = to.id, .message_id = inserted.id, .title = "", .body = copy.text});
    return {};
}

/// The customers who can read something of what went: who asked, and who wrote it.
std::set<CustomerId> list_concerned(const std::vector<Chosen>& chosen, CustomerId requester) {
    std::set<CustomerId> customers;
    for (const auto& [message, visibility] : chosen) {
        if (visibility != Visibility::public_) {
            continue;
        }
        if (requester) {
            customers.insert(requester);
        }
        if (message.author.kind == PersonKind::customer && message.trust == model::Trust::known) {
            customers.insert(CustomerId{message.author.id});
        }
    }
    return customers;
}

}  // namespace

Result<ItemId> split_item(db::Session& session, const Environment& env, const Split& split,
                          model::Person actor) {
    const auto item = TRY(load_whole_item(session, split.item));
    const auto chosen = TRY(load_chosen(session, split));
    const auto requester = requester_of(chosen, item);
    const auto created = create_item(session, env,
                                     {.type = item.type,
                                      .title = title_of(split, chosen),
                                      .description = leading(chosen).message.visible_text,
                                      .queue_id = item.queue_id,
                                      .project_id = item.project_id,
                                      .team_id = item.team_id,
                                      .requester_id = requester,
                                      .assignee_id = item.assignee_id,
                                      .priority = item.priority,
                                      .actor = actor});
    copy_followers(session, env,
                   {.from = item.id, .to = created.id, .with_customers = has_public(chosen)});
    for (const auto& each : chosen) {
        TRY_VOID(carry_over(session, env, each, created));
    }
    store::insert_item_link(session, {.from = item.id,
                                      .to = created.id,
                                      .kind = model::LinkKind::split,
                                      .created_at = env.now()});
    CRASH_POINT("desk.split_item.before_mail");
    const auto made = *store::find_item(session, created.id);
    const auto from_reference = model::reference_of(item);
    const auto to_reference = model::reference_of(made);
    TRY_VOID(mail_customers(
        session, env, list_concerned(chosen, requester),
        {.item = made,
         .conversation = created.public_conversation,
         .rule = notify::rule::kItemSplit,
         .words = split_text,
         .text = {.from = from_reference, .to = to_reference, .title = made.title}}));
    append_item_event(session, env, created.id, actor, {{"split_from", item.id.value}});
    append_item_event(session, env, item.id, actor, {{"split_to", created.id.value}});
    std::set<ConversationId> streams;
    for (const auto& each : chosen) {
        streams.insert(each.message.conversation_id);
    }
    for (const ConversationId stream : streams) {
        append_stream_event(session, env, item.id, stream, "split", actor);
    }
    return created.id;
}

}  // namespace postroom::desk
