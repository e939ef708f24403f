// See listener.hpp.
#include "receive/listener.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/check.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "io/stream.hpp"
#include "receive/reply_table.hpp"
#include "receive/session.hpp"

namespace postroom::receive {
namespace {

/// SRV-7: how long the accept loop rests when there are no descriptors left.
constexpr Milliseconds kAcceptBackOffMin{50};
constexpr Milliseconds kAcceptBackOffMax{2000};

}  // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
    State(io::Loop& loop, const Clock& clock, Random& random, ListenerOptions options, Sink sink)
        : shared(
              std::make_shared<Shared>(loop, clock, random, std::move(options), std::move(sink))) {}

    io::Async<void> accept_connections();
    void admit(io::Stream stream);
    void serve(io::Stream stream, std::optional<smtp::Reply> refused);
    std::optional<smtp::Reply> refusal_of(const io::Stream& stream) const;
    io::Async<void> serve_session(std::shared_ptr<Session> session, std::string group,
                                  std::optional<smtp::Reply> refused);
    io::Async<void> cut_after(Milliseconds patience);
    void note_session_end();

    std::shared_ptr<Shared> shared;
    std::unique_ptr<io::StreamAcceptor> acceptor;
    std::unordered_set<std::shared_ptr<Session>> sessions;
    std::unordered_map<std::string, std::size_t> per_group;
    std::function<void()> drained;
};

/// Survives every failure of accept: rests a little, longer each time, and goes on. (SRV-7)
io::Async<void> Listener::State::accept_connections() {
    const auto self = shared_from_this();
    Milliseconds back_off = kAcceptBackOffMin;
    while (!shared->draining) {
        auto stream = co_await acceptor->accept();
        if (stream) {
            back_off = kAcceptBackOffMin;
            admit(std::move(*stream));
        } else if (stream.error().kind == io::StreamFailure::Kind::descriptors) {
            log_warning("receive: cannot accept connections: {}", stream.error().text);
            co_await io::pause(shared->loop, back_off);
            back_off = std::min(back_off * 2, kAcceptBackOffMax);
        }
    }
}

void Listener::State::admit(io::Stream stream) {
    auto refused = refusal_of(stream);
    // Even refusing takes a session: beyond twice the limit a connection is closed without a word.
    if (refused && sessions.size() >= 2 * shared->options.connections_max) {
        ++shared->counts.connections_refused;
        return;
    }
    serve(std::move(stream), std::move(refused));
}

std::optional<smtp::Reply> Listener::State::refusal_of(const io::Stream& stream) const {
    if (shared->counts.connections >= shared->options.connections_max) {
        return smtp::Reply{421, "4.7.0", "Too many connections; please come back later"};
    }
    const auto group = per_group.find(stream.peer_group());
    // A Unix socket has no address: its peers are local and share only the total.
    if (group != per_group.end() && !stream.peer_group().empty() &&
        group->second >= shared->options.connections_per_address_max) {
        return smtp::Reply{421, "4.7.0",
                           "Too many connections from your address; please come back later"};
    }
    if (const auto error = shared->refusal()) {
        return reply_for(*error, Question::connection);
    }
    return std::nullopt;
}

void Listener::State::serve(io::Stream stream, std::optional<smtp::Reply> refused) {
    ++shared->counts.connections_total;
    std::string group = stream.peer_group();
    if (refused) {
        ++shared->counts.connections_refused;
    } else {
        ++shared->counts.connections;
        ++per_group[group];
    }
    auto session = std::make_shared<Session>(shared, std::move(stream));
    sessions.insert(session);
    boost::asio::co_spawn(shared->loop.context(),
                          serve_session(std::move(session), std::move(group), std::move(refused)),
                          boost::asio::detached);
}

io::Async<void> Listener::State::serve_session(std::shared_ptr<Session> session, std::string group,
                                               std::optional<smtp::Reply> refused) {
    const auto self = shared_from_this();
    const bool counts = !refused;
    try {
        co_await (refused ? session->refuse(std::move(*refused)) : session->run());
    } catch (const std::exception& error) {
        log_error("receive: a session ended by an exception: {}", for_log(error.what()));
    }
    if (counts) {
        --shared->counts.connections;
        const auto entry = per_group.find(group);
        if (--entry->second == 0) {
            per_group.erase(entry);
        }
    }
    sessions.erase(session);
    note_session_end();
}

void Listener::State::note_session_end() {
    if (shared->draining && sessions.empty() && drained) {
        std::exchange(drained, nullptr)();
    }
}

io::Async<void> Listener::State::cut_after(Milliseconds patience) {
    const auto self = shared_from_this();
    co_await io::pause(shared->loop, patience);
    for (const auto& session : sessions) {
        session->cut();
    }
}

Listener::Listener(std::shared_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() {
    state_->shared->draining = true;
    state_->acceptor->close();
    for (const auto& session : state_->sessions) {
        session->cut();
    }
}

Result<std::unique_ptr<Listener>> Listener::start(io::Loop& loop, const Clock& clock,
                                                  Random& random, ListenerOptions options,
                                                  Sink sink) {
    const io::Endpoint endpoint = TRY(io::Endpoint::parse(options.listen_on));
    auto state = std::make_shared<State>(loop, clock, random, std::move(options), std::move(sink));
    state->acceptor = TRY(io::StreamAcceptor::listen(loop, clock, endpoint));
    boost::asio::co_spawn(loop.context(), state->accept_connections(), boost::asio::detached);
    return std::make_unique<Listener>(std::move(state));
}

std::string Listener::address() const { return state_->acceptor->endpoint().to_string(); }
ListenerCounts Listener::counts() const { return state_->shared->counts; }

void Listener::replace_certificate(std::shared_ptr<io::TlsContext> tls) {
    CHECK(tls != nullptr && state_->shared->options.tls != nullptr);
    state_->shared->options.tls = std::move(tls);
}

void Listener::stop(Milliseconds patience, std::function<void()> drained) {
    state_->drained = std::move(drained);
    state_->shared->draining = true;
    state_->acceptor->close();
    for (const auto& session : state_->sessions) {
        session->wake_to_drain();
    }
    boost::asio::co_spawn(state_->shared->loop.context(), state_->cut_after(patience),
                          boost::asio::detached);
    state_->shared->loop.post([state = state_] { state->note_session_end(); });
}

}  // namespace postroom::receive
