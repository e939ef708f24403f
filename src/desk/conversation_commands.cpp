// See conversation_commands.hpp.
#include "desk/conversation_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/directory.hpp"
#include "desk/post_message.hpp"
#include "store/access.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kProposedTitleBytesMax = 120;

void append_conversation_event(db::Session& session, const Environment& env,
                               const model::Conversation& conversation, std::string_view change,
                               model::Person actor) {
    store::append_event(
        session, {.kind = model::EventKind::conversation_changed,
                  .at = env.now(),
                  .actor = actor,
                  .item_id = conversation.item_id,
                  .conversation_id = conversation.id,
                  .subject_id = conversation.id.value,
                  .payload = boost::json::serialize(boost::json::object{{"change", change}})});
}

Result<model::Conversation> load_direct(db::Session& session, ConversationId id) {
    auto found = store::find_conversation(session, id);
    if (!found) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    if (!is_direct(*found)) {
        return fail(ErrorKind::conflict, "not_direct",
                    "Only direct conversations have people who join and leave.");
    }
    return std::move(*found);
}

/// Everybody who was named, each once.
Result<std::set<UserId>> resolve(db::Session& session, const Invited& invited) {
    const auto directory = load_directory(session);
    std::set<UserId> people;
    for (const TeamId team : invited.teams) {
        if (!store::find_team(session, team)) {
            return fail(ErrorKind::invalid, "unknown_team", "There is no such team.");
        }
        if (const auto members = directory.members.find(team); members != directory.members.end()) {
            for (const UserId member : members->second) {
                if (const auto* user = directory.find(member); user != nullptr && user->active) {
                    people.insert(member);
                }
            }
        }
    }
    for (const UserId id : invited.users) {
        const auto* user = directory.find(id);
        if (user == nullptr || !user->active) {
            return fail(ErrorKind::invalid, "unknown_user",
                        "One of these people is no user here, or is deactivated.");
        }
        people.insert(id);
    }
    return people;
}

std::unexpected<Error> too_many_people() {
    return fail(ErrorKind::invalid, "too_many_people",
                fmt::format("At most {} people can take part in a direct conversation.",
                            limits::kDirectParticipantsMax));
}

/// The names of those who take part in the conversation and may not see the item.
std::string names_without_access(db::Session& session, ConversationId conversation, ItemId item) {
    std::string names;
    for (const auto& person : store::list_participants(session, conversation)) {
        const auto user = person.kind == model::PersonKind::user
                              ? store::find_user(session, UserId{person.id})
                              : std::nullopt;
        if (user && !store::may_see_item(session, *user, item)) {
            names.append(names.empty() ? "" : ", ").append(user->name);
        }
    }
    return names;
}

std::vector<CustomerId> list_customers_in(db::Session& session, ConversationId conversation) {
    std::vector<CustomerId> customers;
    for (const auto& person : store::list_participants(session, conversation)) {
        if (person.kind == model::PersonKind::customer) {
            customers.emplace_back(person.id);
        }
    }
    return customers;
}

/// Whether somebody of the chat is no customer of the item: then both sides would come to read what
/// was meant for the other.
bool has_other_customers(db::Session& session, ConversationId conversation,
                         const model::Item& item) {
    const auto followers = store::list_followers(session, item.id);
    return std::ranges::any_of(list_customers_in(session, conversation), [&](CustomerId customer) {
        const model::Follower follower{model::FollowerKind::customer, customer.value};
        return item.requester_id && item.requester_id != customer &&
               std::ranges::find(followers, follower) == followers.end();
    });
}

Result<void> check_link(db::Session& session, const model::Conversation& conversation,
                        const model::Item& item, const Linking& linking) {
    if (conversation.item_id || conversation.project_id) {
        return fail(ErrorKind::conflict, "already_linked",
                    "This conversation belongs to an item or a project already.");
    }
    if (item.merged_into) {
        return fail(ErrorKind::conflict, "item_merged",
                    "This item was merged into another one; choose that one.");
    }
    if (is_direct(conversation)) {
        const auto names = names_without_access(session, conversation.id, item.id);
        if (!names.empty()) {
            return fail(ErrorKind::conflict, "participant_without_access",
                        fmt::format("{} may not see this item, so the conversation stays direct. "
                                    "Let them follow the item first.",
                                    names));
        }
    } else if (!linking.share_between_customers &&
               has_other_customers(session, conversation.id, item)) {
        return fail(ErrorKind::conflict, "other_customers",
                    "Another customer asked for this item: both would read each other's messages.");
    }
    return {};
}

std::string propose_title(db::Session& session, ConversationId conversation) {
    const auto first = store::list_messages(session, conversation, 2, 1);
    const auto text = first.empty() ? std::string() : first.front().visible_text;
    const auto line = one_line(text.substr(0, text.find('\n')));
    return std::string(truncate_utf8(line, kProposedTitleBytesMax));
}

}  // namespace

Result<StartedDirect> start_direct(db::Session& session, const Environment& env,
                                   const NewDirect& direct, UserId author) {
    auto people = TRY(resolve(session, direct.invited));
    people.insert(author);
    if (people.size() < 2) {
        return fail(ErrorKind::invalid, "nobody_invited",
                    "Choose at least one colleague to talk to.");
    }
    if (people.size() > limits::kDirectParticipantsMax) {
        return too_many_people();
    }
    if (people.size() == 2 && direct.title.empty()) {
        if (const auto known =
                store::find_direct_conversation(session, *people.begin(), *people.rbegin())) {
            return StartedDirect{.id = *known, .was_there = true};
        }
    }
    const auto id = store::insert_conversation(session, model::Visibility::internal, ItemId{},
                                               ProjectId{}, env.now());
    if (!direct.title.empty()) {
        store::rename_conversation(session, id, one_line(direct.title));
    }
    for (const UserId user : people) {
        store::add_participant(session, id, model::person(user));
    }
    append_conversation_event(session, env, {.id = id}, "started", model::person(author));
    return StartedDirect{.id = id};
}

Result<void> add_to_direct(db::Session& session, const Environment& env,
                           ConversationId conversation, const Invited& invited, UserId actor) {
    const auto direct = TRY(load_direct(session, conversation));
    const auto people = TRY(resolve(session, invited));
    const auto present = store::list_participants(session, conversation);
    std::size_t joined = 0;
    for (const UserId user : people) {
        if (std::ranges::find(present, model::person(user)) == present.end()) {
            store::add_participant(session, conversation, model::person(user));
            ++joined;
        }
    }
    if (present.size() + joined > limits::kDirectParticipantsMax) {
        return too_many_people();
    }
    if (joined > 0) {
        append_conversation_event(session, env, direct, "joined", model::person(actor));
    }
    return {};
}

Result<void> leave_direct(db::Session& session, const Environment& env, ConversationId conversation,
                          UserId user) {
    const auto direct = TRY(load_direct(session, conversation));
    TRY_VOID(mark_seen(session, env, conversation, model::person(user), direct.last_seq));
    if (store::remove_participant(session, conversation, model::person(user))) {
        append_conversation_event(session, env, direct, "left", model::person(user));
    }
    return {};
}

Result<void> rename_direct(db::Session& session, const Environment& env,
                           ConversationId conversation, std::string_view title, UserId actor) {
    const auto direct = TRY(load_direct(session, conversation));
    const auto name = one_line(title);
    if (name != direct.title) {
        store::rename_conversation(session, conversation, name);
        append_conversation_event(session, env, direct, "renamed", model::person(actor));
    }
    return {};
}

Result<ConversationId> open_stream(db::Session& session, const Environment& env,
                                   const NewStream& stream, model::Person actor) {
    const auto item = stream.item ? store::find_item(session, stream.item) : std::nullopt;
    if (item && item->merged_into) {
        return fail(ErrorKind::conflict, "item_merged",
                    "This item was merged into another one; write there.");
    }
    const auto present = stream.item
                             ? store::list_conversations_of_item(session, stream.item)
                             : store::list_conversations_of_project(session, stream.project);
    const auto title = one_line(stream.title);
    if (std::ranges::any_of(present, [&](const model::Conversation& other) {
            return other.visibility == stream.visibility && (stream.item || other.title == title);
        })) {
        return fail(ErrorKind::conflict, "stream_exists",
                    "There is such a conversation already; write there.");
    }
    const auto id = store::insert_conversation(session, stream.visibility, stream.item,
                                               stream.project, env.now());
    if (!title.empty()) {
        store::rename_conversation(session, id, title);
    }
    append_conversation_event(session, env, {.id = id, .item_id = stream.item}, "opened", actor);
    return id;
}

Result<void> link_conversation(db::Session& session, const Environment& env, const Linking& linking,
                               model::Person actor) {
    auto conversation = store::find_conversation(session, linking.conversation);
    auto item = store::find_item(session, linking.item);
    if (!conversation || !item) {
        return fail(ErrorKind::not_found, "item_not_found",
                    "There is no such conversation or no such item.");
    }
    TRY_VOID(check_link(session, *conversation, *item, linking));
    const auto customers = list_customers_in(session, conversation->id);
    store::move_conversation(session, conversation->id, item->id);
    if (!item->requester_id && !customers.empty()) {
        item->requester_id = customers.front();
        store::update_item(session, *item, env.now());
    }
    conversation->item_id = item->id;
    append_conversation_event(session, env, *conversation, "linked", actor);
    return {};
}

Result<CreatedItem> make_item_of(db::Session& session, const Environment& env,
                                 ConversationId conversation, NewItem item) {
    const auto found = store::find_conversation(session, conversation);
    if (!found) {
        return fail(ErrorKind::not_found, "conversation_not_found",
                    "There is no such conversation.");
    }
    if (found->item_id || found->project_id) {
        return fail(ErrorKind::conflict, "already_linked",
                    "This conversation belongs to an item or a project already.");
    }
    if (trim(item.title).empty()) {
        item.title = propose_title(session, conversation);
    }
    const auto customers = list_customers_in(session, conversation);
    if (!item.requester_id && !customers.empty()) {
        item.requester_id = customers.front();
    }
    item.adopts = *found;
    return create_item(session, env, item);
}

}  // namespace postroom::desk
