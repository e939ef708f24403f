// What browsers report about content that the page's policy blocked: a mail that tried to load or
// run something shows here.
// Invariant: bounded whatever is sent: so many reports a minute, so many kinds remembered, each
// kind logged once. Any thread. Rule: mail-correctness.md SEC-1, SEC-14; CSP Level 3, section 5.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "core/limits.hpp"
#include "core/time.hpp"

namespace postroom::api {

/// Counts reports by kind: directive and the origin of what was blocked.
class CspReports {
   public:
    /// Takes the body of one request, of either form (application/csp-report or
    /// application/reports+json). What is no report is dropped.
    ///
    /// @param now  on the steady clock
    /// @return the kinds seen for the first time, for the log
    std::set<std::string> take(std::string_view body, Milliseconds now);

    /// Since the start.
    struct Counts {
        std::uint64_t taken = 0;
        std::uint64_t dropped = 0;  ///< too many in a minute, or unreadable
    };
    Counts counts() const;

   private:
    bool has_room(Milliseconds now);

    mutable std::mutex mutex_;
    std::set<std::string> kinds_;
    Counts counts_;
    Milliseconds minute_began_{0};
    int in_this_minute_ = 0;
};

}  // namespace postroom::api
