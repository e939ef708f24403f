// `postroom explain`: the same as the API's explanation, for a terminal.
// Invariant: says what view/explanation.hpp says. Rule: issue 2 point 8; product.md "Explain".
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"
#include "db/database.hpp"
#include "desk/environment.hpp"

namespace postroom::app {

struct ExplainOptions {
    std::int64_t message_id = 0;
    std::int64_t mail_id = 0;
    std::string person{};  ///< "user:3", "customer:7" or an address; empty: everybody
};

/// One JSON object on one line. Errors: invalid (neither or both ids), not_found.
Result<std::string> explain(db::Database& database, const desk::Environment& env,
                            const ExplainOptions& options);

}  // namespace postroom::app
