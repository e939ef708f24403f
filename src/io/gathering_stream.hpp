// A TCP stream that takes every write at once and hands the kernel what has gathered, in one call
// for all of it. Internal to src/io. Invariant: bytes leave in the order in which they were
// written, one call at a time; a write that has been taken counts as done, an error is told by
// on_sent and by the read that fails. Loop thread only. Rule: performance.md, fan-out: what costs
// is the call, not the byte.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "io/websocket.hpp"

namespace postroom::io {

class GatheringStream {
   public:
    using next_layer_type = boost::beast::tcp_stream;
    using executor_type = next_layer_type::executor_type;
    static constexpr std::size_t kHeadBytesMax = 10;
    using Sent = std::function<void(boost::system::error_code)>;

    explicit GatheringStream(next_layer_type stream);

    executor_type get_executor() noexcept { return next_layer().get_executor(); }
    next_layer_type& next_layer() noexcept;
    const next_layer_type& next_layer() const noexcept;

    /// Called whenever everything that was appended has been handed over, and once when that
    /// failed.
    void on_sent(Sent sent);
    /// Takes bytes that leave at the end of this turn of the loop: `head` is copied, `body` is
    /// shared.
    void append(std::string_view head, SharedBytes body);
    /// Forgets what has not been handed to the kernel yet.
    void drop_gathered();
    /// Bytes that wait, those in the kernel's hands included.
    std::size_t waiting_bytes() const;

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler) {
        return next_layer().async_read_some(buffers, std::forward<Handler>(handler));
    }

    /// For Beast's own frames (greeting, ping, pong, close): taken whole, so none stands inside
    /// another.
    template <class Buffers, class Handler>
    auto async_write_some(const Buffers& buffers, Handler&& handler) {
        return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
            [self = this](auto&& done, const Buffers& what) {
                auto copy = std::make_shared<std::string>(boost::asio::buffer_size(what), '\0');
                boost::asio::buffer_copy(boost::asio::buffer(*copy), what);
                self->append({}, std::move(copy));
                boost::asio::post(self->get_executor(),
                                  boost::beast::bind_front_handler(
                                      std::forward<decltype(done)>(done),
                                      boost::system::error_code{}, boost::asio::buffer_size(what)));
            },
            handler, buffers);
    }

   private:
    struct Gathered;

    std::shared_ptr<Gathered> gathered_;  ///< outlives this as long as the kernel has some of it
};

/// What Beast calls to end the connection below a WebSocket: found by the type of the stream.
void teardown(boost::beast::role_type role, GatheringStream& stream,
              boost::system::error_code& error);

template <class Handler>
void async_teardown(boost::beast::role_type role, GatheringStream& stream, Handler&& handler) {
    boost::beast::websocket::async_teardown(role, stream.next_layer().socket(),
                                            std::forward<Handler>(handler));
}

}  // namespace postroom::io
