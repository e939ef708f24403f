// See mailbox_fields.hpp.
#include "api/mailbox_fields.hpp"

#include "api/routes.hpp"
#include "core/text.hpp"
#include "desk/workspace.hpp"
#include "io/host_address.hpp"

namespace postroom::api {
namespace {

constexpr TextRule kHostRule{.characters_min = 1, .characters_max = 255};
constexpr std::string_view kFirstColor = "#228be6";

/// One direction's server: {"host", "port", "tls"}, on top of what the provider uses.
struct Server {
    std::string host;
    int port = 0;
    model::TlsPolicy tls = model::TlsPolicy::starttls;
};

void read_server(Fields& fields, std::string_view name, Server& server) {
    auto inner = fields.object(name);
    if (!inner) {
        return;
    }
    server.host = inner->text("host", kHostRule).value_or(server.host);
    server.port = static_cast<int>(inner->number("port", 1, 65535).value_or(server.port));
    server.tls = inner->word<model::TlsPolicy>("tls").value_or(server.tls);
    if (server.tls == model::TlsPolicy::off && !io::is_private_host(server.host)) {
        inner->note("tls", "cannot be off for a host outside this machine and private networks");
    }
    fields.absorb(name, *inner);
}

void check_policy(Fields& fields, const model::Mailbox& mailbox) {
    if (mailbox.tls == model::TlsPolicy::opportunistic) {
        fields.note("tls", "is none of implicit, starttls, off");
    }
    if (mailbox.tls == model::TlsPolicy::off && !io::is_private_host(mailbox.host)) {
        fields.note("tls", "cannot be off for a host outside this machine and private networks");
    }
    if (mailbox.after_fetch == model::AfterFetch::move && mailbox.move_to.empty()) {
        fields.note("move_to", "is missing");
    }
}

model::ConnectorKind connector_kind(model::MailProvider provider) {
    switch (provider) {
        case model::MailProvider::microsoft365:
            return model::ConnectorKind::microsoft365;
        case model::MailProvider::gmail:
            return model::ConnectorKind::gmail;
        case model::MailProvider::other:
            break;
    }
    return model::ConnectorKind::smtp;
}

}  // namespace

void read_mailbox(Fields& fields, model::Mailbox& mailbox) {
    auto& m = mailbox;
    m.host = fields.text("host", kHostRule).value_or(m.host);
    m.port = static_cast<int>(fields.number("port", 1, 65535).value_or(m.port));
    m.tls = fields.word<model::TlsPolicy>("tls").value_or(m.tls);
    m.username = fields.text("username", {.characters_max = 320}).value_or(m.username);
    m.folder =
        fields.text("folder", {.characters_min = 1, .characters_max = 200}).value_or(m.folder);
    m.after_fetch = fields.word<model::AfterFetch>("after_fetch").value_or(m.after_fetch);
    m.move_to = fields.text("move_to", {.characters_max = 200}).value_or(m.move_to);
    check_policy(fields, mailbox);
}

std::optional<std::string> read_password(Fields& fields) {
    return fields.text("password", {.characters_max = 1024, .one_line = false});
}

desk::MailboxConnection read_connection(Fields& fields) {
    desk::MailboxConnection wanted;
    wanted.address =
        to_lower(fields.required_text("address", {.characters_min = 3, .characters_max = 320}));
    if (!wanted.address.empty() && !desk::is_plausible_address(wanted.address)) {
        fields.note("address", "must look like support@example.org");
    }
    wanted.name =
        fields.text("name", {.characters_min = 1, .characters_max = 200}).value_or(wanted.address);
    wanted.color = read_color(fields).value_or(std::string(kFirstColor));
    wanted.from_name = fields.text("from_name", {.characters_max = 200}).value_or(wanted.name);
    wanted.item_type = fields.word<model::ItemType>("item_type").value_or(model::ItemType::ticket);
    auto& mailbox = wanted.mailbox;
    const auto provider = fields.word<model::MailProvider>("provider");
    const auto preset = provider && *provider != model::MailProvider::other
                            ? desk::preset_of(*provider)
                            : desk::preset_of(wanted.address);
    mailbox.provider = provider.value_or(preset.provider);
    mailbox.username = fields.text("username", {.characters_min = 1, .characters_max = 320})
                           .value_or(wanted.address);
    mailbox.secret = read_password(fields).value_or("");
    mailbox.address = wanted.address;
    mailbox.folder =
        fields.text("folder", {.characters_min = 1, .characters_max = 200}).value_or("INBOX");
    mailbox.after_fetch =
        fields.word<model::AfterFetch>("after_fetch").value_or(model::AfterFetch::seen);
    mailbox.move_to = fields.text("move_to", {.characters_max = 200}).value_or("");
    Server imap{preset.imap_host, preset.imap_port, model::TlsPolicy::implicit};
    read_server(fields, "imap", imap);
    mailbox.host = imap.host;
    mailbox.port = imap.port;
    mailbox.tls = imap.tls;
    check_policy(fields, mailbox);
    if (fields.flag("receives_only").value_or(false)) {
        return wanted;
    }
    Server smtp{preset.smtp_host, preset.smtp_port, model::TlsPolicy::starttls};
    read_server(fields, "smtp", smtp);
    wanted.connector = {.kind = connector_kind(mailbox.provider),
                        .name = wanted.address,
                        .from_address = wanted.address,
                        .from_name = wanted.from_name,
                        .host = smtp.host,
                        .port = smtp.port,
                        .tls = smtp.tls,
                        .username = mailbox.username,
                        .secret = mailbox.secret};
    return wanted;
}

}  // namespace postroom::api
