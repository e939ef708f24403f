// See feed.hpp.
#include "live/feed.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "store/draft.hpp"
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

/// Who is connected: users in the order of their ids, customers in that of their scopes.
struct Connected {
    std::vector<UserId> users;
    std::vector<Reader> customers;

    explicit Connected(std::span<const Reader> readers) {
        for (const auto& reader : readers) {
            if (reader.person.kind == model::PersonKind::user) {
                users.emplace_back(reader.person.id);
            } else {
                customers.push_back(reader);
            }
        }
    }
};

/// Asks the database once for each place in a batch, for everybody at once: a busy conversation
/// with a thousand readers is one question, not a thousand for each message.
class Access {
   public:
    Access(db::Session& session, const Connected& connected)
        : session_(session), connected_(connected) {}

    /// Those connected who may have the event, in their order.
    const std::vector<UserId>& users(const model::Event& event) {
        // Some events are for those whom they speak of as well: each is asked for itself.
        const bool is_personal = event.kind == EventKind::project_changed ||
                                 event.kind == EventKind::conversation_changed;
        const auto own = event.kind == EventKind::outbox_changed ? event.subject_id
                         : is_personal                           ? -event.id.value
                                                                 : 0;
        const auto [found, is_new] =
            users_.try_emplace({event.conversation_id.value, event.item_id.value, own});
        if (is_new && !connected_.users.empty()) {
            std::ranges::set_intersection(view::list_users_with_event(session_, event),
                                          connected_.users, std::back_inserter(found->second));
        }
        return found->second;
    }
    /// Customers, of something that hangs on a conversation or an item.
    const std::vector<Reader>& customers(const model::Event& event) {
        const auto [found, is_new] =
            customers_.try_emplace({event.conversation_id.value, event.item_id.value});
        if (is_new) {
            std::ranges::copy_if(
                connected_.customers, std::back_inserter(found->second), [&](const Reader& reader) {
                    return view::may_have_event(
                        session_,
                        model::CustomerScope{CustomerId{reader.person.id}, reader.visitor}, event);
                });
        }
        return found->second;
    }

   private:
    db::Session& session_;
    const Connected& connected_;
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::vector<UserId>> users_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Reader>> customers_;
};

/// Beyond so many, the ring comes without the numbers, which follow: they cost some questions each.
constexpr std::size_t kCountedAtOnceMax = 20;

/// Whose numbers of the navigation an event may have changed, of those who have it.
std::vector<UserId> outdated_by(const model::Event& event, const std::vector<UserId>& users) {
    switch (event.kind) {
        case EventKind::receipt_changed:
            return view::told_users(event);
        case EventKind::message_seen:
            return event.actor.kind == model::PersonKind::user
                       ? std::vector<UserId>{UserId{event.actor.id}}
                       : std::vector<UserId>{};
        case EventKind::message_deleted:
        case EventKind::outbox_changed:
            return users;
        default:
            return {};
    }
}

/// The ring: the message, the same for everybody; what the client does depends on the user.
view::Object ring_json(db::Session& session, const desk::Environment& env,
                       const model::Event& event, view::Names& names) {
    auto posted = event;
    posted.kind = EventKind::message_posted;
    auto json = view::live_event_json(session, posted, names);
    json.erase("seq");
    json["kind"] = "notification";
    json["at"] = view::time_json(env.now());
    return json;
}

/// Rings for those connected whom the fan-out told. Numbers are counted once for each of them in a
/// batch: they are those of one moment.
class Rings {
   public:
    Rings(db::Session& session, const desk::Environment& env, const Connected& connected)
        : session_(session), env_(env), connected_(connected) {}

    void add(const model::Event& event, view::Names& names, std::vector<Notice>& notices) {
        auto told = view::told_users(event);
        std::ranges::sort(told);
        std::vector<UserId> rung;
        std::ranges::set_intersection(told, connected_.users, std::back_inserter(rung));
        if (rung.empty()) {
            return;
        }
        const auto muting = store::list_muting_users(session_, event.conversation_id, env_.now());
        auto json = ring_json(session_, env_, event, names);
        for (const UserId id : rung) {
            const auto& user = known(id);
            if (!user.active) {
                continue;
            }
            // A mute takes the signals away and nothing else: the message is unread and counted.
            const bool muted = std::ranges::binary_search(muting, id);
            json["muted"] = muted;
            json["sound"] = user.sound && !muted;
            json["flash"] = !muted;
            if (rung.size() <= kCountedAtOnceMax) {
                json["badge"] = user.counts.at("unread_messages");
                json["counts"] = user.counts;
            }
            notices.push_back({id, frame_of(json), event.id});
        }
    }

   private:
    struct Told {
        bool active = false;
        bool sound = false;
        view::Object counts;
    };

    const Told& known(UserId id) {
        const auto [found, is_new] = known_.try_emplace(id);
        const auto user = is_new ? store::find_user(session_, id) : std::nullopt;
        if (user) {
            found->second = {user->active, user->sound, view::counts_json(session_, *user)};
        }
        return found->second;
    }

    db::Session& session_;
    const desk::Environment& env_;
    const Connected& connected_;
    std::map<UserId, Told> known_;
};

}  // namespace

Batch read_batch(db::Session& session, const desk::Environment& env, EventId after,
                 std::span<const Reader> readers, int limit) {
    Batch batch{.last = after};
    const auto events = store::list_events(session, after, limit);
    batch.more = std::ssize(events) == limit;
    const Connected connected(readers);
    view::Names names(session);
    Access access(session, connected);
    Rings rings(session, env, connected);
    std::set<UserId> outdated;
    for (const auto& event : events) {
        batch.last = event.id;
        const auto& users = access.users(event);
        if (!users.empty()) {
            Frame frame{.seq = event.id.value,
                        .text = frame_of(view::live_event_json(session, event, names))};
            for (const UserId user : users) {
                frame.readers.push_back({model::person(user), {}});
            }
            batch.frames.push_back(std::move(frame));
            const auto changed = outdated_by(event, users);
            outdated.insert(changed.begin(), changed.end());
        }
        const auto& customers = access.customers(event);
        const auto own =
            customers.empty() ? std::nullopt : view::own_event_json(session, event, names);
        if (own) {
            batch.frames.push_back(
                {.seq = event.id.value, .text = frame_of(*own), .readers = customers});
        }
        rings.add(event, names, batch.notices);
    }
    batch.outdated.assign(outdated.begin(), outdated.end());
    return batch;
}

std::vector<Notice> read_counts(db::Session& session, const desk::Environment& env,
                                std::span<const UserId> ids) {
    std::vector<Notice> notices;
    for (const UserId id : ids) {
        const auto user = store::find_user(session, id);
        if (user && user->active) {
            notices.push_back({id,
                               frame_of({{"kind", "counts"},
                                         {"at", view::time_json(env.now())},
                                         {"counts", view::counts_json(session, *user)}}),
                               {}});
        }
    }
    return notices;
}

}  // namespace postroom::live
