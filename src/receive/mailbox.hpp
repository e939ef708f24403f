// One mailbox that is fetched: connects, takes over what is new, waits for more, and starts anew
// after trouble.
// Invariant: the cursor moves only with the commit that stores the mail (I1); trouble of one
// mailbox delays no other (I8). Rule: mail-correctness.md IMAP-1 to IMAP-11. Loop thread only;
// fetcher.hpp is the door.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/random.hpp"
#include "model/mailbox.hpp"
#include "pipeline/fetch.hpp"
#include "receive/imap_connection.hpp"

namespace postroom::receive {

/// How a failure is said to people.
using SayTrouble =
    std::function<store::MailboxTrouble(const model::Mailbox&, const imap::Failure&)>;

/// What all mailboxes share.
struct MailboxContext {
    io::Loop& loop;
    io::WorkPool& pool;
    io::WorkPool& slow_pool;  ///< for what asks a provider: nobody's mail waits behind it (I8)
    const Clock& clock;
    Random& random;
    pipeline::Fetch& fetch;
    SayTrouble say;
    std::size_t mail_bytes_max = limits::kMailBytesMax;
    Milliseconds look_every = limits::kImapLookEvery;  ///< even while the server promises to call
};

/// One mailbox and how to reach it. The route is made anew for each connection, because tokens run
/// out.
struct MailboxSetup {
    model::Mailbox mailbox;
    /// Called on the slow pool. Errors: the settings cannot be used, or no token is to be had.
    std::function<ImapResult<MailboxRoute>()> make_route;
};

class Mailbox : public std::enable_shared_from_this<Mailbox> {
   public:
    Mailbox(MailboxContext& context, MailboxSetup setup)
        : context_(context), setup_(std::move(setup)) {}

    void start();
    /// Ends after the batch under way, then calls `stopped` once.
    void stop(std::function<void()> stopped);
    const MailboxSetup& setup() const { return setup_; }

   private:
    template <class T>
    using Outcome = ImapResult<T>;

    io::Async<void> run();
    io::Async<Outcome<void>> session();
    io::Async<Outcome<void>> look();
    io::Async<Outcome<void>> open_folder();
    io::Async<Outcome<void>> begin_with(const imap::Selected& selected);
    io::Async<Outcome<std::uint32_t>> find_next_uid();
    io::Async<Outcome<void>> take_over_new();
    io::Async<Outcome<void>> take_over(imap::UidRange window, std::vector<std::uint32_t> only);
    io::Async<Outcome<std::vector<imap::Fetched>>> list(imap::UidRange window);
    io::Async<Outcome<std::vector<imap::Fetched>>> without_known(std::vector<imap::Fetched> mails,
                                                                 std::vector<std::uint32_t> only);
    io::Async<Outcome<std::vector<pipeline::FetchedMail>>> download(
        std::vector<imap::Fetched> mails);
    io::Async<Outcome<pipeline::FetchedMail>> download_one(imap::Fetched mail);
    io::Async<Outcome<pipeline::FetchedMail>> download_header(imap::Fetched mail, std::string why);
    io::Async<Outcome<void>> store(pipeline::FetchedBatch batch);
    io::Async<Outcome<void>> sweep();
    io::Async<Outcome<void>> sweep_window(imap::UidRange window, TimePoint since);
    io::Async<Outcome<void>> clear_up();
    io::Async<Outcome<bool>> act(std::vector<std::uint32_t> uids);
    io::Async<Outcome<void>> wait_for_news();
    io::Async<Outcome<imap::Answer>> ask(std::function<void(imap::Client&)> begin);
    io::Async<void> rest(Milliseconds delay);
    io::Async<void> report(const imap::Failure& failure);
    Milliseconds wait_after(const imap::Failure& failure);
    std::optional<std::string> why_not_downloaded(const imap::Fetched& mail) const;
    bool is_rematching(std::uint32_t uid) const { return uid <= cursor_.rematch_until; }

    template <class T>
    io::Async<Outcome<T>> on_pool(std::function<T()> work);
    template <class T>
    io::Async<Outcome<T>> run_on(io::WorkPool& pool, std::function<T()> work);

    MailboxContext& context_;
    MailboxSetup setup_;
    std::unique_ptr<ImapConnection> connection_;
    model::MailboxCursor cursor_;
    std::function<void(bool)> wake_;  ///< ends rest()
    std::function<void()> stopped_;
    /// How often a download of this mail ended the connection. (IMAP-6)
    std::map<std::uint32_t, int> suspects_;
    std::vector<std::uint32_t> under_way_;
    Milliseconds connected_at_{0};
    std::optional<Milliseconds> swept_at_, swept_long_at_;
    int failures_ = 0;
    bool stopping_ = false, is_running_ = false;
};

}  // namespace postroom::receive
