// See automation.hpp.
#include "pipeline/automation.hpp"

#include <fmt/format.h>

#include "core/crash_point.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/automation_run.hpp"
#include "store/automation.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"
#include "store/item.hpp"

namespace postroom::pipeline {
namespace {

using Rule = model::Automation;

constexpr std::string_view kReader = "automation";
constexpr std::string_view kCheckedHour = "automation_checked_hour";
constexpr int kBatchMax = 100;
constexpr int kItemsMax = 200;
constexpr Milliseconds kHour = std::chrono::hours{1};
constexpr Milliseconds kFinishedLookedAt = std::chrono::hours{24 * 30};

/// A rule that acts on something.
struct Match {
    const Rule* rule;
    desk::Happening happening;
};

struct Batch {
    EventId last;
    std::size_t events = 0;
    std::vector<Rule> rules;
    std::vector<Match> matches;
};

/// Events of which no rule is ever told: most of them.
bool may_set_off(model::EventKind kind) {
    using enum model::EventKind;
    return kind == item_created || kind == item_changed || kind == message_posted ||
           kind == follower_changed || kind == project_changed || kind == timesheet_changed;
}

/// All rules judge the same moment: what one of them changes, another sees with its own event.
void match(db::Session& session, TimePoint now, const model::Event& event, Batch& batch) {
    const auto happening = desk::happening_of(session, event);
    if (!happening) {
        return;
    }
    std::optional<automate::Facts> facts;
    for (const auto& rule : batch.rules) {
        if (event.at < rule.enabled_at || !automate::is_set_off(rule, happening->occurrence)) {
            continue;
        }
        if (!facts) {
            facts = desk::load_facts(session, *happening, now);
        }
        if (automate::holds(rule.filter, *facts)) {
            batch.matches.push_back({&rule, *happening});
        }
    }
}

Batch read_batch(db::Session& session, TimePoint now) {
    Batch batch{.last = {},
                .rules = store::list_enabled_automations(
                    session, static_cast<int>(limits::kAutomationsMax))};
    const auto events =
        store::list_events(session, store::find_cursor(session, kReader), kBatchMax);
    for (const auto& event : events) {
        if (!batch.rules.empty() && may_set_off(event.kind)) {
            match(session, now, event, batch);
        }
        batch.last = event.id;
    }
    batch.events = events.size();
    return batch;
}

void run_one(db::Database& database, const desk::Environment& env, const Rule& rule,
             const desk::Happening& happening) {
    const auto done = database.write(
        [&](db::Session& session) {
            if (rule.trigger.kind == model::TriggerKind::hourly) {
                store::insert_match(session, rule.id, happening.item->id, env.now());
            }
            return desk::run_rule(session, env, rule, happening);
        },
        db::Haste::background);
    if (!done) {
        log_warning("automation {} failed: {} {}", model::reference_of(rule), done.error().code,
                    done.error().detail);
        database.write([&](db::Session& session) {
            desk::record_failed_run(session, env, rule, happening, done.error());
        });
    }
}

/// One number for an item in an hour, below those of events: an hourly rule acts on it once.
EventId hourly_event(std::int64_t hour, ItemId item) {
    constexpr int kItemBits = 33;
    return EventId{-((hour << kItemBits) | item.value)};
}

/// One page of the hourly look: what matches now and did not, what matched and does not.
struct Compared {
    std::vector<desk::Happening> begins;
    std::vector<ItemId> ends;
    ItemId last;  ///< none after the last page
};

Compared compare_items(db::Session& session, const desk::Environment& env, const Rule& rule,
                       model::ItemType type, std::int64_t hour, ItemId after) {
    Compared compared;
    const TimePoint now = env.now();
    const auto page =
        store::list_items_to_check(session, type, now - kFinishedLookedAt, after, kItemsMax);
    for (const ItemId id : page) {
        const auto item = store::find_item(session, id);
        auto happening = desk::happening_now(*item, rule.trigger, now);
        happening.event_id = hourly_event(hour, id);
        const bool matches =
            automate::holds(rule.filter, desk::load_facts(session, happening, now));
        const bool matched = store::has_match(session, rule.id, id);
        if (matches && !matched) {
            compared.begins.push_back(std::move(happening));
        } else if (!matches && matched) {
            compared.ends.push_back(id);
        }
    }
    compared.last = std::ssize(page) < kItemsMax ? ItemId{} : page.back();
    return compared;
}

}  // namespace

std::size_t Automation::run_once() { return read_events() + check_hour(); }

std::size_t Automation::read_events() {
    // A look that finds nothing must not commit: each commit wakes this stage again.
    if (!database_.read(
            [](db::Session& session) { return store::has_events_for(session, kReader); })) {
        return 0;
    }
    const auto batch =
        database_.read([&](db::Session& session) { return read_batch(session, env_.now()); });
    if (batch.events == 0) {
        return 0;
    }
    for (const auto& [rule, happening] : batch.matches) {
        run_one(database_, env_, *rule, happening);
    }
    CRASH_POINT("automation.before_cursor");
    database_.write([&](db::Session& session) { store::save_cursor(session, kReader, batch.last); },
                    db::Haste::background);
    return batch.events;
}

std::size_t Automation::check_hour() {
    const auto hour = env_.now().time_since_epoch() / kHour;
    const auto rules = database_.read([&](db::Session& session) {
        const auto checked = store::find_setting(session, kCheckedHour).value_or("0");
        auto enabled = parse_int(checked).value_or(0) >= hour
                           ? std::vector<model::Automation>{}
                           : store::list_enabled_automations(
                                 session, static_cast<int>(limits::kAutomationsMax));
        std::erase_if(enabled, [](const model::Automation& rule) {
            return rule.trigger.kind != model::TriggerKind::hourly;
        });
        return enabled;
    });
    if (rules.empty()) {
        return 0;
    }
    std::size_t done = 0;
    for (const auto& rule : rules) {
        done += check_items(rule, hour);
    }
    database_.write([&](db::Session& session) {
        store::save_setting(session, kCheckedHour, fmt::to_string(hour));
    });
    return done;
}

/// Acts on what began to match; what no longer does may match again later.
std::size_t Automation::check_items(const Rule& rule, std::int64_t hour) {
    const auto type = model::parse_name<model::ItemType>(name_of(rule.object));
    if (!type) {
        return 0;
    }
    std::size_t done = 0;
    ItemId after{};
    for (;;) {
        const auto page = database_.read([&](db::Session& session) {
            return compare_items(session, env_, rule, *type, hour, after);
        });
        for (const auto& happening : page.begins) {
            run_one(database_, env_, rule, happening);
        }
        for (const ItemId item : page.ends) {
            database_.write(
                [&](db::Session& session) { store::delete_match(session, rule.id, item); });
        }
        done += page.begins.size();
        if (!page.last) {
            return done;
        }
        after = page.last;
    }
}

}  // namespace postroom::pipeline
