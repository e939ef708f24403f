// See split_merge.hpp.
#include "desk/split_merge.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "core/check.hpp"
#include "core/crash_point.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/ceiling.hpp"
#include "desk/compose.hpp"
#include "desk/item_commands.hpp"
#include "desk/notice_text.hpp"
#include "desk/system_mail.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"
#include "store/people.hpp"
#include "store/search.hpp"

namespace postroom::desk {
namespace {

using model::FollowerKind;
using model::PersonKind;
using model::Visibility;

constexpr std::size_t kProposedTitleBytesMax = 120;
constexpr std::string_view kClosedStatus = "closed";

void append_event(db::Session& session, const Environment& env, ItemId item, model::Person actor,
                  const boost::json::object& payload) {
    store::append_event(session, {.kind = model::EventKind::item_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = item,
                                  .subject_id = item.value,
                                  .payload = boost::json::serialize(payload)});
}

/// Screens that show the conversation ask for it again.
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

// ---- telling customers

/// What a customer is told, and where an answer to it belongs.
struct CustomerNotice {
    model::Item item;  ///< that goes on
    ConversationId conversation;
    std::string_view rule;
    MailText (*words)(std::string_view language, const ItemMoveText& text);
    ItemMoveText text;
};

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

Result<void> mail_customers(db::Session& session, const Environment& env,
                            const std::set<CustomerId>& customers, const CustomerNotice& notice) {
    for (const CustomerId customer : customers) {
        TRY_VOID(mail_customer(session, env, customer, notice));
    }
    return {};
}

// ---- split

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

struct FollowersCopy {
    ItemId from;
    ItemId to;
    bool with_customers = true;
};
void copy_followers(db::Session& session, const Environment& env, const FollowersCopy& copy) {
    for (const auto& follower : store::list_followers(session, copy.from)) {
        if (copy.with_customers || follower.kind != FollowerKind::customer) {
            store::add_follower(session, copy.to, follower, env.now());
        }
    }
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

// ---- merge

/// Customers who would come to read what others wrote.
bool has_other_requester(const model::Item& from, const model::Item& into) {
    return from.requester_id && into.requester_id && from.requester_id != into.requester_id;
}

/// Everybody of `from` hears of what goes on in `into`.
void join_people(db::Session& session, const Environment& env, const model::Item& from,
                 model::Item& into) {
    copy_followers(session, env, {.from = from.id, .to = into.id});
    const auto follow = [&](FollowerKind kind, std::int64_t id) {
        if (id != 0) {
            store::add_follower(session, into.id, {kind, id}, env.now());
        }
    };
    if (from.assignee_id != into.assignee_id) {
        follow(FollowerKind::user, from.assignee_id.value);
    }
    if (from.team_id != into.team_id) {
        follow(FollowerKind::team, from.team_id.value);
    }
    if (!into.requester_id) {
        into.requester_id = from.requester_id;
    } else if (from.requester_id != into.requester_id) {
        follow(FollowerKind::customer, from.requester_id.value);
    }
}

/// What went along.
struct Moved {
    ConversationId public_conversation;  ///< in which the customers go on writing
    std::vector<ConversationId> streams;
    std::set<CustomerId> customers;
};

/// Moves the streams in which something stands; an empty one stays, so that the old item can still
/// be opened by those who could open it.
Moved move_streams(db::Session& session, const Environment& env, const model::Item& from,
                   ItemId into) {
    Moved moved;
    bool one_stays = false;
    for (const auto& stream : store::list_conversations_of_item(session, from.id)) {
        if (stream.last_seq == 0) {
            one_stays = true;
            continue;
        }
        store::move_conversation(session, stream.id, into);
        moved.streams.push_back(stream.id);
        if (stream.visibility != Visibility::public_) {
            continue;
        }
        if (!moved.public_conversation) {
            moved.public_conversation = stream.id;
        }
        for (const auto& person : store::list_participants(session, stream.id)) {
            if (person.kind == PersonKind::customer) {
                moved.customers.insert(CustomerId{person.id});
            }
        }
    }
    if (!one_stays) {
        store::insert_conversation(session, Visibility::internal, from.id, ProjectId{}, env.now());
    }
    if (moved.public_conversation && from.requester_id) {
        moved.customers.insert(from.requester_id);
    }
    return moved;
}

/// Closed for good: "closed", or else the first status that means finished.
void close_merged(db::Session& session, model::Item& item, ItemId into) {
    item.merged_into = into;
    if (item.state == model::ItemState::finished) {
        return;
    }
    std::string first;
    for (const auto& status : store::list_item_statuses(session)) {
        if (status.state == model::ItemState::finished &&
            (first.empty() || status.name == kClosedStatus)) {
            first = status.name;
        }
    }
    item.status = first;
    item.state = model::ItemState::finished;
}

Result<void> save(db::Session& session, const Environment& env, const model::Item& item) {
    if (!store::update_item(session, item, env.now())) {
        return fail(ErrorKind::conflict, "version_differs",
                    "Somebody changed this item at the same moment; try again.");
    }
    return {};
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
    append_event(session, env, created.id, actor, {{"split_from", item.id.value}});
    append_event(session, env, item.id, actor, {{"split_to", created.id.value}});
    std::set<ConversationId> streams;
    for (const auto& each : chosen) {
        streams.insert(each.message.conversation_id);
    }
    for (const ConversationId stream : streams) {
        append_stream_event(session, env, item.id, stream, "split", actor);
    }
    return created.id;
}

Result<void> merge_items(db::Session& session, const Environment& env, const Merge& merge,
                         model::Person actor) {
    if (merge.from == merge.into) {
        return fail(ErrorKind::invalid, "same_item", "An item cannot be merged into itself.");
    }
    auto from = TRY(load_whole_item(session, merge.from));
    auto into = TRY(load_whole_item(session, merge.into));
    if (has_other_requester(from, into) && !merge.share_between_customers) {
        return fail(ErrorKind::conflict, "other_customers",
                    "Another customer asked for this item: both would read each other's messages.");
    }
    join_people(session, env, from, into);
    const auto moved = move_streams(session, env, from, into.id);
    store::redirect_merged_items(session, from.id, into.id);
    close_merged(session, from, into.id);
    TRY_VOID(save(session, env, from));
    TRY_VOID(save(session, env, into));
    store::insert_item_link(
        session,
        {.from = from.id, .to = into.id, .kind = model::LinkKind::merge, .created_at = env.now()});
    CRASH_POINT("desk.merge_items.before_mail");
    const auto from_reference = model::reference_of(from);
    const auto to_reference = model::reference_of(into);
    TRY_VOID(mail_customers(
        session, env, moved.customers,
        {.item = into,
         .conversation = moved.public_conversation,
         .rule = notify::rule::kItemMerged,
         .words = merged_text,
         .text = {.from = from_reference, .to = to_reference, .title = into.title}}));
    append_event(session, env, from.id, actor, {{"merged_into", into.id.value}});
    append_event(session, env, into.id, actor, {{"merged_from", from.id.value}});
    for (const ConversationId stream : moved.streams) {
        append_stream_event(session, env, into.id, stream, "linked", actor);
    }
    return {};
}

}  // namespace postroom::desk
