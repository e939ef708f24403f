// See feed.hpp.
#include "live/feed.hpp"

#include <boost/json.hpp>
#include <map>
#include <set>
#include <tuple>

#include "store/event.hpp"
#include "store/people.hpp"
#include "view/counts.hpp"
#include "view/customer_side.hpp"
#include "view/events.hpp"

namespace postroom::live {
namespace {

using model::EventKind;

io::SharedBytes frame_of(const view::Object& json) {
    return std::make_shared<const std::string>(boost::json::serialize(json));
}

std::vector<UserId> users_of(std::span<const Reader> readers) {
    std::vector<UserId> users;
    for (const auto& reader : readers) {
        if (reader.person.kind == model::PersonKind::user) {
            users.emplace_back(reader.person.id);
        }
    }
    return users;
}

std::vector<model::User> load_users(db::Session& session, std::span<const UserId> ids) {
    std::vector<model::User> users;
    for (const UserId id : ids) {
        auto user = store::find_user(session, id);
        if (user && user->active) {
            users.push_back(std::move(*user));
        }
    }
    return users;
}

/// Asks once for each user and place in a batch: a busy conversation is checked once, not for each
/// message.
class Access {
   public:
    explicit Access(db::Session& session) : session_(session) {}
    bool may_have(const model::User& user, const model::Event& event) {
        const auto mail = event.kind == EventKind::outbox_changed ? event.subject_id : 0;
        const auto [found, is_new] = known_.try_emplace(
            {user.id.value, event.conversation_id.value, event.item_id.value, mail}, false);
        if (is_new) {
            found->second = view::may_have_event(session_, user, event);
        }
        return found->second;
    }
    /// A customer, of something that hangs on a conversation or an item.
    bool may_have(const model::CustomerScope& customer, const model::Event& event) {
        const auto [found, is_new] = known_customers_.try_emplace(
            {customer, event.conversation_id.value, event.item_id.value}, false);
        if (is_new) {
            found->second = view::may_have_event(session_, customer, event);
        }
        return found->second;
    }

   private:
    db::Session& session_;
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>, bool> known_;
    std::map<std::tuple<model::CustomerScope, std::int64_t, std::int64_t>, bool> known_customers_;
};

/// The frame for those customers who may have the event; none when nobody may or it is not theirs.
std::optional<Frame> frame_for_customers(db::Session& session, std::span<const Reader> connected,
                                         const model::Event& event, Access& access,
                                         view::Names& names) {
    Frame frame{.seq = event.id.value};
    for (const auto& reader : connected) {
        if (reader.person.kind == model::PersonKind::customer &&
            access.may_have(model::CustomerScope{CustomerId{reader.person.id}, reader.visitor},
                            event)) {
            frame.readers.push_back(reader);
        }
    }
    const auto json =
        frame.readers.empty() ? std::nullopt : view::own_event_json(session, event, names);
    if (!json) {
        return std::nullopt;
    }
    frame.text = frame_of(*json);
    return frame;
}

bool changes_counts(EventKind kind) {
    return kind == EventKind::receipt_changed || kind == EventKind::message_seen ||
           kind == EventKind::outbox_changed;
}

/// The ring for one user: the message, the new numbers, and what the client does.
view::Object notice_json(db::Session& session, const desk::Environment& env,
                         const model::User& user, const model::Event& event, view::Names& names) {
    auto posted = event;
    posted.kind = EventKind::message_posted;
    auto json = view::live_event_json(session, posted, names);
    json.erase("seq");
    auto counts = view::counts_json(session, user);
    json["kind"] = "notification";
    json["at"] = view::time_json(env.now());
    json["sound"] = user.sound;
    json["badge"] = counts.at("unread_messages");
    json["flash"] = true;
    json["counts"] = std::move(counts);
    return json;
}

void add_notices(db::Session& session, const desk::Environment& env,
                 const std::vector<model::User>& users, const model::Event& event,
                 view::Names& names, Batch& batch) {
    const auto told = view::told_users(event);
    for (const auto& user : users) {
        if (std::ranges::find(told, user.id) != told.end()) {
            batch.notices.push_back(
                {user.id, frame_of(notice_json(session, env, user, event, names))});
        }
    }
}

}  // namespace

Batch read_batch(db::Session& session, const desk::Environment& env, EventId after,
                 std::span<const Reader> connected, int limit) {
    Batch batch{.last = after};
    const auto events = store::list_events(session, after, limit);
    batch.more = std::ssize(events) == limit;
    const auto users = load_users(session, users_of(connected));
    view::Names names(session);
    Access access(session);
    std::set<UserId> outdated;
    for (const auto& event : events) {
        batch.last = event.id;
        Frame frame{.seq = event.id.value};
        for (const auto& user : users) {
            if (access.may_have(user, event)) {
                frame.readers.push_back({model::person(user.id), {}});
                if (changes_counts(event.kind)) {
                    outdated.insert(user.id);
                }
            }
        }
        if (!frame.readers.empty()) {
            frame.text = frame_of(view::live_event_json(session, event, names));
            batch.frames.push_back(std::move(frame));
        }
        if (auto own = frame_for_customers(session, connected, event, access, names)) {
            batch.frames.push_back(std::move(*own));
        }
        add_notices(session, env, users, event, names, batch);
    }
    batch.outdated.assign(outdated.begin(), outdated.end());
    return batch;
}

std::vector<Notice> read_counts(db::Session& session, const desk::Environment& env,
                                std::span<const UserId> ids) {
    std::vector<Notice> notices;
    for (const auto& user : load_users(session, ids)) {
        notices.push_back({user.id, frame_of({{"kind", "counts"},
                                              {"at", view::time_json(env.now())},
                                              {"counts", view::counts_json(session, user)}})});
    }
    return notices;
}

}  // namespace postroom::live
