// See chat_widget_commands.hpp.
#include "desk/chat_widget_commands.hpp"

#include <fmt/format.h>

#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/seal.hpp"
#include "store/channel.hpp"
#include "store/chat_widget.hpp"
#include "store/event.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::size_t kKeyBytes = 10;
constexpr std::size_t kIdentitySecretBytes = 32;

Result<void> check_places(db::Session& session, const model::ChatWidget& widget) {
    if (widget.queue_id && !store::find_channel(session, widget.queue_id)) {
        return fail(ErrorKind::invalid, "unknown_queue", "There is no such queue.");
    }
    if (widget.team_id && !store::find_team(session, widget.team_id)) {
        return fail(ErrorKind::invalid, "unknown_team", "There is no such team.");
    }
    return {};
}

std::unexpected<Error> name_taken() {
    return fail(ErrorKind::conflict, "chat_widget_exists",
                "There is already a chat widget with this name.");
}

void append_widget_event(db::Session& session, const Environment& env, ChatWidgetId id,
                         model::Person actor, std::string_view what) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .subject_id = id.value,
                                  .payload = fmt::format(R"({{"chat_widget":"{}"}})", what)});
}

Audited audited(const model::ChatWidget& widget) {
    return {model::AuditSubject::chat_widget, widget.id.value, widget.name};
}

}  // namespace

Result<model::ChatWidget> create_chat_widget(db::Session& session, const Environment& env,
                                             model::ChatWidget widget, model::Person actor) {
    TRY_VOID(check_places(session, widget));
    widget.key = env.random.hex(kKeyBytes);
    widget.created_at = env.now();
    const auto id = store::insert_chat_widget(session, widget);
    if (!id) {
        return name_taken();
    }
    widget.id = *id;
    append_widget_event(session, env, *id, actor, "created");
    record_change(session, env, actor, audited(widget), {}, facts_of(session, widget));
    return widget;
}

Result<void> change_chat_widget(db::Session& session, const Environment& env,
                                const model::ChatWidget& widget, model::Person actor) {
    TRY_VOID(check_places(session, widget));
    const auto before = store::find_chat_widget(session, widget.id);
    const auto facts_before = before ? facts_of(session, *before) : model::Facts{};
    if (!store::update_chat_widget(session, widget)) {
        return name_taken();
    }
    append_widget_event(session, env, widget.id, actor, "changed");
    record_change(session, env, actor, audited(widget), facts_before, facts_of(session, widget));
    return {};
}

std::string renew_identity_secret(db::Session& session, const Environment& env, ChatWidgetId widget,
                                  model::Person actor) {
    auto secret = env.random.hex(kIdentitySecretBytes);
    const auto found = store::find_chat_widget(session, widget);
    store::update_identity_secret(session, widget, seal(env, secret, widget));
    append_widget_event(session, env, widget, actor, "identity_secret");
    const SecretChange change{.was_set = found && found->has_identity_secret, .is_written = true};
    record_change(session, env, actor,
                  {model::AuditSubject::chat_widget, widget.value, found ? found->name : ""},
                  with_password_before({}, change), with_password_after({}, change));
    return secret;
}

}  // namespace postroom::desk
