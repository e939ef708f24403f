// See outbox_commands.hpp.
#include "desk/outbox_commands.hpp"

#include <fmt/format.h>

#include "notify/rule.hpp"
#include "outbox/state.hpp"
#include "store/event.hpp"
#include "store/outgoing_mail.hpp"
#include "store/receipt.hpp"

namespace postroom::desk {
namespace {

std::unexpected<Error> not_found() {
    return fail(ErrorKind::not_found, "mail_not_found", "There is no such mail.");
}

std::unexpected<Error> refused(const outbox::Permission& permission) {
    return fail(ErrorKind::conflict, std::string(permission.code),
                std::string(permission.sentence));
}

void append_event(db::Session& session, const Environment& env, const model::OutgoingMail& mail,
                  model::Person actor, std::string payload) {
    store::append_event(session, {.kind = model::EventKind::outbox_changed,
                                  .at = env.now(),
                                  .actor = actor,
                                  .item_id = mail.item_id,
                                  .conversation_id = mail.conversation_id,
                                  .message_id = mail.message_id,
                                  .subject_id = mail.id.value,
                                  .payload = std::move(payload)});
}

outbox::Permissions permissions_of(db::Session& session, const model::OutgoingMail& mail) {
    return outbox::permissions_of(mail, store::has_unconfirmed_attempt(session, mail.id));
}

}  // namespace

void append_outbox_event(db::Session& session, const Environment& env,
                         const model::OutgoingMail& mail, model::Person actor) {
    append_event(session, env, mail, actor,
                 fmt::format(R"({{"state":"{}"}})", name_of(mail.state)));
}

void append_report_event(db::Session& session, const Environment& env,
                         const model::OutgoingMail& mail, model::ReportKind report) {
    append_event(
        session, env, mail, mail.recipient_person,
        fmt::format(R"({{"state":"{}","report":"{}"}})", name_of(mail.state), name_of(report)));
}

Result<model::OutgoingMail> cancel_mail(db::Session& session, const Environment& env, MailId id,
                                        model::Person actor) {
    auto mail = store::find_outgoing_mail(session, id);
    if (!mail) {
        return not_found();
    }
    const auto permission = permissions_of(session, *mail).cancel;
    if (!permission.allowed || !store::cancel_mail(session, id, env.now())) {
        return refused(permission);
    }
    store::record_mail_taken_back(session, id, notify::rule::kCancelled, env.now());
    mail->state = model::MailState::cancelled;
    mail->due_at.reset();
    mail->finished_at = env.now();
    append_outbox_event(session, env, *mail, actor);
    return *mail;
}

Result<model::OutgoingMail> retry_mail(db::Session& session, const Environment& env, MailId id,
                                       model::Person actor) {
    auto mail = store::find_outgoing_mail(session, id);
    if (!mail) {
        return not_found();
    }
    const auto permission = permissions_of(session, *mail).retry;
    if (!permission.allowed || !store::retry_mail(session, id, env.now())) {
        return refused(permission);
    }
    mail->state = model::MailState::retry_wait;
    mail->due_at = env.now();
    append_outbox_event(session, env, *mail, actor);
    return *mail;
}

Result<model::OutgoingMail> treat_as_sent(db::Session& session, const Environment& env, MailId id,
                                          model::Person actor) {
    auto mail = store::find_outgoing_mail(session, id);
    if (!mail) {
        return not_found();
    }
    const auto permission = permissions_of(session, *mail).treat_as_sent;
    if (!permission.allowed || !store::treat_as_sent(session, id, env.now())) {
        return refused(permission);
    }
    mail->state = model::MailState::uncertain;
    mail->due_at.reset();
    mail->finished_at = env.now();
    append_event(session, env, *mail, actor,
                 R"({"state":"uncertain","decision":"treated_as_sent"})");
    return *mail;
}

}  // namespace postroom::desk
