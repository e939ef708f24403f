// An SMTP or LMTP server that fails on command, for tests of sending. Runs on the loop under test.
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "io/deadline.hpp"
#include "io/stream.hpp"
#include "smtp/data_reader.hpp"

namespace postroom::test {

/// What the server does at a step instead of behaving: the reply to give, or nothing of the kind.
struct Fault {
    std::string reply;       ///< "451 4.3.0 no"; empty: see below
    bool drops = false;      ///< closes without (or after) the reply
    bool is_silent = false;  ///< never answers
    int times = 1 << 20;     ///< how often, then it behaves
};

class ScriptedServer : public std::enable_shared_from_this<ScriptedServer> {
   public:
    struct Options {
        bool is_lmtp = false;
        std::string extensions =
            "250-test\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n";
        std::size_t connections_max = 1000;      ///< beyond it: 421 at the banner
        int mails_per_connection_max = 1 << 20;  ///< then it closes without a word
        std::shared_ptr<io::TlsContext> tls;
        bool is_implicit_tls = false;
    };

    static std::shared_ptr<ScriptedServer> start(io::Loop& loop, const Clock& clock,
                                                 Options options) {
        auto server = std::make_shared<ScriptedServer>(loop, clock, std::move(options));
        server->acceptor_ = io::StreamAcceptor::listen(loop, clock, {"127.0.0.1", 0, ""}).value();
        boost::asio::co_spawn(loop.context(), server->accept(), boost::asio::detached);
        return server;
    }

    ScriptedServer(io::Loop& loop, const Clock& clock, Options options)
        : options(std::move(options)), loop_(loop), clock_(clock) {}

    io::Endpoint endpoint() const { return acceptor_->endpoint(); }
    void stop() { acceptor_->close(); }

    std::vector<std::string> mails() const {
        const std::lock_guard lock(mutex_);
        return mails_;
    }
    int connections_total() const {
        const std::lock_guard lock(mutex_);
        return connections_total_;
    }

    Options options;
    /// By step: "banner", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "dot". Loop thread.
    std::map<std::string, Fault> faults;

   private:
    struct Line {
        bool ended = false;
        std::string text;
    };

    io::Async<void> accept() {
        const auto self = shared_from_this();
        for (;;) {
            auto stream = co_await acceptor_->accept();
            if (!stream) {
                co_return;
            }
            boost::asio::co_spawn(loop_.context(), serve(std::move(*stream)),
                                  boost::asio::detached);
        }
    }

    Milliseconds patience() const { return clock_.steady() + Milliseconds{20'000}; }

    io::Async<void> serve(io::Stream stream) {
        const auto self = shared_from_this();
        {
            const std::lock_guard lock(mutex_);
            ++connections_total_;
        }
        ++connections_;
        co_await converse(stream);
        --connections_;
    }

    /// Answers one step; false when the connection is over.
    io::Async<bool> answer(io::Stream& stream, std::string step, std::string reply) {
        const auto fault = faults.find(step);
        if (fault != faults.end() && fault->second.times-- > 0) {
            const Fault what = fault->second;
            if (what.is_silent) {
                char nothing[1];
                co_await stream.read_some(nothing, patience());
                co_return false;
            }
            if (!what.reply.empty()) {
                co_await stream.write(what.reply + "\r\n", patience());
            }
            co_return !what.drops && !what.reply.starts_with("421");
        }
        co_return (co_await stream.write(reply, patience())).has_value();
    }

    io::Async<Line> read_line(io::Stream& stream, std::string& input) {
        for (;;) {
            const std::size_t end = input.find("\r\n");
            if (end != std::string::npos) {
                Line line{false, input.substr(0, end)};
                input.erase(0, end + 2);
                co_return line;
            }
            if (!co_await read_more(stream, input)) {
                co_return Line{true, ""};
            }
        }
    }

    io::Async<bool> read_more(io::Stream& stream, std::string& input) {
        std::array<char, 16384> buffer;
        const auto read = co_await stream.read_some(buffer, patience());
        if (read) {
            input.append(buffer.data(), *read);
        }
        co_return read.has_value();
    }

    io::Async<void> converse(io::Stream& stream) {
        if (options.is_implicit_tls && !co_await stream.start_tls_server(options.tls, patience())) {
            co_return;
        }
        const bool is_full = connections_ > options.connections_max;
        if (!co_await answer(stream, "banner",
                             is_full ? "421 too many connections\r\n" : "220 test\r\n") ||
            is_full) {
            co_return;
        }
        std::string input;
        std::size_t recipients = 0;
        int mails = 0;
        for (;;) {
            const Line line = co_await read_line(stream, input);
            if (line.ended) {
                co_return;
            }
            const std::string verb = line.text.substr(0, line.text.find(' '));
            bool goes_on = true;
            if (verb == "EHLO" || verb == "LHLO") {
                goes_on = co_await answer(stream, "EHLO", options.extensions);
            } else if (verb == "STARTTLS") {
                goes_on = co_await answer(stream, "STARTTLS", "220 go\r\n") &&
                          (co_await stream.start_tls_server(options.tls, patience())).has_value();
            } else if (verb == "AUTH") {
                goes_on = co_await answer(stream, "AUTH", "235 ok\r\n");
            } else if (verb == "DATA") {
                const bool is_refused = faults.contains("DATA") && faults["DATA"].times > 0;
                goes_on = co_await answer(stream, "DATA",
                                          recipients > 0 ? "354 go\r\n" : "503 nobody\r\n");
                if (goes_on && recipients > 0 && !is_refused) {
                    goes_on = co_await take_mail(stream, input, recipients);
                    goes_on = goes_on && ++mails < options.mails_per_connection_max;
                }
                recipients = 0;
            } else if (verb == "RCPT") {
                const bool is_refused = faults.contains("RCPT") && faults["RCPT"].times > 0;
                recipients += is_refused ? 0 : 1;
                goes_on = co_await answer(stream, "RCPT", "250 2.1.5 ok\r\n");
            } else if (verb == "QUIT") {
                co_await stream.write("221 bye\r\n", patience());
                co_return;
            } else {
                goes_on = co_await answer(stream, verb, "250 ok\r\n");
            }
            if (!goes_on) {
                co_return;
            }
        }
    }

    io::Async<bool> take_mail(io::Stream& stream, std::string& input, std::size_t recipients) {
        smtp::DataReader reader;
        reader.begin("", {std::size_t{1} << 24, std::size_t{1} << 16});
        for (;;) {
            std::string_view rest = input;
            const bool ended = reader.feed(rest);
            input.erase(0, input.size() - rest.size());
            if (ended) {
                break;
            }
            if (!co_await read_more(stream, input)) {
                co_return false;
            }
        }
        const bool is_refused =
            faults.contains("dot") && faults["dot"].times > 0 && !faults["dot"].reply.empty();
        if (!is_refused) {
            const std::lock_guard lock(mutex_);
            mails_.push_back(reader.take_content());
        }
        std::string reply;
        for (std::size_t i = 0; i < (options.is_lmtp ? recipients : 1); ++i) {
            reply += "250 2.0.0 queued as Q1\r\n";
        }
        co_return co_await answer(stream, "dot", reply);
    }

    io::Loop& loop_;
    const Clock& clock_;
    std::unique_ptr<io::StreamAcceptor> acceptor_;
    std::size_t connections_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> mails_;
    int connections_total_ = 0;
};

}  // namespace postroom::test
