// See canned_text.hpp.
#include "desk/canned_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "automate/merge.hpp"
#include "core/text.hpp"
#include "html/entity.hpp"
#include "store/people.hpp"

namespace postroom::desk {
namespace {

constexpr std::array<std::string_view, 6> kFields{"customer.name", "customer.first_name",
                                                  "item.number",   "item.title",
                                                  "user.name",     "user.first_name"};

std::string first_word(std::string_view name) { return std::string(split(name, ' ').front()); }

/// Whom the text is for: the requester of the item.
std::optional<model::Customer> customer_of(db::Session& session, const Place& place) {
    return place.item && place.item->requester_id
               ? store::find_customer(session, place.item->requester_id)
               : std::nullopt;
}

std::string value_of(std::string_view field, const Place& place,
                     const std::optional<model::Customer>& customer, const model::User& author) {
    if (field == "user.name") {
        return author.name;
    }
    if (field == "user.first_name") {
        return first_word(author.name);
    }
    if (field == "customer.name" && customer) {
        return customer->name;
    }
    if (field == "customer.first_name" && customer) {
        return first_word(customer->name);
    }
    if (field == "item.number" && place.item) {
        return model::reference_of(*place.item);
    }
    return field == "item.title" && place.item ? place.item->title : std::string{};
}

}  // namespace

std::span<const std::string_view> merge_fields() { return kFields; }

std::vector<std::string> unknown_merge_fields(std::string_view text) {
    return automate::unknown_fields(text, kFields);
}

FilledText fill_canned_text(db::Session& session, std::string_view html, const Place& place,
                            const model::User& author) {
    FilledText filled;
    const auto customer = customer_of(session, place);
    filled.html = automate::replace_fields(html, [&](std::string_view field) {
        const auto value = one_line(value_of(field, place, customer, author));
        if (value.empty() && std::ranges::find(filled.missing, field) == filled.missing.end()) {
            filled.missing.emplace_back(field);
        }
        return html::escaped(value);
    });
    return filled;
}

}  // namespace postroom::desk
