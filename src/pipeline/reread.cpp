// See reread.hpp.
#include "pipeline/reread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "model/phrase_tables.hpp"
#include "store/blob.hpp"
#include "store/event.hpp"
#include "store/item.hpp"

namespace postroom::pipeline {
namespace {

/// Warnings of the intake, not of the parser: they speak of what was decided, and that stands.
constexpr std::array<std::string_view, 5> kOfIntake{"no_sender", "unproven_colleague",
                                                    "subject_hint", "tickets_from_sender",
                                                    "identical_from_sender"};

bool is_of_intake(std::string_view warning) {
    const auto said = model::find_wording(model::kMessageWarnings, warning);
    return said && std::ranges::find(kOfIntake, said->code) != kOfIntake.end();
}

void replace_warnings(model::Message& message, std::vector<std::string> parsed) {
    std::erase_if(message.warnings, [](const auto& warning) { return !is_of_intake(warning); });
    std::ranges::move(parsed, std::back_inserter(message.warnings));
}

model::Attachment attachment_of(const desk::EnclosedFile& file, MessageId message, BlobId blob) {
    return {.message_id = message,
            .filename = file.filename,
            .content_type = file.content_type,
            .size = static_cast<std::int64_t>(file.blob.size),
            .blob_id = blob,
            .content_id = file.content_id,
            .is_inline = file.is_inline};
}

/// A file whose content is still there keeps its id, so that links to it stay good.
void replace_files(db::Session& session, MessageId message,
                   const std::vector<desk::EnclosedFile>& files, TimePoint now) {
    auto before = store::list_attachments(session, message);
    for (const auto& file : files) {
        auto wanted = attachment_of(file, message, store::insert_blob(session, file.blob));
        const auto same = std::ranges::find(before, wanted.blob_id, &model::Attachment::blob_id);
        if (same == before.end()) {
            store::insert_attachment(session, wanted, model::Person{}, now);
            continue;
        }
        wanted.id = same->id;
        store::update_attachment(session, wanted);
        before.erase(same);
    }
    for (const auto& gone : before) {
        store::delete_attachment(session, gone.id);
    }
}

/// The message that this very mail became; a duplicate's belongs to the earlier mail.
std::optional<model::Message> find_own_message(db::Session& session,
                                               const store::WantedReread& wanted) {
    auto message =
        wanted.message_id ? store::find_message(session, wanted.message_id) : std::nullopt;
    const bool is_own = message && message->incoming_mail_id == wanted.mail.id;
    return is_own ? std::move(message) : std::nullopt;
}

void append_reread_event(db::Session& session, const desk::Environment& env,
                         const store::WantedReread& wanted, const model::Message& message) {
    const auto conversation = store::find_conversation(session, message.conversation_id);
    store::append_event(session,
                        {.kind = model::EventKind::message_reread,
                         .at = env.now(),
                         .actor = model::person(wanted.by),
                         .item_id = conversation ? conversation->item_id : ItemId{},
                         .conversation_id = message.conversation_id,
                         .message_id = message.id,
                         .subject_id = wanted.mail.id.value,
                         .payload = fmt::format(R"({{"parser_version":{}}})", kParserVersion)});
}

}  // namespace

void reread(db::Session& session, const desk::Environment& env, const store::WantedReread& wanted,
            Understood& understood) {
    store::record_reread(session, wanted.mail.id, understood.mail.subject, understood.dedup_key,
                         kParserVersion);
    auto message = find_own_message(session, wanted);
    if (!message) {
        return;
    }
    message->text = std::string(truncate_utf8(understood.mail.text, limits::kBodyTextBytesMax));
    message->html = std::move(understood.html);
    message->visible_text =
        std::string(truncate_utf8(understood.visible_text, limits::kBodyTextBytesMax));
    if (message->visible_text.empty()) {
        message->visible_text = message->text;
    }
    replace_warnings(*message, std::move(understood.mail.warnings));
    store::update_message_body(session, *message);
    replace_files(session, message->id, understood.files, env.now());
    append_reread_event(session, env, wanted, *message);
}

}  // namespace postroom::pipeline
