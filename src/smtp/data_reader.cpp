// See data_reader.hpp. Whole runs between line ends are found with memchr and copied at once: the
// machine touches single bytes only at the start of a line.
#include "smtp/data_reader.hpp"

#include <cstring>
#include <utility>

namespace postroom::smtp {
namespace {

std::size_t find_byte(std::string_view bytes, char wanted, std::size_t from, std::size_t to) {
    const void* found = std::memchr(bytes.data() + from, wanted, to - from);
    return found == nullptr
               ? to
               : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

}  // namespace

void DataReader::begin(std::string content, Limits limits) {
    *this = DataReader{};
    content_ = std::move(content);
    prefix_bytes_ = content_.size();
    limits_ = limits;
}

void DataReader::keep(std::string_view piece) {
    if (too_big_ || content_.size() - prefix_bytes_ + piece.size() > limits_.content_bytes_max) {
        too_big_ = true;
        std::string().swap(content_);
        return;
    }
    content_.append(piece);
}

void DataReader::note_line_piece(std::size_t length) {
    line_bytes_ += length;
    line_too_long_ = line_too_long_ || line_bytes_ > limits_.line_bytes_max;
}

/// From inside a line on to behind the next LF, a CR that ends `bytes`, or the end of `bytes`.
std::size_t DataReader::scan_text(std::string_view bytes, std::size_t at) {
    const std::size_t lf = find_byte(bytes, '\n', at, bytes.size());
    const bool has_lf = lf < bytes.size();
    const bool cr_before =
        has_lf && lf > at ? bytes[lf - 1] == '\r' : has_lf && state_ == State::text_cr;
    // Every CR but the one right before the LF (or, still undecided, at the very end) is a stray
    // one.
    const std::size_t cr = find_byte(bytes, '\r', at, lf);
    const bool stray_cr = cr + 1 < lf || (state_ == State::text_cr && lf > at);
    bare_newline_ = bare_newline_ || stray_cr || (has_lf && !cr_before);
    note_line_piece(lf - at);
    if (has_lf) {
        state_ = cr_before ? State::line_start : State::text;  // dots count after CR LF only
        line_bytes_ = 0;
        return lf + 1;
    }
    if (lf > at) {
        state_ = bytes.back() == '\r' ? State::text_cr : State::text;
    }
    return lf;
}

bool DataReader::feed(std::string_view& bytes) {
    std::size_t at = 0;
    std::size_t from = 0;  // bytes[from, at) are content that is not kept yet
    bool ended = false;
    while (at < bytes.size() && !ended) {
        switch (state_) {
            case State::line_start:
                state_ = bytes[at] == '.' ? State::dot : State::text;
                if (state_ == State::dot) {
                    keep(bytes.substr(from, at - from));
                    from = ++at;
                }
                break;
            case State::dot:
                state_ = bytes[at] == '\r' ? State::dot_cr : State::text;
                at += state_ == State::dot_cr ? 1 : 0;
                break;
            case State::dot_cr:
                ended = bytes[at] == '\n';
                if (ended) {
                    from = ++at;
                } else {  // the CR belongs to the text; it may stand in an earlier piece
                    keep("\r");
                    from = at;
                    state_ = State::text_cr;
                }
                break;
            case State::text:
            case State::text_cr:
                at = scan_text(bytes, at);
                break;
        }
    }
    if (!ended && state_ == State::dot_cr && from < at) {
        from = at;  // held back until the next byte says whether it is content
    }
    keep(bytes.substr(from, at - from));
    bytes_read_ += at;
    bytes.remove_prefix(at);
    return ended;
}

}  // namespace postroom::smtp
