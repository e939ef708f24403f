// See parse.hpp.
#include "mime/parse.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/body.hpp"
#include "mime/charset.hpp"
#include "mime/filename.hpp"
#include "mime/flowed.hpp"
#include "mime/header.hpp"
#include "mime/inline_uu.hpp"
#include "mime/kind.hpp"
#include "mime/lines.hpp"
#include "mime/message_id.hpp"
#include "mime/parts.hpp"
#include "mime/tnef.hpp"
#include "mime/warning.hpp"
#include "mime/words.hpp"

namespace postroom::mime {
namespace {

/// Fills one Mail from one tree; each member function fills one group of its fields.
class Assembler {
   public:
    explicit Assembler(PartTree tree) : tree_(std::move(tree)) {}

    Mail assemble() {
        for (std::string& warning : tree_.warnings) {
            warn(std::move(warning));
        }
        charset_ = first_charset();
        read_header(root(), charset_, mail_);
        const BodyChoice choice = choose_body(tree_);
        fill_text(choice.text);
        fill_html(choice.html);
        fill_attachments(choice.attachments);
        open_tnef();
        recognise_kind(tree_, mail_);
        show_report();
        mark_inline_images();
        return std::move(mail_);
    }

   private:
    void warn(std::string text) { add_warning(mail_.warnings, std::move(text)); }

    const Part& root() const { return tree_.parts.front(); }

    /// The charset of the body, for raw 8-bit header bytes. (IN-6)
    std::string first_charset() const {
        for (const Part& part : tree_.parts) {
            if (const std::string_view charset = part.content_type.get("charset");
                !charset.empty()) {
                return std::string(charset);
            }
        }
        return {};
    }

    /// A text part in UTF-8 with LF line ends. More than could be shown is not even decoded.
    std::string text_of(const Part& part, std::size_t bytes_max) {
        const std::string_view label = part.content_type.get("charset");
        const std::string bytes = decoded_body(part);
        DecodedText decoded = to_utf8(std::string_view(bytes).substr(0, bytes_max * 4), label);
        if (decoded.is_guessed) {
            warn(label.empty()
                     ? "charset: not declared, guessed"
                     : "charset: " + std::string(truncate_utf8(one_line(repair_utf8(label)), 40)) +
                           " does not fit, guessed");
        }
        return with_newlines(decoded.text);
    }

    std::string plain_text_of(const Part& part) {
        std::string text = text_of(part, limits::kBodyTextBytesMax);
        if (part.is("text/enriched") || part.is("text/richtext")) {
            text = enriched_to_text(text);
        } else if (equals_ignoring_case(part.content_type.get("format"), "flowed")) {
            text = unflow(text, equals_ignoring_case(part.content_type.get("delsp"), "yes"));
        }
        for (Attachment& file : take_uuencoded(text)) {
            mail_.attachments.push_back(std::move(file));
        }
        return text;
    }

    void append_text(const std::string& text) {
        if (!mail_.text.empty() && !mail_.text.ends_with('\n')) {
            mail_.text += '\n';
        }
        mail_.text += text;
    }

    void fill_text(const std::vector<std::size_t>& indexes) {
        const bool needs_html = std::ranges::any_of(indexes, [&](std::size_t i) {
            return is_html_part(tree_.parts[i]) && !is_blank_html(tree_.parts[i]);
        });
        for (const std::size_t index : indexes) {
            const Part& part = tree_.parts[index];
            if (!is_html_part(part)) {
                append_text(plain_text_of(part));
            }
        }
        if (needs_html) {
            mail_.text.clear();  // the callers make the whole text from the HTML, which holds the
                                 // plain parts too
        }
        if (mail_.text.size() > limits::kBodyTextBytesMax) {
            mail_.text.resize(truncate_utf8(mail_.text, limits::kBodyTextBytesMax).size());
            warn("text: longer than the limit, cut");
        }
    }

    /// Whether an HTML part shows nothing but white space, as the ones Apple Mail puts behind a
    /// file.
    static bool is_blank_html(const Part& part) {
        if (part.body.size() > 4096) {
            return false;
        }
        const std::string markup = replace_all(decoded_body(part), "&nbsp;", " ");
        bool in_tag = false;
        for (const char c : markup) {
            if (c == '<') {
                in_tag = true;
            } else if (c == '>') {
                in_tag = false;
            } else if (!in_tag && !trim(std::string_view(&c, 1)).empty()) {
                return false;
            }
        }
        return find_ignoring_case(markup, "<img") == std::string::npos;
    }

    static std::string as_html(std::string_view text) {
        std::string out = "<div style=\"white-space:pre-wrap\">";
        for (const char c : text) {
            switch (c) {
                case '<':
                    out += "&lt;";
                    break;
                case '>':
                    out += "&gt;";
                    break;
                case '&':
                    out += "&amp;";
                    break;
                default:
                    out += c;
            }
        }
        return out + "</div>\n";
    }

    void fill_html(const std::vector<std::size_t>& indexes) {
        const bool has_html = std::ranges::any_of(
            indexes, [&](std::size_t i) { return is_html_part(tree_.parts[i]); });
        if (!has_html) {
            return;
        }
        for (const std::size_t index : indexes) {
            const Part& part = tree_.parts[index];
            mail_.html += is_html_part(part) ? text_of(part, limits::kHtmlBytesMax)
                                             : as_html(text_of(part, limits::kBodyTextBytesMax));
            if (mail_.html.size() > limits::kHtmlBytesMax) {
                mail_.html.resize(truncate_utf8(mail_.html, limits::kHtmlBytesMax).size());
                warn("html: longer than the limit, cut");
                return;
            }
        }
    }

    /// The name a part gives itself, else one made from what it is.
    std::string filename_of(const Part& part, std::string_view content) const {
        std::string name = part.disposition.text("filename", charset_);
        if (name.empty()) {
            name = part.content_type.text("name", charset_);
        }
        if (name.empty() && part.is("message/rfc822")) {
            std::string_view inner = content;
            const HeaderBlock block =
                take_header_block(inner, line_end_of(content.substr(0, limits::kHeaderBytesMax)));
            name = replace_all(
                replace_all(one_line(decode_header(find_field(block.fields, "subject"), charset_)),
                            "/", "-"),
                "\\", "-");
            name = std::string(truncate_utf8(name.empty() ? std::string("message") : name, 120)) +
                   ".eml";
        } else if (name.empty() && part.is("text/calendar")) {
            name = "invite.ics";
        }
        return safe_filename(name);
    }

    static std::string content_id_of(const Part& part) {
        auto ids = parse_message_ids(find_field(part.fields, "content-id"));
        return ids.empty() ? std::string() : std::move(ids.front());
    }

    void fill_attachments(const std::vector<std::size_t>& indexes) {
        for (const std::size_t index : indexes) {
            const Part& part = tree_.parts[index];
            if (is_report_leaf(part) && part.disposition.value != "attachment") {
                continue;
            }
            std::string content = decoded_body(part);
            decoded_bytes_ += content.size();
            if (decoded_bytes_ > limits::kDecodedBytesMax) {
                warn("size: decoded attachments larger than the limit, the rest is left out");
                return;
            }
            // An empty part without a name of its own is what a stray boundary leaves behind.
            if (content.empty() && part.disposition.get("filename").empty() &&
                part.content_type.get("name").empty()) {
                continue;
            }
            std::string name = filename_of(part, content);
            mail_.attachments.push_back({std::move(name), part.content_type.value,
                                         content_id_of(part), false, std::move(content)});
        }
    }

    /// A report without words for people: the machine's words are better than none.
    void show_report() {
        if (!mail_.text.empty() || !mail_.html.empty()) {
            return;
        }
        for (const Leaf& leaf : mail_.report_leaves) {
            if (leaf.content_type.starts_with("message/") &&
                leaf.content_type != "message/rfc822") {
                mail_.text = with_newlines(
                    to_utf8(truncate_utf8(leaf.content, limits::kBodyTextBytesMax), "utf-8").text);
                return;
            }
        }
    }

    /// winmail.dat: its files and, where the mail has none, its body; the original stays. (IN-12)
    void open_tnef() {
        for (std::size_t i = 0, count = mail_.attachments.size(); i < count; ++i) {
            const Attachment& file = mail_.attachments[i];
            const bool is_tnef = file.content_type == "application/ms-tnef" ||
                                 file.content_type == "application/vnd.ms-tnef" ||
                                 equals_ignoring_case(file.filename, "winmail.dat");
            if (!is_tnef) {
                continue;
            }
            TnefContent inner = read_tnef(file.content);
            if (inner.is_cut) {
                warn("winmail.dat: damaged, read as far as possible");
            }
            if (trim(mail_.text).empty() && mail_.html.empty()) {
                mail_.text = std::move(inner.text);
                mail_.html = std::move(inner.html);
            }
            std::ranges::move(inner.attachments, std::back_inserter(mail_.attachments));
        }
    }

    /// Which attachments the HTML refers to by "cid:". (RFC 2392)
    void mark_inline_images() {
        std::unordered_set<std::string_view> referred;
        const std::string_view html = mail_.html;
        for (std::size_t at = html.find("cid:"); at != std::string_view::npos;
             at = html.find("cid:", at + 4)) {
            const std::string_view id = html.substr(at + 4, 1000);
            referred.insert(id.substr(0, id.find_first_of("\"'> )\n\\")));
        }
        for (Attachment& file : mail_.attachments) {
            file.is_inline = !file.content_id.empty() && referred.contains(file.content_id);
        }
    }

    PartTree tree_;
    Mail mail_;
    std::string charset_;
    std::size_t decoded_bytes_ = 0;
};

}  // namespace

Mail parse(std::string_view raw) {
    const bool is_cut = raw.size() > limits::kMailBytesMax;
    Mail mail = Assembler(scan_parts(raw.substr(0, limits::kMailBytesMax))).assemble();
    if (is_cut) {
        mail.warnings.insert(mail.warnings.begin(), "size: larger than the limit, cut");
    }
    return mail;
}

}  // namespace postroom::mime
