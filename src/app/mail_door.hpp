// Where mail comes in by SMTP and LMTP: the listeners of the configuration, and what they ask and
// hand over. Invariant: a mail is answered only after the database has it (I1).
// Rule: architecture.md "Floors" (app wires); SRV-1 to SRV-13.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "io/executor.hpp"
#include "io/tls.hpp"
#include "pipeline/accept.hpp"
#include "receive/listener.hpp"

namespace postroom::app {

/// Used on the loop's thread unless said otherwise.
class MailDoor {
   public:
    /// What a door works with; all of it outlives the door.
    struct Surroundings {
        io::Loop& loop;
        io::WorkPool& pool;  ///< looks addresses up and packs large mails
        db::Database& database;
        const desk::Environment& env;
        Clock& clock;
        Random& random;
        const Config& config;
        const std::atomic<bool>& is_stopping;  ///< new mails are put off from then on
    };
    explicit MailDoor(Surroundings surroundings);

    /// Error: the certificate cannot be used, or an address cannot be listened on.
    Result<void> start();
    /// The certificate was renewed. A file that cannot be used leaves the old one. (SRV-9)
    void reload_certificate();
    /// Calls `drained` once for each listener that runs, when its sessions are over.
    void stop(Milliseconds patience, const std::function<void()>& drained);

    int listeners() const { return (smtp_ ? 1 : 0) + (lmtp_ ? 1 : 0); }
    /// Host and port; empty when it does not run.
    std::string smtp_address() const { return smtp_ ? smtp_->address() : ""; }
    std::string lmtp_address() const { return lmtp_ ? lmtp_->address() : ""; }
    /// On any thread.
    std::uint64_t accepted() const { return accepted_; }
    std::uint64_t not_accepted() const { return not_accepted_; }

   private:
    Result<void> listen(const std::string& address, smtp::Protocol protocol,
                        std::unique_ptr<receive::Listener>& listener);
    receive::Sink make_sink();
    void judge(receive::RecipientQuestion question, std::function<void(Result<void>)> answer);
    void accept(receive::ReceivedMail mail, std::function<void(Result<std::string>)> answer);

    Surroundings around_;
    pipeline::RecipientMemory recipients_;
    std::shared_ptr<io::TlsContext> tls_;
    std::unique_ptr<receive::Listener> smtp_, lmtp_;
    std::atomic<std::uint64_t> accepted_{0};
    std::atomic<std::uint64_t> not_accepted_{0};
};

}  // namespace postroom::app
