// See connector_watch.hpp.
#include "app/connector_watch.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/config.hpp"
#include "app/connector_test.hpp"
#include "core/log.hpp"

namespace postroom::app {
namespace {

constexpr Milliseconds kLookEvery{2000};

send::Security security_of(model::TlsPolicy policy) {
    switch (policy) {
        case model::TlsPolicy::implicit:
            return send::Security::implicit;
        case model::TlsPolicy::starttls:
            return send::Security::starttls;
        case model::TlsPolicy::opportunistic:
            return send::Security::opportunistic;
        case model::TlsPolicy::off:
            return send::Security::off;
    }
    return send::Security::starttls;
}

/// Everything that makes it another connector to its worker. Kept in memory only.
std::string settings_of(const model::Connector& connector) {
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", connector.host, connector.port,
                       name_of(connector.tls), connector.username, connector.secret,
                       connector.connections_max, name_of(connector.kind), connector.releases,
                       connector.mails_per_minute);
}

}  // namespace

Result<send::Route> route_of(const model::Connector& connector, const std::string& helo_name,
                             const std::string& token) {
    send::Route route;
    route.server = io::Endpoint{.host = connector.host, .port = connector.port, .path = {}};
    route.security = security_of(connector.tls);
    route.helo_name = helo_name;
    if (!connector.username.empty()) {
        route.credentials =
            smtp::Credentials{.user = connector.username,
                              .password = token.empty() ? connector.secret : std::string(),
                              .oauth_token = token};
    }
    if (route.security != send::Security::off) {
        route.tls = TRY(io::TlsContext::client(
            {.verify = route.security != send::Security::opportunistic, .ca_file = {}}));
    }
    TRY_VOID(send::check_route(route));
    return route;
}

void ConnectorWatch::start() {
    around_.deliverer.configure(look());
    timer_.repeat(kLookEvery, [this] { look_in_background(); });
}

void ConnectorWatch::stop() { timer_.cancel(); }

void ConnectorWatch::look_soon() {
    around_.loop.post([this] {
        looks_again_ = is_looking_;
        look_in_background();
    });
}

void ConnectorWatch::look_in_background() {
    if (is_looking_) {
        return;
    }
    is_looking_ = around_.pool.submit([this] {
        std::optional<std::vector<send::ConnectorSetup>> setups;
        try {
            setups = look();
        } catch (const std::exception& error) {
            log_error("the connectors cannot be read: {}", error.what());
        }
        around_.loop.post([this, setups = std::move(setups)]() mutable {
            is_looking_ = false;
            if (setups) {
                around_.deliverer.configure(std::move(*setups));
            }
            if (std::exchange(looks_again_, false)) {
                look_in_background();
            }
        });
    });
}

std::vector<send::ConnectorSetup> ConnectorWatch::look() {
    std::vector<send::ConnectorSetup> setups;
    for (auto& stored : around_.dispatch.list_connectors()) {
        const auto connector = effective_connector(std::move(stored), around_.config);
        Known& known = known_[connector.id.value];
        const auto token = find_token(connector);
        if (!token) {
            continue;  // as before until the provider grants one: its mails wait (OUT-7)
        }
        if (renew(known, connector, *token)) {
            known.setup.enabled = connector.enabled;
            setups.push_back(known.setup);
        }
    }
    return setups;
}

/// Empty for a connector that needs none; nothing while none is to be had.
std::optional<std::string> ConnectorWatch::find_token(const model::Connector& connector) const {
    if (connector.kind != model::ConnectorKind::microsoft365 || !around_.token_of) {
        return std::string();
    }
    auto token = around_.token_of(connector.id);
    if (!token) {
        return std::string();
    }
    return *token ? std::optional(**std::move(token)) : std::nullopt;
}

/// False when the connector cannot be used as it is set; the log says why, once.
bool ConnectorWatch::renew(Known& known, const model::Connector& connector,
                           const std::string& token) {
    auto settings = settings_of(connector) + "|" + token;
    if (settings == known.settings) {
        return known.setup.id == connector.id;
    }
    known.settings = std::move(settings);
    known.setup = {.id = connector.id,
                   .captures = connector.kind == model::ConnectorKind::capture,
                   .route = {},
                   .connections_max = static_cast<std::size_t>(connector.connections_max),
                   .mails_per_minute = static_cast<std::size_t>(connector.mails_per_minute),
                   .version = ++known.version};
    if (!known.setup.captures) {
        auto route = route_of(connector, around_.config.hostname, token);
        if (!route) {
            log_error("connector {}: {}", connector.name, route.error().reply);
            known.setup.id = {};
            return false;
        }
        known.setup.route = std::move(*route);
    }
    return true;
}

}  // namespace postroom::app
