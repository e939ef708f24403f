// See multipart.hpp.
#include "api/multipart.hpp"

#include "core/text.hpp"

namespace postroom::api {
namespace {

constexpr std::size_t kPartsMax = 20;
constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046 section 5.1.1

std::unexpected<Error> malformed(std::string reply) {
    return fail(ErrorKind::invalid, "malformed_multipart", std::move(reply));
}

/// A parameter of a header value: bare, or in quotation marks with \" escapes.
std::string parameter(std::string_view value, std::string_view name) {
    std::size_t at = 0;
    while ((at = value.find(';', at)) != std::string_view::npos) {
        ++at;
        const auto rest = trim(value.substr(at));
        if (!starts_with_ignoring_case(rest, name) || rest.substr(name.size(), 1) != "=") {
            continue;
        }
        const auto text = rest.substr(name.size() + 1);
        if (!text.starts_with('"')) {
            return std::string(trim(text.substr(0, text.find(';'))));
        }
        std::string unquoted;
        for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
            i += text[i] == '\\' && i + 1 < text.size() &&
                         (text[i + 1] == '"' || text[i + 1] == '\\')
                     ? 1
                     : 0;
            unquoted += text[i];
        }
        return unquoted;
    }
    return {};
}

Result<FormPart> parse_part(std::string_view part) {
    const auto end = part.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return malformed("A part of the form has no end of its headers.");
    }
    FormPart parsed{.content = part.substr(end + 4)};
    for (auto line : split(part.substr(0, end), '\n')) {
        line = trim(line);
        if (starts_with_ignoring_case(line, "content-disposition:")) {
            parsed.name = parameter(line, "name");
            parsed.filename = parameter(line, "filename");
        } else if (starts_with_ignoring_case(line, "content-type:")) {
            parsed.content_type = trim(line.substr(13));
        }
    }
    if (parsed.name.empty()) {
        return malformed("A part of the form has no name.");
    }
    return parsed;
}

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
    if (!starts_with_ignoring_case(content_type, "multipart/form-data")) {
        return {};
    }
    auto boundary = parameter(content_type, "boundary");
    return boundary.size() <= kBoundaryBytesMax ? boundary : std::string{};
}

Result<std::vector<FormPart>> parse_multipart(std::string_view boundary, std::string_view body) {
    const std::string opening = "--" + std::string(boundary);
    const std::string delimiter = "\r\n" + opening;
    if (boundary.empty() || !body.starts_with(opening)) {
        return malformed("The body does not begin with its boundary.");
    }
    std::vector<FormPart> parts;
    body.remove_prefix(opening.size());
    while (!body.starts_with("--")) {
        const auto end = body.find(delimiter, 2);
        if (!body.starts_with("\r\n") || end == std::string_view::npos) {
            return malformed("The last boundary of the form is missing.");
        }
        if (parts.size() == kPartsMax) {
            return malformed("The form has more than 20 parts.");
        }
        parts.push_back(TRY(parse_part(body.substr(2, end - 2))));
        body.remove_prefix(end + delimiter.size());
    }
    return parts;
}

}  // namespace postroom::api
