// See form_post.hpp.
#include "io/form_post.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <mutex>

#include "core/text.hpp"
#include "io/host_address.hpp"

namespace postroom::io {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{256} << 10;

struct HandleCloser {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleCloser>;

std::string host_of(std::string_view url) {
    const auto begin = url.find("://");
    std::string_view rest = begin == std::string_view::npos ? url : url.substr(begin + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (rest.starts_with('[')) {
        return std::string(rest.substr(1, rest.find(']') - 1));
    }
    return std::string(rest.substr(0, rest.find(':')));
}

curl_socket_t open_socket(void* /*client*/, curlsocktype /*purpose*/, curl_sockaddr* to) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (to->family == AF_INET) {
        bytes = &reinterpret_cast<const sockaddr_in*>(&to->addr)->sin_addr;
    } else if (to->family == AF_INET6) {
        bytes = &reinterpret_cast<const sockaddr_in6*>(&to->addr)->sin6_addr;
    }
    boost::system::error_code error;
    if (bytes == nullptr || inet_ntop(to->family, bytes, text.data(), text.size()) == nullptr ||
        is_forbidden_address(boost::asio::ip::make_address(text.data(), error)) || error) {
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_bytes(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > kAnswerBytesMax) {
        return 0;
    }
    body.append(data, size * count);
    return size * count;
}

std::string encoded(CURL* handle, const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string form;
    for (const auto& [name, value] : fields) {
        const std::unique_ptr<char, decltype(&curl_free)> text(
            curl_easy_escape(handle, value.data(), static_cast<int>(value.size())), curl_free);
        form += fmt::format("{}{}={}", form.empty() ? "" : "&", name, text ? text.get() : "");
    }
    return form;
}

}  // namespace

bool is_safe_endpoint(const std::string& url) {
    return starts_with_ignoring_case(url, "https://") ||
           (starts_with_ignoring_case(url, "http://") && is_private_host(host_of(url)));
}

Result<FormAnswer> post_form(const std::string& url,
                             const std::vector<std::pair<std::string, std::string>>& fields,
                             Milliseconds patience) {
    if (!is_safe_endpoint(url)) {
        return fail(ErrorKind::invalid, "unsafe_endpoint",
                    "A secret is sent over https only; http is for this machine and private "
                    "networks.");
    }
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const Handle handle(curl_easy_init());
    if (!handle) {
        return fail(ErrorKind::transient, "post_failed", "There is no memory left.");
    }
    CURL* curl = handle.get();
    const std::string form = encoded(curl, fields);
    FormAnswer answer;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Postroom");
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        return fail(ErrorKind::transient, "post_failed",
                    fmt::format("{}: {}", host_of(url), curl_easy_strerror(code)));
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    curl_off_t seconds = 0;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
    answer.retry_after = std::chrono::seconds{seconds};
    return answer;
}

}  // namespace postroom::io
