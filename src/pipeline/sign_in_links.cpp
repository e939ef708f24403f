// See sign_in_links.hpp.
#include "pipeline/sign_in_links.hpp"

#include "core/log.hpp"
#include "desk/portal_link.hpp"
#include "desk/system_notice.hpp"

namespace postroom::pipeline {
namespace {

constexpr int kBatchMax = 10;

Result<void> answer(db::Session& session, const desk::Environment& env,
                    const store::LinkRequest& request) {
    return request.kind == model::SignInLinkKind::portal
               ? desk::answer_link_request(session, env, request)
               : desk::answer_password_reset(session, env, request);
}

}  // namespace

std::size_t SignInLinks::run_once() {
    // A look that finds nothing must not commit: each commit wakes this stage again.
    if (!database_.read([](db::Session& session) { return store::has_link_requests(session); })) {
        return 0;
    }
    return database_.write([this](db::Session& session) -> std::size_t {
        const auto requests = store::take_link_requests(session, env_.now(), kBatchMax);
        for (const auto& request : requests) {
            const auto answered = answer(session, env_, request);
            if (!answered) {
                log_warning("a sign-in link could not be mailed: {}", answered.error().code);
            }
        }
        return requests.size();
    });
}

}  // namespace postroom::pipeline
