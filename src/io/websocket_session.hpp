// Turns an HTTP connection into a WebSocket. Internal to src/io.
// Invariant: the callbacks are released when the connection has ended, so no cycle outlives it.
// Rule: websocket.hpp.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>

#include "io/http_state.hpp"

namespace postroom::io {

void open_websocket(std::shared_ptr<HttpServer::State> state, boost::beast::tcp_stream stream,
                    const boost::beast::http::request<boost::beast::http::string_body>& request,
                    WebSocketCallbacks callbacks);

}  // namespace postroom::io
