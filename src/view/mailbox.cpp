// See mailbox.hpp.
#include "view/mailbox.hpp"

#include "model/mailbox_phrases.hpp"
#include "view/wording.hpp"

namespace postroom::view {
namespace {

std::string_view status_of(const MailboxFacts& facts) {
    if (!facts.channel.active) {
        return "off";
    }
    if (facts.health.needs_attention) {
        return "needs_attention";
    }
    if (!facts.health.trouble.empty()) {
        return "trouble";
    }
    return facts.health.looked_at ? "working" : "starting";
}

Object health_json(const MailboxFacts& facts) {
    const auto& health = facts.health;
    return Object{
        {"status", status_of(facts)},
        {"looked_at", time_json(health.looked_at)},
        {"fetched_at", time_json(health.fetched_at)},
        {"lag_ms", health.fetched_at ? Value(health.lag.count()) : Value(nullptr)},
        {"backlog", health.backlog},
        {"trouble", health.trouble},
        {"trouble_wording", wording_json("mailbox", model::kMailboxPhrases, health.trouble)},
        {"trouble_words", health.trouble_words},
        {"trouble_since", time_json(health.trouble_since)},
        {"silent_since", time_json(facts.silent_since)}};
}

}  // namespace

Object mailbox_json(const model::Mailbox& mailbox, const MailboxFacts& facts) {
    return Object{
        {"id", mailbox.channel_id.value},
        {"name", facts.channel.name},
        {"color", facts.channel.color},
        {"address", mailbox.address},
        {"active", facts.channel.active},
        {"provider", name_of(mailbox.provider)},
        {"host", mailbox.host},
        {"port", mailbox.port},
        {"tls", name_of(mailbox.tls)},
        {"username", mailbox.username},
        {"has_password", facts.has_password},
        {"sign_in", facts.grant ? "oauth" : "password"},
        {"token_expires_at", facts.grant ? time_json(facts.grant->expires_at) : Value(nullptr)},
        {"folder", mailbox.folder},
        {"after_fetch", name_of(mailbox.after_fetch)},
        {"move_to", mailbox.move_to},
        {"sends_through", named_json(mailbox.connector_id, facts.connector_name)},
        {"health", health_json(facts)}};
}

}  // namespace postroom::view
