// The words of mails that carry no message: members of projects, invitations, split and merged
// items, in the four languages.
// Invariant: a customer reads nothing about colleagues or other customers. Rule: features F042,
// F043, F181; product.md "Speaks the seeds' languages".
#pragma once

#include <string>
#include <string_view>

#include "desk/mail_text.hpp"

namespace postroom::desk {

struct ProjectText {
    std::string_view project;
    std::string_view who;  ///< joined, or invites
};
/// Somebody joined a project that the reader follows. (F042)
MailText project_joined_text(std::string_view language, const ProjectText& text);
/// An invitation waits. (F043)
MailText invitation_text(std::string_view language, const ProjectText& text);

struct ItemMoveText {
    std::string_view from;   ///< reference of the item that was
    std::string_view to;     ///< reference of the item that goes on
    std::string_view title;  ///< of the latter
};
/// A part of the customer's request goes on as another one. (F181)
MailText split_text(std::string_view language, const ItemMoveText& text);
/// The customer's request goes on together with another one. (F181)
MailText merged_text(std::string_view language, const ItemMoveText& text);

}  // namespace postroom::desk
