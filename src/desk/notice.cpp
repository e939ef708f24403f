// See notice.hpp.
#include "desk/notice.hpp"

#include "desk/ceiling.hpp"
#include "desk/compose.hpp"
#include "desk/system_mail.hpp"
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

std::string_view name_of_email(notify::NoticeKind kind) {
    switch (kind) {
        case notify::NoticeKind::assigned:
            return "assignment";
        case notify::NoticeKind::unassigned:
            return "unassignment";
        case notify::NoticeKind::project_joined:
            return "project_member";
        case notify::NoticeKind::invited:
            return "project_invitation";
    }
    return "assignment";
}

automate::MergeValues values_of(const Notice& notice) {
    automate::MergeValues values{{"project.name", notice.project}, {"who", notice.who}};
    if (notice.item) {
        values["item.number"] = model::reference_of(*notice.item);
        values["item.title"] = notice.item->title;
    }
    return values;
}

}  // namespace

Result<void> mail_notice(db::Session& session, const Environment& env, UserId to,
                         const Notice& notice) {
    const auto user = store::find_user(session, to);
    if (!user) {
        return {};
    }
    const auto* email = find_system_email(name_of_email(notice.kind));
    if (!is_system_email_on(session, *email)) {
        return {};
    }
    const auto candidate = candidate_of(session, *user, notice.follows, env.now());
    const auto decision =
        notify::decide_notice(notice.kind, notice.actor, candidate,
                              {.quiet_mode = load_quiet_mode(session, env.now()).on});
    if (!decision.mail && !decision.suppress_mail) {
        return {};
    }
    const auto words = written_words(session, *email, user->language, values_of(notice))
                           .value_or(notice.words(user->language));
    const auto ceiling =
        rule_against_automatic_mail(session, env, notice.item, {candidate.person, user->email});
    const auto sent = compose_plain_mail(
        session, env,
        {.subject = words.subject,
         .text = words.text,
         .item_id = notice.item ? notice.item->id : ItemId{},
         .html = words.html},
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
