//! `/api/v1/…`: what the pages show and do, as JSON.
//!
//! | file | endpoints |
//! |---|---|
//! | `accounts` | accounts: list, get, mode, pause, resume, log out |
//! | `logins` | logins, step by step |
//! | `chats` | chats: list, get, mode; their messages |
//! | `replies` | drafts, what is due, what was sent: approve, stop, undo |
//! | `questions` | what twins ask their owner |
//! | `facts` | what is remembered |
//! | `rules` | what the owner allows |
//! | `model` | which model writes |
//! | `history` | reading an account's own history |
//! | `statistics` | what happened, in numbers |
//! | `tokens` | tokens |
//! | `audit` | what happened on the server |
//! | `events` | everything, live |

mod accounts;
mod audit;
mod chats;
mod events;
mod facts;
mod history;
mod logins;
mod model;
mod questions;
mod replies;
mod rules;
mod statistics;
mod tokens;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Server;

/// All of them.
pub(super) fn routes() -> OpenApiRouter<Arc<Server>> {
    OpenApiRouter::new()
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::get))
        .routes(routes!(accounts::set_mode))
        .routes(routes!(accounts::pause))
        .routes(routes!(accounts::resume))
        .routes(routes!(accounts::log_out))
        .routes(routes!(logins::begin))
        .routes(routes!(logins::get, logins::submit, logins::give_up))
        .routes(routes!(chats::list))
        .routes(routes!(chats::get))
        .routes(routes!(chats::set_mode))
        .routes(routes!(chats::messages))
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
        .routes(routes!(rules::get, rules::set))
        .routes(routes!(model::get))
        .routes(routes!(history::get, history::read))
        .routes(routes!(statistics::get))
        .routes(routes!(tokens::list, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(events::get))
}
