// See connector_test.hpp. The advice stands in connector_advice.cpp.
#include "app/connector_test.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "app/connector_phrases.hpp"
#include "app/connector_watch.hpp"
#include "core/text.hpp"
#include "send/connection.hpp"

namespace postroom::app {
namespace {

using namespace std::chrono_literals;
constexpr Milliseconds kConnectPatience = 8s;
constexpr Milliseconds kReplyPatience = 8s;
constexpr Milliseconds kTestPatience = 20s;
/// A little longer than the test itself, which ends by its own deadlines.
constexpr Milliseconds kAskerPatience = 25s;

struct Found {
    std::optional<smtp::Failure> failure;
    bool is_encrypted = false;
};

io::Async<Found> try_route(io::Loop& loop, const Clock& clock, send::Route route) {
    send::Connection connection(loop, clock, route);
    Found found;
    found.failure = co_await connection.open();
    found.is_encrypted = connection.is_encrypted();
    co_await connection.quit();
    co_return found;
}

model::Said about_encryption(const model::Connector& connector, bool is_encrypted) {
    if (!is_encrypted) {
        return {advice("not_encrypted"), {}};
    }
    return connector.tls == model::TlsPolicy::opportunistic
               ? model::Said{advice("encrypted_unchecked"), {}}
               : model::Said{advice("encrypted"), {{"host", connector.host}}};
}

api::ConnectorTest succeeded(const model::Connector& connector, bool is_encrypted) {
    api::ConnectorTest test{.ok = true, .code = "ok"};
    test.steps = {{"connect", true, {advice("answers"), {{"server", server_of(connector)}}}},
                  {"encrypt", true, about_encryption(connector, is_encrypted)},
                  {"greet", true, {advice("greets"), {}}},
                  {"sign_in", true,
                   connector.username.empty()
                       ? model::Said{advice("nothing_to_sign_in"), {}}
                       : model::Said{advice("password_accepted"), {{"user", connector.username}}}}};
    test.diagnosis = {advice("works"), {}};
    return test;
}

api::ConnectorTest captured() {
    return {.ok = true, .code = "captured", .diagnosis = {advice("captured"), {}}, .steps = {}};
}

api::ConnectorTest unsafe(const model::Connector& connector) {
    return {.ok = false,
            .code = "unsafe_settings",
            .diagnosis = {advice("clear_text"), {{"server", server_of(connector)}}},
            .steps = {}};
}

}  // namespace

model::Connector effective_connector(model::Connector connector, const Config& config) {
    if (config.capture) {
        connector.kind = model::ConnectorKind::capture;
    } else if (!config.smart_host.empty() && connector.kind == model::ConnectorKind::builtin) {
        const auto colon = config.smart_host.rfind(':');
        connector.host = config.smart_host.substr(0, colon);
        connector.port =
            static_cast<int>(parse_int(config.smart_host.substr(colon + 1)).value_or(25));
    }
    return connector;
}

api::ConnectorTest test_connector(io::Loop& loop, const Clock& clock, const Config& config,
                                  const model::Connector& connector, const std::string& token) {
    const auto effective = effective_connector(connector, config);
    if (effective.kind == model::ConnectorKind::capture) {
        return captured();
    }
    auto route = route_of(effective, config.hostname, token);
    if (!route) {
        return unsafe(effective);
    }
    route->timeouts.connect = kConnectPatience;
    route->timeouts.reply = route->timeouts.handshake = kReplyPatience;
    route->timeouts.attempt = kTestPatience;
    auto promise = std::make_shared<std::promise<Found>>();
    auto answer = promise->get_future();
    boost::asio::co_spawn(loop.context(), try_route(loop, clock, std::move(*route)),
                          [promise](std::exception_ptr failed, Found found) {
                              failed ? promise->set_exception(failed)
                                     : promise->set_value(std::move(found));
                          });
    if (answer.wait_for(kAskerPatience) != std::future_status::ready) {
        return explain_failure(effective, {smtp::Stage::connect, smtp::Cause::timeout, 0, "",
                                           "no answer in time", false});
    }
    const Found found = answer.get();
    return found.failure ? explain_failure(effective, *found.failure)
                         : succeeded(effective, found.is_encrypted);
}

}  // namespace postroom::app
