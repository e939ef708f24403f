// See mail_log_settings.hpp.
#include "desk/mail_log_settings.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "desk/audit.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"

namespace postroom::desk {
namespace {

constexpr std::string_view kHours = "mail_log_hours";

model::Facts facts_of(std::chrono::hours view) {
    return {{"mail_log_hours", fmt::to_string(view.count())}};
}

}  // namespace

std::chrono::hours load_mail_log_view(db::Session& session) {
    const auto written = store::find_setting(session, kHours);
    const auto hours = written ? parse_int(*written) : std::nullopt;
    return hours ? std::chrono::hours{*hours}
                 : std::chrono::duration_cast<std::chrono::hours>(limits::kMailLogView);
}

void save_mail_log_view(db::Session& session, const Environment& env, model::Person actor,
                        std::chrono::hours view) {
    const auto before = load_mail_log_view(session);
    store::save_setting(session, kHours, fmt::to_string(view.count()));
    record_change(session, env, actor, {model::AuditSubject::setting, 0, "mail_log"},
                  facts_of(before), facts_of(view));
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .payload = R"({"mail_log":"changed"})"});
}

}  // namespace postroom::desk
