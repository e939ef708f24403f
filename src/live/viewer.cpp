// See viewer.hpp.
#include "live/viewer.hpp"

#include "store/access.hpp"
#include "store/people.hpp"

namespace postroom::live {

Reader Viewer::reader() const {
    if (const auto* its_user = user()) {
        return {model::person(its_user->user.id), {}};
    }
    const auto& scope = customer()->scope;
    return {model::person(scope.customer), scope.visitor};
}

std::string_view Viewer::name() const {
    const auto* its_user = user();
    return its_user ? its_user->user.name : customer()->customer.name;
}

std::string_view Viewer::csrf_token() const {
    const auto* its_user = user();
    return its_user ? its_user->csrf_token : customer()->csrf_token;
}

bool Viewer::is_known(db::Session& session, const desk::Environment& env) const {
    const auto* its_user = user();
    if (!its_user) {
        return desk::find_customer_again(session, env, *customer()).has_value();
    }
    if (its_user->by_cookie()) {
        return desk::find_caller_by_cookie(session, env, its_user->session_token).has_value();
    }
    const auto found = store::find_user(session, its_user->user.id);
    return found && found->active;
}

bool Viewer::may_see(db::Session& session, ConversationId conversation) const {
    if (const auto* its_customer = customer()) {
        return store::may_see_conversation(session, its_customer->scope, conversation);
    }
    const auto found = store::find_user(session, user()->user.id);
    return found && found->active && store::may_see_conversation(session, *found, conversation);
}

}  // namespace postroom::live
