// See mail_words.hpp.
#include "store/mail_words.hpp"

#include <string>

namespace postroom::store {
namespace {

using model::name_of;
using model::stored_name;

#define TEMPLATE_COLUMNS "email_template_id, name, audience, version, created_at, updated_at"

model::EmailTemplate read_template(const db::Row& row) {
    return {.id = row.get<TemplateId>(0),
            .name = row.get<std::string>(1),
            .audience = stored_name<model::TemplateAudience>(row.get<std::string_view>(2)),
            .version = row.get<std::int64_t>(3),
            .created_at = row.get<TimePoint>(4),
            .updated_at = row.get<TimePoint>(5)};
}

void add_words(db::Session& session, model::EmailTemplate& found) {
    found.words = list_mail_words(session, {"template", std::to_string(found.id.value)});
}

}  // namespace

std::optional<TemplateId> insert_template(db::Session& session, const model::EmailTemplate& made,
                                          TimePoint now) {
    return session.one(
        R"(insert into email_template (name, audience, created_at, updated_at)
           values ($1, $2, $3, $3) on conflict do nothing returning email_template_id)",
        [](const db::Row& row) { return row.get<TemplateId>(0); }, made.name,
        name_of(made.audience), now);
}

bool update_template(db::Session& session, const model::EmailTemplate& changed, TimePoint now) {
    return session.execute(
               R"(update email_template set name = $2, audience = $3, updated_at = $4,
                      version = version + 1
                  where email_template_id = $1 and version = $5)",
               changed.id, changed.name, name_of(changed.audience), now, changed.version) == 1;
}

void delete_template(db::Session& session, TemplateId id) {
    session.execute("delete from mail_words where owner_kind = 'template' and owner_name = $1",
                    std::to_string(id.value));
    session.execute("delete from email_template where email_template_id = $1", id);
}

std::optional<model::EmailTemplate> find_template(db::Session& session, TemplateId id) {
    auto found =
        session.one("select " TEMPLATE_COLUMNS " from email_template where email_template_id = $1",
                    read_template, id);
    if (found) {
        add_words(session, *found);
    }
    return found;
}

std::optional<TemplateId> find_template_named(db::Session& session, std::string_view name) {
    return session.one(
        "select email_template_id from email_template where name = $1",
        [](const db::Row& row) { return row.get<TemplateId>(0); }, name);
}

std::vector<model::EmailTemplate> list_templates(db::Session& session, int limit) {
    auto templates = session.list("select " TEMPLATE_COLUMNS
                                  R"( from email_template
           order by lower(name), email_template_id limit $1)",
                                  read_template, limit);
    for (auto& each : templates) {
        add_words(session, each);
    }
    return templates;
}

model::WordsByLanguage list_mail_words(db::Session& session, WordsOwner owner) {
    model::WordsByLanguage words;
    for (auto& [language, text] : session.list(
             R"(select language, subject, body_html from mail_words
                where owner_kind = $1 and owner_name = $2 order by language limit 20)",
             [](const db::Row& row) {
                 return std::pair{
                     row.get<std::string>(0),
                     model::MailWords{row.get<std::string>(1), row.get<std::string>(2)}};
             },
             owner.kind, owner.name)) {
        words.emplace(std::move(language), std::move(text));
    }
    return words;
}

void save_mail_words(db::Session& session, WordsOwner owner, std::string_view language,
                     const model::MailWords& words, TimePoint now) {
    session.execute(
        R"(insert into mail_words (owner_kind, owner_name, language, subject, body_html, updated_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (owner_kind, owner_name, language) do update
               set subject = excluded.subject, body_html = excluded.body_html,
                   updated_at = excluded.updated_at)",
        owner.kind, owner.name, language, words.subject, words.html, now);
}

bool delete_mail_words(db::Session& session, WordsOwner owner, std::string_view language) {
    return session.execute(
               R"(delete from mail_words
                  where owner_kind = $1 and owner_name = $2 and language = $3)",
               owner.kind, owner.name, language) == 1;
}

std::optional<bool> find_system_email_enabled(db::Session& session, std::string_view name) {
    return session.one(
        "select enabled from system_email where name = $1",
        [](const db::Row& row) { return row.get<bool>(0); }, name);
}

void save_system_email_enabled(db::Session& session, std::string_view name, bool enabled,
                               TimePoint now) {
    session.execute(
        R"(insert into system_email (name, enabled, updated_at) values ($1, $2, $3)
           on conflict (name) do update
               set enabled = excluded.enabled, updated_at = excluded.updated_at)",
        name, enabled, now);
}

}  // namespace postroom::store
