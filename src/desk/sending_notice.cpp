// See sending_notice.hpp.
#include "desk/sending_notice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/log.hpp"
#include "core/text.hpp"
#include "desk/system_notice.hpp"
#include "store/channel.hpp"
#include "store/item.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"
#include "store/session.hpp"

namespace postroom::desk {
namespace {

constexpr int kUsersMax = 10'000;
constexpr int kConnectorsMax = 100;

/// A notice that cannot be made is no reason to lose what it tells of.
void note_failure(const Result<void>& made) {
    if (!made) {
        log_error("a system email could not be made: {}", for_log(made.error().reply));
    }
}

/// The colleague whose words did not leave.
std::optional<model::User> find_author(db::Session& session, const model::OutgoingMail& mail) {
    UserId author = mail.author_id;
    const auto message =
        !author && mail.message_id ? store::find_message(session, mail.message_id) : std::nullopt;
    if (message && message->author.kind == model::PersonKind::user) {
        author = UserId{message->author.id};
    }
    return author ? store::find_user(session, author) : std::nullopt;
}

/// Whether an earlier try failed for good as well: then it has been told.
bool was_told(db::Session& session, const model::OutgoingMail& mail) {
    return std::ranges::any_of(store::list_attempts(session, mail.id),
                               [&](const store::MailAttempt& attempt) {
                                   return attempt.outcome == "failed" && attempt.fence < mail.fence;
                               });
}

/// A connector that works as far as anybody knows, the default one first.
std::optional<ConnectorId> find_working_connector(db::Session& session, ConnectorId but) {
    std::optional<ConnectorId> found;
    for (const auto& connector : store::list_connectors(session, kConnectorsMax)) {
        if (connector.id == but || !connector.enabled || connector.needs_attention ||
            connector.from_address.empty()) {
            continue;
        }
        if (connector.is_default) {
            return connector.id;
        }
        found = found.value_or(connector.id);
    }
    return found;
}

void tell_administrators(db::Session& session, const Environment& env, std::string_view email,
                         const automate::MergeValues& values, ConnectorId via) {
    for (const auto& user : store::list_users(session, kUsersMax)) {
        if (user.active && user.role == model::Role::administrator) {
            note_failure(mail_user(session, env, user, email, values, via));
        }
    }
}

}  // namespace

void tell_mail_failed(db::Session& session, const Environment& env,
                      const model::OutgoingMail& mail) {
    if (mail.recipient_person.kind != model::PersonKind::customer || was_told(session, mail)) {
        return;
    }
    const auto author = find_author(session, mail);
    const auto via = find_working_connector(session, {});
    if (!author || !via || author->preferences.email == model::NotificationEmail::never) {
        return;  // the mark at the message and the Outbox page say it
    }
    note_failure(mail_user(session, env, *author, "outbox_failure",
                           {{"recipient", mail.recipient},
                            {"subject", mail.subject},
                            {"reason", mail.last_failure},
                            {"link", link_to(env, "/outbox")}},
                           *via));
}

void tell_connector_attention(db::Session& session, const Environment& env,
                              const model::Connector& connector, std::string_view reply) {
    const auto via = find_working_connector(session, connector.id);
    if (!via) {
        return;  // the banner says it
    }
    tell_administrators(session, env, "connector_attention",
                        {{"connector.name", connector.name},
                         {"reason", std::string(reply)},
                         {"link", link_to(env, "/admin/connectors")}},
                        *via);
}

void tell_secret_ends(db::Session& session, const Environment& env, TimePoint on, int days_left) {
    if (const auto via = find_working_connector(session, {})) {
        tell_administrators(session, env, "client_secret_end",
                            {{"date", format_rfc3339(on).substr(0, 10)},
                             {"days", fmt::to_string(days_left)},
                             {"link", link_to(env, "/admin/connect")}},
                            *via);
    }
}

}  // namespace postroom::desk
