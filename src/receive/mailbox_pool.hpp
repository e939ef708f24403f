// How a mailbox asks the database: on the pool, so that the loop never waits.
// Invariant: the answer comes, or a failure of the kind "later" does. For mailbox*.cpp only.
#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "receive/mailbox.hpp"

namespace postroom::receive {

/// Longer than the database ever needs; then the connection is given up and all begins anew.
inline constexpr Milliseconds kDatabasePatience = limits::kSpoolDeadline;

inline imap::Failure database_failure(std::string text) {
    return {.stage = imap::Stage::work,
            .cause = imap::Cause::local,
            .code = "DATABASE",
            .text = std::move(text),
            .is_temporary = true};
}

template <class T>
io::Async<ImapResult<T>> Mailbox::on_pool(std::function<T()> work) {
    return run_on(context_.pool, std::move(work));
}

template <class T>
io::Async<ImapResult<T>> Mailbox::run_on(io::WorkPool& pool, std::function<T()> work) {
    io::Answer<std::shared_ptr<ImapResult<T>>> answer(context_.loop);
    const auto callback = answer.callback();
    const bool queued = pool.submit([work = std::move(work), callback] {
        try {
            callback(std::make_shared<ImapResult<T>>(work()));
        } catch (const std::exception& error) {
            callback(
                std::make_shared<ImapResult<T>>(std::unexpected(database_failure(error.what()))));
        }
    });
    if (!queued) {
        co_return std::unexpected(database_failure("the program is busy"));
    }
    auto result = co_await answer.wait(context_.clock, context_.clock.steady() + kDatabasePatience);
    if (!result) {
        co_return std::unexpected(database_failure("the database does not answer"));
    }
    co_return std::move(**result);
}

}  // namespace postroom::receive
