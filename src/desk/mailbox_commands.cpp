// See mailbox_commands.hpp.
#include "desk/mailbox_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/connector_preset.hpp"
#include "desk/own_addresses.hpp"
#include "desk/seal.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/mailbox.hpp"
#include "store/oauth.hpp"
#include "store/retry_template.hpp"

namespace postroom::desk {
namespace {

constexpr std::array<std::string_view, 6> kMicrosoft{"outlook.com", "hotmail.com", "live.com",
                                                     "msn.com",     "outlook.fr",  "hotmail.fr"};

constexpr std::array<std::string_view, 2> kGoogle{"gmail.com", "googlemail.com"};

/// A channel counts as busy with so much mail in two weeks, and as silent after a long weekend.
constexpr std::int64_t kBusyMails = 14;
constexpr Milliseconds kBusyWindow = std::chrono::days{14};
constexpr Milliseconds kSilence = std::chrono::hours{72};

void append_mailbox_event(db::Session& session, const Environment& env, model::Person actor,
                          ChannelId channel, std::string_view what) {
    store::append_event(
        session, {.kind = model::EventKind::setting_changed,
                  .at = env.now(),
                  .actor = actor,
                  .subject_id = channel.value,
                  .payload = boost::json::serialize(boost::json::object{{"mailbox", what}})});
}

Result<ConnectorId> insert_twin(db::Session& session, const Environment& env,
                                const MailboxConnection& wanted) {
    model::Connector connector = wanted.connector;
    const model::Connector preset = connector_preset(connector.kind);
    connector.connections_max = preset.connections_max;
    connector.mails_per_minute = preset.mails_per_minute;
    if (const auto retries = store::find_default_retry_template(session)) {
        connector.retry_template_id = retries->id;
    }
    const auto id = store::insert_connector(session, connector, env.now());
    if (!id) {
        return fail(ErrorKind::conflict, "connector_exists",
                    "There is already an outgoing email server with this name.");
    }
    if (!wanted.mailbox.secret.empty()) {
        store::update_connector_secret(session, *id, seal(env, wanted.mailbox.secret, *id));
    }
    return *id;
}

/// A default connector that knows no address to write as cannot send anything: the first mailbox
/// that can takes its place. (F118)
void adopt_as_default(db::Session& session, ConnectorId id) {
    auto connector = store::find_connector(session, id);
    auto present = store::find_default_connector(session);
    if (!connector || !present || !present->from_address.empty()) {
        return;
    }
    present->is_default = false;
    store::update_connector(session, *present);
    connector->is_default = true;
    store::update_connector(session, *connector);
}

bool has_password(db::Session& session, ChannelId id) {
    return !store::find_mailbox_secret(session, id).value_or("").empty();
}

Audited audited(db::Session& session, ChannelId id) {
    const auto channel = store::find_channel(session, id);
    return {model::AuditSubject::mailbox, id.value, channel ? channel->name : ""};
}

std::unexpected<Error> no_mailbox() {
    return fail(ErrorKind::not_found, "mailbox_not_found", "There is no such mailbox.");
}

}  // namespace

ProviderPreset preset_of(model::MailProvider provider) {
    switch (provider) {
        case model::MailProvider::microsoft365:
            return {provider, "outlook.office365.com", 993, "smtp.office365.com", 587};
        case model::MailProvider::gmail:
            return {provider, "imap.gmail.com", 993, "smtp.gmail.com", 587};
        case model::MailProvider::other:
            break;
    }
    return {};
}

ProviderPreset preset_of(std::string_view address) {
    const std::string domain = to_lower(address.substr(address.rfind('@') + 1));
    const auto is_one_of = [&domain](const auto& domains) {
        return std::ranges::find(domains, domain) != domains.end();
    };
    if (is_one_of(kGoogle)) {
        return preset_of(model::MailProvider::gmail);
    }
    if (is_one_of(kMicrosoft) || domain.ends_with(".onmicrosoft.com")) {
        return preset_of(model::MailProvider::microsoft365);
    }
    return {model::MailProvider::other, "imap." + domain, 993, "smtp." + domain, 587};
}

Result<ChannelId> connect_mailbox(db::Session& session, const Environment& env, model::Person actor,
                                  const MailboxConnection& wanted) {
    if (!is_plausible_address(wanted.address)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The support address must look like support@example.org.");
    }
    model::Mailbox mailbox = wanted.mailbox;
    if (!wanted.connector.host.empty()) {
        mailbox.connector_id = TRY(insert_twin(session, env, wanted));
    }
    const auto channel = store::insert_channel(session,
                                               {.kind = model::ChannelKind::imap,
                                                .name = wanted.name,
                                                .color = wanted.color,
                                                .address = to_lower(wanted.address),
                                                .item_type = wanted.item_type,
                                                .project_id = wanted.project_id,
                                                .connector_id = mailbox.connector_id},
                                               env.now());
    if (!channel) {
        return fail(ErrorKind::conflict, "channel_exists",
                    "There is already a channel with this name or address.");
    }
    adopt_as_default(session, mailbox.connector_id);
    mailbox.channel_id = *channel;
    store::insert_mailbox(session, mailbox, env.now());
    if (!mailbox.secret.empty()) {
        store::update_mailbox_secret(session, *channel, seal(env, mailbox.secret, *channel));
    }
    protect_own_addresses(session, env);
    append_mailbox_event(session, env, actor, *channel, "connected");
    const SecretChange password{.is_written = !mailbox.secret.empty()};
    record_change(session, env, actor, {model::AuditSubject::mailbox, channel->value, wanted.name},
                  {},
                  with_password_after(facts_of(*store::find_mailbox(session, *channel)), password));
    return *channel;
}

Result<void> change_mailbox(db::Session& session, const Environment& env, model::Person actor,
                            const model::Mailbox& mailbox, std::string_view password) {
    const auto before = store::find_mailbox(session, mailbox.channel_id);
    if (!before) {
        return no_mailbox();
    }
    const SecretChange secret{.was_set = has_password(session, mailbox.channel_id),
                              .is_written = !password.empty()};
    store::update_mailbox(session, mailbox);
    if (!password.empty()) {
        store::update_mailbox_secret(session, mailbox.channel_id,
                                     seal(env, password, mailbox.channel_id));
        if (mailbox.connector_id) {
            store::update_connector_secret(session, mailbox.connector_id,
                                           seal(env, password, mailbox.connector_id));
            store::release_connector(session, mailbox.connector_id);
        }
    }
    append_mailbox_event(session, env, actor, mailbox.channel_id, "changed");
    record_change(session, env, actor, audited(session, mailbox.channel_id),
                  with_password_before(facts_of(*before), secret),
                  with_password_after(facts_of(mailbox), secret));
    return {};
}

Result<void> disconnect_mailbox(db::Session& session, const Environment& env, model::Person actor,
                                ChannelId channel_id) {
    auto mailbox = store::find_mailbox(session, channel_id);
    auto channel = store::find_channel(session, channel_id);
    if (!mailbox || !channel) {
        return no_mailbox();
    }
    const SecretChange before{.was_set = has_password(session, channel_id)};
    store::update_mailbox_secret(session, channel_id, "");
    store::delete_oauth_grant(session, channel_id);
    store::release_mailbox(session, channel_id);
    channel->active = false;
    store::update_channel(session, *channel);
    if (auto connector = store::find_connector(session, mailbox->connector_id)) {
        store::update_connector_secret(session, connector->id, "");
        connector->enabled = false;
        store::update_connector(session, *connector);
    }
    protect_own_addresses(session, env);
    store::forget_own_address(session, channel->address);
    append_mailbox_event(session, env, actor, channel_id, "disconnected");
    record_change(session, env, actor, audited(session, channel_id),
                  with_password_before(facts_of(*mailbox), before),
                  with_password_after(facts_of(*store::find_mailbox(session, channel_id)), {}));
    return {};
}

std::optional<TimePoint> silent_since(db::Session& session, ChannelId channel, TimePoint now) {
    const auto traffic = store::find_channel_traffic(session, channel, kBusyWindow);
    const bool is_silent =
        traffic.last_at && traffic.mails_before >= kBusyMails && now - *traffic.last_at >= kSilence;
    return is_silent ? traffic.last_at : std::nullopt;
}

}  // namespace postroom::desk
