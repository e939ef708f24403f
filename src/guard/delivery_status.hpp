// The fields of message/delivery-status and its UTF-8 form.
// Invariant: any bytes give some groups; folded fields are one line; names are in lower case.
// Rule: RFC 3464 2.1, RFC 6533 3.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::guard {

/// One group of fields: the first is about the mail, each further one about a recipient.
struct FieldGroup {
    std::vector<std::pair<std::string, std::string>> fields;

    /// Value of a field by its name in lower case; empty when absent.
    std::string_view get(std::string_view name) const;
};

std::vector<FieldGroup> parse_field_groups(std::string_view content);

/// The value behind the type: "ana@example.org" of "rfc822; ana@example.org".
std::string_view value_after_type(std::string_view field);
/// An address without type, angle brackets, quotes and what RFC 6533 escapes in it.
std::string bare_recipient(std::string_view field);

}  // namespace postroom::guard
