// See composing.hpp.
#include "view/composing.hpp"

#include <boost/json.hpp>

#include "store/item.hpp"
#include "view/work.hpp"

namespace postroom::view {
namespace {

constexpr std::size_t kSnippetBytesMax = 180;

}  // namespace

Object draft_json(db::Session& session, ConversationId conversation,
                  const std::optional<store::Draft>& draft) {
    const auto shown = draft.value_or(store::Draft{});
    Array files;
    for (const AttachmentId id : shown.attachment_ids) {
        if (const auto file = store::find_attachment(session, id)) {
            files.emplace_back(attachment_json(*file));
        }
    }
    return Object{{"conversation_id", conversation.value},
                  {"html", shown.html},
                  {"text", shown.text},
                  {"attachments", std::move(files)},
                  {"send_at", time_json(shown.send_at)},
                  {"updated_at", draft ? time_json(draft->updated_at) : Value(nullptr)}};
}

Object canned_reply_json(const store::CannedReply& reply, bool may_change) {
    return Object{{"id", reply.id.value},
                  {"title", reply.title},
                  {"html", reply.html},
                  {"text", reply.text},
                  {"shared", !reply.owner_id},
                  {"may_change", may_change},
                  {"updated_at", time_json(reply.updated_at)}};
}

Object mute_json(const store::Mute& mute) {
    return Object{{"conversation_id", id_json(mute.conversation_id)},
                  {"until", time_json(mute.until)}};
}

Array snippet_json(std::string_view text, const store::SearchQuery& query) {
    Array parts;
    for (const auto& part : store::snippet_around(text, query, kSnippetBytesMax)) {
        parts.emplace_back(Object{{"text", part.text}, {"hit", part.is_hit}});
    }
    return parts;
}

}  // namespace postroom::view
