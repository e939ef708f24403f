// What people have written and not sent yet, and of what they want no signal for a while.
// Invariant: one draft a person and conversation; nobody reads another's. Rule: issue 4 points
// 4, 5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "model/work.hpp"

namespace postroom::store {

struct Draft {
    std::string html;
    std::string text;
    std::vector<AttachmentId> attachment_ids;
    std::optional<TimePoint> send_at;
    TimePoint updated_at{};
};
/// Takes the place of an earlier one. Attachments that are not this user's own uploads are left
/// out.
void save_draft(db::Session& session, UserId user, ConversationId conversation, const Draft& draft);
/// True when there was one.
bool delete_draft(db::Session& session, UserId user, ConversationId conversation);
std::optional<Draft> find_draft(db::Session& session, UserId user, ConversationId conversation);

/// Until when this user wants no signal of the conversation, or of anything with ConversationId{}.
void save_mute(db::Session& session, UserId user, ConversationId conversation, TimePoint until);
bool delete_mute(db::Session& session, UserId user, ConversationId conversation);
/// The users who want no signal of the conversation, in order of id.
std::vector<UserId> list_muting_users(db::Session& session, ConversationId conversation,
                                      TimePoint now);
struct Mute {
    ConversationId conversation_id;
    TimePoint until{};
};
std::vector<Mute> list_mutes(db::Session& session, UserId user, TimePoint now, int limit);

}  // namespace postroom::store
