// Thread headers; see references.hpp.
// Invariant: root first, then at most kReferencesKept ids, no id twice.
// Rule: mail-correctness.md THR-11.
#include "threading/references.hpp"

#include <algorithm>

namespace postroom::threading {

ThreadHeaders references_for(std::string_view root_id, std::span<const std::string> public_ids) {
    ThreadHeaders out;
    const std::string_view root =
        root_id.empty() && !public_ids.empty() ? std::string_view(public_ids.front()) : root_id;
    // Newest first, so that a long conversation costs no more than a short one.
    for (std::size_t i = public_ids.size(); i-- > 0 && out.references.size() < kReferencesKept;) {
        const std::string& id = public_ids[i];
        if (!id.empty() && id != root &&
            std::ranges::find(out.references, id) == out.references.end()) {
            out.references.push_back(id);
        }
    }
    if (!root.empty()) {
        out.references.emplace_back(root);
    }
    if (!out.references.empty()) {
        out.in_reply_to = out.references.front();
        std::ranges::reverse(out.references);
    }
    return out;
}

}  // namespace postroom::threading
