// See stages.hpp.
#include "app/stages.hpp"

#include <algorithm>

#include "core/log.hpp"
#include "desk/client_secret.hpp"
#include "desk/quiet_reminder.hpp"
#include "desk/sign_in.hpp"
#include "pipeline/automation.hpp"
#include "pipeline/fanout.hpp"
#include "pipeline/indexing.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/relay.hpp"
#include "pipeline/sign_in_links.hpp"

namespace postroom::app {
namespace {

constexpr Milliseconds kLook =
    std::chrono::seconds{1};  // mail of other processes (`postroom deliver`)
constexpr Milliseconds kSweep =
    std::chrono::seconds{15};  // half of what a lease may be overdue, at most
// Nobody notices so much, and it spares a look for each of a thousand commits a second.
constexpr Milliseconds kFanoutRest{5};
constexpr Milliseconds kSearchRest{50};
constexpr Milliseconds kRelayRest{20};
constexpr Milliseconds kAutomationRest{20};
constexpr Milliseconds kHousekeeping = std::chrono::minutes{10};

std::function<Milliseconds()> every(Milliseconds pause) {
    return [pause] { return pause; };
}

/// Sleeps until the next receipt is due, if that is sooner than the usual look.
std::function<Milliseconds()> until_due(std::shared_ptr<pipeline::Relay> relay,
                                        const Clock& clock) {
    return [relay, &clock] {
        const auto due = relay->next_due();
        return due ? std::clamp(*due - clock.now(), Milliseconds{1}, kLook) : kLook;
    };
}

template <class Stage>
StageLoop::Stage stage_of(std::string name, std::shared_ptr<Stage> stage,
                          Milliseconds rest = Milliseconds{0}) {
    return {.name = std::move(name),
            .run_once = [stage] { return stage->run_once(); },
            .idle = every(kLook),
            .rest = rest,
            .follows_commits = true};
}

void remind_administrators(db::Database& database, const desk::Environment& env) {
    if (database.read(
            [&](db::Session& session) { return desk::is_secret_warning_due(session, env); })) {
        database.write([&](db::Session& session) { desk::warn_of_secret_end(session, env); });
    }
    const auto reminded = database.write(
        [&](db::Session& session) { return desk::remind_of_quiet_mode(session, env); });
    if (!reminded) {
        log_warning("administrators could not be reminded of quiet mode: {}",
                    reminded.error().code);
    }
}

}  // namespace

Stages::Stages(db::Database& database, const desk::Environment& env, pipeline::Dispatch& dispatch,
               std::function<desk::PresentCustomers()> present, pipeline::IntakeOptions intake,
               pipeline::WebhookPost post, pipeline::SentLook look) {
    const auto add = [&](StageLoop::Stage stage) {
        loops_.push_back(std::make_unique<StageLoop>(std::move(stage)));
    };
    add(stage_of("intake", std::make_shared<pipeline::Intake>(database, env, std::move(intake))));
    add(stage_of("fanout", std::make_shared<pipeline::Fanout>(database, env, std::move(present)),
                 kFanoutRest));
    add(stage_of("search", std::make_shared<pipeline::Indexing>(database), kSearchRest));
    auto relay = std::make_shared<pipeline::Relay>(database, env);
    add({.name = "relay",
         .run_once = [relay] { return relay->run_once(); },
         .idle = until_due(relay, env.clock),
         .rest = kRelayRest,
         .follows_commits = true});
    add(stage_of("automation", std::make_shared<pipeline::Automation>(database, env),
                 kAutomationRest));
    add(stage_of("sign_in_links", std::make_shared<pipeline::SignInLinks>(database, env)));
    add(stage_of("webhooks", std::make_shared<pipeline::Webhooks>(database, env, std::move(post))));
    add({.name = "outcomes",
         .run_once = [&dispatch] { return dispatch.catch_up(); },
         .idle = every(kLook)});
    add({.name = "sweep",
         .run_once =
             [&dispatch] {
                 dispatch.extend_leases();
                 return static_cast<std::size_t>(dispatch.sweep());
             },
         .idle = every(kSweep)});
    auto reconcile = std::make_shared<pipeline::Reconcile>(database, env, std::move(look));
    add({.name = "reconcile",
         .run_once = [reconcile]() -> std::size_t {
             reconcile->run_once();
             return 0;  // what is due again is due later
         },
         .idle = every(kSweep)});
    add({.name = "housekeeping",
         .run_once = [&database, &env]() -> std::size_t {
             database.write(
                 [&](db::Session& session) { desk::sweep_sign_ins(session, env.now()); });
             remind_administrators(database, env);
             return 0;
         },
         .idle = every(kHousekeeping)});
}

void Stages::stop() {
    for (const auto& loop : loops_) {
        loop->stop();
    }
}

void Stages::wake() {
    for (const auto& loop : loops_) {
        if (loop->follows_commits()) {
            loop->wake();
        }
    }
}

}  // namespace postroom::app
