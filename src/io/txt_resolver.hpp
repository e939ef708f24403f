// TXT records by DNS, many at once.
// Invariant: never waits longer than it is told; a name that gets no answer is `unavailable`, which
// is not `absent`. Rule: RFC 1035 section 3.3.14; the system's servers unless others are named.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace postroom::io {

struct TxtAnswer {
    enum class Kind { found, absent, unavailable };
    Kind kind = Kind::unavailable;
    std::vector<std::string> records;  ///< each with its strings joined
};
using TxtAnswers = std::map<std::string, TxtAnswer>;

class TxtResolver {
   public:
    /// Whether create() can read this.
    static bool can_read(const std::string& servers);

    /// @param servers  "192.0.2.1:53,[2001:db8::1]:53"; empty: those of the system
    /// Errors: invalid, when that cannot be read.
    static Result<TxtResolver> create(const Clock& clock, std::string servers);

    /// Blocks up to `patience`. Any thread, many at once.
    TxtAnswers resolve(std::span<const std::string> names, Milliseconds patience) const;

   private:
    TxtResolver(const Clock& clock, std::string servers)
        : clock_(&clock), servers_(std::move(servers)) {}
    const Clock* clock_;
    std::string servers_;
};

}  // namespace postroom::io
