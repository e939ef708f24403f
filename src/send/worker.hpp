// Everything that runs for one connector: its queue of claimed mails, its connections, its breaker.
// Invariant: a mail taken from the queue ends with one record() or release(); no more than
// connections_max connections; one connector never waits for another. (I3, I8, OUT-18) Rule: OUT-7,
// OUT-11, OUT-15, OUT-19. Loop thread only; deliverer.hpp is the door.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "io/deadline.hpp"
#include "io/timer.hpp"
#include "send/allowance.hpp"
#include "send/breaker.hpp"
#include "send/connection.hpp"
#include "send/deliverer.hpp"
#include "send/outbox_port.hpp"

namespace postroom::send {

/// What all workers share.
struct WorkerContext {
    io::Loop& loop;
    const Clock& clock;
    Random& random;
    OutboxPort& port;
    DelivererOptions options;
};

class Worker : public std::enable_shared_from_this<Worker> {
   public:
    Worker(std::shared_ptr<WorkerContext> context, ConnectorSetup setup);

    /// Looks for mails now.
    void wake();
    /// Claims nothing more, gives back what is not begun, lets mails under way finish, then calls
    /// `drained` once.
    void drain(std::function<void()> drained);
    ConnectorStatus status() const;

   private:
    void claim();
    void take_batch(ClaimedBatch batch);
    void start_connections();
    io::Async<void> run_connection(std::unique_ptr<Connection> connection);
    io::Async<void> run_mails(Connection& connection);
    io::Async<bool> wait_for_mail(const Connection& connection);
    io::Async<std::optional<smtp::Failure>> open(Connection& connection);
    io::Async<bool> make_ready(Connection& connection, ClaimedMail& mail);
    io::Async<void> send_one(Connection& connection, ClaimedMail mail);
    io::Async<void> capture_one(ClaimedMail mail);
    io::Async<bool> ask_before_dot(MailId mail, std::int64_t fence);
    void note_outcome(const smtp::RecipientOutcome& outcome);
    void note_trouble(const smtp::Failure& failure, std::size_t others);
    void count_down_call();
    void record(const ClaimedMail& mail, smtp::RecipientOutcome outcome);
    void release_queue();
    void look_again_in(Milliseconds delay);
    void finish_call();
    bool may_work() const;
    std::size_t working_beside(const Connection& connection) const;
    bool is_worn(const Connection& connection) const;

    std::shared_ptr<WorkerContext> shared_;
    WorkerContext& context_;
    ConnectorSetup setup_;
    Breaker breaker_;
    Allowance allowance_;
    std::size_t asked_for_ = 0;  ///< by the claim under way; spent already
    io::Timer timer_;
    std::deque<ClaimedMail> queue_;
    /// Idle connections. The last to come is the first to go, so that those not needed grow old and
    /// close.
    std::vector<std::pair<const Connection*, std::function<void(bool)>>> waiting_;
    std::vector<const Connection*> connections_;  ///< each with its coroutine, connected or not
    std::size_t in_flight_ = 0;                   ///< mails between claim and outcome
    std::size_t calls_open_ = 0;                  ///< record() and release() without their answer
    std::uint64_t sent_ = 0, failed_ = 0;
    bool is_claiming_ = false;
    bool claim_again_ = false;   ///< woken while a claim was under way
    bool is_exhausted_ = false;  ///< nothing is due until the next wake
    bool draining_ = false;
    /// Whether the next mail that leaves is news: after trouble, and after a start, since the
    /// trouble may be older.
    bool trouble_noted_ = true;
    std::string last_failure_;
    std::function<void()> drained_;
};

}  // namespace postroom::send
