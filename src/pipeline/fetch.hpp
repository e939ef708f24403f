// The door for mail that we fetch: durable, and the cursor behind it, in one commit.
// Invariant: a UID that the cursor has passed has its row (I1); a mail of a mailbox becomes one
// incoming mail, however often it is fetched (I2). Rule: mail-correctness.md IMAP-1, IMAP-3 to
// IMAP-7; features F094, F096, F103.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/mailbox.hpp"
#include "store/mailbox.hpp"

namespace postroom::pipeline {

/// A mail as it was found in a mailbox.
struct FetchedMail {
    std::uint32_t uid = 0;
    std::uint64_t size = 0;
    std::optional<TimePoint> arrived_at;
    std::string raw;
};

/// What one FETCH brought, in the order of the UIDs.
struct FetchedBatch {
    ChannelId channel_id;
    std::int64_t releases = 0;
    std::uint32_t uid_validity = 0;
    /// Everything up to here is dealt with once this batch is stored; 0 = the cursor stays.
    std::uint32_t through_uid = 0;
    bool may_be_known = false;  ///< the UIDs are new but the mails may not be (IMAP-4)
    std::vector<FetchedMail> mails;
};

/// A mail as a listing of its mailbox tells of it, for finding it again.
struct ListedMail {
    std::uint32_t uid = 0;
    std::uint64_t size = 0;
    std::optional<TimePoint> arrived_at;
    std::string header;  ///< its Message-ID field
};

class Fetch {
   public:
    Fetch(db::Database& database, const desk::Environment& env) : database_(database), env_(env) {}

    /// Mailboxes with their secrets opened. Blocks. An unreadable secret is empty.
    std::vector<model::Mailbox> list_mailboxes();
    std::optional<model::MailboxCursor> find_cursor(ChannelId channel);
    bool save_cursor(const model::Mailbox& mailbox, const model::MailboxCursor& cursor);
    /// Stores a batch in one transaction. Errors: conflict when the mailbox was changed meanwhile;
    /// transient when nothing was kept. `done` as for accept_mail; what it is given is how many
    /// mails were new. Packs on this thread.
    void accept(const model::Mailbox& mailbox, FetchedBatch batch,
                std::move_only_function<void(Result<std::size_t>)> done);
    /// Recognises mails that have new UIDs, and those that were there before us; answers the rest.
    /// Blocks.
    std::vector<std::uint32_t> recognise(const model::Mailbox& mailbox, std::uint32_t uid_validity,
                                         const std::vector<ListedMail>& listed);
    std::vector<std::uint32_t> list_known(ChannelId channel, std::uint32_t uid_validity,
                                          std::uint32_t first, std::uint32_t last);
    std::vector<std::uint32_t> list_due_actions(ChannelId channel, std::uint32_t uid_validity,
                                                int limit);
    void record_actions_done(ChannelId channel, std::uint32_t uid_validity,
                             const std::vector<std::uint32_t>& uids);
    void record_look(ChannelId channel, std::int64_t backlog);
    void record_trouble(ChannelId channel, const store::MailboxTrouble& trouble);

   private:
    db::Database& database_;
    const desk::Environment& env_;
};

/// What stands in for a mail that is not downloaded: its header, and why. (IMAP-3, IMAP-6)
std::string stand_in_mail(std::string_view header, std::string_view why);

}  // namespace postroom::pipeline
