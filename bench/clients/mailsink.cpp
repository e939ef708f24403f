// The sink: takes mail by SMTP, keeps nothing, counts every mail by its Message-ID.
// Invariant: distinct mails and copies are counted apart, so that a lost or doubled mail is seen.
// Rule: performance.md "Outbox ... to an SMTP sink"; the clock runs from the first connection to
// the reply for the last mail, so what a sender needs to wake up is not counted.
//
//   bench_mailsink --port P --mails N [--delay-ms N] [--log FILE]
//
// One line of JSON on stdout when N distinct mails have come, else after SIGTERM, which ends it.
// The log has the Message-ID of each mail on a line, in the order in which they came.
#include <fmt/format.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <fstream>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "peer_socket.hpp"

namespace postroom::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Options {
    int port = 0;
    std::uint64_t mails = 0;
    int delay_ms = 0;
    std::string log;
};

class Sink;

/// One connection of a sender.
class Receiver {
   public:
    explicit Receiver(Sink& sink) : sink_(sink) {}
    /// False when the connection is over.
    bool run();
    PeerSocket socket;

   private:
    bool run_content();
    void run_command(std::string_view line);

    Sink& sink_;
    std::string input_;
    std::size_t searched_ = 0;
    bool in_content_ = false, is_over_ = false;
};

class Sink {
   public:
    explicit Sink(Options options);
    /// Until SIGTERM; the figures are printed as soon as they are complete.
    void run();

    /// Counts a mail and answers it, late if so asked.
    void take(Receiver& receiver, std::string_view mail);

   private:
    struct Late {
        SteadyClock::time_point at;
        std::uint32_t connection;
    };

    void accept();
    void answer_late();
    void arm_timer() const;
    void print();
    void run_connection(std::uint32_t tag);

    static constexpr std::uint32_t kListener = 0, kSignal = 1, kTimer = 2, kFirst = 3;

    const Options options_;
    int epoll_ = -1, listener_ = -1, timer_ = -1;
    std::uint32_t next_tag_ = kFirst, running_tag_ = 0;
    std::unordered_map<std::uint32_t, std::unique_ptr<Receiver>> receivers_;
    std::unordered_set<std::string> ids_;
    std::deque<Late> late_;
    std::ofstream log_;
    std::uint64_t copies_ = 0, connections_ = 0;
    bool is_stopping_ = false, is_printed_ = false;
    SteadyClock::time_point begun_, ended_;
};

bool Receiver::run() {
    socket.send_rest();
    const bool is_alive = socket.receive_all(input_);
    for (;;) {
        if (in_content_) {
            if (!run_content()) {
                break;
            }
            continue;
        }
        const std::size_t lf = input_.find('\n');
        if (lf == std::string::npos) {
            break;
        }
        run_command(std::string(input_, 0, lf));
        input_.erase(0, lf + 1);
    }
    return is_alive && !is_over_;
}

/// True when a whole mail was there.
bool Receiver::run_content() {
    constexpr std::string_view kEnd = "\r\n.\r\n";
    const std::size_t from = searched_ < kEnd.size() ? 0 : searched_ - kEnd.size();
    const std::size_t end = input_.find(kEnd, from);
    if (end == std::string::npos) {
        searched_ = input_.size();
        return false;
    }
    in_content_ = false;
    searched_ = 0;
    sink_.take(*this, std::string_view(input_).substr(0, end));
    input_.erase(0, end + kEnd.size());
    return true;
}

void Receiver::run_command(std::string_view line) {
    switch (line.empty() ? '\0' : line[0] | 0x20) {
        case 'e':
            return socket.send(
                "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 52428800\r\n");
        case 'd':
            in_content_ = true;
            return socket.send("354 go on\r\n");
        case 'q':
            is_over_ = true;
            return socket.send("221 bye\r\n");
        default:
            return socket.send("250 2.0.0 ok\r\n");
    }
}

Sink::Sink(Options options) : options_(std::move(options)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!options_.log.empty()) {
        log_.open(options_.log);
    }
    constexpr int kBacklog = 512;
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(INADDR_LOOPBACK, options_.port);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, kBacklog) != 0) {
        throw_errno("listen");
    }
    sigset_t ends;
    ::sigemptyset(&ends);
    ::sigaddset(&ends, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &ends, nullptr);
    const int signals = ::signalfd(-1, &ends, SFD_CLOEXEC);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    for (const auto [fd, tag] :
         {std::pair{listener_, kListener}, {signals, kSignal}, {timer_, kTimer}}) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = tag;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }
}

void Sink::run() {
    std::array<epoll_event, 64> events{};
    while (!is_stopping_) {
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            const std::uint32_t tag = events[static_cast<std::size_t>(i)].data.u32;
            switch (tag) {
                case kListener:
                    accept();
                    break;
                case kSignal:
                    is_stopping_ = true;
                    break;
                case kTimer:
                    answer_late();
                    break;
                default:
                    run_connection(tag);
            }
        }
        if (ids_.size() >= options_.mails && late_.empty()) {
            print();
        }
    }
    print();
}

void Sink::accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (connections_++ == 0) {
        begun_ = SteadyClock::now();
    }
    const std::uint32_t tag = next_tag_++;
    auto& receiver = receivers_[tag] = std::make_unique<Receiver>(*this);
    receiver->socket.adopt(epoll_, tag, fd);
    receiver->socket.send("220 sink.test ESMTP\r\n");
}

void Sink::run_connection(std::uint32_t tag) {
    const auto found = receivers_.find(tag);
    running_tag_ = tag;
    if (found != receivers_.end() && !found->second->run()) {
        receivers_.erase(found);
    }
}

void Sink::take(Receiver& receiver, std::string_view mail) {
    constexpr std::string_view kField = "\nMessage-I";
    const std::size_t at = mail.find(kField);
    const std::size_t open = at == std::string_view::npos ? at : mail.find('<', at);
    const std::size_t close = open == std::string_view::npos ? open : mail.find('>', open);
    const std::string id(close == std::string_view::npos ? mail : mail.substr(open, close - open));
    copies_ += ids_.insert(id).second ? 0 : 1;
    if (log_.is_open()) {
        log_ << std::string_view(id).substr(1)
             << std::endl;  // whoever watches it sees each at once
    }
    ended_ = SteadyClock::now();
    if (options_.delay_ms == 0) {
        return receiver.socket.send("250 2.0.0 ok\r\n");
    }
    late_.push_back({ended_ + std::chrono::milliseconds(options_.delay_ms), running_tag_});
    arm_timer();
}

void Sink::answer_late() {
    std::uint64_t expirations = 0;
    (void)!::read(timer_, &expirations, sizeof expirations);
    while (!late_.empty() && late_.front().at <= SteadyClock::now()) {
        const auto found = receivers_.find(late_.front().connection);
        if (found != receivers_.end()) {
            found->second->socket.send("250 2.0.0 ok\r\n");
        }
        late_.pop_front();
        ended_ = SteadyClock::now();
    }
    arm_timer();
}

void Sink::arm_timer() const {
    itimerspec when{};
    if (!late_.empty()) {
        const auto left = std::max<SteadyClock::duration>(late_.front().at - SteadyClock::now(),
                                                          std::chrono::microseconds(1));
        const auto left_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
        when.it_value = {.tv_sec = left_ns / 1'000'000'000, .tv_nsec = left_ns % 1'000'000'000};
    }
    ::timerfd_settime(timer_, 0, &when, nullptr);
}

void Sink::print() {
    if (std::exchange(is_printed_, true)) {
        return;
    }
    const double seconds = std::chrono::duration<double>(ended_ - begun_).count();
    fmt::print(
        R"({{"mails": {}, "copies": {}, "connections": {}, "seconds": {:.3f}, "rate": {:.1f}}})"
        "\n",
        ids_.size(), copies_, connections_, seconds,
        seconds > 0 ? static_cast<double>(ids_.size()) / seconds : 0.0);
    std::fflush(stdout);
}

}  // namespace
}  // namespace postroom::bench

int main(int argc, char** argv) {
    postroom::bench::Options options;
    CLI::App app("SMTP sink");
    app.add_option("--port", options.port)->required();
    app.add_option("--mails", options.mails)->required();
    app.add_option("--delay-ms", options.delay_ms);
    app.add_option("--log", options.log);
    CLI11_PARSE(app, argc, argv);
    try {
        postroom::bench::Sink sink(options);
        sink.run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_mailsink: %s\n", error.what());
        return 1;
    }
    return 0;
}
