// See notice.hpp.
#include "desk/notice.hpp"

#include "desk/ceiling.hpp"
#include "desk/compose.hpp"
#include "desk/workspace.hpp"
#include "store/channel.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

notify::Candidate candidate_of(db::Session& session, const model::User& user, bool follows,
                               TimePoint now) {
    return {
        .person = model::person(user.id),
        .active = user.active,
        .follows = follows,
        .has_address = !user.email.empty(),
        .address_blocked = store::find_email_filter(session, "outgoing", user.email).has_value(),
        .mail_comes_back = store::find_suppression(session, user.email, now).has_value(),
        .preferences = user.preferences};
}

}  // namespace

Result<void> mail_notice(db::Session& session, const Environment& env, UserId to,
                         const Notice& notice) {
    const auto user = store::find_user(session, to);
    if (!user) {
        return {};
    }
    const auto candidate = candidate_of(session, *user, notice.follows, env.now());
    const auto decision =
        notify::decide_notice(notice.kind, notice.actor, candidate,
                              {.quiet_mode = load_quiet_mode(session, env.now()).on});
    if (!decision.mail && !decision.suppress_mail) {
        return {};
    }
    const auto words = notice.words(user->language);
    const auto ceiling =
        rule_against_automatic_mail(session, env, notice.item, {candidate.person, user->email});
    const auto sent = compose_plain_mail(
        session, env,
        {.subject = words.subject,
         .text = words.text,
         .item_id = notice.item ? notice.item->id : ItemId{}},
        {candidate.person, user->name, user->email, user->language},
        {.kind = model::MailKind::notification,
         .reason = std::string(ceiling.empty() || decision.suppress_mail ? decision.rule : ceiling),
         .due_at = env.now(),
         .suppress = decision.suppress_mail || !ceiling.empty(),
         .is_system_generated = true});
    if (!sent && sent.error().code != "no_connector") {
        return std::unexpected(sent.error());
    }
    return {};
}

}  // namespace postroom::desk
