// What a Hub holds: the connections, how far the log has been read, who is present. Internal to
// src/live. Invariant: everything but `present` and `wanted` is touched on the loop's thread only.
// Rule: hub.hpp.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/log.hpp"
#include "live/connection.hpp"
#include "live/presence.hpp"
#include "store/access.hpp"

namespace postroom::live {

/// How long a customer counts as here after the view was last in front: clients say so every 25 s.
inline constexpr Milliseconds kPresenceLinger{90'000};

class Hub::State final : public std::enable_shared_from_this<Hub::State> {
   public:
    State(io::Loop& loop, io::WorkPool& pool, db::Database& database, const desk::Environment& env);

    void start();
    void stop();
    io::WebSocketCallbacks open(OpenRequest request);
    void wake();
    bool is_present(UserId user) const;
    desk::PresentCustomers present_customers() const;
    void announce_typing(model::Person person, const std::string& name, ConversationId conversation,
                         bool on);
    void tell_user(UserId user, std::string frame);
    std::size_t connections() const { return open_; }

   private:
    // The broadcast of new events.
    void look_soon();
    void read_new();
    void deliver(const Batch& batch);
    void send_notices(const std::vector<Notice>& notices);
    void send_counts();
    // One connection.
    void greeted(const std::shared_ptr<Connection>& connection);
    void catch_up(const std::shared_ptr<Connection>& connection);
    void go_on(const std::shared_ptr<Connection>& connection);
    void let_waiting_go_on();
    void carry_out(const std::shared_ptr<Connection>& connection, const Command& command);
    void show_in_conversation(const std::shared_ptr<Connection>& connection,
                              const Command& command);
    void close(const std::shared_ptr<Connection>& connection);
    void check_sign_ins();
    // Presence.
    void count_presence(const std::shared_ptr<Connection>& connection, int change);
    void tell_changes(const std::vector<Presence::Change>& changes);
    void tell_who_is_here(const std::shared_ptr<Connection>& connection,
                          ConversationId conversation);
    void tell_viewers(ConversationId conversation, model::Person except, const std::string& text);

    std::vector<Reader> connected_readers() const;
    void forget_gone_customers();
    void note_customer(const std::shared_ptr<Connection>& connection, bool focused);
    /// Runs `read` on the pool and `then` with its result on the loop's thread; false when the pool
    /// is full.
    template <class Read, class Then>
    bool read_then(Read read, Then then);

    io::Loop& loop_;
    io::WorkPool& pool_;
    db::Database& database_;
    const desk::Environment& env_;
    io::Timer tick_;
    io::Timer sign_in_tick_;
    io::Timer look_;
    Milliseconds looked_at_{-1'000'000};  ///< of the steady clock
    using Connections = std::set<std::shared_ptr<Connection>>;
    Connections connections_;
    std::map<Reader, Connections> readers_;  ///< those that are live
    Presence presence_;
    std::set<UserId> outdated_;
    UserId counted_last_;  ///< where the last tick ended
    EventId cursor_;
    bool is_reading_ = false;
    bool read_again_ = false;
    std::atomic<bool> wanted_{false};
    std::atomic<bool> is_stopped_{false};
    std::atomic<std::size_t> open_{0};
    mutable std::mutex present_mutex_;
    std::unordered_map<UserId, int> present_;
    std::unordered_map<std::int64_t, Milliseconds> customers_seen_;  ///< when last in front
};

/// A read that fails is logged and comes back empty: the next tick tries again.
template <class Read, class Then>
bool Hub::State::read_then(Read read, Then then) {
    return pool_.submit(
        [self = shared_from_this(), read = std::move(read), then = std::move(then)]() mutable {
            using Out = std::invoke_result_t<Read&, db::Session&>;
            std::optional<Out> out;
            try {
                out.emplace(self->database_.read(read));
            } catch (const std::exception& error) {
                log_error("live: cannot read: {}", error.what());
            }
            self->loop_.post([self, then = std::move(then), out = std::move(out)]() mutable {
                then(std::move(out));
            });
        });
}

}  // namespace postroom::live
