// See feedback.hpp.
#include "guard/feedback.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "guard/bounce_notification.hpp"
#include "guard/delivery_status.hpp"

namespace postroom::guard {
namespace {

constexpr std::size_t kHeaderBytesMax = std::size_t{64} << 10;

/// RFC 5965 section 7.3 and its register: fraud, virus, other and what will come are complaints
/// too.
FeedbackKind kind_of(std::string_view feedback_type) {
    if (equals_ignoring_case(feedback_type, "opt-out") ||
        equals_ignoring_case(feedback_type, "opt-out-list")) {
        return FeedbackKind::opt_out;
    }
    if (equals_ignoring_case(feedback_type, "auth-failure")) {
        return FeedbackKind::auth_failure;
    }
    return equals_ignoring_case(feedback_type, "not-spam") ? FeedbackKind::none
                                                           : FeedbackKind::abuse;
}

std::string_view first_value(const std::vector<FieldGroup>& groups, std::string_view name) {
    for (const FieldGroup& group : groups) {
        if (!group.get(name).empty()) {
            return group.get(name);
        }
    }
    return {};
}

void read_original(std::string_view header, Feedback& feedback) {
    const std::vector<FieldGroup> groups = parse_field_groups(header.substr(0, kHeaderBytesMax));
    feedback.original_message_id = bare_recipient(first_value(groups, "message-id"));
    if (feedback.recipient.empty()) {
        feedback.recipient = bare_recipient(first_value(groups, "to"));
    }
}

/// Amazon SES tells complaints as JSON in a plain notification, without ARF.
Feedback read_complaint_notification(const mime::Mail& mail) {
    if (notification_type(mail) != "Complaint") {
        return {};
    }
    return {.kind = FeedbackKind::abuse,
            .recipient = complaining_recipient(mail),
            .original_message_id = {}};
}

/// Microsoft's Junk Mail Reporting sends the mail itself, with whom it was for in a field of its
/// header.
Feedback read_junk_report(const mime::Mail& mail) {
    const bool is_junk_report =
        starts_with_ignoring_case(mail.from.address, "staff@hotmail.com") ||
        starts_with_ignoring_case(mail.subject, "complaint about message from");
    const auto original =
        std::ranges::find(mail.attachments, "message/rfc822", &mime::Attachment::content_type);
    if (!is_junk_report || original == mail.attachments.end()) {
        return {};
    }
    Feedback feedback{.kind = FeedbackKind::abuse, .recipient = {}, .original_message_id = {}};
    const std::vector<FieldGroup> groups =
        parse_field_groups(std::string_view(original->content).substr(0, kHeaderBytesMax));
    feedback.recipient = bare_recipient(first_value(groups, "x-hmxmroriginalrecipient"));
    read_original(original->content, feedback);
    return feedback;
}

/// The fields of a report in a part that is not labelled so, below multipart/report.
const mime::Leaf* find_report(const mime::Mail& mail) {
    const auto labelled =
        std::ranges::find(mail.report_leaves, "message/feedback-report", &mime::Leaf::content_type);
    if (labelled != mail.report_leaves.end()) {
        return &*labelled;
    }
    const auto plain = std::ranges::find_if(mail.report_leaves, [](const mime::Leaf& leaf) {
        const bool has_field =
            starts_with_ignoring_case(leaf.content, "Feedback-Type:") ||
            find_ignoring_case(leaf.content, "\nFeedback-Type:") != std::string_view::npos;
        return has_field && leaf.content_type != "message/rfc822";
    });
    return mail.report_type == "feedback-report" && plain != mail.report_leaves.end() ? &*plain
                                                                                      : nullptr;
}

}  // namespace

std::string_view to_string(FeedbackKind kind) {
    switch (kind) {
        case FeedbackKind::abuse:
            return "abuse";
        case FeedbackKind::opt_out:
            return "opt-out";
        case FeedbackKind::auth_failure:
            return "auth-failure";
        case FeedbackKind::none:
            break;
    }
    return {};
}

Feedback judge_feedback(const mime::Mail& mail) {
    const mime::Leaf* report = find_report(mail);
    if (report == nullptr) {
        Feedback feedback = read_complaint_notification(mail);
        return feedback.kind == FeedbackKind::none ? read_junk_report(mail) : feedback;
    }
    Feedback feedback;
    const std::vector<FieldGroup> groups = parse_field_groups(report->content);
    const std::string_view type = trim(first_value(groups, "feedback-type"));
    if (type.empty()) {
        return feedback;
    }
    feedback.kind = kind_of(type);
    feedback.recipient = bare_recipient(first_value(groups, "original-rcpt-to"));
    for (const mime::Leaf& leaf : mail.report_leaves) {
        if (leaf.content_type == "message/rfc822" || leaf.content_type == "text/rfc822-headers") {
            read_original(leaf.content, feedback);
            break;
        }
    }
    return feedback;
}

}  // namespace postroom::guard
