// See client_secret.hpp.
#include "desk/client_secret.hpp"

#include <fmt/format.h>

#include <array>

#include "desk/sending_notice.hpp"
#include "store/oauth.hpp"

namespace postroom::desk {
namespace {

constexpr auto kProvider = model::MailProvider::microsoft365;
constexpr std::array kSteps{1, 7, kSecretWarningDays};

struct Warning {
    model::OAuthClient client;
    int step = 0;
    int days_left = 0;
};

/// The nearest step that is reached and not told yet.
std::optional<Warning> find_due(db::Session& session, TimePoint now) {
    auto client = store::find_oauth_client(session, kProvider);
    const auto left = client ? secret_days_left(*client, now) : std::nullopt;
    if (!left || *left < 0) {
        return std::nullopt;  // the health says that it is over, and so does the refusal
    }
    const auto told = store::find_secret_warning(session, kProvider);
    for (const int step : kSteps) {
        if (*left <= step) {
            const bool is_told = told && *told <= step;
            return is_told ? std::nullopt : std::optional(Warning{*std::move(client), step, *left});
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<int> secret_days_left(const model::OAuthClient& client, TimePoint now) {
    if (!client.secret_expires_at) {
        return std::nullopt;
    }
    const auto left = std::chrono::floor<std::chrono::days>(*client.secret_expires_at) -
                      std::chrono::floor<std::chrono::days>(now);
    return static_cast<int>(left.count());
}

bool is_secret_warning_due(db::Session& session, const Environment& env) {
    return find_due(session, env.now()).has_value();
}

void warn_of_secret_end(db::Session& session, const Environment& env) {
    const auto due = find_due(session, env.now());
    if (!due) {
        return;
    }
    store::record_secret_warning(session, kProvider, due->step);
    tell_secret_ends(session, env, *due->client.secret_expires_at, due->days_left);
}

}  // namespace postroom::desk
