// The settings of the program: flags over POSTROOM_* over postroom.toml over defaults.
// Invariant: a wrong setting is one sentence that names the key and where it stands; nothing starts
// then. Rule: architecture.md "Contracts: Command line".
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/network.hpp"
#include "core/result.hpp"

namespace postroom::app {

/// One setting by its name in postroom.toml. Its environment variable is POSTROOM_ with the name in
/// capitals and underscores; its flag is given here when it has one.
struct SettingName {
    std::string_view name;
    std::string_view flag;  ///< without dashes, empty = none
    std::string_view fallback;
    std::string_view description;
    bool is_switch = false;
};
std::span<const SettingName> setting_names();

/// Bounds of the SMTP and LMTP listeners. (SRV-1, SRV-5, SRV-6)
struct ListenerSettings {
    std::size_t mail_bytes_max = limits::kMailBytesMax;
    std::size_t connections_max = limits::kSmtpConnectionsMax;
    std::size_t connections_per_address_max = limits::kSmtpConnectionsPerAddressMax;
    std::size_t errors_max = limits::kSmtpErrorsMax;
    Milliseconds command_timeout = limits::kSmtpCommandTimeout;
    Milliseconds data_grace = limits::kSmtpDataGrace;
    Milliseconds session_timeout = limits::kSmtpSessionTimeout;
    bool rejects_bare_newlines = false;
};

struct Config {
    std::string data_dir;
    std::string http;
    std::string smtp;
    std::string lmtp;
    ListenerSettings listener;
    std::string store_url;   ///< "sqlite:PATH" or "postgresql://..."
    std::string smart_host;  ///< "host:port"; empty = as the connector says
    bool capture = false;    ///< nothing leaves the machine
    Milliseconds relay_grace = limits::kRelayGrace;
    Milliseconds mailbox_look = limits::kImapLookEvery;      ///< IMAP-8
    Milliseconds mailbox_reply = limits::kImapReplyTimeout;  ///< IMAP-9
    bool limit_senders = true;
    std::vector<Network> webhook_networks;  ///< near addresses that automations may call (SEC-12)
    std::vector<Network> picture_networks;  ///< near addresses that pictures may come from (SEC-12)
    std::string dns_servers;  ///< "system", "off" or addresses, as io::TxtResolver takes them
    std::vector<std::string> trusted_servers;  ///< lower case (THR-6)
    std::string public_url;
    std::string hostname;
    std::string tls_certificate;
    std::string tls_key;
    LogLevel log_level = LogLevel::info;
};

/// @param flags  what the command line said, by setting name
/// Errors: invalid, with the sentence to print; exit status 2.
Result<Config> load_config(const std::string& data_dir,
                           const std::map<std::string, std::string>& flags);

/// The name of this machine as it calls itself.
std::string machine_name();

}  // namespace postroom::app
