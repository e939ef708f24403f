// See sent_look.hpp.
#include "app/sent_look.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>

#include "core/log.hpp"
#include "core/text.hpp"
#include "guard/own_mail.hpp"
#include "mime/parse.hpp"
#include "receive/sent_folder.hpp"
#include "threading/evidence.hpp"

namespace postroom::app {
namespace {

using namespace std::chrono_literals;
using Answer = receive::ImapResult<std::vector<receive::SentAnswer>>;

constexpr Milliseconds kReplyPatience = 8s;
constexpr Milliseconds kAskerPatience = 20s;
/// Days are the server's, and its clock is not ours.
constexpr Milliseconds kDayOfGrace = 24h;

std::vector<receive::SentQuestion> questions_about(
    const std::vector<pipeline::Unconfirmed>& mails) {
    std::vector<receive::SentQuestion> questions;
    for (const auto& mail : mails) {
        questions.push_back({.message_id = "<" + mail.message_id + ">",
                             .mark_name = std::string(guard::kLoopHeader),
                             .mark = mail.mark,
                             .since = mail.created_at - kDayOfGrace});
    }
    return questions;
}

}  // namespace

std::optional<std::vector<pipeline::SentCopy>> look_into_sent(
    io::Loop& loop, const Clock& clock, receive::ImapResult<receive::MailboxRoute> route,
    const std::vector<pipeline::Unconfirmed>& mails) {
    if (!route) {
        return std::nullopt;
    }
    route->connect_timeout = route->reply_timeout = kReplyPatience;
    auto promise = std::make_shared<std::promise<Answer>>();
    auto answer = promise->get_future();
    boost::asio::co_spawn(
        loop.context(),
        receive::look_into_sent_folder(loop, clock, std::move(*route), questions_about(mails)),
        [promise](std::exception_ptr failed, Answer found) {
            failed ? promise->set_exception(failed) : promise->set_value(std::move(found));
        });
    if (answer.wait_for(kAskerPatience) != std::future_status::ready) {
        return std::nullopt;
    }
    const auto found = answer.get();
    if (!found) {
        log_warning("the folder of sent mail cannot be read: {}", for_log(found.error().text));
        return std::nullopt;
    }
    std::vector<pipeline::SentCopy> copies;
    for (const auto& copy : *found) {
        copies.push_back(
            {.is_there = copy.is_there,
             .message_id = threading::normalise_message_id(mime::parse(copy.header).message_id)});
    }
    return copies;
}

}  // namespace postroom::app
