// See import_mail.hpp.
#include "desk/import_mail.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "desk/outbox_commands.hpp"
#include "desk/workspace.hpp"
#include "mime/address.hpp"
#include "mime/parse.hpp"
#include "model/phrase_tables.hpp"
#include "notify/rule.hpp"
#include "store/blob.hpp"
#include "store/channel.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr auto kImportedPhrase = model::phrase_of(model::kSendTroubles, "imported");

/// Fields of the mail program that kept it, and the one that others must not read.
bool is_private_field(std::string_view line) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{
            "bcc:", "status:", "x-status:", "x-keywords:", "x-uid:", "x-mozilla-status:",
            "x-mozilla-status2:"},
        [&](std::string_view name) { return starts_with_ignoring_case(line, name); });
}

/// The mail as it goes over the wire: CR LF, without private fields.
std::string wire_form(std::string_view raw) {
    std::string wire;
    wire.reserve(raw.size() + raw.size() / 32);
    bool in_header = true;
    bool dropping = false;
    while (!raw.empty()) {
        const auto end = raw.find('\n');
        std::string_view line = raw.substr(0, end);
        raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (in_header) {
            const bool continues = line.starts_with(' ') || line.starts_with('\t');
            dropping = continues ? dropping : is_private_field(line);
            in_header = !line.empty();
        }
        if (!in_header || !dropping) {
            wire.append(line).append("\r\n");
        }
    }
    return wire;
}

/// Each address once, in lower case, that can be written to.
std::vector<std::string> recipients_of(const mime::Mail& mail) {
    std::vector<std::string> recipients;
    const auto add = [&](const std::vector<mime::Address>& addresses) {
        for (const auto& each : addresses) {
            auto address = to_lower(each.address);
            if (is_plausible_address(address) &&
                std::ranges::find(recipients, address) == recipients.end()) {
                recipients.push_back(std::move(address));
            }
        }
    };
    add(mail.to);
    add(mail.cc);
    add(mime::parse_addresses(mail.header("Bcc"), "utf-8").addresses);
    return recipients;
}

model::Person person_of(db::Session& session, const std::string& address) {
    if (const auto user = store::find_user_by_email(session, address)) {
        return model::person(user->id);
    }
    const auto customer = store::find_customer_by_email(session, address);
    return customer ? model::person(customer->id) : model::Person{model::PersonKind::customer, 0};
}

/// The first recipient's mail bears the id that stands in it; the others need one of their own.
std::string id_for(const std::string& message_id, std::size_t number) {
    return number == 0 ? message_id : fmt::format("{}.{}", number, message_id);
}

model::Importance importance_of(const mime::Mail& mail) {
    const auto named =
        model::parse_name<model::Importance>(to_lower(trim(mail.header("Importance"))));
    return named.value_or(model::Importance::normal);
}

}  // namespace

Result<ImportedMail> import_mail(db::Session& session, const Environment& env,
                                 std::string_view raw) {
    if (raw.size() > limits::kMailBytesMax) {
        return fail(ErrorKind::invalid, "mail_too_large", "it is larger than 35 MiB");
    }
    const auto mail = mime::parse(raw);
    const auto recipients = recipients_of(mail);
    const std::string from = to_lower(mail.from.address);
    if (!is_plausible_address(from) || recipients.empty()) {
        return fail(ErrorKind::invalid, "mail_without_addresses",
                    "it names no sender or no recipient that can be written to");
    }
    const auto connector = store::find_default_connector(session);
    if (!connector) {
        return fail(ErrorKind::conflict, "no_connector", "there is no outgoing email server yet");
    }
    const std::string wire = wire_form(raw);
    const BlobId blob = store::insert_blob(session, store::pack_blob(wire));
    const std::string message_id =
        mail.message_id.empty() ? fmt::format("imported.{}@invalid", blob.value) : mail.message_id;
    if (store::find_mail_by_message_id_header(session, message_id)) {
        return ImportedMail{};
    }
    const auto author = store::find_user_by_email(session, from);
    ImportedMail imported;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const MailId id = store::insert_outgoing_mail(
            session, {.kind = model::MailKind::reply,
                      .state = model::MailState::failed,
                      .connector_id = connector->id,
                      .recipient_person = person_of(session, recipients[i]),
                      .author_id = author ? author->id : UserId{},
                      .envelope_from = from,
                      .from_address = from,
                      .recipient = recipients[i],
                      .subject = one_line(mail.subject),
                      .message_id_header = id_for(message_id, i),
                      .blob_id = blob,
                      .size = std::ssize(wire),
                      .attachment_count = static_cast<int>(mail.attachments.size()),
                      .importance = importance_of(mail),
                      .reason = std::string(notify::rule::kImported),
                      .created_at = env.now()});
        store::record_imported(session, id, model::sentence_of(kImportedPhrase), env.now());
        append_outbox_event(session, env, *store::find_outgoing_mail(session, id), {});
        imported.mails.push_back(id);
    }
    return imported;
}

}  // namespace postroom::desk
