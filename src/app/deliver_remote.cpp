// See deliver_remote.hpp.
#include "app/deliver_remote.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>

#include "app/deliver_command.hpp"
#include "core/text.hpp"
#include "send/connection.hpp"

namespace postroom::app {
namespace {

io::Async<smtp::RecipientOutcome> hand_over(io::Loop& loop, const Clock& clock, send::Route route,
                                            std::string recipient, PipedMail mail) {
    send::Connection connection(loop, clock, route);
    if (auto failure = co_await connection.open()) {
        co_return smtp::RecipientOutcome{.failure = std::move(failure), .reply = {}};
    }
    const smtp::OutgoingMail outgoing{
        .sender = mail.sender, .recipients = {recipient}, .content = mail.content};
    auto outcome =
        co_await connection.deliver(outgoing, []() -> io::Async<bool> { co_return true; });
    co_await connection.quit();
    co_return std::move(outcome.at(0));
}

/// Mail programs pipe lines that end with LF; on the wire they end with CR LF.
std::string with_wire_lines(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n' && (at == 0 || text[at - 1] != '\r')) {
            out += '\r';
        }
        out += text[at];
    }
    if (!out.empty() && !out.ends_with('\n')) {
        out += "\r\n";
    }
    return out;
}

}  // namespace

Result<send::Route> parse_delivery_url(std::string_view url, const std::string& helo_name) {
    send::Route route{.security = send::Security::opportunistic, .helo_name = helo_name};
    std::string_view place;
    if (url.starts_with("lmtp://") || url.starts_with("smtp://")) {
        place = url.substr(7);
    } else if (url.starts_with("lmtp:unix:")) {
        place = url.substr(5);
    }
    route.protocol = url.starts_with("lmtp") ? smtp::Protocol::lmtp : smtp::Protocol::smtp;
    auto server = io::Endpoint::parse(place);
    if (!server) {
        return fail(ErrorKind::invalid, "invalid_url",
                    fmt::format("The address (--url) must be lmtp://HOST:PORT, smtp://HOST:PORT or "
                                "lmtp:unix:PATH, not \"{}\".",
                                for_log(url)));
    }
    route.server = std::move(*server);
    if (send::is_private_host(route.server)) {
        route.security = send::Security::off;
    } else {
        route.tls = TRY(io::TlsContext::client({.verify = false, .ca_file = {}}));
    }
    return route;
}

int exit_status_of(const smtp::RecipientOutcome& outcome) {
    if (outcome.is_sent()) {
        return 0;
    }
    const auto& failure = *outcome.failure;
    if (failure.is_permanent_reply() && failure.stage == smtp::Stage::rcpt) {
        return kExitUnknownRecipient;
    }
    const bool is_about_this_mail = failure.stage == smtp::Stage::mail ||
                                    failure.stage == smtp::Stage::data ||
                                    failure.stage == smtp::Stage::dot;
    return failure.is_permanent_reply() && is_about_this_mail ? kExitRefused : kExitTryAgain;
}

int deliver_to(const send::Route& route, const Clock& clock, const std::string& recipient,
               std::string raw) {
    io::Loop loop;
    PipedMail mail = read_piped(std::move(raw));
    mail.content = with_wire_lines(mail.content);
    smtp::RecipientOutcome outcome;
    boost::asio::co_spawn(loop.context(), hand_over(loop, clock, route, recipient, std::move(mail)),
                          [&](std::exception_ptr failed, smtp::RecipientOutcome made) {
                              outcome = std::move(made);
                              loop.stop();
                              if (failed) {
                                  std::rethrow_exception(failed);
                              }
                          });
    loop.run();
    if (outcome.failure) {
        std::fprintf(stderr, "postroom deliver: %s\n", outcome.failure->text.c_str());
    }
    return exit_status_of(outcome);
}

}  // namespace postroom::app
