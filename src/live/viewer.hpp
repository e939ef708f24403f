// Who is at the other end of a live socket: a colleague, or a customer in the portal or a chat.
// Invariant: what a viewer may have is asked by `reader`, never by the name or the socket.
// Rule: mail-correctness.md SEC-9, SEC-10.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "desk/customer_sign_in.hpp"
#include "desk/sign_in.hpp"

namespace postroom::live {

/// Whoever gets the same frames: a user, or a customer as they are here.
struct Reader {
    model::Person person;
    VisitorId visitor;  ///< of a customer in a chat
    auto operator<=>(const Reader&) const = default;
};

class Viewer {
   public:
    explicit Viewer(desk::Caller user) : caller_(std::move(user)) {}
    explicit Viewer(desk::CustomerCaller customer) : caller_(std::move(customer)) {}

    Reader reader() const;
    model::Person person() const { return reader().person; }
    std::string_view name() const;
    std::string_view csrf_token() const;
    /// The user, when it is one.
    const desk::Caller* user() const { return std::get_if<desk::Caller>(&caller_); }
    /// The customer, when it is one.
    const desk::CustomerCaller* customer() const {
        return std::get_if<desk::CustomerCaller>(&caller_);
    }
    /// Whether they are still signed in and active.
    bool is_known(db::Session& session, const desk::Environment& env) const;
    /// Whether they may see the conversation just now.
    bool may_see(db::Session& session, ConversationId conversation) const;

   private:
    std::variant<desk::Caller, desk::CustomerCaller> caller_;
};

}  // namespace postroom::live
