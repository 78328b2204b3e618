//! `/api/v1/…`: what the pages show and do, as JSON.
//!
//! | file | endpoints |
//! |---|---|
//! | `accounts` | accounts: list, get, mode, pause, resume, log out, remove |
//! | `logins` | logins, step by step |
//! | `twin`, `bounds`, `likeness` | how the owner writes, what the twin never says, and how like them it is |
//! | `chats` | chats: list, get, mode; their messages |
//! | `exemplars` | what was learnt, answer by answer: list, strike out, restore |
//! | `relations` | what contacts are to the owner |
//! | `imports` | exports of Telegram Desktop |
//! | `messages` | messages of all chats: search and filters |
//! | `replies` | drafts, what is due, what was sent: approve, stop, undo |
//! | `questions` | what twins ask their owner |
//! | `facts` | what is remembered |
//! | `rules` | what the owner allows |
//! | `model` | which model writes, its keys and its budget |
//! | `history` | reading an account's own history |
//! | `statistics` | what happened, in numbers |
//! | `tokens` | tokens |
//! | `webhooks`, `deliveries` | addresses that are told of what happens, and what they were told |
//! | `audit` | what happened on the server |
//! | `events` | everything, live |

mod accounts;
mod audit;
mod bounds;
mod chats;
mod deliveries;
mod events;
mod exemplars;
mod facts;
mod history;
mod imports;
mod likeness;
mod logins;
pub(crate) mod messages;
mod model;
mod questions;
mod relations;
mod replies;
mod rules;
mod statistics;
mod tokens;
mod twin;
mod webhooks;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

/// All of them.
pub(super) fn routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::get, accounts::remove))
        .routes(routes!(accounts::set_mode))
        .routes(routes!(accounts::pause))
        .routes(routes!(accounts::resume))
        .routes(routes!(accounts::log_out))
        .routes(routes!(logins::begin))
        .routes(routes!(logins::get, logins::submit, logins::give_up))
        .routes(routes!(chats::list))
        .routes(routes!(chats::get))
        .routes(routes!(chats::set_mode))
        .routes(routes!(chats::set_manner))
        .routes(routes!(chats::messages))
        .routes(routes!(messages::search))
        .routes(routes!(replies::list))
        .routes(routes!(replies::approve))
        .routes(routes!(replies::stop))
        .routes(routes!(replies::undo))
        .routes(routes!(questions::list))
        .routes(routes!(questions::answer))
        .routes(routes!(questions::decline))
        .routes(routes!(facts::of_owner, facts::note))
        .routes(routes!(facts::of_chat, facts::note_of_chat))
        .routes(routes!(facts::change, facts::erase))
        .routes(routes!(rules::get, rules::replace, rules::change))
        .routes(routes!(exemplars::list))
        .routes(routes!(exemplars::strike))
        .routes(routes!(exemplars::restore))
        .routes(routes!(relations::list))
        .routes(routes!(relations::set))
        .routes(routes!(twin::get))
        .routes(routes!(bounds::get, bounds::replace))
        .routes(routes!(likeness::get, likeness::measure))
        .routes(routes!(imports::import))
        .routes(routes!(model::get, model::choose, model::forget))
        .routes(routes!(model::forget_key))
        .routes(routes!(history::get, history::read))
        .routes(routes!(statistics::get))
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::get, webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::renew_secret))
        .routes(routes!(deliveries::test))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::redeliver))
        .routes(routes!(events::get))
}
