// See ceiling.hpp.
#include "desk/ceiling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/log.hpp"
#include "core/text.hpp"
#include "guard/ceilings.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::desk {
namespace {

using guard::CeilingAction;
using guard::CeilingKind;

constexpr Milliseconds kAutomaticPause = std::chrono::hours{1};  // LOOP-4
constexpr std::string_view kResumed = "resumed ";
constexpr int kTimesMax = 400;  // more than the highest ceiling of one address

std::string setting_of(ChannelId channel) {
    return fmt::format("automatic_mail_stopped.{}", channel.value);
}

Milliseconds longest_window(CeilingKind kind) {
    Milliseconds longest{0};
    for (const auto& ceiling : guard::ceilings()) {
        longest = ceiling.kind == kind ? std::max(longest, ceiling.window) : longest;
    }
    return longest;
}

/// How many there are in each window of a kind, the one to be judged included.
void add_counts(CeilingKind kind, std::span<const TimePoint> times, TimePoint now,
                std::vector<guard::Count>& counts) {
    for (const auto& ceiling : guard::ceilings()) {
        if (ceiling.kind == kind) {
            const auto in_window = std::ranges::count_if(
                times, [&](TimePoint at) { return at > now - ceiling.window; });
            counts.push_back({kind, ceiling.window, in_window + 1});
        }
    }
}

CeilingAction judge_recipient(db::Session& session, ItemId item, std::string_view address,
                              TimePoint now) {
    const auto mails = store::list_automatic_mails_to(
        session, address, now - longest_window(CeilingKind::automatic_to_address), kTimesMax);
    std::vector<TimePoint> all, of_item;
    for (const auto& mail : mails) {
        all.push_back(mail.created_at);
        if (item && mail.item_id == item) {
            of_item.push_back(mail.created_at);
        }
    }
    std::vector<guard::Count> counts;
    add_counts(CeilingKind::automatic_to_address, all, now, counts);
    if (item) {
        add_counts(CeilingKind::automatic_in_ticket, of_item, now, counts);
    }
    return guard::judge_ceiling(counts).action;
}

/// When an administrator last let the channel run again.
std::optional<TimePoint> find_channel_resumed(db::Session& session, ChannelId channel) {
    const auto setting = store::find_setting(session, setting_of(channel)).value_or("");
    const auto at =
        setting.starts_with(kResumed) ? parse_int(setting.substr(kResumed.size())) : std::nullopt;
    return at ? std::optional(from_unix_ms(*at)) : std::nullopt;
}

/// Only mail to people outside is counted: what colleagues are told of busy days is no loop. What
/// was sent before an administrator looked at it must not stop the channel again at once.
bool has_channel_enough(db::Session& session, ChannelId channel, TimePoint now) {
    constexpr auto kKind = CeilingKind::automatic_of_channel;
    const auto window = longest_window(kKind);
    const auto since =
        std::max(now - window, find_channel_resumed(session, channel).value_or(TimePoint::min()));
    const guard::Count count{kKind, window,
                             store::count_automatic_mails_of_channel(session, channel, since) + 1};
    return guard::judge_ceiling({&count, 1}).action == CeilingAction::stop_channel;
}

void stop_channel(db::Session& session, const Environment& env, ChannelId channel) {
    store::save_setting(session, setting_of(channel), fmt::to_string(to_unix_ms(env.now())));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .subject_id = channel.value,
                                  .payload = R"({"channel":"automatic_mail_stopped"})"});
    log_warning("channel {} sent too many automatic mails: its automatic mail is stopped",
                channel.value);
}

}  // namespace

std::string_view rule_against_automatic_mail(db::Session& session, const Environment& env,
                                             const std::optional<model::Item>& item,
                                             const AutomaticRecipient& recipient) {
    const bool is_outside = recipient.person.kind != model::PersonKind::user;
    if (is_outside && item && item->queue_id) {
        if (find_channel_stop(session, item->queue_id)) {
            return notify::rule::kChannelStopped;
        }
        if (has_channel_enough(session, item->queue_id, env.now())) {
            stop_channel(session, env, item->queue_id);
            return notify::rule::kChannelStopped;
        }
    }
    const auto action =
        judge_recipient(session, item ? item->id : ItemId{}, recipient.address, env.now());
    return action == CeilingAction::allow ? std::string_view{} : notify::rule::kMailCeiling;
}

bool is_automatic_email_spent(db::Session& session, model::Person person, ItemId item,
                              TimePoint now) {
    return item &&
           store::was_emailed_automatic_message(session, person, item, now - kAutomaticPause);
}

std::optional<TimePoint> find_channel_stop(db::Session& session, ChannelId channel) {
    const auto stopped = store::find_setting(session, setting_of(channel));
    const auto at = stopped ? parse_int(*stopped) : std::nullopt;
    return at ? std::optional(from_unix_ms(*at)) : std::nullopt;
}

void resume_channel(db::Session& session, const Environment& env, ChannelId channel,
                    model::Person actor) {
    store::save_setting(session, setting_of(channel),
                        fmt::format("{}{}", kResumed, to_unix_ms(env.now())));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = channel.value,
                                  .payload = R"({"channel":"automatic_mail_resumed"})"});
}

}  // namespace postroom::desk
