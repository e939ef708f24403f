// See webhooks.hpp.
#include "pipeline/webhooks.hpp"

#include <fmt/format.h>

#include "core/encoding.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/automation_run.hpp"
#include "store/automation.hpp"

namespace postroom::pipeline {
namespace {

constexpr int kBatchMax = 10;
constexpr std::size_t kAnswerBytesMax = 200;

}  // namespace

std::optional<Milliseconds> webhook_delay(int attempts) {
    if (attempts >= limits::kWebhookAttemptsMax) {
        return std::nullopt;
    }
    // 30 s, 2 min, 8 min, 32 min, 2 h, 8 h, 34 h
    return std::chrono::seconds{30} * (std::int64_t{1} << (2 * (attempts - 1)));
}

std::size_t Webhooks::run_once() {
    const auto due = database_.read([&](db::Session& session) {
        return store::list_due_webhook_calls(session, env_.now(), kBatchMax);
    });
    for (auto call : due) {
        const auto secret = desk::webhook_secret(env_, call.automation_id);
        const auto answer = post_({.url = call.url,
                                   .body = call.body,
                                   .signature = hex_encode(hmac_sha256(secret, call.body)),
                                   .id = fmt::to_string(call.id.value)});
        ++call.attempts;
        const auto delay = answer ? std::nullopt : webhook_delay(call.attempts);
        call.state = answer ? "delivered" : delay ? "waiting" : "failed";
        call.due_at = delay ? std::optional(env_.now() + *delay) : std::nullopt;
        call.answer = std::string(
            truncate_utf8(one_line(answer ? *answer : answer.error().reply), kAnswerBytesMax));
        database_.write([&](db::Session& session) {
            store::record_webhook_attempt(session, call, env_.now());
        });
    }
    return due.size();
}

}  // namespace postroom::pipeline
