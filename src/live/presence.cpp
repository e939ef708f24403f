// See presence.hpp.
#include "live/presence.hpp"

#include <algorithm>

namespace postroom::live {
namespace {

constexpr Milliseconds kViewLife{60'000};
constexpr Milliseconds kTypingLife{6'000};

}  // namespace

bool Presence::is_here(ConversationId conversation, model::Person person, Milliseconds now) const {
    return std::ranges::any_of(shown_, [&](const auto& entry) {
        const Shown& shown = entry.second;
        return shown.view.focused && shown.view.conversation == conversation &&
               shown.who.person == person && now < shown.until;
    });
}

/// Two windows of one user are one person: only the first to come and the last to go are news.
void Presence::note_change(ConversationId conversation, const Somebody& who, Milliseconds now,
                           std::vector<Change>& changes) {
    const std::pair key{conversation, who.person};
    const bool here = is_here(conversation, who.person, now);
    if (conversation && here != told_.contains(key)) {
        here ? void(told_.insert(key)) : void(told_.erase(key));
        changes.push_back({conversation, who, here});
    }
}

std::vector<Presence::Change> Presence::look(Window window, const Somebody& who, View view,
                                             Milliseconds now) {
    const auto before =
        shown_.contains(window) ? shown_.at(window).view.conversation : ConversationId{};
    if (view.conversation) {
        shown_.insert_or_assign(window, Shown{who, view, now + kViewLife});
    } else {
        shown_.erase(window);
    }
    std::vector<Change> changes;
    note_change(before, who, now, changes);
    note_change(view.conversation, who, now, changes);
    return changes;
}

std::vector<Presence::Change> Presence::leave(Window window, Milliseconds now) {
    const auto found = shown_.find(window);
    return found == shown_.end() ? std::vector<Change>{}
                                 : look(window, Somebody(found->second.who), {}, now);
}

std::vector<Presence::Change> Presence::expire(Milliseconds now) {
    std::vector<Window> silent;
    for (const auto& [window, shown] : shown_) {
        if (now >= shown.until) {
            silent.push_back(window);
        }
    }
    std::vector<Change> changes;
    for (const Window window : silent) {
        for (auto& change : leave(window, now)) {
            changes.push_back(std::move(change));
        }
    }
    return changes;
}

ConversationId Presence::viewing(Window window, Milliseconds now) const {
    const auto found = shown_.find(window);
    return found != shown_.end() && now < found->second.until ? found->second.view.conversation
                                                              : ConversationId{};
}

void Presence::type(ConversationId conversation, const Somebody& who, bool on, Milliseconds now) {
    if (on) {
        typing_.insert_or_assign({conversation, who.person}, Typing{who.name, now + kTypingLife});
    } else {
        typing_.erase({conversation, who.person});
    }
}

std::vector<Somebody> Presence::list_present(ConversationId conversation, model::Person except,
                                             Milliseconds now) const {
    std::vector<Somebody> here;
    for (const auto& [window, shown] : shown_) {
        const auto& person = shown.who.person;
        const bool is_told = std::ranges::any_of(
            here, [&](const Somebody& other) { return other.person == person; });
        if (person != except && !is_told && shown.view.conversation == conversation &&
            is_here(conversation, person, now)) {
            here.push_back(shown.who);
        }
    }
    return here;
}

std::vector<Somebody> Presence::list_typing(ConversationId conversation, model::Person except,
                                            Milliseconds now) {
    std::erase_if(typing_, [now](const auto& entry) { return now >= entry.second.until; });
    std::vector<Somebody> typing;
    for (const auto& [key, entry] : typing_) {
        if (key.first == conversation && key.second != except) {
            typing.push_back({key.second, entry.name});
        }
    }
    return typing;
}

}  // namespace postroom::live
