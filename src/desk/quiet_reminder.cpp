// See quiet_reminder.hpp.
#include "desk/quiet_reminder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "desk/automatic_mail.hpp"
#include "desk/system_mail.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/mail_view.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kRemindedEvery = 24h;
constexpr std::string_view kRemindedAt = "quiet_mode_reminded_at";
constexpr int kUsersMax = 10'000;

/// What it is about, when it is time for it.
struct Reminder {
    TimePoint since{};
    std::int64_t kept_back = 0;
};

std::optional<Reminder> find_due(db::Session& session, const Environment& env) {
    const auto mode = load_quiet_mode(session, env.now());
    if (!mode.on) {
        return std::nullopt;
    }
    const auto reminded = parse_int(store::find_setting(session, kRemindedAt).value_or("0"));
    const auto from = std::max(mode.since, from_unix_ms(reminded.value_or(0)));
    if (env.now() - from < kRemindedEvery || store::count_kept_back_in_quiet(session, from) == 0) {
        return std::nullopt;
    }
    return Reminder{mode.since, store::count_kept_back_in_quiet(session, mode.since)};
}

Result<void> mail_reminder(db::Session& session, const Environment& env, const model::User& user,
                           const Reminder& reminder) {
    const auto& email = *find_system_email("quiet_mode_reminder");
    const auto link = env.public_url.empty() ? std::string() : env.public_url + "/mail-log";
    auto words = system_words(session, email, user.language,
                              {{"user.name", user.name},
                               {"since", format_rfc3339(reminder.since).substr(0, 10)},
                               {"count", fmt::to_string(reminder.kept_back)},
                               {"link", link}});
    words.html = linked(words.html, link);
    TRY_VOID(mail_automatically(session, env, model::person(user.id),
                                {.words = std::move(words),
                                 .kind = model::MailKind::system,
                                 .rule = notify::rule::kQuietReminder}));
    return {};
}

}  // namespace

bool is_quiet_reminder_due(db::Session& session, const Environment& env) {
    return is_system_email_on(session, *find_system_email("quiet_mode_reminder")) &&
           find_due(session, env).has_value();
}

Result<void> remind_of_quiet_mode(db::Session& session, const Environment& env) {
    if (!is_quiet_reminder_due(session, env)) {
        return {};
    }
    const auto reminder = *find_due(session, env);
    store::save_setting(session, kRemindedAt, fmt::to_string(to_unix_ms(env.now())));
    for (const auto& user : store::list_users(session, kUsersMax)) {
        if (user.active && user.role == model::Role::administrator) {
            TRY_VOID(mail_reminder(session, env, user, reminder));
        }
    }
    return {};
}

}  // namespace postroom::desk
