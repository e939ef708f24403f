// See tnef.hpp.
#include "mime/tnef.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "mime/charset.hpp"
#include "mime/charset_label.hpp"
#include "mime/filename.hpp"
#include "mime/flowed.hpp"
#include "mime/little_endian.hpp"
#include "mime/rtf.hpp"

namespace postroom::mime {
namespace {

constexpr std::uint32_t kSignature = 0x223e9f78;
constexpr std::size_t kAttachmentsMax = limits::kMimePartsMax;
constexpr int kEmbeddedDepthMax = 4;

// Attributes (MS-OXTNEF section 2.1.3.2)
constexpr std::uint32_t kMessageBody = 0x0002800c;
constexpr std::uint32_t kMessageProperties = 0x00069003;
constexpr std::uint32_t kOemCodePage = 0x00069007;
constexpr std::uint32_t kAttachmentBegin = 0x00069002;
constexpr std::uint32_t kAttachmentTitle = 0x00018010;
constexpr std::uint32_t kAttachmentBytes = 0x0006800f;
constexpr std::uint32_t kAttachmentProperties = 0x00069005;
constexpr std::uint32_t kAttachmentTransportName = 0x00069001;

// Properties (MS-OXPROPS)
constexpr std::uint32_t kBody = 0x1000;
constexpr std::uint32_t kRtfCompressed = 0x1009;
constexpr std::uint32_t kBodyHtml = 0x1013;
constexpr std::uint32_t kDisplayName = 0x3001;
constexpr std::uint32_t kAttachBytes = 0x3701;
constexpr std::uint32_t kAttachName = 0x3704;
constexpr std::uint32_t kAttachLongName = 0x3707;
constexpr std::uint32_t kAttachTransportName = 0x370c;
constexpr std::uint32_t kAttachMimeTag = 0x370e;
constexpr std::uint32_t kAttachContentId = 0x3712;
constexpr std::uint32_t kInternetCodePage = 0x3fde;

// Property types (MS-OXCDATA section 2.11.1)
constexpr std::uint32_t kManyValues = 0x1000;
constexpr std::uint32_t kTypeUnspecified = 0x0000;
constexpr std::uint32_t kTypeNull = 0x0001;
constexpr std::uint32_t kTypeObject = 0x000d;
constexpr std::uint32_t kTypeString8 = 0x001e;
constexpr std::uint32_t kTypeUnicode = 0x001f;
constexpr std::uint32_t kTypeBinary = 0x0102;
constexpr std::size_t kInterfaceIdBytes = 16;

/// Bytes of one value of a type of fixed size, with padding; 0 for an unknown type.
std::size_t fixed_size(std::uint32_t type) {
    switch (type) {
        case 0x0002:
        case 0x0003:
        case 0x0004:
        case 0x000a:
        case 0x000b:
            return 4;
        case 0x0005:
        case 0x0006:
        case 0x0007:
        case 0x0014:
        case 0x0040:
            return 8;
        case 0x0048:
            return 16;
        default:
            return 0;
    }
}

struct Property {
    std::uint32_t id = 0;
    std::uint32_t type = 0;
    std::string_view value;  ///< of several values, the first
};

class Reader {
   public:
    explicit Reader(std::string_view stream) : in_(stream) {}

    TnefContent read() {
        if (in_.u32() != kSignature) {
            out_.is_cut = true;
            return std::move(out_);
        }
        in_.u16();  // key
        while (in_.left() > 2 && !in_.failed()) {
            in_.u8();  // level: message or attachment, which the attribute says as well
            const std::uint32_t attribute = in_.u32();
            const std::string_view value = in_.take(in_.u32());
            in_.take(std::min<std::size_t>(2, in_.left()));  // checksum
            if (!in_.failed()) {
                read_attribute(attribute, value);
            }
        }
        out_.is_cut |= in_.failed();
        finish();
        return std::move(out_);
    }

   private:
    void read_attribute(std::uint32_t attribute, std::string_view value) {
        const bool in_attachment = !out_.attachments.empty();
        if (attribute == kOemCodePage) {
            set_code_page(LittleEndian(value).u32());
        } else if (attribute == kMessageBody) {
            out_.text = text(kTypeString8, value);
        } else if (attribute == kMessageProperties) {
            read_properties(value, [this](const Property& p) { read_message_property(p); });
        } else if (attribute == kAttachmentBegin && out_.attachments.size() < kAttachmentsMax) {
            out_.attachments.push_back({{}, "application/octet-stream", {}, false, {}});
            has_long_name_ = false;
        } else if (attribute == kAttachmentTitle && in_attachment && !has_long_name_) {
            out_.attachments.back().filename = text(kTypeString8, value);
        } else if (attribute == kAttachmentTransportName && in_attachment) {
            fallback_name(text(kTypeString8, value));
        } else if (attribute == kAttachmentBytes && in_attachment) {
            out_.attachments.back().content = value;
        } else if (attribute == kAttachmentProperties && in_attachment) {
            read_properties(value, [this](const Property& p) { read_attachment_property(p); });
        }
    }

    void read_message_property(const Property& property) {
        if (property.id == kInternetCodePage && html_code_page_.empty()) {
            html_code_page_ = charset_of_code_page(LittleEndian(property.value).u32());
        } else if (property.id == kBody && out_.text.empty()) {
            out_.text = text(property.type, property.value);
        } else if (property.id == kBodyHtml) {
            html_ = property;
        } else if (property.id == kRtfCompressed) {
            rtf_ = property.value;
        }
    }

    void read_attachment_property(const Property& property) {
        Attachment& file = out_.attachments.back();
        if (property.id == kAttachLongName) {
            const std::string name = text(property.type, property.value);
            has_long_name_ |= !name.empty();
            file.filename = name.empty() ? file.filename : name;
        } else if (property.id == kDisplayName || property.id == kAttachName ||
                   property.id == kAttachTransportName) {
            fallback_name(text(property.type, property.value));
        } else if (property.id == kAttachMimeTag) {
            const std::string type = to_lower(trim(text(property.type, property.value)));
            file.content_type = type.find('/') == std::string::npos ? file.content_type : type;
        } else if (property.id == kAttachContentId) {
            file.content_id = trim(text(property.type, property.value));
        } else if (property.id == kAttachBytes && file.content.empty()) {
            const bool is_object =
                property.type == kTypeObject && property.value.size() >= kInterfaceIdBytes;
            file.content = is_object ? property.value.substr(kInterfaceIdBytes) : property.value;
        }
    }

    void fallback_name(const std::string& name) {
        if (out_.attachments.back().filename.empty()) {
            out_.attachments.back().filename = name;
        }
    }

    /// Walks a property list. (MS-OXTNEF section 2.1.3.4)
    void read_properties(std::string_view bytes, const std::function<void(const Property&)>& each) {
        LittleEndian in(bytes);
        std::uint32_t count = in.u32();
        for (; count > 0 && !in.empty() && !in.failed(); --count) {
            Property property;
            property.type = in.u16();
            property.id = in.u16();
            if (property.id >= 0x8000) {
                skip_name(in);
            }
            if (!read_values(in, property)) {
                break;
            }
            each(property);
        }
        out_.is_cut |= in.failed() || count > 0;
    }

    static void skip_name(LittleEndian& in) {
        in.take(16);  // the property set
        if (in.u32() == 0) {
            in.u32();
        } else {
            in.take_padded(in.u32());
        }
    }

    static constexpr bool has_no_value(std::uint32_t type) {
        return type == kTypeUnspecified || type == kTypeNull;
    }

    /// False when the type is unknown: what follows cannot be found then.
    static bool read_values(LittleEndian& in, Property& property) {
        const bool many = (property.type & kManyValues) != 0;
        property.type &= ~kManyValues;
        const bool sized = property.type == kTypeObject || property.type == kTypeString8 ||
                           property.type == kTypeUnicode || property.type == kTypeBinary;
        const std::size_t fixed = fixed_size(property.type);
        if (has_no_value(property.type)) {
            return true;
        }
        if (!sized && fixed == 0) {
            return false;
        }
        const std::uint32_t values = many || sized ? in.u32() : 1;
        for (std::uint32_t i = 0; i < values && !in.failed() && !in.empty(); ++i) {
            const std::string_view value = sized ? in.take_padded(in.u32()) : in.take(fixed);
            property.value = i == 0 ? value : property.value;
        }
        return !in.failed();
    }

    void set_code_page(std::uint32_t code_page) { code_page_ = charset_of_code_page(code_page); }

    /// A string ends with its zero character; what stands behind it is not part of it.
    std::string text(std::uint32_t type, std::string_view value) const {
        if (type != kTypeUnicode) {
            value = value.substr(0, value.find('\0'));
            return with_newlines(to_utf8(value, code_page_).text);
        }
        std::size_t end = 0;
        while (end + 1 < value.size() && (value[end] != '\0' || value[end + 1] != '\0')) {
            end += 2;
        }
        return with_newlines(to_utf8(value.substr(0, end), "utf-16le").text);
    }

    void finish() {
        if (!html_.value.empty()) {
            const bool is_unicode = html_.type == kTypeUnicode;
            out_.html =
                with_newlines(to_utf8(html_.value, is_unicode                ? "utf-16le"
                                                   : html_code_page_.empty() ? code_page_
                                                                             : html_code_page_)
                                  .text);
        }
        if (trim(out_.text).empty() && out_.html.empty() && !rtf_.empty()) {
            const std::string rtf = decompress_rtf(rtf_);
            out_.html = rtf_to_html(rtf);
            out_.text = out_.html.empty() ? rtf_to_text(rtf) : std::string();
        }
        out_.text.resize(truncate_utf8(out_.text, limits::kBodyTextBytesMax).size());
        out_.html.resize(truncate_utf8(out_.html, limits::kHtmlBytesMax).size());
        for (Attachment& file : out_.attachments) {
            file.filename = safe_filename(file.filename);
        }
        std::erase_if(out_.attachments,
                      [](const Attachment& f) { return f.filename.empty() && f.content.empty(); });
    }

    LittleEndian in_;
    TnefContent out_;
    std::string code_page_ = "windows-1252", html_code_page_;
    Property html_;
    std::string_view rtf_;
    bool has_long_name_ = false;
};

/// The words of a message inside as a file of their own, named like the message.
void keep_body(TnefContent& inner, const std::string& name, std::vector<Attachment>& files) {
    const bool is_html = trim(inner.text).empty();
    std::string& body = is_html ? inner.html : inner.text;
    if (!trim(body).empty()) {
        files.push_back({safe_filename(name + (is_html ? ".html" : ".txt")),
                         is_html ? "text/html" : "text/plain",
                         {},
                         false,
                         std::move(body)});
    }
}

}  // namespace

TnefContent read_tnef(std::string_view stream) {
    TnefContent content = Reader(stream).read();
    // A message attached as an object is a stream of its own; its files come to light as well.
    std::size_t from = 0;
    for (int depth = 0; depth < kEmbeddedDepthMax; ++depth) {
        const std::size_t end = content.attachments.size();
        for (; from < end; ++from) {
            if (LittleEndian(content.attachments[from].content).u32() == kSignature) {
                content.attachments[from].content_type = "application/ms-tnef";
                TnefContent inner = Reader(content.attachments[from].content).read();
                keep_body(inner, content.attachments[from].filename, inner.attachments);
                std::ranges::move(inner.attachments, std::back_inserter(content.attachments));
            }
        }
    }
    return content;
}

}  // namespace postroom::mime
