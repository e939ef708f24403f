// WebSocket frames (RFC 6455 section 5) and MQTT 3.1.1 packets, as far as the fan-out load client
// needs them. Invariant: whatever arrives in pieces is read when it is whole, and nothing twice.
// Rule: RFC 6455; MQTT 3.1.1 section 2.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postroom::bench {

enum class Opcode : unsigned char { text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// A client's frame: masked, with a mask of zeros, which leaves the bytes as they are.
inline std::string client_frame(Opcode opcode, std::string_view payload) {
    std::string frame;
    frame += static_cast<char>(0x80 | static_cast<unsigned char>(opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | payload.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size() & 0xFF);
    }
    frame.append(4, '\0');
    return frame.append(payload);
}

struct ServerFrame {
    Opcode opcode = Opcode::text;
    std::string_view payload;
    std::size_t bytes = 0;  ///< of the whole frame
};

/// The first frame of `bytes`, when it is whole. Fragments are not expected from the servers here.
inline std::optional<ServerFrame> first_frame(std::string_view bytes) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    if (bytes.size() < 2) {
        return std::nullopt;
    }
    std::size_t head = 2;
    std::uint64_t length = byte(1) & 0x7F;
    if (length >= 126) {
        const std::size_t more = length == 126 ? 2 : 8;
        if (bytes.size() < head + more) {
            return std::nullopt;
        }
        length = 0;
        for (std::size_t i = 0; i < more; ++i) {
            length = length << 8 | byte(head + i);
        }
        head += more;
    }
    if (bytes.size() - head < length) {
        return std::nullopt;
    }
    return ServerFrame{static_cast<Opcode>(byte(0) & 0x0F), bytes.substr(head, length),
                       head + length};
}

/// One MQTT packet of this type; `body` is at most 2 MB.
inline std::string mqtt_packet(unsigned char first, std::string_view body) {
    std::string packet(1, static_cast<char>(first));
    auto length = body.size();
    do {
        const auto low = static_cast<unsigned char>(length % 128);
        length /= 128;
        packet += static_cast<char>(length > 0 ? low | 0x80 : low);
    } while (length > 0);
    return packet.append(body);
}

inline std::string mqtt_text(std::string_view text) {
    std::string out;
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size() & 0xFF);
    return out.append(text);
}

struct MqttPacket {
    unsigned char type = 0;  ///< the upper four bits
    std::string_view body;
    std::size_t bytes = 0;
};

/// The first packet of `bytes`, when it is whole.
inline std::optional<MqttPacket> first_mqtt_packet(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 1, shift = 0; i < bytes.size() && i <= 4; ++i, shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        length |= static_cast<std::size_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) {
            const std::size_t head = i + 1;
            return bytes.size() - head < length
                       ? std::nullopt
                       : std::optional(MqttPacket{
                             static_cast<unsigned char>(static_cast<unsigned char>(bytes[0]) >> 4),
                             bytes.substr(head, length), head + length});
        }
    }
    return std::nullopt;
}

}  // namespace postroom::bench
