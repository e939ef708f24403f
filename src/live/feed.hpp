// The event log as frames for the sockets: what was written, for whom of those who are connected.
// Invariant: one event is rendered once, however many get it; access is asked anew in the
// transaction that reads the event, so a right that was taken away is gone at once (SEC-9). Rule:
// architecture.md "live tails events".
#pragma once

#include <span>
#include <vector>

#include "core/ids.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "io/websocket.hpp"
#include "live/viewer.hpp"

namespace postroom::live {

/// One event as a frame.
struct Frame {
    std::int64_t seq = 0;
    io::SharedBytes text;
    std::vector<Reader> readers;  ///< in their order
};

/// For one user alone, without a number: it is not repeated after a lost connection.
struct Notice {
    UserId user;
    io::SharedBytes text;
    EventId because;  ///< of this event; 0 when of none in particular
};

struct Batch {
    std::vector<Frame> frames;
    std::vector<Notice>
        notices;  ///< by event, then by user: "there is something new for you" (F012-F015)
    std::vector<UserId> outdated;  ///< whose numbers of the navigation may have changed
    EventId last;                  ///< the last event read, visible or not
    bool more = false;             ///< there may be further events
};

/// The events after `after`, for these readers, who come in their order. Deactivated users get
/// nothing.
Batch read_batch(db::Session& session, const desk::Environment& env, EventId after,
                 std::span<const Reader> readers, int limit);

/// A `counts` frame for each of these users.
std::vector<Notice> read_counts(db::Session& session, const desk::Environment& env,
                                std::span<const UserId> users);

}  // namespace postroom::live
