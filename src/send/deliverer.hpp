// Empties the outbox: for each connector a worker with kept connections.
// Invariant: connectors do not wait for each other; a disabled one gets no new mail. (OUT-15,
// OUT-18, I8) Rule: OUT-4 to OUT-21; the rows are behind OutboxPort.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "io/executor.hpp"
#include "send/outbox_port.hpp"
#include "send/route.hpp"

namespace postroom::send {

struct ConnectorSetup {
    ConnectorId id;
    bool enabled = true;
    bool captures =
        false;    ///< nothing leaves: each mail is recorded as sent with the text "captured"
    Route route;  ///< unused when it captures
    std::size_t connections_max = 4;
    std::size_t mails_per_minute = 0;  ///< 0 = as many as go (OUT-17)
    std::size_t mails_per_connection_max = limits::kMailsPerSendConnectionMax;
    /// Grows when the administrator saves the connector: breaker and "needs attention" start
    /// afresh.
    std::int64_t version = 0;
};

struct DelivererOptions {
    /// How often to look without being woken: the net under a lost wake().
    Milliseconds poll{5'000};
    Milliseconds idle_max = limits::kSendConnectionIdleMax;
    Milliseconds connection_age_max = limits::kSendConnectionAgeMax;
    /// Longest wait for P4 to be durable.
    Milliseconds before_dot_timeout = limits::kSpoolDeadline;
    Milliseconds token_timeout{30'000};  ///< for a provider's answer; it bounds its own wait
    std::size_t claim_mails_max = 100;
    std::size_t claim_bytes_max = std::size_t{40} << 20;
    /// Outcomes on their way to the database at the same time, per connector.
    std::size_t records_open_max = 400;
};

/// For the connectors' page and the metrics.
struct ConnectorStatus {
    ConnectorId id;
    std::size_t connections = 0;
    std::size_t mails_claimed = 0;  ///< in memory: queued or under way
    std::uint64_t mails_sent = 0;
    std::uint64_t mails_failed = 0;  ///< attempts that did not end with acceptance
    bool needs_attention = false;
    std::optional<Milliseconds> retry_in;  ///< while the breaker is open
    std::string last_failure;
};

/// Loop thread only, wake() excepted. `loop`, `clock`, `random` and `port` outlive it, and the loop
/// has run out of its coroutines (see stop) or does not run any more when it is destroyed.
class Deliverer {
   public:
    Deliverer(io::Loop& loop, const Clock& clock, Random& random, OutboxPort& port,
              DelivererOptions options = {});
    ~Deliverer();

    /// The connectors there are now. One that is new or changed starts afresh, its old worker
    /// drains; one that is missing or disabled drains.
    void configure(std::vector<ConnectorSetup> connectors);
    /// Any thread: something became due. `connector` none: look everywhere.
    void wake(ConnectorId connector = {});
    /// Lets mails under way finish, gives the others back, then calls `drained` once.
    void stop(std::function<void()> drained);
    std::vector<ConnectorStatus> status() const;

   private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace postroom::send
