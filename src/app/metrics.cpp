// See metrics.hpp.
#include "app/metrics.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace postroom::app {
namespace {

class Page {
   public:
    void add(std::string_view name, std::string_view type, std::string_view help, auto value) {
        head(name, type, help);
        line(name, "", value);
    }
    void head(std::string_view name, std::string_view type, std::string_view help) {
        fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help,
                       type);
    }
    void line(std::string_view name, std::string_view labels, auto value) {
        fmt::format_to(std::back_inserter(text_), "{}{} {}\n", name, labels, value);
    }
    std::string take() { return std::move(text_); }

   private:
    std::string text_;
};

/// One line for each connector under one name.
void add_connectors(Page& page, const Gauges& gauges, std::string_view name, std::string_view type,
                    std::string_view help,
                    const std::function<std::uint64_t(const send::ConnectorStatus&)>& value) {
    page.head(name, type, help);
    for (const auto& connector : gauges.connectors) {
        page.line(name, fmt::format("{{connector=\"{}\"}}", connector.id.value), value(connector));
    }
}

void add_sending(Page& page, const Gauges& gauges) {
    using send::ConnectorStatus;
    add_connectors(page, gauges, "postroom_connector_connections", "gauge",
                   "Open connections of a connector.",
                   [](const ConnectorStatus& each) { return each.connections; });
    add_connectors(page, gauges, "postroom_connector_sent_total", "counter",
                   "Mails that a connector handed over since it was configured.",
                   [](const ConnectorStatus& each) { return each.mails_sent; });
    add_connectors(page, gauges, "postroom_connector_failed_total", "counter",
                   "Attempts that did not end with acceptance.",
                   [](const ConnectorStatus& each) { return each.mails_failed; });
    add_connectors(page, gauges, "postroom_connector_resting", "gauge",
                   "1 while a connector waits because its server cannot be used.",
                   [](const ConnectorStatus& each) {
                       return static_cast<std::uint64_t>(each.retry_in.has_value());
                   });
    add_connectors(page, gauges, "postroom_connector_needs_attention", "gauge",
                   "1 when the credentials are refused: an administrator must act.",
                   [](const ConnectorStatus& each) {
                       return static_cast<std::uint64_t>(each.needs_attention);
                   });
}

}  // namespace

std::string format_metrics(const Gauges& gauges) {
    Page page;
    page.head("postroom_build_info", "gauge", "Always 1; the version stands in the label.");
    page.line("postroom_build_info", "{version=\"" POSTROOM_VERSION "\"}", 1);
    page.add("postroom_uptime_seconds", "gauge", "Seconds since the start.",
             static_cast<double>(gauges.uptime.count()) / 1000.0);
    page.add("postroom_http_requests_total", "counter", "Requests of the API since the start.",
             gauges.http_requests);
    page.add("postroom_http_connections", "gauge", "Open HTTP connections.",
             gauges.http_connections);
    page.add("postroom_live_connections", "gauge", "Browsers that are connected live.",
             gauges.live_connections);
    page.head("postroom_work_queued", "gauge", "What waits for a thread.");
    page.line("postroom_work_queued", "{pool=\"http\"}", gauges.http_queued);
    page.line("postroom_work_queued", "{pool=\"mail\"}", gauges.mail_queued);
    page.add("postroom_mails_accepted_total", "counter",
             "Mails that were stored and acknowledged since the start.", gauges.mails_accepted);
    page.add("postroom_mails_not_accepted_total", "counter",
             "Mails that could not be stored and were answered with an error.",
             gauges.mails_not_accepted);
    add_sending(page, gauges);
    page.add("postroom_data_free_bytes", "gauge", "Free space where the data directory is.",
             gauges.data_free_bytes);
    page.add("process_resident_memory_bytes", "gauge", "Resident memory.", gauges.resident_bytes);
    page.add("process_open_fds", "gauge", "Open file descriptors.", gauges.open_descriptors);
    return page.take();
}

void measure_process(const std::string& data_dir, Gauges& gauges) {
    std::ifstream statm("/proc/self/statm");
    std::int64_t pages = 0;
    std::int64_t resident_pages = 0;
    if (statm >> pages >> resident_pages) {
        gauges.resident_bytes = resident_pages * sysconf(_SC_PAGESIZE);
    }
    std::error_code error;
    for (std::filesystem::directory_iterator fd("/proc/self/fd", error), end; !error && fd != end;
         fd.increment(error)) {
        ++gauges.open_descriptors;
    }
    const auto space = std::filesystem::space(data_dir, error);
    gauges.data_free_bytes = error ? 0 : static_cast<std::int64_t>(space.available);
}

}  // namespace postroom::app
