// The merge fields of canned replies: {{customer.name}}, {{item.number}}...
// Invariant: a value is text and nothing else: whatever a customer is called, it becomes no markup.
// Rule: issue 4 point 4 (canned replies with merge fields, escaped).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "desk/audience.hpp"

namespace postroom::desk {

/// Every field that a canned reply may hold, for the editor's menu.
std::span<const std::string_view> merge_fields();

/// The fields in the text that do not exist: a canned reply with one is not kept.
std::vector<std::string> unknown_merge_fields(std::string_view text);

struct FilledText {
    std::string html;
    std::vector<std::string> missing;  ///< fields that have no value here; nothing stands for them
};
/// @param author  who is about to write in this place
FilledText fill_canned_text(db::Session& session, std::string_view html, const Place& place,
                            const model::User& author);

}  // namespace postroom::desk
