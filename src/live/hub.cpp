// Reading new events and handing them out; see hub.hpp. What one connection does stands in
// hub_connection.cpp.
#include "live/hub.hpp"

#include <boost/json.hpp>

#include "live/hub_state.hpp"
#include "store/event.hpp"

namespace postroom::live {
namespace {

constexpr int kEventsPerBatch = 200;
/// Looks without being woken as well: another process or node may have written.
constexpr Milliseconds kTick{1'000};
constexpr Milliseconds kSignInTick{30'000};
/// So many connections are given a millisecond between two looks: what was written meanwhile goes
/// to each of them in one piece, instead of a piece for each event.
constexpr std::size_t kConnectionsPerMillisecond = 50;
constexpr Milliseconds kLookGapMax{25};
/// How many users' numbers are counted in a tick: with more, the last ones wait for the next ticks.
constexpr std::size_t kCountsPerTickMax = 200;

}  // namespace

Hub::State::State(io::Loop& loop, io::WorkPool& pool, db::Database& database,
                  const desk::Environment& env)
    : loop_(loop),
      pool_(pool),
      database_(database),
      env_(env),
      tick_(loop),
      sign_in_tick_(loop),
      look_(loop) {
    cursor_ = database_.read([](db::Session& session) { return store::find_last_event(session); });
}

void Hub::State::start() {
    loop_.post([self = shared_from_this()] {
        const std::weak_ptr weak(self);
        self->tick_.repeat(kTick, [weak] {
            if (const auto state = weak.lock()) {
                state->read_new();
                state->send_counts();
                state->tell_changes(state->presence_.expire(state->env_.clock.steady()));
                state->forget_gone_customers();
            }
        });
        self->sign_in_tick_.repeat(kSignInTick, [weak] {
            if (const auto state = weak.lock()) {
                state->check_sign_ins();
            }
        });
    });
}

void Hub::State::stop() { is_stopped_ = true; }

void Hub::State::wake() {
    // Many commits between two looks of the loop are one look.
    if (open_ == 0 || is_stopped_ || wanted_.exchange(true)) {
        return;
    }
    loop_.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->look_soon();
        }
    });
}

/// At once when the last look is long enough ago for everybody to have what it found.
void Hub::State::look_soon() {
    const auto gap = std::min(
        kLookGapMax, Milliseconds(static_cast<std::int64_t>(open_ / kConnectionsPerMillisecond)));
    // A message and who was told of it are two events within a moment.
    const auto rest = std::max(looked_at_ + gap - env_.clock.steady(), gap / 4);
    if (rest <= Milliseconds(0)) {
        wanted_ = false;
        return read_new();
    }
    look_.start(rest, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->wanted_ = false;
            self->read_new();
        }
    });
}

std::vector<Reader> Hub::State::connected_readers() const {
    std::vector<Reader> readers;
    readers.reserve(readers_.size());
    for (const auto& [reader, connections] : readers_) {
        readers.push_back(reader);
    }
    return readers;
}

void Hub::State::read_new() {
    if (is_reading_) {
        read_again_ = true;
        return;
    }
    if (is_stopped_) {
        return;
    }
    is_reading_ = true;
    read_again_ = false;
    looked_at_ = env_.clock.steady();
    // Nobody there: only the place in the log is kept up, so that the next one begins at "now".
    const auto readers = connected_readers();
    const bool submitted = read_then(
        [this, readers, after = cursor_](db::Session& session) {
            return readers.empty() ? Batch{.last = store::find_last_event(session)}
                                   : read_batch(session, env_, after, readers, kEventsPerBatch);
        },
        [this](std::optional<Batch> batch) {
            is_reading_ = false;
            if (batch) {
                deliver(*batch);
            }
            let_waiting_go_on();
            if (batch && (batch->more || read_again_)) {
                read_new();
            }
        });
    if (!submitted) {
        is_reading_ = false;
    }
}

void Hub::State::deliver(const Batch& batch) {
    cursor_ = std::max(cursor_, batch.last);
    outdated_.insert(batch.outdated.begin(), batch.outdated.end());
    for (const auto& connection : connections_) {
        if (connection->phase == Connection::Phase::live) {
            connection->send_frames(batch.frames);
            connection->seq = std::max(connection->seq, batch.last.value);
        }
    }
    send_notices(batch.notices);
}

void Hub::State::send_notices(const std::vector<Notice>& notices) {
    for (const auto& notice : notices) {
        const auto found = readers_.find({model::person(notice.user), {}});
        if (found != readers_.end()) {
            for (const auto& connection : found->second) {
                connection->ring(notice);
            }
        }
    }
}

void Hub::State::let_waiting_go_on() {
    const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) {
        if (std::exchange(connection->is_waiting, false) &&
            connection->phase == Connection::Phase::catching_up) {
            go_on(connection);
        }
    }
}

/// At most once a tick: a thousand mails a second are one new number a second.
void Hub::State::send_counts() {
    if (outdated_.empty() || is_stopped_) {
        return;
    }
    // In turn: nobody waits longer because their number is a high one.
    std::vector<UserId> users;
    for (auto next = outdated_.upper_bound(counted_last_);
         !outdated_.empty() && users.size() < kCountsPerTickMax;) {
        next = next == outdated_.end() ? outdated_.begin() : next;
        counted_last_ = *next;
        users.push_back(*next);
        next = outdated_.erase(next);
    }
    const bool submitted =
        read_then([this, users](db::Session& session) { return read_counts(session, env_, users); },
                  [this](std::optional<std::vector<Notice>> notices) {
                      send_notices(notices.value_or(std::vector<Notice>{}));
                  });
    if (!submitted) {
        outdated_.insert(users.begin(), users.end());
    }
}

Hub::Hub(io::Loop& loop, io::WorkPool& pool, db::Database& database, const desk::Environment& env)
    : state_(std::make_shared<State>(loop, pool, database, env)) {
    state_->start();
}

Hub::~Hub() { state_->stop(); }

io::WebSocketCallbacks Hub::open(OpenRequest request) { return state_->open(std::move(request)); }
void Hub::wake() { state_->wake(); }
bool Hub::is_present(UserId user) const { return state_->is_present(user); }
desk::PresentCustomers Hub::present_customers() const { return state_->present_customers(); }
std::size_t Hub::connections() const { return state_->connections(); }

void Hub::announce_typing(model::Person person, std::string name, ConversationId conversation,
                          bool on) {
    state_->announce_typing(person, name, conversation, on);
}

void Hub::tell_user(UserId user, std::string frame) { state_->tell_user(user, std::move(frame)); }

}  // namespace postroom::live
