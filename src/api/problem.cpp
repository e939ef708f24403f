// See problem.hpp.
#include "api/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string_view>

#include "api/field_phrases.hpp"
#include "view/wording.hpp"

namespace postroom::api {
namespace {

struct CodeStatus {
    std::string_view code;
    int status;
};

/// Codes that say more than their kind does.
constexpr std::array kCodeStatuses{
    CodeStatus{"signed_out", 401},
    CodeStatus{"wrong_credentials", 401},
    CodeStatus{"link_not_valid", 401},
    CodeStatus{"portal_link_not_valid", 401},
    CodeStatus{"too_many_attempts", 429},
    CodeStatus{"too_many_messages", 429},
    CodeStatus{"too_many_requests", 429},
    CodeStatus{"too_many_searches", 429},
    CodeStatus{"too_many_uploads", 429},
    CodeStatus{"too_many_chats", 429},
    CodeStatus{"version_differs", 412},
    CodeStatus{"method_not_allowed", 405},
    CodeStatus{"not_json", 415},
    CodeStatus{"upgrade_required", 426},
    CodeStatus{"idempotency_key_reused", 422},
    CodeStatus{"body_too_large", 413},
};

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return 400;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::denied:
            return 403;
        case ErrorKind::transient:
            return 503;
        case ErrorKind::permanent:
            return 502;
        case ErrorKind::internal:
            return 500;
    }
    return 500;
}

}  // namespace

int status_of(const Error& error) {
    const auto* found = std::ranges::find(kCodeStatuses, error.code, &CodeStatus::code);
    return found != kCodeStatuses.end() ? found->status : status_of(error.kind);
}

io::HttpResponse to_response(const Problem& problem) {
    const int status = status_of(problem.error);
    boost::json::object body{
        {"type", "about:blank"},
        {"title", io::reason_phrase(status)},
        {"status", status},
        {"detail", problem.error.reply},
        {"code", problem.error.code.empty() ? "internal_error" : problem.error.code}};
    if (!problem.fields.empty()) {
        boost::json::array fields;
        for (const auto& wrong : problem.fields) {
            fields.emplace_back(boost::json::object{
                {"field", wrong.field},
                {"message", wrong.message},
                {"wording", view::wording_json("field", kFieldPhrases, wrong.message)}});
        }
        body["errors"] = std::move(fields);
    }
    io::HttpResponse response{.status = status};
    response.set("Content-Type", "application/problem+json");
    if (status == 429) {
        response.set("Retry-After", "900");
    } else if (status == 503) {
        response.set("Retry-After", "5");
    } else if (status == 401) {
        response.set("WWW-Authenticate", "Bearer");
    }
    response.body = boost::json::serialize(body);
    return response;
}

}  // namespace postroom::api
