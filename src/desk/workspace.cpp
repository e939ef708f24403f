// See workspace.hpp.
#include "desk/workspace.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "desk/audit.hpp"
#include "desk/own_addresses.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/people.hpp"
#include "store/retry_template.hpp"

namespace postroom::desk {
namespace {

constexpr std::string_view kQuietMode = "quiet_mode";
constexpr std::string_view kReplyDomain = "reply_domain";
constexpr std::string_view kSupportColor = "#2f6fde";

model::Facts facts_of(const QuietMode& mode) {
    return {{"enabled", mode.on ? "yes" : "no"},
            {"until", mode.until ? format_rfc3339(*mode.until) : std::string()}};
}

std::string_view domain_of(std::string_view address) {
    return address.substr(address.rfind('@') + 1);
}

Result<void> create_connector(db::Session& session, const Environment& env,
                              const NewWorkspace& workspace) {
    model::Connector connector{
        .kind = model::ConnectorKind::builtin,
        .name = "Built-in",
        .from_address = to_lower(workspace.support_address),
        .host = "127.0.0.1",
        .port = 25,
        .tls = model::TlsPolicy::opportunistic,
        .is_default = true,
        .connections_max = static_cast<int>(limits::kConnectorConnectionsMax)};
    if (workspace.capture) {
        connector.kind = model::ConnectorKind::capture;
        connector.name = "Capture";
    }
    if (!workspace.smart_host.empty()) {
        const auto colon = workspace.smart_host.rfind(':');
        const auto port = parse_int(std::string_view(workspace.smart_host).substr(colon + 1));
        if (colon == std::string::npos || !port) {
            return fail(
                ErrorKind::invalid, "invalid_smart_host",
                "The smart host must be written as host:port, such as mail.example.org:25.");
        }
        connector.host = workspace.smart_host.substr(0, colon);
        connector.port = static_cast<int>(*port);
    }
    if (const auto retries = store::find_default_retry_template(session)) {
        connector.retry_template_id = retries->id;
    }
    store::insert_connector(session, connector, env.now());
    protect_own_addresses(session, env);
    return {};
}

}  // namespace

QuietMode load_quiet_mode(db::Session& session, TimePoint now) {
    const auto text = store::find_setting(session, kQuietMode);
    if (!text) {
        return {};
    }
    const auto value = boost::json::parse(*text).as_object();
    QuietMode mode{.on = value.at("on").as_bool(), .until = {}, .since = {}};
    if (const auto* since = value.if_contains("since"); since != nullptr && since->is_int64()) {
        mode.since = from_unix_ms(since->as_int64());
    }
    if (const auto* until = value.if_contains("until"); until != nullptr && until->is_int64()) {
        mode.until = from_unix_ms(until->as_int64());
        mode.on = mode.on && *mode.until > now;
    }
    return mode;
}

void save_quiet_mode(db::Session& session, const Environment& env, model::Person actor,
                     const QuietMode& mode) {
    const auto before = load_quiet_mode(session, env.now());
    boost::json::object value{{"on", mode.on}};
    if (mode.until) {
        value["until"] = to_unix_ms(*mode.until);
    }
    if (mode.on) {
        value["since"] = to_unix_ms(before.on ? before.since : env.now());
    }
    const std::string text = boost::json::serialize(value);
    store::save_setting(session, kQuietMode, text);
    record_change(session, env, actor, {model::AuditSubject::quiet_mode, 0, {}}, facts_of(before),
                  facts_of(mode));
    store::append_event(
        session, {.kind = model::EventKind::setting_changed,
                  .at = env.now(),
                  .actor = actor,
                  .payload = boost::json::serialize(boost::json::object{{"quiet_mode", value}})});
}

std::string load_reply_domain(db::Session& session) {
    return store::find_setting(session, kReplyDomain).value_or("");
}

bool is_plausible_address(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() ||
        address.size() > 254 || at > 64) {
        return false;
    }
    for (const char c : address) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '<' || c == '>' ||
            c == ',') {
            return false;
        }
    }
    return address.find('@') == at && address.back() != '.' && address[at + 1] != '.';
}

Result<ChannelId> create_channel(db::Session& session, const Environment& env,
                                 const std::string& name, const std::string& address,
                                 const std::string& color) {
    if (!is_plausible_address(address)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The support address must look like support@example.org.");
    }
    const auto id = store::insert_channel(
        session, {.name = name, .color = color, .address = to_lower(address)}, env.now());
    if (!id) {
        return fail(ErrorKind::conflict, "channel_exists",
                    "There is already a channel with this name or address.");
    }
    // Mail of ours to our own address would come back as a new ticket, for ever. (F131, F132,
    // LOOP-2)
    protect_own_addresses(session, env);
    if (load_reply_domain(session).empty()) {
        store::save_setting(session, kReplyDomain, to_lower(domain_of(address)));
    }
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .subject_id = id->value,
                                  .payload = R"({"channel":"created"})"});
    return *id;
}

Result<UserId> create_workspace(db::Session& session, const Environment& env,
                                const NewWorkspace& workspace) {
    if (store::count_administrators(session) > 0) {
        return fail(ErrorKind::conflict, "already_set_up",
                    "This workspace has an administrator already; sign in instead.");
    }
    if (!is_plausible_address(workspace.admin_email)) {
        return fail(ErrorKind::invalid, "invalid_address",
                    "The administrator's address must look like ana@example.org.");
    }
    model::User user{
        .email = workspace.admin_email,
        .name = workspace.admin_name.empty() ? workspace.admin_email : workspace.admin_name,
        .role = model::Role::administrator,
        .preferences = model::default_preferences(model::Role::administrator),
        .created_at = env.now()};
    const auto id = store::insert_user(session, user);
    if (!id) {
        return fail(ErrorKind::conflict, "user_exists",
                    "There is already a user with this address.");
    }
    store::update_password_hash(session, *id, workspace.admin_password_hash);
    if (!workspace.support_address.empty()) {
        TRY_VOID(create_channel(session, env, "Support", workspace.support_address,
                                std::string(kSupportColor)));
    }
    TRY_VOID(create_connector(session, env, workspace));
    return *id;
}

}  // namespace postroom::desk
