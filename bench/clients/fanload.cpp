// The fan-out load client: many WebSocket subscribers and one publisher that does not wait for
// them. Invariant: a message's latency begins when it was due, not when it was sent (no coordinated
// omission); every delivery is counted once; what has not come ten seconds after the end is lost.
// Rule: performance.md "Fan-out".
//
//   bench_fanload --protocol postroom --port P --tokens FILE --conversation ID [common options]
//   bench_fanload --protocol mqtt --port P [common options]
//   common: --subscribers N --rate R --seconds S --bytes B
//
// FILE holds a bearer token a line: the first one publishes, each of the others subscribes. One
// line of JSON on stdout when done.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <memory>
#include <vector>

#include "http_poster.hpp"
#include "peer_socket.hpp"
#include "ws_frames.hpp"

namespace postroom::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr double kWarmUpSeconds = 2;
constexpr double kLostAfterSeconds = 10;
constexpr std::size_t kPublishersMax = 8;  ///< kept HTTP connections of the one who writes
constexpr std::uint32_t kSubscribersPerHost = 200;
constexpr std::string_view kTopic = "conversation";

struct Options {
    std::string protocol = "postroom";
    int port = 0;
    std::string tokens;
    std::string conversation;
    std::uint32_t subscribers = 1000;
    double rate = 100;
    double seconds = 8;
    std::size_t bytes = 256;
};

std::int64_t now_us() {
    return std::chrono::duration_cast<microseconds>(SteadyClock::now().time_since_epoch()).count();
}

/// "@@DUE@@" and letters up to the wanted size.
std::string text_of(std::int64_t due_us, std::size_t bytes) {
    auto text = fmt::format("@@{}@@", due_us);
    text.append(bytes > text.size() ? bytes - text.size() : 0, 'x');
    return text;
}

/// When the message in this payload was due; nothing when there is none.
std::optional<std::int64_t> due_in(std::string_view payload) {
    const auto begin = payload.find("@@");
    const auto end = begin == std::string_view::npos ? begin : payload.find("@@", begin + 2);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::int64_t due = 0;
    for (const char c : payload.substr(begin + 2, end - begin - 2)) {
        due = due * 10 + (c - '0');
    }
    return due;
}

struct Figures {
    std::int64_t from_us = 0, until_us = 0;  ///< messages due in between are measured
    std::vector<std::uint32_t> latency_us;
    std::uint64_t published = 0;  ///< measured ones

    bool is_measured(std::int64_t due) const { return due >= from_us && due < until_us; }
    void note_delivery(std::int64_t due) {
        if (is_measured(due)) {
            latency_us.push_back(
                static_cast<std::uint32_t>(std::max<std::int64_t>(0, now_us() - due)));
        }
    }
};

/// One WebSocket, of a subscriber or of the MQTT publisher.
class Subscriber {
   public:
    Subscriber(const Options& options, Figures& figures, std::string token)
        : options_(options), figures_(figures), token_(std::move(token)) {}

    void open(int epoll, std::uint32_t tag) {
        socket_.connect(epoll, tag, INADDR_LOOPBACK + 256 * (1 + tag / kSubscribersPerHost),
                        options_.port);
        const bool mqtt = options_.protocol == "mqtt";
        socket_.send(fmt::format(
            "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{}\r\n",
            mqtt ? "/mqtt" : "/api/v1/live", options_.port,
            mqtt ? std::string("Sec-WebSocket-Protocol: mqtt\r\n")
                 : fmt::format("Authorization: Bearer {}\r\n", token_)));
    }
    /// Reads what has come. False when the server has ended the connection.
    bool run() {
        socket_.send_rest();
        const bool alive = socket_.receive_all(in_);
        if (!is_upgraded_ && !take_answer()) {
            return alive;
        }
        std::size_t taken = 0;
        while (const auto frame = first_frame(std::string_view(in_).substr(taken))) {
            take(*frame);
            taken += frame->bytes;
        }
        in_.erase(0, taken);
        return alive;
    }
    /// Before open(): takes part without hearing anything.
    void only_publish() { is_publisher_ = true; }
    void publish(std::string_view text) {
        socket_.send(
            client_frame(Opcode::binary, mqtt_packet(0x30, mqtt_text(kTopic) + std::string(text))));
    }
    bool is_ready() const { return is_ready_; }

   private:
    bool take_answer() {
        const auto end = in_.find("\r\n\r\n");
        if (end == std::string::npos) {
            return false;
        }
        if (!in_.starts_with("HTTP/1.1 101")) {
            throw std::runtime_error("the server answered " + in_.substr(0, in_.find('\r')));
        }
        in_.erase(0, end + 4);
        is_upgraded_ = true;
        if (options_.protocol == "mqtt") {
            const auto name = fmt::format("client-{}", reinterpret_cast<std::uintptr_t>(this));
            socket_.send(client_frame(
                Opcode::binary,
                mqtt_packet(0x10, mqtt_text("MQTT") + std::string("\x04\x02\x00\x3c", 4) +
                                      mqtt_text(name))));
        }
        return true;
    }
    void take(const ServerFrame& frame) {
        if (frame.opcode == Opcode::ping) {
            socket_.send(client_frame(Opcode::pong, frame.payload));
        } else if (options_.protocol == "mqtt") {
            take_mqtt(frame.payload);
        } else {
            take_event(frame.payload);
        }
    }
    /// Packets do not keep to the frames that carry them.
    void take_mqtt(std::string_view bytes) {
        mqtt_in_.append(bytes);
        std::size_t taken = 0;
        while (const auto packet = first_mqtt_packet(std::string_view(mqtt_in_).substr(taken))) {
            taken += packet->bytes;
            if (packet->type == 2 && is_publisher_) {
                is_ready_ = true;
            } else if (packet->type == 2) {  // CONNACK
                socket_.send(
                    client_frame(Opcode::binary,
                                 mqtt_packet(0x82, std::string("\x00\x01", 2) + mqtt_text(kTopic) +
                                                       std::string(1, '\0'))));
            } else if (packet->type == 9) {  // SUBACK
                is_ready_ = true;
            } else if (const auto due = packet->type == 3 ? due_in(packet->body) : std::nullopt) {
                figures_.note_delivery(*due);
            }
        }
        mqtt_in_.erase(0, taken);
    }
    void take_event(std::string_view json) {
        const auto kind = json.substr(0, 80);
        if (kind.find(R"("kind":"hello")") != std::string_view::npos) {
            is_ready_ = true;
        } else if (kind.find(R"("kind":"message_posted")") != std::string_view::npos) {
            if (const auto due = due_in(json)) {
                figures_.note_delivery(*due);
            }
        }
    }

    const Options& options_;
    Figures& figures_;
    std::string token_;
    PeerSocket socket_;
    std::string in_, mqtt_in_;
    bool is_upgraded_ = false, is_ready_ = false, is_publisher_ = false;
};

class Load {
   public:
    explicit Load(const Options& options) : options_(options), epoll_(::epoll_create1(0)) {
        std::vector<std::string> tokens(options.subscribers + 1);
        if (!options.tokens.empty()) {
            std::ifstream file(options.tokens);
            for (auto& token : tokens) {
                if (!std::getline(file, token)) {
                    throw std::runtime_error("there are fewer tokens than subscribers");
                }
            }
        }
        for (std::uint32_t i = 1; i <= options.subscribers; ++i) {
            subscribers_.push_back(std::make_unique<Subscriber>(options, figures_, tokens[i]));
        }
        if (options.protocol == "mqtt") {
            subscribers_.push_back(std::make_unique<Subscriber>(options, figures_, ""));
            subscribers_.back()->only_publish();
        } else {
            for (std::size_t i = 0; i < kPublishersMax; ++i) {
                posters_.push_back(std::make_unique<Poster>(
                    options.port,
                    fmt::format("/api/v1/conversations/{}/messages", options.conversation),
                    tokens[0]));
            }
        }
    }
    ~Load() { ::close(epoll_); }

    void run() {
        connect();
        const auto begin = now_us();
        figures_.from_us = begin + static_cast<std::int64_t>(kWarmUpSeconds * 1e6);
        figures_.until_us = figures_.from_us + static_cast<std::int64_t>(options_.seconds * 1e6);
        figures_.latency_us.reserve(static_cast<std::size_t>(options_.rate * options_.seconds *
                                                             options_.subscribers * 1.1));
        const auto count =
            static_cast<std::int64_t>(options_.rate * (kWarmUpSeconds + options_.seconds));
        for (std::int64_t i = 0; i < count;) {
            const auto due =
                begin + static_cast<std::int64_t>(static_cast<double>(i) * 1e6 / options_.rate);
            if (now_us() >= due) {
                publish(due);
                ++i;
            } else {
                wait(static_cast<int>((due - now_us()) / 1000));
            }
        }
        const auto over = now_us() + static_cast<std::int64_t>(kLostAfterSeconds * 1e6);
        while (figures_.latency_us.size() < expected() && now_us() < over) {
            wait(10);
        }
    }

    void print() {
        auto& all = figures_.latency_us;
        std::ranges::sort(all);
        const auto at = [&](double part) {
            return all.empty()
                       ? 0.0
                       : all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))] /
                             1000.0;
        };
        fmt::print(R"({{"deliveries":{},"expected":{},"published":{},"refused":{},"rate":{:.1f},)"
                   R"("p50_ms":{:.2f},"p99_ms":{:.2f},"max_ms":{:.2f}}})"
                   "\n",
                   all.size(), expected(), figures_.published, refused(),
                   static_cast<double>(all.size()) / duration_s(), at(0.5), at(0.99), at(1));
    }

   private:
    /// From the first measured message being due to the last delivery.
    double duration_s() const {
        const auto last = std::max(last_delivery_us_, figures_.until_us);
        return static_cast<double>(last - figures_.from_us) / 1e6;
    }
    std::uint64_t refused() const {
        std::uint64_t count = 0;
        for (const auto& poster : posters_) {
            count += poster->refused();
        }
        return count;
    }
    std::size_t expected() const { return figures_.published * options_.subscribers; }

    void connect() {
        for (std::uint32_t i = 0; i < subscribers_.size(); ++i) {
            subscribers_[i]->open(epoll_, i);
            wait(0);
        }
        for (std::uint32_t i = 0; i < posters_.size(); ++i) {
            posters_[i]->open(epoll_, static_cast<std::uint32_t>(subscribers_.size()) + i);
        }
        const auto over = now_us() + 30'000'000;
        while (
            !std::ranges::all_of(subscribers_, [](const auto& each) { return each->is_ready(); })) {
            if (now_us() > over) {
                throw std::runtime_error("not all subscribers were let in within 30 s");
            }
            wait(100);
        }
    }
    void publish(std::int64_t due) {
        figures_.published += figures_.is_measured(due) ? 1 : 0;
        auto text = text_of(due, options_.bytes);
        if (posters_.empty()) {
            return subscribers_.back()->publish(text);
        }
        waiting_.push_back(std::move(text));
        post_waiting();
    }
    void post_waiting() {
        for (const auto& poster : posters_) {
            if (poster->is_free() && !waiting_.empty()) {
                poster->post(waiting_.front());
                waiting_.pop_front();
            }
        }
    }
    void wait(int ms) {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), ms);
        const auto before = figures_.latency_us.size();
        for (int i = 0; i < count; ++i) {
            const auto tag = events[static_cast<std::size_t>(i)].data.u32;
            if (tag >= subscribers_.size()) {
                if (posters_[tag - subscribers_.size()]->run()) {
                    post_waiting();
                }
            } else if (!subscribers_[tag]->run()) {
                throw std::runtime_error("the server ended a subscriber's connection");
            }
        }
        if (figures_.latency_us.size() != before) {
            last_delivery_us_ = now_us();
        }
    }

    const Options& options_;
    Figures figures_;
    int epoll_;
    std::vector<std::unique_ptr<Subscriber>> subscribers_;
    std::vector<std::unique_ptr<Poster>> posters_;
    std::deque<std::string> waiting_;
    std::int64_t last_delivery_us_ = 0;
};

}  // namespace
}  // namespace postroom::bench

int main(int argc, char** argv) {
    using namespace postroom::bench;
    Options options;
    CLI::App app("Many WebSocket subscribers, one publisher; see the head of fanload.cpp.");
    app.add_option("--protocol", options.protocol)->check(CLI::IsMember({"postroom", "mqtt"}));
    app.add_option("--port", options.port)->required();
    app.add_option("--tokens", options.tokens);
    app.add_option("--conversation", options.conversation);
    app.add_option("--subscribers", options.subscribers);
    app.add_option("--rate", options.rate, "messages a second");
    app.add_option("--seconds", options.seconds);
    app.add_option("--bytes", options.bytes);
    CLI11_PARSE(app, argc, argv);
    try {
        Load load(options);
        load.run();
        load.print();
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_fanload: {}\n", error.what());
        return 1;
    }
    return 0;
}
