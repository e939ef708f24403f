// See txt_resolver.hpp. c-ares does the protocol; a channel lives for one call only.
#include "io/txt_resolver.hpp"

#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

namespace postroom::io {
namespace {

constexpr int kTriesEach = 2;
constexpr Milliseconds kTryMin{200};

struct ChannelCloser {
    void operator()(ares_channel channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, ChannelCloser>;

/// Nothing when the servers cannot be read or there is no memory.
Channel open_channel(const std::string& servers, Milliseconds each_try) {
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
    ares_options options{};
    options.timeout = static_cast<int>(each_try.count());
    options.tries = kTriesEach;
    ares_channel raw = nullptr;
    if (ares_init_options(&raw, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) != ARES_SUCCESS) {
        return {};
    }
    Channel channel(raw);
    if (!servers.empty() && ares_set_servers_ports_csv(raw, servers.c_str()) != ARES_SUCCESS) {
        return {};
    }
    return channel;
}

/// Records of several strings are one text. (RFC 6376 section 3.6.2.2)
std::vector<std::string> read_records(const unsigned char* answer, int length) {
    std::vector<std::string> records;
    ares_txt_ext* first = nullptr;
    if (ares_parse_txt_reply_ext(answer, length, &first) != ARES_SUCCESS) {
        return records;
    }
    for (const auto* each = first; each != nullptr; each = each->next) {
        if (each->record_start != 0 || records.empty()) {
            records.emplace_back();
        }
        records.back().append(reinterpret_cast<const char*>(each->txt), each->length);
    }
    ares_free_data(first);
    return records;
}

void note_answer(void* slot, int status, int /*timeouts*/, unsigned char* answer, int length) {
    auto& out = *static_cast<TxtAnswer*>(slot);
    if (status == ARES_SUCCESS) {
        out.records = read_records(answer, length);
        out.kind = out.records.empty() ? TxtAnswer::Kind::absent : TxtAnswer::Kind::found;
    } else if (status == ARES_ENOTFOUND || status == ARES_ENODATA) {
        out.kind = TxtAnswer::Kind::absent;
    }
}

/// One turn of the loop: waits for the sockets, or for the next timeout. False when all is
/// answered.
bool turn(ares_channel channel, Milliseconds patience) {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto wanted = static_cast<unsigned>(
        ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())));
    std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
    nfds_t count = 0;
    for (unsigned i = 0; i < sockets.size(); ++i) {
        const bool reads = ARES_GETSOCK_READABLE(wanted, i) != 0;
        const bool writes = ARES_GETSOCK_WRITABLE(wanted, i) != 0;
        if (reads || writes) {
            const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
            polled[count++] = {
                .fd = sockets[i], .events = static_cast<short>(events), .revents = 0};
        }
    }
    if (count == 0) {
        return false;
    }
    timeval most{.tv_sec = patience.count() / 1000, .tv_usec = patience.count() % 1000 * 1000};
    timeval next{};
    const timeval* wait = ares_timeout(channel, &most, &next);
    poll(polled.data(), count, static_cast<int>(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
    for (nfds_t i = 0; i < count; ++i) {
        const auto& each = polled[i];
        ares_process_fd(channel, (each.revents & ~POLLOUT) != 0 ? each.fd : ARES_SOCKET_BAD,
                        (each.revents & POLLOUT) != 0 ? each.fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what ran out of time
    return true;
}

}  // namespace

bool TxtResolver::can_read(const std::string& servers) {
    return open_channel(servers, kTryMin) != nullptr;
}

Result<TxtResolver> TxtResolver::create(const Clock& clock, std::string servers) {
    if (!can_read(servers)) {
        return fail(ErrorKind::invalid, "dns_servers",
                    "must be addresses of DNS servers, as 192.0.2.1 or 192.0.2.1:53");
    }
    return TxtResolver(clock, std::move(servers));
}

TxtAnswers TxtResolver::resolve(std::span<const std::string> names, Milliseconds patience) const {
    TxtAnswers answers;
    const auto channel = open_channel(servers_, std::max(kTryMin, patience / (kTriesEach + 1)));
    if (!channel) {
        return answers;
    }
    for (const auto& name : names) {
        ares_query(channel.get(), name.c_str(), ns_c_in, ns_t_txt, note_answer, &answers[name]);
    }
    const Milliseconds until = clock_->steady() + patience;
    Milliseconds left = patience;
    while (left.count() > 0 && turn(channel.get(), left)) {
        left = until - clock_->steady();
    }
    ares_cancel(channel.get());
    return answers;
}

}  // namespace postroom::io
