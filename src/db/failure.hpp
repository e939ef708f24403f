// The one exception of the database layer: this unit of work is over.
// Invariant: kinds say what the caller may do (wait, alarm, repair the program), never which engine
// it was. Rule: architecture.md "Time, concurrency, errors"; IN-3 (a full disk is answered with
// 452, never with 250).
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace postroom::db {

enum class FailureKind {
    unavailable,  ///< the engine or the connection is gone; the work may be tried again
    full,         ///< disk full or input/output error; an administrator must act
    corrupt,      ///< the file is damaged; stop writing
    busy,         ///< a lock or a serialisation conflict; the work may be tried again
    bug,          ///< a wrong statement or a broken constraint: our own fault
};

std::string_view to_string(FailureKind kind);

/// Thrown by Session and Database; caught by executors, stage loops, session tops and `main`.
class Failure final : public std::exception {
   public:
    Failure(FailureKind failure_kind, std::string text)
        : kind(failure_kind), text_(std::move(text)) {}
    /// For the log only: may hold SQL and system texts.
    const char* what() const noexcept override { return text_.c_str(); }

    FailureKind kind;

   private:
    std::string text_;
};

}  // namespace postroom::db
