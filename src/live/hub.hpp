// Everybody who is connected, and what reaches them.
// Invariant: events reach a connection in order and none is left out; what it may not see never
// reaches it (SEC-9); presence is soft: losing it costs an email more, never one less (CHAT-5).
// Rule: architecture.md "Live"; mail-correctness.md SEC-9, CHAT-2, CHAT-5.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "io/executor.hpp"
#include "io/websocket.hpp"
#include "live/viewer.hpp"

namespace postroom::live {

/// A connection about to begin, its viewer known.
struct OpenRequest {
    Viewer viewer;
    std::int64_t since = -1;  ///< the last event that the client has; -1 = only what is new
    bool needs_hello = true;  ///< the first message must hold the CSRF token
};

class Hub {
   public:
    /// The database has been migrated.
    Hub(io::Loop& loop, io::WorkPool& pool, db::Database& database, const desk::Environment& env);
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    // All of these: any thread.
    io::WebSocketCallbacks open(OpenRequest request);
    /// Something was committed. Cheap; may be called for each commit.
    void wake();
    bool is_present(UserId user) const;
    /// Customers with a live, focused view, or who had one within `kPresenceLinger`.
    desk::PresentCustomers present_customers() const;
    /// Tells those who look at the conversation; the caller has checked that the person may see it.
    void announce_typing(model::Person person, std::string name, ConversationId conversation,
                         bool on);
    /// A frame without a number for every window of one user.
    void tell_user(UserId user, std::string frame);
    std::size_t connections() const;

    class State;

   private:
    std::shared_ptr<State> state_;
};

}  // namespace postroom::live
