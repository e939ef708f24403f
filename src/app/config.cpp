// See config.hpp.
#include "app/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/text.hpp"
#include "io/txt_resolver.hpp"

namespace postroom::app {
namespace {

constexpr std::array kSettings{
    SettingName{"http.listen", "http", "127.0.0.1:8080",
                "address of the web interface and the API"},
    SettingName{"smtp.listen", "smtp", "127.0.0.1:2525",
                "address of the SMTP listener; \"off\" for none"},
    SettingName{"lmtp.listen", "lmtp", "off", "address of the LMTP listener, or unix:PATH"},
    SettingName{"listener.mail_bytes_max", "", "36700160", "largest mail taken, in bytes"},
    SettingName{"listener.connections_max", "", "500", "SMTP connections at the same time"},
    SettingName{"listener.connections_per_address_max", "", "20",
                "of one address, or one /64 of IPv6"},
    SettingName{"listener.errors_max", "", "20",
                "errors of one client; from half of them on each answer is slow, then it is cut"},
    SettingName{"listener.command_timeout_seconds", "", "300", "a client may think so long"},
    SettingName{"listener.data_grace_seconds", "", "60",
                "a mail's text may lag so far behind 500 bytes a second"},
    SettingName{"listener.session_timeout_seconds", "", "1800", "longest SMTP connection"},
    SettingName{"listener.bare_newlines", "", "normalize",
                "lines of a mail without CR LF: normalize (keep and flag) or reject"},
    SettingName{"mailbox.look_seconds", "", "300",
                "a mailbox is looked into so often, also while its server promises to call"},
    SettingName{"mailbox.reply_seconds", "", "60",
                "a mailbox's server may think so long; then the connection is made anew"},
    SettingName{"store.url", "store", "sqlite", "sqlite, sqlite:PATH or postgresql://..."},
    SettingName{"bus.url", "bus", "local",
                "local (several nodes need nats://..., which comes later)"},
    SettingName{"outbound.smart_host", "smart-host", "",
                "smtp://HOST:PORT through which the built-in connector sends"},
    SettingName{"outbound.capture", "capture", "false",
                "keep all outgoing mail in the mail log; nothing leaves", true},
    SettingName{"relay.grace_seconds", "relay-grace-seconds", "60",
                "a message not seen for so long is emailed"},
    SettingName{"loops.limit_senders", "", "true",
                "gather the flood of one sender in one item (over 60 new items an hour)"},
    SettingName{"dns.servers", "", "system",
                "where keys of signatures are looked up: system, off, or ADDRESS[:PORT], ..."},
    SettingName{"mail.trusted_servers", "", "",
                "names of servers whose Authentication-Results and ARC seals are believed"},
    SettingName{"webhooks.networks", "", "",
                "private networks that automations may call, as 10.1.0.0/16"},
    SettingName{"pictures.networks", "", "",
                "private networks that pictures in mails may be loaded from, as 10.1.0.0/16"},
    SettingName{"public_url", "public-url", "",
                "https://... under which people reach Postroom, for links in mail"},
    SettingName{"hostname", "", "",
                "name in greetings and Received fields; default: of the machine"},
    SettingName{"tls.certificate", "", "", "PEM file with the certificate for STARTTLS"},
    SettingName{"tls.key", "", "", "PEM file with its key"},
    SettingName{"log.level", "log-level", "info", "debug, info, warning or error"},
};

struct Value {
    std::string text;
    std::string where;  ///< "on the command line", "in /data/postroom.toml, line 3"...
};
using Values = std::map<std::string, Value, std::less<>>;

std::unexpected<Error> wrong(std::string_view name, const Value& value, std::string_view what) {
    return fail(ErrorKind::invalid, "invalid_setting",
                fmt::format("The setting {} ({}) {}.", name, value.where, what));
}

bool is_known(std::string_view name) {
    return std::ranges::any_of(kSettings,
                               [&](const SettingName& setting) { return setting.name == name; });
}

std::string environment_name(std::string_view name) {
    std::string out = "POSTROOM_";
    for (const char c : name) {
        out += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return out;
}

std::string text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    return fmt::format("{}", [&] {
        std::ostringstream out;
        node.visit([&](const auto& value) {
            if constexpr (!toml::is_table<decltype(value)> && !toml::is_array<decltype(value)>) {
                out << value.get();
            }
        });
        return out.str();
    }());
}

/// Adds the keys of one table, "relay.grace_seconds" for a key in [relay].
Result<void> read_table(const toml::table& table, const std::string& prefix,
                        const std::string& file, Values& values) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string(key.str());
        const Value value{text_of(node),
                          fmt::format("in {}, line {}", file, node.source().begin.line)};
        if (const auto* inner = node.as_table()) {
            TRY_VOID(read_table(*inner, name + ".", file, values));
        } else if (!is_known(name)) {
            return wrong(name, value, "is not known; see docs/operators.md for all settings");
        } else {
            values[name] = value;
        }
    }
    return {};
}

Result<void> read_file(const std::string& file, Values& values) {
    if (!std::filesystem::exists(file)) {
        return {};
    }
    try {
        return read_table(toml::parse_file(file), "", file, values);
    } catch (const toml::parse_error& error) {
        return fail(ErrorKind::invalid, "invalid_setting",
                    fmt::format("The file {} cannot be read at line {}: {}.", file,
                                error.source().begin.line, std::string(error.description())));
    }
}

Values collect_defaults() {
    Values values;
    for (const auto& setting : kSettings) {
        values[std::string(setting.name)] = {std::string(setting.fallback), "by default"};
    }
    return values;
}

void read_environment(Values& values) {
    for (const auto& setting : kSettings) {
        const std::string name = environment_name(setting.name);
        if (const char* text = std::getenv(name.c_str())) {
            values[std::string(setting.name)] = {text, "in the environment variable " + name};
        }
    }
}

Result<bool> to_bool(std::string_view name, const Value& value) {
    if (value.text == "true" || value.text == "1") {
        return true;
    }
    if (value.text == "false" || value.text == "0" || value.text.empty()) {
        return false;
    }
    return wrong(name, value, "must be true or false");
}

Result<std::string> to_listen(std::string_view name, const Value& value) {
    if (value.text == "off" || value.text.empty()) {
        return std::string();
    }
    const auto colon = value.text.rfind(':');
    const bool is_unix = value.text.starts_with("unix:");
    const auto port = colon == std::string::npos
                          ? std::nullopt
                          : parse_int(std::string_view(value.text).substr(colon + 1));
    if (!is_unix && (!port || *port < 0 || *port > 65535)) {
        return wrong(name, value,
                     fmt::format("must be ADDRESS:PORT, such as 127.0.0.1:2525, not \"{}\"",
                                 for_log(value.text)));
    }
    return value.text;
}

Result<std::string> to_smart_host(std::string_view name, const Value& value) {
    std::string_view text = value.text;
    if (text.starts_with("smtp://")) {
        text.remove_prefix(7);
    }
    if (!text.empty() && (text.rfind(':') == std::string_view::npos ||
                          !parse_int(text.substr(text.rfind(':') + 1)))) {
        return wrong(name, value,
                     fmt::format("must be smtp://HOST:PORT, not \"{}\"", for_log(value.text)));
    }
    return std::string(text);
}

Result<Milliseconds> to_seconds(std::string_view name, const Value& value) {
    char* end = nullptr;
    const double seconds = std::strtod(value.text.c_str(), &end);
    if (value.text.empty() || *end != '\0' || !(seconds >= 0 && seconds <= 86'400)) {
        return wrong(name, value,
                     fmt::format("must be a number of seconds from 0 to 86400, not \"{}\"",
                                 for_log(value.text)));
    }
    return Milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

Result<LogLevel> to_level(std::string_view name, const Value& value) {
    constexpr std::array kLevels{
        std::pair{"debug", LogLevel::debug}, std::pair{"info", LogLevel::info},
        std::pair{"warning", LogLevel::warning}, std::pair{"error", LogLevel::error}};
    for (const auto& [word, level] : kLevels) {
        if (value.text == word) {
            return level;
        }
    }
    return wrong(name, value, "must be debug, info, warning or error");
}

Result<std::string> to_store(std::string_view name, const Value& value,
                             const std::string& data_dir) {
    if (value.text == "sqlite") {
        return fmt::format("sqlite:{}/postroom.db", data_dir);
    }
    if (!value.text.starts_with("sqlite:") && !value.text.starts_with("postgresql://") &&
        !value.text.starts_with("postgres://")) {
        return wrong(name, value, "must be sqlite, sqlite:PATH or postgresql://HOST/NAME");
    }
    return value.text;
}

Result<std::size_t> to_count(std::string_view name, const Value& value) {
    constexpr std::int64_t kMax = std::int64_t{1} << 30;
    const auto count = parse_int(value.text);
    if (!count || *count < 1 || *count > kMax) {
        return wrong(name, value,
                     fmt::format("must be a whole number from 1 to {}, not \"{}\"", kMax,
                                 for_log(value.text)));
    }
    return static_cast<std::size_t>(*count);
}

Result<std::string> to_dns(std::string_view name, const Value& value) {
    const bool is_word = value.text == "system" || value.text == "off";
    if (!is_word && (value.text.empty() || !io::TxtResolver::can_read(value.text))) {
        return wrong(
            name, value,
            fmt::format("must be system, off, or addresses such as 192.0.2.1:53, not \"{}\"",
                        for_log(value.text)));
    }
    return value.text;
}

/// Words separated by commas or blanks, in lower case.
std::vector<std::string> to_names(const Value& value) {
    std::vector<std::string> names;
    for (const auto part : split(replace_all(value.text, ",", " "), ' ')) {
        if (!part.empty()) {
            names.push_back(to_lower(part));
        }
    }
    return names;
}

Result<std::vector<Network>> to_networks(std::string_view name, const Value& value) {
    std::vector<Network> networks;
    for (const auto& text : to_names(value)) {
        auto network = Network::parse(text);
        if (!network) {
            return wrong(name, value,
                         fmt::format("is no list of networks: {}", network.error().reply));
        }
        networks.push_back(*network);
    }
    return networks;
}

Result<ListenerSettings> to_listener(Values& values) {
    const auto count = [&](const char* name) { return to_count(name, values[name]); };
    const auto seconds = [&](const char* name) { return to_seconds(name, values[name]); };
    ListenerSettings listener;
    listener.mail_bytes_max = TRY(count("listener.mail_bytes_max"));
    listener.connections_max = TRY(count("listener.connections_max"));
    listener.connections_per_address_max = TRY(count("listener.connections_per_address_max"));
    listener.errors_max = TRY(count("listener.errors_max"));
    listener.command_timeout = TRY(seconds("listener.command_timeout_seconds"));
    listener.data_grace = TRY(seconds("listener.data_grace_seconds"));
    listener.session_timeout = TRY(seconds("listener.session_timeout_seconds"));
    const Value& newlines = values["listener.bare_newlines"];
    if (newlines.text != "normalize" && newlines.text != "reject") {
        return wrong("listener.bare_newlines", newlines, "must be normalize or reject");
    }
    listener.rejects_bare_newlines = newlines.text == "reject";
    return listener;
}

}  // namespace

std::string machine_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0'
               ? std::string(name.data())
               : "localhost";
}

std::span<const SettingName> setting_names() { return kSettings; }

Result<Config> load_config(const std::string& data_dir,
                           const std::map<std::string, std::string>& flags) {
    Values values = collect_defaults();
    TRY_VOID(read_file((std::filesystem::path(data_dir) / "postroom.toml").string(), values));
    read_environment(values);
    for (const auto& [name, text] : flags) {
        values[name] = {text, "on the command line"};
    }
    Config config{.data_dir = data_dir};
    config.http = TRY(to_listen("http.listen", values["http.listen"]));
    config.smtp = TRY(to_listen("smtp.listen", values["smtp.listen"]));
    config.lmtp = TRY(to_listen("lmtp.listen", values["lmtp.listen"]));
    config.listener = TRY(to_listener(values));
    config.store_url = TRY(to_store("store.url", values["store.url"], data_dir));
    config.smart_host = TRY(to_smart_host("outbound.smart_host", values["outbound.smart_host"]));
    config.capture = TRY(to_bool("outbound.capture", values["outbound.capture"]));
    config.relay_grace = TRY(to_seconds("relay.grace_seconds", values["relay.grace_seconds"]));
    config.mailbox_look = TRY(to_seconds("mailbox.look_seconds", values["mailbox.look_seconds"]));
    config.mailbox_reply =
        TRY(to_seconds("mailbox.reply_seconds", values["mailbox.reply_seconds"]));
    config.limit_senders = TRY(to_bool("loops.limit_senders", values["loops.limit_senders"]));
    config.webhook_networks = TRY(to_networks("webhooks.networks", values["webhooks.networks"]));
    config.picture_networks = TRY(to_networks("pictures.networks", values["pictures.networks"]));
    config.dns_servers = TRY(to_dns("dns.servers", values["dns.servers"]));
    config.trusted_servers = to_names(values["mail.trusted_servers"]);
    config.public_url = values["public_url"].text;
    config.hostname = values["hostname"].text.empty() ? machine_name() : values["hostname"].text;
    config.tls_certificate = values["tls.certificate"].text;
    config.tls_key = values["tls.key"].text;
    config.log_level = TRY(to_level("log.level", values["log.level"]));
    if (values["bus.url"].text != "local") {
        return wrong("bus.url", values["bus.url"],
                     "must be local: several nodes are not supported yet");
    }
    if (config.tls_certificate.empty() != config.tls_key.empty()) {
        return wrong("tls.certificate", values["tls.certificate"],
                     "needs tls.key beside it, and the other way round");
    }
    return config;
}

}  // namespace postroom::app
