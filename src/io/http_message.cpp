// HTTP messages as text; see http_message.hpp.
#include "io/http_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"

namespace postroom::io {
namespace {

struct TransportProblem {
    int status;
    std::string_view code;
    std::string_view detail;
};

constexpr TransportProblem kTransportProblems[] = {
    {400, "malformed_request", "The request is not valid HTTP/1.1."},
    {413, "body_too_large", "The body of the request is larger than allowed here."},
    {431, "headers_too_large", "The headers of the request are larger than 16 KiB."},
    {500, "internal_error", "Something went wrong on our side; it has been logged."},
    {501, "not_implemented", "This method or transfer coding is not supported."},
    {503, "busy", "The server has too much to do right now. Please try again in a moment."},
};

/// A header value from us never holds a line break, whatever went into it (a file name, say).
void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    std::ranges::copy_if(value, std::back_inserter(out),
                         [](char c) { return c != '\r' && c != '\n' && c != '\0'; });
    out.append("\r\n");
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
    for (const auto& header : headers) {
        if (equals_ignoring_case(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

std::string_view HttpRequest::path() const {
    return std::string_view{target}.substr(0, std::min(target.find('?'), target.size()));
}

std::string_view HttpRequest::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view{target}.substr(mark + 1);
}

void HttpResponse::set(std::string name, std::string value) {
    headers.push_back({std::move(name), std::move(value)});
}

std::string format_head(const HttpResponse& response, std::string_view date, bool keep_alive) {
    std::string out;
    out.reserve(512);
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_phrase(response.status));
    append_header(out, "Date", date);
    for (const auto& header : response.headers) {
        append_header(out, header.name, header.value);
    }
    if (response.status >= 200 && response.status != 204 && response.status != 304) {
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n",
                       response.content().size());
    }
    append_header(out, "Connection", keep_alive ? "keep-alive" : "close");
    out.append("\r\n");
    return out;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

HttpResponse transport_problem(int status) {
    const auto* found = std::ranges::find(kTransportProblems, status, &TransportProblem::status);
    const TransportProblem problem =
        found == std::end(kTransportProblems)
            ? *std::ranges::find(kTransportProblems, 500, &TransportProblem::status)
            : *found;
    HttpResponse response{.status = problem.status};
    response.set("Content-Type", "application/problem+json");
    response.set("Cache-Control", "no-store");
    response.body = fmt::format(
        R"({{"type":"about:blank","title":"{}","status":{},"detail":"{}","code":"{}"}})",
        reason_phrase(problem.status), problem.status, problem.detail, problem.code);
    return response;
}

}  // namespace postroom::io
