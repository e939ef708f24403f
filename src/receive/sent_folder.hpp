// Whether mails stand in a mailbox's folder of sent mail: the provider took them, then.
// Invariant: nothing is changed there; every wait ends by a deadline.
// Rule: mail-correctness.md OUT-4 (a). Coroutine; loop thread only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "receive/imap_connection.hpp"

namespace postroom::receive {

/// How a mail of ours is known again.
struct SentQuestion {
    std::string message_id;  ///< with its angle brackets
    std::string mark_name;   ///< a header field of ours, for providers that rewrite the Message-ID
    std::string mark;
    TimePoint since{};  ///< it is not older than this
};

/// Which of the folders is the one for sent mail: the one that the server marks, else by its name
/// in the languages that providers use. Null when there is none.
const imap::Folder* find_sent_folder(std::span<const imap::Folder> folders);

struct SentAnswer {
    bool is_there = false;
    std::string header;  ///< of the copy, when only our mark led to it; else empty
};

/// One for each question. No folder for sent mail: none of the mails is there.
/// @param questions  by value: the coroutine outlives its caller's patience
io::Async<ImapResult<std::vector<SentAnswer>>> look_into_sent_folder(
    io::Loop& loop, const Clock& clock, MailboxRoute route, std::vector<SentQuestion> questions);

}  // namespace postroom::receive
