// A mailbox that is fetched over IMAP: one inbound channel's other end.
// Invariant: progress is (UIDVALIDITY, last UID), nothing else. Rule: mail-correctness.md IMAP-1 to
// IMAP-10; features F094, F103, F106-F113.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/mail_flow.hpp"

namespace postroom::model {

enum class MailProvider { microsoft365, gmail, other };
POSTROOM_ENUM_NAMES(MailProvider, {MailProvider::microsoft365, "microsoft365"},
                    {MailProvider::gmail, "gmail"}, {MailProvider::other, "other"});

/// What becomes of a mail in the mailbox once it is ours. (IMAP-5)
enum class AfterFetch { keep, seen, move, remove };
POSTROOM_ENUM_NAMES(AfterFetch, {AfterFetch::keep, "keep"}, {AfterFetch::seen, "seen"},
                    {AfterFetch::move, "move"}, {AfterFetch::remove, "remove"});

struct Mailbox {
    ChannelId channel_id;
    MailProvider provider = MailProvider::other;
    ConnectorId connector_id;  ///< connected together with it; none when it only receives
    std::string host;
    int port = 993;
    TlsPolicy tls = TlsPolicy::implicit;
    std::string username;
    std::string secret;       ///< in memory only; encrypted at rest (SEC-20)
    std::string oauth_token;  ///< in memory only; when set, it signs in instead of the password
    std::string folder = "INBOX";
    AfterFetch after_fetch = AfterFetch::keep;
    std::string move_to;        ///< the folder that `move` moves to
    std::int64_t releases = 0;  ///< how often somebody looked after it: what is older stops
    bool active = true;         ///< of its channel
    std::string address;        ///< of its channel
    TimePoint created_at{};
};

/// How far a mailbox is taken over. (IMAP-1, IMAP-4)
struct MailboxCursor {
    std::uint32_t uid_validity = 0;  ///< 0: it was never opened
    std::uint32_t first_uid = 0;     ///< older mail was there before us
    std::uint32_t last_uid = 0;
    /// Up to here a mail may be one that we know by another UID.
    std::uint32_t rematch_until = 0;
};

/// How a mailbox is doing, for the screen. (FWD-6, IMAP-9)
struct MailboxHealth {
    std::optional<TimePoint> looked_at;   ///< last time that we knew what lies in it
    std::optional<TimePoint> fetched_at;  ///< last time that a mail was taken over
    Milliseconds lag{0};                  ///< that mail's, from its arrival to us
    std::int64_t backlog = 0;
    std::string trouble;        ///< one sentence of kMailboxPhrases; empty = none
    std::string trouble_words;  ///< what the server said
    std::optional<TimePoint> trouble_since;
    bool needs_attention = false;  ///< it will not mend by itself
};

}  // namespace postroom::model
