// See build.hpp.
#include "mime/build.hpp"

#include <algorithm>
#include <array>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/encode.hpp"
#include "mime/flowed.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kReferencesNewest = 20;
constexpr std::size_t kIdBytesMax = 900;
constexpr std::size_t kExtraBytesMax = 900;  // one word of it must fit into a line
constexpr std::size_t kAddressBytesMax = 320;
constexpr std::size_t kBoundaryHashBytes = 15;

/// Fields that build() writes itself or that say how the body is coded.
constexpr auto kReserved =
    std::to_array<std::string_view>({"from", "to", "cc", "bcc", "reply-to", "subject", "date",
                                     "message-id", "in-reply-to", "references", "mime-version"});

std::unexpected<Error> invalid(std::string code, std::string reply) {
    return fail(ErrorKind::invalid, std::move(code), std::move(reply));
}

bool is_one_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

/// Printable, without white space and angle brackets: what ids and addresses are made of.
bool is_solid(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '<' && c != '>';
    });
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= kIdBytesMax && is_solid(id) && is_plain_ascii(id);
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return c > 0x20 && c < 0x7f &&
               std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
    });
}

bool is_media_type(std::string_view type) {
    const std::size_t slash = type.find('/');
    return slash != std::string_view::npos && is_token(type.substr(0, slash)) &&
           is_token(type.substr(slash + 1)) && !type.starts_with("multipart/");
}

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= 76 &&
           std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7f && c != ':'; });
}

bool is_atom_byte(char c) {
    const bool is_wide = static_cast<unsigned char>(c) >= 0x80;
    return is_wide || (c > 0x20 && c < 0x7f &&
                       std::string_view("()<>@,;:\\\"[]").find(c) == std::string_view::npos);
}

/// Atoms and dots, or a quoted string without quotes and backslashes inside.
bool is_local_part(std::string_view local) {
    if (local.size() > 2 && local.starts_with('"') && local.ends_with('"')) {
        return std::ranges::all_of(local.substr(1, local.size() - 2), [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '"' && c != '\\';
        });
    }
    return !local.empty() && std::ranges::all_of(local, is_atom_byte);
}

/// A name as DNS writes it, or an address literal.
bool is_wire_domain(std::string_view domain) {
    if (domain.starts_with('[') && domain.ends_with(']')) {
        domain = domain.substr(1, domain.size() - 2);
    }
    return !domain.empty() &&
           domain.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_:") ==
               std::string_view::npos;
}

Result<void> check_address(const Address& address) {
    const std::string_view spec = address.address;
    const std::size_t at = std::min(spec.rfind('@'), spec.size());
    // What looks like the beginning of an encoded word, others decode, and so do we.
    const bool is_ambiguous = spec.contains("=?");
    const bool is_good =
        spec.size() <= kAddressBytesMax && is_valid_utf8(spec) && !is_ambiguous &&
        is_local_part(spec.substr(0, at)) &&
        is_wire_domain(domain_to_ascii(spec.substr(std::min(at + 1, spec.size()))));
    if (!is_good) {
        return invalid("bad_address", "An address of this mail is not a mail address.");
    }
    if (!is_one_line(address.name) || !is_valid_utf8(address.name)) {
        return invalid("bad_name", "A name beside an address has a line break or is not text.");
    }
    return {};
}

Result<void> check_addresses(const Outgoing& mail) {
    TRY_VOID(check_address(mail.from));
    for (const auto* list : {&mail.to, &mail.cc}) {
        for (const Address& address : *list) {
            TRY_VOID(check_address(address));
        }
    }
    if (!mail.reply_to.address.empty()) {
        TRY_VOID(check_address(mail.reply_to));
    }
    return {};
}

Result<void> check_ids(const Outgoing& mail) {
    const bool ok = is_id(mail.message_id) &&
                    (mail.in_reply_to.empty() || is_id(mail.in_reply_to)) &&
                    std::ranges::all_of(mail.references, is_id);
    return ok ? Result<void>{} : invalid("bad_message_id", "A message id of this mail is not one.");
}

Result<void> check_extra(const Outgoing& mail) {
    for (const HeaderField& field : mail.extra) {
        const std::string name = to_lower(field.name);
        const bool reserved =
            std::ranges::find(kReserved, name) != kReserved.end() || name.starts_with("content-");
        if (!is_field_name(field.name) || reserved || !is_one_line(field.value) ||
            !is_valid_utf8(field.value) || field.value.size() > kExtraBytesMax) {
            return invalid("bad_header", "A header field of this mail is not allowed.");
        }
    }
    return {};
}

Result<void> check_attachments(const Outgoing& mail) {
    for (const Attachment& file : mail.attachments) {
        const bool ok = is_one_line(file.filename) && is_valid_utf8(file.filename) &&
                        is_one_line(file.content_type) &&
                        (file.content_id.empty() || is_id(file.content_id));
        if (!ok) {
            return invalid("bad_attachment",
                           "The name of an attachment has a line break or is not text.");
        }
    }
    return {};
}

Result<void> check(const Outgoing& mail) {
    TRY_VOID(check_addresses(mail));
    TRY_VOID(check_ids(mail));
    TRY_VOID(check_extra(mail));
    TRY_VOID(check_attachments(mail));
    if (!is_one_line(mail.subject) || !is_valid_utf8(mail.subject)) {
        return invalid("bad_subject", "The subject has a line break or is not text.");
    }
    const bool text_ok = is_valid_utf8(mail.text) && is_valid_utf8(mail.html) &&
                         mail.text.find('\0') == std::string::npos &&
                         mail.html.find('\0') == std::string::npos;
    return text_ok ? Result<void>{} : invalid("bad_text", "The text of this mail is not text.");
}

/// Appends the mail to one string, part by part.
class Builder {
   public:
    explicit Builder(const Outgoing& mail) : mail_(mail) {
        for (const Attachment& file : mail.attachments) {
            (file.is_inline && !mail.html.empty() ? inline_ : attached_).push_back(&file);
        }
    }

    std::string build() {
        std::size_t size = 4096 + 2 * (mail_.text.size() + mail_.html.size());
        for (const Attachment& file : mail_.attachments) {
            size += file.content.size() / 57 * 78 + 1024;
        }
        out_.reserve(size);
        add_header();
        if (attached_.empty()) {
            add_body();
            return std::move(out_);
        }
        const std::string boundary = open_multipart("mixed");
        add_boundary(boundary);
        add_body();
        for (const Attachment* file : attached_) {
            add_boundary(boundary);
            add_file(*file, "attachment");
        }
        close_multipart(boundary);
        return std::move(out_);
    }

   private:
    void add_field(std::string_view name, std::string_view value) {
        FieldWriter field(out_, name);
        field.add(value);
        field.end();
    }

    static std::string in_angles(std::string_view id) {
        return std::string("<").append(id).append(">");
    }

    static std::string wire_address(const Address& address) {
        const std::size_t at = address.address.rfind('@');
        return address.address.substr(0, at + 1) +
               domain_to_ascii(std::string_view(address.address).substr(at + 1));
    }

    void add_addresses(std::string_view name, const std::vector<Address>& addresses) {
        FieldWriter field(out_, name);
        for (const Address& address : addresses) {
            const std::string_view comma = &address == &addresses.back() ? "" : ",";
            if (address.name.empty()) {
                field.add(wire_address(address).append(comma));
            } else {
                add_phrase(field, address.name);
                field.add(in_angles(wire_address(address)).append(comma));
            }
        }
        field.end();
    }

    void add_references() {
        FieldWriter field(out_, "References");
        for (std::size_t i = 0; i < mail_.references.size(); ++i) {
            if (i == 0 || i + kReferencesNewest >= mail_.references.size()) {
                field.add(in_angles(mail_.references[i]));
            }
        }
        field.end();
    }

    void add_header() {
        add_field("Date", format_rfc5322(mail_.date));
        add_addresses("From", {mail_.from});
        if (!mail_.to.empty()) {
            add_addresses("To", mail_.to);
        } else if (mail_.cc.empty()) {
            add_field("To", "undisclosed-recipients:;");
        }
        if (!mail_.cc.empty()) {
            add_addresses("Cc", mail_.cc);
        }
        if (!mail_.reply_to.address.empty()) {
            add_addresses("Reply-To", {mail_.reply_to});
        }
        FieldWriter subject(out_, "Subject");
        add_unstructured(subject, mail_.subject);
        subject.end();
        add_field("Message-ID", in_angles(mail_.message_id));
        if (!mail_.in_reply_to.empty()) {
            add_field("In-Reply-To", in_angles(mail_.in_reply_to));
        }
        if (!mail_.references.empty()) {
            add_references();
        }
        for (const HeaderField& extra : mail_.extra) {
            FieldWriter field(out_, extra.name);
            add_foreign(field, extra.value);
            field.end();
        }
        add_field("MIME-Version", "1.0");
    }

    /// The boundary of one multipart: "=_" cannot stand in quoted-printable or base64.
    std::string boundary_of(std::string_view kind) const {
        const std::string hash = sha256(mail_.message_id + "/" + std::string(kind));
        return "=_" + hex_encode(std::string_view(hash).substr(0, kBoundaryHashBytes));
    }

    std::string open_multipart(std::string_view kind, std::string_view root_type = {}) {
        std::string boundary = boundary_of(kind);
        FieldWriter field(out_, "Content-Type");
        field.add(std::string("multipart/").append(kind).append(";"));
        if (!root_type.empty()) {
            field.add(std::string("type=\"").append(root_type).append("\";"));
        }
        add_parameter(field, "boundary", boundary);
        field.end();
        return boundary;
    }

    void add_boundary(std::string_view boundary) {
        out_.append("\r\n--").append(boundary).append("\r\n");
    }
    void close_multipart(std::string_view boundary) {
        out_.append("\r\n--").append(boundary).append("--\r\n");
    }

    void add_body() {
        if (mail_.html.empty()) {
            add_text("plain", mail_.text);
            return;
        }
        const std::string boundary = open_multipart("alternative");
        add_boundary(boundary);
        add_text("plain", mail_.text);
        add_boundary(boundary);
        add_html();
        close_multipart(boundary);
    }

    void add_html() {
        if (inline_.empty()) {
            add_text("html", mail_.html);
            return;
        }
        const std::string boundary = open_multipart("related", "text/html");
        add_boundary(boundary);
        add_text("html", mail_.html);
        for (const Attachment* file : inline_) {
            add_boundary(boundary);
            add_file(*file, "inline");
        }
        close_multipart(boundary);
    }

    /// Whether text can go as it is: nothing that a relay or a mailbox file would change, no
    /// boundary of ours.
    static bool is_safe_plain(std::string_view text) {
        std::size_t column = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            const char c = text[at];
            if (c == '\n') {
                if (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
                    return false;
                }
                column = 0;
                continue;
            }
            if ((c < ' ' && c != '\t') || c == 0x7f || ++column > kLineCharactersMax) {
                return false;
            }
        }
        const bool mangled =
            text.starts_with("From ") || text.find("\nFrom ") != std::string_view::npos;
        const bool ends_blank = text.ends_with(' ') || text.ends_with('\t');
        return !mangled && !ends_blank && text.find("--=_") == std::string_view::npos;
    }

    void add_text(std::string_view subtype, std::string_view raw_text) {
        const std::string text = with_newlines(raw_text);
        FieldWriter field(out_, "Content-Type");
        field.add(std::string("text/").append(subtype).append("; charset=utf-8"));
        field.end();
        const auto high = static_cast<std::size_t>(std::ranges::count_if(
            text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
        if (is_safe_plain(text)) {
            add_encoding("7bit");
            out_ += replace_all(text, "\n", "\r\n");
        } else if (high > text.size() / 4) {  // base64 is the shorter
            add_encoding("base64");
            out_ += encode_base64_lines(replace_all(text, "\n", "\r\n"));
        } else {
            add_encoding("quoted-printable");
            out_ += encode_quoted_printable(text);
        }
        if (!out_.ends_with('\n')) {
            out_ += "\r\n";
        }
    }

    void add_encoding(std::string_view encoding) {
        add_field("Content-Transfer-Encoding", encoding);
        out_ += "\r\n";
    }

    void add_file(const Attachment& file, std::string_view disposition) {
        // A mail inside may not be base64 (RFC 2046 section 5.2.1), and its bytes must not change:
        // a file then.
        const bool typed =
            is_media_type(file.content_type) && !file.content_type.starts_with("message/");
        add_field("Content-Type",
                  typed ? std::string_view(file.content_type) : "application/octet-stream");
        FieldWriter field(out_, "Content-Disposition");
        if (file.filename.empty()) {
            field.add(disposition);
        } else {
            field.add(std::string(disposition).append(";"));
            add_parameter(field, "filename", file.filename);
        }
        field.end();
        if (!file.content_id.empty()) {
            add_field("Content-ID", in_angles(file.content_id));
        }
        add_encoding("base64");
        out_ += encode_base64_lines(file.content);
    }

    const Outgoing& mail_;
    std::vector<const Attachment*> inline_, attached_;
    std::string out_;
};

}  // namespace

Result<std::string> build(const Outgoing& mail) {
    TRY_VOID(check(mail));
    return Builder(mail).build();
}

bool needs_smtputf8(const Outgoing& mail) {
    const auto is_wide = [](const Address& address) {
        return !is_plain_ascii(
            std::string_view(address.address).substr(0, address.address.rfind('@')));
    };
    return is_wide(mail.from) || is_wide(mail.reply_to) || std::ranges::any_of(mail.to, is_wide) ||
           std::ranges::any_of(mail.cc, is_wide);
}

}  // namespace postroom::mime
