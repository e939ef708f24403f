// Keeps the deliverer in step with the connectors' settings.
// Invariant: the loop's thread never waits for the database; what did not change is not made anew.
// Rule: OUT-7 (a connector held after a refused password goes on once somebody looked at it).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "io/executor.hpp"
#include "io/timer.hpp"
#include "pipeline/dispatch.hpp"
#include "receive/imap_connection.hpp"
#include "send/deliverer.hpp"

namespace postroom::app {

struct Config;

/// How a connector is reached. Errors: the route may not be used, or the certificates of this
/// machine cannot be read.
/// @param token  signs in instead of the password when it is not empty
Result<send::Route> route_of(const model::Connector& connector, const std::string& helo_name,
                             const std::string& token = {});

/// Created, started and stopped on the loop's thread; everything given outlives it.
class ConnectorWatch {
   public:
    struct Surroundings {
        io::Loop& loop;
        io::WorkPool& pool;
        pipeline::Dispatch& dispatch;
        const Config& config;
        send::Deliverer& deliverer;
        /// The token of a connector that signs in with one; nothing for others. Called on the pool.
        std::function<std::optional<receive::ImapResult<std::string>>(ConnectorId)> token_of;
    };
    explicit ConnectorWatch(const Surroundings& around) : around_(around), timer_(around.loop) {}

    /// The first look is made here and now, the others on the pool.
    void start();
    void stop();
    /// Somebody changed a connector: looks without waiting for the next turn. Any thread.
    void look_soon();

   private:
    struct Known {
        std::string settings;
        std::int64_t version = 0;
        send::ConnectorSetup setup;
    };

    void look_in_background();
    std::vector<send::ConnectorSetup> look();
    bool renew(Known& known, const model::Connector& connector, const std::string& token);
    std::optional<std::string> find_token(const model::Connector& connector) const;

    Surroundings around_;
    io::Timer timer_;
    std::map<std::int64_t, Known> known_;  ///< by connector; only one look at a time touches it
    bool is_looking_ = false;
    bool looks_again_ = false;  ///< something changed while a look was under way
};

}  // namespace postroom::app
