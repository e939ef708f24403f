// "a=rsa-sha256; d=example.org": the list of tags in signatures and in key records.
// Invariant: a list that breaks the grammar, or names a tag twice, is no list at all.
// Rule: RFC 6376 section 3.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::dkim {

class Tags {
   public:
    /// Nothing when `text` is not a list of tags.
    static std::optional<Tags> parse(std::string_view text);

    /// The value without blanks around it, folds inside as they were; nothing when there is no such
    /// tag. Names are case-sensitive.
    std::optional<std::string_view> find(std::string_view name) const;
    /// The value without any white space; empty when there is no such tag.
    std::string compact(std::string_view name) const;
    /// Whether the first tag is this one.
    bool begins_with(std::string_view name) const;

   private:
    std::vector<std::pair<std::string_view, std::string_view>> tags_;
};

std::string without_white_space(std::string_view text);

}  // namespace postroom::dkim
