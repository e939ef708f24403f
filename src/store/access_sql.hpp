// Which conversations a user may open, as one condition that every statement shares.
// Invariant: this is the only place that decides it; a list and a single check can never differ.
// Rule: features F022-F024, F027; SEC-11.
#pragma once

/// Condition over `conversation c left join item i on i.item_id = c.item_id`: what the user whose
/// id is the SQL expression `user` follows, works on or took part in, and the chats of widgets that
/// the user's team answers. Any other conversation without item and project is direct: participants
/// only.
#define FOLLOWED_CONVERSATION(user)                                                              \
    "(i.assignee_id = " user                                                                     \
    " or exists (select 1 from participant p where p.conversation_id = c.conversation_id"        \
    " and p.kind = 'user' and p.person_id = " user                                               \
    ")"                                                                                          \
    " or exists (select 1 from team_member m where m.user_id = " user                            \
    " and m.team_id = i.team_id)"                                                                \
    " or exists (select 1 from follower f where f.subject = 'item' and f.subject_id = c.item_id" \
    " and f.kind = 'user' and f.person_id = " user                                               \
    ")"                                                                                          \
    " or exists (select 1 from follower f join team_member m on m.team_id = f.person_id"         \
    " where f.subject = 'item' and f.subject_id = c.item_id and f.kind = 'team'"                 \
    " and m.user_id = " user                                                                     \
    ")"                                                                                          \
    " or exists (select 1 from follower f where f.subject = 'project'"                           \
    " and f.subject_id = coalesce(c.project_id, i.project_id)"                                   \
    " and f.kind = 'user' and f.person_id = " user                                               \
    ")"                                                                                          \
    " or exists (select 1 from follower f join team_member m on m.team_id = f.person_id"         \
    " where f.subject = 'project' and f.subject_id = coalesce(c.project_id, i.project_id)"       \
    " and f.kind = 'team' and m.user_id = " user                                                 \
    ")"                                                                                          \
    " or exists (select 1 from project_member m"                                                 \
    " where m.project_id = coalesce(c.project_id, i.project_id)"                                 \
    " and m.kind = 'user' and m.member_id = " user                                               \
    ")"                                                                                          \
    " or exists (select 1 from project_member m join team_member t on t.team_id = m.member_id"   \
    " where m.project_id = coalesce(c.project_id, i.project_id) and m.kind = 'team'"             \
    " and t.user_id = " user                                                                     \
    ")"                                                                                          \
    " or exists (select 1 from chat_visitor v join chat_widget w"                                \
    " on w.chat_widget_id = v.chat_widget_id join team_member m on m.team_id = w.team_id"        \
    " where v.visitor_id = c.visitor_id and m.user_id = " user "))"

/// Condition over a conversation `d`: between users, for those who take part only; whatever else
/// somebody is, an administrator too.
#define IS_DIRECT_CONVERSATION \
    "(d.item_id is null and d.project_id is null and d.visibility = 'internal')"

/// The same for a user of whom the SQL condition `everything` says that they may open the
/// conversations of all projects.
#define CONVERSATION_VISIBLE_TO(user, everything)             \
    "((" everything                                           \
    " and (c.item_id is not null or c.project_id is not null" \
    " or c.visibility = 'public')) or " FOLLOWED_CONVERSATION(user) ")"

/// The same for the user of the row `app_user u`, with what stands there about them.
#define CONVERSATION_VISIBLE_TO_U \
    CONVERSATION_VISIBLE_TO("u.user_id", "u.conversations = 'all_projects'")

/// The same for the user $1, where $2 is 1 when that user may open the conversations of all
/// projects.
#define VISIBLE_CONVERSATION CONVERSATION_VISIBLE_TO("$1", "$2 = 1")

/// Condition over the id of an item, `item`: the user $1 sees a conversation of it. An item always
/// has one that is no direct conversation, so for a user who may open the conversations of all
/// projects ($2 is 1) nothing is looked up.
#define VISIBLE_ITEM(item)                                                                 \
    "($2 = 1 or exists (select 1 from conversation c join item i on i.item_id = c.item_id" \
    " where c.item_id = " item " and " VISIBLE_CONVERSATION "))"

/// Condition over the same tables: what the customer $1 sees of themselves, as the visitor $2 of a
/// chat or, where $2 is 0, in the portal. Never what is internal. In the portal: what they
/// requested, follow or took part in, and the requests of an organization that shares them. In a
/// chat: what this visitor began; and when the site vouches for the visitor, what the same person
/// began there with another browser. (F003, SEC-10, SEC-11)
#define CUSTOMERS_CONVERSATION                                                                   \
    "(c.visibility = 'public' and (($2 = 0 and (i.requester_id = $1"                             \
    " or exists (select 1 from participant p where p.conversation_id = c.conversation_id"        \
    " and p.kind = 'customer' and p.person_id = $1)"                                             \
    " or exists (select 1 from follower f where f.subject = 'item' and f.subject_id = c.item_id" \
    " and f.kind = 'customer' and f.person_id = $1)"                                             \
    " or exists (select 1 from customer me join customer colleague"                              \
    " on colleague.organization_id = me.organization_id"                                         \
    " join organization o on o.organization_id = me.organization_id and o.shares_requests = 1"   \
    " where me.customer_id = $1 and colleague.customer_id = i.requester_id)))"                   \
    " or ($2 <> 0 and (c.visitor_id = $2"                                                        \
    " or exists (select 1 from chat_visitor mine join chat_visitor theirs"                       \
    " on theirs.customer_id = mine.customer_id and theirs.chat_widget_id = mine.chat_widget_id"  \
    " where mine.visitor_id = $2 and theirs.visitor_id = c.visitor_id"                           \
    " and mine.is_identified = 1 and theirs.is_identified = 1)))))"
