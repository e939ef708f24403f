// One connection of a listener: carries bytes between a stream and the SMTP machine, and questions
// to the sink. Invariant: every wait has a deadline that counts whole requests, not single reads.
// (SRV-6) Rule: SRV-5 to SRV-8, IN-1, IN-3. Only listener.cpp includes this.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "io/deadline.hpp"
#include "io/stream.hpp"
#include "receive/listener.hpp"

namespace postroom::receive {

/// What all sessions of a listener share. Outlives them.
struct Shared {
    io::Loop& loop;
    const Clock& clock;
    Random& random;
    ListenerOptions options;
    Sink sink;
    ListenerCounts counts;
    bool draining = false;

    bool is_stressed() const { return counts.connections * 5 > options.connections_max * 4; }
    std::optional<Error> refusal() const {
        return sink.refuse_new ? sink.refuse_new() : std::nullopt;
    }
};

class Session : public std::enable_shared_from_this<Session> {
   public:
    Session(std::shared_ptr<Shared> shared, io::Stream stream);

    /// The whole session. Nothing is thrown.
    io::Async<void> run();
    /// Refuses at the banner and closes.
    io::Async<void> refuse(smtp::Reply reply);
    /// The listener drains: ends the session now if it is between mails, else after its mail.
    void wake_to_drain();
    void cut() { stream_.close(); }

   private:
    io::Async<bool> exchange();
    io::Async<bool> flush(Milliseconds deadline);
    io::Async<void> judge_recipient();
    void begin_content();
    io::Async<void> accept_mail();
    io::Async<void> say_goodbye();
    Milliseconds input_deadline();
    bool close_if_draining();

    std::shared_ptr<Shared> shared_;
    io::Stream stream_;
    smtp::Server server_;
    std::array<char, 16384> buffer_;
    std::string transaction_id_;
    std::size_t prefix_bytes_ = 0;
    Milliseconds session_deadline_;
    Milliseconds request_began_;
    std::uint64_t steps_seen_ = 0;
    bool is_waiting_for_input_ = false;
};

}  // namespace postroom::receive
