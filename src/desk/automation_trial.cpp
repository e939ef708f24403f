// See automation_trial.hpp.
#include "desk/automation_trial.hpp"

#include <algorithm>
#include <set>

#include "desk/automation_run.hpp"
#include "desk/workspace.hpp"
#include "store/automation.hpp"
#include "store/event.hpp"
#include "store/item.hpp"

namespace postroom::desk {
namespace {

constexpr int kEventsMax = 20'000;
constexpr int kPageMax = 500;
constexpr std::size_t kHitsMax = 200;

/// Whom a message that the rule has just posted would reach by email.
void add_readers(db::Session& session, const Environment& env, MessageId id,
                 std::vector<model::RunEffect>& effects) {
    const auto message = store::find_message(session, id);
    const auto place = message ? find_place(session, message->conversation_id) : std::nullopt;
    if (!place) {
        return;
    }
    const auto audience = load_audience(session, load_directory(session), *place, {}, env.now());
    const notify::Settings settings{.grace = env.relay_grace,
                                    .undo_delay = Milliseconds{0},
                                    .quiet_mode = load_quiet_mode(session, env.now()).on};
    for (std::size_t i = 0; i < audience.candidates.size(); ++i) {
        const auto decision =
            notify::decide_one(subject_of(*message, *place), audience.candidates[i], settings);
        if (decision.email == notify::Decision::Email::none) {
            continue;
        }
        const bool at_once = decision.email == notify::Decision::Email::at_once;
        effects.push_back({.kind = model::RuleActionKind::post_message,
                           .done = !decision.suppress_mail,
                           .what = decision.suppress_mail ? std::string(decision.rule)
                                   : at_once              ? "mailed"
                                                          : "mailed_if_unseen",
                           .to = audience.contacts[i].email});
    }
}

std::vector<model::RunEffect> effects_of(db::Session& session, const Environment& env,
                                         const model::AutomationRun& run) {
    if (run.outcome != model::RunOutcome::done && run.effects.empty()) {
        return {{.kind = model::RuleActionKind::post_message,
                 .done = false,
                 .what = std::string(name_of(run.outcome))}};
    }
    std::vector<model::RunEffect> effects;
    for (const auto& effect : run.effects) {
        effects.push_back(effect);
        effects.back().mail_id = {};
        effects.back().message_id = {};
        effects.back().item_id = {};
        if (effect.message_id) {
            add_readers(session, env, effect.message_id, effects);
        }
    }
    return effects;
}

constexpr std::string_view kTakenBack = "trial";

/// Does it and takes it back: an error returned from the transaction keeps nothing of it.
std::vector<model::RunEffect> rehearse_in(db::Session& session, const Environment& env,
                                          model::Automation rule, const Happening& happening) {
    rule.id = store::insert_automation(session, rule, env.now());
    const auto run = run_rule(session, env, rule, happening);
    if (!run) {
        return {
            {.kind = model::RuleActionKind::post_message, .done = false, .what = run.error().code}};
    }
    return *run ? effects_of(session, env, **run) : std::vector<model::RunEffect>{};
}

std::unexpected<Error> take_back() {
    return std::unexpected(Error{.kind = ErrorKind::conflict, .code = std::string(kTakenBack)});
}

std::vector<model::RunEffect> rehearse(db::Database& database, const Environment& env,
                                       const model::Automation& rule, const Happening& happening) {
    std::vector<model::RunEffect> effects;
    const auto taken_back = database.write([&](db::Session& session) -> Result<void> {
        effects = rehearse_in(session, env, rule, happening);
        return take_back();
    });
    return taken_back ? std::vector<model::RunEffect>{} : effects;
}

bool is_mail(const model::RunEffect& effect) {
    return effect.done && effect.what.starts_with("mailed");
}

void add_hit(Trial& trial, std::set<std::string>& people, TrialHit hit) {
    ++trial.matched;
    for (const auto& effect : hit.effects) {
        if (is_mail(effect)) {
            ++trial.mails;
            people.insert(effect.to);
        }
    }
    trial.people = std::ssize(people);
    trial.hits.push_back(std::move(hit));
}

struct Found {
    std::vector<Happening> happenings;
    std::int64_t looked_at = 0;
    bool complete = true;
};

bool acts_on(db::Session& session, const Environment& env, const model::Automation& rule,
             const Happening& happening) {
    return automate::is_set_off(rule, happening.occurrence) &&
           automate::holds(rule.filter, load_facts(session, happening, env.now()));
}

/// A rule about a status judges the item as it is once it has got there.
void enter_status(db::Session& session, model::Item& item, const model::Trigger& trigger,
                  TimePoint now) {
    if (trigger.kind != model::TriggerKind::status_entered) {
        return;
    }
    const auto statuses = store::list_item_statuses(session);
    const auto entered = std::ranges::find_if(statuses, [&](const store::ItemStatus& status) {
        return status.name == trigger.detail || name_of(status.state) == trigger.detail;
    });
    if (entered != statuses.end()) {
        item.status = entered->name;
        item.state = entered->state;
        store::update_item(session, item, now);
    }
}

/// What the rule would have acted on since then, newest first.
Found find_happenings(db::Session& session, const Environment& env, const model::Automation& rule,
                      TimePoint since) {
    Found found;
    EventId before;
    while (found.looked_at < kEventsMax) {
        const auto page = store::list_events_before(session, before, kPageMax);
        for (const auto& event : page) {
            if (event.at < since) {
                return found;
            }
            ++found.looked_at;
            auto happening = happening_of(session, event);
            if (happening && acts_on(session, env, rule, *happening)) {
                if (found.happenings.size() == kHitsMax) {
                    found.complete = false;
                    return found;
                }
                found.happenings.push_back(std::move(*happening));
            }
        }
        if (std::ssize(page) < kPageMax) {
            return found;
        }
        before = page.back().id;
    }
    found.complete = false;
    return found;
}

}  // namespace

Result<Trial> try_on_item(db::Database& database, const Environment& env,
                          const model::Automation& rule, ItemId id) {
    const auto item =
        database.read([&](db::Session& session) { return store::find_item(session, id); });
    if (!item) {
        return fail(ErrorKind::not_found, "item_not_found", "There is no such item.");
    }
    std::optional<TrialHit> hit;
    const auto taken_back = database.write([&](db::Session& session) -> Result<void> {
        auto then = *item;
        enter_status(session, then, rule.trigger, env.now());
        const auto happening = happening_now(then, rule.trigger, env.now());
        if (acts_on(session, env, rule, happening)) {
            hit = TrialHit{*item, env.now(), rehearse_in(session, env, rule, happening)};
        }
        return take_back();
    });
    Trial trial{.looked_at = 1};
    std::set<std::string> people;
    if (!taken_back && hit) {
        add_hit(trial, people, std::move(*hit));
    }
    return trial;
}

Trial try_on_days(db::Database& database, const Environment& env, const model::Automation& rule,
                  int days) {
    auto found = database.read([&](db::Session& session) {
        return find_happenings(session, env, rule, env.now() - std::chrono::hours{24 * days});
    });
    Trial trial{.looked_at = found.looked_at, .complete = found.complete};
    std::set<std::string> people;
    for (auto& happening : found.happenings) {
        // The rule is judged as it would have been then: alone, without what this trial did before.
        auto effects = rehearse(database, env, rule, happening);
        add_hit(trial, people, {happening.item, happening.at, std::move(effects)});
    }
    return trial;
}

}  // namespace postroom::desk
