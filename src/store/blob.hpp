// Raw mail and attachments: bytes by content.
// Invariant: equal bytes are stored once; a blob never changes. Rule: IN-2, architecture.md "Raw
// mail".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "db/session.hpp"

namespace postroom::store {

/// Bytes made ready for the table: hashed and compressed, away from the writer thread.
struct PackedBlob {
    std::string sha256;
    std::string codec;  ///< "zstd" or "none"
    std::string content;
    std::size_t size = 0;  ///< of the original bytes
};

/// Any thread; needs no database.
PackedBlob pack_blob(std::string_view content);

/// Stores the blob, or finds the one that holds the same bytes.
BlobId insert_blob(db::Session& session, const PackedBlob& blob);

/// The original bytes. Throws db::Failure(corrupt) when they do not unpack.
std::optional<std::string> find_blob(db::Session& session, BlobId id);

}  // namespace postroom::store
