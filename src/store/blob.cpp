// See blob.hpp.
#include "store/blob.hpp"

#include <zstd.h>

#include <memory>

#include "core/check.hpp"
#include "core/encoding.hpp"
#include "db/failure.hpp"

namespace postroom::store {
namespace {

constexpr int kZstdLevel = 1;
constexpr std::size_t kCompressFrom = 256;  // shorter bytes gain nothing

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::string compress(std::string_view content) {
    // Making a context costs more than packing a short mail with it.
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context{ZSTD_createCCtx()};
    std::string out(ZSTD_compressBound(content.size()), '\0');
    const std::size_t length = ZSTD_compressCCtx(context.get(), out.data(), out.size(),
                                                 content.data(), content.size(), kZstdLevel);
    CHECK(ZSTD_isError(length) == 0);
    out.resize(length);
    return out;
}

std::string decompress(std::string_view packed, std::size_t size) {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context{ZSTD_createDCtx()};
    std::string out(size, '\0');
    const std::size_t length =
        ZSTD_decompressDCtx(context.get(), out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(length) != 0 || length != size) {
        throw db::Failure(db::FailureKind::corrupt, "a blob does not unpack");
    }
    return out;
}

}  // namespace

PackedBlob pack_blob(std::string_view content) {
    PackedBlob blob{
        .sha256 = sha256(content), .codec = "none", .content = {}, .size = content.size()};
    if (content.size() >= kCompressFrom) {
        blob.content = compress(content);
        blob.codec = "zstd";
    }
    if (blob.codec == "none" || blob.content.size() >= content.size()) {
        blob.content = content;
        blob.codec = "none";
    }
    return blob;
}

BlobId insert_blob(db::Session& session, const PackedBlob& blob) {
    const auto id_of = [](const db::Row& row) { return row.get<BlobId>(0); };
    const auto inserted = session.one(
        R"(insert into blob (sha256, size, codec, content) values ($1, $2, $3, $4)
           on conflict (sha256) do nothing returning blob_id)",
        id_of, db::Bytes{blob.sha256}, blob.size, blob.codec, db::Bytes{blob.content});
    if (inserted) {
        return *inserted;
    }
    const auto found =
        session.one("select blob_id from blob where sha256 = $1", id_of, db::Bytes{blob.sha256});
    CHECK(found.has_value());
    return *found;
}

std::optional<std::string> find_blob(db::Session& session, BlobId id) {
    return session.one(
        "select codec, size, content from blob where blob_id = $1",
        [](const db::Row& row) {
            const auto packed = row.get<std::string_view>(2);
            return row.get<std::string_view>(0) == "zstd"
                       ? decompress(packed, static_cast<std::size_t>(row.get<std::int64_t>(1)))
                       : std::string(packed);
        },
        id);
}

}  // namespace postroom::store
