// One seeded run: people, machines and faults act at random on a World in virtual time.
// Invariant: the same seed and the same number of steps give the same run, to the byte.
// Rule: mail-correctness.md 4.1 (FoundationDB, TigerBeetle), 4.2; style.md "sim".
#pragma once

#include <string>
#include <vector>

#include "core/random.hpp"
#include "ledger.hpp"
#include "support/world.hpp"

namespace postroom::sim {

/// What a run contains beside ordinary traffic; drawn from the seed.
struct Mood {
    bool quiet_mode = false;  ///< an administrator switches all mail off and on
    bool clock_steps = false;
    bool bounces = false;
    bool flaky_transport = true;
    bool restarts = true;
};

class Simulation {
   public:
    explicit Simulation(std::uint64_t seed);

    /// One thing happens, then some time passes.
    void step();
    /// The receiving side is well again and everything that is due has been done.
    void come_to_rest();

    const std::vector<std::string>& history() const { return history_; }

    testing::World world;
    Ledger ledger;
    Mood mood;

    struct Agent {
        UserId id;
        std::string address;
        Milliseconds undo_delay{};
    };
    /// 0: the administrator; 1: the witness, who wants everything and never writes; 2: wants
    /// nothing at all; the rest change their minds.
    std::vector<Agent> agents;

   private:
    struct Place {
        ItemId item;
        ConversationId conversation;
        bool is_internal = false;
    };

    // people of the house (agents.cpp)
    void agent_writes();
    void agent_looks();
    void agent_changes_preferences();
    void agent_follows_or_leaves();
    void agent_assigns();
    void agent_works_the_outbox();
    void administrator_switches();
    // people and machines outside (customers.cpp)
    void customer_writes();
    void customer_answers();
    void customer_comes_or_goes();
    void customer_looks();
    void machine_answers();
    void bounce_arrives();
    void mail_comes_again();
    void stranger_answers();
    void our_mail_returns();
    void junk_arrives();
    void colleague_writes_by_mail();
    // faults (faults.cpp)
    void stages_run_apart();
    void program_restarts();
    void clock_steps();
    testing::Reception receive(const pipeline::ClaimedMail& mail);

    std::string new_marker(bool is_internal);
    std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <class T>
    const T& any_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }
    std::vector<Place> list_places();
    bool deliver(const std::string& raw, const std::string& recipient, const std::string& sender,
                 MailedIn mail);
    void take_copies();
    void note(std::string what) { history_.push_back(std::move(what)); }

    SeededRandom chance_;  ///< apart from the world's, so that its draws do not change the plot
    std::vector<std::string> customers_;
    struct Raw {
        std::string bytes;
        std::string recipient;
        std::string sender;
        std::size_t mail = 0;  ///< index in ledger.mailed_in
    };
    std::vector<Raw> raws_;
    std::vector<std::string> history_;
    std::size_t copies_taken_ = 0;
    int markers_ = 0;
    int mails_ = 0;
};

}  // namespace postroom::sim
