// The load client: mails over kept SMTP or LMTP sessions, as fast as the server answers them.
// Invariant: every mail is counted once, at the reply that takes it; a mail that is refused makes
// the run a failure. Rule: performance.md; sessions end as with an MTA: at the server's 421 or when
// it closes between mails, and are opened again. (RFC 5321 section 3.8)
//
//   bench_mailload --port P [--lmtp] [--sessions N] [--seconds S | --mails N] [--bytes N]
//                  [--recipient PATTERN] [--recipients N] [--run NAME]
//
// %d in PATTERN becomes a number below N. One line of JSON on stdout when done.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "mail_text.hpp"
#include "peer_socket.hpp"

namespace postroom::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Ten sessions a host, as of a relay; the hosts are 127.0.1.1, 127.0.2.1...
constexpr std::uint32_t kSessionsPerHost = 10;
constexpr std::size_t kProblemsMax = 3;
constexpr int kPatienceMs = 30'000;

struct Options {
    int port = 0;
    bool lmtp = false;
    std::uint32_t sessions = 10;
    double seconds = 0;
    std::uint64_t mails = 0;
    std::size_t bytes = 4096;
    std::string recipient = "support@desk.test";
    std::uint64_t recipients = 100;
    std::string run = "run";
};

struct Figures {
    std::vector<std::uint32_t> latency_us;
    std::uint64_t refused = 0, reopened = 0;
    std::vector<std::string> problems;
};

class Load;

/// One session. MAIL, RCPT and DATA go in one packet where the server offers that (RFC 2920).
class Session {
   public:
    Session(Load& load, std::uint32_t number) : load_(load), number_(number) {}
    void open();
    void run();
    void begin_mail();

   private:
    enum class Step { banner, hello, mail, rcpt, data, dot, idle };

    void run_reply(std::string_view line);
    void run_greeting();
    std::optional<std::string> take_line();
    void send_content();
    void end_mail(std::string_view line);
    void reopen();
    void refuse(std::string_view line);

    Load& load_;
    const std::uint32_t number_;
    PeerSocket socket_;
    Step step_ = Step::banner;
    bool has_pipelining_ = false;
    std::uint64_t mail_ = 0;
    bool has_mail_ = false;
    SteadyClock::time_point begun_;
    std::string input_;
    std::uint64_t times_opened_ = 0;
};

class Load {
   public:
    explicit Load(Options options);
    void run();
    void print() const;

    bool is_begun() const { return ready_ == options.sessions; }
    /// A session has been greeted. With the last of them the clock and the mails begin.
    void note_ready();
    /// The number of the next mail, or nothing when no more shall be begun.
    std::optional<std::uint64_t> take_mail();

    const Options options;
    const MailText text;
    Figures figures;
    int epoll = -1;
    std::size_t busy = 0;

   private:
    std::vector<std::unique_ptr<Session>> sessions_;
    std::uint64_t next_ = 0;
    std::uint32_t ready_ = 0;
    SteadyClock::time_point begun_, ended_;
};

void Session::open() {
    ++times_opened_;
    step_ = Step::banner;
    has_pipelining_ = false;
    input_.clear();
    socket_.connect(load_.epoll, number_, INADDR_LOOPBACK + ((1 + number_ / kSessionsPerHost) << 8),
                    load_.options.port);
}

void Session::run() {
    socket_.send_rest();
    const std::uint64_t connection = times_opened_;
    const bool is_alive = socket_.receive_all(input_);
    while (const auto line = take_line()) {
        has_pipelining_ = has_pipelining_ || line->contains("PIPELINING");
        if (line->size() < 4 || (*line)[3] != '-') {
            run_reply(*line);
        }
    }
    if (!is_alive && connection == times_opened_ && step_ != Step::idle) {
        reopen();
    }
}

std::optional<std::string> Session::take_line() {
    const std::size_t lf = input_.find('\n');
    if (lf == std::string::npos) {
        return std::nullopt;
    }
    std::string line = input_.substr(0, lf);
    input_.erase(0, lf + 1);
    return line;
}

void Session::run_reply(std::string_view line) {
    const int code = line.size() >= 3 ? std::atoi(std::string(line.substr(0, 3)).c_str()) : 0;
    if (code == 421) {
        return reopen();
    }
    switch (step_) {
        case Step::banner:
        case Step::hello:
            return code / 100 == 2 ? run_greeting() : refuse(line);
        case Step::mail:
        case Step::rcpt:
            if (code / 100 != 2) {
                return refuse(line);
            }
            step_ = step_ == Step::mail ? Step::rcpt : Step::data;
            if (!has_pipelining_) {
                socket_.send(step_ == Step::rcpt
                                 ? fmt::format("RCPT TO:<{}>\r\n",
                                               MailText::recipient(load_.options.recipient, mail_,
                                                                   load_.options.recipients))
                                 : std::string("DATA\r\n"));
            }
            return;
        case Step::data:
            return code == 354 ? send_content() : refuse(line);
        case Step::dot:
            return end_mail(line);
        case Step::idle:
            return;
    }
}

void Session::run_greeting() {
    if (step_ == Step::banner) {
        step_ = Step::hello;
        return socket_.send(load_.options.lmtp ? "LHLO load.client.test\r\n"
                                               : "EHLO load.client.test\r\n");
    }
    if (load_.is_begun()) {
        return begin_mail();
    }
    step_ = Step::idle;
    load_.note_ready();
}

void Session::begin_mail() {
    if (!has_mail_) {
        const auto next = load_.take_mail();
        if (!next) {
            step_ = Step::idle;
            --load_.busy;
            return socket_.send("QUIT\r\n");
        }
        mail_ = *next;
        has_mail_ = true;
    }
    step_ = Step::mail;
    begun_ = SteadyClock::now();
    std::string commands = fmt::format("MAIL FROM:<{}>\r\n", MailText::sender(mail_));
    if (has_pipelining_) {
        commands += fmt::format(
            "RCPT TO:<{}>\r\nDATA\r\n",
            MailText::recipient(load_.options.recipient, mail_, load_.options.recipients));
    }
    socket_.send(commands);
}

void Session::send_content() {
    step_ = Step::dot;
    socket_.send(load_.text.mail(load_.options.run, mail_) + ".\r\n");
}

void Session::end_mail(std::string_view line) {
    if (!line.starts_with('2')) {
        return refuse(line);
    }
    const auto took = SteadyClock::now() - begun_;
    load_.figures.latency_us.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
    has_mail_ = false;
    begin_mail();
}

/// The server parts from us between mails: the same mail goes over the next connection. After the
/// dot nobody knows what became of it, and the run is no measurement.
void Session::reopen() {
    if (step_ == Step::dot) {
        return refuse("closed after the dot");
    }
    ++load_.figures.reopened;
    open();
}

void Session::refuse(std::string_view line) {
    ++load_.figures.refused;
    if (load_.figures.problems.size() < kProblemsMax) {
        load_.figures.problems.emplace_back(line.substr(0, 100));
    }
    step_ = Step::idle;
    --load_.busy;
    input_.clear();
    socket_.close();
}

Load::Load(Options given)
    : options(std::move(given)), text(options.bytes), epoll(::epoll_create1(EPOLL_CLOEXEC)) {}

std::optional<std::uint64_t> Load::take_mail() {
    const bool is_over =
        options.mails != 0
            ? next_ >= options.mails
            : std::chrono::duration<double>(SteadyClock::now() - begun_).count() >= options.seconds;
    return is_over ? std::nullopt : std::optional(next_++);
}

void Load::note_ready() {
    if (++ready_ == options.sessions) {
        begun_ = SteadyClock::now();
        for (const auto& session : sessions_) {
            session->begin_mail();
        }
    }
}

void Load::run() {
    busy = options.sessions;
    for (std::uint32_t number = 0; number < options.sessions; ++number) {
        sessions_.push_back(std::make_unique<Session>(*this, number));
        sessions_.back()->open();
    }
    std::array<epoll_event, 64> events{};
    while (busy > 0) {
        const int count = ::epoll_wait(epoll, events.data(), events.size(), kPatienceMs);
        if (count == 0) {
            throw std::runtime_error("the server has not said a word for half a minute");
        }
        for (int i = 0; i < count; ++i) {
            sessions_[events[static_cast<std::size_t>(i)].data.u32]->run();
        }
    }
    ended_ = SteadyClock::now();
}

void Load::print() const {
    auto sorted = figures.latency_us;
    std::ranges::sort(sorted);
    const auto at = [&](double share) {
        return sorted.empty() ? 0.0
                              : sorted[static_cast<std::size_t>(
                                    static_cast<double>(sorted.size() - 1) * share)] /
                                    1000.0;
    };
    const double seconds = std::chrono::duration<double>(ended_ - begun_).count();
    std::string problems;
    for (const auto& problem : figures.problems) {
        problems += problem + "; ";
    }
    std::erase_if(problems, [](char c) { return c == '"' || c == '\\' || c < ' '; });
    fmt::print(
        R"({{"mails": {}, "seconds": {:.3f}, "rate": {:.1f}, "p50_ms": {:.2f}, "p99_ms": {:.2f}, )"
        R"("max_ms": {:.2f}, "refused": {}, "reopened": {}, "problems": "{}"}})"
        "\n",
        sorted.size(), seconds, static_cast<double>(sorted.size()) / seconds, at(0.5), at(0.99),
        at(1.0), figures.refused, figures.reopened, problems);
}

}  // namespace
}  // namespace postroom::bench

int main(int argc, char** argv) {
    postroom::bench::Options options;
    CLI::App app("SMTP and LMTP load client");
    app.add_option("--port", options.port)->required();
    app.add_flag("--lmtp", options.lmtp);
    app.add_option("--sessions", options.sessions);
    app.add_option("--seconds", options.seconds);
    app.add_option("--mails", options.mails);
    app.add_option("--bytes", options.bytes);
    app.add_option("--recipient", options.recipient);
    app.add_option("--recipients", options.recipients);
    app.add_option("--run", options.run);
    CLI11_PARSE(app, argc, argv);
    try {
        postroom::bench::Load load(std::move(options));
        load.run();
        load.print();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_mailload: %s\n", error.what());
        return 1;
    }
    return 0;
}
