// The outbox's rows behind the seam that the deliverer asks.
// Invariant: the loop's thread never waits: what blocks runs on the pool or the writer. Rule:
// send/outbox_port.hpp.
#pragma once

#include "app/token_source.hpp"
#include "io/executor.hpp"
#include "pipeline/dispatch.hpp"
#include "send/deliverer.hpp"
#include "send/outbox_port.hpp"

namespace postroom::app {

class OutboxAdapter final : public send::OutboxPort {
   public:
    /// @param slow_pool  for what waits for a provider: nothing else waits behind it
    OutboxAdapter(pipeline::Dispatch& dispatch, const desk::Environment& env, TokenSource& tokens,
                  io::WorkPool& pool, io::WorkPool& slow_pool)
        : dispatch_(dispatch), env_(env), tokens_(tokens), pool_(pool), slow_pool_(slow_pool) {}

    void claim(send::ClaimRequest request, std::function<void(send::ClaimedBatch)> answer) override;
    void before_dot(MailId mail, std::int64_t fence, std::function<void(bool)> answer) override;
    void record(MailId mail, std::int64_t fence, smtp::RecipientOutcome outcome,
                std::function<void()> recorded) override;
    void release(MailId mail, std::int64_t fence, std::function<void()> released) override;
    void renew_token(ConnectorId connector, std::string refused,
                     std::function<void(std::optional<std::string>)> answer) override;
    void note_connector(ConnectorId connector,
                        std::optional<send::ConnectorTrouble> trouble) override;

   private:
    pipeline::Dispatch& dispatch_;
    const desk::Environment& env_;
    TokenSource& tokens_;
    io::WorkPool& pool_;
    io::WorkPool& slow_pool_;
};

}  // namespace postroom::app
