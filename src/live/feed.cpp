// See feed.hpp.
#include "live/feed.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

#include "store/event.hpp"
#include "store/receipt.hpp"
#include "view/events.hpp"

namespace postroom::live {
namespace {

constexpr int kEventsMax = 100;

io::SharedBytes share(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string hello_frame(const Request& request, EventId last, TimePoint at) {
    return boost::json::serialize(view::Object{{"kind", "hello"},
                                               {"seq", last.value},
                                               {"at", format_rfc3339(at)},
                                               {"user_id", request.user.id.value}});
}

/// Serialises each event once, whoever gets it.
class Frames {
   public:
    explicit Frames(db::Session& session) : session_(session), names_(session) {}

    const io::SharedBytes& of(const model::Event& event) {
        auto& frame = frames_[event.id.value];
        if (!frame) {
            frame = share(boost::json::serialize(view::live_event_json(session_, event, names_)));
        }
        return frame;
    }

   private:
    db::Session& session_;
    view::Names names_;
    std::map<std::int64_t, io::SharedBytes> frames_;
};

Delivery deliver(db::Session& session, Frames& frames, const Request& request) {
    Delivery delivery{.session_id = request.session_id, .cursor = request.cursor, .frames = {}};
    if (!request.knows_cursor) {
        delivery.cursor = store::find_last_event(session);
        return delivery;
    }
    const auto events = store::list_events(session, request.cursor, kEventsMax);
    for (const auto& event : events) {
        delivery.cursor = event.id;
        if (!view::may_have_event(session, request.user, event)) {
            continue;
        }
        delivery.frames.push_back(frames.of(event));
        const auto told = view::told_users(event);
        if (std::ranges::find(told, request.user.id) != told.end()) {
            delivery.frames.push_back(share(notification_frame(session, request.user, event)));
        }
    }
    delivery.has_more = std::ssize(events) == kEventsMax;
    return delivery;
}

}  // namespace

std::string notification_frame(db::Session& session, const model::User& user, const model::Event& event) {
    return boost::json::serialize(
        view::Object{{"kind", "notification"},
                     {"seq", event.id.value},
                     {"at", format_rfc3339(event.at)},
                     {"message_id", event.message_id.value},
                     {"item_id", view::id_json(event.item_id)},
                     {"conversation_id", view::id_json(event.conversation_id)},
                     {"sound", user.sound},
                     {"badge", store::count_unseen(session, model::person(user.id))},
                     {"flash", true}});
}

std::vector<Delivery> read_feed(db::Database& database, const std::vector<Request>& requests, TimePoint now) {
    return database.read([&](db::Session& session) {
        Frames frames(session);
        std::vector<Delivery> deliveries;
        for (const auto& request : requests) {
            deliveries.push_back(deliver(session, frames, request));
            if (request.wants_hello) {
                deliveries.back().frames.insert(deliveries.back().frames.begin(),
                                                share(hello_frame(request, store::find_last_event(session), now)));
            }
        }
        return deliveries;
    });
}

}  // namespace postroom::live
