// All mailboxes that are fetched.
// Invariant: mailboxes do not wait for each other; one whose settings changed is stopped before it
// starts anew. (I8) Rule: mail-correctness.md section 2.8. Loop thread only.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "receive/mailbox.hpp"

namespace postroom::receive {

class Fetcher {
   public:
    explicit Fetcher(MailboxContext context) : context_(std::move(context)) {}

    /// The mailboxes that are to be fetched from now on, all of them.
    void configure(std::vector<MailboxSetup> setups);
    /// Starts nothing more. A batch under way is stored or not, and fetched again then (I2).
    void stop();

   private:
    void start_wanted();

    MailboxContext context_;
    std::map<std::int64_t, std::shared_ptr<Mailbox>> running_;
    std::map<std::int64_t, std::shared_ptr<Mailbox>> stopping_;
    std::map<std::int64_t, MailboxSetup> wanted_;
};

}  // namespace postroom::receive
