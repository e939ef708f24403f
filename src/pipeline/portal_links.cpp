// See portal_links.hpp.
#include "pipeline/portal_links.hpp"

#include "core/log.hpp"
#include "desk/portal_link.hpp"

namespace postroom::pipeline {
namespace {

constexpr int kBatchMax = 10;

}  // namespace

std::size_t PortalLinks::run_once() {
    // A look that finds nothing must not commit: each commit wakes this stage again.
    if (!database_.read([](db::Session& session) { return store::has_link_requests(session); })) {
        return 0;
    }
    return database_.write([this](db::Session& session) -> std::size_t {
        const auto requests = store::take_link_requests(session, env_.now(), kBatchMax);
        for (const auto& request : requests) {
            const auto answered = desk::answer_link_request(session, env_, request);
            if (!answered) {
                log_warning("a portal link could not be mailed: {}", answered.error().code);
            }
        }
        return requests.size();
    });
}

}  // namespace postroom::pipeline
