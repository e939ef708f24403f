// The live sockets: everything that happens, pushed in order to everyone who may see it; who is present.
// Invariant: a socket misses no event after the one it named; presence is never a proof of having seen (CHAT-2,
// CHAT-5). Rule: SEC-9; features F012-F021; api/openapi.yaml /api/v1/live.
#pragma once

#include <memory>
#include <string>

#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "desk/sign_in.hpp"
#include "io/executor.hpp"
#include "io/websocket.hpp"

namespace postroom::live {

struct Opening {
    desk::Caller caller;
    std::int64_t since = -1;  ///< the last event that the client has; -1 = only what is new
    bool needs_hello = true;  ///< a browser says its CSRF token first (SEC-9)
};

class Hub {
   public:
    Hub(io::Loop& loop, io::WorkPool& pool, db::Database& database, const desk::Environment& env);
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    /// Any thread: what becomes of a connection whose caller was recognised.
    io::WebSocketCallbacks open(Opening opening);
    /// Any thread, never waits: something was committed.
    void wake();
    /// Any thread: has this user a focused view, as of the last half minute?
    bool is_present(UserId user) const;
    desk::PresentCustomers present_customers() const;
    /// Any thread: tells who sees the conversation that somebody is writing.
    void announce_typing(model::Person person, std::string name, ConversationId conversation, bool on);

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace postroom::live
