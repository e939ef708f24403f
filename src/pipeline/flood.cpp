// See flood.hpp.
#include "pipeline/flood.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text.hpp"
#include "store/item.hpp"

namespace postroom::pipeline {
namespace {

using guard::CeilingKind;
using guard::Count;

constexpr int kItemsRead = 64;     // a few more than the highest ceiling of one sender
constexpr int kMessagesRead = 16;  // the same for one text
constexpr Milliseconds kStormAgeMax = std::chrono::hours{24};
constexpr std::string_view kOwnHop = "(Postroom)";
constexpr std::string_view kStormTitle = "Very many mails from";

/// One count for each window of a kind, the mail to be judged included.
template <class Rows, class IsCounted>
void add_counts(CeilingKind kind, const Rows& rows, TimePoint now, IsCounted is_counted,
                std::vector<Count>& counts) {
    for (const auto& ceiling : guard::ceilings()) {
        if (ceiling.kind == kind) {
            const auto in_window = std::ranges::count_if(rows, [&](const auto& row) {
                return is_counted(row) && row.created_at > now - ceiling.window;
            });
            counts.push_back({kind, ceiling.window, in_window + 1});
        }
    }
}

}  // namespace

guard::CeilingVerdict judge_hops(const mime::Mail& mail) {
    std::int64_t hops = 0;
    std::int64_t own = 0;
    for (const auto& field : mail.headers) {
        if (equals_ignoring_case(field.name, "Received")) {
            ++hops;
            own += field.value.find(kOwnHop) != std::string::npos ? 1 : 0;
        }
    }
    const Count counts[] = {{CeilingKind::received_hops, Milliseconds{0}, hops},
                            {CeilingKind::own_hops, Milliseconds{0}, own}};
    return guard::judge_ceiling(counts);
}

SenderVerdict judge_new_item(db::Session& session, const desk::Environment& env, CustomerId sender,
                             std::string_view title, std::string_view text) {
    SenderVerdict verdict;
    if (!env.limit_senders) {
        return verdict;
    }
    const auto items = store::list_newest_items_of(session, sender, kItemsRead);
    const TimePoint now = env.now();
    std::vector<Count> counts;
    add_counts(
        CeilingKind::tickets_from_sender, items, now, [](const auto&) { return true; }, counts);
    add_counts(
        CeilingKind::identical_from_sender, items, now,
        [&](const auto& item) { return item.title == title && item.description == text; }, counts);
    verdict.ceiling = guard::judge_ceiling(counts);
    const auto storm = std::ranges::find_if(items, [&](const auto& item) {
        return item.title.starts_with(kStormTitle) && item.created_at > now - kStormAgeMax;
    });
    if (storm != items.end()) {
        verdict.storm_item = storm->id;
    }
    return verdict;
}

guard::CeilingVerdict judge_message(db::Session& session, const desk::Environment& env,
                                    ConversationId conversation, model::Person author,
                                    std::string_view text) {
    if (!env.limit_senders) {
        return {};
    }
    const auto messages = store::list_messages(session, conversation, 0, kMessagesRead);
    std::vector<Count> counts;
    add_counts(
        CeilingKind::identical_from_sender, messages, env.now(),
        [&](const model::Message& message) {
            return message.author == author && message.text == text;
        },
        counts);
    return guard::judge_ceiling(counts);
}

std::string storm_title(std::string_view address) {
    return fmt::format("{} {}", kStormTitle, address);
}

}  // namespace postroom::pipeline
