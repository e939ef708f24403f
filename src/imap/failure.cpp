// See failure.hpp.
#include "imap/failure.hpp"

namespace postroom::imap {

std::string_view name_of(Stage stage) {
    switch (stage) {
        case Stage::connect:
            return "connect";
        case Stage::tls:
            return "tls";
        case Stage::greeting:
            return "greeting";
        case Stage::starttls:
            return "starttls";
        case Stage::auth:
            return "auth";
        case Stage::select:
            return "select";
        case Stage::work:
            return "work";
    }
    return "unknown";
}

bool is_auth_refused(const Failure& failure) {
    return failure.stage == Stage::auth && !failure.is_temporary &&
           (failure.cause == Cause::refused || failure.cause == Cause::local);
}

}  // namespace postroom::imap
