// Keeps the fetcher in step with the mailboxes' settings.
// Invariant: the loop's thread never waits for the database. Rule: IMAP-9, OAU-4.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "io/executor.hpp"
#include "io/timer.hpp"
#include "pipeline/fetch.hpp"
#include "receive/fetcher.hpp"

namespace postroom::app {

/// How a mailbox is reached with its password.
receive::ImapResult<receive::MailboxRoute> mailbox_route(const model::Mailbox& mailbox);

/// Created, started and stopped on the loop's thread; everything given outlives it.
class MailboxWatch {
   public:
    using MakeRoute =
        std::function<receive::ImapResult<receive::MailboxRoute>(const model::Mailbox&)>;
    struct Surroundings {
        io::Loop& loop;
        io::WorkPool& pool;
        pipeline::Fetch& fetch;
        receive::Fetcher& fetcher;
        MakeRoute make_route;  ///< called on the pool
    };
    explicit MailboxWatch(Surroundings around) : around_(std::move(around)), timer_(around_.loop) {}

    void start();
    void stop();
    /// Somebody changed a mailbox: looks without waiting for the next turn. Any thread.
    void look_soon();

   private:
    void look_in_background();
    void configure(std::vector<model::Mailbox> mailboxes);

    Surroundings around_;
    io::Timer timer_;
    bool is_looking_ = false;
    bool looks_again_ = false;  ///< something changed while a look was under way
    bool is_stopped_ = false;
};

}  // namespace postroom::app
