// See automatic_mail.hpp.
#include "desk/automatic_mail.hpp"

#include "desk/ceiling.hpp"
#include "desk/workspace.hpp"
#include "notify/rule.hpp"
#include "store/channel.hpp"
#include "store/chat.hpp"
#include "store/item.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

using model::PersonKind;

/// Why this person is told nothing at all; empty when they may be.
std::string_view rule_against_person(db::Session& session, model::Person to,
                                     const AutomaticMail& mail) {
    if (to.kind == PersonKind::user) {
        const auto user = store::find_user(session, UserId{to.id});
        return !user || !user->active ? notify::rule::kDeactivated
               : mail.by_automation && !user->preferences.include_automation
                   ? notify::rule::kAutomationExcluded
                   : std::string_view{};
    }
    const auto customer = store::find_customer(session, CustomerId{to.id});
    if (!customer || !customer->active) {
        return notify::rule::kDeactivated;
    }
    if (!model::is_mailable(*customer)) {
        return notify::rule::kNoAddress;
    }
    const auto conversation = mail.conversation_id
                                  ? store::find_conversation(session, mail.conversation_id)
                                  : std::nullopt;
    return conversation && conversation->visitor_id &&
                   !store::is_chat_address_proved(session, conversation->id)
               ? notify::rule::kAddressUnproved
               : std::string_view{};
}

/// Why the mail is made and not sent; empty when it may leave.
std::string rule_against_sending(db::Session& session, const Environment& env,
                                 const Recipient& recipient, const AutomaticMail& mail) {
    if (!mail.kept_back.empty()) {
        return mail.kept_back;
    }
    if (store::find_email_filter(session, "outgoing", recipient.email) ||
        store::find_suppression(session, recipient.email, env.now())) {
        return std::string(notify::rule::kBlockedAddress);
    }
    if (load_quiet_mode(session, env.now()).on && !notify::leaves_in_quiet_mode(mail.rule)) {
        return std::string(notify::rule::kQuietMode);
    }
    return std::string(
        rule_against_automatic_mail(session, env, mail.item, {recipient.person, recipient.email}));
}

}  // namespace

std::optional<Recipient> find_recipient(db::Session& session, model::Person person) {
    if (person.kind == PersonKind::user) {
        const auto user = store::find_user(session, UserId{person.id});
        return user ? std::optional(Recipient{person, user->name, user->email, user->language})
                    : std::nullopt;
    }
    const auto customer = store::find_customer(session, CustomerId{person.id});
    return customer ? std::optional(
                          Recipient{person, customer->name, customer->email, customer->language})
                    : std::nullopt;
}

AutomaticOutcome foresee_automatic_mail(db::Session& session, const Environment& env,
                                        model::Person to, const AutomaticMail& mail) {
    const auto against = rule_against_person(session, to, mail);
    const auto recipient = find_recipient(session, to);
    if (!against.empty() || !recipient) {
        return {.mail_id = {}, .rule = std::string(against)};
    }
    auto rule = rule_against_sending(session, env, *recipient, mail);
    return rule.empty() ? AutomaticOutcome{{}, std::string(mail.rule), true}
                        : AutomaticOutcome{{}, std::move(rule), false};
}

Result<AutomaticOutcome> mail_automatically(db::Session& session, const Environment& env,
                                            model::Person to, const AutomaticMail& mail) {
    const auto against = rule_against_person(session, to, mail);
    const auto recipient = find_recipient(session, to);
    if (!against.empty() || !recipient) {
        return AutomaticOutcome{.mail_id = {}, .rule = std::string(against)};
    }
    const auto kept_back = rule_against_sending(session, env, *recipient, mail);
    const auto made =
        compose_plain_mail(session, env,
                           {.subject = mail.words.subject,
                            .text = mail.words.text,
                            .item_id = mail.item ? mail.item->id : ItemId{},
                            .html = mail.words.html,
                            .conversation_id = mail.conversation_id},
                           *recipient,
                           {.kind = mail.kind,
                            .reason = kept_back.empty() ? std::string(mail.rule) : kept_back,
                            .due_at = env.now(),
                            .suppress = !kept_back.empty(),
                            .is_system_generated = true,
                            .connector_id = mail.connector_id});
    if (!made) {
        if (made.error().code == "no_connector") {
            return AutomaticOutcome{.mail_id = {}, .rule = "no_connector"};
        }
        return std::unexpected(made.error());
    }
    return AutomaticOutcome{*made, kept_back.empty() ? std::string(mail.rule) : kept_back,
                            kept_back.empty()};
}

}  // namespace postroom::desk
