// See connector_health.hpp.
#include "desk/connector_health.hpp"

#include <fmt/format.h>

#include "core/limits.hpp"
#include "desk/audit.hpp"
#include "desk/audit_facts.hpp"
#include "desk/sending_notice.hpp"
#include "model/mailbox_phrases.hpp"
#include "model/phrase_tables.hpp"
#include "store/channel.hpp"
#include "store/event.hpp"

namespace postroom::desk {
namespace {

/// So that every open window shows it. (F165)
void append_event(db::Session& session, const Environment& env, ConnectorId id,
                  std::string_view what) {
    store::append_event(session, {.kind = model::EventKind::setting_changed,
                                  .at = env.now(),
                                  .subject_id = id.value,
                                  .payload = fmt::format(R"({{"connector":"{}"}})", what)});
}

void switch_off(db::Session& session, const Environment& env, const model::Connector& before,
                int refusals, std::string_view reply) {
    store::disable_connector(session, before.id,
                             sentence_of(model::send_trouble("switched_off"),
                                         {{"count", fmt::to_string(refusals)}, {"reply", reply}}));
    auto after = before;
    after.enabled = false;
    record_change(session, env, model::Person{},
                  {model::AuditSubject::connector, before.id.value, before.name},
                  facts_of(session, before), facts_of(session, after));
    append_event(session, env, before.id, "switched_off");
    tell_connector_attention(session, env, after, reply);
}

/// Whether administrators know already that the provider has to be asked again.
bool says_grant_refused(std::string_view sentence) {
    const auto said = model::find_wording(model::kMailboxPhrases, sentence);
    return said && (said->code == "consent_needed" || said->code == "client_secret_refused");
}

}  // namespace

void note_connector_works(db::Session& session, const Environment& env, ConnectorId id) {
    const auto before = store::find_connector(session, id);
    store::record_connector_success(session, id, env.now());
    if (before && before->needs_attention) {
        append_event(session, env, id, "works_again");
    }
}

void note_sign_in_refused(db::Session& session, const Environment& env, ConnectorId id,
                          std::string_view reply) {
    const auto before = store::find_connector(session, id);
    if (!before || !before->enabled || says_grant_refused(before->attention)) {
        return;
    }
    const int refusals = store::count_auth_failure(session, id);
    if (refusals >= limits::kSignInRefusalsMax) {
        return switch_off(session, env, *before, refusals, reply);
    }
    store::record_connector_attention(
        session, id, sentence_of(model::send_trouble("sign_in_refused"), {{"reply", reply}}));
    if (!before->needs_attention) {
        append_event(session, env, id, "needs_attention");
    }
}

void note_grant_refused(db::Session& session, const Environment& env, const model::Mailbox& mailbox,
                        const store::MailboxTrouble& trouble) {
    const auto health = store::find_mailbox_health(session, mailbox.channel_id);
    store::record_mailbox_trouble(session, mailbox.channel_id, trouble, env.now());
    auto connector = store::find_connector(session, mailbox.connector_id);
    const bool was_told = says_grant_refused(
        connector ? connector->attention : (health ? health->trouble : std::string()));
    if (was_told) {
        return;
    }
    if (connector) {
        store::record_connector_attention(session, connector->id, trouble.sentence);
        append_event(session, env, connector->id, "needs_attention");
    } else {
        connector.emplace();
        connector->name = mailbox.address;
    }
    tell_connector_attention(session, env, *connector, trouble.words);
}

}  // namespace postroom::desk
