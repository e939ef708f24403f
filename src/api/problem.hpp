// What is answered when something cannot be done: RFC 9457 problem documents.
// Invariant: one table says which Error becomes which HTTP status; `detail` is safe to show to a
// stranger. Rule: RFC 9457; ARCHITECTURE.md "Contracts: HTTP"; architecture.md "Time, concurrency,
// errors".
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "io/http_message.hpp"

namespace postroom::api {

/// One wrong member of a request, for forms.
struct FieldError {
    std::string field;
    std::string message;
};

/// An Error on its way to the client, with the fields that are to blame.
struct Problem {
    Error error;
    std::vector<FieldError> fields;

    Problem() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): TRY turns an Error of a lower floor into a
    // Problem.
    Problem(Error its_error, std::vector<FieldError> its_fields = {})
        : error(std::move(its_error)), fields(std::move(its_fields)) {}
};

/// The HTTP status of an error: by its code where the code says more, else by its kind.
int status_of(const Error& error);

io::HttpResponse to_response(const Problem& problem);

}  // namespace postroom::api
