// What a Stream holds; for stream.cpp and stream_acceptor.cpp only.
// Invariant: while an operation is pending a timer runs that ends at its deadline or earlier.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "io/stream.hpp"

namespace postroom::io {

using StreamSocket = boost::asio::generic::stream_protocol::socket;

struct Stream::State : std::enable_shared_from_this<Stream::State> {
    State(boost::asio::io_context& context, const Clock& given_clock)
        : socket(context), timer(context), clock(given_clock) {}

    /// Makes sure that the operation about to start ends by `deadline`.
    void guard(Milliseconds new_deadline);
    void arm(Milliseconds until);
    /// Turns an error of an operation into a failure, knowing whether we caused it.
    StreamFailure failure(const boost::system::error_code& error);
    void name_peer();

    StreamSocket socket;
    std::optional<boost::asio::ssl::stream<StreamSocket&>> tls;
    std::shared_ptr<TlsContext> tls_context;
    boost::asio::steady_timer timer;
    const Clock& clock;
    Milliseconds deadline{0};
    Milliseconds armed_until{0};
    bool is_armed = false, is_pending = false, timed_out = false, interrupted = false;
    std::string peer_address, peer_group;
};

}  // namespace postroom::io
