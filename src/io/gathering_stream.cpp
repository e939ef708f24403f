// See gathering_stream.hpp.
#include "io/gathering_stream.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <vector>

#include "core/check.hpp"

namespace postroom::io {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// What leaves together: short heads, which are copied, and bodies, which many streams may share.
class Pieces {
   public:
    void append(std::string_view head, SharedBytes body) {
        bytes_ += head.size() + body->size();
        Piece piece{.body = std::move(body), .head_size = head.size()};
        std::ranges::copy(head, piece.head.begin());
        pieces_.push_back(std::move(piece));
    }

    std::vector<asio::const_buffer> buffers() const {
        std::vector<asio::const_buffer> buffers;
        buffers.reserve(2 * pieces_.size());
        for (const auto& piece : pieces_) {
            if (piece.head_size > 0) {
                buffers.emplace_back(piece.head.data(), piece.head_size);
            }
            buffers.emplace_back(piece.body->data(), piece.body->size());
        }
        return buffers;
    }

    void clear() {
        pieces_.clear();
        bytes_ = 0;
    }
    bool empty() const { return pieces_.empty(); }
    std::size_t bytes() const { return bytes_; }

   private:
    struct Piece {
        SharedBytes body;
        std::array<char, GatheringStream::kHeadBytesMax> head{};
        std::size_t head_size = 0;
    };

    std::vector<Piece> pieces_;
    std::size_t bytes_ = 0;
};

}  // namespace

struct GatheringStream::Gathered final : std::enable_shared_from_this<Gathered> {
    explicit Gathered(next_layer_type its_stream) : stream(std::move(its_stream)) {}

    void append(std::string_view head, SharedBytes body) {
        next.append(head, std::move(body));
        if (!writing) {
            writing = true;
            asio::post(stream.get_executor(), [self = shared_from_this()] { self->write(); });
        }
    }

    void write() {
        if (next.empty()) {
            writing = false;
            return;
        }
        std::swap(next, flying);
        asio::async_write(stream, flying.buffers(),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              self->on_written(error);
                          });
    }

    /// After a failure nothing is written any more: `writing` stays.
    void on_written(error_code error) {
        flying.clear();
        if (!error && !next.empty()) {
            return write();
        }
        writing = static_cast<bool>(error);
        if (sent) {
            sent(error);
        }
    }

    next_layer_type stream;
    Pieces next;
    Pieces flying;  ///< what the kernel is being given
    bool writing = false;
    Sent sent;
};

GatheringStream::GatheringStream(next_layer_type stream)
    : gathered_(std::make_shared<Gathered>(std::move(stream))) {}

GatheringStream::next_layer_type& GatheringStream::next_layer() noexcept {
    return gathered_->stream;
}
const GatheringStream::next_layer_type& GatheringStream::next_layer() const noexcept {
    return gathered_->stream;
}
void GatheringStream::on_sent(Sent sent) { gathered_->sent = std::move(sent); }
void GatheringStream::append(std::string_view head, SharedBytes body) {
    CHECK(head.size() <= kHeadBytesMax);
    gathered_->append(head, std::move(body));
}
void GatheringStream::drop_gathered() { gathered_->next.clear(); }
std::size_t GatheringStream::waiting_bytes() const {
    return gathered_->next.bytes() + gathered_->flying.bytes();
}

void teardown(boost::beast::role_type role, GatheringStream& stream, error_code& error) {
    boost::beast::websocket::teardown(role, stream.next_layer().socket(), error);
}

}  // namespace postroom::io
