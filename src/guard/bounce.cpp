// See bounce.hpp.
#include "guard/bounce.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "guard/bounce_notification.hpp"
#include "guard/bounce_origin.hpp"
#include "guard/bounce_standard.hpp"
#include "guard/bounce_text.hpp"
#include "guard/delivery_status.hpp"
#include "guard/status_words.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kAttachedBytesMax = std::size_t{64} << 10;

bool has_leaf(const mime::Mail& mail, std::string_view type, std::string_view global_type) {
    return std::ranges::any_of(mail.report_leaves, [&](const mime::Leaf& leaf) {
        return leaf.content_type == type || leaf.content_type == global_type;
    });
}

/// What the parts of the mail say for people, the report's text first.
std::string report_words(const mime::Mail& mail) {
    if (!trim(mail.text).empty()) {
        return mail.text;
    }
    const auto found = std::ranges::find_if(mail.report_leaves, [](const mime::Leaf& leaf) {
        return leaf.content_type == "text/plain";
    });
    return found == mail.report_leaves.end() ? std::string{} : repair_utf8(found->content);
}

/// The fields of the returned mail, wherever the report carries it.
std::vector<FieldGroup> returned_header(const mime::Mail& mail, const ReportText& report) {
    for (const mime::Leaf& leaf : mail.report_leaves) {
        if (leaf.content_type == "message/rfc822" || leaf.content_type == "text/rfc822-headers" ||
            leaf.content_type == "message/global" ||
            leaf.content_type == "message/global-headers") {
            return parse_field_groups(leaf.content.substr(0, kAttachedBytesMax));
        }
    }
    for (const mime::Attachment& file : mail.attachments) {
        if (file.content_type == "message/rfc822" || file.content_type == "text/rfc822-headers") {
            return parse_field_groups(file.content.substr(0, kAttachedBytesMax));
        }
    }
    return parse_field_groups(report.returned);
}

std::string message_id_in(const std::vector<FieldGroup>& groups) {
    for (const FieldGroup& group : groups) {
        std::string_view id = trim(group.get("message-id"));
        if (!id.empty()) {
            const std::size_t angle = id.find('<');
            id = angle == std::string_view::npos ? id : id.substr(angle + 1);
            return std::string(trim(id.substr(0, id.find('>'))));
        }
    }
    return {};
}

/// Exchange and others answer the mail with their report, also where they leave the mail itself
/// out.
std::string answered_message_id(const mime::Mail& mail) {
    if (!mail.in_reply_to.empty()) {
        return mail.in_reply_to;
    }
    return mail.references.empty() ? std::string{} : mail.references.back();
}

/// RFC 8098 3.2.5: a read receipt names the mail in a field of its own.
std::string read_message_id(const mime::Mail& mail) {
    for (const mime::Leaf& leaf : mail.report_leaves) {
        if (!leaf.content_type.ends_with("disposition-notification")) {
            continue;
        }
        for (const FieldGroup& group : parse_field_groups(leaf.content)) {
            const std::string id = bare_recipient(group.get("original-message-id"));
            if (!id.empty()) {
                return id;
            }
        }
    }
    return answered_message_id(mail);
}

/// Who was not reached when the text names nobody: Exim's header, or whom the returned mail was
/// for.
std::vector<std::string> recipients_elsewhere(const mime::Mail& mail,
                                              const std::vector<FieldGroup>& header) {
    std::vector<std::string> addresses;
    for (const std::string_view part : split(mail.header("X-Failed-Recipients"), ',')) {
        if (!trim(part).empty()) {
            addresses.emplace_back(trim(part));
        }
    }
    if (addresses.empty() && !header.empty() && !header.front().get("to").empty()) {
        addresses.push_back(bare_recipient(header.front().get("to")));
    }
    return addresses;
}

bool has_returned_mail(const mime::Mail& mail) {
    return std::ranges::any_of(mail.attachments, [](const mime::Attachment& file) {
        return file.content_type == "message/rfc822";
    });
}

/// Whether the text names somebody whom the returned mail was for: that is a report in any
/// language.
bool speaks_of_returned_recipient(const ReportText& report, const std::vector<FieldGroup>& header) {
    const std::string_view to = header.empty() ? std::string_view{} : header.front().get("to");
    return std::ranges::any_of(report.recipients, [&](const ReportedRecipient& told) {
        return find_ignoring_case(to, told.address) != std::string_view::npos;
    });
}

/// Whether a reply code stands outside what somebody quotes: a postmaster who answers a question
/// about a report quotes it.
bool tells_code_unquoted(std::string_view words) {
    return std::ranges::any_of(split(words, '\n'), [](std::string_view line) {
        return !trim(line).starts_with('>') && !find_reply_code(line).empty();
    });
}

/// Whether a mail without the standard form is a delivery report nevertheless: who sends it and
/// what it says must agree.
bool looks_like_report(const mime::Mail& mail, const ReportText& report,
                       const std::vector<FieldGroup>& header, BounceOrigin origin) {
    if (!mail.header("X-Failed-Recipients").empty()) {
        return true;
    }
    const bool names_recipient = !report.recipients.empty();
    const bool has_code = !find_reply_code(report.words).empty();
    if (is_challenge(mail.subject) || is_answer_or_forward(mail.subject)) {
        return (origin == BounceOrigin::daemon || origin == BounceOrigin::postmaster) &&
               names_recipient && tells_code_unquoted(report.words);
    }
    const bool has_subject = is_report_subject(mail.subject);
    if (!tells_failure(report.words) && !tells_failure(mail.subject)) {
        const bool is_about_returned =
            has_code || speaks_of_returned_recipient(report, header) || has_subject;
        return names_recipient && is_about_returned &&
               (origin == BounceOrigin::daemon ||
                (origin == BounceOrigin::postmaster && has_subject && has_returned_mail(mail)));
    }
    switch (origin) {
        case BounceOrigin::daemon:
            return has_subject || names_recipient || has_code;
        case BounceOrigin::postmaster:
            return has_subject || (names_recipient && (has_code || has_returned_mail(mail)));
        case BounceOrigin::robot:
            return has_subject || (names_recipient && has_returned_mail(mail));
        case BounceOrigin::list_server:
            return true;
        case BounceOrigin::person:
            break;
    }
    return false;
}

/// The report goes to who sent the mail, and often names them.
bool is_reported_to(const mime::Mail& mail, std::string_view address) {
    return std::ranges::any_of(mail.to, [&](const mime::Address& to) {
        return equals_ignoring_case(to.address, address);
    });
}

void read_dialect(const mime::Mail& mail, const ReportText& report,
                  const std::vector<FieldGroup>& header, BounceOrigin origin, Bounce& bounce) {
    const bool is_delay =
        tells_delay(report.words) || starts_with_ignoring_case(mail.subject, "delivery delayed");
    const auto add = [&](std::string address, std::string_view words) {
        BouncedRecipient recipient{.address = std::move(address), .is_delayed = is_delay};
        complete_recipient(recipient, words, report.stages);
        bounce.recipients.push_back(std::move(recipient));
    };
    for (const ReportedRecipient& told : report.recipients) {
        if (report.recipients.size() > 1 && is_reported_to(mail, told.address)) {
            continue;  // "A message sent by <us@example.net> could not be delivered"
        }
        add(told.address, told.words);
        if (origin == BounceOrigin::list_server) {
            break;  // it names the list first; its other addresses are for commands
        }
    }
    if (bounce.recipients.empty()) {
        for (std::string& address : recipients_elsewhere(mail, header)) {
            add(std::move(address), report.words);
        }
    }
    if (bounce.recipients.empty()) {
        add({}, report.words);
    }
}

}  // namespace

std::string_view to_string(BounceClass bounce_class) {
    return bounce_class == BounceClass::hard ? "hard" : "soft";
}

Bounce judge_bounce(const mime::Mail& mail) {
    Bounce bounce;
    bounce.is_read_receipt = mail.report_type == "disposition-notification" ||
                             has_leaf(mail, "message/disposition-notification",
                                      "message/global-disposition-notification");
    const bool is_feedback = mail.report_type == "feedback-report" ||
                             has_leaf(mail, "message/feedback-report", "message/feedback-report");
    if (bounce.is_read_receipt) {
        bounce.original_message_id = read_message_id(mail);
    }
    if (bounce.is_read_receipt || is_feedback) {
        return bounce;
    }
    const BounceOrigin origin = judge_bounce_origin(mail);
    if (origin == BounceOrigin::person && mail.content_type != "multipart/report") {
        return bounce;  // somebody who forwards a report is not one
    }
    const ReportText report = read_report_text(report_words(mail));
    const std::vector<FieldGroup> header = returned_header(mail, report);
    if (read_notification(mail, bounce)) {
        return bounce;
    }
    if (!read_standard(mail, report, bounce) && looks_like_report(mail, report, header, origin) &&
        !read_misplaced_fields(mail, report, bounce)) {
        read_dialect(mail, report, header, origin, bounce);
    }
    bounce.is_bounce = !bounce.recipients.empty();
    bounce.is_delayed =
        bounce.is_bounce && std::ranges::all_of(bounce.recipients, &BouncedRecipient::is_delayed);
    if (bounce.is_bounce) {
        bounce.original_message_id = message_id_in(header);
        if (bounce.original_message_id.empty()) {
            bounce.original_message_id = answered_message_id(mail);
        }
    }
    return bounce;
}

}  // namespace postroom::guard
