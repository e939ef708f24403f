// Mails of which nobody knows whether they arrived: looked for among the provider's sent mails.
// Invariant: found = sent, and never sent again; not found changes nothing but the history, and the
// mail goes again when it is due. Rule: mail-correctness.md OUT-4 (a) and (b), P7.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/database.hpp"
#include "desk/environment.hpp"
#include "model/mailbox.hpp"
#include "pipeline/fetch.hpp"
#include "store/outgoing_mail.hpp"

namespace postroom::pipeline {

/// A mail as it is known again.
struct Unconfirmed {
    store::Lease lease;  ///< of the try that ended without an answer
    std::string message_id;
    std::string mark;  ///< of guard::kLoopHeader
    TimePoint created_at{};
};
/// What was found of it.
struct SentCopy {
    bool is_there = false;
    std::string message_id;  ///< normalised, where the copy has another one than ours (OUT-30)
};
/// Looks into the folder of sent mail; blocks. One for each mail; nothing when nobody could look.
using SentLook = std::function<std::optional<std::vector<SentCopy>>(
    const model::Mailbox&, const std::vector<Unconfirmed>&)>;

/// One thread.
class Reconcile {
   public:
    Reconcile(db::Database& database, const desk::Environment& env, SentLook look)
        : database_(database), env_(env), fetch_(database, env), look_(std::move(look)) {}

    /// Looks for what is due to be looked for; how many mails that was.
    std::size_t run_once();

   private:
    std::vector<Unconfirmed> list_due(ConnectorId connector);
    void record(const model::Mailbox& mailbox, const std::vector<Unconfirmed>& asked,
                const std::vector<SentCopy>& found);

    db::Database& database_;
    const desk::Environment& env_;
    Fetch fetch_;
    SentLook look_;
    std::map<std::int64_t, TimePoint> rests_until_;  ///< by channel: nobody answers there
};

}  // namespace postroom::pipeline
