// See bounce_standard.hpp.
#include "guard/bounce_standard.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "guard/bounce_class.hpp"
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

std::string_view words_about(const ReportText& report, std::string_view address) {
    const auto found = std::ranges::find_if(report.recipients, [&](const ReportedRecipient& r) {
        return equals_ignoring_case(r.address, address);
    });
    return found == report.recipients.end() ? std::string_view{} : std::string_view(found->words);
}

/// "Time ran out" (4.4.7) tells nothing of what kept failing; the report's text often does.
void look_behind_expiry(BouncedRecipient& recipient, std::string_view told) {
    constexpr std::string_view expired = "4.4.7";
    for (std::string_view rest = told; recipient.status == expired && !rest.empty();) {
        const std::string status = find_status(rest);
        if (status.empty()) {
            return;
        }
        recipient.status = more_telling_status(std::move(recipient.status), status);
        rest.remove_prefix(rest.find(status) + status.size());
    }
}

constexpr std::array<std::string_view, 6> kPolicyCategories{"spam-related",    "policy-related",
                                                            "content-related", "virus-related",
                                                            "relaying-issues", "bad-configuration"};

/// PowerMTA sorts each failure into a category of its own, which says more than codes.
void apply_category(BouncedRecipient& recipient, std::string_view category) {
    if (equals_ignoring_case(category, "bad-domain")) {
        recipient.bounce_class = BounceClass::hard;
        recipient.is_policy = false;
    } else if (!category.empty() && !equals_ignoring_case(category, "bad-mailbox") &&
               !equals_ignoring_case(category, "other")) {
        recipient.bounce_class = BounceClass::soft;
        recipient.is_policy = std::ranges::any_of(kPolicyCategories, [&](std::string_view policy) {
            return equals_ignoring_case(category, policy);
        });
    }
}

/// Exim names the pipe or the file that an address led to; the address stands among its words.
std::string address_among_words(std::string address, const ReportText& report) {
    const bool is_pipe_or_file = address.starts_with('|') || address.starts_with('/');
    if (!is_pipe_or_file) {
        return address;
    }
    for (const std::string_view word : split(address, ' ')) {
        if (word.contains('@') && !word.contains('/')) {
            return std::string(word);
        }
    }
    return report.recipients.size() == 1 ? report.recipients.front().address : address;
}

/// What a group of RFC 3464 says, with the words for people where it only gives codes.
BouncedRecipient read_group(const FieldGroup& group, const ReportText& report) {
    BouncedRecipient recipient;
    recipient.address = address_among_words(bare_recipient(group.get("final-recipient")), report);
    recipient.original_address = bare_recipient(group.get("original-recipient"));
    const std::string& original = recipient.original_address;
    if (recipient.address.empty() || !recipient.address.contains('@')) {
        recipient.address = original.contains('@') ? original : recipient.address;
    }
    recipient.is_delayed = starts_with_ignoring_case(group.get("action"), "delay");
    recipient.status = find_status(group.get("status"));
    std::string words(value_after_type(group.get("diagnostic-code")));
    std::string_view told = words_about(report, recipient.address);
    told = told.empty() ? words_about(report, original) : told;
    if (words.empty()) {
        words = told.empty() ? std::string(group.get("status")) : std::string(told);
    } else {
        words.append(" ").append(group.get("status"));
    }
    const std::string_view category = group.get("x-powermta-bouncecategory");
    const bool is_bad_mailbox = equals_ignoring_case(category, "bad-mailbox");
    complete_recipient(recipient, words, is_bad_mailbox ? "rcpt" : std::string_view(report.stages));
    look_behind_expiry(recipient, told);
    apply_category(recipient, category);
    return recipient;
}

bool names_recipient(const FieldGroup& group) {
    return !group.get("final-recipient").empty() || !group.get("original-recipient").empty();
}

/// RFC 3464 2.3.3: delivered, relayed and expanded report that all is well.
bool is_success(std::string_view action) {
    return starts_with_ignoring_case(action, "deliver") ||
           starts_with_ignoring_case(action, "relay") ||
           starts_with_ignoring_case(action, "expand");
}

bool is_about_failure(const FieldGroup& group) {
    const std::string_view action = group.get("action");
    if (!names_recipient(group) || is_success(action)) {
        return false;
    }
    return starts_with_ignoring_case(action, "fail") ||
           starts_with_ignoring_case(action, "delay") ||
           !find_status(group.get("status")).empty() || !group.get("diagnostic-code").empty();
}

/// Some gateways put an empty line between the fields of one recipient.
void join_scattered_fields(std::vector<FieldGroup>& groups) {
    const bool has_group = std::ranges::any_of(groups, [](const FieldGroup& group) {
        return names_recipient(group) && group.fields.size() > 1;
    });
    const auto first = std::ranges::find_if(groups, names_recipient);
    if (has_group || first == groups.end() || std::ranges::count_if(groups, names_recipient) != 1) {
        return;
    }
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (group != first) {
            first->fields.insert(first->fields.end(), group->fields.begin(), group->fields.end());
        }
    }
}

/// Adds what the groups of one report say; true when they speak of recipients at all.
bool read_groups(std::string_view content, const ReportText& report, Bounce& bounce) {
    bool has_recipients = false;
    std::vector<FieldGroup> groups = parse_field_groups(content);
    join_scattered_fields(groups);
    for (const FieldGroup& group : groups) {
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

}  // namespace

void complete_recipient(BouncedRecipient& recipient, std::string_view words,
                        std::string_view stages) {
    recipient.status = more_telling_status(std::move(recipient.status), find_status(words));
    // "554 <ana@example.org>... 550 Host unknown": the outer code is only the local one.
    const std::size_t dots = words.find("... ");
    const std::string inner =
        dots == std::string_view::npos ? std::string{} : find_reply_code(words.substr(dots + 4, 4));
    recipient.reply_code = inner.empty() ? find_reply_code(words) : inner;
    const Refusal refusal{.words = words,
                          .stages = stages,
                          .status = recipient.status,
                          .reply_code = recipient.reply_code};
    recipient.bounce_class = judge_bounce_class(refusal);
    recipient.is_policy = recipient.bounce_class == BounceClass::soft && is_policy_refusal(refusal);
    recipient.reason = std::string(truncate_utf8(one_line(words), kReasonBytesMax));
}

bool read_standard(const mime::Mail& mail, const ReportText& report, Bounce& bounce) {
    bool has_recipients = false;
    for (const mime::Leaf& leaf : mail.report_leaves) {
        has_recipients |= is_delivery_status(leaf) && read_groups(leaf.content, report, bounce);
    }
    return has_recipients;
}

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

}  // namespace postroom::guard
