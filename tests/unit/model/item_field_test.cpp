// model/item_field: keys, forms of values, which items have a field.
#include "model/item_field.hpp"

#include <gtest/gtest.h>

namespace postroom::model {
namespace {

TEST(ItemField, KeysAreMadeOfNames) {
    EXPECT_EQ(key_of_field("Serial number!"), "serial_number");
    EXPECT_EQ(key_of_field("  № 7 – Größe  "), "7_gr_e");
    EXPECT_EQ(key_of_field("Договор"), "");
    EXPECT_EQ(key_of_field(std::string(200, 'x')).size(), 40u);
}

TEST(ItemField, AValueHasTheFormOfItsField) {
    const auto is = [](ItemFieldKind kind, std::string_view value) {
        return is_value_of({.kind = kind, .choices = {"Gold", "Silver"}}, value);
    };
    EXPECT_TRUE(is(ItemFieldKind::text, "anything"));
    EXPECT_TRUE(is(ItemFieldKind::number, "-12"));
    EXPECT_FALSE(is(ItemFieldKind::number, "12 pieces"));
    EXPECT_TRUE(is(ItemFieldKind::date, "2026-02-28"));
    EXPECT_FALSE(is(ItemFieldKind::date, "2026-02-30"));
    EXPECT_FALSE(is(ItemFieldKind::date, "tomorrow"));
    EXPECT_TRUE(is(ItemFieldKind::flag, "yes"));
    EXPECT_FALSE(is(ItemFieldKind::flag, "maybe"));
    EXPECT_TRUE(is(ItemFieldKind::choice, "Gold"));
    EXPECT_FALSE(is(ItemFieldKind::choice, "Bronze"));
}

TEST(ItemField, WithoutTypesAllItemsHaveIt) {
    EXPECT_TRUE(has_field(ItemType::task, {}));
    EXPECT_TRUE(has_field(ItemType::task, {.item_types = {ItemType::task}}));
    EXPECT_FALSE(has_field(ItemType::ticket, {.item_types = {ItemType::task}}));
}

}  // namespace
}  // namespace postroom::model
