// What one connection of the hub does: greeting, catching up, commands, presence. See
// hub_state.hpp.
#include <boost/json.hpp>

#include "live/hub_state.hpp"
#include "store/people.hpp"
#include "view/people.hpp"

namespace postroom::live {
namespace {

constexpr int kEventsPerPage = 200;

view::Object frame(const desk::Environment& env, std::string_view kind) {
    return {{"kind", kind}, {"at", view::time_json(env.now())}};
}

std::string presence_frame(const desk::Environment& env, const Presence::Change& change) {
    auto told = frame(env, "presence");
    told["person"] =
        view::person_json(change.who.person.kind, change.who.person.id, change.who.name);
    told["present"] = change.present;
    told["conversation_id"] = change.conversation.value;
    return boost::json::serialize(told);
}

std::string typing_frame(const desk::Environment& env, ConversationId conversation,
                         const Somebody& who, bool on) {
    auto told = frame(env, "typing");
    told["person"] = view::person_json(who.person.kind, who.person.id, who.name);
    told["conversation_id"] = conversation.value;
    told["on"] = on;
    return boost::json::serialize(told);
}

}  // namespace

io::WebSocketCallbacks Hub::State::open(OpenRequest request) {
    auto connection = io::make_bound<Connection>(loop_, loop_, env_.clock, std::move(request));
    const std::weak_ptr weak(weak_from_this());
    // Each callback takes the state for its own length only: a hub that is gone makes them do
    // nothing.
    return {.on_open =
                [weak, connection](std::shared_ptr<io::WebSocket> socket) {
                    if (const auto self = weak.lock()) {
                        self->connections_.insert(connection);
                        self->open_ = self->connections_.size();
                        connection->begin(std::move(socket),
                                          [weak, held = std::weak_ptr(connection)] {
                                              const auto state = weak.lock();
                                              const auto greeted = held.lock();
                                              if (state && greeted) {
                                                  state->greeted(greeted);
                                              }
                                          });
                    }
                },
            .on_message =
                [weak, connection](std::string_view text) {
                    const auto command = connection->take(text);
                    if (const auto self = weak.lock(); self && command) {
                        self->carry_out(connection, *command);
                    }
                },
            .on_drained =
                [weak, connection] {
                    if (const auto self = weak.lock()) {
                        self->catch_up(connection);
                    }
                },
            .on_close =
                [weak, connection] {
                    if (const auto self = weak.lock()) {
                        self->close(connection);
                    }
                }};
}

void Hub::State::greeted(const std::shared_ptr<Connection>& connection) {
    connection->seq = connection->request.since;
    auto hello = frame(env_, "hello");
    hello["seq"] = connection->seq < 0 ? cursor_.value : connection->seq;
    hello[connection->request.viewer.user() ? "user_id" : "customer_id"] = connection->person().id;
    connection->send(std::make_shared<const std::string>(boost::json::serialize(hello)));
    count_presence(connection, 1);
    connection->phase = Connection::Phase::catching_up;
    connection->rung_until = cursor_;
    connection->seq = connection->seq < 0 ? cursor_.value : connection->seq;
    go_on(connection);
}

/// Reads the next page of what the client missed, when the last one has left: a slow client is not
/// flooded.
void Hub::State::catch_up(const std::shared_ptr<Connection>& connection) {
    if (connection->phase != Connection::Phase::catching_up || connection->is_reading ||
        !connection->is_drained()) {
        return;
    }
    connection->is_reading = true;
    const std::vector<Reader> reader{connection->reader()};
    const bool submitted = read_then(
        [this, reader, after = EventId{connection->seq}](db::Session& session) {
            return read_batch(session, env_, after, reader, kEventsPerPage);
        },
        [this, connection](std::optional<Batch> page) {
            connection->is_reading = false;
            if (connection->phase != Connection::Phase::catching_up) {
                return;
            }
            if (!page) {
                connection->is_waiting = true;  // the next look of the hub tries again
                return;
            }
            connection->send_frames(page->frames);
            for (const auto& notice : page->notices) {
                connection->ring(notice);
            }
            connection->rung_until = std::max(connection->rung_until, page->last);
            connection->seq = std::max(connection->seq, page->last.value);
            go_on(connection);
        });
    if (!submitted) {
        connection->is_reading = false;
        connection->close(io::CloseCode::too_slow, "busy; resume with since");
    }
}

/// Live when it has everything that was broadcast, and no batch is under way that was read without
/// it.
void Hub::State::go_on(const std::shared_ptr<Connection>& connection) {
    if (connection->seq < cursor_.value) {
        return catch_up(connection);
    }
    if (is_reading_) {
        connection->is_waiting = true;
        return;
    }
    connection->phase = Connection::Phase::live;
    readers_[connection->reader()].insert(connection);
    wake();
}

void Hub::State::close(const std::shared_ptr<Connection>& connection) {
    const bool was_counted = connection->is_greeted();
    connection->end();
    connections_.erase(connection);
    if (const auto found = readers_.find(connection->reader()); found != readers_.end()) {
        found->second.erase(connection);
        if (found->second.empty()) {
            readers_.erase(found);
        }
    }
    open_ = connections_.size();
    tell_changes(presence_.leave(connection.get(), env_.clock.steady()));
    if (was_counted) {
        count_presence(connection, -1);
    }
}

void Hub::State::carry_out(const std::shared_ptr<Connection>& connection, const Command& command) {
    const auto now = env_.clock.steady();
    if (command.kind == Command::Kind::ping) {
        connection->send(
            std::make_shared<const std::string>(boost::json::serialize(frame(env_, "pong"))));
    } else if (!command.conversation) {
        tell_changes(presence_.leave(connection.get(), now));
    } else if (command.kind == Command::Kind::typing &&
               presence_.viewing(connection.get(), now) == command.conversation) {
        announce_typing(connection->person(), std::string(connection->request.viewer.name()),
                        command.conversation, command.on);
    } else {
        show_in_conversation(connection, command);
    }
}

/// Checks that the user may see the conversation before they are shown there and hear who else is.
void Hub::State::show_in_conversation(const std::shared_ptr<Connection>& connection,
                                      const Command& command) {
    const bool submitted = read_then(
        [viewer = connection->request.viewer, conversation = command.conversation](
            db::Session& session) { return viewer.may_see(session, conversation); },
        [this, connection, command](std::optional<bool> allowed) {
            if (!allowed.value_or(false) || connection->phase == Connection::Phase::ended) {
                return;
            }
            const Somebody who{connection->person(),
                               std::string(connection->request.viewer.name())};
            if (command.kind == Command::Kind::typing) {
                return announce_typing(who.person, who.name, command.conversation, command.on);
            }
            note_customer(connection, command.focused);
            const auto now = env_.clock.steady();
            const bool is_new = presence_.viewing(connection.get(), now) != command.conversation;
            tell_changes(presence_.look(connection.get(), who,
                                        {command.conversation, command.focused}, now));
            if (is_new) {
                tell_who_is_here(connection, command.conversation);
            }
        });
    if (!submitted) {
        log_debug("live: presence left out, the work pool is full");
    }
}

/// Those whose session has ended or who were deactivated are let go. (SEC-9)
void Hub::State::check_sign_ins() {
    if (is_stopped_) {
        return;
    }
    const auto connections = std::make_shared<std::vector<std::shared_ptr<Connection>>>(
        connections_.begin(), connections_.end());
    const bool submitted = read_then(
        [this, connections](db::Session& session) {
            std::vector<std::shared_ptr<Connection>> ended;
            for (const auto& connection : *connections) {
                if (!connection->request.viewer.is_known(session, env_)) {
                    ended.push_back(connection);
                }
            }
            return ended;
        },
        [this](std::optional<std::vector<std::shared_ptr<Connection>>> ended) {
            for (const auto& connection :
                 ended.value_or(std::vector<std::shared_ptr<Connection>>{})) {
                connection->send(std::make_shared<const std::string>(
                    boost::json::serialize(frame(env_, "ended"))));
                connection->close(io::CloseCode::signed_out, "signed out");
            }
        });
    if (!submitted) {
        log_debug("live: sign-ins not checked, the work pool is full");
    }
}

bool Hub::State::is_present(UserId user) const {
    const std::lock_guard lock(present_mutex_);
    return present_.contains(user);
}

/// A customer with a view in front is here; and for a while after it has gone, since whoever steps
/// away for a moment reads on when they are back. (CHAT-5)
void Hub::State::note_customer(const std::shared_ptr<Connection>& connection, bool focused) {
    if (focused && connection->person().kind == model::PersonKind::customer) {
        const std::lock_guard lock(present_mutex_);
        customers_seen_[connection->person().id] = env_.clock.steady();
    }
}

void Hub::State::forget_gone_customers() {
    const auto now = env_.clock.steady();
    const std::lock_guard lock(present_mutex_);
    std::erase_if(customers_seen_,
                  [&](const auto& seen) { return now - seen.second > kPresenceLinger; });
}

desk::PresentCustomers Hub::State::present_customers() const {
    const auto now = env_.clock.steady();
    desk::PresentCustomers present;
    const std::lock_guard lock(present_mutex_);
    for (const auto& [customer, at] : customers_seen_) {
        if (now - at <= kPresenceLinger) {
            present.insert(customer);
        }
    }
    return present;
}

/// Nobody is told who comes and goes, only whoever looks at the same conversation: a thousand
/// colleagues who come back at once would be a million frames that no screen shows.
void Hub::State::count_presence(const std::shared_ptr<Connection>& connection, int change) {
    const auto* user = connection->request.viewer.user();
    if (!user) {
        return;
    }
    const std::lock_guard lock(present_mutex_);
    int& count = present_[user->user.id];
    count += change;
    if (count <= 0) {
        present_.erase(user->user.id);
    }
}

void Hub::State::announce_typing(model::Person person, const std::string& name,
                                 ConversationId conversation, bool on) {
    loop_.post([weak = weak_from_this(), conversation, who = Somebody{person, name}, on] {
        if (const auto self = weak.lock()) {
            self->presence_.type(conversation, who, on, self->env_.clock.steady());
            self->tell_viewers(conversation, who.person,
                               typing_frame(self->env_, conversation, who, on));
        }
    });
}

void Hub::State::tell_user(UserId user, std::string text) {
    loop_.post([weak = weak_from_this(), user,
                shared = std::make_shared<const std::string>(std::move(text))] {
        const auto self = weak.lock();
        if (!self) {
            return;
        }
        for (const auto& connection : self->connections_) {
            if (connection->person() == model::person(user) && connection->is_greeted()) {
                connection->send(shared);
            }
        }
    });
}

void Hub::State::tell_changes(const std::vector<Presence::Change>& changes) {
    for (const auto& change : changes) {
        tell_viewers(change.conversation, change.who.person, presence_frame(env_, change));
    }
}

/// Whoever opens a conversation hears at once who looks at it and who types, not only who comes and
/// goes afterwards. (CHAT-5)
void Hub::State::tell_who_is_here(const std::shared_ptr<Connection>& connection,
                                  ConversationId conversation) {
    const auto now = env_.clock.steady();
    const auto self = connection->person();
    const auto send = [&](const std::string& text) {
        connection->send(std::make_shared<const std::string>(text));
    };
    for (const auto& who : presence_.list_present(conversation, self, now)) {
        send(presence_frame(env_, {conversation, who, true}));
    }
    for (const auto& who : presence_.list_typing(conversation, self, now)) {
        send(typing_frame(env_, conversation, who, true));
    }
}

void Hub::State::tell_viewers(ConversationId conversation, model::Person except,
                              const std::string& text) {
    const auto shared = std::make_shared<const std::string>(text);
    const auto now = env_.clock.steady();
    for (const auto& connection : connections_) {
        if (connection->person() != except &&
            presence_.viewing(connection.get(), now) == conversation) {
            connection->send(shared);
        }
    }
}

}  // namespace postroom::live
