// Which function answers which request, and who may ask.
// Invariant: a route without a role in its table line does not compile; who may not ask never
// reaches the function. Rule: api/openapi.yaml; SEC-11.
#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.hpp"
#include "api/fields.hpp"
#include "api/problem.hpp"
#include "api/query.hpp"
#include "io/http_message.hpp"

namespace postroom::api {

/// Least that a caller must be. A customer is somebody else: signed in to the portal or a visitor
/// of a chat; no user gets in there, and no customer anywhere else. What is the portal's alone no
/// visitor reaches: of them only the site that they are on is known. (SEC-10)
enum class Access { anyone, customer, portal, user, team_leader, administrator };

/// One request on its way through a route.
struct Call {
    const Context& context;
    const io::HttpRequest& request;
    Query query;
    std::vector<std::string> captures;     ///< what stood at {...}, decoded, in order
    const desk::Caller* caller = nullptr;  ///< set for `user` and above
    const desk::CustomerCaller* customer_caller = nullptr;  ///< set for `customer`

    db::Database& database() const { return context.database; }
    const desk::Environment& env() const { return context.env; }
    const model::User& user() const { return caller->user; }
    model::Person actor() const { return model::person(user().id); }
    const model::Customer& customer() const { return customer_caller->customer; }
    const model::CustomerScope& scope() const { return customer_caller->scope; }
    bool is_administrator() const { return user().role == model::Role::administrator; }
    /// The number at the n-th {...id}; the router has checked that it is one.
    std::int64_t id(std::size_t n = 0) const;
    desk::Visitor visitor() const;
    /// ?limit= and ?cursor= where cursors are row ids: 0 = from the newest.
    Result<int> limit() const;
    Result<std::int64_t> before() const;
    std::expected<Fields, Problem> fields() const {
        return Fields::parse(request.header("Content-Type"), request.body);
    }
};

struct Reply {
    int status = 200;
    boost::json::value body;
    std::vector<io::HttpHeader> headers{};
    /// Bytes instead of JSON, when `content_type` is not empty.
    std::string content_type{};
    std::string content{};
};
using Outcome = std::expected<Reply, Problem>;

/// "204 No Content".
inline Reply nothing() { return {.status = 204, .body = nullptr}; }

/// Whether an answer waits for machines of strangers: those that do must not keep the others
/// waiting.
enum class Pace { quick, slow };

struct Route {
    io::Method method;
    std::string_view pattern;  ///< "/api/v1/items/{id}/followers/{kind}/{person_id}"
    Access access;
    Outcome (*answer)(Call& call);
    Pace pace = Pace::quick;
    /// Asked from wherever a mail is shown: a sandboxed frame has no origin. Such a route changes
    /// nothing that anybody sees.
    bool from_any_site = false;
};

class Router {
   public:
    explicit Router(std::span<const std::span<const Route>> tables);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::string> captures;
        std::string allowed;  ///< methods of this path when the method is not one of them
    };
    /// HEAD is answered by GET's route. A capture whose name ends in "id" matches numbers from 1
    /// only.
    Match match(io::Method method, std::string_view path) const;

    bool is_slow(io::Method method, std::string_view path) const;

   private:
    struct Entry {
        const Route* route;
        std::vector<std::string_view> segments;
    };
    std::vector<Entry> entries_;
};

/// Every route of the product, one table for one resource.
std::span<const std::span<const Route>> all_routes();

}  // namespace postroom::api
