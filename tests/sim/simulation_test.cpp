// Many seeds, each to rest several times, each judged by the invariants.
// Invariant: a failing seed is printed with its last acts and replays by POSTROOM_SIM_SEED or
// --seed=. Rule: style.md "sim"; mail-correctness.md 4.2.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "core/text.hpp"
#include "invariants.hpp"

namespace postroom::sim {
namespace {

constexpr int kSeeds = 12;
constexpr int kSteps = 300;
constexpr int kRests = 2;
constexpr std::size_t kActsShown = 60;

std::int64_t from_environment(const char* name, std::int64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : parse_int(value).value_or(otherwise);
}

void run_seed(std::uint64_t seed, std::int64_t steps) {
    Simulation simulation(seed);
    for (int rest = 0; rest < kRests; ++rest) {
        for (std::int64_t i = 0; i < steps / kRests; ++i) {
            simulation.step();
        }
        simulation.come_to_rest();
        const auto broken = broken_invariants(simulation);
        if (!broken.empty()) {
            const auto& acts = simulation.history();
            const bool shows_all = std::getenv("POSTROOM_SIM_HISTORY") != nullptr;
            for (std::size_t i = shows_all || acts.size() < kActsShown ? 0
                                                                       : acts.size() - kActsShown;
                 i < acts.size(); ++i) {
                std::cerr << acts[i] << "\n";
            }
            for (std::size_t i = 0; i < std::min<std::size_t>(broken.size(), 20); ++i) {
                ADD_FAILURE() << broken[i];
            }
            ADD_FAILURE() << "replay with POSTROOM_SIM_SEED=" << seed
                          << " POSTROOM_SIM_STEPS=" << steps << " sim_test";
            return;
        }
    }
}

TEST(Simulation, KeepsEveryInvariantForEverySeed) {
    const auto steps = from_environment("POSTROOM_SIM_STEPS", kSteps);
    const auto only = from_environment("POSTROOM_SIM_SEED", 0);
    if (only > 0) {
        run_seed(static_cast<std::uint64_t>(only), steps);
        return;
    }
    const auto first = from_environment("POSTROOM_SIM_FIRST", 1);
    const auto seeds = from_environment("POSTROOM_SIM_SEEDS", kSeeds);
    for (std::int64_t seed = first; seed < first + seeds && !HasFailure(); ++seed) {
        run_seed(static_cast<std::uint64_t>(seed), steps);
    }
}

/// A checker that finds nothing wrong in anything proves nothing.
TEST(Simulation, TheInvariantsFindWhatIsBroken) {
    Simulation simulation(1);
    for (int i = 0; i < 60; ++i) {
        simulation.step();
    }
    simulation.come_to_rest();
    ASSERT_TRUE(broken_invariants(simulation).empty());
    ASSERT_FALSE(simulation.ledger.copies.empty());
    const auto is_found = [&](std::string_view name) {
        for (const auto& line : broken_invariants(simulation)) {
            if (line.starts_with(name)) {
                return true;
            }
        }
        return false;
    };
    ++simulation.ledger.accepted_mails;
    EXPECT_TRUE(is_found("I1_no_inbound_loss"));
    simulation.ledger.copies.push_back(simulation.ledger.copies.front());
    EXPECT_TRUE(is_found("I4_at_most_one_acceptance"));
    simulation.ledger.cancelled.emplace(simulation.ledger.copies.front().mail_id, TimePoint{});
    EXPECT_TRUE(is_found("I5_cancelled_mail_left"));
    auto copy = simulation.ledger.copies.front();
    copy.recipient = "silent@agents.test";
    simulation.ledger.copies.push_back(copy);
    EXPECT_TRUE(is_found("F047_silence"));
    simulation.world.write([](db::Session& session) {
        session.execute("update outgoing_mail set state = 'ready' where mail_id = 1");
    });
    EXPECT_TRUE(is_found("I3_every_mail_came_to_an_end"));
}

}  // namespace
}  // namespace postroom::sim

/// `--seed=N` replays one seed, as POSTROOM_SIM_SEED does.
int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word.starts_with("--seed=")) {
            setenv("POSTROOM_SIM_SEED", std::string(word.substr(7)).c_str(), 1);
        }
    }
    return RUN_ALL_TESTS();
}
