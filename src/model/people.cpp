// Defaults of a new user's notifications, and whom mail can reach; see people.hpp.
#include "model/people.hpp"

namespace postroom::model {

NotificationPreferences default_preferences(Role role) {
    NotificationPreferences preferences;
    if (role == Role::member) {
        preferences.from_customers = FromCustomers::mine;
        preferences.replies_to_customers = RepliesToCustomers::followed;
    } else {
        preferences.from_customers = FromCustomers::all;
        preferences.replies_to_customers = RepliesToCustomers::all;
    }
    return preferences;
}

bool is_mailable(const Customer& customer) {
    return !customer.email.empty() && !customer.email.ends_with(kNoAddressDomain);
}

std::string display_name_of(const Customer& customer) {
    if (!customer.name.empty()) {
        return customer.name;
    }
    return is_mailable(customer) ? customer.email.substr(0, customer.email.find('@')) : "Visitor";
}

}  // namespace postroom::model
