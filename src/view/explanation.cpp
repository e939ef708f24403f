// See explanation.hpp.
#include "view/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "desk/audience.hpp"
#include "notify/explain.hpp"
#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "store/conversation_view.hpp"
#include "store/delivery_report.hpp"
#include "store/item.hpp"
#include "store/outgoing_mail.hpp"
#include "store/receipt.hpp"
#include "view/people.hpp"
#include "view/wording.hpp"
#include "view/work.hpp"

namespace postroom::view {
namespace {

using model::name_of;

bool is_asked(const WhoAsked& who, model::Person person, const Names::Name& name) {
    return who.text.empty() || equals_ignoring_case(who.text, name.email) ||
           who.text == fmt::format("{}:{}", name_of(person.kind), person.id);
}

Object step(TimePoint at, std::string_view code, std::string_view text) {
    return Object{{"at", time_json(at)},
                  {"code", code},
                  {"text", text},
                  {"wording", wording_json("step", code)}};
}

Object attempt_step(const store::MailAttempt& attempt) {
    const std::string_view outcome =
        attempt.outcome.empty() ? kUnderWay : std::string_view(attempt.outcome);
    const std::string text = attempt.reply.empty()
                                 ? fmt::format("Sending: {}.", outcome)
                                 : fmt::format("Sending: {} ({}).", outcome, attempt.reply);
    Object said = step(attempt.finished_at.value_or(attempt.started_at), "mail_attempt", text);
    said["wording"] = wording_json("attempt", outcome);
    said["reply"] = text_or_null(attempt.reply);
    return said;
}

std::string_view sentence_of(model::ReportKind kind) {
    switch (kind) {
        case model::ReportKind::hard:
            return "It came back: the address takes no mail.";
        case model::ReportKind::soft:
            return "It came back: this time it could not be delivered.";
        case model::ReportKind::policy:
            return "It was refused for what it holds or who sends it.";
        case model::ReportKind::delayed:
            return "It is delayed: the other server goes on trying.";
        case model::ReportKind::complaint:
            return "Its reader called it unwanted.";
        case model::ReportKind::read:
            return "A read receipt came: somebody opened it.";
    }
    return {};
}

/// What became known after it had left. (BNC-4 to BNC-8)
Object report_step(const model::DeliveryReport& report) {
    Object said =
        step(report.at, fmt::format("report_{}", name_of(report.kind)), sentence_of(report.kind));
    said["reply"] = text_or_null(report.words);
    return said;
}

/// How the mail stands now.
Object state_step(const model::OutgoingMail& mail) {
    const auto shown = outbox::shown_status(mail, {});
    const auto state = name_of(mail.state);
    return Object{{"at", time_json(mail.finished_at ? mail.finished_at : mail.due_at)},
                  {"code", fmt::format("mail_{}", state)},
                  {"text", shown.sentence},
                  {"wording", wording_json("mail", state)}};
}

/// What happened to the mail, attempt by attempt.
void add_mail_steps(db::Session& session, const model::OutgoingMail& mail, Array& steps) {
    steps.emplace_back(
        step(mail.created_at, "mail_made", fmt::format("A mail to {} was made.", mail.recipient)));
    steps.back().as_object()["wording"] =
        wording_json("step", "mail_made", {{"address", mail.recipient}});
    for (const auto& attempt : store::list_attempts(session, mail.id)) {
        steps.emplace_back(attempt_step(attempt));
    }
    for (const auto& report : store::list_delivery_reports(session, mail.id)) {
        steps.emplace_back(report_step(report));
    }
    steps.emplace_back(state_step(mail));
}

Value own_rule_wording(const model::Receipt& receipt, TimePoint posted_at) {
    return rule_wording(receipt.rule, notify::email_wait(receipt, posted_at));
}

Array steps_of(db::Session& session, const model::Receipt& receipt, const model::Message& message,
               const std::optional<model::OutgoingMail>& mail) {
    Array steps;
    steps.emplace_back(step(message.created_at, "posted", "The message was posted."));
    steps.emplace_back(
        step(receipt.decided_at, "decided", notify::rule_text(receipt, message.created_at)));
    steps.back().as_object()["wording"] = own_rule_wording(receipt, message.created_at);
    if (receipt.due_at) {
        steps.emplace_back(
            step(*receipt.due_at, "email_planned", "If it is still unseen then, it is emailed."));
    }
    if (receipt.seen_at) {
        steps.emplace_back(step(*receipt.seen_at, "seen", "It was seen."));
    }
    if (mail) {
        add_mail_steps(session, *mail, steps);
    }
    return steps;
}

std::string_view channel_of(const notify::Explanation& explanation, model::PersonKind kind) {
    switch (explanation.channel) {
        case notify::Explanation::Channel::none:
            return "none";
        case notify::Explanation::Channel::email:
            return "email";
        case notify::Explanation::Channel::in_app:
            return kind == model::PersonKind::customer ? "chat" : "messenger";
    }
    return "none";
}

Object entry_of(db::Session& session, const model::Receipt& receipt, const model::Message& message,
                Names& names, TimePoint now) {
    const auto mail =
        receipt.mail_id ? store::find_outgoing_mail(session, receipt.mail_id) : std::nullopt;
    const auto explanation = notify::explain(receipt, message.created_at,
                                             mail ? std::optional(mail->created_at) : std::nullopt);
    return Object{{"person", names.json(receipt.person)},
                  {"told", explanation.told},
                  {"state", name_of(receipt.state)},
                  {"channel", channel_of(explanation, receipt.person.kind)},
                  {"rule", receipt.rule},
                  {"rule_text", notify::rule_text(receipt, message.created_at)},
                  {"rule_wording", own_rule_wording(receipt, message.created_at)},
                  {"at", time_json(explanation.at)},
                  {"mail_id", id_json(receipt.mail_id)},
                  {"mail_state", mail ? Value(name_of(mail->state)) : Value(nullptr)},
                  {"sentence", notify::describe(explanation, names.of(receipt.person).name, now)},
                  {"sentence_wording", verdict_wording(explanation, receipt.person.kind, now)},
                  {"steps", steps_of(session, receipt, message, mail)}};
}

/// "user:3", "customer:7" or an address, as somebody we know.
std::optional<model::Person> find_person(db::Session& session, std::string_view text) {
    const auto colon = text.find(':');
    const auto kind = model::parse_name<model::PersonKind>(text.substr(0, colon));
    const auto id =
        colon == std::string_view::npos ? std::nullopt : parse_int(text.substr(colon + 1));
    if (kind && id) {
        return model::Person{*kind, *id};
    }
    if (const auto user = store::find_user_by_email(session, to_lower(text))) {
        return model::person(user->id);
    }
    const auto customer = store::find_customer_by_email(session, to_lower(text));
    return customer ? std::optional(model::person(customer->id)) : std::nullopt;
}

/// Somebody without a receipt: not one of those who might have expected the message when it came.
/// What the rules say today is the best that can be known, and is said to be that.
std::optional<Object> absent_entry(db::Session& session, const desk::Environment& env,
                                   const model::Message& message, model::Person person,
                                   Names& names) {
    const auto place = desk::find_place(session, message.conversation_id);
    const auto candidate = place ? desk::load_candidate(session, desk::load_directory(session),
                                                        *place, person, env.now())
                                 : std::nullopt;
    if (!candidate) {
        return std::nullopt;
    }
    const auto decision = notify::decide_one(desk::subject_of(message, *place), *candidate,
                                             {.grace = env.relay_grace});
    const std::string_view verdict = decision.told() ? "told_today" : "not_told_today";
    const std::string_view verb =
        decision.told() ? "not told then; would be told today" : "not told. Today";
    return Object{{"person", names.json(person)},
                  {"told", false},
                  {"state", "withheld"},
                  {"channel", "none"},
                  {"rule", decision.rule},
                  {"rule_text", notify::sentence_of(decision.rule, env.relay_grace)},
                  {"rule_wording", rule_wording(decision.rule, env.relay_grace)},
                  {"at", nullptr},
                  {"mail_id", nullptr},
                  {"mail_state", nullptr},
                  {"sentence", fmt::format("{}: {}: {}", names.of(person).name, verb,
                                           notify::sentence_of(decision.rule, env.relay_grace))},
                  {"sentence_wording", wording_json("verdict", verdict)},
                  {"steps", Array{step(message.created_at, "posted", "The message was posted.")}}};
}

/// A mail that carries no message: test mail, assignment, welcome.
Object mail_entry(db::Session& session, const model::OutgoingMail& mail, Names& names) {
    Array steps;
    add_mail_steps(session, mail, steps);
    const bool sent =
        mail.state == model::MailState::sent || mail.state == model::MailState::uncertain;
    auto person = mail.recipient_person.kind == model::PersonKind::bot
                      ? person_json(model::PersonKind::customer, 0, mail.recipient, mail.recipient)
                      : names.json(mail.recipient_person);
    const auto last_step = steps.back().as_object();
    return Object{{"person", std::move(person)},
                  {"told", sent},
                  {"state", sent                                         ? "emailed"
                            : mail.state == model::MailState::suppressed ? "withheld"
                                                                         : "delivered"},
                  {"channel", sent ? "email" : "none"},
                  {"rule", mail.reason},
                  {"rule_text", notify::sentence_of(mail.reason)},
                  {"rule_wording", rule_wording(mail.reason)},
                  {"at", time_json(mail.finished_at)},
                  {"mail_id", mail.id.value},
                  {"mail_state", name_of(mail.state)},
                  {"sentence", last_step.at("text")},
                  {"sentence_wording", last_step.at("wording")},
                  {"steps", std::move(steps)}};
}

}  // namespace

std::optional<Object> explain_message(db::Session& session, const desk::Environment& env,
                                      MessageId id, const WhoAsked& who) {
    const auto message = store::find_message(session, id);
    if (!message) {
        return std::nullopt;
    }
    Names names(session);
    Array items;
    for (const auto& receipt : store::list_receipts_of_message(session, id)) {
        if (is_asked(who, receipt.person, names.of(receipt.person))) {
            items.emplace_back(entry_of(session, receipt, *message, names, env.now()));
        }
    }
    const auto asked =
        items.empty() && !who.text.empty() ? find_person(session, who.text) : std::nullopt;
    auto absent = asked ? absent_entry(session, env, *message, *asked, names) : std::nullopt;
    if (absent) {
        items.emplace_back(std::move(*absent));
    }
    return Object{{"message_id", id.value},
                  {"mail_id", nullptr},
                  {"posted_at", time_json(message->created_at)},
                  {"items", std::move(items)}};
}

std::optional<Object> explain_person(db::Session& session, const desk::Environment& env,
                                     const model::User& viewer, ItemId item, model::Person person,
                                     MessageId before, int limit) {
    Names names(session);
    auto messages = store::list_messages_of_item(session, viewer, item, before, limit + 1);
    const bool more = std::ssize(messages) > limit;
    messages.resize(std::min(messages.size(), static_cast<std::size_t>(limit)));
    Array items;
    for (const auto& shown : messages) {
        const auto& message = shown.message;
        const auto receipt = store::find_receipt(session, message.id, person);
        auto entry = receipt ? entry_of(session, *receipt, message, names, env.now())
                             : absent_entry(session, env, message, person, names);
        if (!entry) {
            return std::nullopt;
        }
        items.emplace_back(Object{
            {"message",
             Object{{"id", message.id.value},
                    {"conversation_id", message.conversation_id.value},
                    {"visibility", name_of(shown.visibility)},
                    {"author",
                     person_json(message.author.kind, message.author.id, message.author_name)},
                    {"snippet", snippet_of(message.visible_text.empty() ? message.text
                                                                        : message.visible_text)},
                    {"created_at", time_json(message.created_at)}}},
            {"explanation", std::move(*entry)}});
    }
    return list_json(std::move(items),
                     more ? std::to_string(messages.back().message.id.value) : std::string{});
}

std::optional<Object> explain_mail(db::Session& session, MailId id, const WhoAsked& who,
                                   TimePoint now) {
    const auto mail = store::find_outgoing_mail(session, id);
    if (!mail) {
        return std::nullopt;
    }
    Names names(session);
    Array items;
    const auto message =
        mail->message_id ? store::find_message(session, mail->message_id) : std::nullopt;
    const auto receipt =
        message ? store::find_receipt(session, message->id, mail->recipient_person) : std::nullopt;
    if (is_asked(who, mail->recipient_person, {.name = "", .email = mail->recipient})) {
        items.emplace_back(receipt && receipt->mail_id == id
                               ? entry_of(session, *receipt, *message, names, now)
                               : mail_entry(session, *mail, names));
    }
    return Object{{"message_id", id_json(mail->message_id)},
                  {"mail_id", id.value},
                  {"posted_at", message ? time_json(message->created_at) : Value(nullptr)},
                  {"items", std::move(items)}};
}

}  // namespace postroom::view
