// See bounce.hpp.
#include "guard/bounce.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "guard/bounce_class.hpp"
#include "guard/bounce_origin.hpp"
#include "guard/bounce_text.hpp"
#include "guard/delivery_status.hpp"
#include "guard/status_words.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kReasonBytesMax = 1000;
constexpr std::size_t kAttachedBytesMax = std::size_t{64} << 10;

bool is_delivery_status(const mime::Leaf& leaf) {
    return leaf.content_type == "message/delivery-status" ||
           leaf.content_type == "message/global-delivery-status";
}

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

/// The more telling of two codes: words beat the field when the field only says "5.0.0".
std::string better_status(std::string field, std::string from_words) {
    const bool is_same_kind =
        field.empty() || from_words.empty() || field.front() == from_words.front();
    return is_vague_status(field) && !from_words.empty() && (is_same_kind || field.empty())
               ? from_words
               : field;
}

void complete(BouncedRecipient& recipient, std::string_view words, std::string_view context) {
    recipient.status = better_status(std::move(recipient.status), find_status(words));
    // "554 <ana@example.org>... 550 Host unknown": the outer code is only the local one.
    const std::size_t dots = words.find("... ");
    const std::string inner =
        dots == std::string_view::npos ? std::string{} : find_reply_code(words.substr(dots + 4, 4));
    recipient.reply_code = inner.empty() ? find_reply_code(words) : inner;
    recipient.bounce_class = judge_bounce_class({.words = words,
                                                 .context = context,
                                                 .status = recipient.status,
                                                 .reply_code = recipient.reply_code});
    recipient.reason = std::string(truncate_utf8(one_line(words), kReasonBytesMax));
}

std::string_view words_about(const ReportText& report, std::string_view address) {
    const auto found = std::ranges::find_if(report.recipients, [&](const ReportedRecipient& r) {
        return equals_ignoring_case(r.address, address);
    });
    return found == report.recipients.end() ? std::string_view{} : std::string_view(found->words);
}

/// What a group of RFC 3464 says, with the words for people where it only gives codes.
BouncedRecipient read_group(const FieldGroup& group, const ReportText& report) {
    BouncedRecipient recipient;
    recipient.address = bare_recipient(group.get("final-recipient"));
    const std::string original = bare_recipient(group.get("original-recipient"));
    if (recipient.address.empty() || !recipient.address.contains('@')) {
        recipient.address = original.contains('@') ? original : recipient.address;
    }
    recipient.is_delayed = starts_with_ignoring_case(group.get("action"), "delayed");
    recipient.status = find_status(group.get("status"));
    std::string words(value_after_type(group.get("diagnostic-code")));
    if (words.empty()) {
        std::string_view told = words_about(report, recipient.address);
        told = told.empty() ? words_about(report, original) : told;
        words = told.empty() ? std::string(group.get("status")) : std::string(told);
    } else {
        words.append(" ").append(group.get("status"));
    }
    complete(recipient, words, report.words);
    return recipient;
}

bool is_about_failure(const FieldGroup& group) {
    const std::string_view action = group.get("action");
    const bool names_recipient =
        !group.get("final-recipient").empty() || !group.get("original-recipient").empty();
    if (!names_recipient) {
        return false;
    }
    if (action.empty()) {
        return !find_status(group.get("status")).empty() || !group.get("diagnostic-code").empty();
    }
    return starts_with_ignoring_case(action, "failed") ||
           starts_with_ignoring_case(action, "delayed") ||
           starts_with_ignoring_case(action, "failure");
}

/// Adds what the groups of one report say; true when they speak of recipients at all.
bool read_groups(std::string_view content, const ReportText& report, Bounce& bounce) {
    bool has_recipients = false;
    for (const FieldGroup& group : parse_field_groups(content)) {
        if (!group.get("original-envelope-id").empty()) {
            bounce.envelope_id = std::string(group.get("original-envelope-id"));
        }
        has_recipients |= !group.get("action").empty();
        if (is_about_failure(group)) {
            bounce.recipients.push_back(read_group(group, report));
        }
    }
    return has_recipients || !bounce.recipients.empty();
}

/// The standard form; true when the mail has one, whatever it reports.
bool read_standard(const mime::Mail& mail, const ReportText& report, Bounce& bounce) {
    bool has_recipients = false;
    for (const mime::Leaf& leaf : mail.report_leaves) {
        has_recipients |= is_delivery_status(leaf) && read_groups(leaf.content, report, bounce);
    }
    return has_recipients;
}

/// The standard fields in the wrong place: in the text for people, or in a report that was attached
/// to another.
bool read_misplaced_fields(const mime::Mail& mail, const ReportText& report, Bounce& bounce) {
    const auto read = [&](std::string_view content) {
        const bool has_fields =
            find_ignoring_case(content, "\nFinal-Recipient:") != std::string_view::npos;
        return has_fields && read_groups(content, report, bounce);
    };
    return read(report.words) ||
           std::ranges::any_of(mail.attachments, [&](const mime::Attachment& file) {
               return file.content_type == "message/rfc822" &&
                      read(std::string_view(file.content).substr(0, kAttachedBytesMax));
           });
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

/// Whether a mail without the standard form is a delivery report nevertheless: who sends it and
/// what it says must agree.
bool looks_like_report(const mime::Mail& mail, const ReportText& report, BounceOrigin origin) {
    if (!mail.header("X-Failed-Recipients").empty()) {
        return true;
    }
    if (!tells_failure(report.words) && !tells_failure(mail.subject)) {
        return false;
    }
    const bool has_subject = is_report_subject(mail.subject) && !is_answer_or_forward(mail.subject);
    const bool names_recipient = !report.recipients.empty();
    const bool has_code = !find_reply_code(report.words).empty();
    switch (origin) {
        case BounceOrigin::daemon:
            return has_subject || names_recipient || has_code;
        case BounceOrigin::postmaster:
            return has_subject || (names_recipient && (has_code || has_returned_mail(mail)));
        case BounceOrigin::robot:
            return has_subject || (names_recipient && has_returned_mail(mail));
        case BounceOrigin::person:
            break;
    }
    return false;
}

void read_dialect(const mime::Mail& mail, const ReportText& report,
                  const std::vector<FieldGroup>& header, Bounce& bounce) {
    const bool is_delay =
        tells_delay(report.words) || starts_with_ignoring_case(mail.subject, "delivery delayed");
    const auto add = [&](std::string address, std::string_view words) {
        BouncedRecipient recipient{.address = std::move(address), .is_delayed = is_delay};
        complete(recipient, words, report.words);
        bounce.recipients.push_back(std::move(recipient));
    };
    for (const ReportedRecipient& told : report.recipients) {
        add(told.address, told.words);
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
    if (bounce.is_read_receipt || is_feedback) {
        return bounce;
    }
    const BounceOrigin origin = judge_bounce_origin(mail);
    if (origin == BounceOrigin::person && mail.content_type != "multipart/report") {
        return bounce;  // somebody who forwards a report is not one
    }
    const ReportText report = read_report_text(report_words(mail));
    const std::vector<FieldGroup> header = returned_header(mail, report);
    if (!read_standard(mail, report, bounce) && looks_like_report(mail, report, origin) &&
        !read_misplaced_fields(mail, report, bounce)) {
        read_dialect(mail, report, header, bounce);
    }
    bounce.is_bounce = !bounce.recipients.empty();
    bounce.is_delayed =
        bounce.is_bounce && std::ranges::all_of(bounce.recipients, &BouncedRecipient::is_delayed);
    if (bounce.is_bounce) {
        bounce.original_message_id = message_id_in(header);
    }
    return bounce;
}

}  // namespace postroom::guard
