//! `/api/v1/…`: what the pages show and do, as JSON.
//!
//! | file | endpoints |
//! |---|---|
//! | `accounts` | accounts: list, get, mode, pause, resume, log out, remove |
//! | `bots` | bots: list, get, add, change, start, stop, tokens, remove; their connections |
//! | `logins` | logins, step by step |
//! | `pauses` | pauses of all accounts at once, and of one chat |
//! | `twin`, `bounds`, `likeness`, `blind` | how the owner writes, what the twin never says, and how like them it is |
//! | `ask` | what the twin would answer, and why |
//! | `chats` | chats: list, get, mode; their messages |
//! | `earned` | what twins have earned: offers, accepted or put off |
//! | `notes` | what the owner notes of a chat |
//! | `exemplars` | what was learnt, answer by answer: list, strike out, restore |
//! | `relations` | what contacts are to the owner |
//! | `imports`, `importing` | exports of Telegram Desktop, and how far they are |
//! | `messages`, `past` | messages of all chats: search and filters; what they find as a file, or erased |
//! | `replies` | drafts, what is due, what was sent: approve, stop, undo |
//! | `reword` | a draft, said otherwise |
//! | `explained` | one reply, and why it reads so |
//! | `needs` | what needs the owner, and what they have seen of it |
//! | `questions` | what twins ask their owner |
//! | `facts` | what is remembered |
//! | `rules` | what the owner allows |
//! | `model` | which model writes, its keys and its budget |
//! | `voices`, `voice_notes`, `studio` | the owner's own voices, what they may be made of, and whoever makes them |
//! | `spoken` | in which voice twins speak |
//! | `history` | reading an account's own history |
//! | `statistics` | what happened, in numbers |
//! | `tokens` | tokens |
//! | `webhooks`, `deliveries` | addresses that are told of what happens, and what they were told |
//! | `audit` | what happened on the server |
//! | `events` | everything, live |

mod accounts;
pub(crate) mod ask;
mod audit;
mod blind;
mod bots;
mod bounds;
mod chats;
mod deliveries;
mod earned;
mod events;
mod exemplars;
mod explained;
mod facts;
mod history;
mod importing;
mod imports;
mod likeness;
mod logins;
pub(crate) mod messages;
mod model;
mod needs;
mod notes;
mod past;
mod pauses;
mod questions;
mod relations;
mod replies;
mod reword;
mod rules;
mod spoken;
mod statistics;
mod studio;
mod tokens;
mod twin;
mod voice_notes;
mod voices;
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
        .routes(routes!(pauses::pause_all))
        .routes(routes!(pauses::resume_all))
        .routes(routes!(needs::get))
        .routes(routes!(needs::alert_seen))
        .routes(routes!(needs::failures_seen))
        .routes(routes!(bots::list, bots::add))
        .routes(routes!(bots::make))
        .routes(routes!(bots::get, bots::change, bots::remove))
        .routes(routes!(bots::start))
        .routes(routes!(bots::stop))
        .routes(routes!(bots::take_over))
        .routes(routes!(bots::rotate))
        .routes(routes!(bots::connection))
        .routes(routes!(logins::begin))
        .routes(routes!(logins::get, logins::submit, logins::give_up))
        .routes(routes!(chats::list))
        .routes(routes!(chats::get))
        .routes(routes!(chats::set_mode))
        .routes(routes!(chats::set_manner))
        .routes(routes!(chats::messages))
        .routes(routes!(pauses::pause_chat))
        .routes(routes!(pauses::resume_chat))
        .routes(routes!(notes::get, notes::set))
        .routes(routes!(earned::get))
        .routes(routes!(earned::accept))
        .routes(routes!(earned::put_off))
        .routes(routes!(earned::list))
        .routes(routes!(ask::ask))
        .routes(routes!(messages::search))
        .routes(routes!(past::export))
        .routes(routes!(past::erase))
        .routes(routes!(replies::list))
        .routes(routes!(replies::approve))
        .routes(routes!(replies::stop))
        .routes(routes!(replies::undo))
        .routes(routes!(reword::reword))
        .routes(routes!(explained::reply))
        .routes(routes!(explained::explanation))
        .routes(routes!(explained::list))
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
        .routes(routes!(blind::begin, blind::tell))
        .routes(routes!(imports::import, importing::list))
        .routes(routes!(model::get, model::choose, model::forget))
        .routes(routes!(model::forget_key))
        .routes(routes!(voices::list, voices::make))
        .routes(routes!(voices::consent))
        .routes(routes!(studio::plan))
        .routes(routes!(studio::models))
        .routes(routes!(voice_notes::record))
        .routes(routes!(voices::withdraw))
        .routes(routes!(voices::speak))
        .routes(routes!(voice_notes::notes, voice_notes::measure))
        .routes(routes!(spoken::get, spoken::of_twin))
        .routes(routes!(spoken::of_chat))
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
