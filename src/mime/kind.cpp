// See kind.hpp.
#include "mime/kind.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace postroom::mime {
namespace {

constexpr std::size_t kMethodBytesMax = 32;

constexpr auto kReportLeaves = std::to_array<std::string_view>(
    {"message/delivery-status", "message/global-delivery-status", "message/feedback-report",
     "message/disposition-notification", "message/global-disposition-notification"});

/// The METHOD of an invitation: a parameter, else a line of the calendar.
std::string calendar_method(const Part& part) {
    std::string method(part.content_type.get("method"));
    if (method.empty()) {
        const std::string content = decoded_body(part).substr(0, limits::kHeaderBytesMax);
        if (const std::size_t at = find_ignoring_case(content, "\nMETHOD:");
            at != std::string::npos) {
            const std::size_t start = at + 8;
            method = content.substr(start, content.find_first_of("\r\n", start) - start);
        }
    }
    method = repair_utf8(trim(method).substr(0, kMethodBytesMax));
    std::ranges::transform(method, method.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    return method;
}

void recognise_security(const Part& part, Mail& mail) {
    const std::string& type = part.content_type.value;
    const std::string smime = to_lower(part.content_type.get("smime-type"));
    const bool is_pkcs7 = is_pkcs7_mime(type);
    mail.is_signed |= type == "multipart/signed" || type.ends_with("pkcs7-signature") ||
                      type == "application/pgp-signature" || (is_pkcs7 && smime == "signed-data");
    mail.is_encrypted |= type == "multipart/encrypted" || type == "application/pgp-encrypted" ||
                         (is_pkcs7 && smime != "signed-data" && smime != "certs-only");
}

/// All leaves of the mail: some reporters put the status beside the report, not into it.
void keep_report_leaves(const PartTree& tree, Mail& mail) {
    const bool is_report = std::ranges::any_of(tree.parts, [](const Part& part) {
        return is_report_leaf(part) || part.is("multipart/report");
    });
    for (const Part& part : tree.parts) {
        if (is_report && !part.is_multipart()) {
            mail.report_leaves.push_back({part.content_type.value, decoded_body(part)});
        }
    }
}

}  // namespace

bool is_pkcs7_mime(std::string_view content_type) {
    return content_type == "application/pkcs7-mime" || content_type == "application/x-pkcs7-mime";
}

bool is_report_leaf(const Part& part) {
    return std::ranges::find(kReportLeaves, part.content_type.value) != kReportLeaves.end();
}

void recognise_kind(const PartTree& tree, Mail& mail) {
    for (const Part& part : tree.parts) {
        recognise_security(part, mail);
        if (part.is("multipart/report") && mail.report_type.empty()) {
            mail.report_type = to_lower(repair_utf8(part.content_type.get("report-type")));
        }
        if ((part.is("text/calendar") || part.is("application/ics")) &&
            mail.calendar_method.empty()) {
            mail.calendar_method = calendar_method(part);
        }
    }
    mail.is_signed |= mail.text.find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos;
    mail.is_encrypted |= mail.text.find("-----BEGIN PGP MESSAGE-----") != std::string::npos;
    keep_report_leaves(tree, mail);
}

}  // namespace postroom::mime
