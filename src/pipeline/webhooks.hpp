// The calls that automations make to other programs: signed, tried again, given up with their
// reason. Invariant: a call leaves after the run that made it is durable; at least once, never for
// ever. Rule: issue 6 point 2 ("webhook with signature and retries").
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::pipeline {

/// One call, as whoever knows the network makes it.
struct SignedCall {
    std::string url;
    std::string body;
    std::string signature;  ///< HMAC-SHA-256 of the body under the rule's secret, hexadecimal
    std::string id;         ///< the same at each attempt
};
/// Blocks. An error's `reply` says what happened.
using WebhookPost = std::function<Result<std::string>(const SignedCall&)>;

/// When the next attempt is made after so many; nothing when it is the last.
std::optional<Milliseconds> webhook_delay(int attempts);

/// The stage behind due calls. One thread at a time.
class Webhooks {
   public:
    Webhooks(db::Database& database, const desk::Environment& env, WebhookPost post)
        : database_(database), env_(env), post_(std::move(post)) {}

    std::size_t run_once();

   private:
    db::Database& database_;
    const desk::Environment& env_;
    WebhookPost post_;
};

}  // namespace postroom::pipeline
