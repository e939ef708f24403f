// Drafts, canned replies, mutes and what a search finds, as JSON.
// Invariant: a draft is shown to its writer only. Rule: api/openapi.yaml Draft, CannedReply, Mute,
// SearchHit.
#pragma once

#include <optional>
#include <string_view>

#include "db/session.hpp"
#include "store/canned_reply.hpp"
#include "store/draft.hpp"
#include "store/search_text.hpp"
#include "view/json.hpp"

namespace postroom::view {

/// Nothing written gives an empty draft.
Object draft_json(db::Session& session, ConversationId conversation,
                  const std::optional<store::Draft>& draft);
Object canned_reply_json(const store::CannedReply& reply, bool may_change);
Object mute_json(const store::Mute& mute);
/// [{"text", "hit"}]: about one line around what was found.
Array snippet_json(std::string_view text, const store::SearchQuery& query);

}  // namespace postroom::view
