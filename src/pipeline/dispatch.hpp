// The outbox's rows: what may leave now, and what became of each try.
// Invariant: P3 is committed before a connection is used, P4 before the final dot; a worker without
// its lease writes nothing (OUT-6). Rule: mail-correctness.md section 2.6; features F134-F181.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/mail_flow.hpp"
#include "pipeline/attempt.hpp"
#include "pipeline/clock_watch.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::pipeline {

/// A mail under a lease of ours, ready to be sent.
struct ClaimedMail {
    store::Lease lease;
    ConnectorId connector_id;
    std::string envelope_from;  ///< ours for bounces of this mail alone (BNC-1), or empty
    std::string recipient;
    std::string bytes;
};

/// How much a worker takes at once.
struct ClaimLimits {
    int mails_max = 100;
    std::int64_t bytes_max = std::int64_t{40} << 20;  ///< the first mail comes whatever its size
};

/// What a connector as a whole does; `fails` will mend by itself.
enum class ConnectorState { works, fails, sign_in_refused };

/// Any thread; `done` runs on the database's thread.
class Dispatch {
   public:
    /// @param owner  names this installation in leases; the same after a restart, and no two
    /// processes
    ///               that run at once have it
    Dispatch(db::Database& database, const desk::Environment& env, std::string owner);

    /// P2, P3 and OUT-5: takes mails that are due, ends those that may not leave any more.
    std::vector<ClaimedMail> claim(ConnectorId connector, ClaimLimits limits = {});
    std::optional<TimePoint> next_due(ConnectorId connector);

    /// P4. False: do not send the dot.
    void before_dot(store::Lease lease, std::move_only_function<void(bool)> done);
    /// P5, P6, P7.
    void record(store::Lease lease, Attempted attempted, std::move_only_function<void()> done);
    /// Gives back what was claimed and not tried.
    void release(store::Lease lease);
    /// Writes what record() and release() could not while the database was away. Returns how many.
    /// (F17, OUT-28)
    std::size_t catch_up();

    /// News of a connector as a whole, in the server's words.
    void note_connector(ConnectorId connector, ConnectorState state, std::string reply);

    void extend_leases();
    /// Frees what dead workers held (P7). Returns how many mails changed.
    /// @param dead_owner  a worker known to be gone, beside those whose leases ran out
    std::size_t sweep(std::string_view dead_owner = {});
    /// At start, before the first claim: whatever carries our name was held by a process that is
    /// gone.
    std::size_t recover();

    /// Connectors with their secrets unsealed.
    std::vector<model::Connector> list_connectors();

   private:
    /// A lease whose end is not written yet: with what came of it, or not tried.
    struct Owed {
        store::Lease lease;
        std::optional<Attempted> attempted;
    };
    void owe(Owed owed);
    std::optional<Owed> take_owed();
    void write_owed(const Owed& owed);
    /// @param taken  every lease that the transaction takes, also when it does not end well
    std::vector<ClaimedMail> claim_due(db::Session& session, ConnectorId connector,
                                       ClaimLimits limits,
                                       const std::optional<ClockWatch::Jump>& jump,
                                       std::vector<store::Lease>& taken);

    db::Database& database_;
    const desk::Environment& env_;
    std::string owner_;
    ClockWatch clock_watch_;
    std::mutex owed_mutex_;
    std::deque<Owed> owed_;  ///< bounded by what is claimed: nothing is while the database is away
};

}  // namespace postroom::pipeline
