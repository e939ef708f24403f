// See settle_place.hpp.
#include "pipeline/settle_place.hpp"

#include <algorithm>

#include "desk/directory.hpp"
#include "store/event.hpp"
#include "store/follower.hpp"
#include "store/item.hpp"
#include "store/outgoing_mail.hpp"
#include "store/people.hpp"

namespace postroom::pipeline {
namespace {

threading::Authentication authentication_of(const guard::SenderProof& proof) {
    switch (proof.conclusion) {
        case guard::SenderProof::Conclusion::none:
            return threading::Authentication::none;
        case guard::SenderProof::Conclusion::pass:
            return threading::Authentication::pass;
        case guard::SenderProof::Conclusion::fail:
            return threading::Authentication::fail;
    }
    return threading::Authentication::none;
}

threading::Target target_of(const Case& mail, const desk::Place& place, model::Person from) {
    threading::Target target{.conversation_id = place.conversation.id,
                             .item_id = place.conversation.item_id,
                             .visibility = place.conversation.visibility};
    if (place.item) {
        target.item_number = place.item->number;
        target.item_state = place.item->state;
        if (place.item->state == model::ItemState::finished) {
            target.finished_at = place.item->updated_at;
        }
        target.from_takes_part = from.kind == model::PersonKind::customer &&
                                 place.item->requester_id == CustomerId{from.id};
        for (const auto& follower : store::list_followers(mail.session, place.item->id)) {
            target.from_takes_part |=
                name_of(follower.kind) == name_of(from.kind) && follower.id == from.id;
        }
    }
    for (const auto& person : store::list_participants(mail.session, place.conversation.id)) {
        target.from_takes_part |= person == from;
    }
    return target;
}

/// The rows behind what the mail says about where it belongs.
threading::Lookups look_up(const Case& mail, model::Person from) {
    threading::Lookups lookups;
    for (const auto& found : mail.understood.evidence.tokens) {
        if (const auto place = desk::find_place(mail.session, found.token.conversation_id)) {
            lookups.by_conversation.emplace_back(found.token.conversation_id,
                                                 target_of(mail, *place, from));
        }
    }
    for (const auto& id : mail.understood.evidence.message_ids) {
        if (const auto known = store::find_mail_reference(mail.session, id)) {
            if (const auto place = desk::find_place(mail.session, known->conversation_id)) {
                lookups.by_message_id.emplace_back(id, target_of(mail, *place, from));
            }
        }
    }
    for (const std::int64_t number : mail.understood.evidence.numbers) {
        if (const auto stream = find_public_stream(mail.session, ItemId{number})) {
            if (const auto place = desk::find_place(mail.session, *stream)) {
                lookups.by_number.emplace_back(number, target_of(mail, *place, from));
            }
        }
    }
    return lookups;
}

}  // namespace

model::Person person_of(const Case& mail) {
    if (const auto user = store::find_user_by_email(mail.session, mail.from_address);
        user && user->active) {
        return model::person(user->id);
    }
    if (const auto customer = store::find_customer_by_email(mail.session, mail.from_address)) {
        return model::person(customer->id);
    }
    return {model::PersonKind::customer, 0};
}

threading::Choice choose_place(const Case& mail, model::Person from) {
    const auto& understood = mail.understood;
    return threading::choose(understood.evidence, look_up(mail, from),
                             {.from = from,
                              .authentication = authentication_of(understood.proof),
                              .is_automatic = understood.automatic.is_automatic,
                              .at = mail.incoming.received_at});
}

std::optional<ConversationId> find_public_stream(db::Session& session, ItemId id) {
    const auto item = store::find_item(session, id);
    const ItemId place = item && item->merged_into ? item->merged_into : id;
    std::optional<ConversationId> first;
    for (const auto& stream : store::list_conversations_of_item(session, place)) {
        if (stream.visibility != model::Visibility::public_) {
            continue;
        }
        if (stream.last_seq > 0) {
            return stream.id;
        }
        first = first.value_or(stream.id);
    }
    return first;
}

bool is_stranger_to_direct(db::Session& session, ConversationId id, model::Person from) {
    const auto conversation = store::find_conversation(session, id);
    if (!conversation || !is_direct(*conversation)) {
        return false;
    }
    const auto people = store::list_participants(session, id);
    return std::ranges::find(people, from) == people.end();
}

}  // namespace postroom::pipeline
