// See item_field.hpp.
#include "store/item_field.hpp"

#include <boost/json.hpp>

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define FIELD_COLUMNS "f.item_field_id, f.key, f.name, f.kind, f.choices, f.item_types, f.active"
constexpr int kFieldColumns = 7;

std::string text_of(const std::vector<std::string>& words) {
    boost::json::array list;
    for (const auto& word : words) {
        list.emplace_back(word);
    }
    return boost::json::serialize(list);
}

std::string text_of(const std::vector<model::ItemType>& types) {
    std::vector<std::string> words;
    for (const auto type : types) {
        words.emplace_back(name_of(type));
    }
    return text_of(words);
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (const auto& word :
         boost::json::parse(boost::json::string_view(text.data(), text.size())).as_array()) {
        words.emplace_back(word.as_string());
    }
    return words;
}

model::ItemField read_field(const db::Row& row) {
    model::ItemField field{.id = row.get<model::ItemFieldId>(0),
                           .key = row.get<std::string>(1),
                           .name = row.get<std::string>(2),
                           .kind = stored_name<model::ItemFieldKind>(row.get<std::string>(3)),
                           .choices = words_of(row.get<std::string>(4)),
                           .item_types = {},
                           .active = row.get<bool>(6)};
    for (const auto& type : words_of(row.get<std::string>(5))) {
        field.item_types.push_back(stored_name<model::ItemType>(type));
    }
    return field;
}

}  // namespace

std::optional<model::ItemFieldId> insert_item_field(db::Session& session,
                                                    const model::ItemField& field) {
    return session.one(
        R"(insert into item_field (key, name, kind, choices, item_types, active)
           values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing returning item_field_id)",
        [](const db::Row& row) { return row.get<model::ItemFieldId>(0); }, field.key, field.name,
        name_of(field.kind), text_of(field.choices), text_of(field.item_types), field.active);
}

void update_item_field(db::Session& session, const model::ItemField& field) {
    session.execute(
        R"(update item_field set name = $2, choices = $3, item_types = $4, active = $5
           where item_field_id = $1)",
        field.id, field.name, text_of(field.choices), text_of(field.item_types), field.active);
}

std::optional<model::ItemField> find_item_field(db::Session& session, model::ItemFieldId id) {
    return session.one("select " FIELD_COLUMNS " from item_field f where f.item_field_id = $1",
                       read_field, id);
}

std::optional<model::ItemField> find_item_field(db::Session& session, std::string_view key) {
    return session.one("select " FIELD_COLUMNS " from item_field f where f.key = $1", read_field,
                       key);
}

std::vector<model::ItemField> list_item_fields(db::Session& session, int limit) {
    return session.list("select " FIELD_COLUMNS
                        " from item_field f order by f.item_field_id limit $1",
                        read_field, limit);
}

void set_item_field_value(db::Session& session, ItemId item, model::ItemFieldId field,
                          std::string_view value) {
    if (value.empty()) {
        session.execute("delete from item_field_value where item_id = $1 and item_field_id = $2",
                        item, field);
        return;
    }
    session.execute(
        R"(insert into item_field_value (item_id, item_field_id, value) values ($1, $2, $3)
           on conflict (item_id, item_field_id) do update set value = excluded.value)",
        item, field, value);
}

std::vector<model::ItemFieldValue> list_item_field_values(db::Session& session, ItemId item) {
    return session.list(
        "select " FIELD_COLUMNS
        R"(, coalesce(v.value, '') from item_field f
           left join item_field_value v on v.item_field_id = f.item_field_id and v.item_id = $1
           order by f.item_field_id)",
        [](const db::Row& row) {
            return model::ItemFieldValue{read_field(row), row.get<std::string>(kFieldColumns)};
        },
        item);
}

}  // namespace postroom::store
