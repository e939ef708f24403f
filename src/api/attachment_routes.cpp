// Files: upload before the message that carries them, download afterwards. See api/openapi.yaml,
// attachments. Rule: mail-correctness.md SEC-4 (always a download, never sniffed), SEC-5, SEC-7.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/multipart.hpp"
#include "api/routes.hpp"
#include "api/sniff.hpp"
#include "core/text.hpp"
#include "mime/filename.hpp"
#include "store/blob.hpp"
#include "store/conversation_view.hpp"
#include "store/item.hpp"
#include "view/work.hpp"

namespace postroom::api {
namespace {

struct Upload {
    std::string filename;
    std::string_view content;
};

Result<Upload> upload_of(Call& call) {
    const auto type = call.request.header("Content-Type");
    if (!starts_with_ignoring_case(type, "multipart/")) {
        return Upload{std::string(call.query.text("filename")), call.request.body};
    }
    for (auto& part : TRY(parse_multipart(multipart_boundary(type), call.request.body))) {
        if (part.name == "file") {
            return Upload{std::move(part.filename), part.content};
        }
    }
    return fail(ErrorKind::invalid, "file_missing", "The form has no part named \"file\".");
}

/// Stores an uploaded file for whoever will write the message that carries it.
Outcome store_upload(Call& call, model::Person uploaded_by) {
    const auto upload = TRY(upload_of(call));
    const auto filename = mime::safe_filename(repair_utf8(upload.filename));
    if (filename.empty()) {
        return fail(ErrorKind::invalid, "filename_missing",
                    "The file has no name: give it as ?filename=.");
    }
    if (upload.content.size() > limits::kAttachmentBytesMax) {
        return fail(ErrorKind::invalid, "body_too_large", "A file may have at most 25 MiB.");
    }
    model::Attachment attachment{.filename = filename,
                                 .content_type = sniff_content_type(upload.content),
                                 .size = static_cast<std::int64_t>(upload.content.size())};
    const auto packed = store::pack_blob(upload.content);
    attachment.id = call.database().write([&](db::Session& session) {
        auto stored = attachment;
        stored.blob_id = store::insert_blob(session, packed);
        return store::insert_attachment(session, stored, uploaded_by, call.context.now());
    });
    return Reply{.status = 201, .body = view::attachment_json(attachment)};
}

Outcome upload_attachment(Call& call) { return store_upload(call, call.actor()); }

Outcome upload_own_attachment(Call& call) {
    constexpr Milliseconds kLooseFor = std::chrono::hours{24};
    const auto customer = call.customer().id;
    const auto loose = call.database().read([&](db::Session& session) {
        return store::count_loose_uploads(session, customer, call.context.now() - kLooseFor);
    });
    if (loose >= limits::kCustomerLooseUploadsMax) {
        return fail(ErrorKind::transient, "too_many_uploads",
                    "These are many files without a message. Please send what you have attached "
                    "first.");
    }
    return store_upload(call, model::person(customer));
}

bool may_audit(const model::User& user) { return user.role == model::Role::administrator; }
template <class Customer>
bool may_audit(const Customer&) {
    return false;
}

/// The message's readers, and before there is a message the uploader. (SEC-7, SEC-11)
/// @param who  the same person as `uploader`, as their access is asked
template <class Who>
bool may_download(db::Session& session, const Who& who, model::Person uploader,
                  const model::Attachment& attachment) {
    if (!attachment.message_id) {
        return store::find_uploader(session, attachment.id) == uploader;
    }
    const auto message = store::find_message(session, attachment.message_id);
    // What was taken back with its message is for the audit. (issue 4 point 4)
    if (message && message->deleted_at && !may_audit(who)) {
        return false;
    }
    return message && check_sees_conversation(session, who, message->conversation_id).has_value();
}

/// RFC 6266: a plain name for old clients and the real one in UTF-8.
std::string disposition_of(std::string_view filename) {
    std::string plain;
    std::string encoded;
    for (const char c : filename) {
        const auto byte = static_cast<unsigned char>(c);
        const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        plain += safe || c == ' ' ? c : '_';
        encoded += safe ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

template <class Who>
Outcome download(Call& call, const Who& who, model::Person uploader) {
    return call.database().read([&](db::Session& session) -> Outcome {
        const auto attachment = store::find_attachment(session, AttachmentId{call.id()});
        auto content = attachment && may_download(session, who, uploader, *attachment)
                           ? store::find_blob(session, attachment->blob_id)
                           : std::nullopt;
        if (!content) {
            return fail(ErrorKind::not_found, "attachment_not_found",
                        "There is no such file, or you may not see it.");
        }
        return Reply{.headers = {{"Content-Disposition", disposition_of(attachment->filename)},
                                 {"X-Attachment-Type", attachment->content_type}},
                     .content_type = "application/octet-stream",
                     .content = std::move(*content)};
    });
}

Outcome download_attachment(Call& call) { return download(call, call.user(), call.actor()); }

Outcome download_own_attachment(Call& call) {
    return download(call, call.scope(), model::person(call.customer().id));
}

constexpr Route kRoutes[] = {
    {io::Method::post, "/api/v1/attachments", Access::user, upload_attachment},
    {io::Method::get, "/api/v1/attachments/{id}", Access::user, download_attachment},
    {io::Method::post, "/api/v1/my/attachments", Access::customer, upload_own_attachment},
    {io::Method::get, "/api/v1/my/attachments/{id}", Access::customer, download_own_attachment},
};

}  // namespace

std::span<const Route> attachment_routes() { return kRoutes; }

}  // namespace postroom::api
