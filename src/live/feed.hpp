// Which frames each session gets next: read from the event log, filtered by access.
// Invariant: events go out in the order of the log; one event is serialised once. Rule: SEC-9, SEC-11.
#pragma once

#include <vector>

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "live/session.hpp"
#include "model/event.hpp"

namespace postroom::live {

/// What is asked for one session.
struct Request {
    std::int64_t session_id = 0;
    model::User user;
    EventId cursor;
    bool knows_cursor = true;
    bool wants_hello = false;  ///< its first frame says where the log stands
};

/// Reads what follows each cursor. Blocks: runs on the work pool.
std::vector<Delivery> read_feed(db::Database& database, const std::vector<Request>& requests, TimePoint now);

/// The frame that says that one message is for this user: sound, badge, flash. (F012-F015)
std::string notification_frame(db::Session& session, const model::User& user, const model::Event& event);

}  // namespace postroom::live
