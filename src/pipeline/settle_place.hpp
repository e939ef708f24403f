// Where a mail belongs, as far as rows know it: its sender, the conversations it names.
// Invariant: only reads. Internal to src/pipeline. Rule: mail-correctness.md THR-1 to THR-9.
#pragma once

#include <optional>

#include "pipeline/settle_case.hpp"
#include "threading/choose.hpp"

namespace postroom::pipeline {

/// Whom the From address belongs to: a user, a known customer, or nobody yet (a customer with 0).
model::Person person_of(const Case& mail);

/// Where the mail goes on, of all that it says about that itself.
threading::Choice choose_place(const Case& mail, model::Person from);

/// Where customers write about this item: its public stream, the one in use when there are several;
/// of a merged item that of the item that goes on. (F181)
std::optional<ConversationId> find_public_stream(db::Session& session, ItemId id);

/// Who has left a direct conversation does not come back into it by answering an old mail.
bool is_stranger_to_direct(db::Session& session, ConversationId id, model::Person from);

}  // namespace postroom::pipeline
