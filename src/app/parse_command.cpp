// See parse_command.hpp.
#include "app/parse_command.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

#include "core/clock.hpp"
#include "core/encoding.hpp"
#include "core/text.hpp"
#include "dkim/verify.hpp"
#include "guard/automatic.hpp"
#include "guard/bounce.hpp"
#include "guard/feedback.hpp"
#include "html/sanitise.hpp"
#include "html/to_text.hpp"
#include "html/visible_reply.hpp"
#include "mime/parse.hpp"

namespace postroom::app {
namespace {

namespace json = boost::json;

json::object to_json(const mime::Address& address) {
    return {{"address", address.address}, {"name", address.name}};
}

json::array to_json(const std::vector<mime::Address>& addresses) {
    json::array out;
    for (const mime::Address& address : addresses) {
        out.push_back(to_json(address));
    }
    return out;
}

json::array to_json(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

json::object to_json(const mime::Attachment& file, bool with_content) {
    json::object out{{"filename", file.filename},
                     {"content_type", file.content_type},
                     {"size", file.content.size()},
                     {"sha256", hex_encode(sha256(file.content))}};
    if (with_content) {
        out["content_base64"] = base64_encode(file.content);
    }
    return out;
}

json::object to_json(const guard::Bounce& bounce) {
    json::array recipients;
    for (const guard::BouncedRecipient& recipient : bounce.recipients) {
        recipients.push_back(json::object{{"address", recipient.address},
                                          {"status", recipient.status},
                                          {"reply_code", recipient.reply_code},
                                          {"class", guard::to_string(recipient.bounce_class)},
                                          {"reason", recipient.reason}});
    }
    return {{"is", bounce.is_bounce}, {"recipients", std::move(recipients)}};
}

/// Everything that is derived from one mail before any database is asked.
struct Reading {
    mime::Mail mail;
    html::Sanitised shown;
    html::Reply reply;
    guard::Automatic automatic;
    guard::Bounce bounce;
    guard::Feedback feedback;
    dkim::Evidence arc;
    dkim::Evidence dkim;
};

Reading read_mail(std::string_view raw, const dkim::KeyLookup& keys) {
    Reading reading{.mail = mime::parse(raw)};
    mime::Mail& mail = reading.mail;
    reading.reply = html::visible_reply(mail.text, mail.html);
    if (trim(mail.text).empty() && !mail.html.empty()) {
        mail.text = html::to_text(mail.html);
        mail.text_from_html = true;
    }
    reading.shown = html::sanitise(mail.html);
    reading.automatic = guard::judge_automatic(mail);
    reading.bounce = guard::judge_bounce(mail);
    reading.feedback = guard::judge_feedback(mail);
    reading.arc = dkim::verify_arc(raw, keys);
    reading.dkim = dkim::verify_dkim(raw, keys);
    return reading;
}

void add_headers(json::object& out, const mime::Mail& mail) {
    out["from"] = to_json(mail.from);
    out["to"] = to_json(mail.to);
    out["cc"] = to_json(mail.cc);
    out["reply_to"] = to_json(mail.reply_to);
    out["subject"] = mail.subject;
    out["message_id"] = mail.message_id;
    out["in_reply_to"] = mail.in_reply_to;
    out["references"] = to_json(mail.references);
    out["date"] = mail.date.empty() ? json::value(nullptr) : json::value(mail.date);
}

void add_body(json::object& out, const Reading& reading, bool with_content) {
    out["text"] = reading.mail.text;
    out["html"] = reading.shown.html;
    out["reply_text"] = reading.reply.text;
    out["signature_text"] = reading.reply.signature;
    json::array files;
    for (const mime::Attachment& file : reading.mail.attachments) {
        files.push_back(to_json(file, with_content));
    }
    out["attachments"] = std::move(files);
}

void add_verdicts(json::object& out, const Reading& reading) {
    out["auto_reply"] = reading.automatic.is_automatic;
    out["auto_reasons"] = to_json(reading.automatic.reasons);
    out["bounce"] = to_json(reading.bounce);
    const std::string_view feedback = guard::to_string(reading.feedback.kind);
    out["feedback"] = feedback.empty() ? json::value(nullptr) : json::value(feedback);
    out["arc"] = dkim::to_string(reading.arc.verdict);
    out["dkim"] = dkim::to_string(reading.dkim.verdict);
    json::array warnings = to_json(reading.mail.warnings);
    for (const std::string& warning : reading.shown.warnings) {
        warnings.push_back(json::value(warning));
    }
    out["warnings"] = std::move(warnings);
}

/// The bytes of a file, or nothing with errno set.
std::optional<std::string> read_file(const std::string& name) {
    if (name == "-") {
        return std::string(std::istreambuf_iterator<char>(std::cin), {});
    }
    errno = 0;
    std::error_code is_not_file;
    if (std::filesystem::is_directory(name, is_not_file)) {
        errno = EISDIR;
        return std::nullopt;
    }
    std::ifstream in(name, std::ios::binary);
    std::ostringstream bytes;
    if (!in || (in.peek() != std::ifstream::traits_type::eof() && !(bytes << in.rdbuf()))) {
        return std::nullopt;
    }
    return std::move(bytes).str();
}

std::string id_of(const std::string& name) {
    const std::filesystem::path path(name);
    return repair_utf8(path.extension() == ".eml" ? path.stem().string()
                                                  : path.filename().string());
}

/// TXT names to values; a name's dot at the end and its case do not matter.
std::string dns_name(std::string_view name) {
    return to_lower(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

/// The keys in a file of `{"name": "TXT value"}`; nothing when it is no such file.
std::optional<dkim::KeyLookup> read_keys(const std::string& file) {
    const std::optional<std::string> text = read_file(file);
    json::error_code error;
    const json::value zone = text ? json::parse(*text, error) : json::value();
    if (error || !zone.is_object()) {
        return std::nullopt;
    }
    std::map<std::string, std::vector<std::string>> records;
    for (const auto& [name, value] : zone.get_object()) {
        if (!value.is_string()) {
            return std::nullopt;
        }
        records[dns_name(name)].emplace_back(value.get_string());
    }
    return [records = std::move(records)](const std::string& name) {
        const auto found = records.find(dns_name(name));
        return std::optional(found == records.end() ? std::vector<std::string>() : found->second);
    };
}

void print_line(const std::string& line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
}

}  // namespace

std::string parse_to_json(std::string_view id, std::string_view raw, const ParseOptions& options) {
    const SystemClock clock;
    const Milliseconds start = clock.steady();
    const Reading reading = read_mail(raw, options.keys);
    const Milliseconds end = clock.steady();
    json::object out{{"id", id}};
    add_headers(out, reading.mail);
    add_body(out, reading, options.with_content);
    add_verdicts(out, reading);
    out["ms"] = (end - start).count();
    return json::serialize(out);
}

int run_parse(std::span<const std::string> files, ParseOptions options) {
    if (!options.dns_file.empty()) {
        auto keys = read_keys(options.dns_file);
        if (!keys) {
            std::fprintf(stderr,
                         "postroom parse: --dns: %s is not a readable JSON object of texts\n",
                         options.dns_file.c_str());
            return 2;
        }
        options.keys = std::move(*keys);
    }
    int status = 0;
    for (const std::string& name : files) {
        if (const std::optional<std::string> raw = read_file(name)) {
            print_line(parse_to_json(id_of(name), *raw, options));
        } else {
            const std::string why = errno != 0 ? std::strerror(errno) : "cannot be read";
            print_line(json::serialize(json::object{{"id", id_of(name)}, {"error", why}}));
            status = 1;
        }
    }
    std::fflush(stdout);
    return status;
}

}  // namespace postroom::app
