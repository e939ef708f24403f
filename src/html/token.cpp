// See token.hpp.
#include "html/token.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace postroom::html {
namespace {

constexpr std::size_t kAttributesMax =
    64;  // further ones are read over: nothing that we keep needs them

constexpr std::string_view kCdataOpen = "<![CDATA[";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool ends_name(char c) { return is_space(c) || c == '/' || c == '>'; }

}  // namespace

std::string_view Token::attribute(std::string_view name) const {
    const auto found = std::ranges::find_if(
        attributes, [&](const Attribute& a) { return equals_ignoring_case(a.name, name); });
    return found == attributes.end() ? std::string_view{} : found->value;
}

bool Token::has_attribute(std::string_view name) const {
    return std::ranges::any_of(
        attributes, [&](const Attribute& a) { return equals_ignoring_case(a.name, name); });
}

bool Tokenizer::next(Token& token) {
    token.attributes.clear();
    token.element = nullptr;
    while (at_ < input_.size()) {
        token.begin = at_;
        if (raw_ != nullptr) {
            read_raw_text(token);
            return true;
        }
        if (input_[at_] != '<') {
            read_text(token);
            return true;
        }
        const char after = at_ + 1 < input_.size() ? input_[at_ + 1] : '\0';
        if (is_letter(after)) {
            ++at_;
            read_tag(token, false);
            return true;
        }
        if (after == '/' && at_ + 2 < input_.size() && is_letter(input_[at_ + 2])) {
            at_ += 2;
            read_tag(token, true);
            return true;
        }
        if (read_cdata(token)) {
            return true;
        }
        if (!skip_comment()) {
            read_text(token);
            return true;
        }
    }
    return false;
}

/// Skips a comment, doctype, processing instruction or other bogus markup; false when "<" is only a
/// character.
bool Tokenizer::skip_comment() {
    const std::string_view rest = input_.substr(at_);
    if (rest.starts_with("<!--")) {
        if (rest.starts_with("<!-->") || rest.starts_with("<!--->")) {
            at_ += rest.find('>') + 1;
            return true;
        }
        const std::size_t end = rest.find("--", 4);
        for (std::size_t dash = end; dash != std::string_view::npos;
             dash = rest.find("--", dash + 1)) {
            const std::string_view tail = rest.substr(dash + 2, 2);
            if (tail.starts_with('>') || tail == "!>") {
                at_ += dash + 2 + (tail.front() == '>' ? 1 : 2);
                return true;
            }
        }
        at_ = input_.size();
        return true;
    }
    if (rest.starts_with("<!") || rest.starts_with("<?") ||
        (rest.starts_with("</") && rest.size() > 2)) {
        const std::size_t end = rest.find('>');
        at_ = end == std::string_view::npos ? input_.size() : at_ + end + 1;
        return true;
    }
    return false;
}

/// "<![CDATA[...]]>" is text within svg and math, and a comment elsewhere. (WHATWG HTML 13.2.5.42)
bool Tokenizer::read_cdata(Token& token) {
    if (foreign_depth_ == 0 || !input_.substr(at_).starts_with(kCdataOpen)) {
        return false;
    }
    const std::size_t start = at_ + kCdataOpen.size();
    const std::size_t end = std::min(input_.find("]]>", start), input_.size());
    token.kind = TokenKind::raw_text;
    token.element = find_element("xmp");  // shown as it stands
    token.text = input_.substr(start, end - start);
    at_ = std::min(end + 3, input_.size());
    return true;
}

/// Whether the text of a raw text element is raw where we are. svg, math and select know none but
/// scripts, styles and titles; a select does not even know the latter two.
bool Tokenizer::is_raw_here(const Element& element) const {
    if (element.content == Content::markup) {
        return false;
    }
    if (is_in_select_) {
        return element.name == "script" || element.name == "textarea";
    }
    return foreign_depth_ == 0 || element.name == "script" || element.name == "style" ||
           element.name == "title" || element.name == "textarea";
}

void Tokenizer::follow_context(const Token& tag) {
    const bool is_start = tag.kind == TokenKind::start_tag;
    const std::string_view name = tag.element == nullptr ? std::string_view{} : tag.element->name;
    if (name == "svg" || name == "math") {
        foreign_depth_ += is_start ? 1 : 0;
        foreign_depth_ -= !is_start && foreign_depth_ > 0 ? 1 : 0;
    } else if (is_start && tag.element != nullptr && tag.element->is_kept && name != "a") {
        foreign_depth_ = 0;  // an element of HTML ends them
    }
    if (name == "select") {
        is_in_select_ = is_start && !is_in_select_;
    } else if (is_start && (name == "input" || name == "keygen" || name == "textarea")) {
        is_in_select_ = false;
    }
}

void Tokenizer::read_text(Token& token) {
    token.kind = TokenKind::text;
    const std::size_t end = std::min(input_.find('<', at_ + 1), input_.size());
    token.text = input_.substr(at_, end - at_);
    at_ = end;
}

void Tokenizer::read_raw_text(Token& token) {
    token.kind = TokenKind::raw_text;
    token.element = raw_;
    std::size_t end = input_.size();
    if (raw_->name != "plaintext") {
        for (std::size_t at = input_.find("</", at_); at != std::string_view::npos;
             at = input_.find("</", at + 2)) {
            const std::string_view tail = input_.substr(at + 2);
            if (starts_with_ignoring_case(tail, raw_->name) &&
                (tail.size() == raw_->name.size() || ends_name(tail[raw_->name.size()]))) {
                end = at;
                break;
            }
        }
    }
    token.text = input_.substr(at_, end - at_);
    at_ = end;
    raw_ = nullptr;
}

void Tokenizer::read_tag(Token& token, bool is_end) {
    token.kind = is_end ? TokenKind::end_tag : TokenKind::start_tag;
    const std::size_t start = at_;
    while (at_ < input_.size() && !ends_name(input_[at_])) {
        ++at_;
    }
    token.text = input_.substr(start, at_ - start);
    // Browsers read an image as img and the end of a br as a br. (WHATWG HTML 13.2.6.4.7)
    token.element = find_element(equals_ignoring_case(token.text, "image") ? "img" : token.text);
    read_attributes(token);
    if (is_end && token.element != nullptr && token.element->name == "br") {
        token.kind = TokenKind::start_tag;
        token.attributes.clear();
    }
    follow_context(token);
    if (!is_end && token.element != nullptr && is_raw_here(*token.element)) {
        raw_ = token.element;
    }
}

void Tokenizer::skip_spaces() {
    while (at_ < input_.size() && (is_space(input_[at_]) || input_[at_] == '/')) {
        ++at_;
    }
}

void Tokenizer::read_attributes(Token& token) {
    for (skip_spaces(); at_ < input_.size() && input_[at_] != '>'; skip_spaces()) {
        const Attribute attribute = read_attribute();
        if (token.attributes.size() < kAttributesMax) {
            token.attributes.push_back(attribute);
        }
    }
    at_ = std::min(at_ + 1, input_.size());
}

Attribute Tokenizer::read_attribute() {
    const std::size_t start = at_;
    ++at_;  // a leading "=" belongs to the name
    while (at_ < input_.size() && !ends_name(input_[at_]) && input_[at_] != '=') {
        ++at_;
    }
    Attribute attribute{.name = input_.substr(start, at_ - start), .value = {}};
    while (at_ < input_.size() && is_space(input_[at_])) {
        ++at_;
    }
    if (at_ < input_.size() && input_[at_] == '=') {
        ++at_;
        attribute.value = read_attribute_value();
    }
    return attribute;
}

std::string_view Tokenizer::read_attribute_value() {
    while (at_ < input_.size() && is_space(input_[at_])) {
        ++at_;
    }
    if (at_ >= input_.size() || input_[at_] == '>') {
        return {};
    }
    const char quote = input_[at_];
    if (quote == '"' || quote == '\'') {
        const std::size_t end = std::min(input_.find(quote, at_ + 1), input_.size());
        const std::string_view value = input_.substr(at_ + 1, end - at_ - 1);
        at_ = std::min(end + 1, input_.size());
        return value;
    }
    const std::size_t start = at_;
    while (at_ < input_.size() && !is_space(input_[at_]) && input_[at_] != '>') {
        ++at_;
    }
    return input_.substr(start, at_ - start);
}

}  // namespace postroom::html
