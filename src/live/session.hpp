// One live socket and what it has been sent.
// Invariant: used on the loop's thread only. Rule: SEC-9.
#pragma once

#include <memory>
#include <vector>

#include "core/time.hpp"
#include "desk/sign_in.hpp"
#include "io/websocket.hpp"

namespace postroom::live {

struct Session {
    std::int64_t id = 0;
    desk::Caller caller;
    EventId cursor;             ///< the last event that was looked at for it
    bool is_ready = false;      ///< the hello is done, events flow
    bool was_greeted = false;   ///< it has had its first frame
    bool knows_cursor = false;  ///< false: starts at the newest event
    ConversationId shown;       ///< what the client says it shows
    std::shared_ptr<io::WebSocket> socket;
};

/// What a session is to be sent, made away from the loop's thread.
struct Delivery {
    std::int64_t session_id = 0;
    EventId cursor;
    std::vector<io::SharedBytes> frames;
    bool has_more = false;
};

}  // namespace postroom::live
