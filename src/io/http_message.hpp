// One HTTP request and its response as plain values, without Beast.
// Invariant: a request that reaches a handler is complete and within the limits of HttpLimits.
// Rule: RFC 9110; ARCHITECTURE.md "Contracts: HTTP".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::io {

enum class Method { get, head, post, put, patch, delete_, options, other };

struct HttpHeader {
    std::string name;
    std::string value;
};

struct HttpRequest {
    Method method = Method::get;
    std::string target;  ///< path and query as sent, percent-encoded
    std::vector<HttpHeader> headers;
    std::string body;
    std::string remote_address;  ///< of the peer, without port

    /// The first header of this name (case does not matter), or empty.
    std::string_view header(std::string_view name) const;
    /// The target up to the question mark.
    std::string_view path() const;
    /// The target after the question mark, or empty.
    std::string_view query() const;
};

struct HttpResponse {
    int status = 200;
    std::vector<HttpHeader> headers;
    std::string body;
    /// Used instead of `body` when set: bytes that live as long as the program (files packed in).
    std::string_view static_body{};

    std::string_view content() const {
        return static_body.empty() ? std::string_view{body} : static_body;
    }
    void set(std::string name, std::string value);
};

/// Header and value lines as they go over the wire, up to the empty line.
/// `date` is an IMF-fixdate; the length of the content is always stated except for 1xx and 204.
std::string format_head(const HttpResponse& response, std::string_view date, bool keep_alive);

/// "Not Found" for 404; RFC 9110 section 15.
std::string_view reason_phrase(int status);

/// A problem document of the transport itself (400, 413, 431, 500, 503), for requests that
/// never reach a handler. RFC 9457.
HttpResponse transport_problem(int status);

}  // namespace postroom::io
