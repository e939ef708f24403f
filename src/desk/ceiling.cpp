// See ceiling.hpp.
#include "desk/ceiling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "guard/ceilings.hpp"
#include "guard/pair.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/delivery_report.hpp"
#include "store/event.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::desk {
namespace {

using guard::CeilingAction;
using guard::CeilingKind;

constexpr Milliseconds kAutomaticPause = std::chrono::hours{1};  // LOOP-4
constexpr std::string_view kResumed = "resumed ";
constexpr int kTurnsMax = 200;
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

void append_pair_event(db::Session& session, const Environment& env, ItemId item,
                       model::Person actor, std::string_view what, std::string_view address) {
    store::append_event(session,
                        {.kind = model::EventKind::item_changed,
                         .at = env.now(),
                         .actor = actor,
                         .item_id = item,
                         .subject_id = item.value,
                         .payload = boost::json::serialize(boost::json::object{{what, address}})});
}

/// LOOP-9, counted from rows as everything here.
bool has_become_a_loop(db::Session& session, ItemId item, std::string_view address, TimePoint now,
                       std::optional<TimePoint> resumed_at) {
    const TimePoint since = now - guard::kPairWindow;
    const auto rows = store::list_pair_turns(session, item, address, since, kTurnsMax);
    if (std::ssize(rows) < guard::kPairTurns) {
        return false;
    }
    std::vector<guard::Turn> turns;
    turns.reserve(rows.size());
    for (const auto& row : rows) {
        turns.push_back({row.at, row.is_ours});
    }
    auto human = store::find_human_action(session, item, since);
    if (resumed_at && (!human || *resumed_at > *human)) {
        human = resumed_at;
    }
    return guard::is_pair_of_machines(turns, human, now);
}

/// Whether our machine and theirs are kept apart in this item; stops them when they have just
/// become a loop.
bool is_pair_stopped(db::Session& session, const Environment& env, ItemId item,
                     std::string_view address) {
    const auto known = store::find_automatic_mail_stop(session, item, address);
    if (known && known->stopped_at) {
        return true;
    }
    const auto resumed_at = known ? known->resumed_at : std::nullopt;
    if (!has_become_a_loop(session, item, address, env.now(), resumed_at)) {
        return false;
    }
    store::stop_automatic_mail(session, item, address, env.now());
    append_pair_event(session, env, item, model::Person{}, "automatic_mail_stopped", address);
    log_warning("item {}: two machines answer each other; automatic mail there is stopped",
                item.value);
    return true;
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
    if (item && is_pair_stopped(session, env, item->id, recipient.address)) {
        return notify::rule::kPairStopped;
    }
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
    const auto found = store::find_channel(session, channel);
    record_change(session, env, actor,
                  {model::AuditSubject::channel, channel.value, found ? found->name : ""},
                  {{"automatic_mail", "stopped"}}, {{"automatic_mail", "allowed"}});
}

Result<void> resume_pair(db::Session& session, const Environment& env, ItemId item,
                         std::string_view address, model::Person actor) {
    if (!store::resume_automatic_mail(session, item, address, env.now())) {
        return fail(ErrorKind::conflict, "automatic_mail_not_stopped",
                    "Automatic emails to this address are not stopped in this item.");
    }
    append_pair_event(session, env, item, actor, "automatic_mail_resumed", address);
    return {};
}

}  // namespace postroom::desk
