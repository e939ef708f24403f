// What every route needs, and what the program wires in from folders that the API may not include.
// Invariant: built once at start; routes run on the work pool, so every function here may be called
// on any thread. Rule: architecture.md "Floors" (send and live stand beside api, so they come as
// functions).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "api/csp_report.hpp"
#include "api/mail_volume.hpp"
#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/customer_sign_in.hpp"
#include "desk/environment.hpp"
#include "desk/oauth.hpp"
#include "desk/sign_in.hpp"
#include "io/websocket.hpp"
#include "model/mail_flow.hpp"
#include "model/mailbox.hpp"
#include "model/phrase.hpp"

namespace postroom::api {

/// A live connection about to begin.
struct LiveRequest {
    std::variant<desk::Caller, desk::CustomerCaller> caller;
    std::int64_t since = -1;  ///< the last event that the client has; -1 = only what is new
    bool needs_hello = true;  ///< a browser says its CSRF token first (SEC-9)
};

/// What a connector's test found out, step by step; for people.
struct ConnectorTest {
    struct Step {
        std::string name{};  ///< connect, encrypt, greet, sign_in, open_folder
        bool ok = false;
        model::Said said{};
    };
    bool ok = false;
    std::string code{};
    model::Said diagnosis{};  ///< what is wrong and what to do about it
    std::vector<Step> steps{};
};

/// Functions of other folders; an empty one means "nothing there".
struct Ports {
    std::function<bool(UserId)> is_present;
    std::function<desk::PresentCustomers()> present_customers;
    std::function<void(model::Person, std::string name, ConversationId, bool on)> announce_typing;
    /// A JSON frame without a number for every window of one user; who is not there misses it.
    std::function<void(UserId, std::string frame)> tell_user;
    std::function<io::WebSocketCallbacks(LiveRequest)> open_live;
    /// Something was written that a stage or a screen waits for.
    std::function<void()> wake;
    /// Connects, greets and signs in without sending; the secret is in the connector.
    std::function<ConnectorTest(const model::Connector&)> test_connector;
    /// Connects, signs in and opens the folder of a mailbox; the secret is in it.
    std::function<ConnectorTest(const model::Mailbox&)> test_mailbox;
    /// The same with a token instead of a password.
    std::function<ConnectorTest(const model::Connector&, const std::string& token)>
        test_connector_with_token;
    /// Trades the code of a consent for tokens at the provider.
    std::function<Result<desk::Tokens>(const model::OAuthClient&, const model::OAuthFlow&,
                                       const std::string& code)>
        exchange_code;
    /// Gives a permission back at the provider. (RFC 7009)
    std::function<Result<void>(const model::OAuthClient&, const model::OAuthGrant&)> give_back;
    /// A mailbox was added or changed: it is to be fetched as it says from now on.
    std::function<void()> mailboxes_changed;
    /// A connector was added or changed: it is to work as it says from now on.
    std::function<void()> connectors_changed;
    /// The bytes at a public web address; see io/http_fetch.hpp.
    std::function<Result<std::string>(const std::string& url)> fetch;
    /// Further lines for /metrics.
    std::function<std::string()> metrics;
    /// False while the program stops.
    std::function<bool()> is_ready;
};

struct Context {
    db::Database& database;
    const desk::Environment& env;
    Ports ports;
    std::shared_ptr<CspReports> csp_reports = std::make_shared<CspReports>();
    std::shared_ptr<MailVolume> mail_volume = std::make_shared<MailVolume>();

    TimePoint now() const { return env.now(); }
    bool is_https() const { return env.public_url.starts_with("https://"); }
    bool is_present(UserId user) const { return ports.is_present && ports.is_present(user); }
    desk::PresentCustomers present_customers() const {
        return ports.present_customers ? ports.present_customers() : desk::PresentCustomers{};
    }
    void wake() const {
        if (ports.wake) {
            ports.wake();
        }
    }
};

}  // namespace postroom::api
