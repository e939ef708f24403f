// Who looks at which conversation, and who types there.
// Invariant: soft and short-lived: never stored, never means "seen"; a view ends a minute after its
// client last said so, typing after six seconds. Pure: time comes as an argument. Loop thread only.
// Rule: CHAT-5; api/openapi.yaml LiveEvent `presence`, `typing`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "model/people.hpp"

namespace postroom::live {

struct Somebody {
    model::Person person;
    std::string name;
};

class Presence {
   public:
    /// One window of one user; what stands for it is up to the caller.
    using Window = const void*;
    struct View {
        ConversationId conversation;  ///< none = looks at no conversation
        bool focused = false;         ///< visible and in front: only then "is here"
    };
    /// Somebody came to a conversation or went: what the others there are to be told.
    struct Change {
        ConversationId conversation;
        Somebody who;
        bool present = false;
    };

    /// The window says what it shows, and says so again while it does.
    std::vector<Change> look(Window window, const Somebody& who, View view, Milliseconds now);
    /// The window is gone.
    std::vector<Change> leave(Window window, Milliseconds now);
    /// Forgets views that nobody repeated. Call it now and then.
    std::vector<Change> expire(Milliseconds now);
    /// What the window shows, whether it is in front or not; none when nothing was said lately.
    ConversationId viewing(Window window, Milliseconds now) const;

    void type(ConversationId conversation, const Somebody& who, bool on, Milliseconds now);

    /// Who is here, and who types, for somebody who comes: never themselves, everybody once.
    std::vector<Somebody> list_present(ConversationId conversation, model::Person except,
                                       Milliseconds now) const;
    std::vector<Somebody> list_typing(ConversationId conversation, model::Person except,
                                      Milliseconds now);

   private:
    struct Shown {
        Somebody who;
        View view;
        Milliseconds until{0};
    };
    struct Typing {
        std::string name;
        Milliseconds until{0};
    };

    bool is_here(ConversationId conversation, model::Person person, Milliseconds now) const;
    void note_change(ConversationId conversation, const Somebody& who, Milliseconds now,
                     std::vector<Change>& changes);

    std::map<Window, Shown> shown_;
    std::set<std::pair<ConversationId, model::Person>> told_;  ///< what the others believe
    std::map<std::pair<ConversationId, model::Person>, Typing> typing_;
};

}  // namespace postroom::live
