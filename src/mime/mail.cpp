// See mail.hpp.
#include "mime/mail.hpp"

#include "core/text.hpp"

namespace postroom::mime {

std::string_view Mail::header(std::string_view name) const {
    for (const HeaderField& field : headers) {
        if (equals_ignoring_case(field.name, name)) {
            return field.value;
        }
    }
    return {};
}

bool Mail::has_header(std::string_view name) const {
    for (const HeaderField& field : headers) {
        if (equals_ignoring_case(field.name, name)) {
            return true;
        }
    }
    return false;
}

}  // namespace postroom::mime
