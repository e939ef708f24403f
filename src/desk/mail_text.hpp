// The words of the mails that carry messages, in the four languages.
// Invariant: no text of a stranger is placed in them unescaped; they add nothing about other
// people. Rule: product.md "Speaks the seeds' languages"; product-facts 1.3 (relay text).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "model/automation.hpp"
#include "model/mail_flow.hpp"

namespace postroom::desk {

/// One message as a mail shows it.
struct ShownMessage {
    std::string author_name;
    TimePoint at{};
    std::string text;
    std::string html;  ///< sanitised; empty = made from the text
    std::vector<std::string> attachment_names;
};

struct NotificationText {
    std::string language;
    std::string reference;  ///< "T-12"; empty for a chat
    std::string title;
    std::string status;
    std::string link;        ///< to the conversation in the product; may be empty
    std::string chatted_on;  ///< the widget in which the customer who gets it chatted; else empty
    bool is_internal = false;
    bool is_direct = false;  ///< for those who take part only
    bool can_reply = true;
    /// What an administrator wrote for this language; the product's own words without. (F060)
    std::optional<model::MailWords> frame{};
};

struct MailText {
    std::string subject;
    std::string text;
    std::string html;
};

/// What a conversation without item and name is called.
std::string_view name_of_chat(std::string_view language);
std::string_view name_of_direct(std::string_view language);

/// The relay's mail: what was not seen, oldest first. (F008)
MailText notification_text(const NotificationText& context, std::span<const ShownMessage> messages);

/// An item was given to this user, or taken from them. (F041)
MailText assignment_text(const NotificationText& context, bool is_assigned);

/// What stands around an agent's answer to a customer.
struct ReplyFrame {
    std::string reference;  ///< "T-12"; empty for a chat
    std::string title;
    std::string signature;  ///< may be empty
    std::string language;
    std::string portal_link;  ///< where the customer sees the request; may be empty
    bool is_first = false;
};
/// An agent's answer to a customer: their words and signature, and where the request stands. (F101)
MailText reply_text(const ReplyFrame& frame, const ShownMessage& message);

/// What did not arrive, for a notice to a colleague.
struct UndeliveredMail {
    std::string address;
    std::string subject;
    std::string words;  ///< the other server's; may be empty
    model::ReportKind kind = model::ReportKind::soft;
};
/// "Our email to … did not arrive", in the colleague's language, with what to do about it. (BNC-6)
std::string undelivered_text(std::string_view language, const UndeliveredMail& mail);

/// Text as HTML: escaped, paragraphs and line ends kept.
std::string text_to_html(std::string_view text);

}  // namespace postroom::desk
