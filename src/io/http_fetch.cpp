// See http_fetch.hpp. libcurl does the protocol; it asks before it opens a socket.
#include "io/http_fetch.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <mutex>

#include "core/text.hpp"
#include "io/host_address.hpp"

namespace postroom::io {
namespace {

struct HandleCloser {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleCloser>;

/// What the callbacks of one transfer need.
struct Transfer {
    const FetchLimits& limits;
    std::string body;
    bool is_too_large = false;
    bool is_refused = false;
};

struct Peer {
    std::string address;
    int port = 0;
};

Peer peer_of(const curl_sockaddr& to) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (to.family == AF_INET) {
        sockaddr_in address{};
        std::copy_n(reinterpret_cast<const char*>(&to.addr), sizeof address,
                    reinterpret_cast<char*>(&address));
        inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
        return {text.data(), ntohs(address.sin_port)};
    }
    if (to.family == AF_INET6) {
        sockaddr_in6 address{};
        std::copy_n(reinterpret_cast<const char*>(&to.addr),
                    std::min<std::size_t>(sizeof address, to.addrlen),
                    reinterpret_cast<char*>(&address));
        inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
        return {text.data(), ntohs(address.sin6_port)};
    }
    return {};
}

bool may_reach(const Peer& peer, const FetchLimits& limits) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(peer.address, error);
    if (error) {
        return false;
    }
    if (std::ranges::any_of(limits.allowed, [&](const Network& network) {
            return network.contains(peer.address);
        })) {
        return true;
    }
    const bool is_web_port = peer.port == 80 || peer.port == 443;
    return is_web_port && !is_private_host(peer.address) && !is_forbidden_address(address);
}

curl_socket_t open_socket(void* client, curlsocktype purpose, curl_sockaddr* to) {
    auto& transfer = *static_cast<Transfer*>(client);
    if (purpose != CURLSOCKTYPE_IPCXN || !may_reach(peer_of(*to), transfer.limits)) {
        transfer.is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_bytes(char* data, std::size_t size, std::size_t count, void* client) {
    auto& transfer = *static_cast<Transfer*>(client);
    if (transfer.body.size() + size * count > transfer.limits.bytes_max) {
        transfer.is_too_large = true;
        return 0;
    }
    transfer.body.append(data, size * count);
    return size * count;
}

void set_options(CURL* handle, const std::string& url, Transfer& transfer) {
    const auto& limits = transfer.limits;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, static_cast<long>(limits.redirects_max));
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_UNRESTRICTED_AUTH, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "Mozilla/5.0 (compatible; Postroom)");
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
}

std::unexpected<Error> failed(const std::string& url, std::string_view why) {
    return fail(ErrorKind::permanent, "fetch_failed", "This could not be loaded.",
                fmt::format("{}: {}", for_log(url), why));
}

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct HeaderFreer {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, HeaderFreer>;

}  // namespace

Result<std::string> fetch_public(const std::string& url, const FetchLimits& limits) {
    start_curl();
    const Handle handle(curl_easy_init());
    if (!handle) {
        return failed(url, "out of memory");
    }
    Transfer transfer{.limits = limits, .body = {}};
    set_options(handle.get(), url, transfer);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) {
        return failed(url, transfer.is_refused     ? "a near address or an unusual port"
                           : transfer.is_too_large ? "too large"
                                                   : curl_easy_strerror(code));
    }
    return std::move(transfer.body);
}

Result<std::string> post_public(const std::string& url, const HttpPost& post,
                                const FetchLimits& limits) {
    start_curl();
    const Handle handle(curl_easy_init());
    if (!handle) {
        return fail(ErrorKind::transient, "post_failed", "out of memory");
    }
    Transfer transfer{.limits = limits, .body = {}};
    set_options(handle.get(), url, transfer);
    HeaderList lines(curl_slist_append(nullptr, ("Content-Type: " + post.content_type).c_str()));
    for (const auto& line : post.headers) {
        lines.reset(curl_slist_append(lines.release(), line.c_str()));
    }
    curl_easy_setopt(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(post.body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, post.body.c_str());
    const CURLcode code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && status >= 200 && status < 300) {
        return std::move(transfer.body);
    }
    return fail(ErrorKind::transient, "post_failed",
                transfer.is_refused ? std::string("a near address or an unusual port")
                : status != 0       ? fmt::format("HTTP {}", status)
                                    : std::string(curl_easy_strerror(code)));
}

}  // namespace postroom::io
