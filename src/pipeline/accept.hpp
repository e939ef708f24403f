// The door: may this recipient be written to, and: the mail is on disk now.
// Invariant: durable before acknowledged (IN-1, I1); an unknown recipient costs no storage (SRV-4).
// Rule: IN-1, IN-2, SRV-4, FWD-1; features F094-F096.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"

namespace postroom::pipeline {

/// Whether mail to this address is ours: a creation address, or a reply or bounce address with our
/// signature. Errors: not_found (550 5.1.1); denied (550 5.7.1) when the creation address takes
/// mail from other networks only (SRV-12). Any thread; reads the database.
/// @param peer  the address of the server that hands the mail in; empty: this machine itself
Result<void> judge_recipient(db::Database& database, const desk::Environment& env,
                             std::string_view address, std::string_view peer);

/// Recipients that a server was told a moment ago to be ours: a busy relay writes to few addresses,
/// and asking the database for each of thousands of mails a second gains nothing. Only yes is kept,
/// and only for kRememberedFor, so a channel that was switched off takes mail for so long; what
/// came is kept all the same (I1). Any thread.
class RecipientMemory {
   public:
    static constexpr Milliseconds kRememberedFor{1000};

    bool contains(std::string_view address, std::string_view peer, Milliseconds now) const;
    void add(std::string_view address, std::string_view peer, Milliseconds now);

   private:
    mutable std::mutex mutex_;
    std::map<std::string, Milliseconds, std::less<>> until_;  ///< by "PEER ADDRESS"
};

/// A mail as a listener hands it over.
struct ReceivedMail {
    std::string envelope_from;
    std::vector<std::string> recipients;  ///< accepted ones only
    std::string raw;                      ///< with our Received field on top
    std::string via;                      ///< "smtp", "lmtp", "deliver"
    std::string client;                   ///< who handed it over, for the log
    bool has_bare_newlines = false;
};

/// Makes the mail durable: raw bytes and one row for each recipient, in one commit. `done` is
/// called on the database's thread, or at once on this one, with ErrorKind::transient when nothing
/// was kept.
void accept_mail(db::Database& database, const desk::Environment& env, ReceivedMail mail,
                 std::move_only_function<void(Result<IncomingMailId>)> done);

/// The error that a failure of the database means to a sender.
Error error_of(std::exception_ptr failure);

}  // namespace postroom::pipeline
