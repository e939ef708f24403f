// See sniff.hpp. One libmagic handle for each thread: loading its database costs some 20 ms.
#include "api/sniff.hpp"

#include <magic.h>

#include <memory>

namespace postroom::api {
namespace {

constexpr std::size_t kBytesLookedAt = std::size_t{64} << 10;

struct CloseMagic {
    void operator()(magic_t handle) const { magic_close(handle); }
};
using Magic = std::unique_ptr<std::remove_pointer_t<magic_t>, CloseMagic>;

Magic open_magic() {
    Magic handle(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF));
    if (handle && magic_load(handle.get(), nullptr) != 0) {
        handle.reset();
    }
    return handle;
}

}  // namespace

std::string sniff_content_type(std::string_view content) {
    thread_local const Magic handle = open_magic();
    const auto looked_at = content.substr(0, kBytesLookedAt);
    const char* type =
        handle ? magic_buffer(handle.get(), looked_at.data(), looked_at.size()) : nullptr;
    return type ? type : "application/octet-stream";
}

}  // namespace postroom::api
