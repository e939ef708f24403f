// See hub.hpp.
#include "live/hub.hpp"

#include <atomic>
#include <boost/json.hpp>
#include <map>
#include <mutex>

#include "core/encoding.hpp"
#include "core/log.hpp"
#include "live/feed.hpp"
#include "store/access.hpp"
#include "view/json.hpp"

namespace postroom::live {
namespace {

/// A client says at least every 25 s what it shows; silence for longer is absence. (CHAT-5)
constexpr Milliseconds kPresenceLife = std::chrono::seconds{40};

}  // namespace

struct Hub::State : std::enable_shared_from_this<Hub::State> {
    State(io::Loop& l, io::WorkPool& p, db::Database& d, const desk::Environment& e)
        : loop(l), pool(p), database(d), env(e) {}

    io::Loop& loop;
    io::WorkPool& pool;
    db::Database& database;
    const desk::Environment& env;

    // Loop thread only:
    std::map<std::int64_t, std::shared_ptr<Session>> sessions;
    std::int64_t next_id = 0;
    bool is_reading = false;
    bool read_again = false;

    std::atomic<bool> is_woken{false};
    mutable std::mutex mutex;  ///< guards last_focus
    std::map<std::int64_t, TimePoint> last_focus;

    void pump();
    void finish(std::vector<Delivery> deliveries);
    void on_message(const std::shared_ptr<Session>& session, std::string_view text);
    void on_command(const std::shared_ptr<Session>& session, const boost::json::object& command);
    bool greet(const std::shared_ptr<Session>& session, const boost::json::object& command);
    void set_presence(const std::shared_ptr<Session>& session, bool focused);
    void send_typing(model::Person person, const std::string& name, ConversationId conversation, bool on);
};

/// Reads what every ready session has not had yet; one reading at a time.
void Hub::State::pump() {
    is_woken = false;
    if (is_reading) {
        read_again = true;
        return;
    }
    std::vector<Request> requests;
    for (const auto& [id, session] : sessions) {
        if (session->is_ready) {
            requests.push_back({.session_id = id,
                                .user = session->caller.user,
                                .cursor = session->cursor,
                                .knows_cursor = session->knows_cursor,
                                .wants_hello = !session->was_greeted});
        }
    }
    if (requests.empty()) {
        return;
    }
    is_reading = true;
    const bool queued = pool.submit([self = shared_from_this(), requests = std::move(requests)] {
        std::vector<Delivery> deliveries;
        try {
            deliveries = read_feed(self->database, requests, self->env.now());
        } catch (const std::exception& error) {
            log_error("the live feed cannot be read: {}", error.what());
        }
        self->loop.post([self, deliveries = std::move(deliveries)]() mutable { self->finish(std::move(deliveries)); });
    });
    if (!queued) {
        is_reading = false;  // the next commit tries again
    }
}

void Hub::State::finish(std::vector<Delivery> deliveries) {
    is_reading = false;
    bool has_more = std::exchange(read_again, false);
    for (auto& delivery : deliveries) {
        const auto found = sessions.find(delivery.session_id);
        if (found == sessions.end()) {
            continue;
        }
        found->second->cursor = delivery.cursor;
        found->second->knows_cursor = true;
        found->second->was_greeted = true;
        has_more |= delivery.has_more;
        for (auto& frame : delivery.frames) {
            found->second->socket->send(std::move(frame));
        }
    }
    if (has_more) {
        pump();
    }
}

bool Hub::State::greet(const std::shared_ptr<Session>& session, const boost::json::object& command) {
    const auto* kind = command.if_contains("kind");
    const auto* token = command.if_contains("csrf_token");
    const bool is_right = kind != nullptr && kind->is_string() && kind->as_string() == "hello" && token != nullptr &&
                          token->is_string() &&
                          equal_constant_time(std::string_view(token->as_string()), session->caller.csrf_token);
    if (!is_right) {
        session->socket->close(io::CloseCode::refused, "the hello was not right");
        return false;
    }
    session->is_ready = true;
    pump();
    return true;
}

void Hub::State::set_presence(const std::shared_ptr<Session>& session, bool focused) {
    const std::lock_guard lock(mutex);
    if (focused) {
        last_focus[session->caller.user.id.value] = env.now();
    } else {
        last_focus.erase(session->caller.user.id.value);
    }
}

void Hub::State::on_command(const std::shared_ptr<Session>& session, const boost::json::object& command) {
    const auto* kind = command.if_contains("kind");
    const auto* conversation = command.if_contains("conversation_id");
    const auto flag = [&](std::string_view name) {
        const auto* value = command.if_contains(name);
        return value != nullptr && value->is_bool() && value->as_bool();
    };
    if (kind == nullptr || !kind->is_string()) {
        return;
    }
    const ConversationId shown{conversation != nullptr && conversation->is_int64() ? conversation->as_int64() : 0};
    if (kind->as_string() == "presence") {
        session->shown = shown;
        set_presence(session, flag("focused"));
    } else if (kind->as_string() == "typing" && shown) {
        send_typing(model::person(session->caller.user.id), session->caller.user.name, shown, flag("on"));
    }
}

void Hub::State::on_message(const std::shared_ptr<Session>& session, std::string_view text) {
    boost::system::error_code error;
    const auto value = boost::json::parse(text, error);
    if (error || !value.is_object()) {
        session->socket->close(io::CloseCode::policy, "not a JSON object");
        return;
    }
    if (!session->is_ready) {
        greet(session, value.as_object());
    } else {
        on_command(session, value.as_object());
    }
}

/// To those who show this conversation: they have been let in to read it before.
void Hub::State::send_typing(model::Person person, const std::string& name, ConversationId conversation, bool on) {
    const auto frame = std::make_shared<const std::string>(boost::json::serialize(
        view::Object{{"kind", "typing"},
                     {"at", format_rfc3339(env.now())},
                     {"conversation_id", conversation.value},
                     {"person", view::Object{{"kind", name_of(person.kind)}, {"id", person.id}, {"name", name}}},
                     {"on", on}}));
    std::vector<std::shared_ptr<Session>> watchers;
    for (const auto& [id, session] : sessions) {
        if (session->is_ready && session->shown == conversation && session->caller.user.id.value != person.id) {
            watchers.push_back(session);
        }
    }
    if (watchers.empty()) {
        return;
    }
    const bool queued = pool.submit([self = shared_from_this(), watchers, frame, conversation] {
        for (const auto& session : watchers) {
            const bool allowed = self->database.read([&](db::Session& rows) {
                return store::may_see_conversation(rows, session->caller.user, conversation);
            });
            if (allowed) {
                self->loop.post([session, frame] { session->socket->send(frame); });
            }
        }
    });
    if (!queued) {
        log_debug("typing in conversation {} was not told: the pool is busy", conversation.value);
    }
}

Hub::Hub(io::Loop& loop, io::WorkPool& pool, db::Database& database, const desk::Environment& env)
    : state_(std::make_shared<State>(loop, pool, database, env)) {}

Hub::~Hub() = default;

io::WebSocketCallbacks Hub::open(Opening opening) {
    auto session = std::make_shared<Session>();
    session->caller = std::move(opening.caller);
    session->cursor = EventId{std::max<std::int64_t>(opening.since, 0)};
    session->knows_cursor = opening.since >= 0;
    session->is_ready = !opening.needs_hello;
    return {.on_open =
                [state = state_, session](std::shared_ptr<io::WebSocket> socket) {
                    session->id = ++state->next_id;
                    session->socket = std::move(socket);
                    state->sessions[session->id] = session;
                    state->pump();
                },
            .on_message = [state = state_, session](std::string_view text) { state->on_message(session, text); },
            .on_drained = {},
            .on_close =
                [state = state_, session] {
                    state->sessions.erase(session->id);
                    state->set_presence(session, false);
                }};
}

void Hub::wake() {
    if (!state_->is_woken.exchange(true)) {
        state_->loop.post([state = state_] { state->pump(); });
    }
}

bool Hub::is_present(UserId user) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->last_focus.find(user.value);
    return found != state_->last_focus.end() && state_->env.now() - found->second < kPresenceLife;
}

/// Customers have no live socket yet: portal and widget open theirs elsewhere. Nobody is taken for present.
desk::PresentCustomers Hub::present_customers() const { return {}; }

void Hub::announce_typing(model::Person person, std::string name, ConversationId conversation, bool on) {
    state_->loop.post([state = state_, person, name = std::move(name), conversation, on] {
        state->send_typing(person, name, conversation, on);
    });
}

}  // namespace postroom::live
