// See feedback.hpp.
#include "guard/feedback.hpp"

#include <algorithm>

#include "core/text.hpp"
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
FeedbackKind kind_of_notification(const mime::Mail& mail) {
    const bool is_notification = mail.text.contains("\"notificationType\":\"Complaint\"") ||
                                 mail.text.contains("\"notificationType\": \"Complaint\"");
    return is_notification ? FeedbackKind::abuse : FeedbackKind::none;
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
    Feedback feedback{.kind = kind_of_notification(mail)};
    const auto report =
        std::ranges::find(mail.report_leaves, "message/feedback-report", &mime::Leaf::content_type);
    if (report == mail.report_leaves.end()) {
        return feedback;
    }
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
