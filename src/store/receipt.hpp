// What became of each message for each person.
// Invariant: one receipt for one message and person; once seen or emailed it has no due time (F008,
// F009).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

/// False when this person has a receipt for the message already: deciding twice changes nothing.
bool insert_receipt(db::Session& session, const model::Receipt& receipt);

std::vector<model::Receipt> list_receipts_of_message(db::Session& session, MessageId message);
std::optional<model::Receipt> find_receipt(db::Session& session, MessageId message,
                                           model::Person person);

/// The messages up to `seq` that this person sees now for the first time.
std::vector<MessageId> mark_seen(db::Session& session, ConversationId conversation,
                                 model::Person person, std::int64_t up_to_seq, TimePoint now);

/// Up to where somebody has seen a conversation. It stands for messages, too, that fan-out has not
/// reached yet: whoever looks at once must not be mailed because their receipt came later. (F009)
struct SeenMark {
    std::int64_t seq = 0;
    TimePoint at{};
};
/// False when the mark stood there or further already; a mark never goes back.
bool advance_seen_mark(db::Session& session, ConversationId conversation, model::Person person,
                       const SeenMark& mark);
std::optional<SeenMark> find_seen_mark(db::Session& session, ConversationId conversation,
                                       model::Person person);
/// The marks that cover the message with this `seq`.
struct PersonSeenMark {
    model::Person person;
    std::int64_t seq = 0;
    TimePoint at{};
};
std::vector<PersonSeenMark> list_seen_marks(db::Session& session, ConversationId conversation,
                                            std::int64_t seq);
/// Puts the receipts off until `due_at`, with the rule that says why.
void postpone_receipts(db::Session& session, std::span<const ReceiptId> receipts,
                       std::string_view rule, TimePoint due_at);

/// One conversation in which somebody has messages due for the relay.
struct DueConversation {
    ConversationId conversation_id;
    model::Person person;
};
std::vector<DueConversation> list_due_conversations(db::Session& session, TimePoint now, int limit);
/// The earliest due time of all, so that the relay knows when to wake.
std::optional<TimePoint> find_next_due(db::Session& session);

/// This person's unseen receipts of the conversation that wait for the relay, oldest message first.
std::vector<model::Receipt> list_waiting_receipts(db::Session& session, ConversationId conversation,
                                                  model::Person person, int limit);
/// The waiting receipt becomes emailed or withheld; false when it was seen meanwhile.
bool record_emailed(db::Session& session, ReceiptId receipt, std::string_view rule, MailId mail,
                    TimePoint now);
bool record_withheld(db::Session& session, ReceiptId receipt, std::string_view rule, TimePoint now);
/// Its mail was made and is kept back: never sent, readable in the mail log (F090, LOOP-6).
bool record_mail_withheld(db::Session& session, ReceiptId receipt, std::string_view rule,
                          MailId mail, TimePoint now);
/// The mail does not leave after all: what it carries was told in the product only.
void record_mail_taken_back(db::Session& session, MailId mail, std::string_view rule,
                            TimePoint now);
/// Whether the mail still carries something that its recipient has not seen (OUT-5).
bool carries_unseen(db::Session& session, MailId mail);

/// Messages that this person has not seen, in all conversations: the green badge (F014).
std::int64_t count_unseen(db::Session& session, model::Person person);

}  // namespace postroom::store
