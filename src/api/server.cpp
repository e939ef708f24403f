// See server.hpp.
#include "api/server.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/cookie.hpp"
#include "api/web_files.hpp"
#include "api/widget_page.hpp"
#include "core/encoding.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "store/session.hpp"

namespace postroom::api {
namespace {

constexpr std::string_view kApiPolicy =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
constexpr std::size_t kIdempotencyKeyBytesMax = 128;
constexpr Milliseconds kReservationLife{60'000};

bool changes_something(io::Method method) {
    return method != io::Method::get && method != io::Method::head && method != io::Method::options;
}

bool is_api_path(std::string_view path) {
    return path.starts_with("/api/") || path == "/healthz" || path == "/readyz" ||
           path == "/metrics";
}

/// "host:port" of "https://host:port/path".
std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find('/'));
}

io::HttpResponse to_response(const Reply& reply) {
    io::HttpResponse response{.status = reply.status, .headers = reply.headers};
    if (!reply.content_type.empty()) {
        response.set("Content-Type", reply.content_type);
        response.body = reply.content;
    } else if (reply.status != 204) {
        response.set("Content-Type", "application/json");
        response.body = boost::json::serialize(reply.body);
    }
    return response;
}

void add_security_headers(io::HttpResponse& response) {
    if (std::ranges::find(response.headers, "Cache-Control", &io::HttpHeader::name) ==
        response.headers.end()) {
        response.set("Cache-Control", "no-store");
    }
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Content-Security-Policy", std::string(kApiPolicy));
    response.set("Referrer-Policy", "no-referrer");
}

Problem problem_of(const db::Failure& failure) {
    log_error("api: {}", for_log(failure.what()));
    switch (failure.kind) {
        case db::FailureKind::unavailable:
        case db::FailureKind::busy:
            return Error{
                ErrorKind::transient,
                "database_unavailable",
                "The database does not answer right now. Nothing was changed; please try again.",
                {}};
        case db::FailureKind::full:
            return Error{
                ErrorKind::transient,
                "storage_full",
                "The storage is full. Nothing was changed; an administrator must make room.",
                {}};
        case db::FailureKind::corrupt:
        case db::FailureKind::bug:
            break;
    }
    return Error{ErrorKind::internal,
                 "internal_error",
                 "Something went wrong on our side; it has been logged.",
                 {}};
}

}  // namespace

Server::Server(Context context, const Pools& pools)
    : context_(std::move(context)), pools_(pools), router_(all_routes()) {}

io::HttpHandlers Server::handlers() {
    return {
        .request =
            [this](io::HttpRequest request, io::Responder respond) {
                if (!is_api_path(request.path()) && !is_widget_page(request.path())) {
                    return respond(answer_web_file(request));
                }
                auto shared = std::make_shared<io::Responder>(std::move(respond));
                if (!pool_for(request).submit([this, request = std::move(request), shared] {
                        (*shared)(answer(request));
                    })) {
                    (*shared)(io::transport_problem(503));
                }
            },
        .upgrade =
            [this](io::HttpRequest request, io::UpgradeResponder respond) {
                upgrade(std::move(request), std::move(respond));
            },
        .body_limit =
            [](const io::HttpRequest& request) {
                const auto path = request.path();
                if (path == "/api/v1/csp_reports") {
                    return limits::kCspReportBytesMax;
                }
                return path == "/api/v1/attachments" || path == "/api/v1/my/attachments"
                           ? limits::kHttpBodyBytesMax
                           : limits::kHttpJsonBodyBytesMax;
            },
    };
}

io::WorkPool& Server::pool_for(const io::HttpRequest& request) const {
    return router_.is_slow(request.method, request.path()) ? pools_.slow : pools_.quick;
}

io::HttpResponse Server::answer(const io::HttpRequest& request) {
    ++requests_;
    io::HttpResponse response;
    try {
        if (is_widget_page(request.path())) {
            return answer_widget_page(context_, request);
        }
        auto answered = answer_route(request);
        response = answered ? std::move(*answered) : api::to_response(answered.error());
    } catch (const db::Failure& failure) {
        response = api::to_response(problem_of(failure));
    } catch (const std::exception& error) {
        log_error("api: {} threw: {}", for_log(request.path()), for_log(error.what()));
        response = io::transport_problem(500);
    }
    add_security_headers(response);
    return response;
}

std::expected<io::HttpResponse, Problem> Server::answer_route(const io::HttpRequest& request) {
    auto match = router_.match(request.method, request.path());
    if (!match.route) {
        if (match.allowed.empty()) {
            return fail(ErrorKind::not_found, "not_found", "There is nothing at this address.");
        }
        auto response = api::to_response(Problem(Error{
            ErrorKind::invalid, "method_not_allowed", "This method does not exist here.", {}}));
        response.set("Allow", match.allowed);
        return response;
    }
    const bool for_customers =
        match.route->access == Access::customer || match.route->access == Access::portal;
    const auto caller = for_customers ? std::nullopt : find_caller(request);
    const auto customer = for_customers ? find_customer(request) : std::nullopt;
    TRY_VOID(for_customers ? check_customer(request, *match.route, customer)
                           : check_access(request, *match.route, caller));
    Call call{.context = context_,
              .request = request,
              .query = TRY(Query::parse(request.query())),
              .captures = std::move(match.captures),
              .caller = caller ? &*caller : nullptr,
              .customer_caller = customer ? &*customer : nullptr};
    const auto reply = TRY(run(*match.route, call));
    if (changes_something(request.method) && !match.route->from_any_site) {
        context_.wake();
    }
    return to_response(reply);
}

std::optional<desk::Caller> Server::find_caller(const io::HttpRequest& request) {
    const auto authorization = request.header("Authorization");
    const bool bearer = starts_with_ignoring_case(authorization, "Bearer ");
    const auto token = bearer ? trim(authorization.substr(7))
                              : find_cookie(request.header("Cookie"), kSessionCookie);
    if (token.empty()) {
        return std::nullopt;
    }
    auto caller = context_.database.read([&](db::Session& session) {
        return bearer ? desk::find_caller_by_bearer(session, token)
                      : desk::find_caller_by_cookie(session, context_.env, token);
    });
    if (caller && desk::should_record_use(*caller, context_.now())) {
        context_.database.write(
            [&](db::Session& session) { desk::record_use(session, *caller, context_.now()); });
    }
    return caller;
}

std::optional<desk::CustomerCaller> Server::find_customer(const io::HttpRequest& request) {
    const auto authorization = request.header("Authorization");
    const bool chats = starts_with_ignoring_case(authorization, "Bearer ");
    const auto token = chats ? trim(authorization.substr(7))
                             : find_cookie(request.header("Cookie"), kPortalCookie);
    if (token.empty()) {
        return std::nullopt;
    }
    auto caller = context_.database.read([&](db::Session& session) {
        return chats ? desk::find_customer_by_visitor_token(session, context_.env, token)
                     : desk::find_customer_by_cookie(session, context_.env, token);
    });
    if (caller && desk::should_record_use(*caller, context_.now())) {
        context_.database.write(
            [&](db::Session& session) { desk::record_use(session, *caller, context_.now()); });
    }
    return caller;
}

Result<void> Server::check_origin(const io::HttpRequest& request) const {
    const auto origin = request.header("Origin");
    if (origin.empty() || host_of(origin) == request.header("Host") ||
        (!context_.env.public_url.empty() && host_of(origin) == host_of(context_.env.public_url))) {
        return {};
    }
    return fail(ErrorKind::denied, "foreign_origin", "This request comes from another site.");
}

Result<void> Server::check_access(const io::HttpRequest& request, const Route& route,
                                  const std::optional<desk::Caller>& caller) const {
    if (changes_something(request.method) && !route.from_any_site) {
        TRY_VOID(check_origin(request));
    }
    if (route.access == Access::anyone) {
        return {};
    }
    if (!caller) {
        return fail(ErrorKind::denied, "signed_out", "Please sign in.");
    }
    if (caller->by_cookie()) {
        TRY_VOID(check_csrf_token(request, caller->csrf_token));
    }
    const auto role = caller->user.role;
    if (route.access == Access::administrator && role != model::Role::administrator) {
        return fail(ErrorKind::denied, "administrators_only", "Only an administrator may do this.");
    }
    if (route.access == Access::team_leader && role == model::Role::member) {
        return fail(ErrorKind::denied, "team_leaders_only",
                    "Only a team leader or an administrator may do this.");
    }
    return {};
}

Result<void> Server::check_customer(const io::HttpRequest& request, const Route& route,
                                    const std::optional<desk::CustomerCaller>& customer) const {
    if (changes_something(request.method)) {
        TRY_VOID(check_origin(request));
    }
    if (!customer || (route.access == Access::portal && !customer->by_cookie())) {
        return fail(ErrorKind::denied, "signed_out", "Please sign in.");
    }
    return customer->by_cookie() ? check_csrf_token(request, customer->csrf_token) : Result<void>{};
}

Result<void> Server::check_csrf_token(const io::HttpRequest& request,
                                      std::string_view csrf_token) const {
    if (changes_something(request.method) &&
        !equal_constant_time(request.header("X-CSRF-Token"), csrf_token)) {
        return fail(ErrorKind::denied, "csrf_token_wrong",
                    "The header X-CSRF-Token is missing or wrong. Reload the page and try again.");
    }
    return {};
}

Outcome Server::run(const Route& route, Call& call) {
    const auto key = call.request.header("Idempotency-Key");
    if (route.method != io::Method::post || key.empty() || !call.caller) {
        return route.answer(call);
    }
    if (key.size() > kIdempotencyKeyBytesMax || !is_valid_utf8(key)) {
        return fail(ErrorKind::invalid, "bad_idempotency_key",
                    "An Idempotency-Key has at most 128 characters.");
    }
    return run_once(route, call, key);
}

Outcome Server::run_once(const Route& route, Call& call, std::string_view key) {
    auto& database = context_.database;
    const auto user = call.user().id;
    const auto now = context_.now();
    const auto fingerprint = sha256(call.request.target + "\n" + call.request.body);
    const auto known =
        database.write([&](db::Session& session) -> std::optional<store::RememberedAnswer> {
            auto found = store::find_remembered_answer(session, user, key);
            // A reservation that old belongs to a request that a crash ended: it may be tried
            // again.
            if (found && found->status == 0 && now - found->created_at > kReservationLife) {
                store::delete_idempotency_key(session, user, key);
                found.reset();
            }
            return found || store::reserve_idempotency_key(session, user, key, fingerprint, now)
                       ? found
                       : std::nullopt;
        });
    if (known && known->request_sha256 != fingerprint) {
        return fail(ErrorKind::invalid, "idempotency_key_reused",
                    "This Idempotency-Key was used for another request. Use a new one.");
    }
    if (known && known->status == 0) {
        return fail(ErrorKind::conflict, "request_in_progress",
                    "The same request is being answered right now.");
    }
    if (known) {
        return Reply{.status = known->status,
                     .body = boost::json::parse(known->body.empty() ? "null" : known->body),
                     .headers = {{"Idempotency-Replayed", "true"}}};
    }
    auto outcome = route.answer(call);
    database.write([&](db::Session& session) {
        outcome ? store::record_answer(session, user, key, outcome->status,
                                       boost::json::serialize(outcome->body))
                : store::delete_idempotency_key(session, user, key);
    });
    return outcome;
}

void Server::upgrade(io::HttpRequest request, io::UpgradeResponder respond) {
    auto shared = std::make_shared<io::UpgradeResponder>(std::move(respond));
    if (!pools_.quick.submit(
            [this, request = std::move(request), shared] { (*shared)(answer_upgrade(request)); })) {
        (*shared)({.accepted = {}, .refused = io::transport_problem(503)});
    }
}

std::optional<LiveRequest> Server::live_request(const io::HttpRequest& request) {
    auto caller = find_caller(request);
    if (!caller) {
        return std::nullopt;
    }
    const bool needs_hello = caller->by_cookie();
    return LiveRequest{.caller = std::move(*caller), .needs_hello = needs_hello};
}

/// A visitor of a chat comes with a ticket, a customer in the portal with the cookie.
std::optional<LiveRequest> Server::customers_live_request(const io::HttpRequest& request,
                                                          const Query& query) {
    auto caller = query.has("ticket") ? context_.database.read([&](db::Session& session) {
        return desk::find_customer_by_live_ticket(session, context_.env, query.text("ticket"));
    })
                                      : find_customer(request);
    if (!caller) {
        return std::nullopt;
    }
    const bool needs_hello = caller->by_cookie();
    return LiveRequest{.caller = std::move(*caller), .needs_hello = needs_hello};
}

io::UpgradeAnswer Server::answer_upgrade(const io::HttpRequest& request) {
    const auto refuse = [](const Problem& problem) {
        return io::UpgradeAnswer{.accepted = {}, .refused = api::to_response(problem)};
    };
    try {
        const bool for_customers = request.path() == "/api/v1/my/live";
        if ((!for_customers && request.path() != "/api/v1/live") || !context_.ports.open_live) {
            return refuse(Error{
                ErrorKind::not_found, "not_found", "There is no WebSocket at this address.", {}});
        }
        if (const auto origin = check_origin(request); !origin) {
            return refuse(origin.error());
        }
        const auto query = Query::parse(request.query());
        const auto since =
            query ? query->number("since", -1, 0, INT64_MAX) : std::unexpected(query.error());
        if (!since) {
            return refuse(since.error());
        }
        auto live = for_customers ? customers_live_request(request, *query) : live_request(request);
        if (!live) {
            return refuse(Error{ErrorKind::denied, "signed_out", "Please sign in.", {}});
        }
        live->since = *since;
        return {.accepted = context_.ports.open_live(std::move(*live)), .refused = {}};
    } catch (const db::Failure& failure) {
        return refuse(problem_of(failure));
    } catch (const std::exception& error) {
        log_error("api: {} threw: {}", for_log(request.path()), for_log(error.what()));
        return {.accepted = {}, .refused = io::transport_problem(500)};
    }
}

}  // namespace postroom::api
