// See simulation.hpp: the people, the plot, and the receiving side.
#include "simulation.hpp"

#include <fmt/format.h>

#include <array>

#include "mime/parse.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::sim {

using namespace std::chrono_literals;

namespace {

constexpr int kCustomers = 6;
constexpr std::array kChangeable{"ben", "chiara", "dmitri"};

std::set<std::string> markers_in(const std::string& text) {
    std::set<std::string> found;
    for (const std::string_view kind : {"[pub", "[int"}) {
        for (auto at = text.find(kind); at != std::string::npos; at = text.find(kind, at + 1)) {
            found.insert(text.substr(at, text.find(']', at) + 1 - at));
        }
    }
    return found;
}

}  // namespace

Simulation::Simulation(std::uint64_t seed) : world(seed), chance_(seed * 2'654'435'761 + 1) {
    mood = {.quiet_mode = one_in(3), .clock_steps = one_in(3), .bounces = one_in(2)};
    agents.push_back({world.admin(), testing::World::kAdmin, limits::kUndoSend});
    agents.push_back({world.add_user("witness", testing::everything()), "witness@agents.test", {}});
    agents.push_back({world.add_user("silent", testing::silent()), "silent@agents.test", {}});
    for (const auto* name : kChangeable) {
        agents.push_back({world.add_user(name, testing::everything()),
                          fmt::format("{}@agents.test", name), std::chrono::seconds{below(121)}});
    }
    for (const auto& agent : agents) {
        world.write([&](db::Session& session) {
            auto user = *store::find_user(session, agent.id);
            user.undo_send_seconds = static_cast<int>(agent.undo_delay / 1s);
            store::update_user(session, user);
        });
    }
    ledger.silent_addresses.insert(agents[2].address);
    for (int i = 0; i < kCustomers; ++i) {
        customers_.push_back(fmt::format("eve{}@customer.test", i));
        ledger.customer_addresses.insert(customers_.back());
    }
    ledger.customer_addresses.insert("mallory@evil.test");
    ledger.customer_addresses.insert(testing::World::kSupport);
    world.reception = [this](const pipeline::ClaimedMail& mail) { return receive(mail); };
}

void Simulation::step() {
    using Act = void (Simulation::*)();
    struct Weighed {
        Act act;
        std::uint64_t weight;
    };
    static constexpr std::array kPlot{
        Weighed{&Simulation::agent_writes, 16},
        Weighed{&Simulation::agent_looks, 10},
        Weighed{&Simulation::agent_changes_preferences, 3},
        Weighed{&Simulation::agent_follows_or_leaves, 4},
        Weighed{&Simulation::agent_assigns, 3},
        Weighed{&Simulation::agent_works_the_outbox, 6},
        Weighed{&Simulation::administrator_switches, 1},
        Weighed{&Simulation::customer_writes, 6},
        Weighed{&Simulation::customer_answers, 14},
        Weighed{&Simulation::customer_comes_or_goes, 3},
        Weighed{&Simulation::customer_looks, 4},
        Weighed{&Simulation::machine_answers, 4},
        Weighed{&Simulation::bounce_arrives, 2},
        Weighed{&Simulation::mail_comes_again, 4},
        Weighed{&Simulation::stranger_answers, 1},
        Weighed{&Simulation::our_mail_returns, 2},
        Weighed{&Simulation::junk_arrives, 1},
        Weighed{&Simulation::colleague_writes_by_mail, 1},
        Weighed{&Simulation::stages_run_apart, 6},
        Weighed{&Simulation::program_restarts, 2},
        Weighed{&Simulation::clock_steps, 1},
    };
    std::uint64_t sum = 0;
    for (const auto& one : kPlot) {
        sum += one.weight;
    }
    std::uint64_t draw = below(sum);
    for (const auto& one : kPlot) {
        if (draw < one.weight) {
            (this->*one.act)();
            break;
        }
        draw -= one.weight;
    }
    // Often nothing passes between two acts, sometimes an hour.
    constexpr std::array kPauses{0ms, 1ms, 700ms, 5'000ms, 9'999ms, 20'000ms, 60'000ms, 300'000ms};
    world.clock.advance(one_in(40) ? 3'600'000ms : kPauses[below(kPauses.size())]);
    if (!one_in(3)) {
        world.run();
    }
    take_copies();
}

void Simulation::come_to_rest() {
    note("rest");
    const Mood awake = mood;
    mood.flaky_transport = false;
    world.restart();
    world.write([&](db::Session& session) {
        session.execute("update connector set enabled = 1, needs_attention = 0");
    });
    for (int i = 0; i < 12; ++i) {
        world.advance(30s);
        take_copies();
    }
    for (int i = 0; i < 30; ++i) {
        world.advance(30min);
        take_copies();
    }
    mood = awake;
}

std::string Simulation::new_marker(bool is_internal) {
    return fmt::format("[{}{}]", is_internal ? "int" : "pub", ++markers_);
}

std::vector<Simulation::Place> Simulation::list_places() {
    return world.write([](db::Session& session) {
        return session.list(
            "select item_id, conversation_id, visibility from conversation "
            "where item_id is not null order by conversation_id desc limit 16",
            [](const db::Row& row) {
                return Place{row.get<ItemId>(0), row.get<ConversationId>(1),
                             row.get<std::string>(2) == "internal"};
            });
    });
}

void Simulation::take_copies() {
    for (; copies_taken_ < world.sent.size(); ++copies_taken_) {
        const auto& copy = world.sent[copies_taken_];
        const auto parsed = mime::parse(copy.bytes);
        ledger.copies.push_back({.mail_id = copy.id,
                                 .message_id = parsed.message_id,
                                 .recipient = copy.recipient,
                                 .bytes = copy.bytes,
                                 .markers = markers_in(parsed.text + "\n" + parsed.html),
                                 .at = copy.at,
                                 .steady_at = world.clock.steady()});
    }
}

}  // namespace postroom::sim
