// See parse.hpp.
#include "mime/parse.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/body.hpp"
#include "mime/charset.hpp"
#include "mime/cms.hpp"
#include "mime/filename_of.hpp"
#include "mime/flowed.hpp"
#include "mime/header.hpp"
#include "mime/html_charset.hpp"
#include "mime/inline_files.hpp"
#include "mime/kind.hpp"
#include "mime/lines.hpp"
#include "mime/message_id.hpp"
#include "mime/parameters.hpp"
#include "mime/parts.hpp"
#include "mime/rtf.hpp"
#include "mime/tnef.hpp"
#include "mime/warning.hpp"

namespace postroom::mime {
namespace {

constexpr int kSignedDepthMax = 2;

/// Fills one Mail from one tree; each member function fills one group of its fields.
class Assembler {
   public:
    Assembler(PartTree tree, int depth) : tree_(std::move(tree)), depth_(depth) {}

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
        open_signed();
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

    /// The charset of a text part; HTML may name it inside instead.
    static std::string charset_label_of(const Part& part, std::string_view bytes) {
        std::string label(part.content_type.get("charset"));
        const bool says_little = label.empty() || equals_ignoring_case(label, "us-ascii");
        return says_little && is_html_part(part) ? html_charset_of(bytes, label) : label;
    }

    /// A text part in UTF-8 with LF line ends. More than could be shown is not even decoded.
    std::string text_of(const Part& part, std::string_view bytes, std::size_t bytes_max) {
        bytes = bytes.substr(0, bytes_max * 4);
        const std::string label = charset_label_of(part, bytes);
        DecodedText decoded = to_utf8(bytes, label);
        if (decoded.is_guessed) {
            warn(label.empty()
                     ? "charset: not declared, guessed"
                     : "charset: " + std::string(truncate_utf8(one_line(repair_utf8(label)), 40)) +
                           " does not fit, guessed");
        }
        return with_newlines(decoded.text);
    }

    /// A plain part as it is shown, with the files that stand in its text.
    std::string plain_text_of(const Part& part, std::vector<Attachment>& files) {
        std::string bytes = decoded_body(part);
        files = take_yencoded(bytes);
        if (part.is("text/rtf")) {
            return rtf_to_text(bytes);
        }
        std::string text = text_of(part, bytes, limits::kBodyTextBytesMax);
        if (part.is("text/enriched") || part.is("text/richtext")) {
            text = enriched_to_text(text);
        } else if (equals_ignoring_case(part.content_type.get("format"), "flowed")) {
            text = unflow(text, equals_ignoring_case(part.content_type.get("delsp"), "yes"));
        }
        std::ranges::move(take_uuencoded(text), std::back_inserter(files));
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
                std::vector<Attachment> files;
                append_text(plain_text_of(part, files));
                std::ranges::move(files, std::back_inserter(mail_.attachments));
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

    std::string html_of(const Part& part) {
        if (is_html_part(part)) {
            return text_of(part, decoded_body(part), limits::kHtmlBytesMax);
        }
        std::vector<Attachment> files;  // fill_text() has taken them
        return as_html(plain_text_of(part, files));
    }

    void fill_html(const std::vector<std::size_t>& indexes) {
        const bool has_html = std::ranges::any_of(
            indexes, [&](std::size_t i) { return is_html_part(tree_.parts[i]); });
        if (!has_html) {
            return;
        }
        for (const std::size_t index : indexes) {
            const Part& part = tree_.parts[index];
            mail_.html += html_of(part);
            if (mail_.html.size() > limits::kHtmlBytesMax) {
                mail_.html.resize(truncate_utf8(mail_.html, limits::kHtmlBytesMax).size());
                warn("html: longer than the limit, cut");
                return;
            }
        }
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
            std::string name = filename_of(part, content, charset_);
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

    /// An opaque signature is the whole mail: without its content there would be nothing to read.
    /// The original stays, for who verifies it. (IN-14)
    void open_signed() {
        if (!mail_.text.empty() || !mail_.html.empty() || depth_ >= kSignedDepthMax) {
            return;
        }
        for (const Attachment& file : mail_.attachments) {
            const bool may_be_signed =
                is_pkcs7_mime(file.content_type) || to_lower(file.filename).ends_with(".p7m");
            const std::optional<std::string> content =
                may_be_signed ? signed_content(file.content) : std::nullopt;
            if (!content) {
                continue;
            }
            Mail inner = Assembler(scan_parts(*content), depth_ + 1).assemble();
            mail_.text = std::move(inner.text);
            mail_.html = std::move(inner.html);
            mail_.is_signed = true;
            mail_.is_encrypted = inner.is_encrypted;
            std::ranges::move(inner.attachments, std::back_inserter(mail_.attachments));
            return;
        }
    }

    /// Which attachments the HTML refers to by "cid:". (RFC 2392)
    void mark_inline_images() {
        if (std::ranges::all_of(mail_.attachments, &std::string::empty, &Attachment::content_id)) {
            return;
        }
        std::unordered_set<std::string> referred;
        const std::string_view html = mail_.html;
        for (std::size_t at = find_ignoring_case(html, "cid:"); at != std::string_view::npos;
             at = find_ignoring_case(html, "cid:", at + 4)) {
            const std::string_view id = html.substr(at + 4, 1000);
            referred.insert(percent_decode(id.substr(0, id.find_first_of("\"'> )\n\\"))));
        }
        for (Attachment& file : mail_.attachments) {
            file.is_inline =
                !file.content_id.empty() && referred.contains(percent_decode(file.content_id));
        }
    }

    PartTree tree_;
    Mail mail_;
    std::string charset_;
    std::size_t decoded_bytes_ = 0;
    int depth_;  ///< of signatures around this mail
};

}  // namespace

Mail parse(std::string_view raw) {
    const bool is_cut = raw.size() > limits::kMailBytesMax;
    Mail mail = Assembler(scan_parts(raw.substr(0, limits::kMailBytesMax)), 0).assemble();
    if (is_cut) {
        mail.warnings.insert(mail.warnings.begin(), "size: larger than the limit, cut");
    }
    return mail;
}

}  // namespace postroom::mime
