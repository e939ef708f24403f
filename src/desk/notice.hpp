// Mailing a user about something that is no message: an assignment, a project's members.
// Invariant: notify::decide_notice alone says whether; a workspace without a connector loses the
// mail, never the act. Rule: features F041-F043, F090, F130.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/result.hpp"
#include "db/session.hpp"
#include "desk/environment.hpp"
#include "desk/mail_text.hpp"
#include "model/work.hpp"
#include "notify/notice.hpp"

namespace postroom::desk {

struct Notice {
    notify::NoticeKind kind = notify::NoticeKind::assigned;
    model::Person actor;
    std::optional<model::Item> item;
    bool follows = false;   ///< the project that it is about
    std::string project{};  ///< its name
    std::string who{};      ///< joined, or invites
    std::function<MailText(std::string_view language)> words;
};
Result<void> mail_notice(db::Session& session, const Environment& env, UserId to,
                         const Notice& notice);

}  // namespace postroom::desk
