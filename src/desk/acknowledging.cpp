// See acknowledging.hpp.
#include "desk/acknowledging.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "guard/ceilings.hpp"
#include "notify/rule.hpp"
#include "store/automation.hpp"
#include "store/incoming_mail.hpp"
#include "store/item.hpp"
#include "store/item_link.hpp"

namespace postroom::desk {
namespace {

constexpr int kAcknowledgementsMax = 50;

/// The first message that customers can read: what the item began with.
std::optional<model::Message> find_opening(db::Session& session, ItemId item) {
    for (const auto& conversation : store::list_conversations_of_item(session, item)) {
        if (conversation.visibility == model::Visibility::public_) {
            auto first = store::list_messages(session, conversation.id, 2, 1);
            if (!first.empty()) {
                return std::move(first.front());
            }
        }
    }
    return std::nullopt;
}

/// A part of another item, or a conversation that had begun before.
bool goes_on(db::Session& session, const model::Item& item) {
    const auto links = store::list_item_links(session, item.id);
    const auto opening = find_opening(session, item.id);
    return std::ranges::any_of(links,
                               [&](const store::ItemLink& link) {
                                   return link.to == item.id && link.kind == model::LinkKind::split;
                               }) ||
           (opening && opening->created_at < item.created_at);
}

/// What intake found out about the mail; see pipeline/settle.
std::string_view rule_against_sender(db::Session& session, IncomingMailId mail) {
    const auto found = mail ? store::find_sender_proof(session, mail) : std::string();
    boost::system::error_code error;
    const auto proof = boost::json::parse(found.empty() ? "{}" : found, error);
    if (error || !proof.is_object()) {
        return {};
    }
    const auto* wants_none = proof.get_object().if_contains("wants_no_answer");
    if (wants_none != nullptr && wants_none->is_bool() && wants_none->get_bool()) {
        return notify::rule::kOpenedByMachine;
    }
    const auto* conclusion = proof.get_object().if_contains("conclusion");
    return conclusion != nullptr && conclusion->is_string() && conclusion->get_string() == "fail"
               ? notify::rule::kSenderUnproved
               : std::string_view{};
}

/// Thanks that this customer got lately, with the one to be judged. (LOOP-6)
bool is_thanked_enough(db::Session& session, const model::Item& item, TimePoint now) {
    using enum guard::CeilingKind;
    const auto earlier = store::list_acknowledgements(
        session, item.requester_id, now - std::chrono::hours{24}, kAcknowledgementsMax);
    std::vector<guard::Count> counts;
    for (const auto& ceiling : guard::ceilings()) {
        const bool same_subject = ceiling.kind == acks_to_address_same_subject;
        if (ceiling.kind != acks_for_ticket && ceiling.kind != acks_to_address && !same_subject) {
            continue;
        }
        const auto count = std::ranges::count_if(earlier, [&](const store::Acknowledgement& each) {
            return ceiling.kind == acks_for_ticket
                       ? each.item_id == item.id
                       : each.at > now - ceiling.window &&
                             (!same_subject || equals_ignoring_case(each.title, item.title));
        });
        counts.push_back({ceiling.kind, ceiling.window, count + 1});
    }
    return guard::judge_ceiling(counts).action != guard::CeilingAction::allow;
}

}  // namespace

std::string_view rule_against_acknowledging(db::Session& session, const model::Item& item,
                                            TimePoint now) {
    if (goes_on(session, item)) {
        return notify::rule::kConversationGoesOn;
    }
    if (const auto opening = find_opening(session, item.id)) {
        if (opening->is_automatic) {
            return notify::rule::kOpenedByMachine;
        }
        if (const auto rule = rule_against_sender(session, opening->incoming_mail_id);
            !rule.empty()) {
            return rule;
        }
    }
    return item.requester_id && is_thanked_enough(session, item, now)
               ? notify::rule::kAcknowledgementCeiling
               : std::string_view{};
}

}  // namespace postroom::desk
