// What goes wrong: the receiving side, the program itself, the clock; see simulation.hpp.
#include <fmt/format.h>

#include <array>

#include "simulation.hpp"

namespace postroom::sim {

using namespace std::chrono_literals;
using testing::Reception;

Reception Simulation::receive(const pipeline::ClaimedMail& mail) {
    if (!mood.flaky_transport || !one_in(3)) {
        return Reception::accept;
    }
    using enum Reception;
    constexpr std::array kFaults{refuse_for_now,    refuse_for_now,     refuse,
                                 drop_before_dot,   drop_after_dot,     lose_after_dot,
                                 worker_dies_early, worker_dies_at_dot, worker_dies_unwitting};
    const Reception fault = kFaults[below(kFaults.size())];
    note(fmt::format("mail {} meets fault {}", mail.lease.mail_id.value, static_cast<int>(fault)));
    return fault;
}

void Simulation::stages_run_apart() {
    constexpr std::array kStages{testing::World::Stage::intake, testing::World::Stage::fanout,
                                 testing::World::Stage::relay, testing::World::Stage::dispatch,
                                 testing::World::Stage::indexing};
    const auto stage = kStages[below(kStages.size())];
    world.run_stage(stage);
    note(fmt::format("stage {} alone", static_cast<int>(stage)));
}

void Simulation::program_restarts() {
    if (mood.restarts) {
        world.restart();
        note("the program restarts");
    }
}

void Simulation::clock_steps() {
    if (!mood.clock_steps) {
        return;
    }
    constexpr std::array kSteps{3'600'000ms, -3'600'000ms, 5'000ms, -5'000ms, 86'400'000ms};
    const auto by = kSteps[below(kSteps.size())];
    world.clock.jump(by);
    note(fmt::format("the clock jumps by {} ms", by.count()));
}

}  // namespace postroom::sim
