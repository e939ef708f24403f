// From the receipt of a mail to the item, the message and the outcome.
// Invariant: each pending mail ends with exactly one outcome, and one mail never stops the next
// (I1, I2, IN-4). Rule: IN-2, IN-4, IN-6, IN-10, THR-1 to THR-8, LOOP-4, LOOP-5, BNC-3; features
// F084, F085, F094-F102.
#pragma once

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "pipeline/signing_keys.hpp"

namespace postroom::pipeline {

struct IntakeOptions {
    int batch_max = 256;
    unsigned parser_threads = 2;
    KeyResolver key_resolver;  ///< empty: signatures are not checked
};

/// The stage that empties the table of pending mails. One instance a process; one thread at a time.
class Intake {
   public:
    Intake(db::Database& database, const desk::Environment& env, IntakeOptions options = {});

    /// Takes the next batch of pending mails to their end. Returns how many there were.
    std::size_t run_once();

   private:
    std::size_t run_careful(IncomingMailId id);
    /// Mails that somebody wants understood anew; only when no new mail waits. (IN-2)
    std::size_t run_rereads();

    db::Database& database_;
    const desk::Environment& env_;
    IntakeOptions options_;
    SigningKeys keys_;
    /// Mails up to this id were there when the process began: one of them may have ended the last
    /// process, so they are taken one by one, each try counted first. (IN-6, poison rule)
    IncomingMailId careful_until_;
};

}  // namespace postroom::pipeline
