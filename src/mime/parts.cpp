// See parts.hpp.
#include "mime/parts.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/lines.hpp"
#include "mime/transfer.hpp"
#include "mime/warning.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kBoundarySearchBytes = std::size_t{16} << 10;
constexpr std::size_t kBoundaryBytesMax = 250;

struct Delimiter {
    std::size_t level = 0;  ///< index into the stack of open multiparts
    bool is_close = false;
    std::size_t line_start = 0;
    std::size_t line_end = 0;  ///< where the next line starts
};

std::string_view without_trailing_blanks(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    return text;
}

/// The boundary that a multipart without a usable one seems to have: its first "--" line that a
/// field or an empty line follows.
std::optional<std::string> guess_boundary(std::string_view body, char line_end) {
    body = body.substr(0, kBoundarySearchBytes);
    while (!body.empty()) {
        const std::string_view line = without_trailing_blanks(take_line(body, line_end));
        std::string_view look = body;
        const std::string_view next = take_line(look, line_end);
        const bool is_field = starts_with_ignoring_case(next, "content-");
        // Dashes alone may be a ruler or a signature mark, unless a field follows them.
        const bool is_named = line.find_first_not_of('-') != std::string_view::npos;
        if (line.starts_with("--") && line.size() < kBoundaryBytesMax &&
            (is_field || (next.empty() && is_named))) {
            return std::string(line.substr(2));
        }
    }
    return std::nullopt;
}

/// The Content-Type of a part. Of several, the first that names a type, and of multiparts one with
/// a boundary.
Structured content_type_of(const std::vector<RawField>& fields) {
    std::optional<Structured> best;
    for (const RawField& field : fields) {
        if (!equals_ignoring_case(field.name, "content-type")) {
            continue;
        }
        Structured type = parse_structured(field.value);
        const bool is_type = type.value.find('/') != std::string::npos;
        if (is_type && (!type.value.starts_with("multipart/") || !type.get("boundary").empty())) {
            return type;
        }
        if (!best || (is_type && best->value.find('/') == std::string::npos)) {
            best = std::move(type);
        }
    }
    return best.value_or(Structured{});
}

class Scanner {
   public:
    explicit Scanner(std::string_view mail)
        : line_end_(line_end_of(mail)), mail_(skip_preface(mail, line_end_)) {
        open_.reserve(limits::kMimeDepthMax + 1);  // levels_ refers to the strings inside
    }

    PartTree scan() {
        std::size_t at = open_part(kNoPart, 0);
        while (at < mail_.size()) {
            const std::optional<Delimiter> found = next_delimiter(at);
            if (!found) {
                break;
            }
            end_parts(found->level, found->line_start);
            at = found->line_end;
            if (found->is_close) {
                end_multipart(found->line_start);
            } else if (tree_.parts.size() >= limits::kMimePartsMax) {
                warn("parts: more than the limit, the rest is left out");
                break;
            } else {
                at = open_part(open_.back().part, at);
            }
        }
        end_all();
        demote_empty_multiparts();
        return std::move(tree_);
    }

   private:
    static constexpr std::size_t kNoLevel = kNoPart;

    struct Open {
        std::size_t part;
        std::string boundary;
        std::size_t shadowed;  ///< the outer level of the same boundary, if any
    };

    void warn(std::string text) { add_warning(tree_.warnings, std::move(text)); }

    /// Reads the header block at `at` and adds the part; returns where its body starts.
    std::size_t open_part(std::size_t parent, std::size_t at) {
        std::string_view rest = mail_.substr(at);
        HeaderBlock block = parent == kNoPart ? take_mail_header(rest, line_end_)
                                              : take_header_block(rest, line_end_);
        if (block.is_cut) {
            warn("header: longer than the limit, cut");
        }
        Part part;
        part.parent = parent;
        part.fields = std::move(block.fields);
        part.content_type = content_type_of(part.fields);
        part.disposition = parse_structured(find_field(part.fields, "content-disposition"));
        part.body = rest;
        const bool in_digest = parent != kNoPart && tree_.parts[parent].is("multipart/digest");
        if (part.content_type.value.find('/') == std::string::npos) {
            part.content_type.value = in_digest ? "message/rfc822" : "text/plain";
        }
        const std::size_t index = tree_.parts.size();
        if (parent != kNoPart) {
            part.depth = tree_.parts[parent].depth + 1;
            tree_.parts[parent].children.push_back(index);
        }
        tree_.parts.push_back(std::move(part));
        open_multipart(index);
        current_ = index;
        return mail_.size() - rest.size();
    }

    /// The boundary that a multipart declares, or the one it uses where the two differ.
    std::optional<std::string> boundary_of(const Part& part, bool is_outermost) {
        std::string declared(without_trailing_blanks(part.content_type.get("boundary")));
        const bool is_missing = declared.empty() || declared.size() > kBoundaryBytesMax;
        // A search of everything is worth it for the outermost multipart alone.
        const std::string_view body =
            is_outermost ? part.body : part.body.substr(0, kBoundarySearchBytes);
        if (!is_missing && body.find("--" + declared) != std::string_view::npos) {
            return declared;
        }
        std::optional<std::string> guessed = guess_boundary(part.body, line_end_);
        if (!is_outermost && guessed && (level_of(*guessed) || is_closing(*guessed))) {
            guessed.reset();  // the line belongs to a multipart outside
        }
        if (!guessed && !is_missing) {
            return declared;
        }
        warn("boundary: missing or never used, guessed");
        return guessed;
    }

    bool is_closing(std::string_view boundary) const {
        return boundary.ends_with("--") && level_of(boundary.substr(0, boundary.size() - 2));
    }

    void open_multipart(std::size_t index) {
        const Part& part = tree_.parts[index];
        if (!part.content_type.value.starts_with("multipart/")) {
            return;
        }
        if (part.depth >= limits::kMimeDepthMax) {
            warn("depth: nested deeper than the limit, kept as one attachment");
            return;
        }
        const std::optional<std::string> boundary = boundary_of(part, index == 0);
        if (boundary) {
            open_.push_back({index, *boundary, kNoLevel});
            // Some nest the same boundary: the innermost multipart owns it until it is closed.
            const auto [known, is_new] =
                levels_.try_emplace(open_.back().boundary, open_.size() - 1);
            if (!is_new) {
                open_.back().shadowed = std::exchange(known->second, open_.size() - 1);
            }
        }
    }

    std::optional<std::size_t> level_of(std::string_view boundary) const {
        if (boundary.size() > kBoundaryBytesMax) {
            return std::nullopt;
        }
        const auto found = levels_.find(boundary);
        return found == levels_.end() ? std::nullopt : std::optional(found->second);
    }

    /// The next line from `at` on that is a delimiter of any open multipart.
    std::optional<Delimiter> next_delimiter(std::size_t at) {
        if (open_.empty()) {
            return std::nullopt;
        }
        const char needle[] = {line_end_, '-', '-'};
        bool at_line_start = true;
        while (at < mail_.size()) {
            if (!at_line_start || mail_.compare(at, 2, "--") != 0) {
                const std::size_t from = at_line_start && at > 0 ? at - 1 : at;
                const std::size_t hit = mail_.find(std::string_view(needle, 3), from);
                if (hit == std::string_view::npos) {
                    return std::nullopt;
                }
                at = hit + 1;
            }
            const std::size_t stop = std::min(mail_.find(line_end_, at), mail_.size());
            const std::string_view line =
                without_trailing_blanks(mail_.substr(at + 2, stop - at - 2));
            if (const auto level = level_of(line)) {
                return Delimiter{*level, false, at, std::min(stop + 1, mail_.size())};
            }
            if (line.ends_with("--")) {
                if (const auto level = level_of(line.substr(0, line.size() - 2))) {
                    return Delimiter{*level, true, at, std::min(stop + 1, mail_.size())};
                }
            }
            at = std::min(stop + 1, mail_.size());
        }
        return std::nullopt;
    }

    std::string_view body_until(const Part& part, std::size_t end) const {
        const auto start = static_cast<std::size_t>(part.body.data() - mail_.data());
        return without_last_line_end(mail_.substr(start, end > start ? end - start : 0));
    }

    /// Ends the current leaf and every multipart inside the one at `level`.
    void end_parts(std::size_t level, std::size_t end) {
        if (current_ != kNoPart) {
            tree_.parts[current_].body = body_until(tree_.parts[current_], end);
            current_ = kNoPart;
        }
        while (open_.size() > level + 1) {
            warn("boundary: a multipart was not closed");
            end_multipart(end);
        }
    }

    void end_multipart(std::size_t end) {
        Part& part = tree_.parts[open_.back().part];
        part.body = body_until(part, end);
        if (const auto found = levels_.find(open_.back().boundary);
            found != levels_.end() && found->second == open_.size() - 1) {
            if (open_.back().shadowed == kNoLevel) {
                levels_.erase(found);
            } else {
                found->second = open_.back().shadowed;
            }
        }
        open_.pop_back();
    }

    /// What follows the last delimiter: the open leaf keeps all of it.
    void end_all() {
        if (!open_.empty()) {
            warn("boundary: a multipart was not closed");
        }
    }

    /// A multipart in which no delimiter was found is read as text. (IN-4)
    void demote_empty_multiparts() {
        for (Part& part : tree_.parts) {
            if (!part.is_multipart() && part.content_type.value.starts_with("multipart/")) {
                part.content_type.value =
                    part.depth >= limits::kMimeDepthMax ? "application/octet-stream" : "text/plain";
            }
        }
    }

    char line_end_;
    std::string_view mail_;
    PartTree tree_;
    std::vector<Open> open_;
    std::unordered_map<std::string_view, std::size_t> levels_;
    std::size_t current_ = kNoPart;
};

}  // namespace

std::string decoded_body(const Part& part) {
    return decode_transfer(part.body, find_field(part.fields, "content-transfer-encoding"));
}

PartTree scan_parts(std::string_view mail) {
    PartTree tree = Scanner(mail).scan();
    const Part& root = tree.parts.front();
    const std::string_view encoding = find_field(root.fields, "content-transfer-encoding");
    if (tree.parts.size() > 1 || !is_encoded(encoding) ||
        !starts_with_ignoring_case(trim(find_field(root.fields, "content-type")), "multipart/")) {
        return tree;
    }
    // A multipart may not be encoded as a whole (RFC 2045 section 6.4), but some relays do it.
    const auto header_bytes = static_cast<std::size_t>(root.body.data() - mail.data());
    auto whole = std::make_unique<std::string>(mail.substr(0, header_bytes));
    *whole += decode_transfer(root.body, encoding);
    PartTree inner = Scanner(*whole).scan();
    if (inner.parts.size() == 1) {
        return tree;
    }
    add_warning(inner.warnings, "encoding: a whole multipart was encoded");
    inner.decoded = std::move(whole);
    return inner;
}

}  // namespace postroom::mime
