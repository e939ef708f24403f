// See mbox.hpp.
#include "app/mbox.hpp"

#include <string_view>

namespace postroom::app {
namespace {

constexpr std::string_view kSeparator = "From ";

/// ">From " and ">>From " lose one of their marks.
std::string_view unquoted(std::string_view line) {
    const auto marks = line.find_first_not_of('>');
    const bool is_quoted =
        marks != std::string_view::npos && marks > 0 && line.substr(marks).starts_with(kSeparator);
    return is_quoted ? line.substr(1) : line;
}

}  // namespace

MboxReader::MboxReader(std::istream& input, std::size_t mail_bytes_max)
    : input_(input), mail_bytes_max_(mail_bytes_max) {}

bool MboxReader::read_line() {
    if (!std::getline(input_, text_)) {
        return false;
    }
    ++lines_;
    return true;
}

void MboxReader::append(std::string& mail) const {
    if (mail.size() > mail_bytes_max_) {
        return;
    }
    mail.append(unquoted(text_)).push_back('\n');
    if (mail.size() > mail_bytes_max_) {
        mail.resize(mail_bytes_max_ + 1);
    }
}

bool MboxReader::next(std::string& mail) {
    mail.clear();
    // A file that begins without a separator is one mail, or begins with one.
    bool is_begun = has_line_;
    has_line_ = false;
    begun_at_ = lines_ == 0 ? 1 : lines_;
    while (read_line()) {
        const bool is_separator = text_.starts_with(kSeparator);
        if (is_separator && (is_begun || !mail.empty())) {
            has_line_ = true;
            return true;
        }
        if (is_separator) {
            is_begun = true;
            begun_at_ = lines_;
        } else if (is_begun || !text_.empty()) {
            is_begun = true;
            append(mail);
        }
    }
    return !mail.empty();
}

}  // namespace postroom::app
