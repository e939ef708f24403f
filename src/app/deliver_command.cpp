// See deliver_command.hpp.
#include "app/deliver_command.hpp"

#include <algorithm>
#include <cstdio>
#include <future>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "pipeline/accept.hpp"

namespace postroom::app {
namespace {

int report(int status, std::string_view sentence) {
    std::fprintf(stderr, "postroom deliver: %.*s\n", static_cast<int>(sentence.size()),
                 sentence.data());
    return status;
}

/// Only an address that is known not to exist may bounce; everything else is tried again.
int status_of(const Error& error) {
    switch (error.kind) {
        case ErrorKind::not_found:
            return kExitUnknownRecipient;
        case ErrorKind::invalid:
        case ErrorKind::denied:
        case ErrorKind::permanent:
            return kExitRefused;
        default:
            return kExitTryAgain;
    }
}

Result<void> judge(db::Database& database, const desk::Environment& env,
                   const std::string& recipient) {
    try {
        return pipeline::judge_recipient(database, env, recipient, {});
    } catch (...) {
        return std::unexpected(pipeline::error_of(std::current_exception()));
    }
}

/// The sender that a mail server wrote on top ("Return-Path: <...>"), if it did.
std::string return_path_of(std::string_view raw) {
    constexpr std::string_view kField = "return-path:";
    if (!starts_with_ignoring_case(raw, kField)) {
        return {};
    }
    auto value = trim(raw.substr(kField.size(), raw.find('\n') - kField.size()));
    if (value.starts_with('<') && value.ends_with('>')) {
        value = value.substr(1, value.size() - 2);
    }
    return std::string(value);
}

}  // namespace

PipedMail read_piped(std::string raw) {
    constexpr std::string_view kMboxLine = "From ";
    if (raw.starts_with(kMboxLine)) {
        raw.erase(0, std::min(raw.find('\n'), raw.size() - 1) + 1);
    }
    std::string sender = return_path_of(raw);
    return {.sender = std::move(sender), .content = std::move(raw)};
}

int deliver(db::Database& database, const desk::Environment& env, const std::string& recipient,
            std::string raw) {
    if (raw.size() > limits::kMailBytesMax) {
        return report(kExitRefused, "The mail is larger than 35 MiB; nothing was stored.");
    }
    if (const auto judged = judge(database, env, recipient); !judged) {
        return report(status_of(judged.error()), judged.error().reply);
    }
    std::promise<Result<IncomingMailId>> stored;
    PipedMail mail = read_piped(std::move(raw));
    pipeline::accept_mail(
        database, env,
        {.envelope_from = std::move(mail.sender),
         .recipients = {recipient},
         .raw = std::move(mail.content),
         .via = "deliver",
         .client = "pipe"},
        [&](Result<IncomingMailId> result) { stored.set_value(std::move(result)); });
    const auto result = stored.get_future().get();
    return result ? 0 : report(status_of(result.error()), result.error().reply);
}

}  // namespace postroom::app
