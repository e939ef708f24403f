// The stages on their threads.
// Invariant: each stage runs on one thread; a commit of the database wakes all of them.
// Rule: architecture.md "The flow: each arrow is a row, not a call".
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "app/stage_loop.hpp"
#include "db/database.hpp"
#include "desk/audience.hpp"
#include "desk/environment.hpp"
#include "pipeline/dispatch.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/reconcile.hpp"
#include "pipeline/webhooks.hpp"

namespace postroom::app {

class Stages {
   public:
    Stages(db::Database& database, const desk::Environment& env, pipeline::Dispatch& dispatch,
           std::function<desk::PresentCustomers()> present, pipeline::IntakeOptions intake,
           pipeline::WebhookPost post, pipeline::SentLook look);
    /// Any thread, never waits; also after stop().
    void wake();
    /// Each stage finishes the batch that is running, and none begins another.
    void stop();

   private:
    std::vector<std::unique_ptr<StageLoop>> loops_;
};

}  // namespace postroom::app
