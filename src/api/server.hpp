// From an HTTP request to its answer: who is asking, may they, which route, what is remembered.
// Invariant: routes run on the work pool; an answer carries the security headers whatever it is; a
// request that changes something has proved that it does not come from another site (SEC-8). Rule:
// mail-correctness.md SEC-4, SEC-8, SEC-9, SEC-11; ARCHITECTURE.md "Contracts: HTTP".
#pragma once

#include <atomic>
#include <memory>

#include "api/context.hpp"
#include "api/router.hpp"
#include "io/executor.hpp"
#include "io/http_server.hpp"

namespace postroom::api {

class Server {
   public:
    struct Pools {
        io::WorkPool& quick;
        io::WorkPool& slow;  ///< for routes that wait for machines of strangers
    };
    Server(Context context, const Pools& pools);

    /// For io::HttpServer. They refer to this Server, which must outlive it.
    io::HttpHandlers handlers();

    /// Answers one request on the calling thread, which may block.
    io::HttpResponse answer(const io::HttpRequest& request);

    /// Requests answered since the start. Any thread.
    std::uint64_t requests() const { return requests_; }

   private:
    io::WorkPool& pool_for(const io::HttpRequest& request) const;
    std::expected<io::HttpResponse, Problem> answer_route(const io::HttpRequest& request);
    std::optional<desk::Caller> find_caller(const io::HttpRequest& request);
    std::optional<desk::CustomerCaller> find_customer(const io::HttpRequest& request);
    Result<void> check_origin(const io::HttpRequest& request) const;
    Result<void> check_csrf_token(const io::HttpRequest& request,
                                  std::string_view csrf_token) const;
    Result<void> check_customer(const io::HttpRequest& request, const Route& route,
                                const std::optional<desk::CustomerCaller>& customer) const;
    Result<void> check_access(const io::HttpRequest& request, const Route& route,
                              const std::optional<desk::Caller>& caller) const;
    Outcome run(const Route& route, Call& call);
    Outcome run_once(const Route& route, Call& call, std::string_view key);
    void upgrade(io::HttpRequest request, io::UpgradeResponder respond);
    std::optional<LiveRequest> live_request(const io::HttpRequest& request);
    std::optional<LiveRequest> customers_live_request(const io::HttpRequest& request,
                                                      const Query& query);
    io::UpgradeAnswer answer_upgrade(const io::HttpRequest& request);

    Context context_;
    Pools pools_;
    Router router_;
    std::atomic<std::uint64_t> requests_{0};
};

}  // namespace postroom::api
