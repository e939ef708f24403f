// Encoding and decoding; numeric appears as the type of sum() and avg() over bigint.
#include "db/postgresql_codec.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>

#include "core/text.hpp"
#include "db/failure.hpp"

namespace postroom::db {

namespace {

constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

template <class T>
T big_endian(std::string_view bytes) {
    T value = 0;
    for (std::size_t index = 0; index < sizeof(T); ++index) {
        value = static_cast<T>(value << 8 | static_cast<unsigned char>(bytes[index]));
    }
    return value;
}

constexpr std::uint16_t kNumericNegative = 0x4000;

/// A numeric: digits in base 10,000 behind a header of four 16-bit numbers (count, weight, sign,
/// scale).
struct Numeric {
    std::string_view bytes;

    std::uint16_t at(int index) const {
        return big_endian<std::uint16_t>(bytes.substr(static_cast<std::size_t>(index) * 2, 2));
    }
    int digits() const { return at(0); }
    int weight() const { return static_cast<std::int16_t>(at(1)); }
    bool negative() const { return at(2) == kNumericNegative; }
    int digit(int index) const { return index < digits() ? at(4 + index) : 0; }
};

double decode_numeric(Numeric numeric) {
    double value = 0;
    for (int index = 0; index < numeric.digits(); ++index) {
        value += numeric.digit(index) * std::pow(10'000.0, numeric.weight() - index);
    }
    return numeric.negative() ? -value : value;
}

/// Without what stands behind the point.
std::int64_t decode_numeric_integer(Numeric numeric) {
    std::int64_t value = 0;
    for (int index = 0; index <= numeric.weight(); ++index) {
        value = value * 10'000 + numeric.digit(index);
    }
    return numeric.negative() ? -value : value;
}

}  // namespace

Oid parameter_type(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::integer:
            return kInt8;
        case Value::Kind::real:
            return kFloat8;
        case Value::Kind::text:
            return kText;
        case Value::Kind::bytes:
            return kBytea;
        case Value::Kind::untyped:
            return 0;
    }
    return 0;
}

std::array<char, 8> encode_big_endian(std::uint64_t value) {
    std::array<char, 8> out;
    for (std::size_t index = 0; index < out.size(); ++index) {
        out[index] = static_cast<char>(value >> (56 - 8 * index) & 0xff);
    }
    return out;
}

std::int64_t decode_integer(Oid type, std::string_view bytes) {
    switch (type) {
        case kInt8:
            return static_cast<std::int64_t>(big_endian<std::uint64_t>(bytes));
        case kInt4:
            return static_cast<std::int32_t>(big_endian<std::uint32_t>(bytes));
        case kInt2:
            return static_cast<std::int16_t>(big_endian<std::uint16_t>(bytes));
        case kBool:
            return bytes[0] != 0 ? 1 : 0;
        case kFloat4:
        case kFloat8:
            return static_cast<std::int64_t>(decode_real(type, bytes));
        case kNumeric:
            return decode_numeric_integer({bytes});
        default:
            break;
    }
    if (const auto number = parse_int(bytes)) {
        return *number;
    }
    throw Failure{FailureKind::bug, fmt::format("a column of type {} is read as a number", type)};
}

double decode_real(Oid type, std::string_view bytes) {
    switch (type) {
        case kFloat8:
            return std::bit_cast<double>(big_endian<std::uint64_t>(bytes));
        case kFloat4:
            return std::bit_cast<float>(big_endian<std::uint32_t>(bytes));
        case kNumeric:
            return decode_numeric({bytes});
        default:
            return static_cast<double>(decode_integer(type, bytes));
    }
}

bool is_number(Oid type) {
    return type == kInt8 || type == kInt4 || type == kInt2 || type == kBool || type == kFloat4 ||
           type == kFloat8 || type == kNumeric;
}

std::string decode_text(Oid type, std::string_view bytes) {
    if (type == kFloat4 || type == kFloat8 || type == kNumeric) {
        return fmt::format("{}", decode_real(type, bytes));
    }
    return fmt::format("{}", decode_integer(type, bytes));
}

}  // namespace postroom::db
