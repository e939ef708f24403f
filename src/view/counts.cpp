// See counts.hpp.
#include "view/counts.hpp"

#include <boost/json.hpp>

#include "store/conversation_view.hpp"
#include "store/mail_view.hpp"
#include "store/receipt.hpp"

namespace postroom::view {
namespace {

constexpr int kOutboxCountedMax = 1000;

}  // namespace

Object counts_json(db::Session& session, const model::User& user) {
    const auto unread = store::count_unread_conversations(session, user.id);
    const auto outbox =
        store::count_outbox(session, user, store::OutboxView::all, kOutboxCountedMax);
    return Object{{"unread_messages", store::count_unseen(session, model::person(user.id))},
                  {"unread_customers", unread.public_},
                  {"unread_mine", unread.internal},
                  {"outbox", outbox.total},
                  {"outbox_failed", outbox.failed}};
}

}  // namespace postroom::view
