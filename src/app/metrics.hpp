// The program's own lines of /metrics, in Prometheus' text format.
// Invariant: one HELP and one TYPE for each name; no address and no subject stands in a label.
// Rule: architecture.md "Toolchain" (metrics); operators.md "Watch it".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "send/deliverer.hpp"

namespace postroom::app {

/// What is measured at one moment.
struct Gauges {
    Milliseconds uptime{0};
    std::uint64_t http_requests = 0;
    std::size_t http_connections = 0;
    std::size_t live_connections = 0;
    std::size_t http_queued = 0;  ///< requests that wait for a thread
    std::size_t mail_queued = 0;  ///< mails and recipients that wait for a thread
    std::uint64_t mails_accepted = 0;
    std::uint64_t mails_not_accepted = 0;
    std::vector<send::ConnectorStatus> connectors{};
    std::int64_t resident_bytes = 0;
    std::int64_t open_descriptors = 0;
    std::int64_t data_free_bytes = 0;
};

std::string format_metrics(const Gauges& gauges);

/// Resident memory and open descriptors of this process (from /proc), free bytes at `data_dir`.
void measure_process(const std::string& data_dir, Gauges& gauges);

}  // namespace postroom::app
