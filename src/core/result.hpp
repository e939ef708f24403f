// How a function says that it could not do its work.
// Invariant: an Error carries a text that is safe to show to a stranger beside the one for the log.
// Rule: architecture.md "Time, concurrency, errors".
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace postroom {

/// What a failure means to the caller; one table maps these to HTTP, one to SMTP, one to retries.
enum class ErrorKind {
    invalid,    ///< the input is wrong and will stay wrong
    not_found,  ///< the thing named does not exist (or the caller may not know that it does)
    conflict,   ///< the state has moved on (too late, already there, version differs)
    denied,     ///< the caller may not do this
    transient,  ///< may work later (network, busy, full)
    permanent,  ///< the other side refused for good
    internal,   ///< our own fault
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    /// Stable snake_case code for programs, such as "too_late_to_cancel".
    std::string code;
    /// One sentence for the person concerned: what is wrong, where, what was kept.
    std::string reply;
    /// For the log only: may hold addresses and system texts.
    std::string detail;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string reply,
                                   std::string detail = {}) {
    return std::unexpected<Error>(
        Error{kind, std::move(code), std::move(reply), std::move(detail)});
}

}  // namespace postroom

/// The value of a Result, or return its error from this function.
#define TRY(expression)                                             \
    (__extension__({                                                \
        auto try_result_ = (expression);                            \
        if (!try_result_) {                                         \
            return std::unexpected(std::move(try_result_.error())); \
        }                                                           \
        std::move(*try_result_);                                    \
    }))

/// Returns the error of a Result<void> from this function, if there is one.
#define TRY_VOID(expression)                                        \
    do {                                                            \
        auto try_result_ = (expression);                            \
        if (!try_result_) {                                         \
            return std::unexpected(std::move(try_result_.error())); \
        }                                                           \
    } while (false)
