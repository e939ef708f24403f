// Mailboxes that are fetched, and the mails in them that we know.
// Invariant: a mail of a mailbox is taken over once (I2); the cursor moves in the transaction that
// stores the mail (I1). Rule: mail-correctness.md IMAP-1 to IMAP-7.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/mailbox.hpp"

namespace postroom::store {

void insert_mailbox(db::Session& session, const model::Mailbox& mailbox, TimePoint now);
std::optional<model::Mailbox> find_mailbox(db::Session& session, ChannelId channel);
/// The one that a connector was connected with.
std::optional<model::Mailbox> find_mailbox_by_connector(db::Session& session,
                                                        ConnectorId connector);
std::vector<model::Mailbox> list_mailboxes(db::Session& session, int limit);
/// Everything but cursor, health and secret; what runs with the old settings stops.
void update_mailbox(db::Session& session, const model::Mailbox& mailbox);
/// Somebody looked after it: whatever was wrong is found out anew.
void release_mailbox(db::Session& session, ChannelId channel);
std::optional<std::string> find_mailbox_secret(db::Session& session, ChannelId channel);
/// An empty text takes the secret away.
void update_mailbox_secret(db::Session& session, ChannelId channel, std::string_view sealed);

std::optional<model::MailboxCursor> find_cursor(db::Session& session, ChannelId channel);
/// False when the mailbox was changed since `releases` was read.
bool save_cursor(db::Session& session, ChannelId channel, std::int64_t releases,
                 const model::MailboxCursor& cursor);
/// Everything up to `last_uid` is dealt with. False when the mailbox was changed since, or has
/// another UIDVALIDITY by now.
bool advance_cursor(db::Session& session, ChannelId channel, std::int64_t releases,
                    std::uint32_t uid_validity, std::uint32_t last_uid);

/// One mail of a mailbox that is dealt with.
struct MailboxMail {
    ChannelId channel_id;
    std::uint32_t uid_validity = 0;
    std::uint32_t uid = 0;
    IncomingMailId incoming_mail_id;  ///< none: it was there before us
    std::string message_id;           ///< as it stands in the mail, bounded; may be empty
    std::int64_t size = 0;
    std::optional<TimePoint> arrived_at;
    bool action_due = false;
};
/// False when it is known already.
bool insert_mailbox_mail(db::Session& session, const MailboxMail& mail);
void record_mailbox_mail_stored(db::Session& session, const MailboxMail& mail);
/// The UIDs from `first` to `last` that are dealt with, in order.
std::vector<std::uint32_t> list_known_uids(db::Session& session, ChannelId channel,
                                           std::uint32_t uid_validity, std::uint32_t first,
                                           std::uint32_t last);
/// The mail that this one was under an older UIDVALIDITY, if no newer UID took its place. (IMAP-4)
std::optional<MailboxMail> find_same_mail(db::Session& session, const MailboxMail& mail);
/// The same by the bytes.
std::optional<IncomingMailId> find_same_bytes(db::Session& session, const MailboxMail& mail,
                                              BlobId blob);
std::vector<std::uint32_t> list_due_actions(db::Session& session, ChannelId channel,
                                            std::uint32_t uid_validity, int limit);
void record_action_done(db::Session& session, ChannelId channel, std::uint32_t uid_validity,
                        std::uint32_t uid);

std::optional<model::MailboxHealth> find_mailbox_health(db::Session& session, ChannelId channel);
/// We know what lies in it: whatever was wrong is over.
void record_mailbox_look(db::Session& session, ChannelId channel, std::int64_t backlog,
                         TimePoint now);
void record_mailbox_fetched(db::Session& session, ChannelId channel, Milliseconds lag,
                            TimePoint now);
struct MailboxTrouble {
    std::string sentence;  ///< of kMailboxPhrases
    std::string words;     ///< the server's
    bool needs_attention = false;
};
/// The time since when it goes on is kept.
void record_mailbox_trouble(db::Session& session, ChannelId channel, const MailboxTrouble& trouble,
                            TimePoint now);

/// When mail last came through a channel, and how much in the `window` before that. (FWD-6)
struct ChannelTraffic {
    std::optional<TimePoint> last_at;
    std::int64_t mails_before = 0;
};
ChannelTraffic find_channel_traffic(db::Session& session, ChannelId channel, Milliseconds window);

}  // namespace postroom::store
