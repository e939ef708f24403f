// See mailbox_test.hpp.
#include "app/mailbox_test.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "app/mailbox_advice.hpp"
#include "model/mailbox_phrases.hpp"

namespace postroom::app {
namespace {

using namespace std::chrono_literals;
using imap::Failure;
using imap::Stage;
using model::mailbox_phrase;

constexpr Milliseconds kReplyPatience = 8s;
constexpr Milliseconds kAskerPatience = 30s;

struct Found {
    std::optional<Failure> failure;
    std::uint32_t exists = 0;
};

/// @param folder  by value: the coroutine outlives its caller's patience
io::Async<Found> try_mailbox(io::Loop& loop, const Clock& clock, receive::MailboxRoute route,
                             std::string folder) {
    receive::ImapConnection connection(loop, clock, std::move(route));
    if (const auto opened = co_await connection.open(); !opened) {
        co_return Found{.failure = opened.error()};
    }
    const auto answer =
        co_await connection.run([&folder](imap::Client& client) { client.select(folder); });
    Found found;
    if (!answer) {
        found.failure = answer.error();
    } else if (!answer->is_ok) {
        found.failure = Failure{.stage = Stage::select,
                                .cause = imap::Cause::refused,
                                .code = answer->status.code,
                                .text = answer->status.text};
    } else {
        found.exists = connection.client().selected().exists;
    }
    co_await connection.log_out();
    co_return found;
}

std::string_view step_of(Stage stage) {
    switch (stage) {
        case Stage::connect:
        case Stage::greeting:
            return "connect";
        case Stage::tls:
        case Stage::starttls:
            return "encrypt";
        case Stage::auth:
            return "sign_in";
        case Stage::select:
        case Stage::work:
            return "open_folder";
    }
    return "connect";
}

/// The steps that went well before `failed`; all of them when nothing failed.
api::ConnectorTest steps_until(const model::Mailbox& mailbox, const Found& found,
                               std::string_view failed) {
    const bool encrypts = mailbox.tls != model::TlsPolicy::off;
    const std::array<api::ConnectorTest::Step, 4> all{
        {{"connect",
          true,
          {mailbox_phrase("answers"),
           {{"server", fmt::format("{}:{}", mailbox.host, mailbox.port)}}}},
         {"encrypt", true,
          encrypts ? model::Said{mailbox_phrase("encrypted"), {{"host", mailbox.host}}}
                   : model::Said{mailbox_phrase("not_encrypted"), {}}},
         {"sign_in", true, {mailbox_phrase("signed_in"), {{"user", mailbox.username}}}},
         {"open_folder",
          true,
          {mailbox_phrase("folder_open"),
           {{"folder", mailbox.folder}, {"count", std::to_string(found.exists)}}}}}};
    api::ConnectorTest test;
    for (const auto& step : all) {
        if (step.name == failed) {
            break;
        }
        test.steps.push_back(step);
    }
    return test;
}

api::ConnectorTest explain(const model::Mailbox& mailbox, const Found& found, bool uses_token) {
    if (!found.failure) {
        auto test = steps_until(mailbox, found, "");
        test.ok = true;
        test.code = "receiving_works";
        test.diagnosis = {mailbox_phrase("receiving_works"), {}};
        return test;
    }
    const auto step = step_of(found.failure->stage);
    auto test = steps_until(mailbox, found, step);
    test.diagnosis = advise(mailbox, *found.failure, uses_token);
    test.code = std::string(test.diagnosis.phrase.code);
    test.steps.push_back({std::string(step), false, test.diagnosis});
    return test;
}

}  // namespace

api::ConnectorTest test_mailbox(io::Loop& loop, const Clock& clock, const model::Mailbox& mailbox,
                                receive::ImapResult<receive::MailboxRoute> route) {
    if (!route) {
        return explain(mailbox, {.failure = route.error()}, true);
    }
    const bool uses_token = !route->credentials.oauth_token.empty();
    route->connect_timeout = route->reply_timeout = kReplyPatience;
    auto promise = std::make_shared<std::promise<Found>>();
    auto answer = promise->get_future();
    boost::asio::co_spawn(
        loop.context(), try_mailbox(loop, clock, std::move(*route), mailbox.folder),
        [promise](std::exception_ptr failed, Found found) {
            failed ? promise->set_exception(failed) : promise->set_value(std::move(found));
        });
    if (answer.wait_for(kAskerPatience) != std::future_status::ready) {
        return explain(mailbox,
                       {.failure = Failure{.stage = Stage::connect,
                                           .cause = imap::Cause::timeout,
                                           .code = {},
                                           .text = "no answer in time"}},
                       uses_token);
    }
    return explain(mailbox, answer.get(), uses_token);
}

}  // namespace postroom::app
