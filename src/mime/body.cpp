// See body.hpp.
#include "mime/body.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.hpp"
#include "mime/message_id.hpp"

namespace postroom::mime {
namespace {

using Indexes = std::vector<std::size_t>;

/// What a subtree contributes to the body.
struct View {
    Indexes text;
    Indexes html;
};

bool is_named(const Part& part) {
    return !part.disposition.get("filename").empty() || !part.content_type.get("name").empty();
}

/// Text that is data for a program, or a form that only some programs show.
constexpr auto kTextForPrograms = std::to_array<std::string_view>(
    {"text/calendar", "text/csv", "text/css", "text/directory", "text/javascript",
     "text/rfc822-headers", "text/tab-separated-values", "text/vcard", "text/watch-html",
     "text/x-amp-html", "text/x-vcard", "text/x-vcalendar", "text/xml"});

/// Text for people. An unknown subtype is read as plain text. (RFC 2046 section 4.1.4)
bool is_text_part(const Part& part) {
    const bool is_text =
        part.content_type.value.starts_with("text/") &&
        std::ranges::find(kTextForPrograms, part.content_type.value) == kTextForPrograms.end();
    return is_text || is_html_part(part);
}

bool is_kind(const PartTree& tree, std::size_t index, std::string_view type) {
    return index != kNoPart && tree.parts[index].is(type);
}

/// A leaf that may be shown as text. Being named makes it a file, unless it is the mail itself.
bool is_body_candidate(const Part& part) {
    if (part.is_multipart() || !is_text_part(part) || part.disposition.value == "attachment") {
        return false;
    }
    return !is_named(part) || part.parent == kNoPart;
}

bool has_html(const PartTree& tree, const Indexes& indexes) {
    return std::ranges::any_of(indexes, [&](std::size_t i) { return is_html_part(tree.parts[i]); });
}

bool is_blank(const PartTree& tree, const Indexes& indexes) {
    return std::ranges::all_of(indexes,
                               [&](std::size_t i) { return trim(tree.parts[i].body).empty(); });
}

void append(Indexes& to, const Indexes& from) { to.insert(to.end(), from.begin(), from.end()); }

/// Whether a part says the same as one that is chosen already.
bool is_repeated(const PartTree& tree, const Indexes& chosen, std::size_t index) {
    return std::ranges::any_of(chosen, [&](std::size_t other) {
        return trim(tree.parts[other].body) == trim(tree.parts[index].body);
    });
}

/// multipart/alternative: the last HTML form, and the first plain form that says anything. (IN-8)
/// Several plain leaves cannot be forms of one another: some mailers put a footer there, so all are
/// shown.
View choose_alternative(const PartTree& tree, const Part& part, const std::vector<View>& views) {
    View chosen;
    bool has_plain = false;
    for (const std::size_t child : part.children) {
        const View& view = views[child];
        const bool says_something = !view.text.empty() && !is_blank(tree, view.text);
        const bool plain = says_something && !has_html(tree, view.text);
        if (plain && !has_plain) {
            chosen.text = view.text;
            has_plain = true;
        } else if (plain && tree.parts[child].is("text/plain") &&
                   !is_repeated(tree, chosen.text, child)) {
            append(chosen.text, view.text);
        } else if (says_something && chosen.text.empty()) {
            chosen.text = view.text;
        }
        if (has_html(tree, view.html)) {
            chosen.html = view.html;
        }
    }
    if (chosen.html.empty()) {
        chosen.html = chosen.text;
    }
    return chosen;
}

/// Whether a part is the one that "start" of its multipart/related names.
bool is_start(const Part& related, const Part& part) {
    const std::string_view start = related.content_type.get("start");
    return !start.empty() &&
           parse_message_ids(start) == parse_message_ids(find_field(part.fields, "content-id"));
}

/// multipart/related: the root alone is the body, the others are referred to by it. (RFC 2387)
View choose_related(const PartTree& tree, const Part& part, const std::vector<View>& views) {
    const View* first = nullptr;
    for (const std::size_t child : part.children) {
        if (views[child].text.empty()) {
            continue;
        }
        if (is_start(part, tree.parts[child])) {
            return views[child];
        }
        first = first == nullptr ? &views[child] : first;
    }
    return first == nullptr ? View{} : *first;
}

View concatenate(const Part& part, const std::vector<View>& views) {
    View all;
    for (const std::size_t child : part.children) {
        append(all.text, views[child].text);
        append(all.html, views[child].html);
    }
    return all;
}

/// Leaves that are not offered for download: other forms of the text in an alternative.
bool is_other_form(const PartTree& tree, const Part& part) {
    const bool is_form =
        is_text_part(part) || part.is("text/x-amp-html") || part.is("text/watch-html");
    if (!is_form || is_named(part) || part.disposition.value == "attachment") {
        return false;
    }
    for (std::size_t up = part.parent; up != kNoPart; up = tree.parts[up].parent) {
        if (is_kind(tree, up, "multipart/alternative")) {
            return true;
        }
    }
    return false;
}

/// Whether nothing but multipart/mixed stands around a part.
bool is_only_mixed_around(const PartTree& tree, const Part& part) {
    for (std::size_t up = part.parent; up != kNoPart; up = tree.parts[up].parent) {
        if (!tree.parts[up].is("multipart/mixed")) {
            return false;
        }
    }
    return true;
}

/// A named text that is not marked as an attachment is shown too, if the mail begins with it or
/// shows nothing else. It stays an attachment: its name may matter.
void show_named_text(const PartTree& tree, BodyChoice& choice) {
    const auto first_leaf = std::ranges::find_if_not(tree.parts, &Part::is_multipart);
    const auto first = static_cast<std::size_t>(first_leaf - tree.parts.begin());
    const bool is_nothing_shown = choice.text.empty() && choice.html.empty();
    for (const std::size_t index : choice.attachments) {
        const Part& part = tree.parts[index];
        if (!is_text_part(part) || part.disposition.value == "attachment") {
            continue;
        }
        if (is_nothing_shown) {
            choice.text = choice.html = {index};
            return;
        }
        if (index == first && is_only_mixed_around(tree, part)) {
            choice.text.insert(choice.text.begin(), index);
            choice.html.insert(choice.html.begin(), index);
            return;
        }
    }
}

}  // namespace

bool is_html_part(const Part& part) {
    return part.is("text/html") || part.is("application/xhtml+xml");
}

BodyChoice choose_body(const PartTree& tree) {
    std::vector<View> views(tree.parts.size());
    for (std::size_t index = tree.parts.size();
         index-- > 0;) {  // children stand behind their parents
        const Part& part = tree.parts[index];
        if (part.is("multipart/alternative") && part.is_multipart()) {
            views[index] = choose_alternative(tree, part, views);
        } else if (part.is("multipart/related") && part.is_multipart()) {
            views[index] = choose_related(tree, part, views);
        } else if (part.is_multipart()) {
            views[index] = concatenate(part, views);
        } else if (is_body_candidate(part)) {
            views[index] = {{index}, {index}};
        }
    }
    BodyChoice choice{std::move(views.front().text), std::move(views.front().html), {}};
    for (std::size_t index = 0; index < tree.parts.size(); ++index) {
        const Part& part = tree.parts[index];
        const bool shown = std::ranges::binary_search(choice.text, index) ||
                           std::ranges::binary_search(choice.html, index);
        if (!part.is_multipart() && !shown && !is_other_form(tree, part)) {
            choice.attachments.push_back(index);
        }
    }
    show_named_text(tree, choice);
    return choice;
}

}  // namespace postroom::mime
